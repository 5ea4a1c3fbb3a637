//! A node and the path of keys that leads to it: what every fact needs to say where it was read.

use crate::model::{Declarations, Fact, FactName, Problem, Value};
use crate::syntax::{Entry, Node, from_node};
use serde::de::DeserializeOwned;
use std::cell::Cell;
use std::rc::Rc;

/// Items and entries read of one object. A cluster takes no object of over 1.5 MiB, so none that works comes near;
/// lists of aliases to lists of aliases do.
const MOST_PARTS: usize = 100_000;

/// An element of an object.
#[derive(Clone)]
pub(super) struct Element<'t> {
    pub(super) node: Node<'t>,
    /// Empty for the object itself.
    pub(super) field: String,
    /// What is left of [`MOST_PARTS`], shared by all elements of the object; `None` once it did not suffice.
    left: Rc<Cell<Option<usize>>>,
}

impl<'t> Element<'t> {
    /// The object itself.
    pub(super) fn object(node: Node<'t>) -> Self {
        Self {
            node,
            field: String::new(),
            left: Rc::new(Cell::new(Some(MOST_PARTS))),
        }
    }

    /// Another node of the same object.
    fn part(&self, node: Node<'t>, field: String) -> Self {
        let left = Rc::clone(&self.left);
        Self { node, field, left }
    }

    /// Whether so many more parts may be read.
    fn take(&self, parts: impl Iterator) -> bool {
        let left = self.left.get();
        let left = left.and_then(|left| left.checked_sub(parts.count()));
        self.left.set(left);
        left.is_some()
    }

    /// Says so when the object had more parts than are read.
    pub(super) fn report_cut(&self, out: &mut Declarations) {
        if self.left.get().is_none() {
            out.problems.push(Problem {
                at: self.node.span().first_line(),
                message: format!("over {MOST_PARTS} parts in one object; the rest is not read"),
            });
        }
    }

    /// The element at a path of keys.
    pub(super) fn at(&self, path: &[&str]) -> Option<Self> {
        let node = self.node.at(path)?;
        let mut field = self.field.clone();
        for key in path {
            push_key(&mut field, key);
        }
        Some(self.part(node, field))
    }

    /// The entries of a map, each under its key.
    pub(super) fn entries(&self) -> Vec<(&'t str, Self)> {
        if !self.take(self.node.entries()) {
            return Vec::new();
        }
        let entry = |entry: Entry<'t>| {
            let mut field = self.field.clone();
            push_key(&mut field, entry.name());
            (entry.name(), self.part(entry.value, field))
        };
        self.node.entries().map(entry).collect()
    }

    /// The items of the list at a key: by name where they have one, so that reordering them changes no path.
    pub(super) fn items(&self, key: &str) -> Vec<Self> {
        let Some(list) = self.at(&[key]) else {
            return Vec::new();
        };
        if !self.take(list.node.items()) {
            return Vec::new();
        }
        let items = list.node.items().enumerate();
        items
            .map(|(index, node)| {
                let name = node
                    .str_at(&["name"])
                    .or_else(|| node.str_at(&["metadata", "name"]));
                let field = match name {
                    Some(name) => format!("{}[name={name}]", list.field),
                    None => format!("{}[{index}]", list.field),
                };
                self.part(node, field)
            })
            .collect()
    }

    /// The text of a scalar.
    pub(super) fn text(&self) -> Option<&'t str> {
        self.node.as_str()
    }

    /// What it states.
    pub(super) fn stated(&self, name: FactName, value: Value) -> Fact {
        Fact::stated(name, value, self.node.span().first_line(), &*self.field)
    }

    /// One of the readings every format shares.
    pub(super) fn read(
        &self,
        name: FactName,
        read: fn(Node<'_>, FactName, String) -> Fact,
    ) -> Fact {
        read(self.node, name, self.field.clone())
    }

    /// The same, of the element at a path, where there is one.
    pub(super) fn read_at(
        &self,
        path: &[&str],
        name: FactName,
        read: fn(Node<'_>, FactName, String) -> Fact,
    ) -> Option<Fact> {
        Some(self.at(path)?.read(name, read))
    }

    /// What it leaves open.
    pub(super) fn unresolved(&self, name: FactName) -> Fact {
        let note = if self.node.is_placeholder() {
            "a placeholder that another tool fills in"
        } else {
            "not a value of the kind expected here"
        };
        Fact::unresolved(name, self.node.span().first_line(), &*self.field).with_note(note)
    }

    /// Decodes it as Kubernetes' own type. What Kubernetes would refuse leaves open what the element would have said:
    /// one unresolved fact where the refused value stands, and the rest of the object is read on.
    pub(super) fn decode<T: DeserializeOwned>(
        &self,
        name: FactName,
        facts: &mut Vec<Fact>,
    ) -> Option<T> {
        match from_node(self.node) {
            Ok(element) => Some(element),
            Err(error) => {
                let at = error.at.unwrap_or_else(|| self.node.span());
                facts.push(
                    Fact::unresolved(name, at.first_line(), &*self.field)
                        .with_note(format!("not what Kubernetes takes: {}", error.message)),
                );
                None
            }
        }
    }

    /// Whether the switch at a path is on. One that is not a boolean leaves the fact open.
    pub(super) fn switch(
        &self,
        path: &[&str],
        name: FactName,
        facts: &mut Vec<Fact>,
    ) -> Option<Self> {
        let switch = self.at(path)?;
        let on = switch.node.as_bool();
        if on.is_none() {
            facts.push(switch.unresolved(name));
        }
        (on == Some(true)).then_some(switch)
    }
}

fn push_key(field: &mut String, key: &str) {
    if !field.is_empty() {
        field.push('.');
    }
    field.push_str(key);
}
