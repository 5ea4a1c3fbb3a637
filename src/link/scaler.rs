//! Autoscalers, HPA and KEDA alike, by the object that `scaleTargetRef` names.

use super::Relation;
use super::index::{Index, current_group, distinct, find};
use super::joins::{Joins, add};
use super::objects::Objects;
use crate::model::Link;

pub(super) static RELATION: Relation = Relation {
    name: "HorizontalPodAutoscaler, ScaledObject -> workload",
    find: joins,
    give: add,
};

fn joins(objects: &Objects<'_>) -> Joins {
    let mut index = Index::new();
    for (position, workload) in objects.workloads.iter().enumerate() {
        let group = current_group(&workload.group, &workload.kind);
        let key = (group, workload.kind.as_str(), workload.name.as_str());
        index.insert(objects.stands(position), key, position);
    }
    let mut joins = Joins::default();
    for (position, companion) in objects.companions.iter().enumerate() {
        let Link::Scales(target) = &companion.link else {
            continue;
        };
        let group = current_group(&target.group, &target.kind);
        let key = (group, target.kind.as_str(), target.name.as_str());
        let found = find(
            objects.asks(position),
            |place| index.few_at(place, key),
            |found| distinct(objects.workloads, found),
        );
        joins.take(position, found, objects);
    }
    joins.settle(objects);
    joins
}
