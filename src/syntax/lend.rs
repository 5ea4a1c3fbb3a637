//! Entries that a map has because of where it stands.

use super::node::Node;
use super::tree::{NodeData, Shape, Style, Tree};
use crate::source::offset;

/// Entries of another map that a map has too.
pub struct Lent {
    /// The map.
    pub to: u32,
    /// Keys and values that are the same.
    pub as_they_are: Vec<(u32, u32)>,
    /// A key whose value differs.
    pub key: u32,
    /// The other map's value, at whose place it stands.
    pub value: u32,
    /// What it says.
    pub text: String,
}

impl Tree {
    /// Adds entries to maps. They stand where the other map's do.
    pub fn lend(&mut self, all: &[Lent]) {
        for lent in all {
            let Some(place) = self.nodes.get(lent.value as usize) else {
                continue;
            };
            let (start, end) = (place.start, place.end);
            self.decoded.push(lent.text.as_str().into());
            let value = offset(self.nodes.len());
            self.nodes.push(NodeData {
                start,
                end,
                shape: Shape::Scalar {
                    style: Style::Plain,
                    tagged: false,
                    decoded: offset(self.decoded.len()),
                },
            });
            let own = Node::new(self, lent.to).entries();
            let own: Vec<u32> = own
                .flat_map(|entry| [entry.key.own_id(), entry.value.own_id()])
                .collect();
            let same = lent
                .as_they_are
                .iter()
                .flat_map(|(key, value)| [*key, *value]);
            let entries: Vec<u32> = same.chain([lent.key, value]).chain(own).collect();
            let range = (offset(self.children.len()), offset(entries.len()));
            self.children.extend(entries);
            self.merged.insert(lent.to, range);
            // What was looked up before was looked up in fewer entries.
            if let Some(index) = self.wide.get_mut(&lent.to) {
                index.take();
            }
        }
    }
}
