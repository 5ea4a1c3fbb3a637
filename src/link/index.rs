//! Finding the objects that a companion means: by hash, nearest place first.

use super::place::{Home, Place};
use crate::model::Workload;
use smallvec::SmallVec;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// The most workloads that one companion speaks of. A selector that fits more is a label of the whole folder, not a
/// name; the bound also keeps the work proportional to the number of objects.
pub(super) const MOST: usize = 16;

/// Objects by place and key, as positions in a list. A map for each place: objects come sorted by where they stand, so
/// that the map at work is a small one, however many objects there are.
pub(super) struct Index<K> {
    places: Vec<HashMap<K, Positions>>,
}

/// Mostly one.
type Positions = SmallVec<[usize; 1]>;

impl<K: Eq + Hash + Copy> Index<K> {
    pub(super) fn new() -> Self {
        Self { places: Vec::new() }
    }

    pub(super) fn insert(&mut self, home: Home, key: K, position: usize) {
        for Place(place) in home.nearest_first().chain([home.file]) {
            if place >= self.places.len() {
                self.places.resize_with(place + 1, HashMap::new);
            }
            let positions = self.places[place].entry(key).or_default();
            positions.push(position);
        }
    }

    pub(super) fn at(&self, place: Place, key: K) -> &[usize] {
        let keys = self.places.get(place.0);
        let found = keys.and_then(|keys| keys.get(&key));
        found.map_or(&[], |found| found.as_slice())
    }

    /// The same, only as many as are needed to know that there are too many.
    pub(super) fn few_at(&self, place: Place, key: K) -> Vec<usize> {
        few(self.at(place, key))
    }
}

/// No more than it takes to know that there are too many.
pub(super) fn few(found: &[usize]) -> Vec<usize> {
    found.iter().copied().take(MOST + 1).collect()
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

impl Found {
    /// What a name comes to that can mean one object only.
    pub(super) fn only(found: Option<&Vec<usize>>) -> Self {
        match found {
            None => Self::Nothing,
            Some(found) if found.len() == 1 => Self::Clear(found.clone()),
            Some(found) => Self::Ambiguous(few(found)),
        }
    }
}

/// Looks in the companion's source root, then in its namespace wherever that occurs. Copies of one object in a root
/// are told apart only by the companion's own file.
pub(super) fn look(
    home: Home,
    candidates: impl Fn(Place) -> Vec<usize>,
    clear: impl Fn(&[usize]) -> bool,
) -> Found {
    let mut places = home.nearest_first().map(&candidates);
    let Some(found) = places.find(|found| !found.is_empty()) else {
        return Found::Nothing;
    };
    if clear(&found) {
        return Found::Clear(found);
    }
    let here = candidates(home.file);
    if !here.is_empty() && clear(&here) {
        Found::Clear(here)
    } else {
        Found::Ambiguous(found)
    }
}

/// Whether these are few, and no two of them the same object written twice.
pub(super) fn distinct(workloads: &[Workload], found: &[usize]) -> bool {
    if found.len() <= 1 {
        return true;
    }
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
