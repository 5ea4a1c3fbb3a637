//! Resources of a template (routes, alarms, permissions, event sources), by the function's logical id. Logical ids
//! mean something inside their own template only.

use super::Relation;
use super::index::Found;
use super::joins::{Joins, add};
use super::objects::Objects;
use crate::model::{Companion, Link, Workload};
use std::collections::HashMap;

pub(super) static RELATION: Relation = Relation {
    name: "CloudFormation resource -> function",
    find: joins,
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

fn joins(objects: &Objects<'_>) -> Joins {
    let mut index: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (position, workload) in objects.workloads.iter().enumerate() {
        for id in &workload.logical_ids {
            let of_id = index.entry((&workload.scope.stack, id)).or_default();
            if of_id.last() != Some(&position) {
                of_id.push(position);
            }
        }
    }
    let mut joins = Joins::default();
    for (position, companion) in objects.companions.iter().enumerate() {
        if let Link::Resource(id) | Link::Edge { function: id, .. } = &companion.link {
            let stack = companion.scope.stack.as_str();
            let found = Found::only(index.get(&(stack, id.as_str())));
            joins.take(position, found, objects);
        }
    }
    joins
}
