//! Does it break a limit of the platform it is on? On one of several platforms, only what breaks on all of them counts.

use super::draft::Draft;
use crate::finding::{Evidence, Severity};
use crate::limits::{Breach, LIMITS, LimitCheck, Target};
use crate::model::{Confidence, Known, Workload};
use crate::rule::Context;

/// Every broken limit of at least that severity.
pub(super) fn broken(workload: &Workload, context: &Context<'_>, least: Severity) -> Vec<Draft> {
    let known = Known::of(&workload.facts);
    // What a rule finds is never more severe than the rule.
    let checks = LIMITS.iter().filter(|check| {
        let mut facts = check.facts.iter();
        check.rule.severity >= least && facts.any(|name| known.has(*name))
    });
    let mut drafts = Vec::new();
    for check in checks {
        let breaches = breaches(check, workload, context).into_iter();
        let breaches = breaches.filter(|breach| breach.severity >= least);
        drafts.extend(breaches.map(|breach| {
            let first = breach.evidence.first();
            let confidence = first.map_or(Confidence::Low, |first| first.confidence);
            Draft {
                rule: check.rule,
                severity: breach.severity,
                confidence,
                wording: breach.wording,
                evidence: breach.evidence,
            }
        }));
    }
    drafts
}

/// The breaches that hold on every platform it may stand on, the mildest of each.
fn breaches(check: &LimitCheck, workload: &Workload, context: &Context<'_>) -> Vec<Breach> {
    let placement = &workload.placement;
    let on = |platform| {
        let target = Target {
            platform,
            variant: placement.variant,
        };
        let mut breaches = Vec::new();
        (check.check)(workload, target, context, &mut breaches);
        breaches
    };
    let Some((first, others)) = placement.platforms.split_first() else {
        return Vec::new();
    };
    let others = others.iter().map(|platform| on(*platform));
    others.fold(on(*first), mildest)
}

/// Of the breaches of two platforms those that both have, the milder of each pair.
fn mildest(everywhere: Vec<Breach>, here: Vec<Breach>) -> Vec<Breach> {
    let pairs = everywhere.into_iter().filter_map(|breach| {
        let same = here.iter().position(|other| same_fact(&breach, other))?;
        Some((breach, same))
    });
    let pairs: Vec<(Breach, usize)> = pairs.collect();
    let mut here: Vec<Option<Breach>> = here.into_iter().map(Some).collect();
    let mildest = pairs.into_iter().filter_map(|(breach, same)| {
        let other = here.get_mut(same).and_then(Option::take);
        match other {
            Some(other) if other.severity < breach.severity => Some(other),
            Some(_) => Some(breach),
            None => None,
        }
    });
    mildest.collect()
}

fn same_fact(one: &Breach, other: &Breach) -> bool {
    let key = |evidence: &Evidence| (evidence.at.clone(), evidence.field.clone());
    one.evidence.first().map(key) == other.evidence.first().map(key)
}
