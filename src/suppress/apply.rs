//! Marks what is suppressed, and says which suppressions do nothing.

use super::check::{self, State};
use crate::config::Locks;
use crate::finding::{Finding, Subject, Suppression};
use crate::model::{Covers, Directive, WorkloadId};
use crate::rule::Rule;
use crate::source::Span;
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
    let index = Index::new(directives, &states);
    let firsts = firsts(directives);
    let mut used: BTreeSet<(usize, &str)> = BTreeSet::new();
    for finding in &mut findings {
        let covering: BTreeSet<usize> = index.covering(finding).collect();
        for at in &covering {
            used.insert((firsts[*at], finding.rule.name));
        }
        finding.suppressed = covering.first().map(|at| Suppression {
            directive: directives[*at].clone(),
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

/// The directives in force by rule and by what they cover, so that a run does not grow with findings times directives.
struct Index<'a> {
    spans: HashMap<(&'a str, &'a str), Vec<(usize, &'a Span)>>,
    workloads: HashMap<(&'a str, &'a WorkloadId), Vec<usize>>,
    selectors: HashMap<&'a str, Vec<(usize, &'a Covers)>>,
}

impl<'a> Index<'a> {
    fn new(directives: &'a [Directive], states: &'a [State]) -> Self {
        let mut index = Self {
            spans: HashMap::new(),
            workloads: HashMap::new(),
            selectors: HashMap::new(),
        };
        for (at, (directive, state)) in directives.iter().zip(states).enumerate() {
            for rule in state.rules() {
                match &directive.covers {
                    Covers::Span(span) => {
                        let key = (rule.name, span.path());
                        index.spans.entry(key).or_default().push((at, span));
                    }
                    Covers::Workload(id) => {
                        index.workloads.entry((rule.name, id)).or_default().push(at);
                    }
                    selector @ Covers::Selector { .. } => {
                        let named = index.selectors.entry(rule.name).or_default();
                        named.push((at, selector));
                    }
                }
            }
        }
        index
    }

    /// The directives that cover a finding, by their number.
    fn covering(&self, finding: &Finding) -> impl Iterator<Item = usize> {
        let rule = finding.rule.name;
        let mut covering = Vec::new();
        let paths: BTreeSet<&str> = finding
            .workloads
            .iter()
            .map(|subject| subject.id.path.as_str())
            .chain([finding.location.path()])
            .collect();
        for path in paths {
            let spans = self.spans.get(&(rule, path)).into_iter().flatten();
            covering.extend(
                spans
                    .filter(|(_, span)| holds(span, finding))
                    .map(|(at, _)| *at),
            );
        }
        for subject in &finding.workloads {
            covering.extend(
                self.workloads
                    .get(&(rule, &subject.id))
                    .into_iter()
                    .flatten(),
            );
        }
        let selectors = self.selectors.get(rule).into_iter().flatten();
        covering.extend(
            selectors
                .filter(|(_, selector)| selects(selector, finding))
                .map(|(at, _)| *at),
        );
        covering.into_iter()
    }
}

/// Whether a finding lies inside a span, or is about the workload whose block begins where the span does: what a
/// scaler or an inherited value says of a workload stands elsewhere.
fn holds(span: &Span, finding: &Finding) -> bool {
    let location = &finding.location;
    // By path, not by source: a file that another one includes is loaded more than once.
    let inside =
        span.path() == location.path() && span.start <= location.start && location.end <= span.end;
    let begins =
        |subject: &Subject| subject.id.path == span.path() && subject.line == span.first().line;
    inside || finding.workloads.iter().any(begins)
}

fn selects(covers: &Covers, finding: &Finding) -> bool {
    let Covers::Selector { path, kind, name } = covers else {
        return false;
    };
    let at = finding.location.path();
    finding.workloads.iter().any(|Subject { id, .. }| {
        kind.as_ref().is_none_or(|kind| *kind == id.kind)
            && name.as_ref().is_none_or(|name| *name == id.name)
            && path
                .as_ref()
                .is_none_or(|path| path.matches(&id.path) || path.matches(at))
    })
}
