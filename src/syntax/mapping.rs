//! What a mapping owes its readers once it is closed: its duplicate keys noted, its `<<` resolved under a budget.

use super::builder::Builder;
use super::node::{Kind, Node};
use super::tree::{DuplicateKey, Shape, Style};
use crate::source::{Span, offset};
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// Steps that `<<` may take in one tree: this many per node of the file and [`MERGE_FLOOR`] on top, but never more than
/// [`MERGE_CEILING`]. Twenty merges of every node is far beyond any real file; a merge bomb passes it in its first lines.
const MERGES_PER_NODE: usize = 20;
const MERGE_FLOOR: usize = 100_000;
const MERGE_CEILING: usize = 5_000_000;

/// Maps up to this many entries, nearly all there are, need no hash table.
const SMALL: usize = 16;

impl Builder {
    /// Reads the children of the mapping that was just closed.
    pub(super) fn close_mapping(&mut self, node: u32, first: u32, length: u32) {
        self.find_duplicates(first, length);
        let children = &self.tree.children[first as usize..(first + length) as usize];
        if !self.merge_cut && children.chunks_exact(2).any(|pair| self.is_merge(pair[0])) {
            self.merge(node, first, length);
        }
        let entries = self.flat_entries(node).len() / 2;
        if entries > SMALL {
            self.tree.wide.insert(node, OnceLock::new());
        }
    }

    fn key_text(&self, id: u32) -> Option<&str> {
        Node::new(&self.tree, id).as_str()
    }

    /// Whether a key is a `<<` without quotes.
    fn is_merge(&self, key: u32) -> bool {
        let data = &self.tree.nodes[key as usize];
        let Shape::Scalar {
            style: Style::Plain,
            ..
        } = data.shape
        else {
            return false;
        };
        data.end - data.start == 2 && self.key_text(key) == Some("<<")
    }

    fn find_duplicates(&mut self, first: u32, length: u32) {
        let children = &self.tree.children[first as usize..(first + length) as usize];
        let mut duplicates = Vec::new();
        let entries = children.len() / 2;
        if entries <= SMALL {
            let mut texts = [None; SMALL];
            for at in 0..entries {
                texts[at] = self.key_text(children[2 * at]);
                let twin = (0..at)
                    .rev()
                    .find(|other| texts[at].is_some() && texts[*other] == texts[at]);
                duplicates.extend(twin.map(|other| (children[2 * other], children[2 * at])));
            }
        } else {
            let mut seen: HashMap<&str, u32> = HashMap::with_capacity(entries);
            for pair in children.chunks_exact(2) {
                let text = self.key_text(pair[0]);
                if let Some(other) = text.and_then(|text| seen.insert(text, pair[0])) {
                    duplicates.push((other, pair[0]));
                }
            }
        }
        for (first, second) in duplicates {
            // Several `<<` in one map are merged one after the other.
            if !self.is_merge(first) || !self.is_merge(second) {
                let span = |id: u32| Node::new(&self.tree, id).span();
                let duplicate = DuplicateKey {
                    first: span(first),
                    second: span(second),
                };
                self.tree.duplicates.push(duplicate);
            }
        }
    }

    fn merge(&mut self, node: u32, first: u32, length: u32) {
        let most = self.tree.nodes.len() * MERGES_PER_NODE + MERGE_FLOOR;
        let budget = most.min(MERGE_CEILING).saturating_sub(self.merges);
        let mut left = budget;
        let mut refused = None;
        let Some(entries) = self.merged_entries(first, length, &mut left, &mut refused) else {
            self.merge_cut = true;
            let start = self.tree.nodes[node as usize].start;
            let message = "merge keys (`<<`) expand too far; from here on they are not followed";
            return self.error(start, start, message);
        };
        self.merges += budget - left;
        let range = (offset(self.tree.children.len()), offset(entries.len()));
        self.tree.children.extend(entries);
        self.tree.merged.insert(node, range);
        if let Some(at) = refused {
            self.error(at.start, at.end, "`<<` takes a map or a list of maps");
        }
    }

    /// The entries after merging: explicit keys win, then the first source that has the key. Sources were closed
    /// before, so their own merges are resolved already. Every source and every entry looked at is a step; `None` when
    /// none is `left`.
    fn merged_entries(
        &self,
        first: u32,
        length: u32,
        left: &mut usize,
        refused: &mut Option<Span>,
    ) -> Option<Vec<u32>> {
        let own = &self.tree.children[first as usize..(first + length) as usize];
        let (merges, plain): (Vec<&[u32]>, Vec<&[u32]>) =
            own.chunks_exact(2).partition(|pair| self.is_merge(pair[0]));
        let mut entries = plain.concat();
        let mut names: HashSet<&str> = plain
            .iter()
            .filter_map(|pair| self.key_text(pair[0]))
            .collect();
        for value in merges.iter().map(|pair| Node::new(&self.tree, pair[1])) {
            let single = (value.kind() != Kind::Sequence).then_some(value);
            for source in value.items().chain(single) {
                *left = left.checked_sub(1)?;
                if matches!(source.kind(), Kind::Scalar(_) | Kind::Sequence) {
                    refused.get_or_insert(source.span());
                }
                let added = entries.len();
                // From the back, so that of a key which the source has twice the last one counts.
                for pair in self.flat_entries(source.id()).rchunks_exact(2) {
                    *left = left.checked_sub(1)?;
                    if self.key_text(pair[0]).is_none_or(|text| names.insert(text)) {
                        entries.extend([pair[1], pair[0]]);
                    }
                }
                entries[added..].reverse();
            }
        }
        Some(entries)
    }

    /// The entries of a mapping, after its own merges.
    fn flat_entries(&self, mapping: u32) -> &[u32] {
        let (first, length) = match (
            self.tree.nodes[mapping as usize].shape,
            self.tree.merged.get(&mapping),
        ) {
            (_, Some(range)) => *range,
            (Shape::Mapping { range, .. }, None) => self.tree.ranges[range as usize],
            _ => (0, 0),
        };
        &self.tree.children[first as usize..(first + length) as usize]
    }
}
