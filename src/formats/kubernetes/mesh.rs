//! Istio's, Linkerd's and Cilium's objects, and Kubernetes' NetworkPolicy: rules of the network for one workload.

use super::element::Element;
use super::routes::{self, Route};
use super::{blockers, companion, connections, network};
use crate::formats::Input;
use crate::model::{Declarations, Fact, Link};

/// The routes of an Istio VirtualService.
pub(super) fn virtual_service(object: &Element<'_>) -> Vec<Route> {
    let Some(spec) = object.at(&["spec"]) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for http in spec.items("http") {
        let mut route = destinations(&http);
        route.facts.extend(routes::waits(http.at(&["timeout"])));
        let shaped = ["fault", "mirror", "mirrors", "headers", "retries"];
        let mut shaped = shaped.iter().filter_map(|key| http.at(&[key]));
        // One way in is a route like any other; rules about what takes it are the mesh's own.
        route.facts.extend(match shaped.next() {
            Some(at) => Some(network::fact(&at, "mesh-route")),
            None if route.services.len() > 1 => http
                .at(&["route"])
                .map(|at| network::fact(&at, "mesh-route")),
            None => None,
        });
        all.push(route);
    }
    for key in ["tcp", "tls"] {
        for rule in spec.items(key) {
            let mut route = destinations(&rule);
            let at = rule.at(&["route"]).unwrap_or(rule);
            route.facts.push(network::fact(&at, "tcp-route"));
            all.push(route);
        }
    }
    all
}

/// Requests come in only where there are routes for them.
pub(super) fn way_in(object: &Element<'_>) -> Option<Fact> {
    object.at(&["spec", "http"])?;
    routes::http(object)
}

fn destinations(rule: &Element<'_>) -> Route {
    let mut route = Route::default();
    for one in rule.items("route") {
        let host = one.node.str_at(&["destination", "host"]);
        route
            .services
            .extend(host.and_then(routes::host_of_service));
    }
    route
}

/// The Service of an Istio DestinationRule.
pub(super) fn destination_rule(object: &Element<'_>) -> Vec<Route> {
    let Some(spec) = object.at(&["spec"]) else {
        return Vec::new();
    };
    let mut route = Route::default();
    let host = spec.node.str_at(&["host"]);
    route
        .services
        .extend(host.and_then(routes::host_of_service));
    let policy = [
        "outlierDetection",
        "connectionPool",
        "loadBalancer",
        "portLevelSettings",
    ];
    let policy = policy
        .iter()
        .find_map(|key| spec.at(&["trafficPolicy", key]));
    route
        .facts
        .extend(match policy.or_else(|| spec.at(&["subsets"])) {
            Some(at) => Some(network::fact(&at, "mesh-policy")),
            // Mutual TLS alone is what every workload of a mesh has.
            None => spec
                .at(&["host"])
                .map(|at| network::hint(&at, "mesh-policy")),
        });
    let hash = spec.at(&["trafficPolicy", "loadBalancer", "consistentHash"]);
    route
        .facts
        .extend(hash.map(|at| connections::fact(&at, "session-affinity", false)));
    vec![route]
}

/// The Service of a Linkerd ServiceProfile, which is named as the Service's whole domain.
pub(super) fn service_profile(object: &Element<'_>) -> Vec<Route> {
    let name = object.at(&["metadata", "name"]);
    let host = name.as_ref().and_then(Element::text);
    let mut route = Route::default();
    route
        .services
        .extend(host.and_then(routes::host_of_service));
    route
        .facts
        .extend(name.map(|at| network::fact(&at, "mesh-route")));
    vec![route]
}

/// Reads what selects pods: where the labels stand, and what it says of them.
fn selects(input: &Input<'_>, labels: &[&str], fact: Option<Fact>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let selector = object.at(labels);
    let selector: std::collections::BTreeMap<String, String> = selector
        .iter()
        .flat_map(Element::entries)
        .filter_map(|(key, value)| {
            // Cilium says where a label comes from.
            let key = key.trim_start_matches("k8s:").trim_start_matches("any:");
            Some((key.to_owned(), value.text()?.to_owned()))
        })
        .collect();
    let expressions = labels.split_last().is_some_and(|(_, parent)| {
        let selector = object.at(parent);
        selector.is_some_and(|selector| !selector.items("matchExpressions").is_empty())
    });
    // All pods of a namespace are nobody in particular; and of expressions only half would be understood.
    if selector.is_empty() || expressions {
        return;
    }
    out.companions.push(companion::of(
        input,
        Link::Pods(selector),
        fact.into_iter().collect(),
    ));
}

/// Reads a NetworkPolicy: rules about who talks to whom are fine-grained, a bare refusal of everything is hygiene.
pub(super) fn network_policy(input: &Input<'_>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let Some(spec) = object.at(&["spec"]) else {
        return;
    };
    let rules = [("ingress", "from"), ("egress", "to")];
    let named = rules.iter().find_map(|(key, peers)| {
        let mut all = spec.items(key).into_iter();
        all.find_map(|rule| rule.items(peers).into_iter().next())
    });
    let fact = match named {
        Some(peer) => Some(network::fact(&peer, "network-policy")),
        None => object
            .at(&["kind"])
            .map(|at| network::hint(&at, "network-policy")),
    };
    selects(input, &["spec", "podSelector", "matchLabels"], fact, out);
}

/// Reads a CiliumNetworkPolicy.
pub(super) fn cilium(input: &Input<'_>, out: &mut Declarations) {
    let fact = kind_fact(input, "network-policy");
    selects(
        input,
        &["spec", "endpointSelector", "matchLabels"],
        fact,
        out,
    );
}

/// Reads what Istio's security objects and its Sidecar and EnvoyFilter say of the pods they select.
pub(super) fn istio(input: &Input<'_>, out: &mut Declarations) {
    let by_labels = matches!(
        input.object.str_at(&["kind"]),
        Some("Sidecar" | "EnvoyFilter")
    );
    let labels: &[&str] = if by_labels {
        &["spec", "workloadSelector", "labels"]
    } else {
        &["spec", "selector", "matchLabels"]
    };
    selects(input, labels, kind_fact(input, "mesh-policy"), out);
}

/// Reads a Linkerd Server.
pub(super) fn linkerd_server(input: &Input<'_>, out: &mut Declarations) {
    let fact = kind_fact(input, "mesh-policy");
    selects(input, &["spec", "podSelector", "matchLabels"], fact, out);
}

/// Reads an Istio Gateway: the pods it selects are the way into the cluster, and a part of it.
pub(super) fn gateway(input: &Input<'_>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let fact = object.at(&["kind"]).map(|at| {
        let name = companion::name(input.object);
        blockers::fact(&at, "ingress-gateway", name)
    });
    selects(input, &["spec", "selector"], fact, out);
}

fn kind_fact(input: &Input<'_>, name: &str) -> Option<Fact> {
    let object = Element::object(input.object);
    object.at(&["kind"]).map(|at| network::fact(&at, name))
}
