//! KEDA: the ScaledObject says how far it scales a workload and on what events, the ScaledJob starts a Job for each, and
//! the HTTP add-on scales on requests.

use super::element::Element;
use super::routes::{self, Route};
use super::{companion, job, namespaces, pod};
use crate::formats::{Input, values};
use crate::model::{Declarations, Fact, FactName, Link, Trigger, TriggerKind, Value};
use crate::syntax::{Kind, Node};

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
    let mut facts = Vec::new();
    if let Some(spec) = object.at(&["spec"]) {
        let triggers = spec.items("triggers");
        fewest(&object, &spec, &triggers, &mut facts);
        most(&spec, &mut facts);
        for trigger in triggers {
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
        let triggers = spec.items("triggers");
        fewest(&object, &spec, &triggers, &mut workload.facts);
        most(&spec, &mut workload.facts);
        for trigger in triggers {
            read_trigger(&trigger, &mut workload.facts);
        }
    }
    namespaces::read(&object, &mut workload);
    object.report_cut(out);
    out.workloads.push(workload);
}

/// What KEDA takes for `minReplicaCount` and `maxReplicaCount` where they are not stated: see the ScaledObject and the
/// ScaledJob specification at keda.sh.
const FEWEST: u64 = 0;
const MOST: u64 = 100;

/// Scalers that need a running pod to measure, so that KEDA does not scale to zero on them alone.
const OF_RUNNING_PODS: &[&str] = &["cpu", "memory"];

/// What keeps KEDA from scaling: for good, or at a number of replicas.
const PAUSED: &[&str] = &[
    "autoscaling.keda.sh/paused",
    "autoscaling.keda.sh/paused-replicas",
    "autoscaling.keda.sh/paused-scale-in",
];

/// Reads how few replicas, or Jobs at once, KEDA keeps. Zero by default counts as much as a zero that is stated: to go to
/// zero while no event waits is what KEDA is installed for.
fn fewest(
    object: &Element<'_>,
    spec: &Element<'_>,
    triggers: &[Element<'_>],
    facts: &mut Vec<Fact>,
) {
    let known = |at: &Element<'_>| !at.node.is_placeholder();
    let kinds = triggers.iter().map(|trigger| trigger.at(&["type"]));
    let kinds: Option<Vec<Element<'_>>> = kinds.collect();
    let kinds = kinds.filter(|kinds| kinds.iter().all(known));
    let wakes = |at: &&Element<'_>| {
        let text = at.text().unwrap_or_default();
        !OF_RUNNING_PODS.contains(&text)
    };
    // What wakes it; `None` where nothing does, and unknown where a trigger is.
    let woken_by = kinds.as_ref().map(|kinds| kinds.iter().find(wakes));
    let keys = ["minReplicaCount", "idleReplicaCount"];
    let stated = keys.iter().filter_map(|key| {
        let at = spec.at(&[key])?;
        let fact = at.read(FactName::ReplicasMin, values::count);
        let never = fact.count() == Some(0) && matches!(woken_by, Some(None));
        Some(if never {
            let note = "KEDA does not scale to zero on CPU or memory alone";
            at.unresolved(FactName::ReplicasMin).with_note(note)
        } else {
            fact
        })
    });
    let before = facts.len();
    facts.extend(stated);
    let annotations = object.node.at(&["metadata", "annotations"]);
    let is_paused = annotations.is_some_and(|all| PAUSED.iter().any(|key| is_set(all, key)));
    if facts.len() == before
        && !is_paused
        && let Some(Some(trigger)) = woken_by
    {
        let mut zero = trigger.stated(FactName::ReplicasMin, Value::Count(FEWEST));
        zero.field = "spec.minReplicaCount".into();
        facts.push(zero.with_note("the default of KEDA: `minReplicaCount` is not stated"));
    }
}

fn is_set(annotations: Node<'_>, key: &str) -> bool {
    let value = annotations.get(key);
    value.is_some_and(|value| value.as_bool() != Some(false))
}

/// Reads how many replicas, or Jobs at once, KEDA starts at most.
fn most(spec: &Element<'_>, facts: &mut Vec<Fact>) {
    let stated = spec.read_at(&["maxReplicaCount"], FactName::ReplicasMax, values::count);
    let default = || Fact::default_of(FactName::ReplicasMax, Value::Count(MOST));
    facts.push(stated.unwrap_or_else(default));
}

/// What the HTTP add-on takes for `replicas.min` and `replicas.max` where they are not stated: see the HTTPScaledObject
/// reference of kedacore/http-add-on. They are those of a ScaledObject.
///
/// Where this annotation is `"true"` the add-on makes no ScaledObject, and another object scales the workload.
const NOT_SCALED: &str = "httpscaledobject.keda.sh/skip-scaledobject-creation";

/// Reads an HTTPScaledObject: requests scale a workload, from nothing unless it says otherwise.
pub(super) fn http(input: &Input<'_>, out: &mut Declarations) {
    let reference = input.object.at(&["spec", "scaleTargetRef"]);
    let Some(target) = reference.and_then(companion::http_target) else {
        return;
    };
    let object = Element::object(input.object);
    let bound = |key: &str, name| object.read_at(&["spec", "replicas", key], name, values::count);
    let fewest = bound("min", FactName::ReplicasMin);
    let most = bound("max", FactName::ReplicasMax);
    let annotations = input.object.at(&["metadata", "annotations"]);
    let is_scaled = !annotations.is_some_and(|all| is_set(all, NOT_SCALED));
    let replicas = input.object.at(&["spec", "replicas"]);
    // An expression for all of `replicas` may set both.
    let is_written_out = replicas.is_none_or(|node| node.kind() == Kind::Mapping);
    let has_defaults = is_scaled && is_written_out;
    let by_default = || {
        let named = |key| object.at(&["spec", "scaleTargetRef", key]);
        let target = named("name").or_else(|| named("deployment"))?;
        let mut zero = target.stated(FactName::ReplicasMin, Value::Count(FEWEST));
        zero.field = "spec.replicas.min".into();
        Some(zero.with_note("the default of the HTTP add-on of KEDA: `min` is not stated"))
    };
    let mut facts: Vec<Fact> = fewest
        .or_else(|| by_default().filter(|_| has_defaults))
        .into_iter()
        .collect();
    let default = || Fact::default_of(FactName::ReplicasMax, Value::Count(MOST));
    facts.extend(most.or_else(|| has_defaults.then(default)));
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
