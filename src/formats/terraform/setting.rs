//! An argument's value: a literal, what a variable or a local stands for, or unknown until Terraform runs.

use super::argument::Argument;
use crate::model::{Confidence, Fact, FactName, Value};
use crate::source::Span;
use crate::syntax::Node;

/// Why a value is unknown that nothing may quote.
pub(super) const SENSITIVE: &str = "the value is sensitive";

/// One value and how it came to it.
#[derive(Clone)]
pub(crate) struct Setting<'t> {
    /// The value; `None` where only Terraform knows.
    pub(crate) node: Option<Node<'t>>,
    /// Where the expression stands.
    pub(crate) at: Span,
    /// Where a value reached by reference was found.
    pub(crate) via: Vec<Span>,
    /// Why it is unknown.
    pub(crate) note: Option<String>,
    /// The path of keys inside its resource.
    pub(crate) field: String,
    /// Medium where the resource is conditional.
    pub(crate) confidence: Confidence,
    /// What it may be where a condition decides; then there is no node.
    pub(crate) branches: Vec<Setting<'t>>,
    /// Whether it is null: as if it were left out.
    pub(super) is_null: bool,
}

impl<'t> Setting<'t> {
    pub(super) fn new(node: Node<'t>, field: String) -> Self {
        Self {
            node: Some(node),
            at: node.span().first_line(),
            via: Vec::new(),
            note: None,
            field,
            confidence: Confidence::High,
            branches: Vec::new(),
            is_null: false,
        }
    }

    /// The same that turns out to be null.
    pub(super) fn null(mut self) -> Self {
        self.node = None;
        self.is_null = true;
        self
    }

    pub(super) fn unknown(mut self, note: impl Into<String>) -> Self {
        self.node = None;
        self.note = Some(note.into());
        self
    }

    /// Whether nothing may quote the value.
    pub(super) fn is_sensitive(&self) -> bool {
        self.note.as_deref() == Some(SENSITIVE)
    }

    /// The text of a literal.
    pub(crate) fn text(&self) -> Option<&'t str> {
        self.node?.as_str()
    }

    /// The fact that it states; `wanted` says what it should have been.
    pub(crate) fn fact(
        &self,
        name: FactName,
        wanted: &str,
        read: impl Fn(Node<'t>) -> Option<Value>,
    ) -> Fact {
        let unresolved = || Fact::unresolved(name, self.at.clone(), self.field.as_str());
        let mut fact = match self.node.map(|node| (node, read(node))) {
            Some((_, Some(value))) => {
                Fact::stated(name, value, self.at.clone(), self.field.as_str())
            }
            Some((node, None)) => unresolved().with_note(match node.as_str() {
                Some(text) if text.len() <= 40 => format!("`{text}` is not {wanted}"),
                _ => format!("this is not {wanted}"),
            }),
            None => unresolved(),
        };
        fact.via.clone_from(&self.via);
        fact.confidence = self.confidence;
        fact.note = fact.note.or_else(|| self.note.clone());
        fact
    }

    /// The facts that it states: one, or one for each value that it may have.
    pub(super) fn facts(&self, argument: &Argument) -> Vec<Fact> {
        let fact = |one: &Self| one.fact(argument.name, argument.wanted, argument.read);
        let branches = self.branches.iter().filter(|branch| !branch.is_null);
        let branches = branches.map(|branch| {
            let branch = Self {
                field: self.field.clone(),
                at: self.at.clone(),
                confidence: branch.confidence.min(self.confidence),
                ..branch.clone()
            };
            fact(&branch)
        });
        let branches: Vec<Fact> = branches.collect();
        if branches.iter().any(|fact| fact.value.is_some()) {
            return branches;
        }
        vec![fact(self)]
    }

    /// A fact that holds whatever the value turns out to be.
    pub(crate) fn shows(&self, name: FactName, value: Value) -> Fact {
        let mut fact = Fact::stated(name, value, self.at.clone(), self.field.as_str());
        fact.confidence = self.confidence;
        fact
    }
}
