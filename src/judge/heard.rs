//! What the criteria say of a workload, heard once and held against several platforms: the evidence lies in the work and
//! its settings, and only the words that are made of it name the platform.

use super::advice::{Advice, advice};
use super::{absorb, broken, on_serverless};
use crate::criteria::CRITERIA;
use crate::finding::{Evidence, Finding};
use crate::model::{Side, Workload};
use crate::rule::Context;

/// Everything that speaks for Kubernetes.
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

    /// What speaks against the platform that the workload is placed on in thought, without asking where else it could go.
    pub fn against(&self, workload: &Workload, context: &Context<'_>) -> Vec<Finding> {
        let mut drafts = broken::broken(workload, context);
        if on_serverless(workload) {
            let advice = self.advice.iter();
            drafts.extend(advice.map(|one| one.worded(workload, context)));
        }
        let findings = drafts.into_iter().map(|draft| draft.in_thought(workload));
        absorb::absorb(findings.collect())
    }
}
