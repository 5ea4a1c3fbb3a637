//! The one way into a [`Tree`]: every notation pushes the same few events.

use super::tree::{
    Comment, DocumentData, DuplicateKey, NodeData, Shape, Style, SyntaxError, Tag, Tree,
};
use crate::source::{Source, offset};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Entries that `<<` may add to one tree: this many per node of the file, and [`MERGE_FLOOR`] on top. Twenty merges of
/// every node is far beyond any real file; a merge bomb passes it in its first lines.
const MERGES_PER_NODE: usize = 20;
const MERGE_FLOOR: usize = 100_000;

/// A list or map that is still open.
struct Open {
    node: u32,
    /// Where its children start in `pending`.
    first: usize,
    mapping: bool,
}

/// Builds a tree from events in source order.
pub(super) struct Builder {
    tree: Tree,
    open: Vec<Open>,
    pending: Vec<u32>,
    root: Option<u32>,
    residue: bool,
    merges: usize,
    merge_cut: bool,
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
        let guess = source.text().len() / 12;
        Self {
            tree: Tree {
                source: Arc::clone(source),
                nodes: Vec::with_capacity(guess),
                children: Vec::with_capacity(guess),
                decoded: Vec::new(),
                tags: Vec::new(),
                merged: HashMap::new(),
                documents: Vec::new(),
                comments: Vec::new(),
                errors: Vec::new(),
                duplicates: Vec::new(),
            },
            open: Vec::new(),
            pending: Vec::new(),
            root: None,
            residue: false,
            merges: 0,
            merge_cut: false,
        }
    }

    fn add(&mut self, place: Place<'_>, shape: Shape) -> u32 {
        let tag = match place.tag {
            Some((start, text)) => {
                self.tree.tags.push(Tag {
                    start,
                    text: text.into(),
                });
                offset(self.tree.tags.len())
            }
            None => 0,
        };
        let id = offset(self.tree.nodes.len());
        self.tree.nodes.push(NodeData {
            start: place.start,
            end: place.end,
            tag,
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
        let decoded = decoded.map(|text| {
            self.tree.decoded.push(text.into());
            offset(self.tree.decoded.len() - 1)
        });
        self.add(place, Shape::Scalar { style, decoded })
    }

    pub(super) fn start(&mut self, place: Place<'_>, mapping: bool) -> u32 {
        let shape = if mapping {
            Shape::Mapping {
                first: 0,
                length: 0,
            }
        } else {
            Shape::Sequence {
                first: 0,
                length: 0,
            }
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
        if open.mapping && !(self.pending.len() - open.first).is_multiple_of(2) {
            // A key whose value was never reached: the document broke off here.
            self.pending.pop();
        }
        let first = offset(self.tree.children.len());
        let length = offset(self.pending.len() - open.first);
        let last_end = self
            .pending
            .last()
            .filter(|_| length > 0)
            .map(|id| self.tree.nodes[*id as usize].end);
        self.tree.children.extend(self.pending.drain(open.first..));
        let data = &mut self.tree.nodes[open.node as usize];
        data.end = end.or(last_end).unwrap_or(data.end).max(data.end);
        data.shape = if open.mapping {
            Shape::Mapping { first, length }
        } else {
            Shape::Sequence { first, length }
        };
        if open.mapping {
            self.find_duplicates(first, length);
            self.merge(open.node, first, length);
        }
    }

    /// An alias; `target` is the anchored node, if there is one. One that is still open would contain itself.
    pub(super) fn alias(&mut self, place: Place<'_>, target: Option<u32>) {
        let known = target.filter(|id| !self.open.iter().any(|open| open.node == *id));
        let shape = match known {
            Some(target) => Shape::Alias { target },
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
        // Only the blanks before it are looked at: a line may hold a million comments.
        let before = self.tree.source.text()[..start as usize].trim_end_matches([' ', '\t']);
        self.tree.comments.push(Comment {
            start,
            end,
            own_line: before.is_empty() || before.ends_with(['\n', '\r']),
        });
    }

    pub(super) fn error(&mut self, start: u32, end: u32, message: impl Into<String>) {
        let at = self.tree.source.span(start, end.max(start));
        self.tree.errors.push(SyntaxError {
            at,
            message: message.into(),
        });
    }

    /// Ends a document; `complete` is false when the parser gave up inside it.
    pub(super) fn document(&mut self, complete: bool) {
        while !self.open.is_empty() {
            self.end(None);
        }
        self.pending.clear();
        if let Some(root) = self.root.take() {
            self.tree.documents.push(DocumentData {
                root,
                complete,
                template_residue: self.residue,
            });
        }
        self.residue = false;
    }

    pub(super) fn finish(mut self) -> Tree {
        self.document(true);
        self.tree.comments.sort_by_key(|comment| comment.start);
        self.tree.errors.sort_by_key(|error| error.at.start);
        self.tree
    }

    fn key_text(&self, id: u32) -> Option<&str> {
        super::node::Node::new(&self.tree, id).as_str()
    }

    fn find_duplicates(&mut self, first: u32, length: u32) {
        let keys = (first..first + length)
            .step_by(2)
            .map(|at| self.tree.children[at as usize]);
        let mut duplicates = Vec::new();
        if length <= 16 {
            // Small maps, nearly all there are, need no table.
            let keys: Vec<u32> = keys.collect();
            for (at, id) in keys.iter().enumerate() {
                let text = self.key_text(*id);
                let twin = keys[..at]
                    .iter()
                    .find(|other| text.is_some() && self.key_text(**other) == text);
                duplicates.extend(twin.map(|other| (*other, *id)));
            }
        } else {
            let mut seen: HashMap<&str, u32> = HashMap::new();
            for id in keys {
                if let Some(other) = self.key_text(id).and_then(|text| seen.insert(text, id)) {
                    duplicates.push((other, id));
                }
            }
        }
        for (first, second) in duplicates {
            if self.key_text(first) == Some("<<") {
                continue;
            }
            let span = |id: u32| {
                let data = &self.tree.nodes[id as usize];
                self.tree.source.span(data.start, data.end)
            };
            let duplicate = DuplicateKey {
                first: span(first),
                second: span(second),
            };
            self.tree.duplicates.push(duplicate);
        }
    }

    /// own merges are resolved already.
    fn merge(&mut self, node: u32, first: u32, length: u32) {
        let own: Vec<u32> = self.tree.children[first as usize..(first + length) as usize].to_vec();
        let is_merge = |pair: &[u32]| {
            let plain = matches!(
                self.tree.nodes[pair[0] as usize].shape,
                Shape::Scalar {
                    style: Style::Plain,
                    ..
                }
            );
            plain && self.key_text(pair[0]) == Some("<<")
        };
        if !own.chunks_exact(2).any(is_merge) {
            return;
        }
        let (merges, plain): (Vec<&[u32]>, Vec<&[u32]>) =
            own.chunks_exact(2).partition(|pair| is_merge(pair));
        let mut entries: Vec<u32> = plain.concat();
        let mut names: HashSet<String> = plain
            .iter()
            .filter_map(|pair| self.key_text(pair[0]).map(str::to_owned))
            .collect();
        let sources: Vec<u32> = merges
            .iter()
            .flat_map(|pair| self.merge_sources(pair[1]))
            .collect();
        for source in sources {
            for pair in self.flat_entries(source) {
                self.merges += 1;
                if self.merges > self.tree.nodes.len() * MERGES_PER_NODE + MERGE_FLOOR {
                    return self.cut_merge(node);
                }
                let new = match self.key_text(pair.0) {
                    Some(text) => names.insert(text.to_owned()),
                    None => true,
                };
                if new {
                    entries.extend([pair.0, pair.1]);
                }
            }
        }
        let range = (offset(self.tree.children.len()), offset(entries.len()));
        self.tree.children.extend(entries);
        self.tree.merged.insert(node, range);
    }

    fn cut_merge(&mut self, node: u32) {
        if !self.merge_cut {
            self.merge_cut = true;
            let start = self.tree.nodes[node as usize].start;
            self.error(
                start,
                start,
                "merge keys (`<<`) expand too far; from here on they are not followed",
            );
        }
    }

    fn merge_sources(&self, value: u32) -> Vec<u32> {
        let value = super::node::Node::new(&self.tree, value);
        match value.kind() {
            super::node::Kind::Mapping => vec![value.id()],
            super::node::Kind::Sequence => value
                .items()
                .filter(|item| item.kind() == super::node::Kind::Mapping)
                .map(|item| item.id())
                .collect(),
            _ => Vec::new(),
        }
    }

    fn flat_entries(&self, mapping: u32) -> Vec<(u32, u32)> {
        let (first, length) = match (
            self.tree.nodes[mapping as usize].shape,
            self.tree.merged.get(&mapping),
        ) {
            (_, Some(range)) => *range,
            (Shape::Mapping { first, length }, None) => (first, length),
            _ => (0, 0),
        };
        self.tree.children[first as usize..(first + length) as usize]
            .chunks_exact(2)
            .map(|pair| (pair[0], pair[1]))
            .collect()
    }
}
