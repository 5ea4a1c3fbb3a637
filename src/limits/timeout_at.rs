//! A timeout exactly at the ceiling: often "as long as possible", written by somebody who did not know how long.

use super::ceiling::{cited, configured, reason};
use super::{Breach, LimitCheck, Target};
use crate::finding::{Severity, Wording};
use crate::model::{Fact, FactName, Origin, Workload};
use crate::platform::{Bound, Setting};
use crate::rule::{Context, Example, Family, Rule};

/// The check.
pub(super) static CHECK: LimitCheck = LimitCheck {
    rule: &RULE,
    settings: &[Setting::Timeout],
    facts: &[FactName::Timeout],
    check,
};

static RULE: Rule = Rule {
    name: "timeout-at-platform-limit",
    family: Family::PlatformLimit,
    severity: Severity::Note,
    summary: "The timeout is exactly the platform's ceiling",
    why: "A timeout at the ceiling is rarely measured: it means \"as long as possible\". Work that comes near it has \
          nowhere to grow, and a run that hangs is paid for to the last second.",
    instead: "Set the timeout from the longest run seen, with room to spare. If runs really come near the ceiling, plan \
              the next home now: Step Functions or a durable function, a batch job, a container service.",
    ignore_when: "The work was measured and is known to stay well below (declare it: `plimsoll/max-runtime: 4m` silences \
                  the note), or a hanging run is caught elsewhere.",
    thresholds: &[],
    references: &["https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Import:
    Type: AWS::Serverless::Function
    Properties:
      Handler: import.handler
      Runtime: python3.13
      Timeout: 900
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Import:
    Type: AWS::Serverless::Function
    Properties:
      Handler: import.handler
      Runtime: python3.13
      Timeout: 300
",
    },
};

fn check(workload: &Workload, target: Target<'_>, context: &Context<'_>, out: &mut Vec<Breach>) {
    // A durable function goes on in the next invocation, and a batch job has no caller to keep waiting.
    if target.variant == Some("durable") || target.platform.is_batch() {
        return;
    }
    // Who says how long the work takes has not just written "as long as possible".
    let says = |fact: &Fact| matches!(fact.origin, Origin::Declared | Origin::Measured);
    if workload.facts(FactName::Timeout).any(says) {
        return;
    }
    let limits = context.limits;
    let limit = limits.find(
        target.platform,
        target.variant,
        Setting::Timeout,
        Bound::Max,
    );
    let Some(limit) = limit else {
        return;
    };
    for (fact, value) in configured(workload, FactName::Timeout) {
        if value != limit.value {
            continue;
        }
        let (subject, unit) = (target.subject(), target.platform.unit_of_work());
        out.push(Breach {
            severity: Severity::Note,
            evidence: vec![
                reason(Setting::Timeout, fact, value, limit),
                cited(Setting::Timeout, target, limit),
            ],
            wording: Wording {
                message: format!(
                    "`{}` may run for {value}, the longest {subject} lets a {unit} take",
                    workload.name
                ),
                help: "set the timeout from the longest run you have seen, with room to spare"
                    .to_owned(),
            },
        });
    }
}
