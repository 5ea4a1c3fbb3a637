//! Resources of a template (routes, alarms, permissions, event sources), by the function's logical id. Logical ids
//! mean something inside their own template only.

use super::index::Found;
use super::joins::add;
use super::objects::Objects;
use super::{Find, Relation};
use crate::model::{Companion, Link, Workload};
use std::collections::HashMap;

pub(super) static RELATION: Relation = Relation {
    name: "CloudFormation resource -> function",
    speaks: |link| matches!(link, Link::Resource(_) | Link::Edge { .. }),
    find,
    settles: false,
    give,
};

/// The variant of a function that answers viewers.
const STRICTER: &str = "edge-viewer";

fn give(companion: &Companion, workload: &mut Workload, is_far: bool) {
    if let Link::Edge { variant, .. } = companion.link {
        // Called at both ends, it must keep to the stricter limits.
        if workload.placement.variant != Some(STRICTER) {
            workload.placement.variant = Some(variant);
        }
    }
    add(companion, workload, is_far);
}

fn find<'o>(objects: &'o Objects<'_>, _resources: &[usize]) -> Find<'o> {
    let mut index: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (position, workload) in objects.spoken_of() {
        for id in &workload.logical_ids {
            let of_id = index.entry((&workload.scope.stack, id)).or_default();
            if of_id.last() != Some(&position) {
                of_id.push(position);
            }
        }
    }
    Box::new(move |position, joins| {
        let companion = &objects.companions[position];
        if let Link::Resource(id) | Link::Edge { function: id, .. } = &companion.link {
            let stack = &*companion.scope.stack;
            let found = Found::only(index.get(&(stack, id.as_str())));
            joins.take(position, found, objects);
        }
    })
}
