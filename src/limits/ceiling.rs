//! What the rules about one number over one ceiling have in common.

use super::{Breach, Target};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording, Worse};
use crate::model::{Fact, FactName, Origin, Value, Workload};
use crate::platform::{Bound, Limit, Magnitude, Setting};
use crate::rule::Context;

/// The facts that configure a platform: not its defaults, and not what people say about the work itself.
pub(super) fn configured(
    workload: &Workload,
    name: FactName,
) -> impl Iterator<Item = (&Fact, Magnitude)> {
    let configures = |fact: &&Fact| {
        let about_work = matches!(fact.origin, Origin::Declared | Origin::Measured);
        fact.is_explicit() && !about_work
    };
    let magnitude = |fact: &Fact| match fact.value {
        Some(Value::Duration(value)) => Some(Magnitude::Duration(value)),
        Some(Value::Size(value)) => Some(Magnitude::Size(value)),
        _ => None,
    };
    workload
        .facts(name)
        .filter(configures)
        .filter_map(move |fact| Some((fact, magnitude(fact)?)))
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
