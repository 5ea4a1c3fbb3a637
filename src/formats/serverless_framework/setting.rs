//! One setting of a function or of the provider: the value, where its expression stands, and where the value was found.

use super::found::{Found, Unknown, Way};
use super::variables::Variables;
use crate::model::{Confidence, Fact, FactName, Origin, Value};
use crate::source::Span;
use crate::syntax::{Entry, Kind, Node, Scalar, Schema};

/// The owner of what `provider` declares for all functions.
pub(super) const PROVIDER: &str = "provider";

/// How long a name, a path or an address may be.
const MAX_WORD: usize = 1_024;

/// What an item of a list costs of the work that a service may ask for: it becomes a fact that is kept.
const EVENT: usize = 250;

/// A setting.
#[derive(Clone)]
pub(super) struct Setting<'t> {
    /// The value, or why only the deployment knows it.
    found: Result<Found<'t>, String>,
    /// Where the expression stands.
    pub(super) at: Span,
    /// Where a value reached by reference was found.
    pub(super) via: Vec<Span>,
    /// The key path inside the object that declares it.
    pub(super) field: String,
    confidence: Confidence,
    inherited: bool,
}

impl<'t> Setting<'t> {
    /// A block that stands where it is read: nothing in it was reached by reference.
    pub(super) fn block(node: Node<'t>) -> Self {
        Self {
            found: Ok(Found::Node { node, entry: None }),
            at: node.span().first_line(),
            via: Vec::new(),
            field: String::new(),
            confidence: Confidence::High,
            inherited: false,
        }
    }

    /// A block that is unknown.
    pub(super) fn unknown(at: Span, why: impl Into<String>) -> Self {
        Self {
            found: Err(why.into()),
            at,
            via: Vec::new(),
            field: String::new(),
            confidence: Confidence::High,
            inherited: false,
        }
    }

    /// The same as the provider's.
    #[must_use]
    pub(super) fn inherited(mut self) -> Self {
        self.inherited = true;
        self
    }

    /// The setting of a key; nothing where it is unset.
    pub(super) fn get(&self, key: &str, variables: &Variables<'t>) -> Option<Self> {
        let entry = variables.entry(self.map()?, key)?;
        let field = if self.field.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.field)
        };
        self.child(entry.value, field, variables)
    }

    /// The setting at a path of keys.
    pub(super) fn at(&self, path: &[&str], variables: &Variables<'t>) -> Option<Self> {
        let (first, rest) = path.split_first()?;
        let first = self.get(first, variables)?;
        if rest.is_empty() {
            return Some(first);
        }
        first.at(rest, variables)
    }

    /// The items of a list.
    pub(super) fn items(&self, variables: &Variables<'t>) -> Vec<Self> {
        let items = self.node().into_iter().flat_map(Node::items).enumerate();
        items
            .take_while(|_| {
                variables.spend(EVENT);
                !variables.is_exhausted()
            })
            .filter_map(|(index, item)| {
                self.child(item, format!("{}[{index}]", self.field), variables)
            })
            .collect()
    }

    /// The value of an entry of its map, under the same field.
    pub(super) fn value(&self, node: Node<'t>, variables: &Variables<'t>) -> Option<Self> {
        self.child(node, self.field.clone(), variables)
    }

    /// The same where the value does not matter, only that it is there.
    #[must_use]
    pub(super) fn certain(&self) -> Self {
        Self {
            found: self.found.clone().or(Ok(Found::Null)),
            ..self.clone()
        }
    }

    /// The same under another field.
    #[must_use]
    pub(super) fn named(mut self, field: impl Into<String>) -> Self {
        self.field = field.into();
        self
    }

    /// The same as the function's own.
    #[must_use]
    pub(super) fn stated(mut self) -> Self {
        self.inherited = false;
        self
    }

    fn child(&self, node: Node<'t>, field: String, variables: &Variables<'t>) -> Option<Self> {
        let mut way = Way::default();
        let found = match variables.settle(node, &mut way) {
            Ok(Found::Null) => return None,
            Ok(found) => Ok(found),
            Err(Unknown { why, .. }) => Err(why),
        };
        let here = node.span().first_line();
        let mut via = self.via.clone();
        let at = if via.is_empty() {
            here
        } else {
            via.push(here);
            self.at.clone()
        };
        via.extend(way.via);
        let guess = if way.guessed {
            Confidence::Medium
        } else {
            Confidence::High
        };
        Some(Self {
            found,
            at,
            via,
            field,
            confidence: self.confidence.min(guess),
            inherited: self.inherited,
        })
    }

    /// The same fact-bearing setting, pointing at something inside of its block.
    #[must_use]
    pub(super) fn pointing_at(&self, span: &Span) -> Self {
        let mut setting = self.clone();
        if setting.via.is_empty() {
            setting.at = span.first_line();
        }
        setting
    }

    /// Whether the provider says it for all functions.
    pub(super) fn is_inherited(&self) -> bool {
        self.inherited
    }

    /// Why it is unknown.
    pub(super) fn why_unknown(&self) -> Option<&str> {
        self.found.as_ref().err().map(String::as_str)
    }

    /// The value as it is written.
    pub(super) fn node(&self) -> Option<Node<'t>> {
        match self.found {
            Ok(Found::Node { node, .. }) => Some(node),
            _ => None,
        }
    }

    /// The value as a map.
    pub(super) fn map(&self) -> Option<Node<'t>> {
        self.node().filter(|node| node.kind() == Kind::Mapping)
    }

    /// The key under which the value was found in another place.
    pub(super) fn entry(&self) -> Option<Entry<'t>> {
        match self.found {
            Ok(Found::Node { entry, .. }) => entry,
            _ => None,
        }
    }

    /// The text of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        self.found.as_ref().ok()?.text()
    }

    /// The same, of a length that a name may have: aliases could repeat a longer one without end.
    pub(super) fn word(&self) -> Option<&str> {
        self.text()
            .filter(|text| text.len() <= MAX_WORD && !text.contains("${"))
    }

    /// A boolean, or the text that the framework coerces to one.
    pub(super) fn bool(&self) -> Option<bool> {
        let typed = self.node().and_then(|node| node.scalar(Schema::Core));
        match typed {
            Some(Scalar::Bool(value)) => Some(value),
            Some(Scalar::String(_)) | None => self.text()?.trim().parse().ok(),
            Some(_) => None,
        }
    }

    /// A whole number, or the digits that the framework coerces to one.
    pub(super) fn number(&self) -> Option<u64> {
        match self.node().and_then(|node| node.scalar(Schema::Core)) {
            Some(Scalar::Integer(value)) => u64::try_from(value).ok(),
            // A whole float prints without a point.
            Some(Scalar::Float(value)) => value.to_string().parse().ok(),
            Some(Scalar::String(_)) | None => self.text()?.trim().parse().ok(),
            Some(Scalar::Null | Scalar::Bool(_)) => None,
        }
    }

    /// The fact that it states: `value` is what it reads as, `wanted` what it should have been.
    pub(super) fn fact(&self, name: FactName, wanted: &str, value: Option<Value>) -> Fact {
        let mut fact = match (&self.found, value) {
            (Ok(_), Some(value)) => Fact::stated(name, value, self.at.clone(), self.field.as_str()),
            (Ok(_), None) => Fact::unresolved(name, self.at.clone(), self.field.as_str())
                .with_note(self.refused(wanted)),
            (Err(why), _) => {
                Fact::unresolved(name, self.at.clone(), self.field.as_str()).with_note(why.as_str())
            }
        };
        fact.via.clone_from(&self.via);
        fact.confidence = self.confidence;
        if self.inherited {
            fact = fact.from_owner(Origin::Inherited, PROVIDER);
        }
        fact
    }

    fn refused(&self, wanted: &str) -> String {
        match self.text() {
            Some(text) if text.len() <= 40 => format!("`{text}` is not {wanted}"),
            _ => format!("this is not {wanted}"),
        }
    }
}
