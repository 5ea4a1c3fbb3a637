//! Two objects that became one: a separator that is no line of its own, and keys that stand twice at the top. YAML takes
//! both, and what the first object said is lost.

use super::object;
use crate::model::{Declarations, Problem};
use crate::source::{Span, offset};
use crate::syntax::{Node, Tree};
use std::collections::BTreeMap;

/// Notes separators of a file that separate nothing, or that kubectl refuses.
pub(super) fn separators(tree: &Tree, out: &mut Declarations) {
    for document in tree.documents() {
        for entry in document.root.written_entries() {
            let key = entry.name();
            if key.len() > 3 && key.starts_with("---") && entry.key.span().first().column == 1 {
                let message = format!(
                    "`{}` is one word: `---` separates nothing here, and what follows belongs to the object above; give `---` a line of its own",
                    shortened(key)
                );
                out.warn(entry.key.span(), message);
            }
        }
    }
    let source = tree.source();
    let text = source.text();
    for (at, _) in text.match_indices("---") {
        if !(at == 0 || text[..at].ends_with(['\n', '\r'])) {
            continue;
        }
        let rest = text[at + 3..].lines().next().unwrap_or("");
        let is_glued = rest.starts_with([' ', '\t'])
            && !matches!(rest.trim_start().chars().next(), None | Some('#'));
        if is_glued {
            let message = "kubectl takes nothing but a comment on the line of `---`; give `---` a line of its own";
            out.warn(source.span(offset(at), offset(at + 3)), message.to_owned());
        }
    }
}

/// Notes keys that stand twice at the top of an object.
pub(super) fn duplicates(root: Node<'_>, out: &mut Declarations) {
    if root.tree().duplicates().is_empty() {
        return;
    }
    let mut first: BTreeMap<&str, Node<'_>> = BTreeMap::new();
    let mut twice: Vec<(&str, Node<'_>, Node<'_>)> = Vec::new();
    for entry in root.written_entries() {
        let key = entry.name();
        match first.get(key) {
            Some(other) if key != "<<" && !key.is_empty() => twice.push((key, *other, entry.key)),
            _ => drop(first.insert(key, entry.key)),
        }
    }
    let Some((key, one, other)) = twice.first() else {
        return;
    };
    let (at, glued) = match glue_before(*other) {
        Some(at) => (at, true),
        None => (other.span(), false),
    };
    let more = match twice.len() - 1 {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let verb = if more.is_empty() { "stands" } else { "stand" };
    let line = one.span().first().line;
    let is_object = object::group_kind(root).is_some();
    let advice = match (glued, is_object) {
        (true, _) => "; `---` is glued to the end of this line: give it a line of its own",
        (false, true) => "; put `---` on a line of its own between two objects",
        (false, false) => "",
    };
    let message = format!(
        "`{}`{more} {verb} twice at the top of this document, first at line {line}: the later counts, and what the first says is lost{advice}",
        shortened(key)
    );
    out.warn(at, message);
}

/// The line before a key, if a separator is glued to its end.
fn glue_before(key: Node<'_>) -> Option<Span> {
    let span = key.span();
    let source = span.source();
    let before = &source.text()[..span.start as usize];
    let before = before.trim_end();
    if !before.ends_with("---") {
        return None;
    }
    let at = u32::try_from(before.len()).ok()?;
    Some(source.span(at - 3, at))
}

fn shortened(key: &str) -> String {
    let mut text: String = key.chars().take(60).collect();
    if text.len() < key.len() {
        text.push('…');
    }
    text
}

impl Declarations {
    /// Notes what a reader has to know of a place.
    fn warn(&mut self, at: Span, message: String) {
        self.warnings.push(Problem { at, message });
    }
}
