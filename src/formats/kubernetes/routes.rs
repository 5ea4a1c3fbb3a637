//! Routes that are no Ingress: Gateway API, Contour, Emissary, Traefik, NGINX, Kong. Each is read for the Services it
//! leads to, whether it keeps connections open, and whether it carries something else than HTTP.

use super::element::Element;
use super::{companion, connections, mesh, network, openshift};
use crate::formats::{Input, object, values};
use crate::model::{Declarations, Duration, Fact, FactName, Link, Trigger, TriggerKind, Value};
use std::collections::BTreeMap;

/// How long a route waits that holds connections open; ingress-nginx' own advice for WebSockets, against a default of 60.
pub(super) const HELD_OPEN: Duration = Duration::from_secs(3_600);

/// A Service that a route leads to: its namespace where the route names one, and its name.
type Service = (Option<String>, String);

/// What a route leads to, and what it says of that.
#[derive(Default)]
pub(super) struct Route {
    pub(super) services: Vec<Service>,
    pub(super) facts: Vec<Fact>,
}

impl Route {
    /// Adds a Service by the keys `name` and `namespace`.
    pub(super) fn leads_to(&mut self, service: &Element<'_>) {
        let namespace = service.node.str_at(&["namespace"]).map(str::to_owned);
        let name = service.node.str_at(&["name"]).map(str::to_owned);
        self.services.extend(name.map(|name| (namespace, name)));
    }
}

/// Reads the parts of a route, each with the Services it leads to.
type Parts = fn(&Element<'_>) -> Vec<Route>;
/// Reads what a route says of all Services behind it.
type OfAll = fn(&Element<'_>) -> Option<Fact>;

/// API group, kind, and how a route is read.
const ROUTES: &[(&str, &str, Parts, OfAll)] = &[
    ("gateway.networking.k8s.io", "HTTPRoute", gateway_api, http),
    ("gateway.networking.k8s.io", "GRPCRoute", gateway_api, grpc),
    ("gateway.networking.k8s.io", "TCPRoute", gateway_api, raw),
    ("gateway.networking.k8s.io", "TLSRoute", gateway_api, raw),
    ("gateway.networking.k8s.io", "UDPRoute", gateway_api, raw),
    (
        "networking.istio.io",
        "VirtualService",
        mesh::virtual_service,
        mesh::way_in,
    ),
    (
        "networking.istio.io",
        "DestinationRule",
        mesh::destination_rule,
        nothing,
    ),
    (
        "linkerd.io",
        "ServiceProfile",
        mesh::service_profile,
        nothing,
    ),
    ("policy.linkerd.io", "HTTPRoute", gateway_api, nothing),
    ("projectcontour.io", "HTTPProxy", contour, http),
    ("getambassador.io", "Mapping", emissary, http),
    ("getambassador.io", "TCPMapping", emissary, raw),
    ("traefik.io", "IngressRoute", traefik, http),
    ("traefik.io", "IngressRouteTCP", traefik, raw),
    ("traefik.io", "IngressRouteUDP", traefik, raw),
    ("traefik.containo.us", "IngressRoute", traefik, http),
    ("traefik.containo.us", "IngressRouteTCP", traefik, raw),
    ("traefik.containo.us", "IngressRouteUDP", traefik, raw),
    ("k8s.nginx.org", "VirtualServer", nginx, http),
    ("k8s.nginx.org", "TransportServer", nginx, raw),
    ("configuration.konghq.com", "TCPIngress", kong, raw),
    ("configuration.konghq.com", "UDPIngress", kong, raw),
    ("networking.gke.io", "GCPBackendPolicy", google, nothing),
    ("route.openshift.io", "Route", openshift::route, http),
    ("", "Route", openshift::route, http),
];

/// Whether a kind is a route.
pub(super) fn is_known(group: &str, kind: &str) -> bool {
    ROUTES
        .iter()
        .any(|(known, name, ..)| (*known, *name) == (group, kind))
}

/// Reads a route.
pub(super) fn read_known(input: &Input<'_>, out: &mut Declarations) {
    let wanted = object::group_kind(input.object);
    let found = ROUTES
        .iter()
        .find(|(group, kind, ..)| Some((*group, *kind)) == wanted);
    if let Some((.., parts, of_all)) = found {
        read(input, out, *parts, *of_all);
    }
}

/// Reads a route by how its parts are found.
pub(super) fn read(input: &Input<'_>, out: &mut Declarations, parts: Parts, of_all: OfAll) {
    let object = Element::object(input.object);
    let mut all = Route::default();
    for part in parts(&object) {
        all.services.extend(part.services.iter().cloned());
        if !part.facts.is_empty() {
            // What speaks of one part only must not reach the others.
            push(input, part, out);
        }
    }
    all.facts.extend(of_all(&object));
    push(input, all, out);
    object.report_cut(out);
}

/// One companion for each namespace that is led to.
fn push(input: &Input<'_>, route: Route, out: &mut Declarations) {
    let mut places: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
    for (namespace, name) in route.services {
        places.entry(namespace).or_default().push(name);
    }
    for (namespace, mut names) in places {
        names.sort();
        names.dedup();
        let link = Link::Routes(names);
        let mut companion = companion::of(input, link, route.facts.clone());
        companion.namespace = namespace.or(companion.namespace);
        out.companions.push(companion);
    }
}

/// That requests come this way.
pub(super) fn http(object: &Element<'_>) -> Option<Fact> {
    let kind = object.at(&["kind"])?;
    let trigger = Trigger {
        synchronous: true,
        ..Trigger::event(TriggerKind::Http, kind.text()?)
    };
    Some(kind.stated(FactName::Trigger, Value::Trigger(trigger)))
}

/// That what comes this way is not HTTP.
pub(super) fn raw(object: &Element<'_>) -> Option<Fact> {
    let kind = object.at(&["kind"])?;
    let text = kind.text()?.to_lowercase();
    let name = if text.contains("udp") {
        "udp-route"
    } else {
        "tcp-route"
    };
    Some(network::fact(&kind, name))
}

/// That it is gRPC, which may stream.
pub(super) fn grpc(object: &Element<'_>) -> Option<Fact> {
    Some(connections::fact(&object.at(&["kind"])?, "grpc", false))
}

/// A hint, when a route waits very long or for ever.
pub(super) fn waits(timeout: Option<Element<'_>>) -> Option<Fact> {
    let timeout = timeout?;
    let text = timeout.text()?;
    let for_ever = matches!(text, "0" | "0s" | "infinity" | "infinite");
    let read = timeout.read(FactName::Timeout, values::duration);
    let long = read.duration().is_some_and(|wait| wait >= HELD_OPEN);
    (for_ever || long).then(|| connections::fact(&timeout, "long-request", false))
}

/// The same of a number of milliseconds.
fn waits_ms(timeout: Option<Element<'_>>) -> Option<Fact> {
    let timeout = timeout?;
    let wait: u64 = timeout.text()?.parse().ok()?;
    let long = wait == 0 || Duration::from_millis(wait) >= HELD_OPEN;
    long.then(|| connections::fact(&timeout, "long-request", false))
}

fn sticky(at: Option<Element<'_>>) -> Option<Fact> {
    at.map(|at| connections::fact(&at, "session-affinity", false))
}

/// The rules of a Gateway API route.
pub(super) fn gateway_api(object: &Element<'_>) -> Vec<Route> {
    let spec = object.at(&["spec"]);
    let rules = spec.iter().flat_map(|spec| spec.items("rules"));
    rules
        .map(|rule| {
            let mut route = Route::default();
            for backend in rule.items("backendRefs") {
                let is = |key, default| backend.node.str_at(&[key]).unwrap_or(default);
                if is("group", "").is_empty() && is("kind", "Service") == "Service" {
                    route.leads_to(&backend);
                }
            }
            route.facts.extend(waits(rule.at(&["timeouts", "request"])));
            route.facts.extend(sticky(rule.at(&["sessionPersistence"])));
            route
        })
        .collect()
}

/// The routes of a Contour HTTPProxy.
pub(super) fn contour(object: &Element<'_>) -> Vec<Route> {
    let spec = object.at(&["spec"]);
    let routes = spec.iter().flat_map(|spec| spec.items("routes"));
    let mut all: Vec<Route> = routes
        .map(|one| {
            let mut route = Route::default();
            one.items("services")
                .iter()
                .for_each(|service| route.leads_to(service));
            let sockets = one.at(&["enableWebsockets"]);
            let sockets = sockets.filter(|at| at.node.as_bool() == Some(true));
            route
                .facts
                .extend(sockets.map(|at| connections::fact(&at, "websocket", true)));
            route
                .facts
                .extend(waits(one.at(&["timeoutPolicy", "response"])));
            let cookie = one.at(&["loadBalancerPolicy", "strategy"]);
            route
                .facts
                .extend(sticky(cookie.filter(|at| at.text() == Some("Cookie"))));
            route
        })
        .collect();
    if let Some(proxy) = object.at(&["spec", "tcpproxy"]) {
        let mut route = Route::default();
        proxy
            .items("services")
            .iter()
            .for_each(|service| route.leads_to(service));
        route.facts.push(network::fact(&proxy, "tcp-route"));
        all.push(route);
    }
    all
}

/// The one route of an Emissary Mapping or TCPMapping: `service: https://name.namespace:8080`.
pub(super) fn emissary(object: &Element<'_>) -> Vec<Route> {
    let Some(spec) = object.at(&["spec"]) else {
        return Vec::new();
    };
    let mut route = Route::default();
    let service = spec.node.str_at(&["service"]).unwrap_or_default();
    let host = service.split_once("://").map_or(service, |(_, host)| host);
    let host = host.split([':', '/']).next().unwrap_or_default();
    route.services.extend(host_of_service(host));
    let upgrades = spec.items("allow_upgrade");
    let upgrade = upgrades
        .into_iter()
        .find(|one| one.text() == Some("websocket"));
    let old = spec.at(&["use_websocket"]);
    let old = old.filter(|at| at.node.as_bool() == Some(true));
    let sockets = upgrade.or(old);
    route
        .facts
        .extend(sockets.map(|at| connections::fact(&at, "websocket", true)));
    route.facts.extend(waits_ms(spec.at(&["timeout_ms"])));
    vec![route]
}

/// The Service that a host names inside the cluster: `name`, `name.namespace` or the whole of its domain.
pub(super) fn host_of_service(host: &str) -> Option<Service> {
    let parts: Vec<&str> = host.split('.').collect();
    match parts.as_slice() {
        [""] | [] => None,
        [name] => Some((None, (*name).to_owned())),
        [name, namespace] | [name, namespace, "svc", ..] => {
            Some((Some((*namespace).to_owned()), (*name).to_owned()))
        }
        _ => None,
    }
}

/// The routes of Traefik's IngressRoute, IngressRouteTCP and IngressRouteUDP.
pub(super) fn traefik(object: &Element<'_>) -> Vec<Route> {
    let spec = object.at(&["spec"]);
    let routes = spec.iter().flat_map(|spec| spec.items("routes"));
    routes
        .map(|one| {
            let mut route = Route::default();
            for service in one.items("services") {
                if service.node.str_at(&["kind"]).unwrap_or("Service") == "Service" {
                    route.leads_to(&service);
                    route
                        .facts
                        .extend(sticky(service.at(&["sticky", "cookie"])));
                }
            }
            route
        })
        .collect()
}

/// The upstreams of NGINX' VirtualServer and TransportServer.
pub(super) fn nginx(object: &Element<'_>) -> Vec<Route> {
    let spec = object.at(&["spec"]);
    let upstreams = spec.iter().flat_map(|spec| spec.items("upstreams"));
    upstreams
        .map(|one| {
            let mut route = Route::default();
            let service = one.node.str_at(&["service"]).map(str::to_owned);
            route.services.extend(service.map(|name| (None, name)));
            let cookie = one.at(&["sessionCookie", "enable"]);
            route
                .facts
                .extend(sticky(cookie.filter(|at| at.node.as_bool() == Some(true))));
            route.facts.extend(waits(one.at(&["read-timeout"])));
            route
        })
        .collect()
}

/// The rules of Kong's TCPIngress and UDPIngress.
pub(super) fn kong(object: &Element<'_>) -> Vec<Route> {
    let spec = object.at(&["spec"]);
    let rules = spec.iter().flat_map(|spec| spec.items("rules"));
    rules
        .map(|rule| {
            let service = rule.node.str_at(&["backend", "serviceName"]);
            Route {
                services: service
                    .map(|name| (None, name.to_owned()))
                    .into_iter()
                    .collect(),
                facts: Vec::new(),
            }
        })
        .collect()
}

/// The Service of Google's GCPBackendPolicy, whose timeout bounds how long a WebSocket lives.
pub(super) fn google(object: &Element<'_>) -> Vec<Route> {
    let Some(target) = object.at(&["spec", "targetRef"]) else {
        return Vec::new();
    };
    let mut route = Route::default();
    if target.node.str_at(&["kind"]) == Some("Service") {
        route.leads_to(&target);
    }
    let timeout = object.at(&["spec", "default", "timeoutSec"]);
    let affinity = object.at(&["spec", "default", "sessionAffinity", "type"]);
    route.facts = held_by_google(timeout, affinity);
    vec![route]
}

/// What Google's load balancers keep open.
pub(super) fn held_by_google(
    timeout: Option<Element<'_>>,
    affinity: Option<Element<'_>>,
) -> Vec<Fact> {
    let wait = timeout.as_ref().and_then(|at| at.text()?.parse().ok());
    let long = wait.is_some_and(|wait: u64| Duration::from_secs(wait) >= HELD_OPEN);
    let mut facts: Vec<Fact> = timeout
        .filter(|_| long)
        .map(|at| connections::likely(&at, "websocket"))
        .into_iter()
        .collect();
    let affinity = affinity.filter(|at| at.text().is_some_and(|kind| kind != "NONE"));
    facts.extend(sticky(affinity));
    facts
}

/// Nothing that holds for all parts.
pub(super) fn nothing(_: &Element<'_>) -> Option<Fact> {
    None
}
