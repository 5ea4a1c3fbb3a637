//! Nuclio functions, which run on Kubernetes.

use super::{Format, Input, Marks, object, schedule, values};
use crate::model::Workload;
use crate::model::{
    Declarations, Duration, Fact, FactName, Placement, Platform, State, StateKind, Trigger,
    TriggerKind, Value,
};
use crate::syntax::Node;

pub(super) static FORMAT: Format = Format {
    name: "nuclio",
    title: "Nuclio",
    files: "`function.yaml`, `NuclioFunction` resources of `nuclio.io`",
    marks: Marks {
        names: &[],
        keys: &[&["apiVersion", "kind"], &["apiVersion", "spec"]],
    },
    hint: |raw| raw.contains("nuclio.io"),
    detect: |object| {
        object::group_kind(object).is_some_and(|(group, kind)| {
            group == "nuclio.io" && matches!(kind, "NuclioFunction" | "Function")
        }) || is_bare(object)
    },
    read,
};

/// Older files have `apiVersion: nuclio.io/v1` and no kind.
fn is_bare(object: Node<'_>) -> bool {
    object
        .str_at(&["apiVersion"])
        .is_some_and(|version| version.starts_with("nuclio.io/"))
        && object.get("kind").is_none()
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    let mut workload = object::workload(input, FORMAT.name, Placement::on(Platform::Nuclio, None));
    if workload.kind.is_empty() {
        "NuclioFunction".clone_into(&mut workload.kind);
    }
    object::annotations(input, &["metadata", "annotations"], &mut workload, out);
    if let Some(spec) = input.object.get("spec") {
        let facts = [
            values::at(spec, &["eventTimeout"], FactName::Timeout, values::duration),
            values::at(spec, &["image"], FactName::Image, values::text),
            values::at(
                spec,
                &["resources", "limits", "memory"],
                FactName::Memory,
                values::size,
            ),
            values::at(spec, &["minReplicas"], FactName::ReplicasMin, values::count),
            values::at(spec, &["maxReplicas"], FactName::ReplicasMax, values::count),
        ];
        workload.facts.extend(facts.into_iter().flatten());
        triggers(spec, &mut workload);
        volumes(spec, &mut workload);
    }
    out.workloads.push(workload);
}

fn triggers(spec: Node<'_>, workload: &mut Workload) {
    for entry in spec.get("triggers").into_iter().flat_map(Node::entries) {
        let Some(node) = entry.value.get("kind") else {
            continue;
        };
        let Some(source) = node.as_str() else {
            continue;
        };
        let trigger = match source {
            "http" => Trigger {
                synchronous: true,
                ..Trigger::event(TriggerKind::Http, source)
            },
            "cron" => Trigger::event(TriggerKind::Schedule, source),
            "kafka-cluster" | "kafka" | "kinesis" | "v3ioStream" | "eventhub" => {
                Trigger::event(TriggerKind::Stream, source)
            }
            "rabbit-mq" => Trigger::event(TriggerKind::Queue, source),
            "nats" | "mqtt" => Trigger::event(TriggerKind::Topic, source),
            _ => Trigger::event(TriggerKind::Event, source),
        };
        for (key, gap) in GAPS {
            let written = entry.value.at(&["attributes", key]);
            let Some(node) = written.filter(|_| source == "cron") else {
                continue;
            };
            let field = format!("spec.triggers.{}.attributes.{key}", entry.name());
            let [often, _] = values::schedule(node, source, &field, gap);
            workload.facts.push(often);
        }
        let field = format!("spec.triggers.{}.kind", entry.name());
        workload.facts.push(Fact::stated(
            FactName::Trigger,
            Value::Trigger(trigger),
            node.span().first_line(),
            field,
        ));
    }
}

type Gap = fn(&str) -> Option<Duration>;

/// The two notations of a cron trigger: a crontab, or the time between two runs.
const GAPS: [(&str, Gap); 2] = [
    ("schedule", schedule::kubernetes),
    ("interval", |text| Duration::parse(text).ok()),
];

fn volumes(spec: Node<'_>, workload: &mut Workload) {
    for volume in spec.get("volumes").into_iter().flat_map(Node::items) {
        let Some(claim) = volume.at(&["volume", "persistentVolumeClaim", "claimName"]) else {
            continue;
        };
        let Some(name) = claim.as_str() else { continue };
        let state = State {
            kind: StateKind::Volume,
            detail: name.to_owned(),
            read_only: false,
        };
        let field = "spec.volumes.volume.persistentVolumeClaim.claimName";
        workload.facts.push(Fact::stated(
            FactName::State,
            Value::State(state),
            claim.span().first_line(),
            field,
        ));
        workload.claims.push(name.to_owned());
    }
}
