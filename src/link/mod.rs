//! Joins what documents say about each other's workloads. One file per relation; hash joins, so that cost grows with
//! the number of objects. Ambiguous: nothing is joined, and the workload's notes say so. Dangling: nothing at all.
//!
//! The parts of a repository that cannot speak of each other are joined one after the other. In a part every relation
//! looks before any is applied: what is joined depends on names and labels, never on what another relation brought, and
//! each workload is then handed all that is said of it at once.

mod calls;
mod claim;
mod daemon;
mod deploy;
mod index;
mod ingress;
mod joins;
mod kustomize;
mod objective;
mod objects;
mod owner;
mod parts;
mod place;
mod policy;
mod resource;
mod role;
mod scaler;
mod server;
mod service;
mod variant;

pub use kustomize::kustomize;
pub use owner::drop_owned;

use crate::model::{Companion, Cut, Link, Workload};
use joins::Joins;
use objects::Objects;
use parts::Parts;

/// Joins one companion, by its position, to the workloads that it speaks of.
type Find<'o> = Box<dyn Fn(usize, &mut Joins) + 'o>;

/// One relation between documents.
pub struct Relation {
    /// What it joins, for the documentation.
    pub name: &'static str,
    /// Whether it is for companions that name workloads in this way. Without any, nothing is made ready.
    speaks: fn(&Link) -> bool,
    /// Makes ready to find: indexes what its companions, whose positions are given, may speak of.
    find: for<'o> fn(&'o Objects<'_>, &[usize]) -> Find<'o>,
    /// Whether what is defined twice holds for nobody.
    settles: bool,
    /// Gives a workload what a companion says of it; `true` when only a name in another folder joins the two.
    give: fn(&Companion, &mut Workload, bool),
}

/// Every relation; what they say of a workload reaches it in this order.
pub static RELATIONS: &[&Relation] = &[
    &scaler::RELATION,
    &service::RELATION,
    &policy::RELATION,
    &ingress::RELATION,
    &claim::RELATION,
    &role::RELATION,
    &resource::RELATION,
    &deploy::RELATION,
    &objective::RELATION,
];

/// Runs them all; then the variants of one workload learn of each other. Returns what a bound cut off.
pub fn link(companions: &[Companion], workloads: &mut [Workload]) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let parts = Parts::of(companions, workloads);
    for part in &parts.all {
        let found = find(&Objects::of(part, &parts, (companions, workloads)));
        let cut = joins::apply(found, companions, workloads);
        if !cut.is_empty() {
            // Which of them the rest would speak of is not known.
            for &one in &part.workloads {
                workloads[one].cut = true;
            }
        }
        cuts.extend(cut);
    }
    calls::tell(companions, workloads);
    server::tell(workloads);
    daemon::tell(workloads);
    variant::tell(workloads);
    cuts
}

/// What each relation finds.
fn find(objects: &Objects<'_>) -> Vec<Joins> {
    let mut speakers = vec![Vec::new(); RELATIONS.len()];
    let mut speaks = Vec::new();
    for (position, companion) in objects.speakers() {
        let is_for = |relation: &&Relation| (relation.speaks)(&companion.link);
        if let Some(relation) = RELATIONS.iter().position(is_for) {
            speakers[relation].push(position);
            speaks.push((position, relation));
        }
    }
    let ready = RELATIONS.iter().zip(&speakers).map(|(relation, speakers)| {
        let any = !speakers.is_empty();
        any.then(|| (relation.find)(objects, speakers))
    });
    let ready: Vec<Option<Find<'_>>> = ready.collect();
    let mut found: Vec<Joins> = RELATIONS.iter().map(|_| Joins::default()).collect();
    // In the order in which they stand: what is said of one workload mostly stands close together.
    for (position, relation) in speaks {
        if let Some(find) = &ready[relation] {
            find(position, &mut found[relation]);
        }
    }
    for (relation, found) in RELATIONS.iter().zip(&mut found) {
        if relation.settles {
            found.settle(objects);
        }
    }
    found
}
