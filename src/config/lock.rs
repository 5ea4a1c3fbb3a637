//! `locked`: what no later file may soften: none that extends the one that locks, none deeper in the tree, no comment, no
//! annotation, no baseline. An attempt changes nothing and is told where it stands. Making something stricter is always
//! allowed. Flags are the caller's own words and bound by no lock.

use super::options::Options;
use super::reader::Reader;
use super::{KEYS, Settings};
use crate::rule::Family;
use crate::source::Span;
use crate::suppress;
use crate::syntax::{Entry, Scalar, Schema};
use std::collections::BTreeMap;

/// What hides a locked rule's findings, or keeps them from failing: locked with the first rule.
const BESIDE_RULES: &[&str] = &["fail-on", "min-severity", "min-confidence"];

/// What is locked, and the file that did it first.
#[derive(Debug, Clone, Default)]
pub struct Locks {
    rules: BTreeMap<&'static str, String>,
    keys: BTreeMap<&'static str, String>,
    /// Of the first rule at all, and of the first about a platform's limit.
    first: Option<String>,
    limits: Option<String>,
}

/// An attempt to soften what is locked; it has no effect.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// Where it stands, on one line.
    pub at: Span,
    /// The key, such as `rules.long-runtime`.
    pub key: String,
    /// What is refused and by whom: a sentence without a full stop.
    pub message: String,
}

impl Locks {
    /// The file that locks a rule. With anything locked, the rule that tells of attempts is so too.
    pub fn rule(&self, rule: &str) -> Option<&str> {
        let own = self.rules.get(rule).or_else(|| self.keys.get("rules"));
        let teller = (rule == suppress::SOFTENED.name)
            .then(|| self.first.as_ref().or_else(|| self.keys.values().next()))
            .flatten();
        own.or(teller).map(String::as_str)
    }

    /// The file that locks what workloads are declared to be, also by themselves.
    pub fn declarations(&self) -> Option<&str> {
        self.key("workloads")
    }

    /// The file that locks a key at the top.
    pub(super) fn key(&self, key: &str) -> Option<&str> {
        let implied = match key {
            "limits" => self.limits.as_ref(),
            key if BESIDE_RULES.contains(&key) => self.first.as_ref(),
            _ => None,
        };
        self.keys.get(key).or(implied).map(String::as_str)
    }

    fn lock_rule(&mut self, rule: &'static str, family: Family, path: &str) {
        self.rules.entry(rule).or_insert_with(|| path.to_owned());
        self.first.get_or_insert_with(|| path.to_owned());
        if family == Family::PlatformLimit {
            self.limits.get_or_insert_with(|| path.to_owned());
        }
    }

    fn lock_key(&mut self, key: &'static str, path: &str) {
        self.keys.entry(key).or_insert_with(|| path.to_owned());
        if key == "rules" {
            self.first.get_or_insert_with(|| path.to_owned());
            self.limits.get_or_insert_with(|| path.to_owned());
        }
    }
}

/// Reads the list of keys.
pub(super) fn read(reader: &mut Reader<'_>, entry: Entry<'_>, options: &mut Options) {
    let lockable: Vec<&'static str> = KEYS
        .iter()
        .filter(|key| key.lockable)
        .map(|key| key.name)
        .collect();
    for item in reader.texts(entry) {
        let name = item.as_str().unwrap_or_default();
        match lockable.iter().find(|key| **key == name) {
            Some(key) => options.locked.push(key),
            None => reader.error(
                &item.span(),
                format!("`{name}` cannot be locked; {} can", lockable.join(", ")),
            ),
        }
    }
}

/// Reads `locked: true` of a rule.
pub(super) fn of_rule(reader: &mut Reader<'_>, entry: Entry<'_>) -> bool {
    if let Some(Scalar::Bool(true)) = entry.value.scalar(Schema::Core) {
        return true;
    }
    let message = "`locked` can only be true; leave it out where a rule is not locked";
    reader.error(&super::reader::place(entry), message);
    false
}

/// Locks what a file locks; its own values are in force by now.
pub(super) fn put(options: &Options, settings: &mut Settings) {
    for option in options.rules.iter().filter(|option| option.locked) {
        let rule = option.rule;
        settings
            .locks
            .lock_rule(rule.name, rule.family, &options.path);
    }
    for key in &options.locked {
        settings.locks.lock_key(key, &options.path);
    }
}

impl Settings {
    /// Whether a file may say something, `softer` than what is in force. What is refused is noted.
    pub(super) fn takes(&mut self, wish: &Wish<'_>, holder: Option<String>) -> bool {
        let holder = holder.filter(|holder| wish.softer && holder != wish.at.path());
        let Some(holder) = holder else { return true };
        self.refused.push(Refusal {
            at: wish.at.first_line(),
            key: wish.key.to_owned(),
            message: format!(
                "{} would soften what `{holder}` locks; {}",
                wish.what, wish.instead
            ),
        });
        false
    }
}

/// Something that a file wants.
pub(super) struct Wish<'a> {
    pub(super) at: &'a Span,
    pub(super) key: &'a str,
    pub(super) softer: bool,
    /// What stands there, for people.
    pub(super) what: String,
    /// What counts all the same.
    pub(super) instead: String,
}
