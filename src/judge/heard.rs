//! What the criteria say of a workload, heard once and held against several platforms: the evidence lies in the work and
//! its settings, and only the words that are made of it name the platform.

use super::advice::{Advice, advice};
use super::draft::Draft;
use super::{absorb, broken, could_be_serverless, on_serverless};
use crate::criteria::CRITERIA;
use crate::finding::{Evidence, Finding, Severity};
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
        let quiet = CRITERIA
            .iter()
            .filter(|criterion| criterion.side == Side::Kubernetes && criterion.rule.is_none());
        let mut said = Vec::new();
        for criterion in quiet {
            // Each on its own: a criterion may look at what it has said already.
            let mut own = Vec::new();
            (criterion.evaluate)(workload, context, &mut own);
            said.append(&mut own);
        }
        Self {
            advice: advice(workload, context),
            quiet: said,
        }
    }

    /// The same for the platform that it stands on: of what stands on Kubernetes nothing is asked.
    pub fn where_it_stands(workload: &Workload, context: &Context<'_>) -> Self {
        match workload.placement.side() {
            Some(Side::Kubernetes) => Self::default(),
            _ => Self::of(workload, context),
        }
    }

    /// What speaks against the platform that the workload is placed on in thought, and is more than worth knowing.
    pub fn against(&self, workload: &Workload, context: &Context<'_>) -> Vec<Finding> {
        in_thought(self.drafts(workload, context), workload)
    }

    /// The same of the platform that it does stand on; and whether it could as well go to the other side.
    pub fn at_home(&self, workload: &Workload, context: &Context<'_>) -> Vec<Finding> {
        let mut drafts = self.drafts(workload, context);
        drafts.extend(could_be_serverless::draft(workload, context));
        in_thought(drafts, workload)
    }

    fn drafts(&self, workload: &Workload, context: &Context<'_>) -> Vec<Draft> {
        let mut drafts = broken::broken(workload, context, LEAST);
        if on_serverless(workload) {
            let advice = self.advice.iter().filter(|one| one.severity >= LEAST);
            drafts.extend(advice.map(|one| one.worded(workload, context)));
        }
        drafts
    }
}

/// A note is worth knowing and stands in nobody's way.
const LEAST: Severity = Severity::Warning;

fn in_thought(drafts: Vec<Draft>, workload: &Workload) -> Vec<Finding> {
    let findings = drafts.into_iter().map(|draft| draft.in_thought(workload));
    absorb::absorb(findings.collect())
}
