//! Deployment commands, by the platform and the name they deploy to. A pipeline stands anywhere in the repository, so
//! the name must mean one workload of all of it.

use super::Relation;
use super::index::{Found, MOST};
use super::joins::Joins;
use crate::model::{Companion, Link, Platform, Workload};
use std::collections::HashMap;

pub(super) static RELATION: Relation = Relation {
    name: "deployment command -> service",
    join,
};

fn join(companions: &[Companion], workloads: &mut [Workload]) {
    let joins = joins(companions, workloads);
    joins.apply(companions, workloads);
}

fn joins(companions: &[Companion], workloads: &[Workload]) -> Joins {
    let mut index: HashMap<(Platform, &str), Vec<usize>> = HashMap::new();
    for (position, workload) in workloads.iter().enumerate() {
        for platform in &workload.placement.platforms {
            let named = index.entry((*platform, &workload.name)).or_default();
            named.push(position);
        }
    }
    let mut joins = Joins::default();
    for (position, companion) in companions.iter().enumerate() {
        let Link::Deploys { platform, name } = &companion.link else {
            continue;
        };
        let found = match index.get(&(*platform, name.as_str())) {
            None => Found::Nothing,
            Some(found) if found.len() == 1 => Found::Clear(found.clone()),
            Some(found) => Found::Ambiguous(found.iter().copied().take(MOST + 1).collect()),
        };
        joins.take(position, found, companions, workloads);
    }
    joins
}
