//! Objectives of Google Cloud's service monitoring: of a Cloud Run service, or of one on a cluster.

use super::plan::module_prefix;
use super::resource::{Named, Resource};
use super::setting::Setting;
use crate::formats::slo;
use crate::model::{
    Asked, Companion, Declarations, Duration, FactName, Latency, Link, Percentile, Value,
};
use crate::syntax::Node;

/// Where the bound of each kind of indicator stands, and how it is written: a duration, or a number of milliseconds
/// where the filter is on a metric of latencies.
const BASIC: &[&str] = &["basic_sli", "latency", "threshold"];
const CUT: &[&str] = &["request_based_sli", "distribution_cut"];

/// What stands for a service in the monitoring, and where it names the service.
const SERVICE: &str = "google_monitoring_service";
const NAME: &[&str] = &["basic_service", "service_labels", "service_name"];

pub(super) fn read(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let goal = resource.text(&["goal"]).and_then(Percentile::of_ratio);
    let Some(percentile) = goal.filter(|goal| goal.is_p99()) else {
        return;
    };
    let latency = |most| {
        Value::Latency(Latency {
            most,
            percentile,
            asked: Asked::Objective,
        })
    };
    let fact = if let Some(bound) = resource.get(BASIC) {
        bound.fact(FactName::Latency, "a duration such as \"0.25s\"", |node| {
            Some(latency(Duration::parse(node.as_str()?).ok()?))
        })
    } else if let Some(bound) = cut(resource) {
        bound.fact(FactName::Latency, "a number of milliseconds", |node| {
            Some(latency(Duration::from_millis(node.as_u64()?)))
        })
    } else {
        return;
    };
    let companion = resource.companion(String::new(), vec![fact]);
    out.companions.extend(of_service(resource, companion));
}

/// The upper end of a range of latencies.
fn cut<'t>(resource: &Resource<'_, 't>) -> Option<Setting<'t>> {
    let below = |path: &[&'static str]| [CUT, path].concat();
    let filter = resource.get(&below(&["distribution_filter"]))?;
    let of_latencies = filter
        .node
        .and_then(Node::as_str)
        .is_some_and(|text| text.contains("latencies"));
    resource
        .get(&below(&["range", "max"]))
        .filter(|_| of_latencies)
}

/// The same companion, of the service that the monitoring's service stands for.
fn of_service(resource: &Resource<'_, '_>, mut companion: Companion) -> Option<Companion> {
    let Named { body, address } = resource.named(&["service"], SERVICE)?;
    let module = resource.owner.module;
    let mentioned = module.mentions(&address, body, NAME);
    let run = mentioned
        .iter()
        .find(|(kind, _)| kind.starts_with("google_cloud_run"));
    if let Some((kind, name)) = run {
        companion.link = Link::Resource(format!("{}{kind}.{name}", module_prefix(&address)));
        return Some(companion);
    }
    let label = |key| {
        resource
            .get_in(body, "", &["basic_service", "service_labels", key])?
            .text()
    };
    let service = slo::service(
        &label("service_name").into_iter().collect::<Vec<_>>(),
        label("namespace_name"),
    );
    if service.names.is_empty() {
        return None;
    }
    companion.link = Link::Service(service);
    Some(companion)
}
