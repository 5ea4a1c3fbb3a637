//! Queries that are too long to be read: reported, because what they say of a latency is not known.

use super::promql::{MOST_OPERATORS, is_over};
use crate::model::{Cut, Declarations};
use crate::syntax::Node;

/// Values looked at in one object. Without aliases no object has as many; with them the same queries come again.
const MOST_VALUES: usize = 1_000_000;

/// Text for people, whatever it is long with.
const WORDS: &[&str] = &[
    "annotations",
    "description",
    "displayName",
    "labels",
    "metadata",
    "summary",
];

/// Notes the queries of an object that have too many operators.
pub(in crate::formats) fn queries(object: Node<'_>, out: &mut Declarations) {
    let (mut open, mut left) = (vec![object], MOST_VALUES);
    while let Some(node) = open.pop() {
        if node.as_str().is_some_and(is_over) {
            out.cuts.push(Cut {
                at: node.span().first_line(),
                message: format!("this query has over {MOST_OPERATORS} operators and is not read"),
            });
        }
        let entries = node.entries();
        let entries = entries.filter(|entry| !WORDS.contains(&entry.name()));
        let inner = node.items().chain(entries.map(|entry| entry.value));
        let before = open.len();
        open.extend(inner.take(left));
        left -= open.len() - before;
    }
}
