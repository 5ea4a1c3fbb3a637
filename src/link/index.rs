//! Finding the objects that a companion means: by hash, nearest place first.

use super::place::{Home, Place};
use crate::model::Workload;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// The most workloads that one companion speaks of. A selector that fits more is a label of the whole folder, not a
/// name; the bound also keeps the work proportional to the number of objects.
pub(super) const MOST: usize = 16;

/// Objects by place and key, as positions in a list. A map for each place: objects come sorted by where they stand, so
/// that the map at work is a small one, however many objects there are.
pub(super) struct Index<'a, K> {
    places: HashMap<Place<'a>, HashMap<K, Vec<usize>>>,
}

impl<'a, K: Eq + Hash + Copy> Index<'a, K> {
    pub(super) fn new() -> Self {
        Self {
            places: HashMap::new(),
        }
    }

    pub(super) fn insert(&mut self, home: Home<'a>, key: K, position: usize) {
        for place in [Some(home.file), Some(home.root), home.namespace]
            .into_iter()
            .flatten()
        {
            let keys = self.places.entry(place).or_default();
            keys.entry(key).or_default().push(position);
        }
    }

    pub(super) fn at(&self, place: Place<'a>, key: K) -> &[usize] {
        let keys = self.places.get(&place);
        let found = keys.and_then(|keys| keys.get(&key));
        found.map_or(&[], |found| found.as_slice())
    }
}

/// What a companion's reference comes to.
pub(super) enum Found {
    /// Nothing has that name.
    Nothing,
    /// These, each another object.
    Clear(Vec<usize>),
    /// Any of these, and nothing decides.
    Ambiguous(Vec<usize>),
}

/// Looks in the companion's source root, then in its namespace wherever that occurs. Copies of one object in a root
/// are told apart only by the companion's own file.
pub(super) fn find<'a>(
    home: Home<'a>,
    candidates: impl Fn(Place<'a>) -> Vec<usize>,
    clear: impl Fn(&[usize]) -> bool,
) -> Found {
    for place in [Some(home.root), home.namespace].into_iter().flatten() {
        let found = candidates(place);
        if found.is_empty() {
            continue;
        }
        if clear(&found) {
            return Found::Clear(found);
        }
        let here = candidates(home.file);
        return if !here.is_empty() && clear(&here) {
            Found::Clear(here)
        } else {
            Found::Ambiguous(found)
        };
    }
    Found::Nothing
}

/// Whether these are few, and no two of them the same object written twice.
pub(super) fn distinct(workloads: &[Workload], found: &[usize]) -> bool {
    let mut seen = HashSet::new();
    found.len() <= MOST
        && found.iter().all(|&position| {
            let workload = &workloads[position];
            seen.insert((group(workload), &workload.kind, &workload.name))
        })
}

fn group(workload: &Workload) -> &str {
    current_group(&workload.group, &workload.kind)
}

/// The group that a kind lives in today: it was `extensions` once, and references may leave it out.
pub(super) fn current_group<'t>(group: &'t str, kind: &str) -> &'t str {
    let moved = matches!(
        kind,
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet"
    );
    if moved && matches!(group, "" | "extensions") {
        "apps"
    } else {
        group
    }
}
