//! Where a Kubernetes name is looked up. A namespace that is not set comes later (`kubectl -n`, kustomize, Helm), so
//! within a source root it can only be the one namespace that the root names, if it names just one.

use crate::model::{Companion, Link, Workload};
use crate::source::Span;
use std::collections::HashMap;

/// A place in which a name means one object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place<'a> {
    /// One file, and a namespace.
    File(&'a str, Option<&'a str>),
    /// A source root, and a namespace.
    Root(&'a str, Option<&'a str>),
    /// A namespace that is written out, whatever the root.
    Namespace(&'a str),
}

/// The places of one object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Home<'a> {
    pub(super) file: Place<'a>,
    pub(super) root: Place<'a>,
    /// Only for an object that writes its namespace: roots never meet otherwise.
    pub(super) namespace: Option<Place<'a>>,
}

/// The namespaces that each source root names.
pub(super) struct Places<'a> {
    roots: HashMap<&'a str, Named<'a>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Named<'a> {
    One(&'a str),
    Several,
}

impl<'a> Places<'a> {
    pub(super) fn of(companions: &'a [Companion], workloads: &'a [Workload]) -> Self {
        // An objective's namespace is often the monitoring's, and says nothing of what else its folder holds.
        let companions = companions
            .iter()
            .filter(|one| !matches!(one.link, Link::Service(_)))
            .map(|one| (&one.scope, one.namespace.as_deref()));
        let workloads = workloads
            .iter()
            .map(|one| (&one.scope, one.namespace.as_deref()));
        let mut roots: HashMap<&str, Named<'_>> = HashMap::new();
        for (scope, namespace) in companions.chain(workloads) {
            let Some(namespace) = namespace else { continue };
            roots
                .entry(&scope.root)
                .and_modify(|named| {
                    if *named != Named::One(namespace) {
                        *named = Named::Several;
                    }
                })
                .or_insert(Named::One(namespace));
        }
        Self { roots }
    }

    pub(super) fn of_workload(&self, workload: &'a Workload) -> Home<'a> {
        self.home(
            &workload.at,
            &workload.scope.root,
            workload.namespace.as_deref(),
        )
    }

    pub(super) fn of_companion(&self, companion: &'a Companion) -> Home<'a> {
        self.home(
            &companion.at,
            &companion.scope.root,
            companion.namespace.as_deref(),
        )
    }

    pub(super) fn home(&self, at: &'a Span, root: &'a str, namespace: Option<&'a str>) -> Home<'a> {
        let within = namespace.or_else(|| match self.roots.get(root) {
            Some(Named::One(namespace)) => Some(*namespace),
            _ => None,
        });
        Home {
            file: Place::File(at.path(), within),
            root: Place::Root(root, within),
            namespace: namespace.map(Place::Namespace),
        }
    }
}
