//! Reading values with an error at each one that is wrong: all errors of a file are told at once.

use super::error::{ConfigError, suggestion};
use crate::files::Glob;
use crate::rule::Rule;
use crate::source::Span;
use crate::syntax::{Entry, Kind, Node, Scalar, Schema};

/// A word of a file and what it means.
pub(super) type Words<T> = &'static [(&'static str, T)];

/// Collects errors while options are read.
pub(super) struct Reader<'a> {
    /// The rules there are.
    pub(super) rules: &'a [&'static Rule],
    /// The folder whose subtree the file speaks for; `None` for the root's configuration.
    pub(super) folder: Option<&'a str>,
    pub(super) errors: Vec<ConfigError>,
}

impl Reader<'_> {
    pub(super) fn error(&mut self, at: &Span, message: impl Into<String>) {
        self.errors.push(ConfigError::new(at, message));
    }

    /// Says that a key is none of those that may stand there.
    pub(super) fn unknown_key(&mut self, key: Node<'_>, known: &[&str]) {
        let name = key.as_str().unwrap_or("");
        let near = suggestion(name, known);
        let near = if near.is_empty() {
            format!("; known are {}", known.join(", "))
        } else {
            near
        };
        self.error(&key.span(), format!("unknown key `{name}`{near}"));
    }

    /// One text, not empty.
    pub(super) fn text<'t>(&mut self, entry: Entry<'t>) -> Option<&'t str> {
        let text = entry.value.as_str().filter(|text| !text.trim().is_empty());
        if text.is_none() {
            let message = format!("`{}` wants one value", entry.name());
            self.error(&place(entry), message);
        }
        text
    }

    /// One of several words.
    pub(super) fn word<T: Copy>(&mut self, entry: Entry<'_>, words: Words<T>) -> Option<T> {
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        let text = entry.value.as_str();
        let found = words.iter().find(|(name, _)| Some(*name) == text);
        if found.is_none() {
            let near = suggestion(text.unwrap_or(""), &names);
            let message = format!("`{}` is one of {}{near}", entry.name(), names.join(", "));
            self.error(&place(entry), message);
        }
        found.map(|(_, value)| *value)
    }

    /// Some of several words, none of them twice.
    pub(super) fn words<'t, T: Copy>(
        &mut self,
        entry: Entry<'t>,
        words: Words<T>,
    ) -> Vec<(Node<'t>, T)> {
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        let mut found: Vec<(Node<'t>, T)> = Vec::new();
        for item in self.list(entry) {
            let text = item.as_str();
            let Some((_, value)) = words.iter().find(|(name, _)| Some(*name) == text) else {
                let near = suggestion(text.unwrap_or(""), &names);
                let message = format!("`{}` takes {}{near}", entry.name(), names.join(", "));
                self.error(&item.span(), message);
                continue;
            };
            if found.iter().any(|(other, _)| other.as_str() == text) {
                self.error(&item.span(), "this stands in the list already");
            } else {
                found.push((item, *value));
            }
        }
        found
    }

    /// Texts, none of them empty.
    pub(super) fn texts<'t>(&mut self, entry: Entry<'t>) -> Vec<Node<'t>> {
        let mut items = self.list(entry);
        items.retain(|item| {
            let is_text = item.as_str().is_some_and(|text| !text.trim().is_empty());
            if !is_text {
                let message = format!("an item of `{}` is one text", entry.name());
                self.error(&item.span(), message);
            }
            is_text
        });
        items
    }

    /// `true` or `false`.
    pub(super) fn switch(&mut self, entry: Entry<'_>) -> Option<bool> {
        if let Some(Scalar::Bool(value)) = entry.value.scalar(Schema::Core) {
            return Some(value);
        }
        let message = format!("`{}` is true or false", entry.name());
        self.error(&place(entry), message);
        None
    }

    /// A whole number.
    pub(super) fn count(&mut self, entry: Entry<'_>) -> Option<usize> {
        if let Some(Scalar::Integer(value)) = entry.value.scalar(Schema::Core)
            && let Ok(value) = usize::try_from(value)
        {
            return Some(value);
        }
        let message = format!("`{}` is a whole number", entry.name());
        self.error(&place(entry), message);
        None
    }

    /// The items of a list that has some.
    pub(super) fn list<'t>(&mut self, entry: Entry<'t>) -> Vec<Node<'t>> {
        let items: Vec<Node<'t>> = entry.value.items().collect();
        if entry.value.kind() != Kind::Sequence {
            let message = format!("`{}` is a list", entry.name());
            self.error(&place(entry), message);
        } else if items.is_empty() {
            self.empty(entry);
        }
        items
    }

    /// The entries of a map that has some.
    pub(super) fn map<'t>(&mut self, entry: Entry<'t>) -> Vec<Entry<'t>> {
        let entries: Vec<Entry<'t>> = entry.value.entries().collect();
        if entry.value.kind() != Kind::Mapping {
            let message = format!("`{}` is a map", entry.name());
            self.error(&place(entry), message);
        } else if entries.is_empty() {
            self.empty(entry);
        }
        entries
    }

    fn empty(&mut self, entry: Entry<'_>) {
        let message = format!("`{}` is empty and has no effect; remove it", entry.name());
        self.error(&place(entry), message);
    }

    /// The maps of a list, each with only known keys.
    pub(super) fn records<'t>(&mut self, entry: Entry<'t>, known: &[&str]) -> Vec<Node<'t>> {
        let mut records = self.list(entry);
        records.retain(|record| {
            if record.kind() != Kind::Mapping {
                let message = format!("an item of `{}` is a map", entry.name());
                self.error(&record.span(), message);
                return false;
            }
            for entry in record.entries() {
                if !known.contains(&entry.name()) {
                    self.unknown_key(entry.key, known);
                }
            }
            true
        });
        records
    }

    /// The text of a key that must be there.
    pub(super) fn required<'t>(&mut self, record: Node<'t>, key: &str) -> Option<&'t str> {
        match record.entry(key) {
            Some(entry) => self.text(entry),
            None => {
                self.error(&record.span(), format!("`{key}` is missing"));
                None
            }
        }
    }

    /// A rule by its name.
    pub(super) fn rule(&mut self, name: Node<'_>) -> Option<&'static Rule> {
        let text = name.as_str().unwrap_or("").trim();
        let found = self.rules.iter().find(|rule| rule.name == text).copied();
        if found.is_none() {
            let names: Vec<&str> = self.rules.iter().map(|rule| rule.name).collect();
            let near = match suggestion(text, &names) {
                near if near.is_empty() => "; `plimsoll rules` lists them".to_owned(),
                near => near,
            };
            self.error(&name.span(), format!("unknown rule `{text}`{near}"));
        }
        found
    }

    /// A glob over root-relative paths; in a folder's own configuration it is written relative to the folder.
    pub(super) fn glob(&mut self, node: Node<'_>) -> Option<Glob> {
        let Some(text) = node.as_str().filter(|text| !text.trim().is_empty()) else {
            self.error(&node.span(), "a glob is one text, such as `services/**`");
            return None;
        };
        let relative = text.strip_prefix("./").unwrap_or(text);
        if relative.starts_with('/') || relative.split('/').any(|part| part == "..") {
            let from = if self.folder.is_some() {
                "this file's folder"
            } else {
                "the repository's root"
            };
            self.error(
                &node.span(),
                format!("`{text}` matches nothing: globs are relative to {from}, without `..`"),
            );
            return None;
        }
        match Glob::new(&format!("{}{relative}", self.prefix())) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                let message = format!("`{text}` is not a glob: {}", error.msg);
                self.error(&node.span(), message);
                None
            }
        }
    }

    /// What every path matches that the file may speak of; `None` when that is the whole repository.
    pub(super) fn subtree(&self) -> Option<Glob> {
        self.folder?;
        Glob::new(&format!("{}**/*", self.prefix())).ok()
    }

    fn prefix(&self) -> String {
        match self.folder {
            None | Some("") => String::new(),
            Some(folder) => format!("{}/", Glob::escape(folder)),
        }
    }
}

/// Where to point for a value: the value, or its key when nothing is written.
pub(super) fn place(entry: Entry<'_>) -> Span {
    let value = entry.value.span();
    if value.text().trim().is_empty() {
        return entry.key.span();
    }
    value
}
