//! Autoscalers, HPA and KEDA alike, by the object that `scaleTargetRef` names.

use super::Relation;
use super::index::{Index, MOST, current_group, distinct, find};
use super::joins::Joins;
use super::place::Places;
use crate::model::{Companion, Link, Workload};

pub(super) static RELATION: Relation = Relation {
    name: "HorizontalPodAutoscaler, ScaledObject -> workload",
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
        let group = current_group(&workload.group, &workload.kind);
        let key = (group, workload.kind.as_str(), workload.name.as_str());
        index.insert(places.of_workload(workload), key, position);
    }
    let mut joins = Joins::default();
    for (position, companion) in companions.iter().enumerate() {
        let Link::Scales(target) = &companion.link else {
            continue;
        };
        let group = current_group(&target.group, &target.kind);
        let key = (group, target.kind.as_str(), target.name.as_str());
        let found = find(
            places.of_companion(companion),
            |place| {
                index
                    .at(place, key)
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
