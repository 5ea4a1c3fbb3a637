//! Knative Functions: `func.yaml`, from which a Knative Service is made.

use super::block::{Block, Row};
use super::{Format, Input, Marks, declared, values};
use crate::model::{
    Declarations, FactName, Placement, Platform, State, StateKind, Trigger, TriggerKind, Value,
    Workload,
};
use crate::syntax::{Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "knative-func",
    title: "Knative Functions",
    files: "`func.yaml`",
    marks: Marks {
        names: &["func.yaml", "func.yml"],
        keys: &[],
    },
    hint: |raw| {
        FORMAT.marks.name(raw.path)
            && raw.contains("runtime:")
            && MARKS.iter().any(|mark| raw.contains(mark))
    },
    detect,
    read,
};

/// Fn's `func.yaml` has the same name, a `schema_version` and its settings at the top.
fn detect(object: Node<'_>) -> bool {
    let named = FORMAT.marks.name(object.tree().source().path());
    let has = |key: &&str| object.get(key).is_some();
    named
        && object.get("schema_version").is_none()
        && object.get("runtime").is_some()
        && MARKS.iter().any(has)
}

/// What stands beside the name and the runtime, in the versions of the file.
const MARKS: &[&str] = &["specVersion", "deploy", "options", "build", "image"];

/// Under `deploy` today, at the top before.
const OPTIONS: &[&[&str]] = &[&["deploy", "options"], &["options"]];

const NUMBERS: &[Row] = &[
    (&["scale", "min"], FactName::ReplicasMin, values::count),
    (
        &["resources", "limits", "memory"],
        FactName::Memory,
        values::size,
    ),
];

/// 0 is no bound.
const BOUNDS: &[Row] = &[
    (&["scale", "max"], FactName::ReplicasMax, values::count),
    (
        &["resources", "limits", "concurrency"],
        FactName::Concurrency,
        values::count,
    ),
];

fn read(input: &Input<'_>, out: &mut Declarations) {
    let object = Block::new(input.object);
    let mut workload = Workload::new(
        object.text_at(&["name"]).unwrap_or("(unnamed)"),
        "function",
        FORMAT.name,
        Placement::on(Platform::Knative, None),
        input.object.span(),
        input.scope.clone(),
    );
    let namespace = object
        .text_at(&["deploy", "namespace"])
        .or_else(|| object.text_at(&["namespace"]));
    workload.namespace = namespace.map(str::to_owned);
    if let Some(annotations) = input.object.at(&["deploy", "annotations"]) {
        declared::annotations(annotations, "deploy.annotations", &mut workload, out);
    }
    let image = [&["deploy", "image"][..], &["image"]];
    let image = image.iter().find_map(|path| object.at(path));
    let image = image.map(|image| image.fact(FactName::Image, values::text));
    workload.facts.extend(image);
    if let Some(options) = OPTIONS.iter().find_map(|path| object.at(path)) {
        workload.facts.extend(options.facts(NUMBERS));
        let bounds = options.facts(BOUNDS).into_iter();
        let bounds = bounds.filter(|fact| fact.count() != Some(0));
        workload.facts.extend(bounds);
    }
    for subscription in object.items(&["deploy", "subscriptions"]) {
        let Some(source) = subscription.at(&["source"]) else {
            continue;
        };
        let trigger = Trigger::event(TriggerKind::Event, "deploy.subscriptions");
        let fact = source.shows(FactName::Trigger, Value::Trigger(trigger));
        workload.facts.push(fact);
    }
    let volumes = [&["run", "volumes"][..], &["volumes"]];
    for volume in volumes.iter().flat_map(|path| object.items(path)) {
        let Some(claim) = volume.at(&["persistentVolumeClaim", "claimName"]) else {
            continue;
        };
        if claim.node.kind() == Kind::Mapping {
            continue;
        }
        let name = claim.text().unwrap_or("a claim").to_owned();
        let state = State {
            kind: StateKind::Volume,
            detail: name.clone(),
            read_only: volume.is_true(&["persistentVolumeClaim", "readOnly"]),
        };
        let fact = claim.shows(FactName::State, Value::State(state));
        workload.facts.push(fact);
        workload.claims.push(name);
    }
    out.workloads.push(workload);
}
