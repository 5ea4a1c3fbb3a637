//! A function allowed longer than the gateway in front of it waits: the caller gets an error while the function runs on,
//! and is paid for.

use super::ceiling::configured;
use super::{Breach, LimitCheck, Target};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording, Worse};
use crate::model::{Api, Endpoint, Fact, FactName, Origin, Platform, Wait, Workload};
use crate::platform::{Bound, Limit, Magnitude, Setting};
use crate::rule::{Context, Example, Family, Rule};

/// The check.
pub(super) static CHECK: LimitCheck = LimitCheck {
    rule: &RULE,
    settings: &[Setting::IntegrationTimeout],
    facts: &[FactName::Timeout, FactName::ExecutionTimeout],
    check,
};

static RULE: Rule = Rule {
    name: "timeout-exceeds-gateway",
    family: Family::PlatformLimit,
    severity: Severity::Warning,
    summary: "The function may run longer than the API Gateway in front of it waits",
    why: "API Gateway answers its caller with an error when the function takes longer than the integration timeout. The \
          function runs on, is paid for, and its answer is thrown away; a caller that tries again starts it twice.\n\n\
          The finding is a note where the timeout is inherited from `Globals` or `provider` (templates ship large ones \
          there), where other triggers may need the longer timeout, and where it is at most a second longer than the \
          gateway waits (30 s before an API of 29 s). Of a durable function the execution timeout counts: a caller that \
          waits does so for the whole execution.",
    instead: "Lower the function's timeout below the gateway's. For longer work, answer at once and do the work \
              asynchronously: a queue, Step Functions, a durable function that is started without waiting for it. A \
              REST API that streams the response waits up to 15 min where `TimeoutInMillis` says so; the limit of a \
              regional or private REST API can be raised by a quota request, that of an edge-optimised one cannot. A \
              function URL or a container service waits longer.",
    ignore_when: "The same function also does longer work for another trigger and the API's requests are known to be \
                  quick, or the REST API's quota was raised (then say so in `plimsoll.yaml` under `limits`).",
    thresholds: &[],
    references: &[
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html",
    ],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Search:
    Type: AWS::Serverless::Function
    Properties:
      Handler: search.handler
      Runtime: python3.13
      Timeout: 60
      Events:
        Get:
          Type: HttpApi
          Properties:
            Path: /search
            Method: get
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Search:
    Type: AWS::Serverless::Function
    Properties:
      Handler: search.handler
      Runtime: python3.13
      Timeout: 20
      Events:
        Get:
          Type: HttpApi
          Properties:
            Path: /search
            Method: get
",
    },
};

/// A gateway in front, and how long it waits.
struct Gateway<'a> {
    trigger: &'a Fact,
    api: Api,
    waits: Magnitude,
    /// The row, where the API states no timeout of its own.
    limit: Option<&'a Limit>,
    /// The row of the most that it can be told to wait.
    most: Option<&'a Limit>,
    /// The row of the most that a REST API waits once it streams.
    streamed: Option<&'a Limit>,
}

fn check(workload: &Workload, target: Target<'_>, context: &Context<'_>, out: &mut Vec<Breach>) {
    if target.platform != Platform::AwsLambda {
        return;
    }
    // A caller that waits for a durable function waits for the whole execution, over all its invocations.
    let (bounds, is_durable) = match target.variant {
        Some("durable") => (FactName::ExecutionTimeout, true),
        _ => (FactName::Timeout, false),
    };
    let gateways = workload
        .facts(FactName::Trigger)
        .filter_map(|fact| gateway(fact, context));
    let Some(strictest) = gateways.min_by_key(|gateway| gateway.waits.raw()) else {
        return;
    };
    let has_others = workload.facts(FactName::Trigger).any(|fact| {
        let trigger = fact.trigger();
        trigger.is_some_and(|trigger| {
            let is_bounded = trigger.api.is_some() || trigger.caller.is_some();
            !is_bounded || !trigger.synchronous
        })
    });
    for (fact, value) in configured(workload, bounds) {
        if value > strictest.waits {
            let run = Run {
                fact,
                value,
                is_durable,
                has_others,
            };
            out.push(breach(workload, &run, &strictest));
        }
    }
}

/// How long the gateway waits for this trigger's answer, where there is one and that is known.
pub(super) fn waits(trigger: &Fact, context: &Context<'_>) -> Option<Magnitude> {
    Some(gateway(trigger, context)?.waits)
}

/// The gateway that waits for this trigger's answer.
fn gateway<'a>(trigger: &'a Fact, context: &Context<'a>) -> Option<Gateway<'a>> {
    let api = trigger
        .trigger()
        .filter(|trigger| trigger.synchronous)?
        .api?;
    // A streamed response may take longer than the default, where a timeout of its own says so.
    let bound = match api.variant {
        Api::STREAMED => Bound::Default,
        _ => Bound::Max,
    };
    let row = row(api.variant, bound, context);
    let (waits, limit) = match api.wait {
        // No API of its kind waits longer than its hard maximum, whatever is stated.
        Wait::Stated(wait) => {
            let (stated, most) = (
                Magnitude::Duration(wait),
                self::row(api.variant, Bound::Max, context),
            );
            match most.filter(|most| !most.adjustable && stated > most.value) {
                Some(most) => (most.value, Some(most)),
                None => (stated, None),
            }
        }
        Wait::Default => (row?.value, row),
        Wait::Unknown => return None,
    };
    Some(Gateway {
        trigger,
        api,
        waits,
        limit,
        most: self::row(api.variant, Bound::Max, context),
        streamed: match api.variant {
            "rest" => self::row(Api::STREAMED, Bound::Max, context),
            _ => None,
        },
    })
}

fn row<'a>(variant: &str, bound: Bound, context: &Context<'a>) -> Option<&'a Limit> {
    let (platform, variant) = (Platform::AwsApiGateway, Some(variant));
    let limits = context.limits;
    limits.find(platform, variant, Setting::IntegrationTimeout, bound)
}

/// How long the function may run, and what else it is there for.
struct Run<'a> {
    fact: &'a Fact,
    value: Magnitude,
    is_durable: bool,
    has_others: bool,
}

fn breach(workload: &Workload, run: &Run<'_>, gateway: &Gateway<'_>) -> Breach {
    let Run {
        fact,
        value,
        is_durable,
        has_others,
    } = *run;
    let inherited = fact.origin == Origin::Inherited;
    let severity = if inherited || has_others || is_close(value, gateway.waits) {
        Severity::Note
    } else {
        Severity::Warning
    };
    let criterion = Setting::IntegrationTimeout.name();
    let name = title(gateway.api.variant);
    let waits = gateway.waits.exact();
    let text = format!("allowed {}, the {name} waits {waits}", value.exact());
    let reason = Evidence::new(criterion, Stance::For, Weight::Decisive, text, fact)
        .of_amount(value, Worse::Larger);
    let text = format!("the {name} in front");
    let mut front = Evidence::new(
        criterion,
        Stance::For,
        Weight::Strong,
        text,
        gateway.trigger,
    );
    front.confidence = front.confidence.min(reason.confidence);
    let mut evidence = vec![reason, front];
    if let Some(limit) = gateway.limit {
        evidence.push(Evidence::remark(
            criterion,
            format!("the {name} waits at most {waits} ({})", limit.citation()),
        ));
    }
    if has_others {
        evidence.push(Evidence::remark(
            criterion,
            "it has other triggers too, which may need the longer timeout",
        ));
    }
    let lower = if is_durable {
        "lower the execution timeout"
    } else {
        "lower the timeout"
    };
    let answer = if is_durable {
        "start the execution without waiting for it (`X-Amz-Invocation-Type: 'Event'`)"
    } else {
        "answer at once and do the work behind a queue or a workflow"
    };
    let run_for = if is_durable {
        "may take"
    } else {
        "may run for"
    };
    let own = own_way_out(value, gateway).filter(|_| !is_durable);
    let own = own.map_or_else(String::new, |own| format!("{own}, "));
    Breach {
        severity,
        evidence,
        wording: Wording {
            message: format!(
                "`{}` {run_for} {value}, but the {name} in front waits only {}",
                workload.name, gateway.waits
            ),
            help: format!(
                "{own}{lower} to {waits} or less, or {answer}{}",
                raise(gateway)
            ),
        },
    }
}

/// Milliseconds between a function's timeout and its gateway's that are no more than two round numbers: 30 s before a
/// limit of 29 s.
const CLOSE: u64 = 1_000;

fn is_close(value: Magnitude, waits: Magnitude) -> bool {
    value.raw().saturating_sub(waits.raw()) <= CLOSE
}

/// What the platform itself offers comes first: a setting, or a response that is streamed. For a second it is not worth
/// the work.
fn own_way_out(value: Magnitude, gateway: &Gateway<'_>) -> Option<String> {
    let longer = |row: Option<&Limit>| {
        row.is_some_and(|row| row.value >= value && row.value > gateway.waits)
    };
    let streamed = gateway.streamed.filter(|row| longer(Some(row)));
    if longer(gateway.most) {
        let why = match gateway.most {
            Some(most) if gateway.api.variant == Api::STREAMED => {
                format!(", as a streamed response may take up to {}", most.value)
            }
            _ => String::new(),
        };
        let value = value.exact();
        return Some(format!("raise the integration's timeout to {value}{why}"));
    }
    let streamed = streamed.filter(|_| !is_close(value, gateway.waits))?;
    Some(format!(
        "stream the response with a longer integration timeout (up to {})",
        streamed.value
    ))
}

/// How the gateway can be made to wait longer, where it can.
fn raise(gateway: &Gateway<'_>) -> &'static str {
    let api = &gateway.api;
    let raised = gateway
        .limit
        .filter(|limit| limit.adjustable && !limit.overridden);
    match (raised, api.endpoint) {
        (None, _) => "",
        (Some(_), Some(Endpoint::Edge)) => {
            "; what an edge-optimised REST API waits cannot be raised, a regional one has a quota for it"
        }
        (Some(_), _) => "; a quota request raises what a regional REST API waits",
    }
}

fn title(variant: &str) -> &'static str {
    match variant {
        "rest" | Api::STREAMED => "REST API",
        "http" => "HTTP API",
        "websocket" => "WebSocket API",
        _ => "API",
    }
}
