//! API Gateway: from a route over its integration to the function, and how long the gateway waits.

use super::Reading;
use super::companion::{route, trigger_at};
use super::endpoint;
use super::setting::Setting;
use super::template::Resource;
use crate::model::{Api, Companion};
use crate::syntax::Node;

/// A REST method with its own integration.
pub(super) fn method<'t>(reading: &Reading<'_, 't>, resource: &Resource<'t>) -> Vec<Companion> {
    let Some(integration) = resource.property(&["Integration"]) else {
        return Vec::new();
    };
    let api = Api::new("rest")
        .waiting(reading.wait(integration, "TimeoutInMillis"))
        .transferring(reading.word(integration, "ResponseTransferMode"))
        .at(endpoint::of_route(reading.template, resource));
    let trigger = route(resource.kind, api, is_asynchronous(integration));
    let method = resource.property(&["HttpMethod"]);
    let fact = trigger_at(resource, &[method], "HttpMethod", trigger);
    reading.says(resource, integration.get("Uri"), &[fact])
}

/// A route of an HTTP or WebSocket API, over the integration that its target names.
pub(super) fn route_v2<'t>(reading: &Reading<'_, 't>, resource: &Resource<'t>) -> Vec<Companion> {
    let Some(variant) = api_variant(reading, resource) else {
        return Vec::new();
    };
    let key = resource.property(&["RouteKey"]);
    let integrations = resource.property(&["Target"]).map(|target| {
        reading
            .template
            .referenced(target, "AWS::ApiGatewayV2::Integration")
    });
    integrations
        .into_iter()
        .flatten()
        .flat_map(|integration| {
            let Some(properties) = integration.properties() else {
                return Vec::new();
            };
            let api = Api::new(variant).waiting(reading.wait(properties, "TimeoutInMillis"));
            let trigger = route(resource.kind, api, is_asynchronous(properties));
            let fact = trigger_at(resource, &[key], "RouteKey", trigger);
            let uri = properties.get("IntegrationUri");
            let place = (uri, "Properties");
            let wait = reading.stated_wait(integration, properties, "TimeoutInMillis", place);
            let mut companions = reading.says(resource, uri, &[fact]);
            companions.extend(wait);
            companions
        })
        .collect()
}

/// An HTTP API that was given its only target outright.
pub(super) fn quick_create<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
) -> Vec<Companion> {
    let api = Api::new("http");
    let target = resource.property(&["Target"]);
    let trigger = route(resource.kind, api, false);
    let fact = trigger_at(resource, &[target], "Target", trigger);
    let mut companions = reading.says(resource, target, &[fact]);
    companions.extend(described(reading, resource, &["Body"], "http"));
    companions
}

/// A REST API whose routes stand in an OpenAPI body.
pub(super) fn rest_api<'t>(reading: &Reading<'_, 't>, resource: &Resource<'t>) -> Vec<Companion> {
    described(reading, resource, &["Body"], "rest")
}

/// The same in SAM.
pub(super) fn sam_rest_api<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
) -> Vec<Companion> {
    described(reading, resource, &["DefinitionBody"], "rest")
}

/// The same for SAM's HTTP APIs.
pub(super) fn sam_http_api<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
) -> Vec<Companion> {
    described(reading, resource, &["DefinitionBody"], "http")
}

/// The routes of a SAM WebSocket API.
pub(super) fn sam_websocket_api<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
) -> Vec<Companion> {
    let routes = resource.property(&["Routes"]);
    routes
        .into_iter()
        .flat_map(Node::entries)
        .flat_map(|entry| {
            let wait = reading.wait(entry.value, "IntegrationTimeout");
            let api = Api::new("websocket").waiting(wait);
            let trigger = route(resource.kind, api, false);
            let field = format!("Routes.{}", entry.name());
            let fact = trigger_at(resource, &[Some(entry.key)], &field, trigger);
            let function = entry.value.get("FunctionArn");
            let field = format!("Properties.{field}");
            let place = (function, field.as_str());
            let wait = reading.stated_wait(resource, entry.value, "IntegrationTimeout", place);
            let mut companions = reading.says(resource, function, &[fact]);
            companions.extend(wait);
            companions
        })
        .collect()
}

/// The routes of an OpenAPI document with Amazon's extension.
fn described<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
    body: &[&str],
    variant: &'static str,
) -> Vec<Companion> {
    let paths = resource
        .property(body)
        .and_then(|body| body.get("paths"))
        .into_iter()
        .flat_map(Node::entries);
    let endpoint = match variant {
        "rest" => endpoint::of(reading.template, resource),
        _ => None,
    };
    let operations = paths.flat_map(|path| {
        let methods = path.value.entries();
        methods.map(move |method| (path.name(), method))
    });
    operations
        .flat_map(|(path, method)| {
            let Some(integration) = method.value.get("x-amazon-apigateway-integration") else {
                return Vec::new();
            };
            let api = Api::new(variant)
                .waiting(reading.wait(integration, "timeoutInMillis"))
                .transferring(reading.word(integration, "responseTransferMode"))
                .at(endpoint);
            let trigger = route(resource.kind, api, is_asynchronous(integration));
            let field = format!("{}.paths.{path}.{}", body.join("."), method.name());
            let fact = trigger_at(resource, &[Some(method.key)], &field, trigger);
            let uri = integration.get("uri");
            let field = format!("Properties.{field}");
            let place = (uri, field.as_str());
            let wait = reading.stated_wait(resource, integration, "timeoutInMillis", place);
            let mut companions = reading.says(resource, uri, &[fact]);
            companions.extend(wait);
            companions
        })
        .collect()
}

/// Whether the integration tells Lambda to answer at once and run later.
fn is_asynchronous(integration: Node<'_>) -> bool {
    let parameters = [
        integration.get("RequestParameters"),
        integration.get("requestParameters"),
    ];
    parameters
        .into_iter()
        .flatten()
        .flat_map(Node::entries)
        .any(|entry| {
            let is_header = entry
                .name()
                .to_ascii_lowercase()
                .ends_with("header.x-amz-invocation-type");
            let value = entry.value.as_str().unwrap_or("");
            is_header && value.trim_matches('\'').eq_ignore_ascii_case("Event")
        })
}

/// The variant of the API that a route belongs to, where the template says.
fn api_variant<'t>(reading: &Reading<'_, 't>, route: &Resource<'t>) -> Option<&'static str> {
    let id = route.property(&["ApiId"])?;
    for kind in [
        "AWS::ApiGatewayV2::Api",
        "AWS::Serverless::HttpApi",
        "AWS::Serverless::WebSocketApi",
    ] {
        if let Some(api) = reading.template.referenced(id, kind).first() {
            return match kind {
                "AWS::Serverless::HttpApi" => Some("http"),
                "AWS::Serverless::WebSocketApi" => Some("websocket"),
                _ => protocol(reading, api).and_then(|setting| match setting.text() {
                    Some("HTTP") => Some("http"),
                    Some("WEBSOCKET") => Some("websocket"),
                    _ => None,
                }),
            };
        }
    }
    None
}

/// The protocol of a version 2 API.
pub(super) fn protocol<'t>(reading: &Reading<'_, 't>, api: &Resource<'t>) -> Option<Setting<'t>> {
    reading.settings(api, &["ProtocolType"]).into_iter().next()
}
