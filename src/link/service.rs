//! Services, by the labels their selector asks of a pod. A Service may stand before several workloads, such as the
//! two halves of a canary.

use super::Relation;
use super::index::{Found, Index, MOST, distinct, find};
use super::joins::Joins;
use super::place::{Place, Places};
use crate::model::{Companion, Link, Workload};
use std::collections::BTreeMap;

pub(super) static RELATION: Relation = Relation {
    name: "Service -> workload",
    join,
};

/// Policies say the same of all pods they select: copies are no contradiction, and what fits very many is the habit of a
/// namespace and sets none of them apart.
pub(super) static POLICIES: Relation = Relation {
    name: "NetworkPolicy, mesh policy -> workload",
    join: |companions, workloads| {
        let joins = policies(companions, workloads);
        joins.apply(companions, workloads);
    },
};

fn policies(companions: &[Companion], workloads: &[Workload]) -> Joins {
    let mut joins = Joins::default();
    if !companions
        .iter()
        .any(|one| matches!(one.link, Link::Pods(_)))
    {
        return joins;
    }
    let places = Places::of(companions, workloads);
    let pods = Pods::of(&places, workloads);
    for (position, companion) in companions.iter().enumerate() {
        let Link::Pods(labels) = &companion.link else {
            continue;
        };
        match pods.behind(&places, companion, labels) {
            Found::Clear(found) | Found::Ambiguous(found) if found.len() <= MOST => {
                joins.join(position, &found);
            }
            Found::Clear(found) | Found::Ambiguous(found) => {
                let title = &companion.title;
                let text = format!(
                    "{title} is for over {MOST} workloads, so it is joined to none of them"
                );
                joins.note(found[0], text);
            }
            Found::Nothing => {}
        }
    }
    joins
}

fn join(companions: &[Companion], workloads: &mut [Workload]) {
    let joins = joins(companions, workloads);
    joins.apply(companions, workloads);
}

fn joins(companions: &[Companion], workloads: &[Workload]) -> Joins {
    let places = Places::of(companions, workloads);
    let pods = Pods::of(&places, workloads);
    let mut joins = Joins::default();
    for (position, companion) in companions.iter().enumerate() {
        if let Link::Selects { selector, .. } = &companion.link {
            let found = pods.behind(&places, companion, selector);
            joins.take(position, found, companions, workloads);
        }
    }
    joins.settle(companions, workloads);
    joins
}

/// Workloads by each label of their pods.
pub(super) struct Pods<'a> {
    workloads: &'a [Workload],
    labels: Index<'a, (&'a str, &'a str)>,
}

impl<'a> Pods<'a> {
    pub(super) fn of(places: &Places<'a>, workloads: &'a [Workload]) -> Self {
        let mut labels = Index::new();
        for (position, workload) in workloads.iter().enumerate() {
            for (key, value) in &workload.pod_labels {
                let home = places.of_workload(workload);
                labels.insert(home, (key.as_str(), value.as_str()), position);
            }
        }
        Self { workloads, labels }
    }

    /// The workloads whose pods a Service selects.
    pub(super) fn behind(
        &self,
        places: &Places<'a>,
        service: &'a Companion,
        selector: &'a BTreeMap<String, String>,
    ) -> Found {
        find(
            places.of_companion(service),
            |place| self.selected(place, selector),
            |found| distinct(self.workloads, found),
        )
    }

    /// Looks at the pods with the rarest of the labels only; a release label is on every pod of a folder.
    fn selected(&self, place: Place<'a>, selector: &'a BTreeMap<String, String>) -> Vec<usize> {
        let with = |(key, value): (&'a String, &'a String)| {
            self.labels.at(place, (key.as_str(), value.as_str()))
        };
        let rarest = selector.iter().map(with).min_by_key(|found| found.len());
        let fits = |position: &&usize| {
            let labels = &self.workloads[**position].pod_labels;
            selector
                .iter()
                .all(|(key, value)| labels.get(key) == Some(value))
        };
        let fitting = rarest.unwrap_or_default().iter().filter(fits);
        fitting.copied().take(MOST + 1).collect()
    }
}
