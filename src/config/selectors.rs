//! `workloads:` and `ignore:`: what is declared or suppressed for the workloads that a selector names.

use super::WorkloadDeclaration;
use super::options::Options;
use super::reader::{Reader, place};
use crate::files::Glob;
use crate::model::{Covers, DECLARATIONS, Declaration, Directive, DirectiveKind, Ignore};
use crate::rule::Family;
use crate::syntax::{Entry, Kind, Node};

/// The keys that say whom an entry is about.
pub(crate) const SELECTOR_KEYS: &[&str] = &["path", "kind", "name"];

/// The other keys of an ignore.
pub(crate) const IGNORE_KEYS: &[&str] = &["rules", "rule", "until", "reason"];

struct Selector {
    path: Option<Glob>,
    kind: Option<String>,
    name: Option<String>,
}

/// Reads a selector. At the root an entry must say whom it is about; in a folder's own configuration the folder does.
fn selector(reader: &mut Reader<'_>, record: Node<'_>) -> Option<Selector> {
    let mut text = |key: &str| {
        let entry = record.entry(key)?;
        Some(reader.text(entry)?.to_owned())
    };
    let (kind, name) = (text("kind"), text("name"));
    let path = match record.entry("path") {
        Some(entry) => Some(reader.glob(entry.value)?),
        None => reader.subtree(),
    };
    if path.is_none() && kind.is_none() && name.is_none() {
        if !SELECTOR_KEYS.iter().any(|key| record.entry(key).is_some()) {
            let message = "this is about no workload: it needs `path`, `kind` or `name`";
            reader.error(&record.span(), message);
        }
        return None;
    }
    Some(Selector { path, kind, name })
}

pub(super) fn workloads(reader: &mut Reader<'_>, entry: Entry<'_>, options: &mut Options) {
    let keys = DECLARATIONS.iter().map(|declaration| declaration.key);
    let known: Vec<&str> = SELECTOR_KEYS.iter().copied().chain(keys).collect();
    for record in reader.records(entry, &known) {
        let selector = selector(reader, record);
        let mut says_something = false;
        for entry in record.entries() {
            let Some(declaration) = Declaration::of(entry.name()) else {
                // An unknown key was told already; one mistake, one error.
                says_something |= !SELECTOR_KEYS.contains(&entry.name());
                continue;
            };
            says_something = true;
            let Some(text) = reader.text(entry) else {
                continue;
            };
            match ((declaration.read)(text), &selector) {
                (Err(message), _) => reader.error(&entry.value.span(), message),
                (Ok(declared), Some(selector)) => options.workloads.push(WorkloadDeclaration {
                    path: selector.path.clone(),
                    kind: selector.kind.clone(),
                    name: selector.name.clone(),
                    key: declaration.key,
                    declared,
                    at: entry.value.span().first_line(),
                    entry: record.span().first_line(),
                }),
                (Ok(_), None) => {}
            }
        }
        if !says_something {
            let message = "this declares nothing and has no effect";
            reader.error(&record.span(), message);
        }
    }
}

pub(super) fn ignores(reader: &mut Reader<'_>, entry: Entry<'_>, options: &mut Options) {
    let known: Vec<&str> = [SELECTOR_KEYS, IGNORE_KEYS].concat();
    for record in reader.records(entry, &known) {
        let selector = selector(reader, record);
        let rules = ignored_rules(reader, record);
        let reason = reader.required(record, "reason");
        let until = record.entry("until").and_then(|entry| reader.text(entry));
        let (Some(selector), Some(reason), false) = (selector, reason, rules.is_empty()) else {
            continue;
        };
        match Ignore::from_parts(rules, reason, until) {
            Ok(ignore) => options.ignores.push(Directive {
                kind: DirectiveKind::Config,
                at: record.span().first_line(),
                covers: Covers::Selector {
                    path: selector.path,
                    kind: selector.kind,
                    name: selector.name,
                },
                ignore: Ok(ignore),
            }),
            // Rules and reason are there, so it is the date.
            Err(message) => {
                let at = record.entry("until").map_or(record.span(), place);
                reader.error(&at, message);
            }
        }
    }
}

/// The rules an entry names, as `rules: [..]` or `rule: x`.
fn ignored_rules(reader: &mut Reader<'_>, record: Node<'_>) -> Vec<String> {
    let names: Vec<Node<'_>> = match (record.entry("rules"), record.entry("rule")) {
        (Some(_), Some(one)) => {
            reader.error(&one.key.span(), "give `rule` or `rules`, not both");
            return Vec::new();
        }
        (Some(several), None) if several.value.kind() == Kind::Sequence => reader.list(several),
        (Some(one), None) | (None, Some(one)) => {
            reader.text(one).map(|_| one.value).into_iter().collect()
        }
        (None, None) => {
            reader.error(&record.span(), "`rules` is missing");
            return Vec::new();
        }
    };
    let mut rules = Vec::new();
    for name in names {
        let Some(rule) = reader.rule(name) else {
            continue;
        };
        if rule.family == Family::Suppression {
            let message = format!(
                "findings about suppressions cannot be ignored; switch `{}` off under `rules` instead",
                rule.name
            );
            reader.error(&name.span(), message);
        } else {
            rules.push(rule.name.to_owned());
        }
    }
    rules
}
