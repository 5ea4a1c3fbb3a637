//! Where source and output both state a value and disagree: the source was edited since, or the build was another one.

use crate::model::{Fact, FactName, Origin, Value, Workload};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The settings that are one number in a function's block, in the source as in the output. What starts a function is
/// written in too many ways to compare; an image is a tag in one and a digest in the other.
pub(super) const NUMBERS: &[FactName] = &[
    FactName::Timeout,
    FactName::Memory,
    FactName::EphemeralStorage,
    FactName::Concurrency,
];

/// One value on which they disagree.
#[derive(Debug)]
pub(super) struct Difference {
    /// Which of the sources' workloads.
    pub(super) source: usize,
    workload: String,
    fact: FactName,
    stated: (Value, Span),
    built: (Value, Span),
}

/// The facts of a name that files state: no default, and nothing that people declare about the work itself.
pub(super) fn settings(workload: &Workload, name: FactName) -> impl Iterator<Item = &Fact> {
    let other = |fact: &Fact| {
        matches!(
            fact.origin,
            Origin::Default | Origin::Declared | Origin::Measured
        )
    };
    workload.facts(name).filter(move |fact| !other(fact))
}

/// Whether a source's value is only one of those that a build can choose: what one stage gets, or a fallback. What the
/// output refers to in its turn is no choice of the build's.
pub(super) fn is_choice(stated: &Fact, built: &Fact) -> bool {
    if !built.via.is_empty() || is_asked(stated) {
        return false;
    }
    let last = stated.via.last().or(stated.at.as_ref());
    stated.confidence < built.confidence || last.is_some_and(|last| last.text().contains("${"))
}

/// Whether whoever runs plimsoll asks for the value: then a build for another deployment says nothing of it.
fn is_asked(stated: &Fact) -> bool {
    stated.via.iter().any(|via| via.source().is_argument())
}

/// Whether source and output can contradict each other. Two references cannot: parameters are given at deployment.
fn contradicts(stated: &Fact, built: &Fact) -> bool {
    let both_refer = !stated.via.is_empty() && !built.via.is_empty();
    stated.value.is_some() && !both_refer && !is_asked(stated) && !is_choice(stated, built)
}

/// The values on which a workload's source and its output disagree.
pub(super) fn differences(
    position: usize,
    source: &Workload,
    output: &Workload,
) -> Vec<Difference> {
    let difference = |name: &FactName| {
        let stated: Vec<&Fact> = settings(source, *name).collect();
        let is_stated = |fact: &&Fact| stated.iter().any(|other| other.value == fact.value);
        let built = settings(output, *name)
            .filter(|fact| fact.value.is_some())
            .find(|fact| !is_stated(fact))?;
        if !stated.iter().all(|fact| contradicts(fact, built)) {
            return None;
        }
        let place = |fact: &Fact| Some((fact.value.clone()?, fact.at.clone()?));
        Some(Difference {
            source: position,
            workload: source.name.clone(),
            fact: *name,
            stated: place(stated.first()?)?,
            built: place(built)?,
        })
    };
    NUMBERS.iter().filter_map(difference).collect()
}

impl Difference {
    /// The output's path.
    pub(super) fn output(&self) -> &str {
        self.built.1.path()
    }

    /// What `inspect` says of the workload.
    pub(super) fn note(&self) -> String {
        format!(
            "the build output is stale: {} is {} at {}, {} at {}; the source counts",
            self.fact.name(),
            self.built.0,
            line(&self.built.1),
            self.stated.0,
            line(&self.stated.1),
        )
    }
}

/// A warning for each output: its first difference, and how many more there are. What serves many functions is one.
pub(super) fn warnings(differences: &[Difference]) -> Vec<String> {
    let mut by_output: BTreeMap<&str, Vec<&Difference>> = BTreeMap::new();
    // Places as numbers: a span as a key would be one that can change (its source counts lines when asked).
    let place = |at: &Span| (at.path().to_owned(), at.start);
    let mut seen = BTreeSet::new();
    for difference in differences {
        if seen.insert((place(&difference.built.1), place(&difference.stated.1))) {
            let all = by_output.entry(difference.output()).or_default();
            all.push(difference);
        }
    }
    let warning = |(output, all): (&str, Vec<&Difference>)| {
        let first = all.first()?;
        let more = match all.len() - 1 {
            0 => String::new(),
            1 => " (and 1 more value)".to_owned(),
            more => format!(" (and {more} more values)"),
        };
        Some(format!(
            "build output {output} is stale: the {} of `{}` is {} on line {}, but {} at {}{more}; the source counts, so build again",
            first.fact.name(),
            first.workload,
            first.built.0,
            first.built.1.first().line,
            first.stated.0,
            line(&first.stated.1),
        ))
    };
    by_output.into_iter().filter_map(warning).collect()
}

/// A place in a sentence.
pub(super) fn line(at: &Span) -> String {
    format!("{}:{}", at.path(), at.first().line)
}
