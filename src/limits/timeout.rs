//! A run allowed longer than the platform lets anything run: refused at deployment, or cut off.

use super::ceiling::{self, Excess, configured};
use super::{Breach, LimitCheck, Target};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording};
use crate::model::{Fact, FactName, Platform, Workload};
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
    name: "timeout-over-platform-limit",
    family: Family::PlatformLimit,
    severity: Severity::Error,
    summary: "The timeout exceeds what the platform allows",
    why: "Every request-driven platform has a longest run. A larger timeout is refused at deployment, or accepted and cut \
          off: either way the work does not finish. A ceiling that the operator of a cluster can raise is a warning, \
          because the manifest cannot show whether that was done.\n\n\
          On Lambda Managed Instances the longer ceiling holds only for asynchronous invocation and event source \
          mappings; behind an API or a function URL the ordinary one applies.",
    instead: "Lower the timeout to the limit if the work fits. If it does not: split it into steps (Step Functions, \
              Workflows), make it a durable function, or run it as a batch job (a Cloud Run job, AWS Batch, a \
              Kubernetes Job) or in a container service.",
    ignore_when: "Not for a fixed limit. If the limit was raised for you, say so once in `plimsoll.yaml` under \
                  `limits` instead of ignoring each finding.",
    thresholds: &[],
    references: &[
        "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
        "https://docs.cloud.google.com/run/docs/configuring/request-timeout",
        "https://github.com/knative/serving/blob/main/config/core/configmaps/defaults.yaml",
    ],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Handler: report.handler
      Runtime: python3.13
      Timeout: 1200
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Handler: report.handler
      Runtime: python3.13
      Timeout: 600
",
    },
};

fn check(workload: &Workload, target: Target<'_>, context: &Context<'_>, out: &mut Vec<Breach>) {
    let timeout = (FactName::Timeout, Setting::Timeout);
    ceiling::check(timeout, (workload, target), context, words, out);
    if target.platform == Platform::AwsLambda && target.variant == Some("managed-instances") {
        out.extend(waited_for(workload, target, context));
    }
}

fn words(excess: &Excess<'_>) -> Wording {
    let platform = excess.target.platform;
    Wording {
        message: format!(
            "`{}` may run for {}; {} ends a {} at {}",
            excess.workload.name,
            excess.value,
            excess.target.subject(),
            platform.unit_of_work(),
            excess.limit.value
        ),
        help: format!(
            "lower the timeout to {}, or {}",
            excess.limit.value.exact(),
            other_home(excess)
        ),
    }
}

fn other_home(excess: &Excess<'_>) -> &'static str {
    let target = excess.target;
    match target.platform {
        // CloudFront waits for the answer, so nothing that is started and left to itself can give it.
        Platform::AwsLambda if target.variant == Some("edge-viewer") => {
            "call it at the origin request or response, where it may run longer; a CloudFront Function does what only rewrites a request or its headers"
        }
        Platform::AwsLambda if target.is_edge() => "let the origin do the long part",
        Platform::AwsLambda if excess.workload.is_step() => {
            "split this step of its workflow into shorter ones, or let the workflow run it as a batch job or an ECS task"
        }
        Platform::AwsLambda => {
            "split the work with Step Functions or a durable function, or run it as a batch job or in a container service"
        }
        Platform::CloudRunService => "make it a Cloud Run job, a workflow or a Kubernetes Job",
        platform if platform.on_kubernetes() => "make the long part a Job on the same cluster",
        _ => "split the work into a workflow, or run it as a batch job or in a container service",
    }
}

/// The longer ceiling of managed instances is not for callers who wait.
fn waited_for(workload: &Workload, target: Target<'_>, context: &Context<'_>) -> Vec<Breach> {
    let find = |variant| {
        let limits = context.limits;
        limits.find(target.platform, variant, Setting::Timeout, Bound::Max)
    };
    let (Some(own), Some(waited)) = (find(target.variant), find(None)) else {
        return Vec::new();
    };
    let is_waited_for = |fact: &&Fact| fact.trigger().is_some_and(|trigger| trigger.synchronous);
    let Some(caller) = workload.facts(FactName::Trigger).find(is_waited_for) else {
        return Vec::new();
    };
    let breach = |(fact, value)| {
        let mut evidence = vec![ceiling::reason(Setting::Timeout, fact, value, waited)];
        let text = "the caller waits for the answer";
        let criterion = Setting::Timeout.name();
        evidence.push(Evidence::new(
            criterion,
            Stance::For,
            Weight::Strong,
            text,
            caller,
        ));
        evidence.push(ceiling::cited(Setting::Timeout, target, own));
        Breach {
            severity: Severity::Error,
            evidence,
            wording: Wording {
                message: format!(
                    "`{}` may run for {value}, but its caller waits; over {} Managed Instances run only what nobody waits for",
                    workload.name, waited.value
                ),
                help: format!(
                    "lower the timeout to {}, or invoke it asynchronously or from a queue",
                    waited.value.exact()
                ),
            },
        }
    };
    configured(workload, FactName::Timeout)
        .filter(|(_, value)| *value > waited.value && *value <= own.value)
        .map(breach)
        .collect()
}
