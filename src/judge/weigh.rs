//! Evidence to confidence and severity, without floats, so that everybody can follow it:
//!
//! | evidence for                            | confidence |
//! |-----------------------------------------|------------|
//! | one decisive                            | high       |
//! | two strong, from different facts        | high       |
//! | one strong                              | medium     |
//! | two weak, from different facts          | low        |
//! | one weak: a hint, never enough alone    | no finding |
//!
//! A decisive `against` drops the finding. Each strong `against` takes the confidence down one step, and makes advice
//! a note. It is never surer than the fact behind the strongest evidence.

use crate::finding::{Evidence, Severity, Stance, Weight};
use crate::model::Confidence;
use std::collections::BTreeSet;

/// What the scales show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Weighed {
    pub(super) confidence: Confidence,
    pub(super) severity: Severity,
}

/// Weighs; `None` when it is not enough for a finding.
pub(super) fn weigh(evidence: &[Evidence]) -> Option<Weighed> {
    let reasons = |stance, weight| {
        let same =
            move |one: &&Evidence| one.stance == stance && one.weight == weight && one.is_reason();
        let facts = evidence.iter().filter(same);
        let facts: BTreeSet<_> = facts
            .map(|one| (one.criterion, one.owner.as_deref(), &*one.field))
            .collect();
        facts.len()
    };
    if reasons(Stance::Against, Weight::Decisive) > 0 {
        return None;
    }
    let decisive = reasons(Stance::For, Weight::Decisive);
    let strong = reasons(Stance::For, Weight::Strong);
    let weak = reasons(Stance::For, Weight::Weak);
    let confidence = match (decisive, strong, weak) {
        (1.., _, _) | (0, 2.., _) => Confidence::High,
        (0, 1, _) => Confidence::Medium,
        (0, 0, 2..) => Confidence::Low,
        (0, 0, _) => return None,
    };
    let against = reasons(Stance::Against, Weight::Strong);
    let lowered = (0..against).fold(confidence, |confidence, _| lower(confidence));
    let severity = if decisive + strong > 0 && against == 0 {
        Severity::Warning
    } else {
        Severity::Note
    };
    Some(Weighed {
        confidence: lowered.min(surest(evidence)),
        severity,
    })
}

fn lower(confidence: Confidence) -> Confidence {
    match confidence {
        Confidence::High => Confidence::Medium,
        Confidence::Medium | Confidence::Low => Confidence::Low,
    }
}

/// How sure the strongest evidence's facts are, the surest of them.
fn surest(evidence: &[Evidence]) -> Confidence {
    let reasons = || {
        let speaks = |one: &&Evidence| one.stance == Stance::For && one.is_reason();
        evidence.iter().filter(speaks)
    };
    let strongest = reasons().map(|one| one.weight).max();
    let sure = reasons()
        .filter(|one| Some(one.weight) == strongest)
        .map(|one| one.confidence);
    sure.max().unwrap_or(Confidence::Low)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(stance: Stance, weight: Weight, field: &str) -> Evidence {
        Evidence {
            stance,
            weight,
            field: field.into(),
            ..Evidence::remark("test", "")
        }
    }

    fn confidence(evidence: &[Evidence]) -> Option<Confidence> {
        weigh(evidence).map(|weighed| weighed.confidence)
    }

    #[test]
    fn the_table() {
        use Confidence::{High, Low, Medium};
        use Stance::{Against, For};
        use Weight::{Decisive, Strong, Weak};
        type Case = (
            &'static [(Stance, Weight, &'static str)],
            Option<Confidence>,
        );
        let cases: &[Case] = &[
            (&[(For, Decisive, "a")], Some(High)),
            (&[(For, Strong, "a"), (For, Strong, "b")], Some(High)),
            (&[(For, Strong, "a"), (For, Strong, "a")], Some(Medium)),
            (&[(For, Strong, "a"), (For, Weak, "b")], Some(Medium)),
            (&[(For, Weak, "a"), (For, Weak, "b")], Some(Low)),
            (&[(For, Weak, "a")], None),
            (&[], None),
            (&[(Against, Strong, "a")], None),
            (
                &[(For, Decisive, "a"), (Against, Strong, "b")],
                Some(Medium),
            ),
            (&[(For, Strong, "a"), (Against, Strong, "b")], Some(Low)),
            (&[(For, Decisive, "a"), (Against, Weak, "b")], Some(High)),
            (&[(For, Decisive, "a"), (Against, Decisive, "b")], None),
        ];
        for (all, expected) in cases {
            let all: Vec<Evidence> = all
                .iter()
                .map(|(stance, weight, field)| evidence(*stance, *weight, field))
                .collect();
            assert_eq!(confidence(&all), *expected, "{all:?}");
        }
    }

    #[test]
    fn a_finding_is_never_surer_than_its_fact() {
        let mut branch = evidence(Stance::For, Weight::Decisive, "a");
        branch.confidence = Confidence::Medium;
        assert_eq!(confidence(&[branch]), Some(Confidence::Medium));
    }

    #[test]
    fn what_speaks_against_makes_nobody_surer() {
        let mut hint = evidence(Stance::For, Weight::Strong, "a");
        hint.confidence = Confidence::Low;
        let also = Evidence {
            field: "b".into(),
            ..hint.clone()
        };
        let against = evidence(Stance::Against, Weight::Strong, "c");
        assert_eq!(confidence(&[hint, also, against]), Some(Confidence::Low));
    }

    #[test]
    fn hints_alone_are_a_note() {
        let hint = |field| evidence(Stance::For, Weight::Weak, field);
        let weighed = weigh(&[hint("a"), hint("b")]);
        assert_eq!(weighed.map(|one| one.severity), Some(Severity::Note));
    }

    #[test]
    fn what_speaks_against_makes_it_a_note() {
        let for_it = evidence(Stance::For, Weight::Decisive, "a");
        let against = evidence(Stance::Against, Weight::Strong, "b");
        let severity = |evidence: &[Evidence]| weigh(evidence).map(|weighed| weighed.severity);
        assert_eq!(
            severity(std::slice::from_ref(&for_it)),
            Some(Severity::Warning)
        );
        assert_eq!(severity(&[for_it, against]), Some(Severity::Note));
    }
}
