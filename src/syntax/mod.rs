//! Bytes to one spanned tree, whatever the notation: the only place that knows a parser crate.
//!
//! YAML, JSON, TOML and HCL fill the same [`Builder`](builder::Builder); formats see [`Node`] and nothing else. Aliases are edges
//! to nodes that were finished before them, so a tree has no cycles and no input expands it; `<<` is resolved once,
//! under a budget, while the tree is built.

mod builder;
mod decode;
mod hcl;
mod hcl_expression;
pub mod intrinsic;
mod json;
mod json_token;
mod lend;
mod literal;
mod mapping;
mod node;
mod scalar;
mod toml;
mod tree;
mod yaml;

pub use decode::{DecodeError, from_node, from_node_as};
pub use hcl::{ENCODED, EXPRESSION};
pub use hcl_expression::{Expression, parse_expression};
pub use json::Dialect;
pub use lend::Lent;
pub use node::{Entry, Kind, Node};
pub use scalar::{Scalar, Schema};
pub use tree::{Comment, Document, DuplicateKey, Style, SyntaxError, Tree};

use crate::source::Source;
use std::sync::Arc;

/// Parses a file: TOML and HCL by its name, JSON by its name or, where the name does not say, by its first character; YAML otherwise.
///
/// Never fails: what could not be read is in [`Tree::errors`], and every document that could be read is there.
pub fn parse(source: &Arc<Source>) -> Tree {
    let mut tree = by_name(source);
    tree.refuse_undecoded();
    tree
}

fn by_name(source: &Arc<Source>) -> Tree {
    match source.path().rsplit_once('.').map(|(_, ending)| ending) {
        Some("tf" | "tofu" | "tfvars") => return hcl::parse(source),
        Some("toml") => return toml::parse(source),
        // Comments and trailing commas are taken in `.json` too: editors and cloud tools write them there.
        // kubectl reads YAML of any name, and what begins with a name is no JSON.
        Some("json" | "jsonc") if !begins_with_a_name(source.text()) => {
            return json::parse(source, Dialect::Jsonc, true);
        }
        _ => {}
    }
    if source.text().trim_start().starts_with('{') {
        let tree = json::parse(source, Dialect::Json, true);
        if tree.errors().is_empty() {
            return tree;
        }
    }
    yaml::parse(source)
}

/// Whether a text begins as a map of YAML does, and as no JSON does.
fn begins_with_a_name(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.find(|line| !line.starts_with(['#', '%']) && line.trim_end() != "---");
    first.is_some_and(|line| {
        let name = line.split(':').next().unwrap_or("");
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'$');
        name.len() < line.len() && !name.is_empty() && name.bytes().all(is_name)
    })
}

/// Parses as YAML, whatever the name.
pub fn parse_yaml(source: &Arc<Source>) -> Tree {
    yaml::parse(source)
}

/// Parses as JSON in the given dialect, whatever the name.
pub fn parse_json(source: &Arc<Source>, dialect: Dialect) -> Tree {
    json::parse(source, dialect, false)
}

/// Parses as HCL, whatever the name.
pub fn parse_hcl(source: &Arc<Source>) -> Tree {
    hcl::parse(source)
}

/// Parses as TOML, whatever the name.
pub fn parse_toml(source: &Arc<Source>) -> Tree {
    toml::parse(source)
}

/// How many events the YAML parser finds in a file: the parser's own cost, the yardstick of the benchmark.
pub fn drain_events(source: &Source) -> usize {
    yaml::drain(source.text())
}
