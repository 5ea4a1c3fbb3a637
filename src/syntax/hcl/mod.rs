//! HCL into the same tree, laid out as its own JSON form is: a block's type, then each label, is a key; blocks that
//! repeat are a list. So `.tf` and `.tf.json` read alike.
//!
//! Literals are scalars, lists and maps. Everything else is an expression, which only Terraform evaluates: a scalar
//! with the tag [`EXPRESSION`] whose text is the source. `jsonencode` of a literal is that literal, with the tag
//! [`ENCODED`].
//!
//! An own reader, because `hcl-edit` refuses files that Terraform reads (a key twice in a map, a line of a heredoc that
//! begins like its end) and takes a hundred bytes for each item of a list.

mod collection;
mod expression;
mod read;
mod template;
mod text;

use super::builder::{Builder, Place};
use super::tree::{Style, Tree};
use crate::source::{Source, offset};
use expression::{Part, PartKind};
use read::{Block, Body, Item, Label, Reader};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The tag of an expression.
pub const EXPRESSION: &str = "!hcl";
/// The tag of a list or map that `jsonencode` makes a text of.
pub const ENCODED: &str = "!jsonencode";

/// Parses a file: all of it or nothing.
pub(super) fn parse(source: &Arc<Source>) -> Tree {
    let mut builder = Builder::new(source);
    let mut reader = Reader::new(source.text());
    let outcome = reader.file();
    for comment in std::mem::take(&mut reader.scan.comments) {
        builder.comment(comment.start, comment.end);
    }
    match outcome {
        Ok(body) => {
            if !body.items.is_empty() {
                let mut layout = Layout {
                    builder,
                    text: source.text(),
                    parts: &reader.parts,
                    decoded: &reader.decoded,
                };
                layout.body(&body);
                builder = layout.builder;
            }
            builder.document(true);
        }
        Err(fault) => {
            let at = offset(fault.at);
            builder.error(at, at, fault.message);
            builder.document(false);
        }
    }
    builder.finish()
}

struct Layout<'r> {
    builder: Builder,
    text: &'r str,
    parts: &'r [Part],
    decoded: &'r [String],
}

/// A block of which the first `depth` labels are keys already.
#[derive(Clone, Copy)]
struct Labelled<'r> {
    block: &'r Block,
    depth: usize,
}

impl<'r> Labelled<'r> {
    fn label(self) -> Option<&'r Label> {
        self.block.labels.get(self.depth)
    }

    fn inner(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }
}

impl Layout<'_> {
    /// One body is a map, several a list of maps.
    fn bodies(&mut self, bodies: &[&Body]) {
        if let [body] = bodies {
            return self.body(body);
        }
        let start = bodies.first().map_or(0, |body| body.span.start);
        self.builder.start(place(&(start..start)), false);
        for body in bodies {
            self.body(body);
        }
        self.builder.end(None);
    }

    fn body(&mut self, body: &Body) {
        let mut blocks: BTreeMap<&str, Vec<Labelled<'_>>> = BTreeMap::new();
        for item in &body.items {
            if let Item::Block(block) = item {
                let labelled = Labelled { block, depth: 0 };
                let name = &self.text[block.name.clone()];
                blocks.entry(name).or_default().push(labelled);
            }
        }
        self.builder.start(place(&body.span), true);
        for item in &body.items {
            match item {
                Item::Argument { name, value } => {
                    self.plain(name);
                    self.value(value.clone());
                }
                // All blocks of a type stand where the first of them does.
                Item::Block(block) => {
                    if let Some(group) = blocks.remove(&self.text[block.name.clone()]) {
                        self.plain(&block.name);
                        self.blocks(&group);
                    }
                }
            }
        }
        self.builder.end(Some(offset(body.span.end)));
    }

    /// Blocks of one type, and of one label so far.
    fn blocks(&mut self, group: &[Labelled<'_>]) {
        let (labelled, bare): (Vec<Labelled<'_>>, Vec<Labelled<'_>>) =
            group.iter().partition(|one| one.label().is_some());
        if labelled.is_empty() {
            let bodies: Vec<_> = bare.iter().map(|one| &one.block.body).collect();
            return self.bodies(&bodies);
        }
        let mut order = Vec::new();
        let mut groups: BTreeMap<&str, Vec<Labelled<'_>>> = BTreeMap::new();
        for one in labelled {
            let Some(label) = one.label() else { continue };
            let group = groups.entry(label.text.as_str()).or_insert_with(|| {
                order.push(label);
                Vec::new()
            });
            group.push(one.inner());
        }
        let start = order.first().map_or(0, |label| label.span.start);
        self.builder.start(place(&(start..start)), true);
        for label in order {
            self.label(label);
            let group = groups.remove(label.text.as_str()).unwrap_or_default();
            self.blocks(&group);
        }
        self.builder.end(None);
    }

    fn label(&mut self, label: &Label) {
        if label.is_quoted {
            self.quoted(place(&label.span), Some(&label.text));
        } else {
            self.plain(&label.span);
        }
    }

    /// The parts of a value.
    fn value(&mut self, parts: Range<usize>) {
        for part in self.parts.get(parts).unwrap_or_default() {
            let tag = match part.kind {
                PartKind::List | PartKind::Map if part.extra > 0 => Some((part.extra - 1, ENCODED)),
                PartKind::Code => Some((part.start, EXPRESSION)),
                _ => None,
            };
            let place = Place {
                start: part.start,
                end: part.end,
                tag,
            };
            let text = part.extra.checked_sub(1);
            let text = text.and_then(|number| self.decoded.get(number as usize));
            match part.kind {
                PartKind::List => drop(self.builder.start(place, false)),
                PartKind::Map => drop(self.builder.start(place, true)),
                PartKind::End => self.builder.end(Some(part.end)),
                PartKind::Plain | PartKind::Code => {
                    self.builder.scalar(place, Style::Plain, None);
                }
                PartKind::Quoted => self.quoted(place, text.map(String::as_str)),
                PartKind::Heredoc => {
                    let text = text.map_or("", String::as_str);
                    self.builder.scalar(place, Style::Block, Some(text));
                }
            }
        }
    }

    fn plain(&mut self, span: &Range<usize>) {
        self.builder.scalar(place(span), Style::Plain, None);
    }

    fn quoted(&mut self, place: Place<'_>, decoded: Option<&str>) {
        let inner = place.start as usize + 1..place.end.saturating_sub(1) as usize;
        let decoded = decoded.filter(|decoded| self.text.get(inner) != Some(decoded));
        self.builder.scalar(place, Style::Quoted, decoded);
    }
}

fn place(span: &Range<usize>) -> Place<'static> {
    Place {
        start: offset(span.start),
        end: offset(span.end),
        tag: None,
    }
}
