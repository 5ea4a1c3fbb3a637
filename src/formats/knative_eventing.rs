//! Knative Eventing: what starts a Knative Service, said by an object beside it.

use super::block::Block;
use super::{Format, Input, Marks, object, schedule};
use crate::model::{Declarations, FactName, Link, ObjectRef, Trigger, TriggerKind, Value};
use crate::syntax::Node;

pub(super) static FORMAT: Format = Format {
    name: "knative-eventing",
    title: "Knative Eventing",
    files: "`Trigger`, `Subscription` and source resources of `*.knative.dev`, as triggers of the Service they name",
    marks: Marks::OBJECT,
    hint: |raw| GROUPS.iter().any(|group| raw.contains(group)),
    detect: |object| receiver(object).is_some(),
    read,
};

const GROUPS: &[&str] = &[
    "eventing.knative.dev",
    "messaging.knative.dev",
    "sources.knative.dev",
];

/// Where a resource names who receives its events.
fn receiver(object: Node<'_>) -> Option<[&'static str; 3]> {
    let (group, kind) = object::group_kind(object)?;
    match (group, kind) {
        ("eventing.knative.dev", "Trigger") | ("messaging.knative.dev", "Subscription") => {
            Some(["spec", "subscriber", "ref"])
        }
        ("sources.knative.dev", _) => Some(["spec", "sink", "ref"]),
        _ => None,
    }
}

/// Parts of a resource's kind, and what it is to the receiver.
const KINDS: &[(&str, TriggerKind)] = &[
    ("Kafka", TriggerKind::Stream),
    ("Kinesis", TriggerKind::Stream),
    ("DynamoDB", TriggerKind::Stream),
    ("Redis", TriggerKind::Stream),
    ("Rabbitmq", TriggerKind::Queue),
    ("Sqs", TriggerKind::Queue),
    ("Subscription", TriggerKind::Topic),
    ("PubSub", TriggerKind::Topic),
    ("S3", TriggerKind::Storage),
];

fn read(input: &Input<'_>, out: &mut Declarations) {
    let object = Block::new(input.object);
    let reference = receiver(input.object).and_then(|path| object.at(&path));
    let (Some(reference), Some((_, kind))) = (reference, object::group_kind(input.object)) else {
        return;
    };
    let version = reference.text_at(&["apiVersion"]).unwrap_or("");
    let (Some(name), Some(target)) = (reference.at(&["name"]), reference.text_at(&["kind"])) else {
        return;
    };
    let Some(called) = name.text() else { return };
    let target = ObjectRef {
        group: version
            .split_once('/')
            .map_or("", |(group, _)| group)
            .to_owned(),
        kind: target.to_owned(),
        name: called.to_owned(),
    };
    let facts = match object.at(&["spec", "schedule"]) {
        Some(cron) if kind == "PingSource" => cron.schedule(kind, schedule::kubernetes).to_vec(),
        _ => {
            let found = KINDS.iter().find(|(part, _)| kind.contains(part));
            let trigger = found.map_or(TriggerKind::Event, |(_, trigger)| *trigger);
            let filter = object.at(&["spec", "filter", "attributes", "type"]);
            let value = Value::Trigger(Trigger::event(trigger, kind));
            vec![filter.unwrap_or(name).shows(FactName::Trigger, value)]
        }
    };
    out.companions
        .push(object::companion(input, Link::Scales(target), facts));
}
