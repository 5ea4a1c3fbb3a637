//! Evidence to findings: weighing, vetoes, absorption, and the "could be serverless" verdict.

mod absorb;
mod advice;
mod broken;
mod could_be_serverless;
mod draft;
pub mod fingerprint;
mod gather;
mod habit;
mod heard;
mod homes;
mod merge;
mod organization;
mod weigh;

pub use gather::gather;
pub use habit::mark_habits;
pub use heard::Heard;
pub use merge::merge;

use crate::finding::{Finding, Severity};
use crate::model::{Side, Workload};
use crate::rule::{Context, Rule};
use draft::Draft;

/// Judges one workload at home. One finding per rule and place; merging over workloads comes later.
pub fn judge(workload: &Workload, context: &Context<'_>) -> Vec<Finding> {
    let drafts = drafts(workload, context).into_iter();
    absorb::absorb(drafts.map(|draft| draft.finding(workload)).collect())
}

fn drafts(workload: &Workload, context: &Context<'_>) -> Vec<Draft> {
    let mut drafts = broken::broken(workload, context, Severity::Note);
    if on_serverless(workload) {
        let advice = advice::advice(workload, context);
        drafts.extend(advice.iter().map(|one| one.worded(workload, context)));
    }
    drafts.extend(could_be_serverless::draft(workload, context));
    drafts
}

/// Advice for Kubernetes is for workloads on serverless.
fn on_serverless(workload: &Workload) -> bool {
    workload.placement.side() == Some(Side::Serverless)
}

/// Every rule there is, sorted by name.
pub fn rules() -> Vec<&'static Rule> {
    let mut rules: Vec<&'static Rule> = crate::limits::LIMITS
        .iter()
        .map(|check| check.rule)
        .collect();
    rules.extend(
        crate::criteria::CRITERIA
            .iter()
            .filter_map(|criterion| criterion.rule.map(|(rule, _)| rule)),
    );
    rules.push(&crate::criteria::COULD_BE_SERVERLESS);
    rules.extend(crate::suppress::RULES);
    rules.sort_by_key(|rule| rule.name);
    rules
}
