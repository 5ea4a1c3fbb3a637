//! Dumps of a live cluster hold what controllers created beside what people wrote: a Deployment, its ReplicaSets and
//! their Pods are one workload, the Deployment.

use super::index::current_group;
use crate::model::Workload;
use std::collections::HashSet;

/// What tells an object of a cluster from every other.
type Key = (Option<String>, String, String, String);

/// Drops what a controller created. Where its owner is not in the dump, the first of its kind stands for it.
pub fn drop_owned(workloads: &mut Vec<Workload>) {
    let key = |workload: &Workload, group: &str, kind: &str, name: &str| -> Key {
        let group = current_group(group, kind).to_owned();
        let namespace = workload.namespace.clone();
        (namespace, group, kind.to_owned(), name.to_owned())
    };
    if workloads.iter().all(|workload| workload.owner.is_none()) {
        return;
    }
    let mut known: HashSet<Key> = workloads
        .iter()
        .map(|one| key(one, &one.group, &one.kind, &one.name))
        .collect();
    workloads.retain(|workload| match &workload.owner {
        Some(owner) => known.insert(key(workload, &owner.group, &owner.kind, &owner.name)),
        None => true,
    });
}
