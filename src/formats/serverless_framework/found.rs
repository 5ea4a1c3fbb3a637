//! What a variable comes to: a value and the way to it, or why nobody knows it.

use crate::source::Span;
use crate::syntax::intrinsic::Intrinsic;
use crate::syntax::{Entry, Node};

/// What a value turned out to be.
#[derive(Clone)]
pub(super) enum Found<'t> {
    /// Something that is written.
    Node {
        /// The value.
        node: Node<'t>,
        /// Its key, where it has one.
        entry: Option<Entry<'t>>,
    },
    /// A text that was put together, or a literal fallback.
    Text(String),
    /// Nothing, and that is stated.
    Null,
}

/// Why a value is unknown.
#[derive(Debug, Clone)]
pub(super) struct Unknown {
    /// The reason.
    pub(super) why: String,
    /// Whether it exists elsewhere; a fallback is then only a guess.
    pub(super) elsewhere: bool,
}

/// The way to a value.
#[derive(Default)]
pub(super) struct Way<'t> {
    /// Where it was found, in the order followed.
    pub(super) via: Vec<Span>,
    /// Whether it is what one stage gets, or a fallback for what exists elsewhere.
    pub(super) guessed: bool,
    /// Variables passed so far.
    pub(super) steps: usize,
    /// The expressions that are being followed; one that comes twice is a cycle.
    pub(super) open: Vec<Node<'t>>,
}

/// A value, or why it is unknown.
pub(super) type Outcome<'t> = Result<Found<'t>, Unknown>;

impl<'t> Found<'t> {
    /// A value without a key.
    pub(super) fn node(node: Node<'t>) -> Self {
        Self::Node { node, entry: None }
    }

    /// The text of a scalar that is no call of CloudFormation's.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Node { node, .. } if is_call(*node) => None,
            Self::Node { node, .. } => node.as_str(),
            Self::Text(text) => Some(text),
            Self::Null => None,
        }
    }
}

/// Whether a local tag makes a scalar more than its text.
pub(super) fn is_call(node: Node<'_>) -> bool {
    Intrinsic::of(node).is_some()
}

/// Whether two views are of the same node.
pub(super) fn is_same(one: Node<'_>, other: Node<'_>) -> bool {
    one.id() == other.id() && std::ptr::eq(one.tree(), other.tree())
}

/// It is nowhere; a fallback is what a deployment gets.
pub(super) fn missing<'t>(why: impl Into<String>) -> Outcome<'t> {
    Err(Unknown {
        why: why.into(),
        elsewhere: false,
    })
}

/// It exists where plimsoll does not look.
pub(super) fn elsewhere<'t>(why: impl Into<String>) -> Outcome<'t> {
    Err(Unknown {
        why: why.into(),
        elsewhere: true,
    })
}
