//! Finding the objects that a companion means: by hash, nearest place first.

use super::place::{File, Home, Place};
use crate::model::Workload;
use smallvec::SmallVec;
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

/// The most workloads that one companion speaks of: no namespace that people keep by hand holds more. The bound keeps the
/// work proportional to the number of objects; where it cuts, nothing is joined, which is a [`Cut`](crate::model::Cut).
pub(super) const MOST: usize = 500;

/// Workloads that any companion may speak of. What speaks of more draws on what all of a relation have together.
pub(super) const FEW: usize = 16;

/// How many workloads all companions of one relation speak of together, beyond [`FEW`] each.
pub(super) const MOST_TOGETHER: usize = 500_000;

/// Objects by place and key, as positions in a list. A map for each place: objects come sorted by where they stand, so
/// that the map at work is a small one, however many objects there are.
pub(super) struct Index<K> {
    places: Vec<HashMap<K, Standing>>,
    /// What shares a place and a key with others, by file: sorted out when somebody asks, which is seldom.
    files: OnceCell<HashMap<(Place, K, File), Standing>>,
}

/// Positions, each with the file it stands in; mostly one.
type Standing = SmallVec<[(usize, File); 1]>;

/// Where to look.
#[derive(Clone, Copy)]
pub(super) enum Spot {
    /// In a place.
    In(Place),
    /// In the file and the source root of whoever asks.
    Beside(Home),
}

impl<K: Eq + Hash + Copy> Index<K> {
    pub(super) fn new() -> Self {
        Self {
            places: Vec::new(),
            files: OnceCell::new(),
        }
    }

    pub(super) fn insert(&mut self, home: Home, key: K, position: usize) {
        for place in home.nearest_first() {
            let place = place.0 as usize;
            if place >= self.places.len() {
                self.places.resize_with(place + 1, HashMap::new);
            }
            let standing = self.places[place].entry(key).or_default();
            standing.push((position, home.file));
        }
    }

    /// Positions of what has that key.
    pub(super) fn at(&self, spot: Spot, key: K) -> impl ExactSizeIterator<Item = usize> {
        let found = match spot {
            Spot::In(place) => {
                let keys = self.places.get(place.0 as usize);
                keys.and_then(|keys| keys.get(&key))
            }
            Spot::Beside(home) => self.files().get(&(home.root, key, home.file)),
        };
        let found = found.map_or(&[][..], |found| found.as_slice());
        found.iter().map(|(position, _)| *position)
    }

    /// The same, only as many as are needed to know that there are too many.
    pub(super) fn few_at(&self, spot: Spot, key: K) -> Vec<usize> {
        few(self.at(spot, key))
    }

    fn files(&self) -> &HashMap<(Place, K, File), Standing> {
        self.files.get_or_init(|| {
            let mut files: HashMap<_, Standing> = HashMap::new();
            let places = (0..).map(Place).zip(&self.places);
            // In any order of keys: what stands under one keeps its own.
            let lists = places.flat_map(|(place, keys)| keys.iter().map(move |one| (place, one)));
            for (place, (key, standing)) in lists {
                for one in standing {
                    let beside = files.entry((place, *key, one.1)).or_default();
                    beside.push(*one);
                }
            }
            files
        })
    }
}

/// No more than it takes to know that there are too many.
pub(super) fn few(found: impl Iterator<Item = usize>) -> Vec<usize> {
    found.take(MOST + 1).collect()
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
            Some(found) => Self::Ambiguous(few(found.iter().copied())),
        }
    }
}

/// Looks in the companion's source root, then in its namespace wherever that occurs. Copies of one object in a root
/// are told apart only by the companion's own file.
pub(super) fn look(
    home: Home,
    candidates: impl Fn(Spot) -> Vec<usize>,
    clear: impl Fn(&[usize]) -> bool,
) -> Found {
    let mut places = home
        .nearest_first()
        .map(|place| candidates(Spot::In(place)));
    let Some(found) = places.find(|found| !found.is_empty()) else {
        return Found::Nothing;
    };
    if clear(&found) {
        return Found::Clear(found);
    }
    let here = candidates(Spot::Beside(home));
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
