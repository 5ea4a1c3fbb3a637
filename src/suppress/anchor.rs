//! What a suppression is about, whatever line it stands on: for finding it again in another commit.

use crate::model::{Covers, Directive, DirectiveKind, Ignore, Workload, WorkloadId};
use crate::source::Span;
use std::collections::{BTreeMap, HashMap};

/// What tells a suppression from the others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    let mut numbers: HashMap<Anchor, usize> = HashMap::new();
    let blocks = Blocks::of(workloads);
    let numbered = directives.iter().map(|directive| {
        let anchor = anchor(directive, &blocks);
        let alike = numbers.entry(anchor.clone()).or_default();
        let number = *alike;
        *alike += 1;
        Anchor { number, ..anchor }
    });
    numbered.collect()
}

/// The blocks of workloads by file, in order, each with the number of the one around it.
struct Blocks<'w>(BTreeMap<&'w str, Vec<(&'w Workload, Option<usize>)>>);

impl<'w> Blocks<'w> {
    fn of(workloads: &'w [Workload]) -> Self {
        let mut files: BTreeMap<&str, Vec<(&Workload, Option<usize>)>> = BTreeMap::new();
        for workload in workloads {
            let file = files.entry(workload.extent.path()).or_default();
            file.push((workload, None));
        }
        for file in files.values_mut() {
            // Of two that begin in one place, the wider one is around the other.
            file.sort_by_key(|(one, _)| (one.extent.start, std::cmp::Reverse(one.extent.end)));
            let mut open: Vec<usize> = Vec::new();
            for at in 0..file.len() {
                let start = file[at].0.extent.start;
                while open
                    .last()
                    .is_some_and(|last| file[*last].0.extent.end <= start)
                {
                    open.pop();
                }
                file[at].1 = open.last().copied();
                open.push(at);
            }
        }
        Self(files)
    }

    /// The innermost block that holds the start of a span.
    fn inner(&self, span: &Span) -> Option<&'w Workload> {
        let file = self.0.get(span.path())?;
        let before = file.partition_point(|(one, _)| one.extent.start <= span.start);
        let mut at = before.checked_sub(1);
        while let Some(&(workload, around)) = at.and_then(|at| file.get(at)) {
            if span.start < workload.extent.end {
                return Some(workload);
            }
            at = around;
        }
        None
    }
}

fn anchor(directive: &Directive, blocks: &Blocks<'_>) -> Anchor {
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
            let inner = blocks.inner(span);
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
