//! A `Copy` view of one node. Aliases are followed silently, merged mappings look merged.

use super::scalar::{Scalar, Schema};
use super::tree::{NodeData, Shape, Style, Tree};
use crate::source::{Span, step};
use std::fmt;
use std::sync::OnceLock;

/// A node of a [`Tree`].
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree,
    id: u32,
}

/// What a node is, aliases followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A scalar, in the style it was written.
    Scalar(Style),
    /// A list.
    Sequence,
    /// A map.
    Mapping,
    /// An alias to nothing.
    Broken,
}

/// One key and its value.
#[derive(Clone, Copy)]
pub struct Entry<'t> {
    /// The key as written.
    pub key: Node<'t>,
    /// Its value.
    pub value: Node<'t>,
}

impl<'t> Entry<'t> {
    /// The key's text; empty when the key is not a scalar.
    pub fn name(&self) -> &'t str {
        self.key.as_str().unwrap_or("")
    }

    /// From the key to the end of the value.
    pub fn span(&self) -> Span {
        self.key.span().to(&self.value.span())
    }
}

impl<'t> Node<'t> {
    pub(super) fn new(tree: &'t Tree, id: u32) -> Self {
        Self { tree, id }
    }

    /// The tree it belongs to.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// Its own number, that of the alias where it is one.
    pub(super) fn own_id(self) -> u32 {
        self.id
    }

    /// Whether it is a map.
    pub fn is_mapping(self) -> bool {
        self.kind() == Kind::Mapping
    }

    /// A number that tells this node from every other of its tree (aliases followed).
    pub fn id(self) -> u32 {
        self.target().id
    }

    fn data(self) -> &'t NodeData {
        step();
        &self.tree.nodes[self.id as usize]
    }

    /// The node an alias stands for; itself otherwise.
    fn target(self) -> Self {
        match self.data().shape {
            Shape::Alias { target } => Self::new(self.tree, target),
            _ => self,
        }
    }

    /// What it is.
    pub fn kind(self) -> Kind {
        match self.target().data().shape {
            Shape::Scalar { style, .. } => Kind::Scalar(style),
            Shape::Sequence { .. } => Kind::Sequence,
            Shape::Mapping { .. } => Kind::Mapping,
            Shape::Alias { .. } | Shape::Broken => Kind::Broken,
        }
    }

    /// Where it is written, from its tag when it has one: an alias is where the alias stands.
    pub fn span(self) -> Span {
        let data = self.data();
        let start = match self.own_tag() {
            Some(tag) => tag.start.min(data.start),
            None => data.start,
        };
        self.tree.source.span(start, data.end)
    }

    /// Where its content is written, without the tag; for an alias, the content it stands for.
    pub fn content_span(self) -> Span {
        let data = self.target().data();
        self.tree.source.span(data.start, data.end)
    }

    fn own_tag(self) -> Option<&'t super::tree::Tag> {
        if !self.data().shape.is_tagged() {
            return None;
        }
        let tags = &self.tree.tags;
        let at = tags.binary_search_by_key(&self.id, |tag| tag.node).ok()?;
        tags.get(at)
    }

    /// The tag as written, such as `!Ref` or `!!str`.
    pub fn tag(self) -> Option<&'t str> {
        self.target().own_tag().map(|tag| &*tag.text)
    }

    /// The text of a scalar, decoded.
    pub fn as_str(self) -> Option<&'t str> {
        let data = self.target().data();
        let Shape::Scalar { style, decoded, .. } = data.shape else {
            return None;
        };
        if let Some(index) = decoded.checked_sub(1) {
            return self.tree.decoded.get(index as usize).map(|text| &**text);
        }
        let quotes = u32::from(style == Style::Quoted);
        let range = (data.start + quotes) as usize..(data.end - quotes) as usize;
        self.tree.source.text().get(range)
    }

    /// The typed value of a scalar; `None` for lists and maps. A scalar with a tag of its own (`!Ref x`) is a string,
    /// and so is what a core tag does not make a number, a boolean or null (`!!str 5`, `!!binary MTIz`).
    pub fn scalar(self, schema: Schema) -> Option<Scalar<'t>> {
        let Kind::Scalar(style) = self.kind() else {
            return None;
        };
        let text = self.as_str()?;
        let typed = match self.tag() {
            Some(tag) => is_typed_tag(tag),
            None => style == Style::Plain,
        };
        Some(if typed {
            super::scalar::resolve(text, schema)
        } else {
            Scalar::String(text)
        })
    }

    /// Whether it is null, written or empty.
    pub fn is_null(self) -> bool {
        matches!(self.scalar(Schema::Yaml11), Some(Scalar::Null))
    }

    /// A boolean in the YAML 1.1 reading of Kubernetes and CloudFormation; quoted `"true"` counts too.
    pub fn as_bool(self) -> Option<bool> {
        match self.scalar(Schema::Yaml11)? {
            Scalar::Bool(value) => Some(value),
            Scalar::String("true") => Some(true),
            Scalar::String("false") => Some(false),
            _ => None,
        }
    }

    /// A whole, non-negative number; `9e2` and quoted digits count too, as every platform here coerces them.
    pub fn as_u64(self) -> Option<u64> {
        match self.scalar(Schema::Yaml11)? {
            Scalar::Integer(value) => u64::try_from(value).ok(),
            // A whole float prints without a point; through text no bit of it is lost.
            Scalar::Float(value) => value.to_string().parse().ok(),
            Scalar::Null | Scalar::Bool(_) => None,
            Scalar::String(text) => text.trim().parse().ok(),
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(self) -> impl Iterator<Item = Node<'t>> + use<'t> {
        let (first, length) = match self.target().data().shape {
            Shape::Sequence { range, .. } => self.tree.ranges[range as usize],
            _ => (0, 0),
        };
        let tree = self.tree;
        tree.children[first as usize..(first + length) as usize]
            .iter()
            .map(move |id| Self::new(tree, *id))
    }

    /// The entries of a map as written, `<<` among them and duplicates kept.
    pub fn written_entries(self) -> impl Iterator<Item = Entry<'t>> + use<'t> {
        let range = match self.target().data().shape {
            Shape::Mapping { range, .. } => self.tree.ranges[range as usize],
            _ => (0, 0),
        };
        entries(self.tree, range)
    }

    /// The entries of a map after `<<`; of a duplicate key both are there, [`get`](Self::get) takes the last.
    pub fn entries(self) -> impl DoubleEndedIterator<Item = Entry<'t>> + use<'t> {
        entries(self.tree, self.range())
    }

    /// Where the entries of a map are after `<<`.
    fn range(self) -> (u32, u32) {
        let node = self.target();
        match (node.data().shape, self.tree.merged.get(&node.id)) {
            (Shape::Mapping { .. }, Some(range)) => *range,
            (Shape::Mapping { range, .. }, None) => self.tree.ranges[range as usize],
            _ => (0, 0),
        }
    }

    /// The entry of a key, the last one if it occurs twice.
    pub fn entry(self, key: &str) -> Option<Entry<'t>> {
        match self.tree.wide.get(&self.id()) {
            Some(index) => self.looked_up(index, key),
            None => self
                .entries()
                .rev()
                .find(|entry| entry.key.as_str() == Some(key)),
        }
    }

    /// The same in a map of many entries: asking for each of its keys must not look at all of them each time.
    fn looked_up(self, index: &OnceLock<Box<[u32]>>, key: &str) -> Option<Entry<'t>> {
        let (first, length) = self.range();
        let pairs = &self.tree.children[first as usize..(first + length) as usize];
        let text = |at: u32| Self::new(self.tree, pairs[2 * at as usize]).as_str();
        let index = index.get_or_init(|| {
            let mut numbers: Box<[u32]> = (0..length / 2).collect();
            // Stable, so that of a key which occurs twice the last one stays last.
            numbers.sort_by(|one, other| text(*one).cmp(&text(*other)));
            numbers
        });
        let after = index.partition_point(|at| text(*at) <= Some(key));
        let at = *index.get(after.checked_sub(1)?)?;
        let pair = |at: u32| Self::new(self.tree, pairs[at as usize]);
        (text(at) == Some(key)).then(|| Entry {
            key: pair(2 * at),
            value: pair(2 * at + 1),
        })
    }

    /// The value of a key; null counts as absent, as Kubernetes and CloudFormation have it.
    pub fn get(self, key: &str) -> Option<Node<'t>> {
        self.entry(key)
            .map(|entry| entry.value)
            .filter(|value| !value.is_null())
    }

    /// The value at a path of keys.
    pub fn at(self, path: &[&str]) -> Option<Node<'t>> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The entry at a path of keys.
    pub fn entry_at(self, path: &[&str]) -> Option<Entry<'t>> {
        let (last, parents) = path.split_last()?;
        self.at(parents)?
            .entry(last)
            .filter(|entry| !entry.value.is_null())
    }

    /// The text of the scalar at a path of keys.
    pub fn str_at(self, path: &[&str]) -> Option<&'t str> {
        self.at(path)?.as_str()
    }

    /// Whether the text still holds a placeholder that another tool fills in: `{{ x }}`, `${X}` or `$(X)`.
    pub fn is_placeholder(self) -> bool {
        self.as_str()
            .is_some_and(|text| text.contains("{{") || text.contains("${") || text.contains("$("))
    }
}

/// Whether a tag asks for the type that the text has, in its short or its long form.
fn is_typed_tag(tag: &str) -> bool {
    let long = tag
        .strip_prefix("!<tag:yaml.org,2002:")
        .and_then(|rest| rest.strip_suffix('>'));
    let name = tag.strip_prefix("!!").or(long);
    matches!(name, Some("int" | "float" | "bool" | "null"))
}

fn entries(
    tree: &Tree,
    (first, length): (u32, u32),
) -> impl DoubleEndedIterator<Item = Entry<'_>> + use<'_> {
    tree.children[first as usize..(first + length) as usize]
        .chunks_exact(2)
        .map(move |pair| Entry {
            key: Node::new(tree, pair[0]),
            value: Node::new(tree, pair[1]),
        })
}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?} {:?}", self.kind(), self.span())
    }
}
