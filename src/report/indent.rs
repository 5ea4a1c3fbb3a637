//! JSON with two blanks of indent, byte for byte as `serde_json` writes it, but each line's beginning in one piece: half of
//! a large report is indent, which `serde_json` hands out two blanks at a time. What is very deep may share a line.

use serde_json::ser::Formatter;
use std::io;

/// A line break and more indent than reports are deep; what is deeper is written in several pieces.
const LINE: &[u8; 65] = b"\n                                                                ";
/// One level.
const BLANKS: usize = 2;

/// Where in a document the writer is.
pub(super) struct Indent {
    depth: usize,
    /// The deepest level whose entries have lines of their own.
    deepest: usize,
    /// Whether the innermost list or map has anything in it.
    filled: bool,
}

impl Indent {
    /// As many levels deep in a document as its first line is.
    pub(super) fn at(depth: usize) -> Self {
        Self {
            depth,
            deepest: usize::MAX,
            filled: false,
        }
    }

    /// The same, but what is deeper than a level shares the line of its entry.
    pub(super) fn down_to(self, deepest: usize) -> Self {
        Self { deepest, ..self }
    }

    fn line<W: ?Sized + io::Write>(&self, out: &mut W) -> io::Result<()> {
        let blanks = self.depth * BLANKS;
        out.write_all(&LINE[..=blanks.min(LINE.len() - 1)])?;
        for _ in LINE.len() - 1..blanks {
            out.write_all(b" ")?;
        }
        Ok(())
    }

    fn begin<W: ?Sized + io::Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        out.write_all(bracket)
    }

    fn end<W: ?Sized + io::Write>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        let has_lines = self.filled && self.depth <= self.deepest;
        self.depth -= 1;
        if has_lines {
            self.line(out)?;
        }
        self.filled = true;
        out.write_all(bracket)
    }

    fn entry<W: ?Sized + io::Write>(&self, out: &mut W, first: bool) -> io::Result<()> {
        if self.depth > self.deepest {
            return out.write_all(if first { b"" } else { b", " });
        }
        if !first {
            out.write_all(b",")?;
        }
        self.line(out)
    }
}

impl Formatter for Indent {
    fn begin_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.entry(out, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.entry(out, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;
    use serde_json::{Serializer, Value, json};

    fn indented(value: &Value) -> Option<String> {
        let mut out = Vec::new();
        let mut serializer = Serializer::with_formatter(&mut out, Indent::at(0));
        value.serialize(&mut serializer).ok()?;
        String::from_utf8(out).ok()
    }

    #[test]
    fn it_is_what_serde_json_writes() {
        let mut deep = json!({"a": [], "b": {}, "c": [1, {"d": [[], {}]}, "e"], "f": null});
        for _ in 0..50 {
            assert_eq!(indented(&deep), serde_json::to_string_pretty(&deep).ok());
            deep = json!([deep, {"g": {}}]);
        }
    }

    #[test]
    fn what_is_deeper_shares_a_line() {
        let cells = json!({"cells": [{"a": [], "b": [1, 2]}, {"a": [{"c": 3}], "b": []}]});
        let mut out = Vec::new();
        let layout = Indent::at(0).down_to(2);
        assert!(
            cells
                .serialize(&mut Serializer::with_formatter(&mut out, layout))
                .is_ok()
        );
        assert_eq!(
            String::from_utf8_lossy(&out),
            "{\n  \"cells\": [\n    {\"a\": [], \"b\": [1, 2]},\n    {\"a\": [{\"c\": 3}], \"b\": []}\n  ]\n}"
        );
        assert_eq!(serde_json::from_slice::<Value>(&out).ok(), Some(cells));
    }
}
