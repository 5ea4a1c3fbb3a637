//! Parameters that a deployment is given from outside the file that uses them: `--param` flags and `samconfig.toml`,
//! as nodes like any others, so that whoever asks for a value reads it as if it stood in the file.

use crate::repository::{Given, Repository};
use crate::source::{Source, Span};
use crate::syntax::{self, Node, Tree};
use std::fmt::Write;

/// What the source of the flags is called where a value is shown to come from it.
const FLAG: &str = "--param";

/// The parameters one file may ask for.
pub(crate) struct Parameters<'r> {
    flags: &'r Given,
    given: Tree,
    /// Values of a file of parameters, and where each stands.
    filed: Option<(Tree, Vec<(String, Span)>)>,
}

impl<'r> Parameters<'r> {
    /// What the flags give.
    pub(crate) fn new(repository: &'r Repository) -> Self {
        let flags = repository.given();
        let given = tree(FLAG, flags.parameters());
        Self {
            flags,
            given,
            filed: None,
        }
    }

    /// What the flags give, else a file: values as text, each with its place.
    pub(crate) fn or_file(mut self, path: &str, values: Vec<(String, String, Span)>) -> Self {
        let pairs = values.iter();
        let tree = tree(
            path,
            pairs.map(|(name, value, _)| (name.as_str(), value.as_str())),
        );
        let places = values.into_iter().map(|(name, _, at)| (name, at));
        self.filed = Some((tree, places.collect()));
        self
    }

    /// The stage that the flags name.
    pub(crate) fn stage(&self) -> Option<&'r str> {
        self.flags.stage()
    }

    /// Whether the run itself settles a parameter: by a flag of its own, or by the stage that picks it from a file.
    /// Without a stage a file speaks of one deployment among others.
    pub(crate) fn is_chosen(&self, name: &str) -> bool {
        value(&self.given, name).is_some() || (self.stage().is_some() && self.get(name).is_some())
    }

    /// A parameter's value and where it was found.
    pub(crate) fn get(&self, name: &str) -> Option<(Node<'_>, Span)> {
        if let Some(node) = value(&self.given, name) {
            self.flags.mark_used(name);
            return Some((node, node.span().first_line()));
        }
        let (tree, places) = self.filed.as_ref()?;
        let node = value(tree, name)?;
        let (_, at) = places.iter().rfind(|(known, _)| known == name)?;
        Some((node, at.clone()))
    }
}

fn value<'t>(tree: &'t Tree, name: &str) -> Option<Node<'t>> {
    tree.documents().next()?.root.get(name)
}

/// One line a parameter, as YAML.
fn tree<'s>(path: &str, parameters: impl Iterator<Item = (&'s str, &'s str)>) -> Tree {
    let mut text = String::new();
    for (name, value) in parameters {
        // A string of writing to a string cannot fail.
        let _ = writeln!(text, "{}: {}", scalar(name), scalar(value));
    }
    syntax::parse_yaml(&Source::new(path, text))
}

/// A plain scalar where that is what it would be read as; quoted where YAML would make something else of it.
fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '/');
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_keeps_its_kind_and_its_text() {
        let pairs = [
            ("Timeout", "900"),
            ("Name", "a: b # \"c\"\n- d"),
            ("Empty", ""),
            ("Dash", "-"),
            ("odd: name", "~"),
        ];
        let tree = tree(FLAG, pairs.into_iter());
        assert!(tree.errors().is_empty());
        for (name, text) in pairs {
            let node = value(&tree, name);
            assert_eq!(node.and_then(Node::as_str), Some(text), "{name}");
        }
        assert_eq!(value(&tree, "Timeout").and_then(Node::as_u64), Some(900));
    }
}
