//! Deployment commands, by the platform and the name they deploy to. A pipeline stands anywhere in the repository, so
//! the name must mean one workload of all of it.

use super::Relation;
use super::index::Found;
use super::joins::{Joins, add};
use super::objects::Objects;
use crate::model::{Link, Platform};
use std::collections::HashMap;

pub(super) static RELATION: Relation = Relation {
    name: "deployment command -> service",
    find: joins,
    give: add,
};

fn joins(objects: &Objects<'_>) -> Joins {
    let mut joins = Joins::default();
    let is_deployed = |link: &Link| matches!(link, Link::Deploys { .. });
    if !objects.companions.iter().any(|one| is_deployed(&one.link)) {
        return joins;
    }
    let mut index: HashMap<(Platform, &str), Vec<usize>> = HashMap::new();
    for (position, workload) in objects.workloads.iter().enumerate() {
        for platform in &workload.placement.platforms {
            let named = index.entry((*platform, &workload.name)).or_default();
            named.push(position);
        }
    }
    for (position, companion) in objects.companions.iter().enumerate() {
        if let Link::Deploys { platform, name } = &companion.link {
            let found = Found::only(index.get(&(*platform, name.as_str())));
            joins.take(position, found, objects);
        }
    }
    joins
}
