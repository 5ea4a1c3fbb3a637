//! A node and the path of keys that leads to it: what every fact needs to say where it was read.

use crate::model::{Fact, FactName, Value};
use crate::syntax::{Node, from_node};
use serde::de::DeserializeOwned;

/// An element of an object.
#[derive(Clone)]
pub(super) struct Element<'t> {
    pub(super) node: Node<'t>,
    /// Empty for the object itself.
    pub(super) field: String,
}

impl<'t> Element<'t> {
    /// The object itself.
    pub(super) fn object(node: Node<'t>) -> Self {
        Self {
            node,
            field: String::new(),
        }
    }

    /// The element at a path of keys.
    pub(super) fn at(&self, path: &[&str]) -> Option<Self> {
        let node = self.node.at(path)?;
        let mut field = self.field.clone();
        for key in path {
            push_key(&mut field, key);
        }
        Some(Self { node, field })
    }

    /// The entries of a map, each under its key.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'t str, Self)> + use<'t> {
        let parent = self.field.clone();
        self.node.entries().map(move |entry| {
            let mut field = parent.clone();
            push_key(&mut field, entry.name());
            let node = entry.value;
            (entry.name(), Self { node, field })
        })
    }

    /// The items of the list at a key: by name where they have one, so that reordering them changes no path.
    pub(super) fn items(&self, key: &str) -> Vec<Self> {
        let Some(list) = self.at(&[key]) else {
            return Vec::new();
        };
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
                Self { node, field }
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
