//! What the criteria say of a workload, heard once and held against several platforms: the evidence lies in the work and
//! its settings, and only the words that are made of it name the platform.

use super::advice::{Advice, advice};
use super::draft::Draft;
use super::gather::Said;
use super::{absorb, broken, could_be_serverless, on_serverless};
use crate::criteria::Criterion;
use crate::finding::{Evidence, Severity};
use crate::model::{Side, Workload};
use crate::rule::Context;

/// Everything that speaks for Kubernetes.
#[derive(Default)]
pub struct Heard {
    advice: Vec<Advice>,
    /// The evidence of the criteria that report nothing alone.
    pub quiet: Vec<Evidence>,
}

impl Heard {
    /// Asks every criterion. What it hears holds on every platform that is batch or not as the workload's own is, save
    /// Kubernetes itself, where nothing has to be said for Kubernetes.
    pub fn of(workload: &Workload, context: &Context<'_>) -> Self {
        let said = Said::for_side(Side::Kubernetes, workload, context);
        Self::from(said.into_lines(), workload, context)
    }

    /// The same for the platform that it stands on, of what was said there: of what stands on Kubernetes nothing is
    /// asked.
    pub fn where_it_stands(said: &Said, workload: &Workload, context: &Context<'_>) -> Self {
        match workload.placement.side() {
            Some(Side::Kubernetes) => Self::default(),
            _ => Self::from(said.lines_of(Side::Kubernetes), workload, context),
        }
    }

    fn from(
        said: impl Iterator<Item = (&'static Criterion, Vec<Evidence>)>,
        workload: &Workload,
        context: &Context<'_>,
    ) -> Self {
        let mut quiet = Vec::new();
        let loud = said.filter_map(|(criterion, mut evidence)| {
            if criterion.rule.is_none() {
                quiet.append(&mut evidence);
                return None;
            }
            Some((criterion, evidence))
        });
        let advice = advice(loud, workload, context);
        Self { advice, quiet }
    }

    /// What speaks against the platform that the workload is placed on in thought, and is more than worth knowing.
    pub fn against(&self, workload: &Workload, context: &Context<'_>) -> Vec<Draft> {
        in_thought(self.drafts(workload, context))
    }

    /// The same of the platform that it does stand on; and whether it could as well go to the other side.
    pub fn at_home(&self, said: &Said, workload: &Workload, context: &Context<'_>) -> Vec<Draft> {
        let mut drafts = self.drafts(workload, context);
        let gather = |side| said.side(side).cloned().collect();
        drafts.extend(could_be_serverless::draft(workload, context, gather));
        in_thought(drafts)
    }

    fn drafts(&self, workload: &Workload, context: &Context<'_>) -> Vec<Draft> {
        let mut drafts = broken::broken(workload, context, LEAST);
        if on_serverless(workload) {
            let advice = self.advice.iter().filter(|one| one.severity >= LEAST);
            drafts.extend(advice.map(|one| one.in_short(workload, context)));
        }
        drafts
    }
}

/// A note is worth knowing and stands in nobody's way.
const LEAST: Severity = Severity::Warning;

/// What a finding would say: it is reported nowhere, so it needs no fingerprint and no more than its first reason.
fn in_thought(mut drafts: Vec<Draft>) -> Vec<Draft> {
    for draft in &mut drafts {
        draft.put_on_one_line();
    }
    absorb::drop_absorbed(drafts)
}
