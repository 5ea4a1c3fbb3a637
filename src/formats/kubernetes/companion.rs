//! The frame of every object that speaks of workloads in other documents.

use crate::formats::Input;
use crate::model::{Companion, Fact, Link, ObjectRef, Scope};
use crate::syntax::Node;
use std::sync::Arc;

/// What an object says of the workloads it links to.
pub(super) fn of(input: &Input<'_>, link: Link, facts: Vec<Fact>) -> Companion {
    let object = input.object;
    let kind = object.str_at(&["kind"]).unwrap_or_default();
    Companion {
        title: format!("{kind}/{}", name(object)).into(),
        namespace: object.str_at(&["metadata", "namespace"]).map(str::to_owned),
        scope: Scope {
            root: input.scope.root.clone(),
            stack: Arc::default(),
        },
        at: object.span().first_line(),
        link,
        facts,
    }
}

/// The name of an object.
pub(super) fn name(object: Node<'_>) -> &str {
    let metadata = |key| object.str_at(&["metadata", key]);
    metadata("name")
        .or_else(|| metadata("generateName"))
        .unwrap_or("(unnamed)")
}

/// What the `scaleTargetRef` of an HTTPScaledObject names: a Deployment under a key of its own in the first versions.
pub(super) fn http_target(reference: Node<'_>) -> Option<ObjectRef> {
    let old = reference.str_at(&["deployment"]);
    let old = old.map(|name| ObjectRef {
        group: "apps".to_owned(),
        kind: "Deployment".to_owned(),
        name: name.to_owned(),
    });
    old.or_else(|| scale_target(reference))
}

/// What a `scaleTargetRef` names; a kind left out is a Deployment, and so is its group.
pub(super) fn scale_target(reference: Node<'_>) -> Option<ObjectRef> {
    // The first KEDA named Deployments only, under a key of their own.
    let name = reference
        .str_at(&["name"])
        .or_else(|| reference.str_at(&["deploymentName"]))?;
    let kind = reference.str_at(&["kind"]).unwrap_or("Deployment");
    let group = match reference.str_at(&["apiVersion"]) {
        Some(version) => version.rsplit_once('/').map_or("", |(group, _)| group),
        None if matches!(kind, "ReplicationController" | "DeploymentConfig") => "",
        None => "apps",
    };
    Some(ObjectRef {
        group: super::current_group(group, kind).to_owned(),
        kind: kind.to_owned(),
        name: name.to_owned(),
    })
}
