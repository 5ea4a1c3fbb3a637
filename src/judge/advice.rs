//! Does a criterion say that it stands on the wrong platform? Rules of one criterion each, for workloads on serverless.

use super::draft::Draft;
use super::organization::company;
use super::weigh::weigh;
use crate::criteria::{CRITERIA, Criterion};
use crate::finding::{Evidence, Finding, Stance, Weight};
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
    weigh(&evidence)?;
    strongest_first(&mut evidence);
    // Its own evidence carries a finding; the organisation can only take confidence away, and is heard.
    let mut company = company(Side::Kubernetes, workload, context);
    company.retain(|one| one.weight >= Weight::Strong);
    let (with, against): (Vec<Evidence>, Vec<Evidence>) = company
        .into_iter()
        .partition(|one| one.stance == Stance::For);
    evidence.extend(against);
    let weighed = weigh(&evidence)?;
    evidence.extend(with);
    evidence.sort_by_key(|one| !one.is_reason());
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
