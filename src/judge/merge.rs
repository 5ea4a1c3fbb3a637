//! One line, one finding: a `Globals` value that serves twenty functions is one finding that lists them all.

use super::fingerprint;
use crate::finding::{Evidence, Finding, Subject};
use crate::source::Span;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What the findings that become one have in common: the rule, the place, and what suppresses them.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    location: Place,
    rule: &'static str,
    suppressed_by: Option<Place>,
}

/// A span that can be a key: path and bytes.
type Place = (String, u32, u32);

fn place(span: &Span) -> Place {
    (span.path().to_owned(), span.start, span.end)
}

impl Key {
    fn of(finding: &Finding) -> Self {
        let suppressed = finding.suppressed.as_ref();
        Self {
            location: place(&finding.location),
            rule: finding.rule.name,
            suppressed_by: suppressed.map(|suppression| place(&suppression.directive.at)),
        }
    }
}

/// Makes one finding of those that say the same about several workloads, sorts, and tells apart what is alike.
pub fn merge(findings: Vec<Finding>) -> Vec<Finding> {
    let mut groups: BTreeMap<Key, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        groups.entry(Key::of(&finding)).or_default().push(finding);
    }
    let mut merged: Vec<Finding> = groups.into_values().filter_map(one).collect();
    merged.sort_by(Finding::in_order);
    number(&mut merged);
    merged
}

/// One finding of a group.
fn one(mut group: Vec<Finding>) -> Option<Finding> {
    group.sort_by(|a, b| {
        let worst = b.severity.cmp(&a.severity);
        worst.then_with(|| a.workloads.cmp(&b.workloads))
    });
    let messages: Vec<(String, String)> = group
        .iter()
        .filter_map(|finding| {
            Some((
                finding.workloads.first()?.id.name.clone(),
                finding.message.clone(),
            ))
        })
        .collect();
    let mut findings = group.into_iter();
    let mut first = findings.next()?;
    let mut known: HashSet<_> = first.evidence.iter().map(said).collect();
    for other in findings {
        first.severity = first.severity.max(other.severity);
        first.confidence = first.confidence.max(other.confidence);
        first.workloads.extend(other.workloads);
        for evidence in other.evidence {
            if known.insert(said(&evidence)) {
                first.evidence.push(evidence);
            }
        }
    }
    first.workloads.sort();
    first.workloads.dedup();
    if first.workloads.len() > 1 {
        first.message = message(&first.workloads, &messages);
    }
    // The line to change stays first; remarks come after the reasons that were taken in.
    first.evidence.sort_by_key(|one| !one.is_reason());
    Some(first)
}

/// What tells one piece of evidence from another.
fn said(one: &Evidence) -> (&'static str, String, Option<Place>) {
    (one.criterion, one.text.clone(), one.at.as_ref().map(place))
}

/// What is true of all: the one sentence with the count as its subject; where the sentences differ, one of them and how
/// many others there are.
fn message(workloads: &[Subject], messages: &[(String, String)]) -> String {
    let count = workloads.len();
    let all_functions = workloads
        .iter()
        .all(|subject| subject.platform == Some(crate::model::Platform::AwsLambda.name()));
    let noun = if all_functions {
        "functions"
    } else {
        "workloads"
    };
    let predicate = |(name, message): &(String, String)| {
        message
            .strip_prefix(&format!("`{name}` "))
            .map(str::to_owned)
    };
    let mut predicates: Vec<Option<String>> = messages.iter().map(predicate).collect();
    predicates.dedup();
    match (predicates.as_slice(), messages.first()) {
        ([Some(predicate)], Some((name, _))) => {
            format!("{count} {noun}, among them `{name}`, {predicate}")
        }
        (_, Some((_, message))) => match count - 1 {
            1 => format!("{message}; 1 other of the {noun} shares this line"),
            others => format!("{message}; {others} other {noun} share this line"),
        },
        (_, None) => format!("{count} {noun}"),
    }
}

/// Distinct objects that are alike in all that a fingerprint means get ordinals.
fn number(findings: &mut [Finding]) {
    let mut seen: HashMap<String, HashMap<Place, usize>> = HashMap::new();
    for finding in findings {
        let places = seen.entry(finding.fingerprint.clone()).or_default();
        let next = places.len();
        let index = *places.entry(place(&finding.location)).or_insert(next);
        if index > 0 {
            finding.fingerprint = fingerprint::again(&finding.fingerprint, index + 1);
        }
    }
}
