//! An API that holds sockets is a workload of its own: it, not a function behind it, keeps the connections.

use super::template::Resource;
use super::{Reading, apigateway, lambda};
use crate::model::{Connection, Declarations, FactName, Placement, Platform, Value};
use crate::syntax::Node;

/// Reads a WebSocket API; any other resource is none.
pub(super) fn read<'t>(reading: &Reading<'_, 't>, resource: &Resource<'t>, out: &mut Declarations) {
    let setting = match resource.kind {
        "AWS::ApiGatewayV2::Api" => apigateway::protocol(reading, resource)
            .filter(|setting| setting.text() == Some("WEBSOCKET")),
        "AWS::Serverless::WebSocketApi" => Some(told_by_its_type(resource)),
        _ => None,
    };
    let Some(setting) = setting else {
        return;
    };
    let connection = |_: Node<'t>| {
        Some(Value::Connection(Connection {
            protocol: "websocket".to_owned(),
            certain: true,
        }))
    };
    let placement = Placement::on(Platform::AwsApiGateway, Some("websocket"));
    let mut workload = reading.workload(resource, placement);
    let fact = setting.fact(FactName::Connection, "a protocol", connection);
    workload.facts.push(fact);
    lambda::finish(resource, workload, out);
}

/// SAM's type needs no protocol; its routes are what there is to point at.
fn told_by_its_type<'t>(resource: &Resource<'t>) -> super::setting::Setting<'t> {
    let properties = resource.properties();
    match properties.and_then(|properties| properties.entry("Routes")) {
        Some(routes) => super::setting::Setting::new(routes.key, "Properties.Routes"),
        None => super::setting::Setting::new(resource.kind_node, "Type"),
    }
}
