//! Where a Kubernetes name is looked up. A namespace that is not set comes later (`kubectl -n`, kustomize, Helm), so
//! within a source root it can only be the one namespace that the root names, if it names just one.
//!
//! Paths, roots and namespaces are read once and are numbers from then on: to compare them again for every relation
//! would cost more than the joins.

use crate::model::{Companion, Link, Workload};
use std::collections::HashMap;

/// A place in which a name means one object, by its number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct Place(pub(super) u32);

/// A file, by its number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) struct File(u32);

/// What a place is, each word of it by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Area {
    /// A source root, and a namespace.
    Root(u32, Option<u32>),
    /// A namespace that is written out, whatever the root.
    Namespace(u32),
}

/// The places of one object.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Home {
    /// Only tells copies apart.
    pub(super) file: File,
    pub(super) root: Place,
    /// Only for an object whose namespace several roots write: what one root alone writes is in that root.
    pub(super) namespace: Option<Place>,
}

impl Home {
    /// Where a name is looked up, the nearest first.
    pub(super) fn nearest_first(self) -> impl Iterator<Item = Place> {
        [Some(self.root), self.namespace].into_iter().flatten()
    }
}

/// Where an object is written, each word by its number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Address {
    path: u32,
    root: u32,
    namespace: Option<u32>,
    /// The template that its logical ids belong to, where it has some.
    stack: Option<u32>,
}

impl Address {
    pub(super) fn root(self) -> u32 {
        self.root
    }

    /// What else may lead from one source root to another.
    pub(super) fn bonds(self) -> impl Iterator<Item = u32> {
        [self.namespace, self.stack].into_iter().flatten()
    }
}

/// The places there are, the namespaces that each source root names, and the roots that name each namespace.
#[derive(Default)]
pub(super) struct Places<'a> {
    words: HashMap<&'a str, u32>,
    /// The words before: objects come sorted by where they stand, so that the next one's are mostly the same.
    last: [Option<(&'a str, u32)>; 4],
    /// The address that was noted before, for the same reason.
    noted: Option<Address>,
    roots: HashMap<u32, Named>,
    namespaces: HashMap<u32, Named>,
    numbers: HashMap<Area, Place>,
    /// The answer before, for the same reason.
    answer: Option<(Address, Home)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Named {
    One(u32),
    Several,
}

impl<'a> Places<'a> {
    /// Notes where a workload is written.
    pub(super) fn workload(&mut self, workload: &'a Workload) -> Address {
        let namespace = workload.namespace.as_deref();
        let mut address = self.address(workload.at.path(), &workload.scope.root, namespace);
        if !workload.logical_ids.is_empty() {
            address.stack = Some(self.word(3, &workload.scope.stack));
        }
        self.note(address);
        address
    }

    /// Notes where a companion is written.
    pub(super) fn companion(&mut self, companion: &'a Companion) -> Address {
        let (path, root) = (companion.at.path(), &companion.scope.root);
        let own = companion.namespace.as_deref();
        if let Link::Service(service) = &companion.link {
            // An objective's namespace is often the monitoring's, and says nothing of what else its folder holds. A
            // query that names one means no other, wherever the objective is kept.
            let address = self.address(path, root, service.namespace.as_deref().or(own));
            if let Some(namespace) = address.namespace {
                name(&mut self.namespaces, namespace, address.root);
            }
            return address;
        }
        let mut address = self.address(path, root, own);
        if matches!(companion.link, Link::Resource(_) | Link::Edge { .. }) {
            address.stack = Some(self.word(3, &companion.scope.stack));
        }
        // What is looked up by its own name only says nothing of where others stand.
        if !matches!(companion.link, Link::Data { .. } | Link::Stands { .. }) {
            self.note(address);
        }
        address
    }

    fn address(&mut self, path: &'a str, root: &'a str, namespace: Option<&'a str>) -> Address {
        Address {
            path: self.word(0, path),
            root: self.word(1, root),
            namespace: namespace.map(|namespace| self.word(2, namespace)),
            stack: None,
        }
    }

    /// The number of a word; `part` says of which part of an address.
    fn word(&mut self, part: usize, word: &'a str) -> u32 {
        if let Some((_, number)) = self.last[part].filter(|(last, _)| *last == word) {
            return number;
        }
        let next = crate::source::offset(self.words.len());
        let number = *self.words.entry(word).or_insert(next);
        self.last[part] = Some((word, number));
        number
    }

    fn note(&mut self, address: Address) {
        let Some(namespace) = address.namespace else {
            return;
        };
        if self.noted.replace(address) != Some(address) {
            name(&mut self.namespaces, namespace, address.root);
            name(&mut self.roots, address.root, namespace);
        }
    }

    /// How many different words there are: their numbers are smaller.
    pub(super) fn words(&self) -> usize {
        self.words.len()
    }

    /// Numbers places from the first again.
    pub(super) fn begin_part(&mut self) {
        self.numbers.clear();
        self.answer = None;
    }

    /// The places of an object, once it is known where every object is written.
    pub(super) fn home(&mut self, address: Address) -> Home {
        if let Some((_, home)) = self.answer.filter(|(last, _)| *last == address) {
            return home;
        }
        let Address {
            path,
            root,
            namespace,
            ..
        } = address;
        let within = namespace.or_else(|| match self.roots.get(&root) {
            Some(Named::One(namespace)) => Some(*namespace),
            _ => None,
        });
        let met = namespace.filter(|one| self.namespaces.get(one) == Some(&Named::Several));
        let home = Home {
            file: File(path),
            root: self.number(Area::Root(root, within)),
            namespace: met.map(|namespace| self.number(Area::Namespace(namespace))),
        };
        self.answer = Some((address, home));
        home
    }

    fn number(&mut self, area: Area) -> Place {
        let next = Place(crate::source::offset(self.numbers.len()));
        *self.numbers.entry(area).or_insert(next)
    }
}

/// Notes that one word is named by another.
fn name(all: &mut HashMap<u32, Named>, by: u32, named: u32) {
    let one = Named::One(named);
    let known = all.entry(by).or_insert(one);
    if *known != one {
        *known = Named::Several;
    }
}
