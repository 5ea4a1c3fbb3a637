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

pub use draft::Draft;
pub use gather::Said;
pub use habit::mark_habits;
pub use heard::Heard;
pub use merge::merge;

use crate::criteria::Criterion;
use crate::finding::{Finding, Severity};
use crate::model::{Side, Workload};
use crate::rule::{Context, Rule};

/// Judges one workload at home. One finding per rule and place; merging over workloads comes later.
pub fn judge(workload: &Workload, context: &Context<'_>) -> Vec<Finding> {
    let drafts = drafts(workload, context).into_iter();
    let mut findings = absorb::absorb(drafts.map(|draft| draft.finding(workload)).collect());
    if let Some(tool) = workload.generated_by {
        for finding in &mut findings {
            generated(finding, tool);
        }
    }
    findings
}

/// Makes a finding on what a tool adds for its own ends a note that says whose it is: its reader cannot edit that.
fn generated(finding: &mut Finding, tool: &str) {
    finding.severity = Severity::Note;
    finding.message = format!("{} ({tool} generates it)", finding.message);
    finding.help = format!(
        "look for a newer version of the tool, nothing in this repository sets it; else {}",
        finding.help
    );
}

fn drafts(workload: &Workload, context: &Context<'_>) -> Vec<Draft> {
    let mut drafts = broken::broken(workload, context, Severity::Note);
    if on_serverless(workload) {
        let has_rule = |one: &Criterion| one.side == Side::Kubernetes && one.rule.is_some();
        let said = Said::by(workload, context, has_rule).into_lines();
        let advice = advice::advice(said, workload, context).into_iter();
        drafts.extend(advice.map(|one| one.worded(workload, context)));
    }
    let gather = |side| gather::gather(side, workload, context);
    drafts.extend(could_be_serverless::draft(workload, context, gather));
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
