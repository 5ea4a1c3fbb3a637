//! More memory than the platform gives an instance: refused at deployment.

use super::ceiling::{self, Excess};
use super::{Breach, LimitCheck, Target};
use crate::finding::{Severity, Wording};
use crate::model::{FactName, Workload};
use crate::platform::Setting;
use crate::rule::{Context, Example, Family, Rule};

/// The check.
pub(super) static CHECK: LimitCheck = LimitCheck {
    rule: &RULE,
    settings: &[Setting::Memory],
    facts: &[FactName::Memory],
    check,
};

static RULE: Rule = Rule {
    name: "memory-over-platform-limit",
    family: Family::PlatformLimit,
    severity: Severity::Error,
    summary: "The memory exceeds what the platform gives an instance",
    why: "Each platform has a largest instance. A deployment that asks for more memory is refused.",
    instead: "Lower the memory to the limit, process the data in parts, or run the work where instances are larger: \
              Lambda Managed Instances, a container service, a batch job, or a Kubernetes node of that size.",
    ignore_when: "Not for a fixed limit. If a larger quota was granted, say so once in `plimsoll.yaml` under `limits`.",
    thresholds: &[],
    references: &[
        "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
        "https://docs.cloud.google.com/run/quotas",
    ],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      Handler: resize.handler
      Runtime: python3.13
      MemorySize: 12288
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Resize:
    Type: AWS::Serverless::Function
    Properties:
      Handler: resize.handler
      Runtime: python3.13
      MemorySize: 10240
",
    },
};

fn check(workload: &Workload, target: Target<'_>, context: &Context<'_>, out: &mut Vec<Breach>) {
    let memory = (FactName::Memory, Setting::Memory);
    ceiling::check(memory, (workload, target), context, words, out);
    ceiling::check_sum(memory, (workload, target), context, words, out);
}

fn words(excess: &Excess<'_>) -> Wording {
    Wording {
        message: format!(
            "`{}` may take {} of memory; {} gives an instance at most {}",
            excess.workload.name,
            excess.value,
            excess.target.subject(),
            excess.limit.value
        ),
        help: format!(
            "lower the memory to {}, or move the work to a container service, a batch job or Kubernetes",
            excess.limit.value.exact()
        ),
    }
}
