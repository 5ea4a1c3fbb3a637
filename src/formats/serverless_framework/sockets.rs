//! The WebSocket API of a service: one for all functions with a `websocket` event, and the one that holds the sockets.

use super::FORMAT;
use super::service::Service;
use crate::model::{Connection, Fact, FactName, Placement, Platform, TriggerKind, Value, Workload};

/// The logical id that the framework gives it.
const LOGICAL_ID: &str = "WebsocketsApi";

/// The API that the functions' events imply. It stands where the first of them does: the line its author would change.
pub(super) fn workload(functions: &[Workload], service: &Service<'_>) -> Option<Workload> {
    let is_socket = |fact: &&Fact| {
        let trigger = fact.trigger();
        trigger.is_some_and(|trigger| trigger.kind == TriggerKind::WebSocket)
    };
    let mut triggers = functions
        .iter()
        .flat_map(|function| function.facts(FactName::Trigger));
    let first = triggers.find(is_socket)?;
    let at = first.at.clone()?;
    let placement = Placement::on(Platform::AwsApiGateway, Some("websocket"));
    let mut workload = Workload::new(
        LOGICAL_ID,
        "AWS::ApiGatewayV2::Api",
        FORMAT.name,
        placement,
        at.clone(),
        service.scope.clone(),
    );
    workload.logical_ids = vec![LOGICAL_ID.to_owned()];
    let connection = Connection {
        protocol: "websocket".to_owned(),
        certain: true,
    };
    let value = Value::Connection(connection);
    let mut fact = Fact::stated(FactName::Connection, value, at, "events.websocket");
    fact.via.clone_from(&first.via);
    workload.facts.push(fact);
    Some(workload)
}
