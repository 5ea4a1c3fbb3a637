//! Joins what documents say about each other's workloads. One file per relation; hash joins, so that cost grows with
//! the number of objects. Ambiguous: nothing is joined, and the workload's notes say so. Dangling: nothing at all.

mod claim;
mod deploy;
mod index;
mod ingress;
mod joins;
mod kustomize;
mod objective;
mod owner;
mod place;
mod resource;
mod role;
mod scaler;
mod service;
mod variant;

pub use kustomize::kustomize;
pub use owner::drop_owned;

use crate::model::{Companion, Workload};

/// One relation between documents.
pub struct Relation {
    /// What it joins, for the documentation.
    pub name: &'static str,
    /// Joins the companions of this relation; others are left alone.
    pub join: fn(&[Companion], &mut [Workload]),
}

/// Every relation, in the order they run.
pub static RELATIONS: &[&Relation] = &[
    &scaler::RELATION,
    &service::RELATION,
    &service::POLICIES,
    &ingress::RELATION,
    &claim::RELATION,
    &role::RELATION,
    &resource::RELATION,
    &deploy::RELATION,
    &objective::RELATION,
    &variant::RELATION,
];

/// Runs them all.
pub fn link(companions: &[Companion], workloads: &mut [Workload]) {
    for relation in RELATIONS {
        (relation.join)(companions, workloads);
    }
}
