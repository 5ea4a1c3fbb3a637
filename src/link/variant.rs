//! Variants of one workload in folders beside each other (`overlays/eks`, `overlays/gke`): each learns which clouds the
//! others are written for. Nothing else crosses: what one variant says of itself holds for that one.

use super::index::current_group;
use crate::model::{Fact, FactName, Origin, Workload};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The folder that holds the variants' folders, and what the workload is called.
type Key = (String, String, String, String);

/// Tells each.
pub(super) fn tell(workloads: &mut [Workload]) {
    // The first fact of each cloud, and the folder it stands in.
    let mut clouds: BTreeMap<Key, BTreeMap<String, (Arc<str>, Fact)>> = BTreeMap::new();
    for workload in workloads.iter() {
        for fact in workload.facts(FactName::Cloud) {
            if let (Some(key), Some(cloud)) = (key(workload), fact.text()) {
                let of_all = clouds.entry(key).or_default();
                let found = || (workload.scope.root.clone(), fact.clone());
                of_all.entry(cloud.to_owned()).or_insert_with(found);
            }
        }
    }
    clouds.retain(|_, found| found.len() > 1);
    if clouds.is_empty() {
        return;
    }
    for workload in workloads {
        let Some(found) = key(workload).and_then(|key| clouds.get(&key)) else {
            continue;
        };
        let own = workload.facts(FactName::Cloud).filter_map(Fact::text);
        let own: BTreeSet<String> = own.map(str::to_owned).collect();
        for (cloud, (root, fact)) in found {
            if !own.contains(cloud) {
                let fact = fact.clone().from_owner(Origin::Linked, root.clone());
                workload.facts.push(fact);
            }
        }
    }
}

fn key(workload: &Workload) -> Option<Key> {
    // Beside each other is below one folder, and not in it.
    let root = &*workload.scope.root;
    if root.is_empty() {
        return None;
    }
    let parent = root.rsplit_once('/').map_or("", |(parent, _)| parent);
    let group = current_group(&workload.group, &workload.kind);
    Some((
        parent.to_owned(),
        group.to_owned(),
        workload.kind.clone(),
        workload.name.clone(),
    ))
}
