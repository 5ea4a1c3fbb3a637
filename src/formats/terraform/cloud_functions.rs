//! Google Cloud functions of both generations; what starts one decides how long it may run.

use super::argument::Argument;
use super::resource::Resource;
use crate::model::{
    Declarations, FactName, Network, Placement, Platform, Trigger, TriggerKind, Value, Workload,
};
use crate::syntax::Node;

pub(super) fn read_second(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let variant = match resource.get(&["event_trigger"]) {
        Some(_) => "gen2-event",
        None => "gen2-http",
    };
    let mut workload = resource.workload(Placement::on(Platform::CloudFunctions, Some(variant)));
    let config = |key| ["service_config", key];
    for (path, argument) in [
        (
            config("timeout_seconds"),
            Argument::seconds(FactName::Timeout),
        ),
        (config("available_memory"), Argument::size(FactName::Memory)),
        (config("available_cpu"), Argument::cpu(FactName::Cpu)),
        (
            config("max_instance_request_concurrency"),
            Argument::count(FactName::Concurrency),
        ),
        (
            config("min_instance_count"),
            Argument::count(FactName::ReplicasMin),
        ),
        (
            config("max_instance_count"),
            Argument::count(FactName::ReplicasMax),
        ),
    ] {
        workload.facts.extend(resource.facts(&path, &argument));
    }
    vpc(resource, &config("vpc_connector"), &mut workload);
    trigger(resource, &mut workload);
    out.workloads.push(workload);
}

pub(super) fn read_first(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let mut workload = resource.workload(Placement::on(Platform::CloudFunctions, Some("gen1")));
    for (key, argument) in [
        ("timeout", Argument::seconds(FactName::Timeout)),
        ("available_memory_mb", Argument::mebibytes(FactName::Memory)),
        ("min_instances", Argument::count(FactName::ReplicasMin)),
        ("max_instances", Argument::count(FactName::ReplicasMax)),
    ] {
        workload.facts.extend(resource.facts(&[key], &argument));
    }
    vpc(resource, &["vpc_connector"], &mut workload);
    trigger(resource, &mut workload);
    let http = resource.get(&["trigger_http"]);
    if let Some(setting) = http
        && setting.node.and_then(Node::as_bool) == Some(true)
    {
        let trigger = Trigger {
            synchronous: true,
            ..Trigger::event(TriggerKind::Http, "trigger_http")
        };
        let fact = setting.shows(FactName::Trigger, Value::Trigger(trigger));
        workload.facts.push(fact);
    }
    out.workloads.push(workload);
}

fn vpc(resource: &Resource<'_, '_>, path: &[&str], workload: &mut Workload) {
    if let Some(setting) = resource.get(path) {
        let network = Network {
            kind: "vpc".to_owned(),
            strong: false,
        };
        let fact = setting.shows(FactName::Network, Value::Network(network));
        workload.facts.push(fact);
    }
}

/// Parts of event types, of both generations.
static EVENTS: &[(&str, TriggerKind)] = &[
    ("pubsub", TriggerKind::Topic),
    ("storage", TriggerKind::Storage),
    ("firestore", TriggerKind::Stream),
    ("database", TriggerKind::Stream),
];

fn trigger(resource: &Resource<'_, '_>, workload: &mut Workload) {
    let Some(setting) = resource.get(&["event_trigger", "event_type"]) else {
        return;
    };
    let source = setting.text().filter(|_| setting.node.is_some());
    let source = source.unwrap_or("event_trigger");
    let kind = EVENTS
        .iter()
        .find(|(part, _)| source.contains(part))
        .map_or(TriggerKind::Event, |(_, kind)| *kind);
    let trigger = Trigger::event(kind, source);
    let fact = setting.shows(FactName::Trigger, Value::Trigger(trigger));
    workload.facts.push(fact);
}
