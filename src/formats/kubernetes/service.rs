//! The core Service: which pods it selects, and what its ports carry.

use super::element::Element;
use super::{companion, connections, marks, network, routes};
use crate::formats::Input;
use crate::model::{Declarations, Duration, Fact, FactName, Link};
use k8s_openapi::api::core::v1::ServicePort;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn read(input: &Input<'_>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let Some(spec) = object.at(&["spec"]) else {
        return;
    };
    // An ExternalName leads out of the cluster; without a selector somebody else keeps the endpoints.
    let selector = selector(&spec);
    let leads_out = spec.node.str_at(&["type"]) == Some("ExternalName");
    if selector.is_empty() || leads_out {
        let name = companion::name(input.object).to_owned();
        let link = Link::Stands { name, leads_out };
        out.companions.push(companion::of(input, link, Vec::new()));
        return;
    }
    let mut facts = Vec::new();
    let mut numbers = Vec::new();
    for port in spec.items("ports") {
        ports(&port, &mut facts);
        for key in ["port", "targetPort"] {
            let at = port.node.get(key);
            let number = at.and_then(|at| u16::try_from(at.as_u64()?).ok());
            numbers.extend(
                number
                    .zip(at)
                    .map(|(number, at)| (number, at.span().first_line())),
            );
        }
    }
    if let Some(affinity) = spec.at(&["sessionAffinity"])
        && affinity.text() == Some("ClientIP")
    {
        facts.push(connections::fact(&affinity, "session-affinity", false));
    }
    annotations(&object, &mut facts);
    object.report_cut(out);
    let name = companion::name(input.object).to_owned();
    for config in backend_configs(&object) {
        let service = name.clone();
        let link = Link::Uses { service, config };
        out.companions.push(companion::of(input, link, Vec::new()));
    }
    out.companions.push(companion::of(
        input,
        Link::Selects {
            name,
            selector,
            ports: numbers,
        },
        facts,
    ));
}

fn selector(spec: &Element<'_>) -> BTreeMap<String, String> {
    let labels = spec.at(&["selector"]);
    labels
        .iter()
        .flat_map(Element::entries)
        .filter_map(|(key, value)| Some((key.to_owned(), value.text()?.to_owned())))
        .collect()
}

fn ports(port: &Element<'_>, facts: &mut Vec<Fact>) {
    if port
        .decode::<ServicePort>(FactName::Connection, facts)
        .is_none()
    {
        return;
    }
    let stated = connections::of_app_protocol(port);
    facts.extend(stated.or_else(|| connections::of_port_name(port)));
    if let Some(protocol) = port.at(&["protocol"])
        && let Some(text @ ("UDP" | "SCTP")) = protocol.text()
    {
        facts.push(network::fact(&protocol, &text.to_lowercase()));
    }
}

/// What ingress controllers read from the Service instead of the Ingress.
fn annotations(object: &Element<'_>, facts: &mut Vec<Fact>) {
    let annotations = object.at(&["metadata", "annotations"]);
    facts.extend(annotations.iter().flat_map(marks::clouds));
    for (key, value) in annotations.iter().flat_map(Element::entries) {
        let text = value.text().unwrap_or_default();
        match key {
            "konghq.com/protocols"
                if text
                    .split(',')
                    .any(|one| matches!(one.trim(), "ws" | "wss")) =>
            {
                facts.push(connections::fact(&value, "websocket", true));
            }
            // Milliseconds.
            "konghq.com/read-timeout"
                if text
                    .parse()
                    .is_ok_and(|wait| Duration::from_millis(wait) >= routes::HELD_OPEN) =>
            {
                facts.push(connections::likely(&value, "websocket"));
            }
            "traefik.ingress.kubernetes.io/service.sticky.cookie" if text == "true" => {
                facts.push(connections::fact(&value, "session-affinity", false));
            }
            _ => {}
        }
    }
}

/// The BackendConfigs that a Service names, for all its ports or for some: `{"default": "a", "ports": {"http": "b"}}`.
fn backend_configs(object: &Element<'_>) -> BTreeSet<String> {
    let keys = [
        "cloud.google.com/backend-config",
        "beta.cloud.google.com/backend-config",
    ];
    let mut found = BTreeSet::new();
    for key in keys {
        let Some(at) = object.at(&["metadata", "annotations", key]) else {
            continue;
        };
        let text = at.text().unwrap_or_default();
        let Ok(named) = serde_json::from_str::<serde_json::Value>(text) else {
            continue;
        };
        let ports = named.get("ports").and_then(|ports| ports.as_object());
        let ports = ports.into_iter().flat_map(|ports| ports.values());
        let names = named.get("default").into_iter().chain(ports);
        found.extend(names.filter_map(|name| Some(name.as_str()?.to_owned())));
    }
    found
}

/// Reads a BackendConfig of GKE: its timeout bounds how long a WebSocket lives.
pub(super) fn backend_config(input: &Input<'_>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let timeout = object.at(&["spec", "timeoutSec"]);
    let affinity = object.at(&["spec", "sessionAffinity", "affinityType"]);
    let link = Link::Configures(companion::name(input.object).to_owned());
    let facts = routes::held_by_google(timeout, affinity);
    out.companions.push(companion::of(input, link, facts));
}
