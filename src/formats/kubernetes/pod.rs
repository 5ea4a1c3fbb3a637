//! A pod spec, wherever it sits: a Pod's own, a Deployment's template, a CronJob's template of a template.

use super::element::Element;
use super::{blockers, calls, container, hardware, marks, network, tools, volumes};
use crate::formats::object;
use crate::formats::{Input, declared};
use crate::model::{Declarations, FactName, ObjectRef, Placement, Platform, Workload};
use crate::syntax::{Kind, Node};
use std::sync::Arc;

/// The workload an object is, with what its frame says and nothing of its spec.
pub(super) fn workload(input: &Input<'_>, out: &mut Declarations) -> Workload {
    let platform = Placement::on(Platform::Kubernetes, None);
    let mut workload = object::workload(input, super::FORMAT.name, platform);
    // Kubernetes names mean something across the whole source root, not only in their own document.
    workload.scope.stack = Arc::default();
    let group = super::current_group(&workload.group, &workload.kind).to_owned();
    workload.group = group;
    object::annotations(input, &["metadata", "annotations"], &mut workload, out);
    if let Some(metadata) = Element::object(input.object).at(&["metadata"]) {
        marks::read(&metadata, &mut workload.facts);
    }
    owner(input.object, &mut workload);
    workload
}

/// Reads which controller created it, in a dump of a live cluster.
fn owner(object: Node<'_>, workload: &mut Workload) {
    let object = Element::object(object);
    let Some(metadata) = object.at(&["metadata"]) else {
        return;
    };
    let owners = metadata.items("ownerReferences");
    let controls = |owner: &&Element<'_>| {
        let controller = owner.node.get("controller");
        controller.and_then(|node| node.as_bool()) == Some(true)
    };
    let Some(owner) = owners.iter().find(controls).or_else(|| owners.first()) else {
        return;
    };
    let of = |key| owner.node.str_at(&[key]);
    let (Some(kind), Some(name)) = (of("kind"), owner.at(&["name"])) else {
        return;
    };
    let text = name.text().unwrap_or_default();
    workload.notes.push(format!("created by {kind}/{text}"));
    let version = of("apiVersion").unwrap_or_default();
    let group = version.rsplit_once('/').map_or("", |(group, _)| group);
    let group = super::current_group(group, kind);
    match (group, kind) {
        // The kubelet's own copy of a file on the node.
        ("", "Node") => {
            let fact = blockers::fact(&name, "static-pod", text);
            workload.facts.push(fact);
            return;
        }
        ("" | "apps" | "apps.openshift.io" | "batch", _) => {}
        _ => {
            let fact = blockers::fact(&name, "operator", &format!("{kind} {text}"));
            workload.facts.push(fact);
        }
    }
    workload.owner = Some(ObjectRef {
        group: group.to_owned(),
        kind: kind.to_owned(),
        name: text.to_owned(),
    });
}

/// The account whose token the pods are given, where they name one. Every pod that names none is given that of `default`:
/// a role of that account is for some of them, and which is not known.
fn service_account(spec: &Element<'_>) -> Option<String> {
    let mounts = spec.node.get("automountServiceAccountToken");
    let refused = mounts.and_then(|node| node.as_bool()) == Some(false);
    if refused && !spec.items("volumes").iter().any(brings_token) {
        return None;
    }
    let account = spec.node.str_at(&["serviceAccountName"]);
    // The name it had first, which the API server still fills in.
    let account = account.or_else(|| spec.node.str_at(&["serviceAccount"]));
    account.map(str::to_owned)
}

fn brings_token(volume: &Element<'_>) -> bool {
    let projected = volume.at(&["projected"]);
    let sources = projected.iter().flat_map(|all| all.items("sources"));
    let mut tokens = sources.filter_map(|source| source.at(&["serviceAccountToken"]));
    // A token for somebody else's audience (Vault, a cloud) is none for the API.
    tokens.any(|token| token.at(&["audience"]).is_none())
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
    if let Some(metadata) = template.at(&["metadata"]) {
        marks::read(&metadata, &mut workload.facts);
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
    calls::read(spec, workload);
    if workload.placement.platform() == Some(Platform::Kubernetes) {
        tools::read(spec, workload);
    }
    workload.service_account = service_account(spec);
    container::resources(spec, &mut workload.facts);
    volumes::read(spec, workload);
    network::read(spec, &mut workload.facts);
    let nodes = spec.at(&["nodeSelector"]);
    workload.facts.extend(nodes.iter().flat_map(marks::clouds));
    blockers::read(spec, &mut workload.facts);
    hardware::read(spec, &mut workload.facts);
}
