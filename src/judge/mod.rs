//! Evidence to findings: weighing, vetoes, absorption, and the "could be serverless" verdict.

pub mod fingerprint;

use crate::finding::Finding;
use crate::model::Workload;
use crate::rule::{Context, Rule};

/// Judges one workload at home. One finding per rule and place; merging over workloads comes later.
pub fn judge(_workload: &Workload, _context: &Context<'_>) -> Vec<Finding> {
    Vec::new()
}

/// Makes one finding of those that say the same about several workloads, and sorts.
pub fn merge(findings: Vec<Finding>) -> Vec<Finding> {
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
    rules.sort_by_key(|rule| rule.name);
    rules
}
