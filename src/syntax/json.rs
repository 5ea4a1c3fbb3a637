//! JSON and JSONC into the same tree: an own reader, because no serde one gives spans, comments and what stands
//! before an error. It keeps its own stack, so depth costs no call stack.

use super::builder::{Builder, Place};
use super::json_token::{self as token, Fault};
use super::tree::{Style, Tree};
use crate::source::{Source, offset};
use std::sync::Arc;

/// Which JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// RFC 8259, nothing else.
    Json,
    /// With comments and trailing commas.
    Jsonc,
}

/// How deep lists and maps may nest, as deep as YAML's flow collections may.
const MAX_DEPTH: usize = 255;

/// Reads one value, or a stream of lists and maps.
pub(super) fn parse(source: &Arc<Source>, dialect: Dialect, is_stream: bool) -> Tree {
    let mut reader = Reader {
        builder: Builder::new(source),
        source,
        text: source.text(),
        at: 0,
        dialect,
        is_stream,
        open: Vec::new(),
    };
    while reader.stream() {}
    reader.builder.finish()
}

/// What the grammar allows next.
#[derive(Clone, Copy)]
enum Expect {
    Value,
    /// A value or the end of the list.
    Item,
    Key,
    /// A key or the end of the map.
    Member,
    /// A comma, the end of what is open, or the end of the file.
    After,
}

struct Open {
    at: usize,
    mapping: bool,
}

struct Reader<'s> {
    builder: Builder,
    source: &'s Arc<Source>,
    text: &'s str,
    at: usize,
    dialect: Dialect,
    is_stream: bool,
    open: Vec<Open>,
}

impl Reader<'_> {
    /// Reads one value of the file; whether another may follow it. kubectl reads files of several objects, with or without
    /// `---` between them.
    fn stream(&mut self) -> bool {
        let mut outcome = self.document();
        if outcome.is_ok() && self.is_stream {
            self.builder.document(true);
        }
        outcome = outcome.and_then(|()| self.separator());
        if let Err(fault) = &outcome {
            let at = offset(fault.at);
            self.builder.error(at, at, fault.message.as_str());
        }
        self.builder.document(outcome.is_ok());
        outcome.is_ok() && self.peek().is_some()
    }

    /// Goes to the value that follows another one, or to the end of the file.
    fn separator(&mut self) -> Result<(), Fault> {
        loop {
            match self.peek() {
                None => return Ok(()),
                Some(_) if !self.is_stream => {
                    return Err(Fault::new(
                        self.at,
                        "the file's one value ends before this; nothing may follow it",
                    ));
                }
                Some(b'{' | b'[') => return Ok(()),
                Some(b'-') if self.at_separator() => self.at += 3,
                Some(_) => {
                    return Err(Fault::new(
                        self.at,
                        "a value of the file ends before this; only another list or map may follow it",
                    ));
                }
            }
            self.blanks()?;
        }
    }

    fn at_separator(&self) -> bool {
        let begins = self.text[..self.at].ends_with(['\n', '\r']);
        let line = self.text[self.at..].lines().next().unwrap_or("");
        begins && line.trim_end() == "---"
    }

    fn document(&mut self) -> Result<(), Fault> {
        let mut expect = Expect::Value;
        loop {
            self.blanks()?;
            expect = match (expect, self.peek()) {
                (Expect::After, _) if self.open.is_empty() => return Ok(()),
                (_, None) => return Err(self.ends_early()),
                (Expect::Item, Some(b']')) | (Expect::Member, Some(b'}')) => self.close(),
                (Expect::Value | Expect::Item, Some(first)) => self.value(first)?,
                (Expect::Key | Expect::Member, Some(first)) => self.key(first)?,
                (Expect::After, Some(byte)) => self.after(byte)?,
            };
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn value(&mut self, first: u8) -> Result<Expect, Fault> {
        match first {
            b'{' | b'[' => return self.start(first == b'{'),
            b'"' => self.string()?,
            b'-' | b'0'..=b'9' => {
                let end = token::number(self.text, self.at)?;
                self.plain(end);
            }
            _ => {
                let end = token::word(self.text, self.at)
                    .ok_or_else(|| self.unexpected("a value", first))?;
                self.plain(end);
            }
        }
        Ok(Expect::After)
    }

    fn key(&mut self, first: u8) -> Result<Expect, Fault> {
        if first != b'"' {
            return Err(self.unexpected("a key in double quotes", first));
        }
        self.string()?;
        self.blanks()?;
        match self.peek() {
            Some(b':') => {
                self.at += 1;
                Ok(Expect::Value)
            }
            Some(other) => Err(self.unexpected("`:` after the key", other)),
            None => Err(self.ends_early()),
        }
    }

    fn after(&mut self, byte: u8) -> Result<Expect, Fault> {
        let mapping = self.open.last().is_some_and(|open| open.mapping);
        match (byte, mapping) {
            (b'}', true) | (b']', false) => Ok(self.close()),
            (b',', mapping) => {
                self.at += 1;
                Ok(match (self.dialect, mapping) {
                    (Dialect::Json, true) => Expect::Key,
                    (Dialect::Json, false) => Expect::Value,
                    (Dialect::Jsonc, true) => Expect::Member,
                    (Dialect::Jsonc, false) => Expect::Item,
                })
            }
            (_, true) => Err(self.unexpected("`,` or `}`", byte)),
            (_, false) => Err(self.unexpected("`,` or `]`", byte)),
        }
    }

    fn start(&mut self, mapping: bool) -> Result<Expect, Fault> {
        if self.open.len() == MAX_DEPTH {
            return Err(Fault::new(
                self.at,
                format!("lists and maps nest deeper than {MAX_DEPTH} levels here"),
            ));
        }
        self.builder.start(place(self.at, self.at + 1), mapping);
        self.open.push(Open {
            at: self.at,
            mapping,
        });
        self.at += 1;
        Ok(if mapping {
            Expect::Member
        } else {
            Expect::Item
        })
    }

    fn close(&mut self) -> Expect {
        self.open.pop();
        self.at += 1;
        self.builder.end(Some(offset(self.at)));
        Expect::After
    }

    fn string(&mut self) -> Result<(), Fault> {
        let string = token::string(self.text, self.at)?;
        let place = place(self.at, string.end);
        self.builder
            .scalar(place, Style::Quoted, string.decoded.as_deref());
        self.at = string.end;
        Ok(())
    }

    fn plain(&mut self, end: usize) {
        self.builder.scalar(place(self.at, end), Style::Plain, None);
        self.at = end;
    }

    /// Skips white space, and comments where the dialect has them.
    fn blanks(&mut self) -> Result<(), Fault> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(b'/') if self.dialect == Dialect::Jsonc => {
                    let end = token::comment(self.text, self.at)?;
                    self.builder.comment(offset(self.at), offset(end));
                    self.at = end;
                }
                _ => return Ok(()),
            }
        }
    }

    fn unexpected(&self, wanted: &str, found: u8) -> Fault {
        let after_comma = self.text[..self.at].trim_end().ends_with(',');
        let note = match found {
            b'/' | b'#' => "; JSON has no such comments",
            b'\'' => "; JSON text stands in double quotes",
            b'}' | b']' if after_comma => "; JSON allows no trailing comma",
            _ => "",
        };
        let found = self.text[self.at..].chars().next().unwrap_or(' ');
        Fault::new(self.at, format!("expected {wanted}, found {found:?}{note}"))
    }

    fn ends_early(&self) -> Fault {
        let message = match self.open.last() {
            Some(open) => {
                let bracket = if open.mapping { '{' } else { '[' };
                let position = self.source.position(offset(open.at));
                format!(
                    "the file ends here, but the `{bracket}` at line {}, column {} is not closed",
                    position.line, position.column
                )
            }
            None => "the file ends here, but a value was expected".to_owned(),
        };
        Fault::new(self.at, message)
    }
}

fn place(start: usize, end: usize) -> Place<'static> {
    Place {
        start: offset(start),
        end: offset(end),
        tag: None,
    }
}
