//! A p99 alarm states a latency objective: the only one that infrastructure code knows.

use super::Reading;
use super::reference::names;
use super::setting::Setting;
use super::template::{Resource, text};
use crate::model::{Companion, Duration, Fact, FactName, Link, Value};
use crate::syntax::Node;

/// What a template's p99 alarms say. An API's latency is a function's where only one function stands behind it, which
/// the companions read so far tell.
pub(super) fn read(reading: &Reading<'_, '_>, companions: &[Companion]) -> Vec<Companion> {
    let alarms = reading.template.resources().iter();
    alarms
        .filter(|resource| resource.kind == "AWS::CloudWatch::Alarm")
        .flat_map(|resource| alarm(reading, resource, companions))
        .collect()
}

/// The metric an alarm watches, in either of its two notations.
struct Metric<'t> {
    namespace: &'t str,
    name: &'t str,
    dimensions: Option<Node<'t>>,
}

fn alarm<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
    companions: &[Companion],
) -> Vec<Companion> {
    let Some(metric) = simple(reading, resource).or_else(|| listed(reading, resource)) else {
        return Vec::new();
    };
    let comparison = reading.text(resource, &["ComparisonOperator"]);
    if !comparison.is_none_or(|comparison| comparison.starts_with("GreaterThan")) {
        return Vec::new();
    }
    let facts: Vec<Fact> = reading
        .settings(resource, &["Threshold"])
        .iter()
        .map(|setting| setting.fact(FactName::Latency, "a number of milliseconds", millis))
        .collect();
    match (metric.namespace, metric.name) {
        ("AWS/Lambda", "Duration") => {
            let function = dimension(&metric, "FunctionName");
            reading.says(resource, function, &facts)
        }
        ("AWS/ApiGateway", "Latency" | "IntegrationLatency") => {
            match behind(reading, &metric, companions).as_slice() {
                [only] => vec![reading.companion(resource, only, facts)],
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// `ExtendedStatistic`, `Namespace`, `MetricName`, `Dimensions`.
fn simple<'t>(reading: &Reading<'_, 't>, resource: &Resource<'t>) -> Option<Metric<'t>> {
    is_p99(reading.text(resource, &["ExtendedStatistic"])?).then_some(())?;
    is_in_millis(reading.text(resource, &["Unit"])).then_some(())?;
    Some(Metric {
        namespace: reading.text(resource, &["Namespace"])?,
        name: reading.text(resource, &["MetricName"])?,
        dimensions: resource.property(&["Dimensions"]),
    })
}

/// `Metrics`, as long as the threshold is that of the metric itself and not of an expression over it.
fn listed<'t>(reading: &Reading<'_, 't>, resource: &Resource<'t>) -> Option<Metric<'t>> {
    let mut items = resource.property(&["Metrics"])?.items();
    let (only, None) = (items.next()?, items.next()) else {
        return None;
    };
    let stat = only.get("MetricStat")?;
    let text = |path: &[&str]| {
        let settings = reading.template.follow(&Setting::new(stat, ""), path);
        settings.first().and_then(Setting::text)
    };
    is_p99(text(&["Stat"])?).then_some(())?;
    is_in_millis(text(&["Unit"])).then_some(())?;
    Some(Metric {
        namespace: text(&["Metric", "Namespace"])?,
        name: text(&["Metric", "MetricName"])?,
        dimensions: stat.at(&["Metric", "Dimensions"]),
    })
}

/// p99 or stricter: `p99`, `p99.9`, `p100`.
fn is_p99(statistic: &str) -> bool {
    let percentile = statistic.strip_prefix('p').unwrap_or("");
    let whole = percentile.split('.').next().unwrap_or("");
    whole
        .parse()
        .is_ok_and(|whole: u32| (99..=100).contains(&whole))
}

fn is_in_millis(unit: Option<&str>) -> bool {
    unit.is_none_or(|unit| matches!(unit, "Milliseconds" | "None"))
}

/// Whole milliseconds; a fraction rounds up, so that 50.5 is not under 50.
fn millis(node: Node<'_>) -> Option<Value> {
    if let Some(millis) = node.as_u64() {
        return Some(Value::Duration(Duration::from_millis(millis)));
    }
    let (whole, fraction) = node.as_str()?.trim().split_once('.')?;
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: u64 = whole.parse().ok()?;
    Some(Value::Duration(Duration::from_millis(
        whole.checked_add(1)?,
    )))
}

fn dimension<'t>(metric: &Metric<'t>, name: &str) -> Option<Node<'t>> {
    let mut dimensions = metric.dimensions?.items();
    dimensions
        .find(|dimension| dimension.str_at(&["Name"]) == Some(name))
        .and_then(|dimension| dimension.get("Value"))
}

/// The functions behind the API that a metric is of.
fn behind<'t>(
    reading: &Reading<'_, 't>,
    metric: &Metric<'t>,
    companions: &[Companion],
) -> Vec<String> {
    let template = reading.template;
    let Some(value) = dimension(metric, "ApiId").or_else(|| dimension(metric, "ApiName")) else {
        return Vec::new();
    };
    let is_the_api = |resource: &Resource<'t>| {
        API_TYPES.contains(&resource.kind)
            && (names(value, resource.id)
                || (text(value).is_some()
                    && resource.property(&["Name"]).and_then(text) == text(value)))
    };
    let apis: Vec<&Resource<'t>> = template
        .resources()
        .iter()
        .filter(|resource| is_the_api(resource))
        .collect();
    let mut functions = Vec::new();
    for companion in companions {
        let Link::Resource(function) = &companion.link else {
            continue;
        };
        let (kind, id) = companion.title.split_once('/').unwrap_or(("", ""));
        let belongs = template.resource(id).is_some_and(|route| {
            route.kind == kind
                && apis.iter().any(|api| {
                    let named = [route.property(&["ApiId"]), route.property(&["RestApiId"])];
                    api.id == route.id
                        || named.into_iter().flatten().any(|node| names(node, api.id))
                })
        });
        if belongs && !functions.contains(function) {
            functions.push(function.clone());
        }
    }
    functions
}

static API_TYPES: &[&str] = &[
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::Api",
    "AWS::Serverless::HttpApi",
];
