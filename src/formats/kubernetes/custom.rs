//! Kinds that are not built in and run pods all the same: Argo's Rollout, and every kind of an operator nobody knows, by
//! the pod template in it. What such a kind does with its pods is its operator's business, so that it is never judged as
//! if it were a Deployment.

use super::element::Element;
use super::{blockers, companion, namespaces, network, pod};
use crate::formats::{FORMATS, Input, object, values};
use crate::model::{Declarations, FactName, Link};
use crate::syntax::{Kind, Node};

/// Where a pod template may sit.
const TEMPLATES: &[&[&str]] = &[
    &["spec", "template"],
    &["spec", "podTemplate"],
    &["spec", "template", "spec", "template"],
    &["spec", "jobTemplate", "spec", "template"],
];

/// Endings of groups whose pods are a serverless platform's, or a cloud's: not placed on the cluster.
const OTHER_PLATFORMS: &[&str] = &[
    "knative.dev",
    "run.googleapis.com",
    "cnrm.cloud.google.com",
    "services.k8s.aws",
    "crossplane.io",
    "upbound.io",
    "openfaas.com",
    "fission.io",
    "nuclio.io",
    "kustomize.config.k8s.io",
];

/// Whether an object of a kind that nobody knows holds a pod template.
pub(super) fn is_one(node: Node<'_>) -> bool {
    let Some((group, _)) = object::group_kind(node) else {
        return false;
    };
    // Built-in kinds are in groups without a dot or of Kubernetes itself, and all of them are known.
    group.contains('.')
        && !group.ends_with(".k8s.io")
        && !OTHER_PLATFORMS.iter().any(|ending| group.ends_with(ending))
        && template(node).is_some()
        && !FORMATS
            .iter()
            .any(|format| format.name != super::FORMAT.name && (format.detect)(node))
}

/// The path of the first template that has containers.
fn template(node: Node<'_>) -> Option<&'static [&'static str]> {
    let holds = |path: &&&[&str]| {
        let spec = node
            .at(path)
            .and_then(|template| template.at(&["spec", "containers"]));
        spec.is_some_and(|containers| {
            containers.kind() == Kind::Sequence
                && containers
                    .items()
                    .any(|one| one.get("image").is_some() || one.get("name").is_some())
        })
    };
    TEMPLATES.iter().find(holds).copied()
}

/// Reads a kind that nobody knows.
pub(super) fn read(input: &Input<'_>, out: &mut Declarations) {
    let Some(path) = template(input.object) else {
        return;
    };
    read_at(input, path, out, |object, workload| {
        let kind = object.at(&["kind"]);
        let fact = kind.map(|at| blockers::fact(&at, "operator", at.text().unwrap_or_default()));
        workload.facts.extend(fact);
    });
}

/// Reads an Argo Rollout: a Deployment with steps, or the steps for a Deployment that stands elsewhere.
pub(super) fn rollout(input: &Input<'_>, out: &mut Declarations) {
    let reference = input.object.at(&["spec", "workloadRef"]);
    if let Some(target) = reference.and_then(companion::scale_target) {
        let object = Element::object(input.object);
        let shaped = traffic(&object).into_iter().collect();
        let link = Link::Scales(target);
        out.companions.push(companion::of(input, link, shaped));
        return;
    }
    read_at(input, &["spec", "template"], out, |object, workload| {
        for name in [FactName::ReplicasMin, FactName::ReplicasMax] {
            let replicas = object.read_at(&["spec", "replicas"], name, values::count);
            workload.facts.extend(replicas);
        }
        workload.facts.extend(traffic(object));
    });
}

/// Traffic that is split step by step: functions and Cloud Run split theirs too.
fn traffic(object: &Element<'_>) -> Option<crate::model::Fact> {
    let routing = object.at(&["spec", "strategy", "canary", "trafficRouting"])?;
    Some(network::hint(&routing, "traffic-routing"))
}

fn read_at(
    input: &Input<'_>,
    path: &[&str],
    out: &mut Declarations,
    more: impl FnOnce(&Element<'_>, &mut crate::model::Workload),
) {
    let object = Element::object(input.object);
    let mut workload = pod::workload(input, out);
    pod::template(&object, path, &mut workload, out);
    more(&object, &mut workload);
    namespaces::read(&object, &mut workload);
    object.report_cut(out);
    out.workloads.push(workload);
}
