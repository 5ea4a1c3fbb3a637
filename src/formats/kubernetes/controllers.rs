//! Pods and the controllers that keep a number of them running.

use super::element::Element;
use super::{blockers, namespaces, pod};
use crate::formats::{Input, values};
use crate::model::{Declarations, FactName, State, StateKind, Value, Workload};

pub(super) fn read(input: &Input<'_>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let mut workload = pod::workload(input, out);
    let kind = workload.kind.clone();
    for name in [FactName::ReplicasMin, FactName::ReplicasMax] {
        let replicas = object.read_at(&["spec", "replicas"], name, values::count);
        workload.facts.extend(replicas);
    }
    if kind == "Pod" {
        let deadline = object.read_at(
            &["spec", "activeDeadlineSeconds"],
            FactName::Timeout,
            values::seconds,
        );
        workload.facts.extend(deadline);
        pod::labels(&object, &mut workload);
        if let Some(spec) = object.at(&["spec"]) {
            pod::read(&spec, &mut workload);
        }
    } else {
        pod::template(&object, &["spec", "template"], &mut workload, out);
    }
    if let Some(at) = object.at(&["kind"]) {
        match &*kind {
            "DaemonSet" => {
                let fact = blockers::fact(&at, "daemon-set", &kind);
                workload.facts.push(fact);
            }
            "StatefulSet" => stateful(&object, &at, &mut workload),
            _ => {}
        }
    }
    namespaces::read(&object, &mut workload);
    object.report_cut(out);
    out.workloads.push(workload);
}

/// A claim for every replica; without any durable volume at least a name that every replica keeps.
fn stateful(object: &Element<'_>, kind: &Element<'_>, workload: &mut Workload) {
    workload
        .facts
        .push(blockers::fact(kind, "stateful-set", "StatefulSet"));
    let spec = object.at(&["spec"]);
    let templates = spec.map(|spec| spec.items("volumeClaimTemplates"));
    for template in templates.into_iter().flatten() {
        let at = template.at(&["metadata", "name"]).unwrap_or(template);
        let state = State {
            kind: StateKind::ClaimTemplate,
            detail: at.text().unwrap_or_default().to_owned(),
            read_only: false,
        };
        let fact = at.stated(FactName::State, Value::State(state));
        workload.facts.push(fact);
    }
    if !workload.has(FactName::State) {
        let service = object.node.str_at(&["spec", "serviceName"]);
        let state = State {
            kind: StateKind::Identity,
            detail: service.unwrap_or(&workload.name).to_owned(),
            read_only: false,
        };
        let fact = kind.stated(FactName::State, Value::State(state));
        workload.facts.push(fact);
    }
}
