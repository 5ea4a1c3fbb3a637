//! The flat arena a parsed file lives in. It owns its source and has no lifetime.

use super::node::Node;
use crate::source::{Source, Span};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// Without quotes: the only style whose type depends on the text.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// A literal `|` or folded `>` block.
    Block,
}

/// What a node is; children of a mapping alternate key, value. It is kept small: a list of digits has a node for every
/// other byte.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// `decoded` is 1 + index into the side table when the text differs from the slice `content`, else 0.
    Scalar {
        style: Style,
        tagged: bool,
        decoded: u32,
    },
    /// `range` indexes `ranges`.
    Sequence {
        tagged: bool,
        range: u32,
    },
    Mapping {
        tagged: bool,
        range: u32,
    },
    Alias {
        target: u32,
    },
    /// An alias whose anchor does not exist or contains it: a value nobody knows.
    Broken,
}

impl Shape {
    pub(super) fn is_tagged(self) -> bool {
        match self {
            Self::Scalar { tagged, .. }
            | Self::Sequence { tagged, .. }
            | Self::Mapping { tagged, .. } => tagged,
            Self::Alias { .. } | Self::Broken => false,
        }
    }
}

#[derive(Debug, Clone, Copy)]
pub(super) struct NodeData {
    /// Where the content is, without tag and anchor.
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) shape: Shape,
}

const _: () = assert!(size_of::<NodeData>() == 16);

#[derive(Debug, Clone)]
pub(super) struct Tag {
    /// The node that it stands on; tags are sorted by it.
    pub(super) node: u32,
    pub(super) start: u32,
    pub(super) text: Box<str>,
}

/// A comment, from `#` or `//` to the end of its line, or from `/*` to `*/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// First byte: the `#` or `/`.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// Whether nothing but blanks stands before it on its line.
    pub own_line: bool,
}

/// A place where the file breaks the notation's grammar.
#[derive(Debug, Clone)]
pub struct SyntaxError {
    /// Where the parser gave up.
    pub at: Span,
    /// The parser's reason.
    pub message: String,
}

/// A key that occurs twice in one mapping; the last one counts, as Kubernetes has it.
#[derive(Debug, Clone)]
pub struct DuplicateKey {
    /// The first occurrence.
    pub first: Span,
    /// The later one, which counts.
    pub second: Span,
}

/// One document of a file.
#[derive(Clone, Copy)]
pub struct Document<'t> {
    /// Its content.
    pub root: Node<'t>,
    /// Its number in the file, from 0.
    pub index: usize,
    /// Whether a mapping is a key in it, which no manifest has: `{{ .Values.x }}` reads so.
    pub template_residue: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct DocumentData {
    pub(super) root: u32,
    pub(super) index: usize,
    pub(super) template_residue: bool,
}

/// Errors of a file beyond which bytes that are no text are not listed one by one.
const MOST_UNDECODED: usize = 100;

/// A parsed file.
#[derive(Clone)]
pub struct Tree {
    pub(super) source: Arc<Source>,
    pub(super) nodes: Vec<NodeData>,
    pub(super) children: Vec<u32>,
    /// Of each list and map the first child and their number.
    pub(super) ranges: Vec<(u32, u32)>,
    pub(super) decoded: Vec<Box<str>>,
    pub(super) tags: Vec<Tag>,
    /// For a mapping with `<<`: its entries after merging, as (first, length) into `children`.
    pub(super) merged: HashMap<u32, (u32, u32)>,
    /// For a mapping of many entries: their numbers by key, made when a key is first asked for.
    pub(super) wide: HashMap<u32, OnceLock<Box<[u32]>>>,
    pub(super) documents: Vec<DocumentData>,
    pub(super) broken: Vec<DocumentData>,
    pub(super) comments: Vec<Comment>,
    pub(super) errors: Vec<SyntaxError>,
    pub(super) duplicates: Vec<DuplicateKey>,
    /// Noted while the tree is built: it is asked once a document, and there may be very many.
    pub(super) has_aliases: bool,
}

impl Tree {
    /// The text it was read from.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The same tree with other texts for some scalars, by the number of the node: what a tool puts there before anything
    /// reads it. A text stands where its expression stands; one that is plain has the type that it looks like.
    pub(crate) fn with_texts(&self, texts: Vec<(u32, String, bool)>) -> Self {
        let mut tree = self.clone();
        for (id, text, is_plain) in texts {
            let Some(NodeData {
                shape: Shape::Scalar { style, decoded, .. },
                ..
            }) = tree.nodes.get_mut(id as usize)
            else {
                continue;
            };
            if is_plain {
                *style = Style::Plain;
            }
            tree.decoded.push(text.into());
            *decoded = crate::source::offset(tree.decoded.len());
        }
        // A key may have another text now.
        tree.wide = self.wide.keys().map(|id| (*id, OnceLock::new())).collect();
        tree
    }

    /// Its documents, in order; empty ones are left out, and so are those that hold an error: of half a document nothing
    /// can be said, because what is absent may stand in the other half.
    pub fn documents(&self) -> impl ExactSizeIterator<Item = Document<'_>> {
        self.documents.iter().map(|data| self.document(*data))
    }

    /// What could be read of the documents that hold an error: enough to tell what the file was meant to be.
    pub fn broken_documents(&self) -> impl ExactSizeIterator<Item = Document<'_>> {
        self.broken.iter().map(|data| self.document(*data))
    }

    fn document(&self, data: DocumentData) -> Document<'_> {
        Document {
            root: Node::new(self, data.root),
            index: data.index,
            template_residue: data.template_residue,
        }
    }

    /// Bytes that are no text may stand in comments. Anywhere else each is an error, and its document is broken.
    pub(super) fn refuse_undecoded(&mut self) {
        let source = Arc::clone(&self.source);
        let is_outside = |at: &&u32| {
            let after = self.comments.partition_point(|one| one.start <= **at);
            let comment = after
                .checked_sub(1)
                .and_then(|last| self.comments.get(last));
            comment.is_none_or(|one| one.end <= **at)
        };
        let refused: Vec<u32> = source
            .undecoded()
            .iter()
            .filter(is_outside)
            .copied()
            .collect();
        if refused.is_empty() {
            return;
        }
        let nodes = &self.nodes;
        let is_whole = |data: &DocumentData| {
            let node = &nodes[data.root as usize];
            let first = refused.partition_point(|at| *at < node.start);
            refused.get(first).is_none_or(|at| *at >= node.end)
        };
        let (whole, broken): (Vec<_>, Vec<_>) = std::mem::take(&mut self.documents)
            .into_iter()
            .partition(is_whole);
        self.documents = whole;
        self.broken.extend(broken);
        for at in refused.into_iter().take(MOST_UNDECODED) {
            let message = "this byte is not valid UTF-8".to_owned();
            let at = source.span(at, at);
            self.errors.push(SyntaxError { at, message });
        }
        self.errors.sort_by_key(|error| error.at.start);
    }

    /// Comments in source order; none of a large file that has no word for plimsoll anywhere.
    pub fn comments(&self) -> &[Comment] {
        &self.comments
    }

    /// Everything that could not be read, in source order.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// Keys that occur twice in one mapping.
    pub fn duplicates(&self) -> &[DuplicateKey] {
        &self.duplicates
    }

    /// Whether anything in it is an alias: only then may reading cost more than the text is long.
    pub fn has_aliases(&self) -> bool {
        self.has_aliases
    }

    /// The node of a number that [`Node::id`] gave.
    pub fn node(&self, id: u32) -> Option<Node<'_>> {
        ((id as usize) < self.nodes.len()).then(|| Node::new(self, id))
    }

    /// Every node, for the tests that slice all spans back.
    pub fn all_nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..crate::source::offset(self.nodes.len())).map(|id| Node::new(self, id))
    }
}
