//! What a relation joined, and what it could not: collected while the index borrows the workloads, applied after.

use super::index::Found;
use crate::model::{Companion, Confidence, Origin, Workload};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Places that a note lists before it counts the rest.
const LISTED: usize = 3;

/// The outcome of one relation.
#[derive(Default)]
pub(super) struct Joins {
    /// Companion and workload, so that the order of the companions is the order of the facts.
    pairs: BTreeSet<(usize, usize)>,
    /// Pairs that only a name in another folder makes.
    far: HashSet<(usize, usize)>,
    notes: Vec<(usize, String)>,
    /// The first of each set of copies that has its note already: a note for each companion would be a product.
    noted: HashSet<usize>,
}

impl Joins {
    /// Takes what a companion's reference came to.
    pub(super) fn take(
        &mut self,
        position: usize,
        found: Found,
        companions: &[Companion],
        workloads: &[Workload],
    ) {
        match found {
            Found::Nothing => {}
            Found::Clear(found) => self.join(position, &found),
            Found::Ambiguous(found) => self.ambiguous(&companions[position], &found, workloads),
        }
    }

    /// The same, of a reference that was followed beyond where names of its kind are looked up.
    pub(super) fn take_far(
        &mut self,
        position: usize,
        found: Found,
        companions: &[Companion],
        workloads: &[Workload],
    ) {
        if let Found::Clear(found) = &found {
            let pairs = found.iter().map(|&workload| (position, workload));
            self.far.extend(pairs);
        }
        self.take(position, found, companions, workloads);
    }

    /// Notes what a workload's readers should know.
    pub(super) fn note(&mut self, workload: usize, text: String) {
        self.notes.push((workload, text));
    }

    /// Joins a companion to workloads that are all meant.
    pub(super) fn join(&mut self, position: usize, found: &[usize]) {
        self.pairs
            .extend(found.iter().map(|&workload| (position, workload)));
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
    pub(super) fn settle(&mut self, companions: &[Companion], workloads: &[Workload]) {
        let mut pairs: Vec<(usize, usize)> = self
            .pairs
            .iter()
            .map(|&(companion, workload)| (workload, companion))
            .collect();
        pairs.sort_unstable();
        // By numbers first: comparing titles across all workloads would cost more than the joins.
        for of_workload in pairs.chunk_by(|one, other| one.0 == other.0) {
            if of_workload.len() > 1 {
                self.settle_one(of_workload, companions, workloads);
            }
        }
    }

    /// The same of one workload: its pairs, as workload and companion.
    fn settle_one(
        &mut self,
        pairs: &[(usize, usize)],
        companions: &[Companion],
        workloads: &[Workload],
    ) {
        let mut titles: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for &(_, companion) in pairs {
            let title = companions[companion].title.as_str();
            titles.entry(title).or_default().push(companion);
        }
        let workload = pairs[0].0;
        for (title, mut speakers) in titles {
            if places(companions, &speakers).len() < 2 {
                continue;
            }
            let root = &workloads[workload].scope.root;
            let (near, far): (Vec<usize>, Vec<usize>) = speakers
                .iter()
                .partition(|&&speaker| companions[speaker].scope.root == *root);
            if places(companions, &near).len() == 1 {
                speakers = far;
            } else {
                let places = places(companions, &speakers);
                let text = format!(
                    "{title} is defined {} times ({}), so none of them is joined",
                    places.len(),
                    listed(&places),
                );
                self.notes.push((workload, text));
            }
            for speaker in speakers {
                self.pairs.remove(&(speaker, workload));
            }
        }
    }

    /// What is joined so far: companions and workloads by position.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.pairs.iter().copied()
    }

    /// Gives the workloads what was found.
    pub(super) fn apply(self, companions: &[Companion], workloads: &mut [Workload]) {
        self.apply_with(companions, workloads, |companion, is_far, workload| {
            for fact in companion.facts.iter().cloned() {
                let mut fact = fact.from_owner(Origin::Linked, &*companion.title);
                if is_far {
                    fact.confidence = fact.confidence.min(Confidence::Medium);
                }
                workload.facts.push(fact);
            }
        });
    }

    /// The same, where what was found is not simply added.
    pub(super) fn apply_with(
        self,
        companions: &[Companion],
        workloads: &mut [Workload],
        give: impl Fn(&Companion, bool, &mut Workload),
    ) {
        for pair in self.pairs {
            let is_far = self.far.contains(&pair);
            give(&companions[pair.0], is_far, &mut workloads[pair.1]);
        }
        for (workload, text) in self.notes {
            workloads[workload].notes.push(text);
        }
    }
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
