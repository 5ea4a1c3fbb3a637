//! TOML into the same tree. The parser gives every key and value with its span but drops comments, and a suppression
//! is a comment: those come from its lexer.

use super::builder::{Builder, Place};
use super::literal::Lists;
use super::tree::{Style, Tree};
use crate::source::{Source, offset};
use ::toml::Spanned;
use ::toml::de::{DeString, DeTable, DeValue};
use std::ops::Range;
use std::sync::Arc;
use toml_parser::lexer::TokenKind;

/// Parses a file. Its depth is bounded by the parser.
pub(super) fn parse(source: &Arc<Source>) -> Tree {
    let text = source.text();
    let mut builder = Builder::new(source);
    let mut lists = Lists::default();
    // A list stands behind the `=` of its key; within lists it is found with the outermost.
    let (mut is_value, mut done) = (false, 0);
    for token in toml_parser::Source::new(text).lex() {
        let (start, end) = (token.span().start(), token.span().end());
        match token.kind() {
            TokenKind::Comment => builder.comment(offset(start), offset(end)),
            TokenKind::LeftSquareBracket if is_value && start >= done => {
                done = lists.note(text, start).unwrap_or(done);
            }
            _ => {}
        }
        is_value = match token.kind() {
            TokenKind::Equals => true,
            TokenKind::Whitespace => is_value,
            _ => false,
        };
    }
    let blanked = lists.blanked(text);
    let (root, errors) = DeTable::parse_recoverable(&blanked);
    if !root.get_ref().is_empty() {
        let mut adapter = Adapter {
            builder,
            text,
            lists: &lists,
        };
        adapter.table(&(0..text.len()), root.get_ref());
        builder = adapter.builder;
    }
    for error in &errors {
        let at = error.span().unwrap_or(0..0);
        builder.error(offset(at.start), offset(at.end), error.message());
    }
    builder.document(errors.is_empty());
    builder.finish()
}

struct Adapter<'s> {
    builder: Builder,
    text: &'s str,
    lists: &'s Lists,
}

impl Adapter<'_> {
    /// The parser sorts keys by name; here they stand in the order of the file.
    fn table(&mut self, span: &Range<usize>, table: &DeTable<'_>) {
        self.builder.start(place(span), true);
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            self.text(&key.span(), key.get_ref());
            self.value(value);
        }
        self.builder.end(None);
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>) {
        let span = value.span();
        match value.get_ref() {
            DeValue::Table(table) => self.table(&span, table),
            DeValue::Array(_) if self.lists.put(self.text, place(&span), &mut self.builder) => {}
            DeValue::Array(items) => {
                self.builder.start(place(&span), false);
                for item in items {
                    self.value(item);
                }
                self.builder.end(None);
            }
            DeValue::String(text) => self.text(&span, text),
            _ => {
                self.builder.scalar(place(&span), Style::Plain, None);
            }
        }
    }

    /// A key or a text; four kinds of quotes, and bare keys have none.
    fn text(&mut self, span: &Range<usize>, decoded: &DeString<'_>) {
        let written = self.text.get(span.clone()).unwrap_or("");
        let quoted = written.len() >= 2 && written.starts_with(['"', '\'']);
        let (style, plain) = if quoted {
            (Style::Quoted, written.get(1..written.len() - 1))
        } else {
            (Style::Plain, Some(written))
        };
        let decoded = (plain != Some(&**decoded)).then_some(&**decoded);
        self.builder.scalar(place(span), style, decoded);
    }
}

fn place(span: &Range<usize>) -> Place<'static> {
    Place {
        start: offset(span.start),
        end: offset(span.end),
        tag: None,
    }
}
