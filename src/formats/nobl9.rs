//! Nobl9: objectives over a metric that must stay below a value, or over counts of good and of all requests. A file is
//! often one list of objects.

use super::block::Block;
use super::slo::{self, Bound, Counts, Unit};
use super::{Format, Input, Marks, object};
use crate::model::{Asked, Declarations, Fact, FactName, Percentile, ServiceRef};
use crate::syntax::Node;

pub(super) static FORMAT: Format = Format {
    name: "nobl9",
    title: "Nobl9",
    files: "`kind: SLO` of `n9/v1alpha`",
    marks: Marks::OBJECT,
    hint: |raw| raw.contains("n9/v1"),
    detect: |object| object::group_kind(object).is_some_and(|(group, _)| group == "n9"),
    read,
};

/// Where the objectives stand; the older name is still taken.
const OBJECTIVES: &[&[&str]] = &[&["objectives"], &["thresholds"]];

/// What it asks for, and of what.
type Wish = (Fact, ServiceRef);

fn read(input: &Input<'_>, out: &mut Declarations) {
    slo::long_queries(input.object, out);
    if object::group_kind(input.object) != Some(("n9", "SLO")) {
        return;
    }
    let root = Block::new(input.object);
    let Some(spec) = root.at(&["spec"]) else {
        return;
    };
    let service = spec.text_at(&["service"]);
    for objective in OBJECTIVES.iter().flat_map(|path| spec.items(path)) {
        let raw = objective
            .at(&["rawMetric", "query"])
            .or_else(|| spec.at(&["indicator", "rawMetric"]));
        let found = raw
            .and_then(|raw| threshold(&objective, &raw))
            .or_else(|| share(&objective));
        let Some((fact, measured)) = found else {
            continue;
        };
        let mut names: Vec<&str> = service.into_iter().collect();
        names.extend(measured.names.iter().map(String::as_str));
        let service = slo::service(&names, measured.namespace.as_deref());
        let title = slo::title("SLO", input.object);
        out.companions
            .extend(slo::companion(input, title, service, vec![fact]));
    }
}

/// A metric of some source, below a value.
fn threshold(objective: &Block<'_>, raw: &Block<'_>) -> Option<Wish> {
    if !matches!(objective.text_at(&["op"])?, "lt" | "lte") {
        return None;
    }
    let value = objective.at(&["value"])?;
    let at = value.node.span().first_line();
    let number = value.node.as_str()?;
    if let Some(query) = promql(raw) {
        let quantile = slo::quantile(query.node.as_str()?)?;
        let bound = Bound {
            number,
            percentile: quantile.percentile,
            series: &quantile.series,
            asked: Asked::Objective,
        };
        let fact = bound.fact(at, &value.field)?;
        return Some((fact, quantile.series.service(&[])));
    }
    if let Some(metric) = raw.at(&["cloudWatch"]) {
        let (percentile, unit) = cloud_watch(&metric)?;
        let fact = slo::latency(
            (number, unit),
            percentile,
            Asked::Objective,
            at,
            &value.field,
        );
        let named = dimension(&metric, "FunctionName");
        let names: Vec<&str> = named.into_iter().collect();
        return percentile
            .is_p99()
            .then(|| (fact, slo::service(&names, None)));
    }
    let speaks = raw.node.span();
    slo::names_latency(speaks.text()).then(|| {
        let fact = Fact::unresolved(FactName::Latency, at, value.field.as_str())
            .with_note("unit unknown: the metric is of another source");
        (fact, slo::service(&[], None))
    })
}

/// A share of the requests.
fn share(objective: &Block<'_>) -> Option<Wish> {
    let percentile = Percentile::of_ratio(objective.text_at(&["target"])?)?;
    let counts = objective.at(&["countMetrics"])?;
    let sides = [("good", Counts::Good), ("bad", Counts::Bad)];
    let found = |(key, which): &(&str, Counts)| {
        let query = promql(&counts.at(&[key])?)?;
        let under = slo::under(query.node.as_str()?, *which)?;
        let fact = slo::inside(&query, &under, percentile)?;
        Some((fact, under.series.service(&[])))
    };
    sides.iter().find_map(found)
}

/// The query of any source that speaks PromQL.
fn promql<'t>(metric: &Block<'t>) -> Option<Block<'t>> {
    let sources = metric.node.entries().map(|entry| entry.name());
    sources
        .filter(|name| !name.is_empty())
        .find_map(|name| metric.at(&[name, "promql"]))
}

/// Metrics of AWS whose unit AWS documents.
const METRICS: &[(&str, &str, Unit)] = &[
    ("AWS/Lambda", "Duration", Unit::Millis),
    ("AWS/ApiGateway", "Latency", Unit::Millis),
    ("AWS/ApplicationELB", "TargetResponseTime", Unit::Seconds),
    ("ApplicationSignals", "Latency", Unit::Millis),
];

fn cloud_watch(metric: &Block<'_>) -> Option<(Percentile, Unit)> {
    let percentile = Percentile::of_statistic(metric.text_at(&["stat"])?)?;
    let namespace = metric.text_at(&["namespace"])?;
    let name = metric.text_at(&["metricName"])?;
    let known = METRICS
        .iter()
        .find(|(place, metric, _)| (*place, *metric) == (namespace, name))?;
    Some((percentile, known.2))
}

fn dimension<'t>(metric: &Block<'t>, name: &str) -> Option<&'t str> {
    let is_it = |item: &Node<'t>| item.str_at(&["name"]) == Some(name);
    let dimensions = metric.at(&["dimensions"])?;
    dimensions.node.items().find(is_it)?.str_at(&["value"])
}
