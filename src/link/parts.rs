//! The repository in parts that do not speak of each other. A name means something in one source root, in a namespace
//! that roots may share, or in one template; what a part holds is joined as a whole, while it is still in the
//! processor's caches. Only what means a name in all of the repository makes one part of it.

use super::place::{Address, Home, Places};
use super::role::ClusterRoles;
use crate::model::{Companion, Link, Workload};
use std::collections::HashMap;

/// Objects that are joined together, by their positions in order.
#[derive(Default)]
pub(super) struct Part {
    pub(super) companions: Vec<usize>,
    pub(super) workloads: Vec<usize>,
}

impl Part {
    fn len(&self) -> usize {
        self.companions.len() + self.workloads.len()
    }

    fn take(&mut self, other: Self) {
        self.companions.extend(other.companions);
        self.workloads.extend(other.workloads);
    }
}

/// Objects that a part has at least, save the last: to begin one costs as much as to join some of them.
const LEAST: usize = 500;

/// Where everything stands: worked out once, before anything is joined.
pub(super) struct Parts<'a> {
    pub(super) all: Vec<Part>,
    /// Where each companion looks names up. Places are numbered in each part anew.
    pub(super) asks: Vec<Home>,
    /// Where the name of each workload is looked up.
    pub(super) stands: Vec<Home>,
    /// They mean the same wherever they are.
    pub(super) cluster_roles: ClusterRoles<'a>,
}

impl<'a> Parts<'a> {
    pub(super) fn of(companions: &'a [Companion], workloads: &[Workload]) -> Self {
        let mut places = Places::default();
        let mut cluster_roles = ClusterRoles::default();
        let mut is_one = false;
        let mut of_companions = Vec::with_capacity(companions.len());
        for (position, companion) in companions.iter().enumerate() {
            of_companions.push(places.companion(companion));
            match &companion.link {
                // The name may be anywhere.
                Link::Deploys { .. } | Link::Service(_) => is_one = true,
                Link::Grants(role) => cluster_roles.note(role, position),
                _ => {}
            }
        }
        let of_workloads: Vec<_> = workloads.iter().map(|one| places.workload(one)).collect();
        let all = if is_one {
            vec![Part {
                companions: (0..companions.len()).collect(),
                workloads: (0..workloads.len()).collect(),
            }]
        } else {
            islands(&places, &of_companions, &of_workloads)
        };
        let mut parts = Self {
            all,
            asks: vec![Home::default(); companions.len()],
            stands: vec![Home::default(); workloads.len()],
            cluster_roles,
        };
        for part in &parts.all {
            places.begin_part();
            for &one in &part.companions {
                parts.asks[one] = places.home(of_companions[one]);
            }
            for &one in &part.workloads {
                parts.stands[one] = places.home(of_workloads[one]);
            }
        }
        parts
    }
}

/// What cannot speak of each other apart, the smallest together.
fn islands(places: &Places<'_>, of_companions: &[Address], of_workloads: &[Address]) -> Vec<Part> {
    let mut bonds = Bonds::of(places.words());
    let mut last = None;
    for address in of_companions.iter().chain(of_workloads) {
        if last.replace(address) == Some(address) {
            continue;
        }
        for word in address.bonds() {
            bonds.join(address.root(), word);
        }
    }
    let mut numbers: HashMap<u32, usize> = HashMap::new();
    let mut islands: Vec<Part> = Vec::new();
    let mut last = None;
    let mut island = |address: &Address, islands: &mut Vec<Part>| {
        let bond = bonds.find(address.root());
        // Objects come sorted by where they stand.
        if let Some((_, number)) = last.filter(|(known, _)| *known == bond) {
            return number;
        }
        let number = *numbers.entry(bond).or_insert_with(|| {
            islands.push(Part::default());
            islands.len() - 1
        });
        last = Some((bond, number));
        number
    };
    for (position, address) in of_companions.iter().enumerate() {
        let number = island(address, &mut islands);
        islands[number].companions.push(position);
    }
    for (position, address) in of_workloads.iter().enumerate() {
        let number = island(address, &mut islands);
        islands[number].workloads.push(position);
    }
    let mut parts: Vec<Part> = Vec::new();
    for island in islands {
        match parts.last_mut().filter(|part| part.len() < LEAST) {
            Some(part) => part.take(island),
            None => parts.push(island),
        }
    }
    for part in &mut parts {
        part.companions.sort_unstable();
        part.workloads.sort_unstable();
    }
    parts
}

/// Words that belong together: a forest of sets.
struct Bonds(Vec<u32>);

impl Bonds {
    fn of(words: usize) -> Self {
        Self((0..).take(words).collect())
    }

    fn find(&mut self, word: u32) -> u32 {
        let mut at = word;
        while self.0[at as usize] != at {
            let above = self.0[at as usize];
            self.0[at as usize] = self.0[above as usize];
            at = above;
        }
        at
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.find(one), self.find(other));
        self.0[one.max(other) as usize] = one.min(other);
    }
}
