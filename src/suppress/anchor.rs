//! What a suppression is about, whatever line it stands on: for finding it again in another commit.

use crate::model::{Covers, Directive, DirectiveKind, Ignore, Workload, WorkloadId};
use crate::source::Span;

/// What tells a suppression from the others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor {
    /// Where it stands: `comment`, `annotation`, `config`.
    pub kind: &'static str,
    /// The file; none of the configuration's, which may move.
    pub path: String,
    /// The workload, or whom a configuration names.
    pub object: String,
    /// The keys down to what it covers.
    pub field: String,
    /// Which of several that are alike, in the order of the file.
    pub number: usize,
}

/// The anchor of each; `workloads` are those of the same run.
pub fn anchors(directives: &[&Directive], workloads: &[Workload]) -> Vec<Anchor> {
    let mut anchors: Vec<Anchor> = Vec::new();
    for directive in directives {
        let mut anchor = anchor(directive, workloads);
        let alike = |other: &&Anchor| {
            let name = |one: &Anchor| {
                (
                    one.kind,
                    one.path.clone(),
                    one.object.clone(),
                    one.field.clone(),
                )
            };
            name(other) == name(&anchor)
        };
        anchor.number = anchors.iter().filter(alike).count();
        anchors.push(anchor);
    }
    anchors
}

fn anchor(directive: &Directive, workloads: &[Workload]) -> Anchor {
    let path = match directive.kind {
        DirectiveKind::Config => String::new(),
        _ => directive.at.path().to_owned(),
    };
    let (object, field) = match &directive.covers {
        Covers::Workload(id) => (name(id), String::new()),
        Covers::Selector { path, kind, name } => {
            let path = path.as_ref().map(|path| format!("path {path}"));
            let kind = kind.as_ref().map(|kind| format!("kind {kind}"));
            let name = name.as_ref().map(|name| format!("name {name}"));
            let parts: Vec<String> = [path, kind, name].into_iter().flatten().collect();
            (parts.join(", "), String::new())
        }
        Covers::Span(span) => {
            let same_file = workloads
                .iter()
                .filter(|one| one.extent.path() == span.path());
            let holds =
                |one: &&Workload| one.extent.start <= span.start && span.start < one.extent.end;
            let inner = same_file
                .filter(holds)
                .min_by_key(|one| one.extent.end - one.extent.start);
            let object = inner.map_or_else(String::new, |workload| name(&workload.id()));
            let is_whole = inner.is_some_and(|workload| workload.extent == *span);
            (object, if is_whole { String::new() } else { keys(span) })
        }
    };
    Anchor {
        kind: directive.kind.name(),
        path,
        object,
        field,
        number: 0,
    }
}

fn name(id: &WorkloadId) -> String {
    let namespace = id.namespace.as_ref().map(|name| format!("{name}/"));
    format!("{} {}{}", id.kind, namespace.unwrap_or_default(), id.name)
}

/// The keys that lead to a place, read off the indentation: `spec.containers.- name: web.image`. Of an item of a list its
/// first line counts as a whole, since that is what tells it from the next.
fn keys(span: &Span) -> String {
    let text = span.source().text();
    let start = text[..span.start as usize]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let end = text[span.start as usize..].find('\n');
    let end = end.map_or(text.len(), |at| span.start as usize + at);
    let indent = |line: &str| line.len() - line.trim_start().len();
    let line = &text[start..end];
    let mut depth = indent(line);
    let mut parts = vec![key(line).to_owned()];
    for line in text[..start].lines().rev() {
        let body = line.trim();
        if depth == 0 || line.starts_with("---") {
            break;
        }
        // An item of a list may stand as deep as the key above it.
        let above = indent(line) < depth;
        if body.is_empty() || body.starts_with(['#', '/']) || !above {
            continue;
        }
        depth = indent(line);
        parts.push(if body.starts_with("- ") {
            body.to_owned()
        } else {
            key(line).to_owned()
        });
    }
    parts.reverse();
    parts.join(".")
}

/// A line without its value.
fn key(line: &str) -> &str {
    let body = line.trim();
    let end = body.find([':', '=', '{', '#']).unwrap_or(body.len());
    body[..end].trim().trim_matches('"')
}

/// What a suppression says, in one notation for all kinds.
pub fn words(directive: &Directive) -> String {
    match &directive.ignore {
        Ok(Ignore {
            rules,
            reason,
            until,
        }) => {
            let until = until.map(|until| format!(" until={until}"));
            format!(
                "ignore[{}]{}: {reason}",
                rules.join(", "),
                until.unwrap_or_default()
            )
        }
        Err(why) => format!("no suppression: {why}"),
    }
}
