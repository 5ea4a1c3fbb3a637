//! Habit is not need. What nearly every workload of a source root shares (a mesh's sidecar, the same policy, the same
//! choice of nodes) is how the cluster is set up there: a hint about each of them, no more. Only what sets a workload
//! apart says what it needs.

use crate::criteria::{COULD_BE_SERVERLESS, HABIT_PERCENT, HABIT_WORKLOADS};
use crate::model::{Fact, FactName, Platform, Workload};
use crate::rule::Context;
use std::collections::{BTreeSet, HashMap};

/// What `inspect` says of such a fact.
const NOTE: &str = "nearly every workload of this folder says the same: a habit, not a need";

/// What a habit is counted by: the source root, and what is shared.
type Key<'w> = (&'w str, FactName, &'w str);

/// Marks the facts that are a habit of their source root.
pub fn mark_habits(workloads: &mut [Workload], context: &Context<'_>) {
    for (workload, fact) in habits(workloads, context) {
        let fact = &mut workloads[workload].facts[fact];
        fact.habit = true;
        fact.note.get_or_insert_with(|| NOTE.to_owned());
    }
}

/// The positions of workload and fact: one pass counts, one compares.
fn habits(workloads: &[Workload], context: &Context<'_>) -> Vec<(usize, usize)> {
    let fewest = context.count(&COULD_BE_SERVERLESS, HABIT_WORKLOADS);
    let percent = context.count(&COULD_BE_SERVERLESS, HABIT_PERCENT);
    let mut all: HashMap<&str, u64> = HashMap::new();
    let mut sharing: HashMap<Key<'_>, u64> = HashMap::new();
    for workload in workloads.iter().filter(|one| counts(one)) {
        *all.entry(&workload.scope.root).or_default() += 1;
        let keys = workload.facts.iter().filter_map(|fact| key(workload, fact));
        let shared: BTreeSet<Key<'_>> = keys.collect();
        for key in shared {
            *sharing.entry(key).or_default() += 1;
        }
    }
    let is_habit = |key: Key<'_>| {
        let all = all.get(key.0).copied().unwrap_or_default();
        let sharing = sharing.get(&key).copied().unwrap_or_default();
        all >= fewest && sharing.saturating_mul(100) >= all.saturating_mul(percent)
    };
    let mut found = Vec::new();
    for (position, workload) in workloads.iter().enumerate() {
        if !counts(workload) {
            continue;
        }
        for (at, fact) in workload.facts.iter().enumerate() {
            if key(workload, fact).is_some_and(is_habit) {
                found.push((position, at));
            }
        }
    }
    found
}

/// Whether a workload is one of those that a cluster's habit would show in.
fn counts(workload: &Workload) -> bool {
    workload.placement.platform() == Some(Platform::Kubernetes)
}

/// What is shared, for the facts that tell how a cluster is set up. State, images, devices and infrastructure are needs
/// however many share them; so are the host's network and protocols that are no HTTP.
fn key<'w>(workload: &'w Workload, fact: &'w Fact) -> Option<Key<'w>> {
    let shared = match fact.name {
        FactName::Network => {
            let network = fact.network();
            let habit = network.filter(|network| HABITS.contains(&network.kind.as_str()));
            habit.map(|network| network.kind.as_str())
        }
        FactName::Connection => {
            let connection = fact.connection();
            let affinity = connection.filter(|one| one.protocol == "session-affinity");
            affinity.map(|one| one.protocol.as_str())
        }
        FactName::Blocker => {
            let blocker = fact.blocker();
            let nodes = blocker.filter(|blocker| blocker.kind == "node-selection");
            let nodes = nodes.map(|blocker| blocker.detail.as_str());
            nodes.filter(|label| NEEDED.iter().all(|word| !label.contains(word)))
        }
        _ => None,
    };
    Some((&workload.scope.root, fact.name, shared?))
}

/// Parts of the labels of nodes that no other node can stand in for.
const NEEDED: &[&str] = &[
    "windows",
    "kubernetes.io/os",
    "gpu",
    "tpu",
    "nvidia",
    "accelerator",
];

/// Networking that is a matter of how a cluster is set up.
const HABITS: &[&str] = &[
    "mesh-sidecar",
    "mesh-policy",
    "mesh-route",
    "network-policy",
    "custom-dns",
    "host-aliases",
    "extra-interface",
];
