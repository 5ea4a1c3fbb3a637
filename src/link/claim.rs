//! Claims, by the name under which a pod mounts them. One claim may serve several workloads.

use super::Relation;
use super::index::{Index, MOST, distinct, find};
use super::joins::Joins;
use super::place::Places;
use crate::model::{Companion, Link, Workload};

pub(super) static RELATION: Relation = Relation {
    name: "PersistentVolumeClaim -> workload",
    join,
};

fn join(companions: &[Companion], workloads: &mut [Workload]) {
    let joins = joins(companions, workloads);
    joins.apply(companions, workloads);
}

fn joins(companions: &[Companion], workloads: &[Workload]) -> Joins {
    let places = Places::of(companions, workloads);
    let mut index = Index::new();
    for (position, workload) in workloads.iter().enumerate() {
        let mut claims: Vec<&str> = workload.claims.iter().map(String::as_str).collect();
        claims.sort_unstable();
        claims.dedup();
        for claim in claims {
            index.insert(places.of_workload(workload), claim, position);
        }
    }
    let mut joins = Joins::default();
    for (position, companion) in companions.iter().enumerate() {
        let Link::Claims(name) = &companion.link else {
            continue;
        };
        let name = name.as_str();
        let found = find(
            places.of_companion(companion),
            |place| {
                index
                    .at(place, name)
                    .iter()
                    .copied()
                    .take(MOST + 1)
                    .collect()
            },
            |found| distinct(workloads, found),
        );
        joins.take(position, found, companions, workloads);
    }
    joins.settle(companions, workloads);
    joins
}
