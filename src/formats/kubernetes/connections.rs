//! Connections that outlive a request, as ports tell of them: `appProtocol`, and the names people give to ports.

use super::element::Element;
use crate::model::{Confidence, Connection, Fact, FactName, Value};

/// Tokens of port names that rarely mean anything else, and the protocol they stand for.
const PORT_NAMES: &[(&str, &str)] = &[
    ("ws", "websocket"),
    ("wss", "websocket"),
    ("websocket", "websocket"),
    ("websockets", "websocket"),
    ("mqtt", "mqtt"),
    ("mqtts", "mqtt"),
    ("amqp", "amqp"),
    ("amqps", "amqp"),
];

/// Tokens that only hint: these protocols have fallbacks that are plain requests, or are rare.
const PORT_HINTS: &[(&str, &str)] = &[
    ("socketio", "websocket"),
    ("signalr", "websocket"),
    ("stomp", "stomp"),
    ("xmpp", "xmpp"),
    ("h2c", "h2c"),
];

/// Values of `appProtocol`, and whether they settle that connections stay open.
const APP_PROTOCOLS: &[(&str, &str, bool)] = &[
    ("kubernetes.io/ws", "websocket", true),
    ("kubernetes.io/wss", "websocket", true),
    ("mqtt", "mqtt", true),
    ("secure-mqtt", "mqtt", true),
    ("amqp", "amqp", true),
    ("amqps", "amqp", true),
    ("xmpp-client", "xmpp", true),
    ("redis", "redis", true),
    ("mysql", "mysql", true),
    ("postgresql", "postgresql", true),
    ("kubernetes.io/h2c", "h2c", false),
    ("grpc", "grpc", false),
];

/// A connection that an element shows.
pub(super) fn fact(element: &Element<'_>, protocol: &str, certain: bool) -> Fact {
    let connection = Connection {
        protocol: protocol.to_owned(),
        certain,
    };
    element.stated(FactName::Connection, Value::Connection(connection))
}

/// One that the element rarely means otherwise, though it does not say so.
pub(super) fn likely(element: &Element<'_>, protocol: &str) -> Fact {
    let mut likely = fact(element, protocol, true);
    likely.confidence = Confidence::Medium;
    likely
}

/// Variables with the token of an app that keeps a WebSocket to a chat service: Slack's Socket Mode, Discord's gateway.
const GATEWAYS: &[&str] = &[
    "SLACK_APP_TOKEN",
    "SLACK_APP_LEVEL_TOKEN",
    "DISCORD_TOKEN",
    "DISCORD_BOT_TOKEN",
];

/// The key with which Discord signs the requests of an app that keeps no connection.
const BY_REQUESTS: &str = "DISCORD_PUBLIC_KEY";

/// A connection to a chat service or another WebSocket that a container keeps, as its environment tells. What listens
/// itself may only pass the address on, to a browser.
pub(super) fn of_environment(container: &Element<'_>) -> Option<Fact> {
    let variables = container.items("env");
    let names: Vec<Element<'_>> = variables
        .iter()
        .filter_map(|variable| variable.at(&["name"]))
        .collect();
    let text = |name: &Element<'_>| name.text().unwrap_or_default().to_owned();
    let by_requests = names.iter().any(|name| text(name).ends_with(BY_REQUESTS));
    let is_gateway = |name: &&Element<'_>| {
        let name = text(name);
        let token = GATEWAYS.iter().find(|token| name.ends_with(**token));
        token.is_some_and(|token| !(by_requests && token.starts_with("DISCORD")))
    };
    if let Some(name) = names.iter().find(is_gateway) {
        return Some(likely(name, "websocket"));
    }
    let listens = !container.items("ports").is_empty();
    let socket = variables.iter().find(|variable| {
        let value = variable.node.str_at(&["value"]).unwrap_or_default();
        value.starts_with("wss://") || value.starts_with("ws://")
    })?;
    let name = socket.at(&["name"])?;
    Some(if listens {
        fact(&name, "websocket", false)
    } else {
        likely(&name, "websocket")
    })
}

/// What the name of a container's or a Service's port tells: `ws`, `http-ws`, `tcp-mqtt`.
pub(super) fn of_port_name(port: &Element<'_>) -> Option<Fact> {
    let name = port.at(&["name"])?;
    let text = name.text()?.to_lowercase();
    let token = |names: &[(&str, &'static str)]| {
        let mut tokens = text.split('-');
        tokens.find_map(|token| {
            let found = names.iter().find(|(name, _)| *name == token);
            found.map(|(_, protocol)| *protocol)
        })
    };
    if let Some(protocol) = token(PORT_NAMES) {
        return Some(likely(&name, protocol));
    }
    token(PORT_HINTS).map(|protocol| fact(&name, protocol, false))
}

/// What the `appProtocol` of a Service's port says.
pub(super) fn of_app_protocol(port: &Element<'_>) -> Option<Fact> {
    let protocol = port.at(&["appProtocol"])?;
    let text = protocol.text()?.to_lowercase();
    let (_, name, certain) = APP_PROTOCOLS.iter().find(|(known, ..)| *known == text)?;
    Some(fact(&protocol, name, *certain))
}
