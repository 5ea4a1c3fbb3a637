//! Files that are called `plimsoll.yaml` and are none of ours: a Deployment or a GitLab job may be called so too.

use super::error::nearest;
use super::keys::KEYS;
use crate::source::{Source, Span};
use crate::syntax::{self, Kind, Node, Tree};
use std::sync::Arc;

/// Keys that no configuration has, and manifests and pipelines do.
const FOREIGN: &[&str] = &["apiVersion", "kind", "spec", "stages"];

/// Why a file is no configuration, and what shows it.
pub(super) struct Reason {
    pub(super) at: Span,
    pub(super) message: String,
}

impl Reason {
    fn of(key: Node<'_>, why: &str) -> Self {
        Self {
            at: key.span(),
            message: format!(
                "this is not a plimsoll configuration ({why}): rename the file, or name the configuration with `--config`"
            ),
        }
    }
}

/// What a file deeper in the tree is, that has the name of a configuration.
#[derive(Debug, PartialEq, Eq)]
pub enum Named {
    /// A configuration.
    Configuration,
    /// Something else; where a key looks like a misspelt one, what to say of it.
    Other(Option<String>),
}

/// Whether a file deeper in the tree is a configuration.
pub fn named(source: &Arc<Source>) -> Named {
    let tree = syntax::parse(source);
    let roots: Vec<Node<'_>> = roots(&tree);
    if marker(&roots).is_some() {
        return Named::Other(None);
    }
    let keys: Vec<&str> = roots.iter().flat_map(|root| names(*root)).collect();
    let is_ours = |name: &&str| KEYS.iter().any(|key| key.name == *name);
    let is_nested = |name: &&str| KEYS.iter().any(|key| key.name == *name && key.nested);
    if keys.iter().any(is_nested) || !keys.is_empty() && keys.iter().all(is_ours) {
        return Named::Configuration;
    }
    let known: Vec<&str> = KEYS
        .iter()
        .filter(|key| key.nested)
        .map(|key| key.name)
        .collect();
    let meant = keys.iter().find_map(|key| {
        let near = nearest(key, &known)?;
        let path = source.path();
        Some(format!(
            "{path} is not read as a configuration, because it has neither `workloads` nor `ignore`: `{key}` looks like `{near}`"
        ))
    });
    Named::Other(meant)
}

/// Why the repository's own file is no configuration.
pub(super) fn reason(tree: &Tree) -> Option<Reason> {
    let roots = roots(tree);
    if let Some(reason) = marker(&roots) {
        return Some(reason);
    }
    let names: Vec<&str> = roots.iter().flat_map(|root| names(*root)).collect();
    let known: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
    let is_meant = |name: &&str| nearest(name, &known).is_some();
    if !tree.errors().is_empty() || names.iter().any(is_meant) {
        return None;
    }
    let first = roots.first()?.entries().next()?;
    let why = format!("it has `{}` and no key of one", first.name());
    let mut reason = Reason::of(first.key, &why);
    reason.message.push_str("; known are ");
    reason.message.push_str(&known.join(", "));
    Some(reason)
}

fn roots(tree: &Tree) -> Vec<Node<'_>> {
    let documents = tree.documents().map(|document| document.root);
    documents
        .filter(|root| root.kind() == Kind::Mapping)
        .collect()
}

fn names(root: Node<'_>) -> impl Iterator<Item = &str> {
    root.entries().map(|entry| entry.name())
}

fn marker(roots: &[Node<'_>]) -> Option<Reason> {
    let mut entries = roots.iter().flat_map(|root| root.entries());
    let entry = entries.find(|entry| FOREIGN.contains(&entry.name()))?;
    Some(Reason::of(entry.key, &format!("it has `{}`", entry.name())))
}
