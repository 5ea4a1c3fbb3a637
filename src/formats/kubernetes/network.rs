//! Networking that only a cluster gives: the host's network, a resolver of one's own, ports on the node.

use super::element::Element;
use crate::model::{Fact, FactName, Network, Value};
use k8s_openapi::api::core::v1::PodDNSConfig;

/// Networking that an element asks for, strong evidence on its own.
pub(super) fn fact(element: &Element<'_>, kind: &str) -> Fact {
    let network = Network {
        kind: kind.to_owned(),
        strong: true,
    };
    element.stated(FactName::Network, Value::Network(network))
}

/// The same, of what many workloads have: it counts only together with something else.
pub(super) fn hint(element: &Element<'_>, kind: &str) -> Fact {
    let network = Network {
        kind: kind.to_owned(),
        strong: false,
    };
    element.stated(FactName::Network, Value::Network(network))
}

/// Reads what a pod spec says of its network. Host ports stand at the containers.
pub(super) fn read(spec: &Element<'_>, facts: &mut Vec<Fact>) {
    let host = spec.at(&["hostNetwork"]);
    // Not a boolean: the blocker of the same name is unresolved already.
    let host = host.filter(|host| host.node.as_bool() == Some(true));
    facts.extend(host.map(|host| fact(&host, "host-network")));
    if let (Some(policy), Some(config)) = (spec.at(&["dnsPolicy"]), spec.at(&["dnsConfig"]))
        && policy.text() == Some("None")
        && config
            .decode::<PodDNSConfig>(FactName::Network, facts)
            .is_some()
    {
        facts.push(fact(&policy, "custom-dns"));
    }
    if let Some(alias) = spec.items("hostAliases").first() {
        let at = alias.at(&["ip"]).unwrap_or_else(|| alias.clone());
        facts.push(fact(&at, "host-aliases"));
    }
}
