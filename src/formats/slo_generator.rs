//! Google's slo-generator, version 2: a goal as a ratio, and one indicator for each of its backends. A number is a time
//! only where backend and method say so: a bucket of Cloud Monitoring is its place in a list.

use super::block::Block;
use super::slo::{self, Bound, Counts, Unit};
use super::{Format, Input, Marks, object};
use crate::model::{Asked, Declarations, Fact, FactName, Percentile, ServiceRef};

pub(super) static FORMAT: Format = Format {
    name: "slo-generator",
    title: "slo-generator",
    files: "`kind: ServiceLevelObjective` of `sre.google.com`",
    marks: Marks::OBJECT,
    hint: |raw| raw.contains("sre.google.com"),
    detect: |object| {
        object::group_kind(object) == Some(("sre.google.com", "ServiceLevelObjective"))
    },
    read,
};

/// Where an indicator of Cloud Service Monitoring names a Kubernetes Service.
const SERVICES: &[&str] = &["mesh_istio", "cluster_istio", "cloud_endpoints"];

fn read(input: &Input<'_>, out: &mut Declarations) {
    slo::long_queries(input.object, out);
    let root = Block::new(input.object);
    let goal = root.text_at(&["spec", "goal"]);
    let percentile = goal.and_then(Percentile::of_ratio);
    let Some(percentile) = percentile.filter(|percentile| percentile.is_p99()) else {
        return;
    };
    let Some(indicator) = root.at(&["spec", "service_level_indicator"]) else {
        return;
    };
    let backend = root.text_at(&["spec", "backend"]).unwrap_or("");
    let Some((fact, mut service)) = fact(&indicator, backend, percentile) else {
        return;
    };
    for key in ["service_name", "service"] {
        let label = root.text_at(&["metadata", "labels", key]);
        service.names.extend(label.map(str::to_owned));
    }
    let title = slo::title("ServiceLevelObjective", input.object);
    out.companions
        .extend(slo::companion(input, title, service, vec![fact]));
}

fn fact(
    indicator: &Block<'_>,
    backend: &str,
    percentile: Percentile,
) -> Option<(Fact, ServiceRef)> {
    let is = |name: &str| backend == name || backend.starts_with(&format!("{name}/"));
    match () {
        () if is("prometheus") => prometheus(indicator, percentile),
        () if is("cloud_service_monitoring") => service_monitoring(indicator, percentile),
        () if is("cloud_monitoring") => {
            let bucket = indicator.at(&["threshold_bucket"])?;
            let at = bucket.node.span().first_line();
            let fact = Fact::unresolved(FactName::Latency, at, bucket.field.as_str())
                .with_note("unit unknown: the number of a bucket is no time");
            is_of_latencies(indicator).then(|| (fact, slo::service(&[], None)))
        }
        () => None,
    }
}

/// The bucket in the query, or beside it.
fn prometheus(indicator: &Block<'_>, percentile: Percentile) -> Option<(Fact, ServiceRef)> {
    let expression = indicator.at(&["expression"]);
    let good = indicator.at(&["filter_good"]);
    for query in [&expression, &good].into_iter().flatten() {
        if let Some(under) = slo::under(query.node.as_str()?, Counts::Good) {
            let fact = slo::inside(query, &under, percentile)?;
            return Some((fact, under.series.service(&[])));
        }
    }
    let bucket = indicator.at(&["threshold_bucket"])?;
    let series = slo::series(expression?.node.as_str()?)?;
    let bound = Bound {
        number: bucket.node.as_str()?,
        percentile,
        series: &series,
        asked: Asked::Objective,
    };
    let fact = bound.fact(bucket.node.span().first_line(), &bucket.field)?;
    Some((fact, series.service(&[])))
}

/// Both of its methods count milliseconds.
fn service_monitoring(indicator: &Block<'_>, percentile: Percentile) -> Option<(Fact, ServiceRef)> {
    let range = || {
        indicator
            .at(&["range_max"])
            .filter(|_| is_of_latencies(indicator))
    };
    let bound = indicator.at(&["latency", "threshold"]).or_else(range)?;
    let at = bound.node.span().first_line();
    let number = bound.node.as_str()?;
    let fact = slo::latency(
        (number, Unit::Millis),
        percentile,
        Asked::Objective,
        at,
        &bound.field,
    );
    let of = SERVICES.iter().find_map(|key| indicator.at(&[key]));
    let text = |key| of.as_ref().and_then(|of| of.text_at(&[key]));
    let names: Vec<&str> = text("service_name").into_iter().collect();
    Some((fact, slo::service(&names, text("service_namespace"))))
}

/// Whether a filter is on one of Google's latency metrics, whose names end alike.
fn is_of_latencies(indicator: &Block<'_>) -> bool {
    let filter = indicator.node.str_at(&["filter_valid"]);
    filter.is_some_and(|filter| filter.contains("latencies"))
}
