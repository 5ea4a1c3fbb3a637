//! Resources of a template (routes, alarms, permissions, event sources), by the function's logical id. Logical ids
//! mean something inside their own template only.

use super::Relation;
use super::index::{Found, MOST};
use super::joins::Joins;
use crate::model::{Companion, Link, Workload};
use std::collections::HashMap;

pub(super) static RELATION: Relation = Relation {
    name: "CloudFormation resource -> function",
    join,
};

/// The variant of a function that answers viewers.
const STRICTER: &str = "edge-viewer";

fn join(companions: &[Companion], workloads: &mut [Workload]) {
    let joins = joins(companions, workloads);
    for (companion, workload) in joins.pairs() {
        let Link::Edge { variant, .. } = companions[companion].link else {
            continue;
        };
        // Called at both ends, it must keep to the stricter limits.
        let placement = &mut workloads[workload].placement;
        if placement.variant != Some(STRICTER) {
            placement.variant = Some(variant);
        }
    }
    joins.apply(companions, workloads);
}

fn joins(companions: &[Companion], workloads: &[Workload]) -> Joins {
    let mut index: HashMap<(&str, &str), Vec<usize>> = HashMap::new();
    for (position, workload) in workloads.iter().enumerate() {
        for id in &workload.logical_ids {
            let of_id = index.entry((&workload.scope.stack, id)).or_default();
            if of_id.last() != Some(&position) {
                of_id.push(position);
            }
        }
    }
    let mut joins = Joins::default();
    for (position, companion) in companions.iter().enumerate() {
        let (Link::Resource(id) | Link::Edge { function: id, .. }) = &companion.link else {
            continue;
        };
        let found = match index.get(&(companion.scope.stack.as_str(), id.as_str())) {
            None => Found::Nothing,
            Some(found) if found.len() == 1 => Found::Clear(found.clone()),
            Some(found) => Found::Ambiguous(found.iter().copied().take(MOST + 1).collect()),
        };
        joins.take(position, found, companions, workloads);
    }
    joins
}
