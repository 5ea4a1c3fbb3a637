//! Autoscalers, HPA and KEDA alike, by the object that `scaleTargetRef` names.

use super::index::{Index, current_group, distinct, look};
use super::joins::add;
use super::objects::Objects;
use super::{Find, Relation};
use crate::model::Link;

pub(super) static RELATION: Relation = Relation {
    name: "HorizontalPodAutoscaler, ScaledObject -> workload",
    speaks: |link| matches!(link, Link::Scales(_)),
    find,
    settles: true,
    give: add,
};

fn find<'o>(objects: &'o Objects<'_>, _scalers: &[usize]) -> Find<'o> {
    let mut index = Index::new();
    for (position, workload) in objects.spoken_of() {
        let group = current_group(&workload.group, &workload.kind);
        let key = (group, workload.kind.as_str(), workload.name.as_str());
        index.insert(objects.stands(position), key, position);
    }
    Box::new(move |position, joins| {
        let Link::Scales(target) = &objects.companions[position].link else {
            return;
        };
        let group = current_group(&target.group, &target.kind);
        let key = (group, target.kind.as_str(), target.name.as_str());
        let found = look(
            objects.asks(position),
            |spot| index.few_at(spot, key),
            |found| distinct(objects.workloads, found),
        );
        joins.take(position, found, objects);
    })
}
