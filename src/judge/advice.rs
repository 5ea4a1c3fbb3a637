//! Does a criterion say that it stands on the wrong platform? Rules of one criterion each, for workloads on serverless.

use super::draft::Draft;
use super::organization::company;
use super::weigh::weigh;
use crate::criteria::{CRITERIA, Criterion, Word};
use crate::finding::{Evidence, Severity, Stance, Weight};
use crate::model::{Confidence, Side, Workload};
use crate::rule::{Context, Rule};
use std::cmp::Reverse;

/// Advice that only lacks its words. They name the platform; what the criteria heard does not.
pub(super) struct Advice {
    rule: &'static Rule,
    word: Word,
    pub(super) severity: Severity,
    confidence: Confidence,
    evidence: Vec<Evidence>,
}

/// What the criteria of the other side advise, whatever the workload stands on.
pub(super) fn advice(workload: &Workload, context: &Context<'_>) -> Vec<Advice> {
    // The same beside each criterion, and asked for only when one of them speaks.
    let mut beside = None;
    let away = CRITERIA
        .iter()
        .filter(|criterion| criterion.side == Side::Kubernetes);
    away.filter_map(|criterion| one(criterion, workload, context, &mut beside))
        .collect()
}

fn one(
    criterion: &Criterion,
    workload: &Workload,
    context: &Context<'_>,
    beside: &mut Option<Vec<Evidence>>,
) -> Option<Advice> {
    let (rule, word) = criterion.rule?;
    let mut evidence = Vec::new();
    (criterion.evaluate)(workload, context, &mut evidence);
    weigh(&evidence)?;
    strongest_first(&mut evidence);
    // Its own evidence carries a finding; the organisation can only take confidence away, and is heard.
    let company = beside.get_or_insert_with(|| {
        let mut company = company(Side::Kubernetes, workload, context);
        company.retain(|one| one.weight >= Weight::Strong);
        company
    });
    let (with, against): (Vec<Evidence>, Vec<Evidence>) = company
        .iter()
        .cloned()
        .partition(|one| one.stance == Stance::For);
    evidence.extend(against);
    let weighed = weigh(&evidence)?;
    evidence.extend(with);
    evidence.sort_by_key(|one| !one.is_reason());
    Some(Advice {
        rule,
        word,
        severity: weighed.severity.min(rule.severity),
        confidence: weighed.confidence,
        evidence,
    })
}

impl Advice {
    /// In the words for a workload where it stands.
    pub(super) fn worded(&self, workload: &Workload, context: &Context<'_>) -> Draft {
        Draft {
            rule: self.rule,
            severity: self.severity,
            confidence: self.confidence,
            wording: (self.word)(workload, &self.evidence, context),
            evidence: self.evidence.clone(),
        }
    }
}

/// Reasons for, the strongest first; then reasons against; remarks last. What is equal stays in order.
pub(super) fn strongest_first(evidence: &mut [Evidence]) {
    evidence.sort_by_key(|one| {
        let against = one.stance == Stance::Against;
        (!one.is_reason(), against, Reverse(one.weight))
    });
}
