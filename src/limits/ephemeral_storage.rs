//! More scratch disk than the platform gives an instance: refused at deployment.

use super::ceiling::{self, Excess};
use super::{Breach, LimitCheck, Target};
use crate::finding::{Severity, Wording};
use crate::model::{FactName, Workload};
use crate::platform::Setting;
use crate::rule::{Context, Example, Family, Rule};

/// The check.
pub(super) static CHECK: LimitCheck = LimitCheck {
    rule: &RULE,
    settings: &[Setting::EphemeralStorage],
    facts: &[FactName::EphemeralStorage],
    check,
};

static RULE: Rule = Rule {
    name: "ephemeral-storage-over-platform-limit",
    family: Family::PlatformLimit,
    severity: Severity::Error,
    summary: "The ephemeral storage exceeds what the platform gives an instance",
    why: "The scratch disk of an instance has a largest size. A deployment that asks for more is refused.",
    instead: "Lower the size to the limit, stream the data instead of storing it, keep it in object storage or on a \
              shared file system, or run the work in a container service, a batch job or on Kubernetes.",
    ignore_when: "Not for a fixed limit. If a larger quota was granted, say so once in `plimsoll.yaml` under `limits`.",
    thresholds: &[],
    references: &["https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Unpack:
    Type: AWS::Serverless::Function
    Properties:
      Handler: unpack.handler
      Runtime: python3.13
      EphemeralStorage:
        Size: 20480
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Unpack:
    Type: AWS::Serverless::Function
    Properties:
      Handler: unpack.handler
      Runtime: python3.13
      EphemeralStorage:
        Size: 10240
",
    },
};

fn check(workload: &Workload, target: Target<'_>, context: &Context<'_>, out: &mut Vec<Breach>) {
    let storage = (FactName::EphemeralStorage, Setting::EphemeralStorage);
    ceiling::check(storage, (workload, target), context, words, out);
}

fn words(excess: &Excess<'_>) -> Wording {
    Wording {
        message: format!(
            "`{}` may fill {} of ephemeral storage; {} gives an instance at most {}",
            excess.workload.name,
            excess.value,
            excess.target.subject(),
            excess.limit.value
        ),
        help: format!(
            "lower the size to {}, or keep the data in object storage or on a shared file system",
            excess.limit.value.exact()
        ),
    }
}
