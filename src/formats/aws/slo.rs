//! Objectives of CloudWatch Application Signals: a latency in milliseconds, of a service that is mostly a function of
//! the same template.

use super::Reading;
use super::alarm::{millis, of_metric, only_metric};
use super::apis::Apis;
use super::properties::Properties;
use super::setting::Setting;
use super::template::{Resource, text};
use crate::model::{
    Asked, Companion, Fact, FactName, Latency, Link, Percentile, ServiceRef, Value,
};
use crate::syntax::Node;

const OBJECTIVE: &str = "AWS::ApplicationSignals::ServiceLevelObjective";

/// What a template's objectives say.
pub(super) fn read<'t>(reading: &Reading<'_, 't>, apis: &Apis<'t>) -> Vec<Companion> {
    let resources = reading.template.resources().iter();
    let objectives = resources.filter(|resource| resource.kind == OBJECTIVE);
    let read = |resource| {
        let mut companions = of_periods(reading, resource, apis);
        companions.extend(of_requests(reading, resource));
        companions
    };
    objectives.flat_map(read).collect()
}

/// A statistic that must stay below a threshold in most periods.
fn of_periods<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
    apis: &Apis<'t>,
) -> Vec<Companion> {
    let Some(sli) = resource.property(&["Sli"]) else {
        return Vec::new();
    };
    if let Some(queries) = sli.at(&["SliMetric", "MetricDataQueries"]) {
        let Some((metric, percentile)) = only_metric(reading, queries) else {
            return Vec::new();
        };
        let facts = facts(reading, resource, "Sli", percentile);
        return of_metric(reading, resource, &metric, apis, &facts);
    }
    let statistic = reading.text(resource, &["Sli", "SliMetric", "Statistic"]);
    let Some(percentile) = statistic.and_then(Percentile::of_statistic) else {
        return Vec::new();
    };
    let facts = facts(reading, resource, "Sli", percentile);
    of_service(reading, resource, &["Sli", "SliMetric"], &facts)
}

/// A share of the requests below a threshold.
fn of_requests<'t>(reading: &Reading<'_, 't>, resource: &Resource<'t>) -> Vec<Companion> {
    let goal = reading.text(resource, &["Goal", "AttainmentGoal"]);
    let Some(percentile) = goal.and_then(Percentile::of_percent) else {
        return Vec::new();
    };
    let facts = facts(reading, resource, "RequestBasedSli", percentile);
    let metric = ["RequestBasedSli", "RequestBasedSliMetric"];
    of_service(reading, resource, &metric, &facts)
}

/// The threshold, where what lies below is well.
fn facts(
    reading: &Reading<'_, '_>,
    resource: &Resource<'_>,
    sli: &str,
    percentile: Percentile,
) -> Vec<Fact> {
    let comparison = reading.text(resource, &[sli, "ComparisonOperator"]);
    let below = comparison.is_some_and(|comparison| comparison.starts_with("LessThan"));
    if !below || !percentile.is_p99() {
        return Vec::new();
    }
    let read = |node: Node<'_>| {
        Some(Value::Latency(Latency {
            most: millis(node)?,
            percentile,
            asked: Asked::Objective,
        }))
    };
    let settings = reading.settings(resource, &[sli, "MetricThreshold"]);
    let fact = |one: &Setting<'_>| one.fact(FactName::Latency, "a number of milliseconds", read);
    settings.iter().map(fact).collect()
}

/// A latency that Application Signals itself measures, of the service that the key attributes name. That of a
/// dependency is somebody else's.
fn of_service<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
    metric: &[&str],
    facts: &[Fact],
) -> Vec<Companion> {
    let kind = reading.text(resource, &[metric, &["MetricType"]].concat());
    let Some(block) = resource.property(metric) else {
        return Vec::new();
    };
    if facts.is_empty() || kind != Some("LATENCY") || block.get("DependencyConfig").is_some() {
        return Vec::new();
    }
    let path = [metric, &["KeyAttributes", "Name"]].concat();
    let name = resource.property(&path);
    let mut companions = reading.says(resource, name, facts);
    if companions.is_empty() {
        let properties = Properties::new(reading.template, resource.properties());
        let settings = properties.get(&path);
        let named = settings.first().and_then(|one| one.node).and_then(text);
        if let Some(named) = named.filter(|name| !name.contains("${")) {
            let mut companion = reading.companion(resource, "", facts.to_vec());
            companion.link = Link::Service(ServiceRef {
                names: vec![named.to_owned()],
                namespace: None,
            });
            companions.push(companion);
        }
    }
    companions
}
