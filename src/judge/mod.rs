//! Evidence to findings: weighing, vetoes, absorption, and the "could be serverless" verdict.

mod absorb;
mod advice;
mod broken;
mod could_be_serverless;
mod draft;
pub mod fingerprint;
mod gather;
mod habit;
mod homes;
mod merge;
mod organization;
mod weigh;

pub use gather::gather;
pub use habit::mark_habits;
pub use merge::merge;

use crate::finding::Finding;
use crate::model::Workload;
use crate::rule::{Context, Rule};

/// Judges one workload at home. One finding per rule and place; merging over workloads comes later.
pub fn judge(workload: &Workload, context: &Context<'_>) -> Vec<Finding> {
    let mut findings = against(workload, context);
    findings.extend(could_be_serverless::finding(workload, context));
    absorb::absorb(findings)
}

/// What speaks against the platform that a workload is placed on, without asking where else it could go.
pub fn stand(workload: &Workload, context: &Context<'_>) -> Vec<Finding> {
    absorb::absorb(against(workload, context))
}

fn against(workload: &Workload, context: &Context<'_>) -> Vec<Finding> {
    let mut findings = broken::findings(workload, context);
    findings.extend(advice::findings(workload, context));
    findings
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
