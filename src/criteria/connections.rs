//! "Are persistent connections required?" Platforms hold sockets too, each for a time of its own: the words say who holds
//! them, and for how long.

use super::{Criterion, within};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording};
use crate::model::{Confidence, Duration, Fact, FactName, Platform, Side, Workload};
use crate::platform::{Bound, Limit, Setting};
use crate::rule::{Context, Example, Family, Quantity, Rule, Stricter, Threshold};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "Persistent connections are required",
    reads: "A WebSocket API, a protocol that the file states (`appProtocol`, a route, an annotation) is decisive; what a port \
            or a timeout rarely means otherwise is strong; session affinity, gRPC and paths such as `/ws` are hints. With a long \
            request timeout, affinity is strong. That nothing is said proves nothing: most proxies let WebSockets through.",
    side: Side::Kubernetes,
    settings: &[Setting::ConnectionDuration, Setting::IdleTimeout],
    evaluate,
    rule: Some((&RULE, word)),
    examples: None,
};

const NAME: &str = "connections";
const LONG_REQUEST: &str = "long-request";

static RULE: Rule = Rule {
    name: "persistent-connections",
    family: Family::PreferKubernetes,
    severity: Severity::Warning,
    summary: "Clients keep connections open longer than request-driven serverless holds them",
    why: "Request-driven platforms end every connection after a time of their own, and an instance may go away at any \
          moment. API Gateway holds WebSockets in front of functions, but closes each after two hours or ten silent \
          minutes, and the functions must keep the list of connections in a database. Cloud Run ends a socket with the \
          request's timeout. Clients must reconnect, and every open connection may be paid for.",
    instead: "Keep it if clients reconnect by themselves and the numbers fit. Otherwise hold the sockets where processes \
              stay: a container service, a Kubernetes Deployment, or a managed service made for it (AWS AppSync, AWS \
              IoT Core, Azure SignalR).",
    ignore_when: "Clients reconnect without losing anything, and the documented durations are enough.",
    thresholds: &[Threshold {
        name: LONG_REQUEST,
        default: Quantity::Duration(Duration::from_secs(1_800)),
        stricter: Stricter::Lower,
        summary: "the request timeout from which session affinity means that connections stay open",
        source: "the framework",
    }],
    references: &[
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html",
        "https://docs.cloud.google.com/run/docs/triggering/websockets",
    ],
    bad: Example {
        path: "template.yaml",
        text: "\
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Chat:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: chat
      ProtocolType: WEBSOCKET
      RouteSelectionExpression: $request.body.action
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Shop:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      Name: shop
      ProtocolType: HTTP
  Chat:
    # The sockets are held by the container service; this function only answers requests.
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      Code: {S3Bucket: code, S3Key: chat.zip}
      Role: arn:aws:iam::123456789012:role/chat
",
    },
};

fn evaluate(workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    // A function behind a WebSocket API has no connection: the API holds the sockets, and is a workload of its own.
    for fact in workload.facts(FactName::Connection) {
        let Some(connection) = fact.connection() else {
            continue;
        };
        let (weight, text) = match connection.protocol.as_str() {
            "session-affinity" => affinity(workload, context),
            protocol if connection.certain && fact.confidence == Confidence::High => (
                Weight::Decisive,
                format!("{} connections stay open", spelled(protocol)),
            ),
            protocol if connection.certain || protocol == "tcp" => (
                Weight::Strong,
                format!("{} connections stay open", spelled(protocol)),
            ),
            protocol => (Weight::Weak, hint(protocol)),
        };
        out.push(Evidence::new(NAME, Stance::For, weight, text, fact));
    }
    if !out.is_empty() {
        out.extend(remarks(workload, context));
    }
}

/// What only hints, in words: some of it is no protocol at all.
fn hint(protocol: &str) -> String {
    match protocol {
        "long-request" => "a route to it waits very long for an answer".to_owned(),
        "idle-connection" => "its load balancer keeps silent connections very long".to_owned(),
        _ => format!("{} connections may stay open", spelled(protocol)),
    }
}

/// Affinity alone may be for a cache; with a long request behind it, clients stay.
fn affinity(workload: &Workload, context: &Context<'_>) -> (Weight, String) {
    let long = context.duration(&RULE, LONG_REQUEST);
    let explicit = |fact: &&Fact| fact.is_explicit();
    let timeouts = workload.facts(FactName::Timeout).filter(explicit);
    match timeouts.filter_map(|fact| fact.duration()).max() {
        Some(timeout) if timeout >= long => (
            Weight::Strong,
            format!("session affinity, and requests may last {timeout}"),
        ),
        _ => (Weight::Weak, "session affinity".to_owned()),
    }
}

/// How long the platform holds a connection.
fn remarks(workload: &Workload, context: &Context<'_>) -> Vec<Evidence> {
    let rows = [Setting::ConnectionDuration, Setting::IdleTimeout];
    let rows = rows
        .iter()
        .filter_map(|setting| Some((*setting, row(workload, *setting, context)?)));
    rows.map(|(setting, limit)| {
        let title = limit.platform.title();
        let (value, page) = (limit.value, limit.citation());
        let text = match setting {
            Setting::IdleTimeout => {
                format!("{title} closes a connection after {value} of silence ({page})")
            }
            _ => format!("{title} holds a connection for {value} at most ({page})"),
        };
        Evidence::remark(NAME, text)
    })
    .collect()
}

fn row<'a>(workload: &Workload, setting: Setting, context: &Context<'a>) -> Option<&'a Limit> {
    let platform = workload.placement.platform()?;
    let limits = context.limits;
    limits.find(platform, workload.placement.variant, setting, Bound::Max)
}

fn word(workload: &Workload, evidence: &[Evidence], context: &Context<'_>) -> Wording {
    let name = &workload.name;
    let platform = workload.placement.platform();
    let longest = row(workload, Setting::ConnectionDuration, context);
    let silent = row(workload, Setting::IdleTimeout, context);
    let is_hint = evidence
        .first()
        .is_none_or(|first| first.weight == Weight::Weak);
    let may = if is_hint {
        "may keep connections"
    } else {
        "can keep connections"
    };
    let message = match (longest, silent) {
        (Some(longest), Some(silent)) => format!(
            "`{name}` {may} open; {} holds each for {} at most and closes it after {} of silence",
            longest.platform.title(),
            longest.value,
            silent.value
        ),
        (Some(longest), None) => format!(
            "`{name}` {may} open; {} ends each with its request, after {} at most",
            longest.platform.title(),
            longest.value
        ),
        _ if within::on_kubernetes(workload) => format!(
            "`{name}` {may} open; the serverless model ends each with its request and takes idle instances away"
        ),
        _ => format!("`{name}` {may} open; request-driven serverless ends each with its request"),
    };
    let help = match platform {
        Some(Platform::AwsApiGateway) => {
            "make clients reconnect, or hold the sockets in a container service, AWS AppSync, AWS IoT Core or a Kubernetes Deployment"
        }
        Some(platform) if platform.on_kubernetes() => {
            "make clients reconnect, or hold the sockets in a Deployment beside it"
        }
        _ => {
            "make clients reconnect, or hold the sockets in a container service or a Kubernetes Deployment"
        }
    };
    Wording {
        message,
        help: help.to_owned(),
    }
}

fn spelled(protocol: &str) -> &str {
    match protocol {
        "websocket" => "WebSocket",
        "tcp" => "TCP",
        "grpc" => "gRPC",
        "h2c" => "HTTP/2",
        "mqtt" => "MQTT",
        "amqp" => "AMQP",
        other => other,
    }
}
