//! API Gateway in front of Lambda functions, the APIs that hold sockets, and p99 alarms.

use super::argument::Argument;
use super::resource::{Resource, blocks};
use super::setting::Setting;
use super::waiting;
use crate::formats::aws::cloudfront;
use crate::model::{
    Api, Connection, Declarations, Duration, Endpoint, Fact, FactName, Link, Placement, Platform,
    Trigger, Value, Wait,
};
use crate::syntax::Node;

/// An API that holds sockets is a workload of its own; one with a `target` is a route by itself.
pub(super) fn read_api(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let Some(protocol) = resource.get(&["protocol_type"]) else {
        return;
    };
    if protocol.text() == Some("WEBSOCKET") {
        let placement = Placement::on(Platform::AwsApiGateway, Some("websocket"));
        let mut workload = resource.workload(placement);
        workload.facts.push(websocket(&protocol));
        out.workloads.push(workload);
        return;
    }
    let target = resource.get(&["target"]);
    if let (Some(function), Some(target)) = (resource.function(&["target"]), target) {
        let fact = route(&target, "aws_apigatewayv2_api", Api::new("http"));
        out.companions
            .push(resource.companion(function, vec![fact]));
    }
}

fn websocket(setting: &Setting<'_>) -> Fact {
    let connection = Connection {
        protocol: "websocket".to_owned(),
        certain: true,
    };
    setting.shows(FactName::Connection, Value::Connection(connection))
}

fn route(setting: &Setting<'_>, source: &str, api: Api) -> Fact {
    let trigger = Trigger::route(source, api);
    setting.shows(FactName::Trigger, Value::Trigger(trigger))
}

/// Route to integration to function; the API tells whether it holds sockets.
pub(super) fn read_route(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let module = resource.owner.module;
    let Some(integration) = resource.named(&["target"], "aws_apigatewayv2_integration") else {
        return;
    };
    let uri = ["integration_uri"];
    let Some(function) = module.function(&integration.address, integration.body, &uri) else {
        return;
    };
    let Some(key) = resource.get(&["route_key"]) else {
        return;
    };
    let api = resource.named(&["api_id"], "aws_apigatewayv2_api");
    let protocol = api.and_then(|api| resource.get_in(api.body, "", &["protocol_type"])?.text());
    let wait = wait(resource, integration.body);
    let sockets =
        protocol == Some("WEBSOCKET") || matches!(key.text(), Some("$connect" | "$disconnect"));
    let variant = if sockets { "websocket" } else { "http" };
    let api = Api::new(variant).waiting(wait);
    let fact = route(&key, "aws_apigatewayv2_route", api);
    let stated = resource.get_in(integration.body, "", &["timeout_milliseconds"]);
    let stated = stated.map(|one| {
        let wanted = "a whole number of milliseconds";
        one.fact(FactName::IntegrationTimeout, wanted, |node| {
            node.as_u64()
                .map(Duration::from_millis)
                .map(Value::Duration)
        })
    });
    let facts = [fact].into_iter().chain(stated).collect();
    out.companions.push(resource.companion(function, facts));
}

pub(super) fn read_rest_integration(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let Some(kind) = resource.get(&["type"]) else {
        return;
    };
    if !matches!(kind.text(), Some("AWS" | "AWS_PROXY")) {
        return;
    }
    if let Some(function) = resource.function(&["uri"]) {
        let mut trigger = Trigger::route("aws_api_gateway_integration", rest(resource));
        trigger.synchronous = !is_asynchronous(resource);
        let fact = kind.shows(FactName::Trigger, Value::Trigger(trigger));
        out.companions
            .push(resource.companion(function, vec![fact]));
    }
}

/// The REST API behind an integration.
fn rest(integration: &Resource<'_, '_>) -> Api {
    let mode = integration.text(&["response_transfer_mode"]);
    let api = integration.named(&["rest_api_id"], "aws_api_gateway_rest_api");
    let endpoint = api.and_then(|api| endpoint(integration, api.body));
    Api::new("rest")
        .waiting(wait(integration, integration.body))
        .transferring(mode)
        .at(endpoint)
}

/// The endpoint of a REST API; one that states none is edge-optimised.
fn endpoint(resource: &Resource<'_, '_>, api: Node<'_>) -> Option<Endpoint> {
    let Some(types) = resource.get_in(api, "", &["endpoint_configuration", "types"]) else {
        return Some(Endpoint::Edge);
    };
    let mut named = types.node?.items();
    let only = named.next()?;
    if named.next().is_some() {
        return None;
    }
    let only = resource
        .owner
        .module
        .resolve(Setting::new(only, String::new()));
    only.text().and_then(Endpoint::named)
}

/// Whether the integration tells Lambda to answer at once and run later.
fn is_asynchronous(integration: &Resource<'_, '_>) -> bool {
    let parameters = integration.get(&["request_parameters"]);
    let mut parameters = parameters
        .and_then(|parameters| parameters.node)
        .into_iter()
        .flat_map(Node::entries);
    parameters.any(|entry| {
        let name = entry.name().trim_matches('"').to_ascii_lowercase();
        let value = entry.value.as_str().unwrap_or("").trim_matches('\'');
        name.ends_with("header.x-amz-invocation-type") && value.eq_ignore_ascii_case("Event")
    })
}

/// How long an integration waits.
fn wait(resource: &Resource<'_, '_>, integration: Node<'_>) -> Wait {
    let Some(setting) = resource.get_in(integration, "", &["timeout_milliseconds"]) else {
        return Wait::Default;
    };
    let millis = setting.node.and_then(Node::as_u64);
    millis.map_or(Wait::Unknown, |millis| {
        Wait::Stated(Duration::from_millis(millis))
    })
}

/// A p99 alarm on a function's duration is a latency objective.
pub(super) fn read_alarm(resource: &Resource<'_, '_>, out: &mut Declarations) {
    // The metric stands in the alarm, or in its only query; the threshold of several is that of an expression.
    let queries = resource.blocks(&["metric_query"]);
    let path: &[&str] = match queries.as_slice() {
        [] => &[],
        [_] => &["metric_query", "metric"],
        _ => return,
    };
    let statistic = if path.is_empty() {
        "extended_statistic"
    } else {
        "stat"
    };
    let below = |keys: &[&'static str]| [path, keys].concat();
    let is = |key, wanted| resource.text(&below(&[key])) == Some(wanted);
    let statistic = resource.text(&below(&[statistic])).unwrap_or("");
    let p99 = statistic == "p100" || statistic == "p99" || statistic.starts_with("p99.");
    let above = resource
        .text(&["comparison_operator"])
        .is_none_or(|operator| operator.starts_with("GreaterThan"));
    let unit = resource.text(&below(&["unit"]));
    let in_millis = unit.is_none_or(|unit| matches!(unit, "Milliseconds" | "None"));
    let of_function = is("namespace", "AWS/Lambda") && is("metric_name", "Duration");
    if !(p99 && above && in_millis && of_function) {
        return;
    }
    let facts = resource.facts(&["threshold"], &Argument::millis(FactName::Latency));
    let function = resource.function(&below(&["dimensions", "FunctionName"]));
    if let Some(function) = function.filter(|_| !facts.is_empty()) {
        out.companions.push(resource.companion(function, facts));
    }
}

/// A distribution calls functions at its edge, and that decides what they may do.
pub(super) fn read_distribution(resource: &Resource<'_, '_>, out: &mut Declarations) {
    waiting::read_origins(resource, out);
    for behavior in ["default_cache_behavior", "ordered_cache_behavior"] {
        for block in resource.blocks(&[behavior]) {
            let associations = block.get("lambda_function_association");
            for association in associations.into_iter().flat_map(blocks) {
                let Some(event) = resource.get_in(association, behavior, &["event_type"]) else {
                    continue;
                };
                let module = resource.owner.module;
                let function = module.function(&resource.address, association, &["lambda_arn"]);
                let variant = event.text().and_then(cloudfront::variant);
                let (Some(function), Some(variant)) = (function, variant) else {
                    continue;
                };
                let trigger = cloudfront::trigger(event.text().unwrap_or_default());
                let fact = event.shows(FactName::Trigger, Value::Trigger(trigger));
                let mut facts = vec![fact];
                facts.extend(waiting::features(resource, &function));
                let mut companion = resource.companion(function.clone(), facts);
                companion.link = Link::Edge { function, variant };
                out.companions.push(companion);
            }
        }
    }
}
