//! The evidence of the criteria.

use crate::criteria::{CRITERIA, Criterion};
use crate::finding::Evidence;
use crate::model::{Side, Workload};
use crate::rule::Context;

/// What criteria say of a workload, asked once and told to whoever wants to know.
pub struct Said(Vec<(&'static Criterion, Vec<Evidence>)>);

impl Said {
    /// Of every criterion, in the order of the framework.
    pub fn of(workload: &Workload, context: &Context<'_>) -> Self {
        Self::by(workload, context, |_| true)
    }

    /// Of the criteria whose `for` speaks for the side.
    pub(super) fn for_side(side: Side, workload: &Workload, context: &Context<'_>) -> Self {
        Self::by(workload, context, |criterion| criterion.side == side)
    }

    /// Of the criteria that are wanted.
    pub(super) fn by(
        workload: &Workload,
        context: &Context<'_>,
        wanted: impl Fn(&Criterion) -> bool,
    ) -> Self {
        let wanted = CRITERIA.iter().copied().filter(|one| wanted(one));
        let said = wanted.map(|criterion| {
            // Each on its own: a criterion may look at what it has said already.
            let mut own = Vec::new();
            (criterion.evaluate)(workload, context, &mut own);
            (criterion, own)
        });
        Self(said.collect())
    }

    /// All of it, criterion by criterion.
    pub fn into_lines(self) -> impl Iterator<Item = (&'static Criterion, Vec<Evidence>)> {
        self.0.into_iter()
    }

    /// The lines of one side.
    pub(super) fn lines_of(
        &self,
        side: Side,
    ) -> impl Iterator<Item = (&'static Criterion, Vec<Evidence>)> {
        let lines = self.0.iter().filter(move |(one, _)| one.side == side);
        lines.cloned()
    }

    /// What the criteria of one side say.
    pub fn side(&self, side: Side) -> impl Iterator<Item = &Evidence> {
        let lines = self.0.iter().filter(move |(one, _)| one.side == side);
        lines.flat_map(|(_, evidence)| evidence)
    }
}

/// Asks every criterion whose `for` speaks for the side, in the order of the framework.
pub(super) fn gather(side: Side, workload: &Workload, context: &Context<'_>) -> Vec<Evidence> {
    let said = Said::for_side(side, workload, context);
    said.into_lines().flat_map(|(_, own)| own).collect()
}
