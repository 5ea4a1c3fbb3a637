//! A workload put on every platform in thought. What moves along is the same wherever it goes, and so is what the criteria
//! hear of it: both are worked out once, not once a platform.

use crate::judge::Heard;
use crate::model::{Fact, FactName, Known, Origin, Placement, Platform, Workload};
use crate::rule::Context;

/// How many instances are kept, what each serves at once, and what is put before it or beside its package is a setting of the
/// place: three replicas of a Deployment keep no function warm.
const CAPACITY: &[FactName] = &[
    FactName::ReplicasMin,
    FactName::ReplicasMax,
    FactName::ProvisionedConcurrency,
    FactName::Concurrency,
    FactName::Layers,
    FactName::IntegrationTimeout,
];

/// The workload on one platform.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    /// As if it stood there.
    pub(super) workload: &'p Workload,
    /// What is known of it there.
    pub(super) known: Known,
    pub(super) platform: Platform,
    /// Whether it does stand there.
    pub(super) home: bool,
    /// What the criteria say of it there.
    pub(super) heard: &'p Heard,
}

impl<'p> Place<'p> {
    fn at_home(workload: &'p Workload, platform: Platform, heard: &'p Heard) -> Self {
        Self {
            workload,
            known: Known::of(&workload.facts),
            platform,
            home: true,
            heard,
        }
    }
}

/// Puts it.
pub(super) struct Put<'w, 'c> {
    workload: &'w Workload,
    context: &'c Context<'c>,
    /// What the criteria say of it where it stands.
    at_home: &'c Heard,
    /// What moves along: not what a platform sets by itself, unless it ends the work, nor its capacity.
    moved: Workload,
    known: Known,
    batch: Option<Heard>,
    other: Option<Heard>,
}

impl<'w, 'c> Put<'w, 'c> {
    pub(super) fn new(
        workload: &'w Workload,
        at_home: &'c Heard,
        context: &'c Context<'c>,
    ) -> Self {
        let mut moved = workload.clone();
        // A default that ends a run says how long the work takes at most, wherever it goes.
        let ends = |fact: &Fact| fact.name == FactName::Timeout;
        let moves = |fact: &Fact| {
            (fact.origin != Origin::Default || ends(fact)) && !CAPACITY.contains(&fact.name)
        };
        moved.facts.retain(moves);
        Self {
            workload,
            context,
            at_home,
            known: Known::of(&moved.facts),
            moved,
            batch: None,
            other: None,
        }
    }

    /// Shows it on one platform.
    pub(super) fn on<T>(&mut self, platform: Platform, show: impl FnOnce(Place<'_>) -> T) -> T {
        let home = self.workload.placement.platforms.contains(&platform);
        if home {
            return self.at_home(platform, show);
        }
        self.moved.placement = Placement::on(platform, None);
        let heard = if platform.is_batch() {
            &mut self.batch
        } else {
            &mut self.other
        };
        let heard = heard.get_or_insert_with(|| Heard::of(&self.moved, self.context));
        show(Place {
            workload: &self.moved,
            known: self.known,
            platform,
            home,
            heard,
        })
    }

    fn at_home<T>(&self, platform: Platform, show: impl FnOnce(Place<'_>) -> T) -> T {
        if self.workload.placement.platform().is_some() {
            return show(Place::at_home(self.workload, platform, self.at_home));
        }
        // One of several that it may stand on.
        let settled = Workload {
            placement: Placement::on(platform, self.workload.placement.variant),
            ..self.workload.clone()
        };
        let heard = Heard::of(&settled, self.context);
        show(Place::at_home(&settled, platform, &heard))
    }
}
