//! Namespaces that belong to the cluster itself: what runs there is part of the platform, not placed on it.

use super::{blockers, element::Element};
use crate::model::{Fact, Workload};

/// Beside `*-system`, `kube-*` and `openshift-*`.
const INFRASTRUCTURE: &[&str] = &[
    "argo",
    "argo-cd",
    "argo-events",
    "argo-rollouts",
    "argocd",
    "cert-manager",
    "external-dns",
    "external-secrets",
    "flux",
    "gitops",
    "ingress",
    "ingress-nginx",
    "istio-ingress",
    "keda",
    "knative-eventing",
    "knative-serving",
    "linkerd",
    "linkerd-viz",
    "local-path-storage",
    "logging",
    "monitoring",
    "nginx-ingress",
    "observability",
    "prometheus",
    "tekton-pipelines",
];

/// Notes when a workload is part of the cluster's own machinery.
pub(super) fn read(object: &Element<'_>, workload: &mut Workload) {
    let at = object.at(&["metadata", "namespace"]);
    workload.facts.extend(at.and_then(|at| blocker(&at)));
}

/// The blocker that a namespace is, when it belongs to the cluster itself.
pub(super) fn blocker(at: &Element<'_>) -> Option<Fact> {
    let namespace = at.text()?;
    let own = namespace.ends_with("-system")
        || ["kube-", "openshift-"]
            .iter()
            .any(|prefix| namespace.starts_with(prefix))
        || INFRASTRUCTURE.contains(&namespace);
    own.then(|| blockers::fact(at, "infrastructure-namespace", namespace))
}
