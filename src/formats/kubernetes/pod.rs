//! A pod spec, wherever it sits: a Pod's own, a Deployment's template, a CronJob's template of a template.

use super::element::Element;
use super::{blockers, container, hardware, network, volumes};
use crate::formats::object;
use crate::formats::{Input, declared};
use crate::model::{Declarations, FactName, Placement, Platform, Workload};
use crate::syntax::Kind;

/// The workload an object is, with what its frame says and nothing of its spec.
pub(super) fn workload(input: &Input<'_>, out: &mut Declarations) -> Workload {
    let platform = Placement::on(Platform::Kubernetes, None);
    let mut workload = object::workload(input, super::FORMAT.name, platform);
    // Kubernetes names mean something across the whole source root, not only in their own document.
    workload.scope.stack.clear();
    workload.group = super::current_group(&workload.group, &workload.kind).to_owned();
    object::annotations(input, &["metadata", "annotations"], &mut workload, out);
    let owners = input.object.at(&["metadata", "ownerReferences"]);
    for owner in owners.into_iter().flat_map(|owners| owners.items()) {
        if let (Some(kind), Some(name)) = (owner.str_at(&["kind"]), owner.str_at(&["name"])) {
            workload.notes.push(format!("created by {kind}/{name}"));
        }
    }
    workload
}

/// Reads the pod template at a path of the object.
pub(super) fn template(
    object: &Element<'_>,
    path: &[&str],
    workload: &mut Workload,
    out: &mut Declarations,
) {
    let Some(template) = object.at(path) else {
        return;
    };
    if template.node.kind() != Kind::Mapping {
        workload.facts.push(template.unresolved(FactName::Image));
        return;
    }
    if let Some(annotations) = template.at(&["metadata", "annotations"]) {
        declared::annotations(annotations.node, &annotations.field, workload, out);
    }
    labels(&template, workload);
    if let Some(spec) = template.at(&["spec"]) {
        read(&spec, workload);
    }
}

/// The labels that selectors are compared with.
pub(super) fn labels(template: &Element<'_>, workload: &mut Workload) {
    let labels = template.at(&["metadata", "labels"]);
    workload.pod_labels = labels
        .iter()
        .flat_map(Element::entries)
        .filter_map(|(key, value)| Some((key.to_owned(), value.text()?.to_owned())))
        .collect();
}

/// Reads a pod spec.
pub(super) fn read(spec: &Element<'_>, workload: &mut Workload) {
    for list in ["initContainers", "containers"] {
        match spec.at(&[list]) {
            Some(broken) if broken.node.kind() != Kind::Sequence => {
                workload.facts.push(broken.unresolved(FactName::Image));
            }
            _ => {}
        }
        for container in spec.items(list) {
            container::read(&container, &mut workload.facts);
        }
    }
    container::resources(spec, &mut workload.facts);
    volumes::read(spec, workload);
    network::read(spec, &mut workload.facts);
    blockers::read(spec, &mut workload.facts);
    hardware::read(spec, &mut workload.facts);
}
