//! A p99 alarm states a latency objective: the only one that infrastructure code knows.

use super::Reading;
use super::reference::mentions;
use super::setting::Setting;
use super::template::{Resource, text};
use crate::model::{Companion, Duration, Fact, FactName, Link, Value};
use crate::syntax::Node;
use std::collections::{BTreeMap, BTreeSet};

/// What a template's p99 alarms say. An API's latency is a function's where only one function stands behind it, which
/// the companions read so far tell.
pub(super) fn read(reading: &Reading<'_, '_>, companions: &[Companion]) -> Vec<Companion> {
    let apis = Apis::of(reading, companions);
    let alarms = reading.template.resources().iter();
    alarms
        .filter(|resource| resource.kind == "AWS::CloudWatch::Alarm")
        .flat_map(|resource| alarm(reading, resource, &apis))
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
    apis: &Apis<'t>,
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
            let only = apis.behind(&metric).into_iter();
            only.map(|only| reading.companion(resource, only, facts.clone()))
                .collect()
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

/// The functions behind each API of a template.
struct Apis<'t> {
    functions: BTreeMap<&'t str, BTreeSet<String>>,
    by_name: BTreeMap<&'t str, Vec<&'t str>>,
}

impl<'t> Apis<'t> {
    fn of(reading: &Reading<'_, 't>, companions: &[Companion]) -> Self {
        let mut apis = Self {
            functions: BTreeMap::new(),
            by_name: BTreeMap::new(),
        };
        for resource in reading.template.resources() {
            if API_TYPES.contains(&resource.kind)
                && let Some(name) = resource.property(&["Name"]).and_then(text)
            {
                apis.by_name.entry(name).or_default().push(resource.id);
            }
        }
        for resource in reading.template.resources() {
            for (api, function) in of_events(resource) {
                let functions = apis.functions.entry(api).or_default();
                functions.insert(function.to_owned());
            }
        }
        for companion in companions {
            let Link::Resource(function) = &companion.link else {
                continue;
            };
            let id = companion.title.split_once('/').map_or("", |(_, id)| id);
            let Some(route) = reading.template.resource(id) else {
                continue;
            };
            let named = [route.property(&["ApiId"]), route.property(&["RestApiId"])];
            let named = named.into_iter().flatten().flat_map(mentions);
            let own = API_TYPES.contains(&route.kind).then_some(route.id);
            for api in named.chain(own) {
                let functions = apis.functions.entry(api).or_default();
                functions.insert(function.clone());
            }
        }
        apis
    }

    /// The only function behind the API that a metric is of.
    fn behind(&self, metric: &Metric<'t>) -> Option<&str> {
        let value = dimension(metric, "ApiId").or_else(|| dimension(metric, "ApiName"))?;
        let named = text(value).and_then(|name| self.by_name.get(name));
        let named = named.into_iter().flatten().copied();
        let ids: BTreeSet<&str> = mentions(value).into_iter().chain(named).collect();
        let functions: BTreeSet<&String> = ids
            .iter()
            .filter_map(|id| self.functions.get(id))
            .flatten()
            .collect();
        match functions.len() {
            1 => functions.first().map(|function| function.as_str()),
            _ => None,
        }
    }
}

/// The APIs that a SAM function's own events put it behind, and the function. An event that names none is behind the one
/// that SAM makes for all of them.
fn of_events<'t>(resource: &Resource<'t>) -> Vec<(&'t str, &'t str)> {
    if resource.kind != "AWS::Serverless::Function" {
        return Vec::new();
    }
    let events = resource.property(&["Events"]);
    let mut found = Vec::new();
    for event in events.into_iter().flat_map(Node::entries) {
        let (key, made) = match event.value.str_at(&["Type"]) {
            Some("Api") => ("RestApiId", "ServerlessRestApi"),
            Some("HttpApi") => ("ApiId", "ServerlessHttpApi"),
            _ => continue,
        };
        match event.value.at(&["Properties", key]) {
            Some(named) => found.extend(mentions(named).into_iter().map(|api| (api, resource.id))),
            None => found.push((made, resource.id)),
        }
    }
    found
}

static API_TYPES: &[&str] = &[
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::Api",
    "AWS::Serverless::HttpApi",
];
