//! Marks what is suppressed, and says which suppressions do nothing.

use super::check::{self, State};
use super::cover::Cover;
use crate::config::Locks;
use crate::finding::{Finding, Suppression};
use crate::model::Directive;
use crate::rule::Rule;
use jiff::civil::Date;
use std::collections::{BTreeSet, HashMap};

/// What applying needs to know.
pub struct Setup<'a> {
    /// The day on which `until=` is read.
    pub today: Date,
    /// Shows everything: no suppression applies, and none is called unused.
    pub no_ignores: bool,
    /// Whether only a part of the repository was read: what the configuration ignores may be elsewhere.
    pub partial: bool,
    /// Whether a rule is switched on: an ignore of one that is off is not unused.
    pub enabled: &'a dyn Fn(&str) -> bool,
    /// What no suppression may hide.
    pub locks: &'a Locks,
    /// The rules there are.
    pub rules: &'a [&'static Rule],
}

/// Marks suppressed findings and adds the findings about suppressions themselves. Findings are still one per workload.
pub fn apply(
    mut findings: Vec<Finding>,
    directives: &[Directive],
    setup: &Setup<'_>,
) -> Vec<Finding> {
    if setup.no_ignores || directives.is_empty() {
        return findings;
    }
    let states: Vec<State> = directives
        .iter()
        .map(|directive| State::of(directive, setup))
        .collect();
    let cover = Cover::of(&findings, directives, &states);
    let firsts = firsts(directives);
    let used = cover.used.iter().map(|(at, rule)| (firsts[*at], *rule));
    let used: BTreeSet<(usize, &str)> = used.collect();
    for (finding, first) in findings.iter_mut().zip(cover.first) {
        finding.suppressed = first.map(|at| Suppression {
            directive: directives[at].clone(),
        });
    }
    for (at, (directive, state)) in directives.iter().zip(&states).enumerate() {
        if firsts[at] == at {
            let is_used = |rule: &str| used.contains(&(at, rule));
            findings.extend(check::finding(directive, state, &is_used, setup));
        }
    }
    findings
}

/// Of each directive the number of the first one that stands in the same place: a YAML alias says again for its object
/// what the anchor says, and what is of use to one of them cannot be removed.
fn firsts(directives: &[Directive]) -> Vec<usize> {
    let mut seen = HashMap::new();
    let first = |(number, directive): (usize, &Directive)| {
        let at = &directive.at;
        let place = (at.path().to_owned(), at.start, at.end);
        *seen.entry(place).or_insert(number)
    };
    directives.iter().enumerate().map(first).collect()
}
