//! Does a criterion say that it stands on the wrong platform? Rules of one criterion each, for workloads on serverless.

use super::draft::Draft;
use super::weigh::weigh;
use crate::criteria::{CRITERIA, Criterion};
use crate::finding::{Evidence, Finding, Stance};
use crate::model::{Side, Workload};
use crate::rule::Context;
use std::cmp::Reverse;

/// Every criterion of the other side that carries a finding alone.
pub(super) fn findings(workload: &Workload, context: &Context<'_>) -> Vec<Finding> {
    if workload.placement.side() != Some(Side::Serverless) {
        return Vec::new();
    }
    let away = CRITERIA
        .iter()
        .filter(|criterion| criterion.side == Side::Kubernetes);
    away.filter_map(|criterion| finding(criterion, workload, context))
        .collect()
}

fn finding(criterion: &Criterion, workload: &Workload, context: &Context<'_>) -> Option<Finding> {
    let (rule, word) = criterion.rule?;
    let mut evidence = Vec::new();
    (criterion.evaluate)(workload, context, &mut evidence);
    let weighed = weigh(&evidence)?;
    strongest_first(&mut evidence);
    let draft = Draft {
        rule,
        severity: weighed.severity.min(rule.severity),
        confidence: weighed.confidence,
        wording: word(workload, &evidence, context),
        evidence,
    };
    Some(draft.finding(workload))
}

/// Reasons for, the strongest first; then reasons against; remarks last. What is equal stays in order.
pub(super) fn strongest_first(evidence: &mut [Evidence]) {
    evidence.sort_by_key(|one| {
        let against = one.stance == Stance::Against;
        (!one.is_reason(), against, Reverse(one.weight))
    });
}
