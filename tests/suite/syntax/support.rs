//! Small words the tests are written in.

use plimsoll::source::Source;
use plimsoll::syntax::{self, Dialect, Node, Tree};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

pub(crate) fn yaml(text: &str) -> Tree {
    syntax::parse_yaml(&Source::new("x.yaml", text))
}

/// The first document's root, where there must be one.
pub(crate) fn root(tree: &Tree) -> Node<'_> {
    tree.documents().next().unwrap().root
}

/// Every YAML and JSON file of the fixtures, and of the corpus when it is there.
pub(crate) fn files() -> Vec<PathBuf> {
    files_of(&["yaml", "yml", "json", "template"])
}

/// The same for other endings.
pub(crate) fn files_of(endings: &[&str]) -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = std::env::var_os("PLIMSOLL_CORPUS")
        .map_or_else(|| here.join("../shared/corpus"), PathBuf::from);
    let mut files: Vec<PathBuf> = [here.join("fixtures"), corpus]
        .iter()
        .filter(|folder| folder.is_dir())
        .flat_map(|folder| {
            ignore::WalkBuilder::new(folder)
                .standard_filters(false)
                .build()
        })
        .filter_map(Result::ok)
        .map(ignore::DirEntry::into_path)
        .filter(|path| {
            path.extension()
                .is_some_and(|ending| endings.iter().any(|known| ending == *known))
        })
        .collect();
    files.sort();
    files
}

/// A file's text; `None` for what is not text.
pub(crate) fn read(path: &Path) -> Option<Arc<Source>> {
    Source::decode(path.to_string_lossy(), std::fs::read(path).ok()?).ok()
}
