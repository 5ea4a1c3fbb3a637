//! Services, by the labels their selector asks of a pod. A Service may stand before several workloads, such as the
//! two halves of a canary.

use super::Relation;
use super::index::{Found, Index, MOST, distinct, find};
use super::joins::{Joins, add};
use super::objects::Objects;
use super::place::{Home, Place};
use crate::model::{Link, Workload};
use std::collections::BTreeMap;

pub(super) static RELATION: Relation = Relation {
    name: "Service -> workload",
    find: joins,
    give: add,
};

fn joins(objects: &Objects<'_>) -> Joins {
    let mut joins = Joins::default();
    for (position, companion) in objects.companions.iter().enumerate() {
        if let Link::Selects { selector, .. } = &companion.link {
            let found = objects.pods.behind(objects.asks(position), selector);
            joins.take(position, found, objects);
        }
    }
    joins.settle(objects);
    joins
}

/// Workloads by each label of their pods.
pub(super) struct Pods<'a> {
    workloads: &'a [Workload],
    labels: Index<(&'a str, &'a str)>,
}

impl<'a> Pods<'a> {
    /// `stands` says where each workload is looked up.
    pub(super) fn of(workloads: &'a [Workload], stands: &[Home]) -> Self {
        let mut labels = Index::new();
        for (position, (workload, home)) in workloads.iter().zip(stands).enumerate() {
            for (key, value) in &workload.pod_labels {
                labels.insert(*home, (key.as_str(), value.as_str()), position);
            }
        }
        Self { workloads, labels }
    }

    /// The workloads whose pods a selector asks for.
    pub(super) fn behind(&self, home: Home, selector: &BTreeMap<String, String>) -> Found {
        find(
            home,
            |place| self.selected(place, selector),
            |found| distinct(self.workloads, found),
        )
    }

    /// Looks at the pods with the rarest of the labels only; a release label is on every pod of a folder.
    fn selected(&self, place: Place, selector: &BTreeMap<String, String>) -> Vec<usize> {
        let with_each = selector
            .iter()
            .map(|(key, value)| self.labels.at(place, (key.as_str(), value.as_str())));
        let rarest = with_each.min_by_key(|found| found.len());
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
