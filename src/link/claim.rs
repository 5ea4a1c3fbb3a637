//! Claims, by the name under which a pod mounts them. One claim may serve several workloads. What the claim says is said
//! of the volume that mounts it: one state, one fact, which stands where the pod names the claim.

use super::index::{Index, distinct, look};
use super::objects::Objects;
use super::{Find, Relation};
use crate::model::{Companion, Fact, FactName, Link, State, StateKind, Value, Workload};

pub(super) static RELATION: Relation = Relation {
    name: "PersistentVolumeClaim -> workload",
    speaks: |link| matches!(link, Link::Claims(_)),
    find,
    settles: true,
    give,
};

fn give(claim: &Companion, workload: &mut Workload, _is_far: bool) {
    let (Link::Claims(name), Some(said)) = (&claim.link, claim.facts.first()) else {
        return;
    };
    for fact in &mut workload.facts {
        if mounts(fact, name) {
            refine(fact, said);
        }
    }
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

fn find<'o>(objects: &'o Objects<'_>, _claims: &[usize]) -> Find<'o> {
    let mut index = Index::new();
    for (position, workload) in objects.spoken_of() {
        let mut mounted: Vec<&str> = workload.claims.iter().map(String::as_str).collect();
        mounted.sort_unstable();
        mounted.dedup();
        for claim in mounted {
            index.insert(objects.stands(position), claim, position);
        }
    }
    Box::new(move |position, joins| {
        let Link::Claims(name) = &objects.companions[position].link else {
            return;
        };
        let found = look(
            objects.asks(position),
            |spot| index.few_at(spot, name.as_str()),
            |found| distinct(objects.workloads, found),
        );
        joins.take(position, found, objects);
    })
}
