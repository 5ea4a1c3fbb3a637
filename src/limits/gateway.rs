//! A function allowed longer than the gateway in front of it waits: the caller gets an error while the function runs on,
//! and is paid for.

use super::ceiling::configured;
use super::{Breach, LimitCheck, Target};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording};
use crate::model::{Api, Fact, FactName, Origin, Platform, Workload};
use crate::platform::{Bound, Limit, Magnitude, Setting};
use crate::rule::{Context, Example, Family, Rule};

/// The check.
pub(super) static CHECK: LimitCheck = LimitCheck {
    rule: &RULE,
    settings: &[Setting::IntegrationTimeout],
    facts: &[FactName::Timeout],
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
          gateway waits (30 s before an API of 29 s).",
    instead: "Lower the function's timeout below the gateway's. For longer work, answer at once and do the work \
              asynchronously: a queue, Step Functions, a durable function. The limit of a REST API can be raised by a \
              quota request, and a function URL or a container service waits longer.",
    ignore_when: "The same function also does longer work for another trigger and the API's requests are known to be \
                  quick, or the REST API's quota was raised (then say so in `plimsoll.yaml` under `limits`).",
    thresholds: &[],
    references: &[
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html",
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
}

fn check(workload: &Workload, target: Target<'_>, context: &Context<'_>, out: &mut Vec<Breach>) {
    // A durable function is invoked asynchronously whenever it runs long.
    if target.platform != Platform::AwsLambda || target.variant == Some("durable") {
        return;
    }
    let gateways = workload
        .facts(FactName::Trigger)
        .filter_map(|fact| gateway(fact, context));
    let Some(strictest) = gateways.min_by_key(|gateway| gateway.waits.raw()) else {
        return;
    };
    let has_others = workload.facts(FactName::Trigger).any(|fact| {
        let trigger = fact.trigger();
        trigger.is_some_and(|trigger| trigger.api.is_none() || !trigger.synchronous)
    });
    for (fact, value) in configured(workload, FactName::Timeout) {
        if value > strictest.waits {
            out.push(breach(workload, (fact, value), &strictest, has_others));
        }
    }
}

/// The gateway that waits for this trigger's answer.
fn gateway<'a>(trigger: &'a Fact, context: &Context<'a>) -> Option<Gateway<'a>> {
    let api = trigger
        .trigger()
        .filter(|trigger| trigger.synchronous)?
        .api?;
    let (platform, variant) = (Platform::AwsApiGateway, Some(api.variant));
    let row = context
        .limits
        .find(platform, variant, Setting::IntegrationTimeout, Bound::Max);
    let stated = api.timeout.map(Magnitude::Duration);
    Some(Gateway {
        trigger,
        api,
        waits: stated.or(row.map(|row| row.value))?,
        limit: row.filter(|_| stated.is_none()),
    })
}

fn breach(
    workload: &Workload,
    (fact, value): (&Fact, Magnitude),
    gateway: &Gateway<'_>,
    has_others: bool,
) -> Breach {
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
    let reason = Evidence::new(criterion, Stance::For, Weight::Decisive, text, fact);
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
    let raise = gateway
        .limit
        .filter(|limit| limit.adjustable && !limit.overridden);
    let raise = raise.map_or("", |_| "; a quota request raises what the REST API waits");
    Breach {
        severity,
        evidence,
        wording: Wording {
            message: format!(
                "`{}` may run for {value}, but the {name} in front waits only {}",
                workload.name, gateway.waits
            ),
            help: format!(
                "lower the timeout to {waits} or less, or answer at once and do the work behind a queue or a workflow{raise}"
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

fn title(variant: &str) -> &'static str {
    match variant {
        "rest" => "REST API",
        "http" => "HTTP API",
        "websocket" => "WebSocket API",
        _ => "API",
    }
}
