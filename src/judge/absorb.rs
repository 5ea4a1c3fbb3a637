//! One fact, one finding: a broken platform limit absorbs the advice on the same fact and keeps its reasons; advice
//! absorbs the note that a number stands at the ceiling.

use super::draft::Draft;
use crate::finding::{Evidence, Finding, Severity};
use crate::rule::{Family, Rule};
use std::cmp::Reverse;

/// Leaves one finding per fact, the worst; between equals the platform's limit speaks where it is broken.
pub(super) fn absorb(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_key(|finding| rank(finding.rule, finding.severity));
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings {
        match kept
            .iter_mut()
            .find(|other| same_fact(&other.evidence, &finding.evidence))
        {
            None => kept.push(finding),
            Some(_) if finding.severity == Severity::Note => {}
            Some(absorbing) => {
                let rule = finding.rule.name;
                let reasons = finding.evidence.into_iter().filter(|one| one.is_reason());
                let known =
                    |one: &Evidence| absorbing.evidence.iter().any(|other| same(other, one));
                let new: Vec<Evidence> = reasons.filter(|one| !known(one)).collect();
                // One place may hold several values that break the same rule; then there is no other rule to name.
                let is_other = rule != absorbing.rule.name;
                let new = new.into_iter().map(|mut one| {
                    if is_other {
                        one.text = format!("`{rule}` as well: {}", one.text);
                    }
                    one
                });
                absorbing.evidence.extend(new);
            }
        }
    }
    kept
}

fn same(one: &Evidence, other: &Evidence) -> bool {
    one.at == other.at && one.text == other.text
}

/// The same of what is said in thought, where nobody reads the reasons behind the first.
pub(super) fn drop_absorbed(mut drafts: Vec<Draft>) -> Vec<Draft> {
    drafts.sort_by_key(|draft| rank(draft.rule, draft.severity));
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let mut known = kept.iter();
        if !known.any(|other| same_fact(&other.evidence, &draft.evidence)) {
            kept.push(draft);
        }
    }
    kept
}

/// Who speaks first.
fn rank(rule: &Rule, severity: Severity) -> (Reverse<Severity>, u8) {
    let is_limit = rule.family == Family::PlatformLimit;
    let rank = match (is_limit, severity) {
        // A number at the ceiling is within limits: advice says more, even where it is a note as well.
        (true, Severity::Note) => 2,
        (true, _) => 0,
        (false, _) => 1,
    };
    (Reverse(severity), rank)
}

/// Whether what comes first is the same.
fn same_fact(one: &[Evidence], other: &[Evidence]) -> bool {
    let (Some(one), Some(other)) = (one.first(), other.first()) else {
        return false;
    };
    one.at.is_some() && (&one.at, &one.field, &one.owner) == (&other.at, &other.field, &other.owner)
}
