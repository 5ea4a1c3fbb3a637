//! A p99 alarm states a latency objective: the only one that infrastructure code knows.

use super::Reading;
use super::apis::Apis;
use super::setting::Setting;
use super::template::Resource;
use crate::model::{Asked, Companion, Duration, Fact, FactName, Latency, Percentile, Value};
use crate::syntax::Node;

/// What a template's p99 alarms say. An API's latency is a function's where only one function stands behind it.
pub(super) fn read<'t>(reading: &Reading<'_, 't>, apis: &Apis<'t>) -> Vec<Companion> {
    let alarms = reading.template.resources().iter();
    alarms
        .filter(|resource| resource.kind == "AWS::CloudWatch::Alarm")
        .flat_map(|resource| alarm(reading, resource, apis))
        .collect()
}

/// The metric an alarm watches, in either of its two notations.
pub(super) struct Metric<'t> {
    namespace: &'t str,
    name: &'t str,
    dimensions: Option<Node<'t>>,
}

fn alarm<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
    apis: &Apis<'t>,
) -> Vec<Companion> {
    let listed = || only_metric(reading, resource.property(&["Metrics"])?);
    let Some((metric, percentile)) = simple(reading, resource).or_else(listed) else {
        return Vec::new();
    };
    let comparison = reading.text(resource, &["ComparisonOperator"]);
    let is_over = comparison.is_none_or(|comparison| comparison.starts_with("GreaterThan"));
    if !is_over || !percentile.is_p99() {
        return Vec::new();
    }
    let millis = |node: Node<'_>| {
        Some(Value::Latency(Latency {
            most: millis(node)?,
            percentile,
            asked: Asked::Alert,
        }))
    };
    let facts: Vec<Fact> = reading
        .settings(resource, &["Threshold"])
        .iter()
        .map(|setting| setting.fact(FactName::Latency, "a number of milliseconds", millis))
        .collect();
    of_metric(reading, resource, &metric, apis, &facts)
}

/// What a resource says of the functions that a metric is of.
pub(super) fn of_metric<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
    metric: &Metric<'t>,
    apis: &Apis<'t>,
    facts: &[Fact],
) -> Vec<Companion> {
    match (metric.namespace, metric.name) {
        ("AWS/Lambda", "Duration") => {
            let function = dimension(metric, "FunctionName");
            reading.says(resource, function, facts)
        }
        ("AWS/ApiGateway", "Latency" | "IntegrationLatency") => {
            let api = dimension(metric, "ApiId").or_else(|| dimension(metric, "ApiName"));
            let only = api.and_then(|api| apis.behind(api)).into_iter();
            only.map(|only| reading.companion(resource, only, facts.to_vec()))
                .collect()
        }
        ("ApplicationSignals", "Latency") => {
            reading.says(resource, dimension(metric, "Service"), facts)
        }
        _ => Vec::new(),
    }
}

/// `ExtendedStatistic`, `Namespace`, `MetricName`, `Dimensions`.
fn simple<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
) -> Option<(Metric<'t>, Percentile)> {
    let statistic = reading.text(resource, &["ExtendedStatistic"])?;
    is_in_millis(reading.text(resource, &["Unit"])).then_some(())?;
    let metric = Metric {
        namespace: reading.text(resource, &["Namespace"])?,
        name: reading.text(resource, &["MetricName"])?,
        dimensions: resource.property(&["Dimensions"]),
    };
    Some((metric, Percentile::of_statistic(statistic)?))
}

/// The one metric of a list of queries, as long as a threshold is that of the metric itself and not of an expression
/// over it.
pub(super) fn only_metric<'t>(
    reading: &Reading<'_, 't>,
    queries: Node<'t>,
) -> Option<(Metric<'t>, Percentile)> {
    let mut items = queries.items();
    let (only, None) = (items.next()?, items.next()) else {
        return None;
    };
    let stat = only.get("MetricStat")?;
    let text = |path: &[&str]| {
        let settings = reading.template.follow(&Setting::new(stat, ""), path);
        settings.first().and_then(Setting::text)
    };
    is_in_millis(text(&["Unit"])).then_some(())?;
    let metric = Metric {
        namespace: text(&["Metric", "Namespace"])?,
        name: text(&["Metric", "MetricName"])?,
        dimensions: stat.at(&["Metric", "Dimensions"]),
    };
    Some((metric, Percentile::of_statistic(text(&["Stat"])?)?))
}

fn is_in_millis(unit: Option<&str>) -> bool {
    unit.is_none_or(|unit| matches!(unit, "Milliseconds" | "None"))
}

/// Whole milliseconds; a fraction rounds up, so that 50.5 is not under 50.
pub(super) fn millis(node: Node<'_>) -> Option<Duration> {
    if let Some(millis) = node.as_u64() {
        return Some(Duration::from_millis(millis));
    }
    let (whole, fraction) = node.as_str()?.trim().split_once('.')?;
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    Some(Duration::from_millis(whole.checked_add(1)?))
}

fn dimension<'t>(metric: &Metric<'t>, name: &str) -> Option<Node<'t>> {
    let mut dimensions = metric.dimensions?.items();
    dimensions
        .find(|dimension| dimension.str_at(&["Name"]) == Some(name))
        .and_then(|dimension| dimension.get("Value"))
}
