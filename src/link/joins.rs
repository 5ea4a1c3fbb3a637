//! What a relation joined, and what it could not: collected while the index borrows the workloads, applied after.

use super::RELATIONS;
use super::index::{FEW, Found, MOST, MOST_TOGETHER};
use super::objects::Objects;
use crate::model::{Companion, Confidence, Cut, Origin, Workload};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Places that a note lists before it counts the rest.
const LISTED: usize = 3;

/// A companion that speaks of a workload, by their positions. Their order is the order of the facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    workload: usize,
    companion: usize,
    /// Whether only a name in another folder makes it.
    is_far: bool,
}

/// The outcome of one relation.
pub(super) struct Joins {
    pairs: Vec<Pair>,
    notes: Vec<(usize, String)>,
    /// What speaks of more workloads than are joined, and of how many.
    pub(super) cuts: Vec<Cut>,
    /// How many pairs those that speak of many may still make.
    left: usize,
    /// The first of each set of copies that has its note already: a note for each companion would be a product.
    noted: HashSet<usize>,
}

impl Default for Joins {
    fn default() -> Self {
        Self {
            pairs: Vec::new(),
            notes: Vec::new(),
            cuts: Vec::new(),
            left: MOST_TOGETHER,
            noted: HashSet::new(),
        }
    }
}

impl Joins {
    /// Takes what a companion's reference came to.
    pub(super) fn take(&mut self, position: usize, found: Found, objects: &Objects<'_>) {
        self.take_from(position, found, objects, false);
    }

    /// The same, of a reference that was followed beyond where names of its kind are looked up.
    pub(super) fn take_far(&mut self, position: usize, found: Found, objects: &Objects<'_>) {
        self.take_from(position, found, objects, true);
    }

    fn take_from(&mut self, position: usize, found: Found, objects: &Objects<'_>, is_far: bool) {
        match found {
            Found::Nothing => {}
            Found::Clear(found) => self.pair(position, &found, is_far, objects.companions),
            Found::Ambiguous(found) if found.len() > MOST => {
                self.cut(&objects.companions[position], MOST);
            }
            Found::Ambiguous(found) => {
                self.ambiguous(&objects.companions[position], &found, objects.workloads);
            }
        }
    }

    /// Joins a companion to workloads that are all meant.
    pub(super) fn join(&mut self, position: usize, found: &[usize], objects: &Objects<'_>) {
        self.pair(position, found, false, objects.companions);
    }

    /// Notes a companion that speaks of more workloads than are joined: it is joined to none.
    pub(super) fn cut(&mut self, companion: &Companion, over: usize) {
        self.cuts.push(Cut {
            at: companion.at.clone(),
            message: format!(
                "{} speaks of over {over} workloads, more than are joined, so it is joined to none of them",
                companion.title
            ),
        });
    }

    fn pair(&mut self, companion: usize, found: &[usize], is_far: bool, companions: &[Companion]) {
        if found.len() > FEW {
            match self.left.checked_sub(found.len()) {
                Some(left) => self.left = left,
                None => return self.cut(&companions[companion], found.len() - 1),
            }
        }
        let pairs = found.iter().map(|&workload| Pair {
            workload,
            companion,
            is_far,
        });
        self.pairs.extend(pairs);
    }

    /// Notes a companion that could mean any of several workloads.
    fn ambiguous(&mut self, companion: &Companion, found: &[usize], workloads: &[Workload]) {
        let Some(first) = found.first().filter(|first| self.noted.insert(**first)) else {
            return;
        };
        let places: Vec<&Span> = found.iter().map(|&one| &workloads[one].at).collect();
        let same = found
            .iter()
            .all(|&one| workloads[one].name == workloads[*first].name);
        let what = if same {
            format!("{} objects named `{}`", found.len(), workloads[*first].name)
        } else {
            format!("at least {} workloads", found.len())
        };
        let text = format!(
            "{} ({}) fits {what} ({}), so it is joined to none of them",
            companion.title,
            place(&companion.at),
            listed(&places),
        );
        self.notes
            .extend(found.iter().map(|&one| (one, text.clone())));
    }

    /// Notes a companion that reaches workloads through another one of which there are copies.
    pub(super) fn through_copies(
        &mut self,
        companion: &Companion,
        copies: &[usize],
        found: &[usize],
        companions: &[Companion],
    ) {
        if !found.first().is_some_and(|first| self.noted.insert(*first)) {
            return;
        }
        let text = format!(
            "{} ({}) leads here through {}, which is defined {} times ({}), so it is not joined",
            companion.title,
            place(&companion.at),
            companions[copies[0]].title,
            copies.len(),
            listed(&places(companions, copies)),
        );
        self.notes
            .extend(found.iter().map(|&one| (one, text.clone())));
    }

    /// Drops what is defined more than once: nobody can say which definition holds. The one in the workload's own
    /// source root wins over those of other roots.
    pub(super) fn settle(&mut self, objects: &Objects<'_>) {
        self.pairs.sort_unstable();
        let mut dropped = BTreeSet::new();
        // By numbers first: comparing titles across all workloads would cost more than the joins.
        for of_workload in self
            .pairs
            .chunk_by(|one, other| one.workload == other.workload)
        {
            if of_workload.len() > 1 {
                dropped.extend(contradicting(of_workload, objects, &mut self.notes));
            }
        }
        self.pairs.retain(|pair| !dropped.contains(pair));
    }
}

/// The pairs of one workload of which nobody can say which holds; noted where none of them does.
fn contradicting(
    pairs: &[Pair],
    objects: &Objects<'_>,
    notes: &mut Vec<(usize, String)>,
) -> Vec<Pair> {
    let companions = objects.companions;
    let mut titles: BTreeMap<&str, Vec<Pair>> = BTreeMap::new();
    for pair in pairs {
        let title = &*companions[pair.companion].title;
        titles.entry(title).or_default().push(*pair);
    }
    let workload = pairs[0].workload;
    let root = &objects.workloads[workload].scope.root;
    let places = |speakers: &[Pair]| {
        let speakers: Vec<usize> = speakers.iter().map(|pair| pair.companion).collect();
        places(companions, &speakers)
    };
    let mut dropped = Vec::new();
    for (title, speakers) in titles {
        let all = places(&speakers);
        if all.len() < 2 {
            continue;
        }
        let is_near = |pair: &Pair| companions[pair.companion].scope.root == *root;
        let (near, far): (Vec<Pair>, Vec<Pair>) = speakers.iter().partition(|pair| is_near(pair));
        if places(&near).len() == 1 {
            dropped.extend(far);
        } else {
            let text = format!(
                "{title} is defined {} times ({}), so none of them is joined",
                all.len(),
                listed(&all),
            );
            notes.push((workload, text));
            dropped.extend(speakers);
        }
    }
    dropped
}

/// Gives a workload what a companion says of it, as its own facts.
pub(super) fn add(companion: &Companion, workload: &mut Workload, is_far: bool) {
    for fact in companion.facts.iter().cloned() {
        let mut fact = fact.from_owner(Origin::Linked, companion.title.clone());
        if is_far {
            fact.confidence = fact.confidence.min(Confidence::Medium);
        }
        workload.facts.push(fact);
    }
}

/// Hands out what every relation found. Workload by workload: each, and what speaks of it, is then looked at once. Returns
/// what was cut.
pub(super) fn apply(
    found: Vec<Joins>,
    companions: &[Companion],
    workloads: &mut [Workload],
) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut pairs: Vec<(Pair, usize)> = Vec::new();
    let mut notes = Vec::new();
    for (relation, joins) in found.into_iter().enumerate() {
        pairs.extend(joins.pairs.into_iter().map(|pair| (pair, relation)));
        notes.extend(joins.notes);
        cuts.extend(joins.cuts);
    }
    pairs.sort_unstable_by_key(|(pair, relation)| (pair.workload, *relation, pair.companion));
    // Two bindings may give one account the same role.
    pairs.dedup();
    for of_workload in pairs.chunk_by(|one, other| one.0.workload == other.0.workload) {
        let workload = &mut workloads[of_workload[0].0.workload];
        let said = of_workload
            .iter()
            .map(|(pair, _)| &companions[pair.companion].facts);
        workload.facts.reserve_exact(said.map(Vec::len).sum());
        for (pair, relation) in of_workload {
            let give = RELATIONS[*relation].give;
            give(&companions[pair.companion], workload, pair.is_far);
        }
    }
    for (workload, text) in notes {
        workloads[workload].notes.push(text);
    }
    cuts
}

/// The different places at which companions stand: what one object says in two companions has one place.
fn places<'a>(companions: &'a [Companion], speakers: &[usize]) -> Vec<&'a Span> {
    let mut places: Vec<&Span> = speakers.iter().map(|&one| &companions[one].at).collect();
    places.sort();
    places.dedup();
    places
}

fn place(at: &Span) -> String {
    format!("{}:{}", at.path(), at.first().line)
}

fn listed(places: &[&Span]) -> String {
    let mut text: Vec<String> = places.iter().take(LISTED).map(|at| place(at)).collect();
    if places.len() > LISTED {
        text.push(format!("{} more", places.len() - LISTED));
    }
    text.join(", ")
}
