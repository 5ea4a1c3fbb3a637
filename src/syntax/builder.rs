//! The one way into a [`Tree`]: every notation pushes the same few events.

use super::tree::{Comment, DocumentData, NodeData, Shape, Style, SyntaxError, Tag, Tree};
use crate::source::{Source, Span, offset};
use std::collections::HashMap;
use std::sync::Arc;

/// Errors one file may list; a file of a million undefined aliases is told by its first hundred.
const MAX_ERRORS: usize = 100;

/// In a file that is larger than this, in bytes, comments are kept only if [`MARK`] occurs in it.
const LARGE: usize = 64 * 1024;

/// What every comment has that says something to plimsoll.
const MARK: &[u8] = b"plimsoll:";

/// Nodes that room is made for at once; a file of many megabytes may hold none.
const MOST_GUESSED: usize = 1 << 16;

/// A list or map that is still open.
struct Open {
    node: u32,
    /// Where its children start in `pending`.
    first: usize,
    mapping: bool,
}

/// Builds a tree from events in source order.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is one thing that may have happened"
)]
pub(super) struct Builder {
    pub(super) tree: Tree,
    open: Vec<Open>,
    pending: Vec<u32>,
    keeps_comments: bool,
    root: Option<u32>,
    residue: bool,
    /// Steps that `<<` has taken so far, and whether it took too many.
    pub(super) merges: usize,
    pub(super) merge_cut: bool,
    /// The first error that is not listed, and how many there are.
    unlisted: Option<(Span, usize)>,
    /// Whether the document that is open holds an error.
    is_broken: bool,
}

/// Where a node is and what stands on it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Offset and text of the tag.
    pub(super) tag: Option<(u32, &'a str)>,
}

impl Builder {
    pub(super) fn new(source: &Arc<Source>) -> Self {
        let guess = (source.text().len() / 12).min(MOST_GUESSED);
        Self {
            tree: Tree {
                source: Arc::clone(source),
                nodes: Vec::with_capacity(guess),
                children: Vec::with_capacity(guess),
                ranges: Vec::new(),
                decoded: Vec::new(),
                tags: Vec::new(),
                merged: HashMap::new(),
                wide: HashMap::new(),
                documents: Vec::new(),
                broken: Vec::new(),
                comments: Vec::new(),
                errors: Vec::new(),
                duplicates: Vec::new(),
                has_aliases: false,
            },
            open: Vec::new(),
            pending: Vec::new(),
            keeps_comments: source.text().len() <= LARGE
                || memchr::memmem::find(source.text().as_bytes(), MARK).is_some(),
            root: None,
            residue: false,
            merges: 0,
            merge_cut: false,
            unlisted: None,
            is_broken: false,
        }
    }

    fn add(&mut self, place: Place<'_>, shape: Shape) -> u32 {
        let id = offset(self.tree.nodes.len());
        if let Some((start, text)) = place.tag {
            self.tree.tags.push(Tag {
                node: id,
                start,
                text: text.into(),
            });
        }
        self.tree.nodes.push(NodeData {
            start: place.start,
            end: place.end,
            shape,
        });
        match self.open.last() {
            Some(parent) => {
                if parent.mapping
                    && (self.pending.len() - parent.first).is_multiple_of(2)
                    && matches!(shape, Shape::Mapping { .. } | Shape::Sequence { .. })
                {
                    self.residue = true;
                }
                self.pending.push(id);
            }
            None => self.root = Some(id),
        }
        id
    }

    /// A scalar; `decoded` is its text where that differs from the source between the quotes.
    pub(super) fn scalar(&mut self, place: Place<'_>, style: Style, decoded: Option<&str>) -> u32 {
        let decoded = decoded.map_or(0, |text| {
            self.tree.decoded.push(text.into());
            offset(self.tree.decoded.len())
        });
        let shape = Shape::Scalar {
            style,
            tagged: place.tag.is_some(),
            decoded,
        };
        self.add(place, shape)
    }

    pub(super) fn start(&mut self, place: Place<'_>, mapping: bool) -> u32 {
        let (tagged, range) = (place.tag.is_some(), offset(self.tree.ranges.len()));
        self.tree.ranges.push((0, 0));
        let shape = if mapping {
            Shape::Mapping { tagged, range }
        } else {
            Shape::Sequence { tagged, range }
        };
        let node = self.add(place, shape);
        self.open.push(Open {
            node,
            first: self.pending.len(),
            mapping,
        });
        node
    }

    /// Closes the innermost list or map; its end is `end`, or its last child's where that is not known.
    pub(super) fn end(&mut self, end: Option<u32>) {
        let Some(open) = self.open.pop() else { return };
        let last_end = self.pending[open.first..]
            .last()
            .map(|id| self.tree.nodes[*id as usize].end);
        if open.mapping && !(self.pending.len() - open.first).is_multiple_of(2) {
            // A key whose value was never reached: the document broke off here.
            self.pending.pop();
        }
        let first = offset(self.tree.children.len());
        let length = offset(self.pending.len() - open.first);
        self.tree.children.extend(self.pending.drain(open.first..));
        let data = &mut self.tree.nodes[open.node as usize];
        data.end = end.or(last_end).unwrap_or(data.end).max(data.end);
        if let Shape::Mapping { range, .. } | Shape::Sequence { range, .. } = data.shape {
            self.tree.ranges[range as usize] = (first, length);
        }
        if open.mapping {
            self.close_mapping(open.node, first, length);
        }
    }

    /// An alias; `target` is the anchored node, if there is one. One that is still open would contain itself.
    pub(super) fn alias(&mut self, place: Place<'_>, target: Option<u32>) {
        let known = target.filter(|id| !self.open.iter().any(|open| open.node == *id));
        let shape = match known {
            Some(target) => {
                self.tree.has_aliases = true;
                Shape::Alias { target }
            }
            None => {
                let name =
                    self.tree.source.text()[place.start as usize..place.end as usize].to_owned();
                let why = if target.is_some() {
                    "stands inside the value it names"
                } else {
                    "names no anchor"
                };
                self.error(place.start, place.end, format!("the alias `{name}` {why}"));
                Shape::Broken
            }
        };
        self.add(place, shape);
    }

    pub(super) fn comment(&mut self, start: u32, end: u32) {
        if !self.keeps_comments {
            return;
        }
        // Only the blanks before it are looked at: a line may hold a million comments.
        let before = self.tree.source.text()[..start as usize].trim_end_matches([' ', '\t']);
        self.tree.comments.push(Comment {
            start,
            end,
            own_line: before.is_empty() || before.ends_with(['\n', '\r']),
        });
    }

    pub(super) fn error(&mut self, start: u32, end: u32, message: impl Into<String>) {
        self.is_broken = true;
        let at = self.tree.source.span(start, end.max(start));
        if self.tree.errors.len() < MAX_ERRORS {
            self.tree.errors.push(SyntaxError {
                at,
                message: message.into(),
            });
        } else {
            self.unlisted.get_or_insert((at, 0)).1 += 1;
        }
    }

    /// Ends a document; `complete` is false when the parser gave up inside it. One with an error is none of the whole ones.
    pub(super) fn document(&mut self, complete: bool) {
        while !self.open.is_empty() {
            self.end(None);
        }
        self.pending.clear();
        if let Some(root) = self.root.take().filter(|root| !self.is_nothing(*root)) {
            let data = DocumentData {
                root,
                index: self.tree.documents.len() + self.tree.broken.len(),
                template_residue: self.residue,
            };
            if complete && !self.is_broken {
                self.tree.documents.push(data);
            } else {
                self.tree.broken.push(data);
            }
        }
        self.is_broken = false;
        self.residue = false;
    }

    /// Whether a document's root is what stands between two `---`: nothing.
    fn is_nothing(&self, root: u32) -> bool {
        let data = &self.tree.nodes[root as usize];
        let absent = matches!(
            data.shape,
            Shape::Scalar {
                style: Style::Plain,
                tagged: false,
                ..
            }
        );
        absent && data.start == data.end
    }

    pub(super) fn finish(mut self) -> Tree {
        self.document(true);
        self.pending = Vec::new();
        self.tree.comments.sort_by_key(|comment| comment.start);
        self.tree.errors.sort_by_key(|error| error.at.start);
        if let Some((at, count)) = self.unlisted {
            let message = format!("here and further down {count} more errors are not listed");
            self.tree.errors.push(SyntaxError { at, message });
        }
        self.tree
    }
}
