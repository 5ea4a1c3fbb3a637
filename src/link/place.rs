//! Where a Kubernetes name is looked up. A namespace that is not set comes later (`kubectl -n`, kustomize, Helm), so
//! within a source root it can only be the one namespace that the root names, if it names just one.

use crate::model::{Companion, Link, Workload};
use std::collections::HashMap;

/// A place in which a name means one object, by its number: comparing paths and namespaces again for every relation
/// would cost more than the joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(pub(super) usize);

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Area<'a> {
    /// One file, and a namespace.
    File(&'a str, Option<&'a str>),
    /// A source root, and a namespace.
    Root(&'a str, Option<&'a str>),
    /// A namespace that is written out, whatever the root.
    Namespace(&'a str),
}

/// The places of one object.
#[derive(Debug, Clone, Copy)]
pub(super) struct Home {
    pub(super) file: Place,
    pub(super) root: Place,
    /// Only for an object that writes its namespace: roots never meet otherwise.
    pub(super) namespace: Option<Place>,
}

impl Home {
    /// Where a name is looked up, the nearest first. The file only tells copies apart.
    pub(super) fn nearest_first(self) -> impl Iterator<Item = Place> {
        [Some(self.root), self.namespace].into_iter().flatten()
    }
}

/// The places there are, and the namespaces that each source root names.
pub(super) struct Places<'a> {
    roots: HashMap<&'a str, Named<'a>>,
    numbers: HashMap<Area<'a>, Place>,
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
        let numbers = HashMap::new();
        Self { roots, numbers }
    }

    pub(super) fn of_workload(&mut self, workload: &'a Workload) -> Home {
        let (path, root) = (workload.at.path(), &workload.scope.root);
        self.home(path, root, workload.namespace.as_deref())
    }

    pub(super) fn of_companion(&mut self, companion: &'a Companion) -> Home {
        let (path, root) = (companion.at.path(), &companion.scope.root);
        // A query that names the namespace means no other, wherever the objective is kept.
        let asked = match &companion.link {
            Link::Service(service) => service.namespace.as_deref(),
            _ => None,
        };
        self.home(path, root, asked.or(companion.namespace.as_deref()))
    }

    fn home(&mut self, path: &'a str, root: &'a str, namespace: Option<&'a str>) -> Home {
        let within = namespace.or_else(|| match self.roots.get(root) {
            Some(Named::One(namespace)) => Some(*namespace),
            _ => None,
        });
        Home {
            file: self.number(Area::File(path, within)),
            root: self.number(Area::Root(root, within)),
            namespace: namespace.map(|namespace| self.number(Area::Namespace(namespace))),
        }
    }

    fn number(&mut self, area: Area<'a>) -> Place {
        let next = Place(self.numbers.len());
        *self.numbers.entry(area).or_insert(next)
    }
}
