//! Whether a file that cannot be parsed is a template: what stands in the parser's way is something that an engine or a
//! script fills in first.

mod placeholder;

use crate::source::{Source, offset};
use crate::syntax::{self, Kind, Tree};
use placeholder::{Notation, Placeholder};
use std::collections::BTreeMap;

/// The markers of Helm and Jinja actions and of similar engines.
const ACTIONS: &[&str] = &["{{", "{%", "{#", "<%"];

/// Whether a text holds any of them.
pub(super) fn has_actions(text: &str) -> bool {
    ACTIONS
        .iter()
        .any(|action| memchr::memmem::find(text.as_bytes(), action.as_bytes()).is_some())
}

/// Whether a file is a template rather than a manifest that quotes one. A map as a key is what an unquoted `{{ x }}`
/// reads as. Else the parser has to stop at an action, or to go on where placeholders are filled in: an error that has
/// nothing to do with them stays where it is.
pub(super) fn is_template(tree: &Tree) -> bool {
    let text = tree.source().text();
    let has_actions = has_actions(text);
    let mut all = tree.documents().chain(tree.broken_documents());
    if has_actions && all.any(|document| document.template_residue) {
        return true;
    }
    if tree.errors().is_empty() {
        return false;
    }
    if has_actions && stops_at_an_action(tree) {
        return true;
    }
    let found = placeholder::find(text, notation(tree));
    let filled = |blank| {
        let text = placeholder::fill(text, &found, blank);
        syntax::parse(&Source::new(tree.source().path(), text))
    };
    // On a line of its own a placeholder may stand for a whole setting, or for a value.
    !found.is_empty()
        && [true, false]
            .map(filled)
            .iter()
            .any(|again| explains(tree, &found, again))
}

fn notation(tree: &Tree) -> Notation {
    let path = tree.source().path();
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("tf" | "tofu") => Notation::Hcl,
        _ if tree.source().text().trim_start().starts_with(['{', '[']) => Notation::Json,
        Some("json" | "jsonc") => Notation::Json,
        _ => Notation::Yaml,
    }
}

/// Whether filling in explains the errors: all of them for a placeholder of a script, which may as well be text; for
/// the actions of an engine it is enough that one of them goes.
fn explains(tree: &Tree, found: &[Placeholder], again: &Tree) -> bool {
    if again.errors().is_empty() {
        return true;
    }
    let stays = |at: u32| again.errors().iter().any(|error| error.at.start == at);
    found.iter().any(|one| one.is_action)
        && tree.errors().iter().any(|error| !stays(error.at.start))
}

/// Whether an action stands on the line of an error or on the one before, outside of what was read as text.
fn stops_at_an_action(tree: &Tree) -> bool {
    let text = tree.source().text();
    let starts = tree.source().line_starts();
    // Of a line the last error, because the parser is past the action that stops it, or at its second character.
    let mut lines: BTreeMap<usize, usize> = BTreeMap::new();
    for error in tree.errors() {
        let line = error.at.first().line as usize;
        let last = (error.at.start as usize + 2).min(text.len());
        lines.insert(line, last);
        let above = starts.get(line - 1).map_or(text.len(), |at| *at as usize);
        if line > 1 {
            lines.entry(line - 1).or_insert(above);
        }
    }
    let near = lines.into_iter().flat_map(|(line, to)| {
        let from = starts.get(line - 1).map_or(text.len(), |at| *at as usize);
        let part = text.as_bytes().get(from..to.max(from)).unwrap_or_default();
        let found = ACTIONS.iter();
        let found =
            found.flat_map(move |action| memchr::memmem::find_iter(part, action.as_bytes()));
        found.map(move |at| offset(from + at))
    });
    let near: Vec<u32> = near.collect();
    let read = texts(tree);
    near.into_iter().any(|at| {
        let before = read.partition_point(|(start, _)| *start <= at);
        let holds = before.checked_sub(1).and_then(|last| read.get(last));
        holds.is_none_or(|(_, end)| *end <= at)
    })
}

/// Where the scalars and comments stand that were read, in order. None lies in another.
fn texts(tree: &Tree) -> Vec<(u32, u32)> {
    let comments = tree.comments().iter();
    let comments = comments.map(|comment| (comment.start, comment.end));
    let scalars = tree
        .all_nodes()
        .filter(|node| matches!(node.kind(), Kind::Scalar(_)))
        .map(|node| (node.span().start, node.span().end));
    let mut texts: Vec<(u32, u32)> = comments.chain(scalars).collect();
    texts.retain(|(start, end)| start < end);
    texts.sort_unstable();
    texts
}
