//! What the rules about one number over one ceiling have in common.

use super::{Breach, Target};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording, Worse};
use crate::model::{Fact, FactName, Origin, Platform, Workload};
use crate::platform::{Bound, Limit, Magnitude, Setting};
use crate::rule::Context;
use std::collections::BTreeMap;

/// The facts that configure a platform: not its defaults, and not what people say about the work itself.
pub(super) fn configured(
    workload: &Workload,
    name: FactName,
) -> impl Iterator<Item = (&Fact, Magnitude)> {
    let configures = |fact: &&Fact| {
        let about_work = matches!(fact.origin, Origin::Declared | Origin::Measured);
        fact.is_explicit() && !about_work
    };
    workload
        .facts(name)
        .filter(configures)
        .filter_map(|fact| Some((fact, Magnitude::of(fact)?)))
}

/// One number over one ceiling.
pub(super) struct Excess<'a> {
    pub(super) workload: &'a Workload,
    pub(super) target: Target<'a>,
    pub(super) value: Magnitude,
    pub(super) limit: &'a Limit,
}

/// Reports every configured value over its ceiling.
pub(super) fn check(
    (name, setting): (FactName, Setting),
    (workload, target): (&Workload, Target<'_>),
    context: &Context<'_>,
    words: fn(&Excess<'_>) -> Wording,
    out: &mut Vec<Breach>,
) {
    let limits = context.limits;
    let Some(limit) = limits.find(target.platform, target.variant, setting, Bound::Max) else {
        return;
    };
    for (fact, value) in configured(workload, name).filter(|(_, value)| *value > limit.value) {
        let excess = Excess {
            workload,
            target,
            value,
            limit,
        };
        let mut wording = words(&excess);
        if limit.adjustable && !limit.overridden {
            let note = limit.note.as_deref();
            let how = note.unwrap_or("whoever runs the platform can raise it");
            wording.help = format!("{}, or raise the limit: {how}", wording.help);
        }
        out.push(Breach {
            severity: severity(limit),
            evidence: vec![
                reason(setting, fact, value, limit),
                cited(setting, target, limit),
            ],
            wording,
        });
    }
}

/// Reports a sum over its ceiling where no part of it is: what the containers of one replica of Azure Container Apps ask for
/// together. `sum` is made of one value a container; a part that is not known leaves it at least as large.
pub(super) fn check_sum(
    (name, setting): (FactName, Setting),
    (workload, target): (&Workload, Target<'_>),
    context: &Context<'_>,
    words: fn(&Excess<'_>) -> Wording,
    out: &mut Vec<Breach>,
) {
    let shared = matches!(
        target.platform,
        Platform::AzureContainerApps | Platform::AzureContainerAppsJob
    );
    let limits = context.limits;
    let limit = limits.find(target.platform, target.variant, setting, Bound::Max);
    let Some(limit) = limit.filter(|_| shared) else {
        return;
    };
    // Of the branches of a condition the smallest counts.
    let mut parts: BTreeMap<&str, (&Fact, Magnitude)> = BTreeMap::new();
    for (fact, value) in configured(workload, name) {
        let part = parts.entry(&fact.field).or_insert((fact, value));
        if value < part.1 {
            *part = (fact, value);
        }
    }
    let largest = parts.values().max_by_key(|(_, value)| *value);
    let Some((fact, part)) = largest.filter(|(_, part)| *part <= limit.value) else {
        return;
    };
    let total = parts
        .values()
        .try_fold(0_u64, |sum, (_, value)| sum.checked_add(value.raw()));
    let Some(total) = total.filter(|total| *total > limit.value.raw()) else {
        return;
    };
    let value = part.with_raw(total);
    let excess = Excess {
        workload,
        target,
        value,
        limit,
    };
    let text = format!(
        "{} of {} for {} containers together, limit {}",
        part.exact(),
        value.exact(),
        parts.len(),
        limit.value.exact()
    );
    let reason = Evidence::new(setting.name(), Stance::For, Weight::Decisive, text, fact)
        .of_amount(value, Worse::Larger);
    out.push(Breach {
        severity: severity(limit),
        evidence: vec![reason, cited(setting, target, limit)],
        wording: words(&excess),
    });
}

/// A ceiling that somebody may have raised is no proof of a refusal.
pub(super) fn severity(limit: &Limit) -> Severity {
    if limit.adjustable && !limit.overridden {
        Severity::Warning
    } else {
        Severity::Error
    }
}

/// The two numbers, at the line to change.
pub(super) fn reason(setting: Setting, fact: &Fact, value: Magnitude, limit: &Limit) -> Evidence {
    let text = format!("allowed {}, limit {}", value.exact(), limit.value.exact());
    Evidence::new(setting.name(), Stance::For, Weight::Decisive, text, fact)
        .of_amount(value, Worse::Larger)
}

/// Where the limit stands.
pub(super) fn cited(setting: Setting, target: Target<'_>, limit: &Limit) -> Evidence {
    let mut text = format!(
        "{} allows at most {} ({})",
        target.subject(),
        limit.value.exact(),
        limit.citation()
    );
    if let Some(note) = limit.note.as_deref().filter(|_| !limit.overridden) {
        text.push_str(": ");
        text.push_str(note);
    }
    Evidence::remark(setting.name(), text)
}
