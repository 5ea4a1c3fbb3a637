//! A function allowed longer than the queue it polls hides its messages: Lambda refuses to connect the two.

use super::{Breach, LimitCheck, Target};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording, Worse};
use crate::model::{Fact, FactName, Origin, Platform, Workload};
use crate::platform::{Bound, Magnitude, Setting};
use crate::rule::{Context, Example, Family, Rule};

/// The check.
pub(super) static CHECK: LimitCheck = LimitCheck {
    rule: &RULE,
    settings: &[Setting::VisibilityTimeout],
    facts: &[FactName::VisibilityTimeout],
    check,
};

/// Where Lambda documents that it refuses the pair, and the factor that it advises.
const MAPPING: &str = "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html";

static RULE: Rule = Rule {
    name: "timeout-exceeds-visibility",
    family: Family::PlatformLimit,
    severity: Severity::Error,
    summary: "The function may run longer than the queue it polls hides its messages",
    why: "A message that is handed out stays hidden for the queue's visibility timeout. When the function runs longer, \
          the message comes back and is worked on twice. Lambda therefore refuses to create or update an event source \
          mapping when the function's timeout exceeds the visibility timeout of the queue: the deployment fails.\n\n\
          An SQS queue that says nothing hides a message for 30 seconds. Both resources must stand in one template, \
          service or module for plimsoll to compare them.",
    instead: "Raise the queue's visibility timeout; AWS advises six times the function's timeout, plus the batch window, \
              so that a throttled batch can be tried again. Or lower the function's timeout.",
    ignore_when: "Not for a new deployment. An existing mapping keeps working after its function's timeout was raised, \
                  until somebody updates the mapping.",
    thresholds: &[],
    references: &[
        MAPPING,
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-lambda-function-trigger.html",
    ],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 60
  Import:
    Type: AWS::Serverless::Function
    Properties:
      Handler: import.handler
      Runtime: python3.13
      Timeout: 120
      Events:
        Orders:
          Type: SQS
          Properties:
            Queue: !GetAtt Orders.Arn
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 720
  Import:
    Type: AWS::Serverless::Function
    Properties:
      Handler: import.handler
      Runtime: python3.13
      Timeout: 120
      Events:
        Orders:
          Type: SQS
          Properties:
            Queue: !GetAtt Orders.Arn
",
    },
};

fn check(workload: &Workload, target: Target<'_>, context: &Context<'_>, out: &mut Vec<Breach>) {
    if target.platform != Platform::AwsLambda {
        return;
    }
    // What people say about the work itself configures nothing.
    let timeouts: Vec<&Fact> = workload
        .facts(FactName::Timeout)
        .filter(|fact| !matches!(fact.origin, Origin::Declared | Origin::Measured))
        .collect();
    for hidden in workload.facts(FactName::VisibilityTimeout) {
        for timeout in &timeouts {
            out.extend(breach(workload, timeout, hidden, context));
        }
    }
}

/// The finding stands where the queue says its timeout; where it says none, where the function says its own.
fn breach(
    workload: &Workload,
    timeout: &Fact,
    hidden: &Fact,
    context: &Context<'_>,
) -> Option<Breach> {
    let (allowed, hides) = (timeout.duration()?, hidden.duration()?);
    if allowed <= hides {
        return None;
    }
    let criterion = Setting::VisibilityTimeout.name();
    let queue = hidden
        .owner
        .as_deref()
        .map_or("its queue", |owner| name(owner));
    let (long, short) = (
        Magnitude::Duration(allowed).exact(),
        Magnitude::Duration(hides).exact(),
    );
    let (first, second) = match hidden.origin {
        Origin::Default => (
            (
                timeout,
                format!("allowed {long}, `{queue}` hides its messages for {short}"),
            ),
            None,
        ),
        _ => (
            (
                hidden,
                format!("hidden for {short}, `{}` may run for {long}", workload.name),
            ),
            timeout
                .at
                .is_some()
                .then(|| (timeout, format!("allowed {long}"))),
        ),
    };
    let sure = timeout.confidence.min(hidden.confidence);
    let mut evidence: Vec<Evidence> = [(Some(first), Weight::Decisive), (second, Weight::Strong)]
        .into_iter()
        .filter_map(|(one, weight)| {
            let (fact, text) = one?;
            let (value, worse) = match fact.name {
                FactName::Timeout => (allowed, Worse::Larger),
                _ => (hides, Worse::Smaller),
            };
            let mut evidence = Evidence::new(criterion, Stance::For, weight, text, fact)
                .of_amount(Magnitude::Duration(value), worse);
            evidence.confidence = sure;
            Some(evidence)
        })
        .collect();
    evidence.extend(silent(hidden, context));
    Some(Breach {
        severity: Severity::Error,
        evidence,
        wording: Wording {
            message: format!(
                "`{}` may run for {allowed}, but the queue `{queue}` hides its messages for only {hides}; Lambda refuses the pair",
                workload.name
            ),
            help: format!(
                "raise the visibility timeout of `{queue}` to {long} at least (AWS advises six times that), or lower the function's timeout"
            ),
        },
    })
}

/// Where the default of a queue that says nothing is documented.
fn silent(hidden: &Fact, context: &Context<'_>) -> Option<Evidence> {
    if hidden.origin != Origin::Default {
        return None;
    }
    let setting = Setting::VisibilityTimeout;
    let limits = context.limits;
    let row = limits.find(Platform::AwsLambda, None, setting, Bound::Default)?;
    let text = format!(
        "a queue that says nothing hides a message for {} ({})",
        row.value.exact(),
        row.citation()
    );
    Some(Evidence::remark(setting.name(), text))
}

/// `Orders` of `AWS::SQS::Queue/Orders`.
fn name(owner: &str) -> &str {
    owner.rsplit_once('/').map_or(owner, |(_, name)| name)
}
