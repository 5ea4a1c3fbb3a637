//! What the source leaves open, as it was built.
//!
//! A value that fills an expression is like one reached by reference: it stands where the expression stands, `stated` or
//! `inherited` as that is, and `via` is where it was found. A value that the source has no expression for is what another
//! document says: `linked`, at the line of the source's function, which is the one its author would change, and again
//! `via` the output. Either holds for one stage at the time of one build, so neither is of high confidence.

use super::Tool;
use super::stale::{NUMBERS, is_choice, line, settings};
use crate::model::{Confidence, Fact, FactName, Origin, Workload};

/// Who says what the source has no expression for.
const OWNER: &str = "build output";

/// What fills a source's workload.
pub(super) struct Filling<'a> {
    /// The output's workload.
    pub(super) output: &'a Workload,
    /// Whether that output contradicts its source somewhere.
    pub(super) stale: bool,
}

/// Fills a source's workload from its output's.
pub(super) fn fill(source: &mut Workload, filling: &Filling<'_>) {
    for name in FactName::ALL {
        let built: Vec<&Fact> = settings(filling.output, *name)
            .filter(|fact| fact.value.is_some())
            .collect();
        if !built.is_empty() {
            fill_one(source, *name, &built, filling);
        }
    }
    fill_packages(source, filling.output);
    let placement = &mut source.placement;
    if placement.variant.is_none() && placement.platforms == filling.output.placement.platforms {
        placement.variant = filling.output.placement.variant;
    }
}

/// What a source deploys lies where its output says, if the source itself leads to no build: a nested template's.
fn fill_packages(source: &mut Workload, output: &Workload) {
    let is_nested = Tool::behind(output.at.path()).is_some_and(|(_, _, below)| !below.is_empty());
    if !is_nested || source.artefacts.len() != output.artefacts.len() {
        return;
    }
    for (own, built) in source.artefacts.iter_mut().zip(&output.artefacts) {
        if own.is_code == built.is_code && !built.places.is_empty() {
            own.places.clone_from(&built.places);
            own.from.clone_from(&built.from);
        }
    }
}

fn fill_one(source: &mut Workload, name: FactName, built: &[&Fact], filling: &Filling<'_>) {
    let stated: Vec<&Fact> = settings(source, name).collect();
    let new: Vec<&Fact> = built
        .iter()
        .filter(|fact| !stated.iter().any(|other| is_same(other, fact)))
        .copied()
        .collect();
    let unknown: Vec<usize> = (0..source.facts.len())
        .filter(|at| source.facts[*at].name == name && source.facts[*at].value.is_none())
        .collect();
    if stated.is_empty() {
        unset(source, name, built, filling);
    } else if let [only] = unknown.as_slice() {
        let expression = source.facts[*only].clone();
        if !new.is_empty() {
            let filled = new.iter().map(|fact| filling.value(&expression, fact));
            source.facts.splice(*only..=*only, filled);
        }
    } else if unknown.is_empty() && NUMBERS.contains(&name) {
        // Both are what a build may choose, like the branches of a condition.
        let chosen: Vec<Fact> = new
            .iter()
            .filter_map(|fact| {
                let other = stated.iter().find(|other| is_choice(other, fact))?;
                Some(filling.value(other, fact))
            })
            .collect();
        source.facts.extend(chosen);
    }
}

/// The source says nothing of it: a plugin does, or a transform.
fn unset(source: &mut Workload, name: FactName, built: &[&Fact], filling: &Filling<'_>) {
    let default = |fact: &Fact| fact.name == name && fact.origin == Origin::Default;
    let defaults: Vec<&Fact> = source.facts.iter().filter(|fact| default(fact)).collect();
    let same = |fact: &&&Fact| !defaults.iter().any(|other| other.value == fact.value);
    let told: Vec<&Fact> = built.iter().filter(same).copied().collect();
    if told.is_empty() {
        return;
    }
    let mut facts = Vec::new();
    for fact in told {
        let mut filled = (*fact).clone();
        if filled.origin != Origin::Linked {
            filled = filled.from_owner(Origin::Linked, OWNER);
        }
        filled.at = Some(source.at.clone());
        facts.push(filling.told(filled, fact));
    }
    source.facts.retain(|fact| !default(fact));
    source.facts.extend(facts);
}

impl Filling<'_> {
    /// An expression's value.
    fn value(&self, expression: &Fact, built: &Fact) -> Fact {
        let mut filled = expression.clone();
        filled.value.clone_from(&built.value);
        if filled.origin == Origin::Unresolved {
            filled.origin = match filled.owner {
                Some(_) => Origin::Inherited,
                None => Origin::Stated,
            };
        }
        self.told(filled, built)
    }

    /// The same with where it was found, and how sure that is.
    fn told(&self, mut filled: Fact, built: &Fact) -> Fact {
        let (most, how) = if self.stale {
            (Confidence::Low, "built with this value, and stale")
        } else {
            (Confidence::Medium, "built with this value")
        };
        filled.confidence = built.confidence.min(most);
        filled.via = built.at.iter().chain(&built.via).cloned().collect();
        filled.note = built.at.as_ref().map(|at| format!("{how}: {}", line(at)));
        filled
    }
}

/// Whether two facts say the same. A trigger is called differently in each format, so its kind decides.
fn is_same(one: &Fact, other: &Fact) -> bool {
    match (one.trigger(), other.trigger()) {
        (Some(one), Some(other)) => one.kind == other.kind,
        _ => one.value == other.value,
    }
}
