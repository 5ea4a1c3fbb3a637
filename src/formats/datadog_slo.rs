//! The SLOs of Datadog's operator. Its queries do not say in what unit a metric is, so that a latency is seen and
//! nothing more; monitors are only numbers here.

use super::block::Block;
use super::slo;
use super::{Format, Input, Marks, object};
use crate::model::{Declarations, Fact, FactName, Percentile};

pub(super) static FORMAT: Format = Format {
    name: "datadog-slo",
    title: "Datadog SLO",
    files: "`kind: DatadogSLO` of `datadoghq.com`",
    marks: Marks::OBJECT,
    hint: |raw| raw.contains("DatadogSLO"),
    detect: |object| object::group_kind(object) == Some(("datadoghq.com", "DatadogSLO")),
    read,
};

/// Where its versions keep the condition and the query of a time slice.
const CONDITIONS: &[&[&str]] = &[&["timeSliceSpec", "timeSliceCondition"], &["timeSlice"]];
const QUERIES: &[&[&str]] = &[
    &["timeSliceSpec", "query", "queries"],
    &["timeSlice", "query"],
];

fn read(input: &Input<'_>, out: &mut Declarations) {
    let root = Block::new(input.object);
    let Some(spec) = root.at(&["spec"]) else {
        return;
    };
    let condition = CONDITIONS.iter().find_map(|path| spec.at(path));
    let Some((condition, query)) = condition.zip(query(&spec)) else {
        return;
    };
    let Some(threshold) = condition.at(&["threshold"]) else {
        return;
    };
    let below = condition.text_at(&["comparator"]);
    if !matches!(below, Some("<" | "<=")) || !is_p99_of_latency(query) {
        return;
    }
    let at = threshold.node.span().first_line();
    let fact = Fact::unresolved(FactName::Latency, at, threshold.field.as_str())
        .with_note("unit unknown: the query does not say it");
    let tagged = tags(query).chain(spec_tags(&spec));
    let names: Vec<&str> = tagged
        .filter_map(|tag| tag.strip_prefix("service:"))
        .collect();
    let title = slo::title("DatadogSLO", input.object);
    let service = slo::service(&names, None);
    out.companions
        .extend(slo::companion(input, title, service, vec![fact]));
}

/// The one query of a time slice; a formula over several is something else.
fn query<'t>(spec: &Block<'t>) -> Option<&'t str> {
    let found = QUERIES.iter().find_map(|path| spec.at(path))?;
    if let Some(text) = found.text() {
        return Some(text);
    }
    let mut queries = found.node.items();
    match (queries.next(), queries.next()) {
        (Some(only), None) => only.str_at(&["query"]),
        _ => None,
    }
}

/// `p99:trace.http.request{service:web}`.
fn is_p99_of_latency(query: &str) -> bool {
    let Some((statistic, rest)) = query.trim().split_once(':') else {
        return false;
    };
    let metric = rest.split('{').next().unwrap_or(rest);
    Percentile::of_statistic(statistic).is_some_and(Percentile::is_p99)
        && (metric.starts_with("trace.") || slo::names_latency(metric))
}

fn tags(query: &str) -> impl Iterator<Item = &str> {
    let inside = query
        .split_once('{')
        .and_then(|(_, rest)| rest.split_once('}'));
    let inside = inside.map_or("", |(inside, _)| inside);
    inside.split(',').map(str::trim)
}

fn spec_tags<'t>(spec: &Block<'t>) -> impl Iterator<Item = &'t str> + use<'t> {
    let tags = spec.at(&["tags"]);
    let tags: Vec<&str> = tags
        .map(|tags| tags.node.items().filter_map(|tag| tag.as_str()).collect())
        .unwrap_or_default();
    tags.into_iter()
}
