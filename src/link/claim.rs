//! Claims, by the name under which a pod mounts them. One claim may serve several workloads. What the claim says is said
//! of the volume that mounts it: one state, one fact, which stands where the pod names the claim.

use super::Relation;
use super::index::{Index, MOST, distinct, find};
use super::joins::Joins;
use super::place::Places;
use crate::model::{Companion, Fact, FactName, Link, State, StateKind, Value, Workload};

pub(super) static RELATION: Relation = Relation {
    name: "PersistentVolumeClaim -> workload",
    join,
};

fn join(companions: &[Companion], workloads: &mut [Workload]) {
    let joins = joins(companions, workloads);
    joins.apply_with(companions, workloads, |claim, _, workload| {
        let (Link::Claims(name), Some(said)) = (&claim.link, claim.facts.first()) else {
            return;
        };
        for fact in &mut workload.facts {
            if mounts(fact, name) {
                refine(fact, said);
            }
        }
    });
}

/// Whether a fact is the volume that mounts the claim.
fn mounts(fact: &Fact, claim: &str) -> bool {
    fact.name == FactName::State
        && fact.field.contains("persistentVolumeClaim")
        && fact.state().is_some_and(|state| state.detail == claim)
}

/// The claim decides whose the data is and who may write; an access mode that is not known leaves the volume as it was.
fn refine(volume: &mut Fact, claim: &Fact) {
    let Some(Value::State(state)) = &mut volume.value else {
        return;
    };
    let Some(State {
        kind, read_only, ..
    }) = claim.state()
    else {
        return;
    };
    if state.kind == StateKind::Volume {
        state.kind = *kind;
    }
    state.read_only |= *read_only;
    volume.via.extend(claim.at.clone());
}

fn joins(companions: &[Companion], workloads: &[Workload]) -> Joins {
    let places = Places::of(companions, workloads);
    let mut index = Index::new();
    for (position, workload) in workloads.iter().enumerate() {
        let mut claims: Vec<&str> = workload.claims.iter().map(String::as_str).collect();
        claims.sort_unstable();
        claims.dedup();
        for claim in claims {
            index.insert(places.of_workload(workload), claim, position);
        }
    }
    let mut joins = Joins::default();
    for (position, companion) in companions.iter().enumerate() {
        let Link::Claims(name) = &companion.link else {
            continue;
        };
        let name = name.as_str();
        let found = find(
            places.of_companion(companion),
            |place| {
                index
                    .at(place, name)
                    .iter()
                    .copied()
                    .take(MOST + 1)
                    .collect()
            },
            |found| distinct(workloads, found),
        );
        joins.take(position, found, companions, workloads);
    }
    joins.settle(companions, workloads);
    joins
}
