//! Kubernetes: the workloads, built in and of operators, and the objects that speak of them: scalers, Services, routes,
//! policies, roles, webhooks, claims.
//!
//! Everything is found by API group and kind, never by kind alone: Knative, OpenSLO and others have a `Service` too.
//! Versions are not looked at, so that what an old API group holds is read as well as its successor.

mod blockers;
mod calls;
mod claim;
mod companion;
mod connections;
mod container;
mod controllers;
mod custom;
mod element;
mod hardware;
mod hpa;
mod ingress;
mod job;
mod keda;
mod marks;
mod mesh;
mod namespaces;
mod network;
mod openshift;
mod operators;
mod pod;
mod quantity;
mod rbac;
mod routes;
mod service;
mod tools;
mod volumes;
mod webhook;
mod workflow;

use super::{Format, Input, Marks, object};
use crate::model::{Declarations, Fact, Workload};
use crate::syntax::Node;

/// Reads an object of one kind.
type Read = fn(&Input<'_>, &mut Declarations);

pub(super) static FORMAT: Format = Format {
    name: "kubernetes",
    title: "Kubernetes",
    files: "manifests: Pods and what creates them, Argo, operators' kinds, scalers, Services, routes, meshes, roles, claims, policies",
    marks: Marks::OBJECT,
    hint: |raw| raw.contains("apiVersion") && raw.contains("kind"),
    detect: |object| reader(object).is_some(),
    read: |input, out| {
        if let Some(read) = reader(input.object) {
            read(input, out);
        }
    },
};

/// API group, kind, and how it is read; routes and operators' servers stand in tables of their own, and kinds that nobody knows
/// are told by their pod template. `extensions` is where today's `apps` and `networking.k8s.io` began.
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
    // OpenShift's Deployment, first in the core group.
    ("apps.openshift.io", "DeploymentConfig", controllers::read),
    ("", "DeploymentConfig", controllers::read),
    ("", "Job", job::read),
    ("", "CronJob", job::read),
    ("batch", "Job", job::read),
    ("batch", "CronJob", job::read),
    ("autoscaling", "HorizontalPodAutoscaler", hpa::read),
    ("extensions", "HorizontalPodAutoscaler", hpa::read),
    ("keda.sh", "ScaledObject", keda::read),
    ("keda.k8s.io", "ScaledObject", keda::read),
    ("keda.sh", "ScaledJob", keda::scaled_job),
    ("http.keda.sh", "HTTPScaledObject", keda::http),
    ("http.keda.sh", "InterceptorRoute", keda::interceptor),
    ("argoproj.io", "Rollout", custom::rollout),
    ("argoproj.io", "Workflow", workflow::read),
    ("argoproj.io", "CronWorkflow", workflow::read),
    ("argoproj.io", "WorkflowTemplate", workflow::read),
    ("argoproj.io", "ClusterWorkflowTemplate", workflow::read),
    ("", "Service", service::read),
    ("cloud.google.com", "BackendConfig", service::backend_config),
    ("networking.k8s.io", "Ingress", ingress::read),
    ("extensions", "Ingress", ingress::read),
    ("", "PersistentVolumeClaim", claim::read),
    ("networking.k8s.io", "NetworkPolicy", mesh::network_policy),
    ("cilium.io", "CiliumNetworkPolicy", mesh::cilium),
    ("networking.istio.io", "Gateway", mesh::gateway),
    ("networking.istio.io", "Sidecar", mesh::istio),
    ("networking.istio.io", "EnvoyFilter", mesh::istio),
    ("security.istio.io", "AuthorizationPolicy", mesh::istio),
    ("security.istio.io", "PeerAuthentication", mesh::istio),
    ("policy.linkerd.io", "Server", mesh::linkerd_server),
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
    let known = KINDS
        .iter()
        .find(|(group, kind, _)| (*group, *kind) == wanted);
    match known {
        Some((_, _, read)) => Some(*read),
        None if wanted == ("", "ConfigMap") => {
            calls::is_data(object).then_some(calls::config_map as Read)
        }
        None if routes::is_known(wanted.0, wanted.1) => Some(routes::read_known),
        None if operators::server(wanted.0, wanted.1).is_some() => Some(operators::read),
        None if custom::is_one(object) => Some(custom::read),
        None => None,
    }
}

/// The blocker that a kustomization's namespace is, when it is one of the cluster's own.
pub(super) fn infrastructure(kustomization: Node<'_>) -> Option<Fact> {
    namespaces::blocker(&element::Element::object(kustomization).at(&["namespace"])?)
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
        ("", "DeploymentConfig") => "apps.openshift.io",
        ("", "Job" | "CronJob") => "batch",
        _ => group,
    }
}
