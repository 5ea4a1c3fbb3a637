//! YAML through granit-parser's events: the only file that knows it.

use super::builder::{Builder, Place};
use super::tree::{Style, Tree};
use crate::source::{Source, offset};
use granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span, StrInput};
use std::collections::HashMap;
use std::sync::Arc;

/// Parses every document; one that is broken does not hide the ones after it.
pub(super) fn parse(source: &Arc<Source>) -> Tree {
    let mut reader = Reader {
        builder: Builder::new(source),
        text: source.text(),
        anchors: HashMap::new(),
    };
    let mut parser = Parser::new_from_str_with_options(source.text(), options());
    loop {
        match parser.next_event() {
            Some(Ok((event, span))) => reader.event(event, &span),
            Some(Err(error)) => {
                reader.fail(&error);
                if !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
            None => break,
        }
    }
    reader.builder.finish()
}

fn options() -> Options {
    granit_parser::options! {
        // Real CloudFormation and Istio files indent quoted continuations less than the standard asks for.
        strict_indentation: false,
        // Without it a block scalar at the end of a file without a final newline gains one.
        block_scalar_eof_without_line_feed: true,
        emit_unresolved_aliases: true,
        // Long comment blocks, such as a licence, wait here until the next token.
        max_buffered_comment_events: 65_536,
        // Go takes keys far longer than the standard's 1,024 characters.
        simple_key_max_lookahead: 4_096,
    }
}

struct Reader<'s> {
    builder: Builder,
    text: &'s str,
    /// Anchor number to node.
    anchors: HashMap<usize, u32>,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>, span: &Span) {
        let (start, end) = bytes(span);
        let tag_span = span.tag_span();
        let tag = tag_span.as_ref().and_then(|tag| {
            let (from, to) = bytes(tag);
            Some((from, self.text.get(from as usize..to as usize)?))
        });
        let place = Place { start, end, tag };
        match event {
            Event::Scalar(value, style, anchor, _) => {
                let node = self.scalar(place, style, &value);
                self.anchor(anchor, node);
            }
            Event::SequenceStart(_, anchor, _) => {
                let node = self.builder.start(place, false);
                self.anchor(anchor, node);
            }
            Event::MappingStart(_, anchor, _) => {
                let node = self.builder.start(place, true);
                self.anchor(anchor, node);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                // A block's end event stands behind trailing blanks; a bracket is the end of its list or map.
                let closes = matches!(self.text.as_bytes().get(start as usize), Some(b']' | b'}'))
                    && end > start;
                self.builder.end(closes.then_some(end));
            }
            Event::Alias(anchor) => {
                let target = self.anchors.get(&anchor).copied();
                self.builder.alias(place, target);
            }
            Event::UnresolvedAlias(_) => self.builder.alias(place, None),
            Event::Comment(..) => self.builder.comment(start, end),
            Event::DocumentEnd => {
                self.builder.document(true);
                self.anchors.clear();
            }
            _ => {}
        }
    }

    fn scalar(&mut self, mut place: Place<'_>, style: ScalarStyle, value: &str) -> u32 {
        let slice = self
            .text
            .get(place.start as usize..place.end as usize)
            .unwrap_or("");
        let (style, raw) = match style {
            ScalarStyle::Plain => (Style::Plain, slice),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => (
                Style::Quoted,
                slice.get(1..slice.len().saturating_sub(1)).unwrap_or(""),
            ),
            ScalarStyle::Literal | ScalarStyle::Folded => {
                // The parser takes the line ends after a block along; a span ends with its text.
                let slice = slice.trim_end_matches([' ', '\t', '\r', '\n']);
                place.end = place.start + offset(slice.len());
                (Style::Block, slice)
            }
        };
        // An absent value has an empty span and the text `~`; it is the empty plain scalar.
        let absent = style == Style::Plain && slice.is_empty();
        let same = raw == value || absent;
        self.builder.scalar(place, style, (!same).then_some(value))
    }

    fn anchor(&mut self, anchor: usize, node: u32) {
        if anchor > 0 {
            self.anchors.insert(anchor, node);
        }
    }

    fn fail(&mut self, error: &ScanError) {
        let at = error
            .marker()
            .byte_offset()
            .map_or(u32::MAX, offset)
            .min(offset(self.text.len()));
        let (at, message) = self.in_plain_words(at, error.info().as_str());
        self.builder.error(at, at, message);
        self.builder.document(false);
        self.anchors.clear();
    }
}

impl Reader<'_> {
    /// The parser's reason, where it stands on its head put on its feet.
    fn in_plain_words(&self, at: u32, reason: &str) -> (u32, String) {
        if reason == "recursion limit exceeded" {
            return (at, "lists and maps nest too deep here".to_owned());
        }
        let rest = self.text.get(at as usize..).unwrap_or("");
        if reason.ends_with("found a tab")
            && let Some(line) = rest.find("\n\t")
        {
            // The parser points at the text that the tab's line would continue.
            return (
                at + offset(line + 1),
                "a tab may not indent this line".to_owned(),
            );
        }
        (at, reason.replace('\'', "`"))
    }
}

fn bytes(span: &Span) -> (u32, u32) {
    let range = span.byte_range().unwrap_or(0..0);
    (offset(range.start), offset(range.end))
}

/// The parser's cost alone, for the benchmark: how many events the same text has.
pub(crate) fn drain(text: &str) -> usize {
    let mut parser: Parser<'_, StrInput<'_>> = Parser::new_from_str_with_options(text, options());
    let mut events = 0;
    loop {
        match parser.next_event() {
            Some(Ok(_)) => events += 1,
            Some(Err(_)) => {
                if !matches!(parser.proceed_next_document(), Ok(true)) {
                    return events;
                }
            }
            None => return events,
        }
    }
}
