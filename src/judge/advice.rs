//! Does a criterion say that it stands on the wrong platform? Rules of one criterion each, for workloads on serverless.

use super::draft::Draft;
use super::organization::company;
use super::weigh::weigh;
use crate::criteria::{Criterion, Word};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording};
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

/// What the criteria that have a rule advise, of what they said.
pub(super) fn advice(
    said: impl Iterator<Item = (&'static Criterion, Vec<Evidence>)>,
    workload: &Workload,
    context: &Context<'_>,
) -> Vec<Advice> {
    // The same beside each criterion, and asked for only when one of them speaks.
    let mut beside = None;
    said.filter_map(|(criterion, evidence)| {
        one(criterion, evidence, workload, context, &mut beside)
    })
    .collect()
}

fn one(
    criterion: &Criterion,
    mut evidence: Vec<Evidence>,
    workload: &Workload,
    context: &Context<'_>,
    beside: &mut Option<Vec<Evidence>>,
) -> Option<Advice> {
    let (rule, word) = criterion.rule?;
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
    pub(super) fn worded(mut self, workload: &Workload, context: &Context<'_>) -> Draft {
        let wording = (self.word)(workload, &self.evidence, context);
        let evidence = std::mem::take(&mut self.evidence);
        self.draft(wording, evidence)
    }

    /// The same for a workload that stands there in thought, with no more than the first reason.
    pub(super) fn in_short(&self, workload: &Workload, context: &Context<'_>) -> Draft {
        let wording = (self.word)(workload, &self.evidence, context);
        self.draft(
            wording,
            self.evidence.first().cloned().into_iter().collect(),
        )
    }

    fn draft(&self, wording: Wording, evidence: Vec<Evidence>) -> Draft {
        Draft {
            rule: self.rule,
            severity: self.severity,
            confidence: self.confidence,
            wording,
            evidence,
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
