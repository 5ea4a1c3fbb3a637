//! HCL into the same tree, laid out as its own JSON form is: a block's type, then each label, is a key; blocks that
//! repeat are a list. So `.tf` and `.tf.json` read alike.
//!
//! Literals are scalars, lists and maps. Everything else is an expression, which only Terraform evaluates: a scalar
//! with the tag [`EXPRESSION`] whose text is the source. `jsonencode` of a literal is that literal, with the tag
//! [`ENCODED`].

use super::builder::{Builder, Place};
use super::hcl_comment;
use super::tree::{Style, Tree};
use crate::source::{Source, offset};
use hcl_edit::Span;
use hcl_edit::expr::{Expression, FuncCall, ObjectKey, UnaryOperator};
use hcl_edit::structure::{Block, BlockLabel, Body, Structure};
use hcl_edit::template::Element;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The tag of an expression.
pub const EXPRESSION: &str = "!hcl";
/// The tag of a list or map that `jsonencode` makes a text of.
pub const ENCODED: &str = "!jsonencode";

/// Parses a file; its depth is bounded by the parser, which reads all of a file or nothing.
pub(super) fn parse(source: &Arc<Source>) -> Tree {
    let text = source.text();
    let mut builder = Builder::new(source);
    for comment in hcl_comment::find(text) {
        builder.comment(offset(comment.start), offset(comment.end));
    }
    match hcl_edit::parser::parse_body(text) {
        Ok(body) => {
            if !body.is_empty() {
                let mut adapter = Adapter { builder, text };
                adapter.bodies(&[(0..text.len(), &body)]);
                builder = adapter.builder;
            }
            builder.document(true);
        }
        Err(error) => {
            let at = offset(error.location().offset());
            builder.error(at, at, error.message());
            builder.document(false);
        }
    }
    builder.finish()
}

struct Adapter<'s> {
    builder: Builder,
    text: &'s str,
}

/// A block of which the first `depth` labels are keys already.
#[derive(Clone, Copy)]
struct Labelled<'b> {
    block: &'b Block,
    depth: usize,
}

impl<'b> Labelled<'b> {
    fn label(self) -> Option<&'b BlockLabel> {
        self.block.labels.get(self.depth)
    }

    fn inner(self) -> Self {
        Self {
            depth: self.depth + 1,
            ..self
        }
    }
}

impl Adapter<'_> {
    /// One body is a map, several a list of maps.
    fn bodies(&mut self, bodies: &[(Range<usize>, &Body)]) {
        if let [(span, body)] = bodies {
            return self.body(span, body);
        }
        let start = bodies.first().map_or(0, |(span, _)| span.start);
        self.builder.start(place(&(start..start)), false);
        for (span, body) in bodies {
            self.body(span, body);
        }
        self.builder.end(None);
    }

    fn body(&mut self, span: &Range<usize>, body: &Body) {
        let mut blocks: BTreeMap<&str, Vec<Labelled<'_>>> = BTreeMap::new();
        for block in body.blocks() {
            let labelled = Labelled { block, depth: 0 };
            blocks
                .entry(block.ident.as_str())
                .or_default()
                .push(labelled);
        }
        self.builder.start(place(span), true);
        for structure in body {
            match structure {
                Structure::Attribute(attribute) => {
                    self.plain(attribute.key.span());
                    self.expression(&attribute.value);
                }
                // All blocks of a type stand where the first of them does.
                Structure::Block(block) => {
                    if let Some(group) = blocks.remove(block.ident.as_str()) {
                        self.plain(block.ident.span());
                        self.blocks(&group);
                    }
                }
            }
        }
        self.builder.end(Some(offset(span.end)));
    }

    /// Blocks of one type, and of one label so far.
    fn blocks(&mut self, group: &[Labelled<'_>]) {
        let (labelled, bare): (Vec<Labelled<'_>>, Vec<Labelled<'_>>) =
            group.iter().partition(|one| one.label().is_some());
        if labelled.is_empty() {
            let bodies: Vec<_> = bare
                .iter()
                .map(|one| (one.body_span(self.text), &one.block.body))
                .collect();
            return self.bodies(&bodies);
        }
        let mut order = Vec::new();
        let mut groups: BTreeMap<&str, Vec<Labelled<'_>>> = BTreeMap::new();
        for one in labelled {
            let Some(label) = one.label() else { continue };
            let group = groups.entry(label.as_str()).or_insert_with(|| {
                order.push(label);
                Vec::new()
            });
            group.push(one.inner());
        }
        let start = order.first().and_then(|label| label.span());
        let start = start.map_or(0, |span| span.start);
        self.builder.start(place(&(start..start)), true);
        for label in order {
            self.label(label);
            let group = groups.remove(label.as_str()).unwrap_or_default();
            self.blocks(&group);
        }
        self.builder.end(None);
    }

    fn label(&mut self, label: &BlockLabel) {
        match label {
            BlockLabel::Ident(_) => self.plain(label.span()),
            BlockLabel::String(text) => self.quoted(&text.span().unwrap_or(0..0), text),
        }
    }

    fn expression(&mut self, expression: &Expression) {
        let span = expression.span().unwrap_or(0..0);
        match expression {
            Expression::Null(_) | Expression::Bool(_) | Expression::Number(_) => {
                self.plain(Some(span));
            }
            Expression::UnaryOp(operation)
                if *operation.operator.value() == UnaryOperator::Neg
                    && operation.expr.is_number() =>
            {
                self.plain(Some(span));
            }
            Expression::String(text) => self.quoted(&span, text),
            Expression::Array(items) => {
                self.builder.start(place(&span), false);
                for item in items {
                    self.expression(item);
                }
                self.builder.end(Some(offset(span.end)));
            }
            Expression::Object(object) => self.object(place(&span), object),
            Expression::HeredocTemplate(heredoc) => match heredoc.template.as_single_element() {
                Some(Element::Literal(text)) => {
                    self.builder
                        .scalar(place(&span), Style::Block, Some(text.as_str()));
                }
                _ => self.code(&span),
            },
            Expression::FuncCall(call) => self.call(&span, call),
            _ => self.code(&span),
        }
    }

    fn object(&mut self, place: Place<'_>, object: &hcl_edit::expr::Object) {
        self.builder.start(place, true);
        for (key, value) in object {
            match key {
                ObjectKey::Ident(name) => self.plain(name.span()),
                ObjectKey::Expression(Expression::Variable(name)) => self.plain(name.span()),
                ObjectKey::Expression(key) => self.expression(key),
            }
            self.expression(value.expr());
        }
        self.builder.end(Some(place.end));
    }

    fn call(&mut self, span: &Range<usize>, call: &FuncCall) {
        let argument = call.args.get(0).filter(|_| {
            call.args.len() == 1 && !call.name.is_namespaced() && **call.name.name == *"jsonencode"
        });
        let tagged = |argument: &Expression| Place {
            tag: Some((offset(span.start), ENCODED)),
            ..place(&argument.span().unwrap_or(span.clone()))
        };
        match argument {
            Some(argument @ Expression::Object(object)) => self.object(tagged(argument), object),
            Some(argument @ Expression::Array(items)) => {
                let place = tagged(argument);
                self.builder.start(place, false);
                for item in items {
                    self.expression(item);
                }
                self.builder.end(Some(place.end));
            }
            _ => self.code(span),
        }
    }

    fn plain(&mut self, span: Option<Range<usize>>) {
        let place = place(&span.unwrap_or(0..0));
        self.builder.scalar(place, Style::Plain, None);
    }

    fn quoted(&mut self, span: &Range<usize>, decoded: &str) {
        let inner = span.start + 1..span.end.saturating_sub(1);
        let decoded = (self.text.get(inner) != Some(decoded)).then_some(decoded);
        self.builder.scalar(place(span), Style::Quoted, decoded);
    }

    fn code(&mut self, span: &Range<usize>) {
        let place = Place {
            tag: Some((offset(span.start), EXPRESSION)),
            ..place(span)
        };
        self.builder.scalar(place, Style::Plain, None);
    }
}

impl Labelled<'_> {
    /// From the first brace to the last.
    fn body_span(self, text: &str) -> Range<usize> {
        let whole = self.block.span().unwrap_or(0..0);
        let head = match self.block.labels.last() {
            Some(label) => label.span(),
            None => self.block.ident.span(),
        };
        let after = head.map_or(whole.start, |span| span.end);
        let brace = text.get(after..whole.end).and_then(|rest| rest.find('{'));
        brace.map_or(whole.start, |brace| after + brace)..whole.end
    }
}

fn place(span: &Range<usize>) -> Place<'static> {
    Place {
        start: offset(span.start),
        end: offset(span.end),
        tag: None,
    }
}
