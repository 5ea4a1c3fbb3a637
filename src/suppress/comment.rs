//! `# plimsoll: ignore[rule] reason`: finding the comments of a file, and what each of them covers.

use crate::model::{Covers, Directive, DirectiveKind, Ignore, Workload};
use crate::source::Span;
use crate::syntax::{Comment, Node, Tree};

/// What a comment for plimsoll begins with.
const MARK: &str = "plimsoll:";

/// The suppression comments of a file. `workloads` are those of the file.
///
/// A trailing comment covers its line; one that stands alone on its line covers the next key with its value, or the
/// next item of a list. On the first key of a workload's block, or directly above it, it covers the workload.
pub fn comments(tree: &Tree, workloads: &[Workload]) -> Vec<Directive> {
    let source = tree.source();
    if memchr::memmem::find(source.text().as_bytes(), MARK.as_bytes()).is_none() {
        return Vec::new();
    }
    let mut starts: Option<Starts> = None;
    let blocks = Blocks::of(tree, workloads);
    let mut directives = Vec::new();
    for comment in tree.comments() {
        let at = source.span(comment.start, comment.end);
        let Some(body) = content(at.text()).strip_prefix(MARK) else {
            continue;
        };
        let covered = if comment.own_line {
            starts
                .get_or_insert_with(|| Starts::of(tree))
                .after(tree, comment)
        } else {
            Some(line_before(tree, comment))
        };
        let ignore = match (Ignore::from_comment(body), &covered) {
            (None, _) => {
                Err("a comment for plimsoll reads `plimsoll: ignore[rule-name] reason`".to_owned())
            }
            (Some(Ok(_)), None) => Err("nothing follows that it could cover".to_owned()),
            (Some(ignore), _) => ignore,
        };
        let covered = covered.unwrap_or_else(|| at.clone());
        directives.push(Directive {
            kind: DirectiveKind::Comment,
            at: at.first_line(),
            covers: Covers::Span(blocks.whole(&covered).unwrap_or(covered)),
            ignore,
        });
    }
    directives
}

/// The text of a comment without what makes it one.
fn content(text: &str) -> &str {
    let inner = match text.strip_prefix("/*") {
        Some(block) => block.strip_suffix("*/").unwrap_or(block),
        None => text.trim_start_matches(['#', '/']),
    };
    inner.trim()
}

/// The line in front of a trailing comment.
fn line_before(tree: &Tree, comment: &Comment) -> Span {
    let source = tree.source();
    let starts = source.line_starts();
    let line = starts.partition_point(|start| *start <= comment.start);
    let start = starts[line.saturating_sub(1)];
    let line = source.span(start, comment.start);
    let blanks = line.text().len() - line.text().trim_start().len();
    source.span(start + crate::source::offset(blanks), comment.start)
}

/// The workloads of the file by where they begin, so that a run does not grow with comments times workloads.
struct Blocks<'w>(Vec<&'w Workload>);

impl<'w> Blocks<'w> {
    fn of(tree: &Tree, workloads: &'w [Workload]) -> Self {
        let path = tree.source().path();
        let here = workloads.iter().filter(|one| one.at.path() == path);
        let mut here: Vec<&Workload> = here.collect();
        here.sort_by_key(|workload| workload.at.start);
        Self(here)
    }

    /// The block of the workload that begins on the first line of a span.
    fn whole(&self, covered: &Span) -> Option<Span> {
        let next = self.0.partition_point(|one| one.at.start < covered.start);
        let workload = self.0.get(next)?;
        let within = workload.at.start < covered.end;
        let begins = within && workload.at.first().line == covered.first().line;
        begins.then(|| workload.extent.clone())
    }
}

/// What a comment alone on its line can stand above: entries and items, sorted by where they begin.
struct Starts {
    starts: Vec<(u32, u32)>,
    /// The lines that part documents.
    boundaries: Vec<u32>,
}

impl Starts {
    fn of(tree: &Tree) -> Self {
        let mut starts = Vec::new();
        let mut waiting: Vec<Node<'_>> = tree.documents().map(|document| document.root).collect();
        while let Some(node) = waiting.pop() {
            let entries = node.written_entries();
            let children = entries.map(|entry| (entry.value, entry.span()));
            for (child, span) in children.chain(node.items().map(|item| (item, item.span()))) {
                starts.push((span.start, span.end));
                // An alias stands for content elsewhere, which is visited there.
                if child.span().contains(&child.content_span()) {
                    waiting.push(child);
                }
            }
        }
        // Of an item and its own first key, the item.
        starts.sort_unstable_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)));
        starts.dedup_by_key(|(start, _)| *start);
        let text = tree.source().text();
        let parts = |start: &&u32| {
            let line = &text[**start as usize..];
            line.starts_with("---") || line.starts_with("...")
        };
        let boundaries = tree.source().line_starts().iter().filter(parts);
        Self {
            starts,
            boundaries: boundaries.copied().collect(),
        }
    }

    /// What begins next, in the same document.
    fn after(&self, tree: &Tree, comment: &Comment) -> Option<Span> {
        let next = (self.starts).partition_point(|(start, _)| *start < comment.end);
        let (start, end) = *self.starts.get(next)?;
        let boundary = (self.boundaries).partition_point(|line| *line < comment.end);
        let boundary = self.boundaries.get(boundary);
        // Above the first `---` a comment speaks of the first document; below the last line of one, of nothing.
        if next > 0 && boundary.is_some_and(|line| *line < start) {
            return None;
        }
        Some(tree.source().span(start, end))
    }
}
