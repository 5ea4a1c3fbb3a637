//! Kubernetes: the built-in workloads, and the objects that speak of them: scalers, Services, Ingresses, claims.
//!
//! Everything is found by API group and kind, never by kind alone: Knative, OpenSLO and others have a `Service` too.
//! Versions are not looked at, so that what an old API group holds is read as well as its successor.

mod blockers;
mod claim;
mod companion;
mod connections;
mod container;
mod controllers;
mod element;
mod hardware;
mod hpa;
mod ingress;
mod job;
mod keda;
mod namespaces;
mod network;
mod pod;
mod quantity;
mod rbac;
mod service;
mod volumes;
mod webhook;

use super::{Format, Input, object};
use crate::model::{Declarations, Workload};
use crate::syntax::Node;

/// Reads an object of one kind.
type Read = fn(&Input<'_>, &mut Declarations);

pub(super) static FORMAT: Format = Format {
    name: "kubernetes",
    title: "Kubernetes",
    files: "manifests: Pods and what creates them, HPAs, KEDA ScaledObjects, Services, Ingresses, claims",
    hint: |text| text.contains("apiVersion") && text.contains("kind"),
    detect: |object| reader(object).is_some(),
    read: |input, out| {
        if let Some(read) = reader(input.object) {
            read(input, out);
        }
    },
};

/// API group, kind, and how it is read. `extensions` is where today's `apps` and `networking.k8s.io` began.
const KINDS: &[(&str, &str, Read)] = &[
    ("", "Pod", controllers::read),
    ("", "ReplicationController", controllers::read),
    ("apps", "Deployment", controllers::read),
    ("apps", "ReplicaSet", controllers::read),
    ("apps", "StatefulSet", controllers::read),
    ("apps", "DaemonSet", controllers::read),
    ("extensions", "Deployment", controllers::read),
    ("extensions", "ReplicaSet", controllers::read),
    ("extensions", "DaemonSet", controllers::read),
    // `apiVersion: v1` on a controller is a slip that leaves no doubt what is meant: the core group has none of them.
    ("", "Deployment", controllers::read),
    ("", "ReplicaSet", controllers::read),
    ("", "StatefulSet", controllers::read),
    ("", "DaemonSet", controllers::read),
    ("", "Job", job::read),
    ("", "CronJob", job::read),
    ("batch", "Job", job::read),
    ("batch", "CronJob", job::read),
    ("autoscaling", "HorizontalPodAutoscaler", hpa::read),
    ("extensions", "HorizontalPodAutoscaler", hpa::read),
    ("keda.sh", "ScaledObject", keda::read),
    ("keda.k8s.io", "ScaledObject", keda::read),
    ("", "Service", service::read),
    ("networking.k8s.io", "Ingress", ingress::read),
    ("extensions", "Ingress", ingress::read),
    ("", "PersistentVolumeClaim", claim::read),
    ("rbac.authorization.k8s.io", "RoleBinding", rbac::binding),
    (
        "rbac.authorization.k8s.io",
        "ClusterRoleBinding",
        rbac::binding,
    ),
    ("rbac.authorization.k8s.io", "Role", rbac::role),
    ("rbac.authorization.k8s.io", "ClusterRole", rbac::role),
    (
        "admissionregistration.k8s.io",
        "ValidatingWebhookConfiguration",
        webhook::admission,
    ),
    (
        "admissionregistration.k8s.io",
        "MutatingWebhookConfiguration",
        webhook::admission,
    ),
    (
        "apiextensions.k8s.io",
        "CustomResourceDefinition",
        webhook::conversion,
    ),
    ("apiregistration.k8s.io", "APIService", webhook::api),
];

fn reader(object: Node<'_>) -> Option<Read> {
    let wanted = object::group_kind(object)?;
    KINDS
        .iter()
        .find(|(group, kind, _)| (*group, *kind) == wanted)
        .map(|(_, _, read)| *read)
}

/// Reads the pod spec at a path of another format's object: Knative and Cloud Run run pods, too.
pub(super) fn pod(
    object: Node<'_>,
    path: &[&str],
    workload: &mut Workload,
    out: &mut Declarations,
) {
    let object = element::Element::object(object);
    if let Some(spec) = object.at(path) {
        pod::read(&spec, workload);
    }
    object.report_cut(out);
}

/// The group under which a kind is known today: one object may be `extensions/v1beta1` to itself and `apps/v1` to its
/// scaler.
fn current_group<'a>(group: &'a str, kind: &str) -> &'a str {
    match (group, kind) {
        ("extensions" | "", "Deployment" | "ReplicaSet" | "DaemonSet" | "StatefulSet") => "apps",
        ("", "Job" | "CronJob") => "batch",
        _ => group,
    }
}
