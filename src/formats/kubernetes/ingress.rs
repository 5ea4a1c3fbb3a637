//! The Ingress: which Services HTTP requests reach, and what its annotations say of long connections.

use super::element::Element;
use super::{companion, connections, marks, routes};
use crate::formats::Input;
use crate::model::{Declarations, Duration, Fact, FactName, Link, Trigger, TriggerKind, Value};

/// Paths that WebSocket libraries use by default.
const SOCKET_PATHS: &[&str] = &[
    "/ws",
    "/wss",
    "/websocket",
    "/socket.io",
    "/signalr",
    "/graphql-ws",
    "/cable",
    "/hub",
];

pub(super) fn read(input: &Input<'_>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let backends = backends(&object);
    let mut services: Vec<String> = backends.iter().map(|(name, _)| name.clone()).collect();
    services.sort();
    services.dedup();
    if services.is_empty() {
        return;
    }
    let mut facts: Vec<Fact> = route(&object).into_iter().collect();
    facts.extend(annotations(&object));
    object.report_cut(out);
    out.companions
        .push(companion::of(input, Link::Routes(services), facts));
    // What speaks of one Service only must not reach the others.
    for (service, fact) in of_one_service(&object, &backends) {
        let link = Link::Routes(vec![service]);
        out.companions.push(companion::of(input, link, vec![fact]));
    }
}

/// Services by name, each with the path that leads to it.
fn backends<'t>(object: &Element<'t>) -> Vec<(String, Option<Element<'t>>)> {
    let Some(spec) = object.at(&["spec"]) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    // `backend` is what `defaultBackend` was called in the old groups.
    for key in ["defaultBackend", "backend"] {
        let service = spec.at(&[key]).and_then(|backend| service(&backend));
        found.extend(service.map(|name| (name, None)));
    }
    for rule in spec.items("rules") {
        let Some(http) = rule.at(&["http"]) else {
            continue;
        };
        for path in http.items("paths") {
            let service = path.at(&["backend"]).and_then(|backend| service(&backend));
            found.extend(service.map(|name| (name, path.at(&["path"]))));
        }
    }
    found
}

fn service(backend: &Element<'_>) -> Option<String> {
    let name = backend.node.str_at(&["service", "name"]);
    let name = name.or_else(|| backend.node.str_at(&["serviceName"]));
    name.map(str::to_owned)
}

fn route(object: &Element<'_>) -> Option<Fact> {
    let trigger = Trigger {
        synchronous: true,
        ..Trigger::event(TriggerKind::Http, "Ingress")
    };
    Some(
        object
            .at(&["kind"])?
            .stated(FactName::Trigger, Value::Trigger(trigger)),
    )
}

/// Connections that the annotations tell of, for every Service behind the Ingress.
fn annotations(object: &Element<'_>) -> Vec<Fact> {
    let Some(annotations) = object.at(&["metadata", "annotations"]) else {
        return Vec::new();
    };
    let mut facts: Vec<Fact> = annotations
        .entries()
        .into_iter()
        .filter_map(|(key, value)| annotation(key, &value))
        .collect();
    facts.extend(marks::clouds(&annotations));
    let timeout = |key| {
        let timeout = annotations.at(&[key])?;
        let seconds: u64 = timeout.text()?.trim_end_matches('s').parse().ok()?;
        (Duration::from_secs(seconds) >= routes::HELD_OPEN).then_some(timeout)
    };
    // Only one of the two is a slow upload or a slow report.
    let read = timeout("nginx.ingress.kubernetes.io/proxy-read-timeout");
    let send = timeout("nginx.ingress.kubernetes.io/proxy-send-timeout");
    if let (Some(read), Some(_)) = (read, send) {
        facts.push(connections::likely(&read, "websocket"));
    }
    facts
}

fn annotation(key: &str, value: &Element<'_>) -> Option<Fact> {
    let text = value.text()?;
    let attribute = |name: &str| {
        let mut parts = text.split(',');
        parts.find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
    };
    match key {
        "projectcontour.io/websocket-routes" => Some(connections::fact(value, "websocket", true)),
        "konghq.com/protocols" => text
            .split(',')
            .any(|one| matches!(one.trim(), "ws" | "wss"))
            .then(|| connections::fact(value, "websocket", true)),
        "nginx.ingress.kubernetes.io/configuration-snippet"
        | "nginx.ingress.kubernetes.io/server-snippet"
        | "nginx.org/location-snippets"
        | "nginx.org/server-snippets" => {
            upgrades(text).then(|| connections::likely(value, "websocket"))
        }
        "haproxy.org/timeout-tunnel" | "haproxy.com/timeout-tunnel" => {
            Some(connections::likely(value, "tunnel"))
        }
        "alb.ingress.kubernetes.io/load-balancer-attributes" => {
            let idle: u64 = attribute("idle_timeout.timeout_seconds")?.parse().ok()?;
            (Duration::from_secs(idle) >= routes::HELD_OPEN)
                .then(|| connections::fact(value, "idle-connection", false))
        }
        "alb.ingress.kubernetes.io/target-group-attributes" => {
            let sticky = attribute("stickiness.enabled") == Some("true");
            sticky.then(|| connections::fact(value, "session-affinity", false))
        }
        "nginx.ingress.kubernetes.io/affinity" => {
            (text == "cookie").then(|| connections::fact(value, "session-affinity", false))
        }
        "haproxy.org/cookie-persistence" | "haproxy.com/cookie-persistence" => {
            Some(connections::fact(value, "session-affinity", false))
        }
        _ => None,
    }
}

/// Whether a snippet of nginx configuration passes the upgrade to a WebSocket on.
fn upgrades(snippet: &str) -> bool {
    snippet
        .lines()
        .map(|line| line.trim().to_lowercase())
        .any(|line| line.starts_with("proxy_set_header") && line.contains("upgrade"))
}

/// What concerns one Service: annotations that name it, and paths that speak for themselves.
fn of_one_service(
    object: &Element<'_>,
    backends: &[(String, Option<Element<'_>>)],
) -> Vec<(String, Fact)> {
    let mut found = Vec::new();
    let annotation = |key| object.at(&["metadata", "annotations", key]);
    if let Some(at) = annotation("nginx.org/websocket-services") {
        for name in names(&at, ',') {
            found.push((name, connections::fact(&at, "websocket", true)));
        }
    }
    if let Some(at) = annotation("nginx.org/sticky-cookie-services") {
        // `serviceName=coffee srv_id expires=1h; serviceName=tea ...`
        for part in names(&at, ';') {
            let first = part.split_whitespace().next().unwrap_or_default();
            if let Some(name) = first.strip_prefix("serviceName=") {
                let fact = connections::fact(&at, "session-affinity", false);
                found.push((name.to_owned(), fact));
            }
        }
    }
    for (service, path) in backends {
        let Some(path) = path else { continue };
        let text = path.text().unwrap_or_default().trim_end_matches('/');
        if SOCKET_PATHS.contains(&text) {
            found.push((service.clone(), connections::fact(path, "websocket", false)));
        }
    }
    found
}

fn names(at: &Element<'_>, separator: char) -> Vec<String> {
    let text = at.text().unwrap_or_default();
    text.split(separator)
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}
