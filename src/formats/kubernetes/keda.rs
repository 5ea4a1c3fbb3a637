//! KEDA: the ScaledObject says how far it scales a workload and on what events, the ScaledJob starts a Job for each, and
//! the HTTP add-on scales on requests.

use super::element::Element;
use super::routes::{self, Route};
use super::{companion, job, namespaces, pod};
use crate::formats::{Input, values};
use crate::model::{Declarations, Fact, FactName, Link, Trigger, TriggerKind, Value};

/// Triggers that bring work to the workload. The others scale on load or on a query (`cpu`, `prometheus`, `mysql`) or
/// run someone else's jobs (`github-runner`).
const TRIGGERS: &[(&str, TriggerKind)] = &[
    ("activemq", TriggerKind::Queue),
    ("apache-kafka", TriggerKind::Stream),
    ("artemis-queue", TriggerKind::Queue),
    ("aws-dynamodb-streams", TriggerKind::Stream),
    ("aws-kinesis-stream", TriggerKind::Stream),
    ("aws-sqs-queue", TriggerKind::Queue),
    ("azure-blob", TriggerKind::Storage),
    ("azure-eventhub", TriggerKind::Stream),
    ("azure-queue", TriggerKind::Queue),
    ("azure-servicebus", TriggerKind::Queue),
    ("beanstalkd", TriggerKind::Queue),
    ("cron", TriggerKind::Schedule),
    ("gcp-cloudtasks", TriggerKind::Queue),
    ("gcp-pubsub", TriggerKind::Topic),
    ("gcp-storage", TriggerKind::Storage),
    ("ibmmq", TriggerKind::Queue),
    ("kafka", TriggerKind::Stream),
    ("liiklus", TriggerKind::Stream),
    ("nats-jetstream", TriggerKind::Stream),
    ("nsq", TriggerKind::Topic),
    ("openstack-swift", TriggerKind::Storage),
    ("pulsar", TriggerKind::Stream),
    ("rabbitmq", TriggerKind::Queue),
    ("redis", TriggerKind::Queue),
    ("redis-cluster", TriggerKind::Queue),
    ("redis-cluster-streams", TriggerKind::Stream),
    ("redis-sentinel", TriggerKind::Queue),
    ("redis-sentinel-streams", TriggerKind::Stream),
    ("redis-streams", TriggerKind::Stream),
    ("solace-event-queue", TriggerKind::Queue),
    ("stan", TriggerKind::Stream),
];

pub(super) fn read(input: &Input<'_>, out: &mut Declarations) {
    let reference = input.object.at(&["spec", "scaleTargetRef"]);
    let Some(target) = reference.and_then(companion::scale_target) else {
        return;
    };
    let object = Element::object(input.object);
    let bounds = [
        ("minReplicaCount", FactName::ReplicasMin),
        ("idleReplicaCount", FactName::ReplicasMin),
        ("maxReplicaCount", FactName::ReplicasMax),
    ];
    let mut facts: Vec<Fact> = bounds
        .iter()
        .filter_map(|(key, name)| object.read_at(&["spec", key], *name, values::count))
        .collect();
    if let Some(spec) = object.at(&["spec"]) {
        for trigger in spec.items("triggers") {
            read_trigger(&trigger, &mut facts);
        }
    }
    object.report_cut(out);
    out.companions
        .push(companion::of(input, Link::Scales(target), facts));
}

/// Reads a ScaledJob: the Job is its own, and so are the events.
pub(super) fn scaled_job(input: &Input<'_>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let mut workload = pod::workload(input, out);
    let template: &[&str] = &["spec", "jobTargetRef", "template"];
    if let Some(job) = object.at(&["spec", "jobTargetRef"]) {
        job::deadlines(&job, &mut workload);
    }
    pod::template(&object, template, &mut workload, out);
    if let Some(spec) = object.at(&["spec"]) {
        let most = spec.read_at(&["maxReplicaCount"], FactName::ReplicasMax, values::count);
        workload.facts.extend(most);
        for trigger in spec.items("triggers") {
            read_trigger(&trigger, &mut workload.facts);
        }
    }
    namespaces::read(&object, &mut workload);
    object.report_cut(out);
    out.workloads.push(workload);
}

/// Reads an HTTPScaledObject: requests scale a workload, from nothing where it says so.
pub(super) fn http(input: &Input<'_>, out: &mut Declarations) {
    let reference = input.object.at(&["spec", "scaleTargetRef"]);
    let Some(target) = reference.and_then(companion::http_target) else {
        return;
    };
    let object = Element::object(input.object);
    let bounds = [
        ("min", FactName::ReplicasMin),
        ("max", FactName::ReplicasMax),
    ];
    let mut facts: Vec<Fact> = bounds
        .iter()
        .filter_map(|(key, name)| object.read_at(&["spec", "replicas", key], *name, values::count))
        .collect();
    facts.extend(routes::http(&object));
    out.companions
        .push(companion::of(input, Link::Scales(target), facts));
}

/// Reads an InterceptorRoute: requests reach a Service through the add-on; a ScaledObject says how far it scales.
pub(super) fn interceptor(input: &Input<'_>, out: &mut Declarations) {
    let target = |object: &Element<'_>| {
        let service = object.node.str_at(&["spec", "target", "service"]);
        let services = service.map(|name| (None, name.to_owned()));
        vec![Route {
            services: services.into_iter().collect(),
            facts: Vec::new(),
        }]
    };
    routes::read(input, out, target, routes::http);
}

fn read_trigger(trigger: &Element<'_>, facts: &mut Vec<Fact>) {
    let Some(at) = trigger.at(&["type"]) else {
        return;
    };
    let Some(source) = at.text().filter(|_| !at.node.is_placeholder()) else {
        facts.push(at.unresolved(FactName::Trigger));
        return;
    };
    let Some((_, kind)) = TRIGGERS.iter().find(|(name, _)| *name == source) else {
        return;
    };
    let topic = source == "azure-servicebus" && trigger.at(&["metadata", "topicName"]).is_some();
    let kind = if topic { TriggerKind::Topic } else { *kind };
    let value = Value::Trigger(Trigger::event(kind, source));
    facts.push(at.stated(FactName::Trigger, value));
    if source == "cron" {
        // The author states the peak.
        let peak = trigger.read_at(
            &["metadata", "desiredReplicas"],
            FactName::ReplicasMax,
            values::count,
        );
        facts.extend(peak);
    }
}
