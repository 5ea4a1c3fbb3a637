//! Small words the tests are written in.

use plimsoll::source::Source;
use plimsoll::syntax::{self, Dialect, Tree};

pub(crate) fn json(text: &str) -> Tree {
    syntax::parse_json(&Source::new("x.json", text), Dialect::Json)
}

pub(crate) fn jsonc(text: &str) -> Tree {
    syntax::parse_json(&Source::new("x.jsonc", text), Dialect::Jsonc)
}

/// The one error of a tree, as `line:column message`.
pub(crate) fn error(tree: &Tree) -> String {
    let errors: Vec<String> = tree.errors().iter().map(show).collect();
    errors.join(" | ")
}

fn show(error: &syntax::SyntaxError) -> String {
    let at = error.at.first();
    format!("{}:{} {}", at.line, at.column, error.message)
}

/// Every document as JSON, so that a tree reads in one line; what does not decode is its error.
pub(crate) fn values(tree: &Tree) -> Vec<String> {
    tree.documents()
        .map(
            |document| match syntax::from_node::<serde_json::Value>(document.root) {
                Ok(value) => value.to_string(),
                Err(error) => error.message,
            },
        )
        .collect()
}

/// The first document as JSON.
pub(crate) fn value(tree: &Tree) -> String {
    values(tree).into_iter().next().unwrap_or_default()
}
