//! A function allowed longer than its caller waits, where the caller is no API Gateway: Cognito, AppSync, a workflow, a
//! proxy. Each caller is a row of the table; `gateway` has the one kind whose wait depends on more.

use super::ceiling::configured;
use super::{Breach, LimitCheck, Target, gateway};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording, Worse};
use crate::model::{Duration, Fact, FactName, Origin, Trigger, TriggerKind, Wait, Workload};
use crate::platform::{Bound, Limit, Magnitude, Setting, Words};
use crate::rule::{Context, Example, Family, Rule};

/// The check.
pub(super) static CHECK: LimitCheck = LimitCheck {
    rule: &RULE,
    settings: &[Setting::CallerTimeout],
    facts: &[FactName::Timeout, FactName::ExecutionTimeout],
    check,
};

static RULE: Rule = Rule {
    name: "timeout-exceeds-caller",
    family: Family::PlatformLimit,
    severity: Severity::Warning,
    summary: "The function may run longer than the service that calls it waits",
    why: "A service that calls a function and waits for its answer gives up after a time of its own: Cognito after 5 s, \
          Alexa after 8 s, AppSync after 30 s, a CloudFront origin after 30 s, an Express workflow after 5 min, Azure's \
          load balancer after 230 s. The caller fails or tries again; the function runs on, is paid for, and its answer \
          is thrown away.\n\n\
          The finding is a note where the timeout is inherited from `Globals`, `provider` or `host.json`, and where \
          another trigger may need the longer timeout. Of a durable function the execution timeout counts. \
          `timeout-exceeds-gateway` says the same of API Gateway.",
    instead: "Lower the function's timeout to what the caller waits, so that a late run fails visibly. For longer work, \
              answer at once and do the work asynchronously: a queue, a Standard workflow, a durable function. A \
              CloudFront origin and a task of a workflow can be told to wait longer.",
    ignore_when: "The function is known to answer in time, and its timeout is there for another caller that the files do \
                  not show.",
    thresholds: &[],
    references: &[
        "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html",
        "https://docs.aws.amazon.com/general/latest/gr/appsync.html",
        "https://learn.microsoft.com/azure/azure-functions/functions-scale",
    ],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      LambdaConfig:
        PreSignUp: !GetAtt Check.Arn
  Check:
    Type: AWS::Serverless::Function
    Properties:
      Handler: check.handler
      Runtime: python3.13
      Timeout: 30
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Users:
    Type: AWS::Cognito::UserPool
    Properties:
      LambdaConfig:
        PreSignUp: !GetAtt Check.Arn
  Check:
    Type: AWS::Serverless::Function
    Properties:
      Handler: check.handler
      Runtime: python3.13
      Timeout: 5
",
    },
};

/// A caller that waits, and how long.
struct Waiting<'a> {
    at: &'a Fact,
    trigger: &'a Trigger,
    words: &'static Words,
    waits: Magnitude,
    /// The row, where the configuration states no wait of its own.
    limit: Option<&'a Limit>,
}

fn check(workload: &Workload, target: Target<'_>, context: &Context<'_>, out: &mut Vec<Breach>) {
    // A caller that waits for a durable function waits for the whole execution, over all its invocations.
    let (bounds, lower) = match target.variant {
        Some("durable") => (FactName::ExecutionTimeout, "lower the execution timeout"),
        _ => (FactName::Timeout, "lower the timeout"),
    };
    let triggers = || workload.facts(FactName::Trigger);
    let callers = triggers().filter_map(|fact| waiting(fact, target, context));
    let Some(strictest) = callers.min_by_key(|caller| caller.waits.raw()) else {
        return;
    };
    for (fact, value) in configured(workload, bounds) {
        if value <= strictest.waits {
            continue;
        }
        let has_others = triggers().any(|other| {
            let waits = waiting(other, target, context).map(|caller| caller.waits);
            let waits = waits.or_else(|| gateway::waits(other, context));
            waits.is_none_or(|waits| waits >= value) && !is_same_way(other, &strictest)
        });
        out.push(breach(
            workload,
            (fact, value),
            &strictest,
            has_others,
            lower,
        ));
    }
}

/// The caller that waits for this trigger's answer, where it calls functions of that platform and its wait is known.
fn waiting<'a>(at: &'a Fact, target: Target<'_>, context: &Context<'a>) -> Option<Waiting<'a>> {
    let trigger = at.trigger().filter(|trigger| trigger.synchronous)?;
    let caller = trigger.caller?;
    let limits = context.limits;
    let row = |bound| {
        let variant = Some(caller.name);
        limits.find(target.platform, variant, Setting::CallerTimeout, bound)
    };
    let (waits, limit) = match caller.wait {
        Wait::Stated(wait) => {
            let most = row(Bound::Max).filter(|most| most.value < Magnitude::Duration(wait));
            (
                most.map_or(Magnitude::Duration(wait), |most| most.value),
                most,
            )
        }
        Wait::Default => {
            let row = row(Bound::Default).or_else(|| row(Bound::Max))?;
            (row.value, Some(row))
        }
        Wait::Unknown => return None,
    };
    Some(Waiting {
        at,
        trigger,
        words: crate::platform::caller(caller.name)?,
        waits,
        limit,
    })
}

/// Whether a trigger is the caller itself, seen from another side: a permission for it, the URL that it calls.
fn is_same_way(other: &Fact, caller: &Waiting<'_>) -> bool {
    let Some(other) = other.trigger() else {
        return false;
    };
    let name = |trigger: &Trigger| trigger.caller.map(|caller| caller.name);
    let is_url = |trigger: &Trigger| trigger.kind == TriggerKind::FunctionUrl;
    name(other) == name(caller.trigger)
        || (is_url(caller.trigger) && is_url(other) && other.caller.is_none())
}

fn breach(
    workload: &Workload,
    (fact, value): (&Fact, Magnitude),
    caller: &Waiting<'_>,
    has_others: bool,
    lower: &str,
) -> Breach {
    let severity = if fact.origin == Origin::Inherited || has_others {
        Severity::Note
    } else {
        Severity::Warning
    };
    let criterion = Setting::CallerTimeout.name();
    let Words {
        title,
        then,
        instead,
        setting,
        ..
    } = caller.words;
    let waits = caller.waits.exact();
    let text = format!("allowed {}, {title} waits {waits}", value.exact());
    let reason = Evidence::new(criterion, Stance::For, Weight::Decisive, text, fact)
        .of_amount(value, Worse::Larger);
    let text = format!("{title} waits for its answer");
    let mut asks = Evidence::new(criterion, Stance::For, Weight::Strong, text, caller.at);
    asks.confidence = asks.confidence.min(reason.confidence);
    let mut evidence = vec![reason, asks];
    let text = match caller.limit {
        Some(limit) => format!("after {waits} {then} ({})", limit.citation()),
        None => format!("after {waits} {then}"),
    };
    evidence.push(Evidence::remark(criterion, text));
    if has_others {
        let text = "it has other triggers too, which may need the longer timeout";
        evidence.push(Evidence::remark(criterion, text));
    }
    let longer = setting.map_or_else(String::new, |setting| format!("; {setting}"));
    let may = match value {
        Magnitude::Duration(Duration::UNLIMITED) => "may run without a bound".to_owned(),
        _ => format!("may run for {value}"),
    };
    Breach {
        severity,
        evidence,
        wording: Wording {
            message: format!(
                "`{}` {may}, but {title} waits only {}",
                workload.name, caller.waits
            ),
            help: format!("{lower} to {waits} or less, or {instead}{longer}"),
        },
    }
}
