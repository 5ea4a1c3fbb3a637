//! What plimsoll knows about a workload, whatever it was written in. Knows no format and no rule.

mod artefact;
mod bound;
mod call;
mod confidence;
mod cpu;
mod declared;
mod directive;
mod fact;
mod fact_name;
mod kinds;
mod known;
mod latency;
mod link;
mod not_rendered;
mod organization;
mod platform;
mod rate;
mod units;
mod workload;

pub use artefact::{Artefact, Basis, Content, Measured, Place};
pub use bound::BOUND;
pub use call::{Call, Callee, DataHost, Dependency, Host, HostForm, Named, Port};
pub use confidence::Confidence;
pub use cpu::Cpu;
pub use declared::{DECLARATIONS, Declaration, Declared};
pub use directive::{Covers, Directive, DirectiveKind, Ignore};
pub use fact::{Fact, Origin, Value};
pub use fact_name::FactName;
pub use kinds::{
    Api, Blocker, Caller, Connection, Endpoint, Network, State, StateKind, Trigger, TriggerKind,
    Wait, feature,
};
pub use known::Known;
pub use latency::{Asked, Latency, Percentile};
pub use link::{
    Change, Changed, Companion, Cut, Declarations, Kustomization, Link, Nested, ObjectRef, Problem,
    Scope, ServiceRef,
};
pub use not_rendered::{HELM_CHART, NotRendered};
pub use organization::{Expertise, Organization, Priority, Says, Statement};
pub use platform::{Platform, Side, UnknownPlatform};
pub use rate::Rate;
pub use units::{Duration, Size, UnitError};
pub use workload::{Object, PLAN_UNKNOWN, Placement, Workload, WorkloadId};
