//! OpenShift's Route: a way in for requests, through a router that waits 30 s for an answer unless the Route says otherwise.

use super::connections;
use super::element::Element;
use super::routes::{HELD_OPEN, Route};
use crate::model::{Duration, Fact, FactName, Value};

/// How long the router waits for an answer where nothing is stated: `ROUTER_DEFAULT_SERVER_TIMEOUT`, see
/// docs.redhat.com, Configuring route timeouts.
const WAITS: Duration = Duration::from_secs(30);

const TIMEOUT: &str = "haproxy.router.openshift.io/timeout";
const TUNNEL: &str = "haproxy.router.openshift.io/timeout-tunnel";

/// The Services of a Route, and how long the router waits for them.
pub(super) fn route(object: &Element<'_>) -> Vec<Route> {
    let mut route = Route::default();
    if let Some(spec) = object.at(&["spec"]) {
        let to = spec.at(&["to"]);
        for target in to.into_iter().chain(spec.items("alternateBackends")) {
            if target.node.str_at(&["kind"]).unwrap_or("Service") == "Service" {
                let name = target.node.str_at(&["name"]).map(str::to_owned);
                // A Route leads to Services of its own namespace only.
                route.services.extend(name.map(|name| (None, name)));
            }
        }
    }
    let annotation = |key| object.at(&["metadata", "annotations", key]);
    route.facts.push(waits(annotation(TIMEOUT)));
    let tunnel = annotation(TUNNEL);
    route
        .facts
        .extend(tunnel.map(|at| connections::likely(&at, "tunnel")));
    vec![route]
}

/// How long it waits; what waits for an hour or more holds a connection open.
fn waits(stated: Option<Element<'_>>) -> Fact {
    let Some(at) = stated else {
        return Fact::default_of(FactName::Timeout, Value::Duration(WAITS));
    };
    match at.text().and_then(duration) {
        Some(wait) if wait >= HELD_OPEN => connections::fact(&at, "long-request", false),
        Some(wait) => at.stated(FactName::Timeout, Value::Duration(wait)),
        None => at.unresolved(FactName::Timeout),
    }
}

/// A time as the router takes it: a whole number and a unit, milliseconds without one.
fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number: u64 = text[..text.len() - unit.len()].parse().ok()?;
    let millis = match unit {
        "us" => number / 1_000,
        "" | "ms" => number,
        "s" => number.checked_mul(1_000)?,
        "m" => number.checked_mul(60_000)?,
        "h" => number.checked_mul(3_600_000)?,
        "d" => number.checked_mul(86_400_000)?,
        _ => return None,
    };
    Some(Duration::from_millis(millis))
}
