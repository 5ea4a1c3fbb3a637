//! Joins what documents say about each other's workloads. One file per relation; hash joins, so that cost grows with
//! the number of objects. Ambiguous: nothing is joined, and the workload's notes say so. Dangling: nothing at all.
//!
//! Every relation looks before any is applied: what is joined depends on names and labels, never on what another
//! relation brought, and each workload is then handed all that is said of it at once.

mod claim;
mod deploy;
mod index;
mod ingress;
mod joins;
mod kustomize;
mod objective;
mod objects;
mod owner;
mod place;
mod policy;
mod resource;
mod role;
mod scaler;
mod service;
mod variant;

pub use kustomize::kustomize;
pub use owner::drop_owned;

use crate::model::{Companion, Workload};
use joins::Joins;
use objects::Objects;

/// One relation between documents.
pub struct Relation {
    /// What it joins, for the documentation.
    pub name: &'static str,
    /// Finds the workloads that the companions of this relation speak of; other companions are left alone.
    find: fn(&Objects<'_>) -> Joins,
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

/// Runs them all; then the variants of one workload learn of each other.
pub fn link(companions: &[Companion], workloads: &mut [Workload]) {
    let objects = Objects::of(companions, workloads);
    let found = RELATIONS.iter().map(|relation| (relation.find)(&objects));
    let found: Vec<Joins> = found.collect();
    joins::apply(found, companions, workloads);
    variant::tell(workloads);
}
