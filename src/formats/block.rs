//! A part of an object that knows its key path. Cloud objects are written by tools with habits of their own: a block is
//! a map or a list of one map, and in ARM any value may be an expression.

use crate::model::{Duration, Fact, FactName, Trigger, TriggerKind, Value};
use crate::source::Span;
use crate::syntax::{Kind, Node};

/// How a value becomes a fact: the functions of `values`.
type Read = fn(Node<'_>, FactName, String) -> Fact;

/// A row of a format's table: where a value stands, what it is about, how it is read.
pub(super) type Row = (&'static [&'static str], FactName, Read);

/// References followed from one value.
const MAX_HOPS: usize = 16;

/// A node, where it is written and what it is called.
#[derive(Clone)]
pub(super) struct Block<'t> {
    /// The value, references followed.
    pub(super) node: Node<'t>,
    /// The path of keys inside its object.
    pub(super) field: String,
    at: Span,
    via: Vec<Span>,
    template: Option<Node<'t>>,
}

impl<'t> Block<'t> {
    pub(super) fn new(node: Node<'t>) -> Self {
        Self {
            node,
            field: String::new(),
            at: node.span().first_line(),
            via: Vec::new(),
            template: None,
        }
    }

    /// A part of an ARM template, whose parameters and variables settle its expressions.
    pub(super) fn of_template(node: Node<'t>, template: Node<'t>) -> Self {
        Self {
            template: Some(template),
            ..Self::new(node)
        }
    }

    fn child(&self, node: Node<'t>, field: String) -> Self {
        let mut child = Self {
            node,
            field,
            at: node.span().first_line(),
            via: Vec::new(),
            template: self.template,
        };
        for _ in 0..MAX_HOPS {
            let Some(next) = child.referred() else { break };
            child.via.push(next.span().first_line());
            child.node = next;
        }
        child
    }

    /// What `[parameters('x')]` or `[variables('x')]` stands for.
    fn referred(&self) -> Option<Node<'t>> {
        let (template, text) = (self.template?, self.expression()?);
        let name = |function: &str| {
            let argument = text.strip_prefix(function)?.strip_suffix("')")?;
            argument
                .strip_prefix("('")
                .filter(|name| !name.contains('\''))
        };
        if let Some(name) = name("parameters") {
            return template.at(&["parameters", name, "defaultValue"]);
        }
        template.at(&["variables", name("variables")?])
    }

    /// The text of an ARM expression; `[[` is a literal bracket.
    pub(super) fn expression(&self) -> Option<&'t str> {
        self.template?;
        let text = self.node.as_str()?.trim();
        let text = text.strip_prefix('[')?.strip_suffix(']')?;
        (!text.starts_with('[')).then_some(text)
    }

    /// What stands at a path of keys; a list on the way is its first item.
    pub(super) fn at(&self, path: &[&str]) -> Option<Self> {
        let mut current = self.clone();
        for key in path {
            if current.node.kind() == Kind::Sequence {
                let first = current.node.items().next()?;
                current = current.child(first, format!("{}[0]", current.field));
            }
            let node = current.node.get(key)?;
            let dot = if current.field.is_empty() { "" } else { "." };
            current = current.child(node, format!("{}{dot}{key}", current.field));
        }
        Some(current)
    }

    /// The items of the list at a path, each called by its name where it has one.
    pub(super) fn items(&self, path: &[&str]) -> Vec<Self> {
        let Some(list) = self.at(path) else {
            return Vec::new();
        };
        let items = list.node.items().enumerate();
        items
            .map(|(index, item)| {
                let field = match item.str_at(&["name"]) {
                    Some(name) => format!("{}[name={name}]", list.field),
                    None => format!("{}[{index}]", list.field),
                };
                list.child(item, field)
            })
            .collect()
    }

    /// A literal text.
    pub(super) fn text(&self) -> Option<&'t str> {
        match self.expression() {
            None => self.node.as_str().filter(|_| !self.node.is_placeholder()),
            Some(_) => None,
        }
    }

    /// The literal text at a path.
    pub(super) fn text_at(&self, path: &[&str]) -> Option<&'t str> {
        self.at(path)?.text()
    }

    /// Whether `true` stands at a path.
    pub(super) fn is_true(&self, path: &[&str]) -> bool {
        self.at(path)
            .is_some_and(|block| block.node.as_bool() == Some(true))
    }

    /// The fact that the value states.
    pub(super) fn fact(&self, name: FactName, read: Read) -> Fact {
        let mut fact = match self.expression() {
            None => read(self.node, name, self.field.clone()),
            Some(text) => {
                let shown: String = text.chars().take(40).collect();
                Fact::unresolved(name, self.at.clone(), self.field.as_str())
                    .with_note(format!("only a deployment settles `[{shown}]`"))
            }
        };
        fact.at = Some(self.at.clone());
        fact.via.clone_from(&self.via);
        fact
    }

    /// The facts of a table, where their values are there.
    pub(super) fn facts(&self, rows: &[Row]) -> Vec<Fact> {
        let found = |(path, name, read): &Row| Some(self.at(path)?.fact(*name, *read));
        rows.iter().filter_map(found).collect()
    }

    /// A fact that holds whatever the value turns out to be.
    pub(super) fn shows(&self, name: FactName, value: Value) -> Fact {
        Fact {
            via: self.via.clone(),
            ..Fact::stated(name, value, self.at.clone(), self.field.as_str())
        }
    }

    /// A schedule, and that a timer starts the work; `gap` reads the notation.
    pub(super) fn schedule(&self, source: &str, gap: fn(&str) -> Option<Duration>) -> [Fact; 2] {
        let found = self.text().and_then(gap).map(Value::Duration);
        let often = match found {
            Some(gap) => self.shows(FactName::Schedule, gap),
            None => Fact::unresolved(FactName::Schedule, self.at.clone(), self.field.as_str()),
        };
        let trigger = Trigger::event(TriggerKind::Schedule, source);
        [
            often,
            self.shows(FactName::Trigger, Value::Trigger(trigger)),
        ]
    }
}
