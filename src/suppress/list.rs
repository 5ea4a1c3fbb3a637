//! What `--list-ignores` prints.

use super::check;
use crate::config::Locks;
use crate::judge;
use crate::model::{Covers, Directive, Ignore};
use crate::rule::Family;
use crate::source::Span;
use jiff::civil::Date;

/// A suppression in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Where it stands.
    pub at: Span,
    /// `comment`, `annotation` or `config`.
    pub kind: &'static str,
    /// What it covers, in words.
    pub covers: String,
    /// The rules.
    pub rules: Vec<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<Date>,
}

/// Every suppression in force on a day, sorted by place. Expired and malformed ones are not in force; they are findings.
/// A rule that is locked against one is left out of it.
pub fn list(directives: &[Directive], today: Date, locks: &Locks) -> Vec<Listed> {
    let rules = judge::rules();
    let is_rule = |name: &String| {
        let mut known = rules.iter();
        known.any(|rule| rule.name == name && rule.family != Family::Suppression)
    };
    let in_force = |ignore: &Ignore| {
        ignore.rules.iter().all(is_rule) && ignore.until.is_none_or(|until| until >= today)
    };
    let mut listed: Vec<Listed> = directives
        .iter()
        .filter_map(|directive| {
            let ignore = directive.ignore.as_ref().ok()?;
            let free = |rule: &&String| check::holder(directive, rule, locks).is_none();
            let rules: Vec<String> = ignore.rules.iter().filter(free).cloned().collect();
            (in_force(ignore) && !rules.is_empty()).then(|| Listed {
                at: directive.at.clone(),
                kind: directive.kind.name(),
                covers: covers(&directive.covers),
                rules,
                reason: ignore.reason.clone(),
                until: ignore.until,
            })
        })
        .collect();
    listed.sort_by(|a, b| a.at.cmp(&b.at));
    listed
}

fn covers(covers: &Covers) -> String {
    match covers {
        Covers::Span(span) => match (span.first().line, span.last().line) {
            (first, last) if first == last => format!("line {first}"),
            (first, last) => format!("lines {first} to {last}"),
        },
        Covers::Workload(id) => format!("{} {}", id.kind, id.name),
        Covers::Selector { path, kind, name } => {
            let path = path.as_ref().map(|path| format!("path {path}"));
            let kind = kind.as_ref().map(|kind| format!("kind {kind}"));
            let name = name.as_ref().map(|name| format!("name {name}"));
            let parts: Vec<String> = [path, kind, name].into_iter().flatten().collect();
            parts.join(", ")
        }
    }
}
