//! The frame of every Kubernetes-style object: group, kind, name, namespace, annotations.

use super::{Input, declared};
use crate::model::{Companion, Declarations, Fact, Link, Placement, Scope, Workload};
use crate::syntax::{Node, Tree};
use std::sync::Arc;

/// The API group without its version, and the kind; `None` for what is no such object.
pub(crate) fn group_kind(object: Node<'_>) -> Option<(&str, &str)> {
    let version = object.str_at(&["apiVersion"])?;
    let group = version.rsplit_once('/').map_or("", |(group, _)| group);
    Some((group, object.str_at(&["kind"])?))
}

/// Whether a file holds any such object, or what is left of one.
pub(crate) fn is_in(tree: &Tree) -> bool {
    let mut documents = tree.documents().chain(tree.broken_documents());
    documents.any(|document| {
        let root = document.root;
        root.get("apiVersion").is_some() || root.get("kind").is_some()
    })
}

/// A workload with the object's identity, before anything of its spec is read.
pub(crate) fn workload(input: &Input<'_>, format: &'static str, placement: Placement) -> Workload {
    let object = input.object;
    let (group, kind) = group_kind(object).unwrap_or(("", ""));
    let metadata = |key| object.str_at(&["metadata", key]);
    let name = metadata("name")
        .or_else(|| metadata("generateName"))
        .unwrap_or("(unnamed)");
    let mut workload = Workload::new(
        name,
        kind,
        format,
        placement,
        object.span(),
        input.scope.clone(),
    );
    group.clone_into(&mut workload.group);
    workload.namespace = metadata("namespace").map(str::to_owned);
    workload
}

/// Reads the `plimsoll/...` annotations at a path of the object.
pub(crate) fn annotations(
    input: &Input<'_>,
    path: &[&str],
    workload: &mut Workload,
    out: &mut Declarations,
) {
    if let Some(annotations) = input.object.at(path) {
        declared::annotations(annotations, &path.join("."), workload, out);
    }
}

/// What an object says of the workload that it names.
pub(crate) fn companion(input: &Input<'_>, link: Link, facts: Vec<Fact>) -> Companion {
    let object = input.object;
    let kind = object.str_at(&["kind"]).unwrap_or_default();
    let metadata = |key| object.str_at(&["metadata", key]);
    Companion {
        title: format!("{kind}/{}", metadata("name").unwrap_or("(unnamed)")).into(),
        namespace: metadata("namespace").map(str::to_owned),
        scope: Scope {
            root: input.scope.root.clone(),
            stack: Arc::default(),
        },
        at: object.span().first_line(),
        link,
        facts,
    }
}
