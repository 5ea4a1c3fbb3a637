//! Lists and maps of HCL, and the `for` expressions that make them.

use super::expression::{PartKind, Term, small};
use super::read::{Fault, Reader};

impl Reader<'_> {
    pub(super) fn list(&mut self) -> Result<Term, Fault> {
        let (start, mark) = (self.scan.at, self.parts.len());
        self.scan.take("[");
        if self.at_for()? {
            self.comprehension("]")?;
            return Ok(Term::Code);
        }
        self.push(start..start + 1, PartKind::List, 0);
        loop {
            self.scan.blanks(false)?;
            if self.scan.take("]") {
                break;
            }
            self.expression(false)?;
            self.scan.blanks(false)?;
            if !self.scan.take(",") && !self.scan.starts("]") {
                return Err(self.scan.fault("`,` or `]` was expected here"));
            }
        }
        self.ended(mark);
        Ok(Term::Literal)
    }

    /// Closes the list or map whose start stands at a mark.
    fn ended(&mut self, mark: usize) {
        let end = self.scan.end;
        self.push(end - 1..end, PartKind::End, 0);
        self.parts[mark].end = small(end);
    }

    /// A map; its entries end with a comma or with their line.
    pub(super) fn map(&mut self) -> Result<Term, Fault> {
        let (start, mark) = (self.scan.at, self.parts.len());
        self.scan.take("{");
        let inside = self.scan.at;
        if self.at_for()? {
            self.comprehension("}")?;
            return Ok(Term::Code);
        }
        self.scan.at = inside;
        // What was skipped is read again.
        while self
            .scan
            .comments
            .last()
            .is_some_and(|comment| comment.start as usize >= inside)
        {
            self.scan.comments.pop();
        }
        self.push(start..start + 1, PartKind::Map, 0);
        loop {
            self.scan.blanks(false)?;
            if self.scan.take("}") {
                break;
            }
            self.value(true, true)?;
            self.scan.blanks(true)?;
            if !(self.scan.at_assignment() || self.scan.starts(":")) {
                return Err(self
                    .scan
                    .fault("`=` or `:` was expected here, and the value"));
            }
            self.scan.at += 1;
            self.expression(true)?;
            self.scan.blanks(true)?;
            let is_separated = self.scan.take(",")
                || (self.scan.at_line_end() && self.scan.at < self.scan.text.len());
            if !is_separated && !self.scan.starts("}") {
                return Err(self.scan.fault("a new line, `,` or `}` was expected here"));
            }
        }
        self.ended(mark);
        Ok(Term::Literal)
    }

    /// A `for` expression, of which lines mean nothing.
    fn comprehension(&mut self, bracket: &str) -> Result<(), Fault> {
        let is_map = bracket == "}";
        let mark = self.parts.len();
        self.take_word("for");
        self.loop_header()?;
        self.close(":")?;
        self.expression(false)?;
        self.scan.blanks(false)?;
        let has_key = self.scan.take("=>");
        if has_key != is_map {
            let message = if is_map {
                "`=>` was expected here, and the value"
            } else {
                "a list has no keys; `=>` stands between `{` and `}` only"
            };
            return Err(self.scan.fault(message));
        }
        if has_key {
            self.expression(false)?;
            self.scan.blanks(false)?;
            self.scan.take("...");
            self.scan.blanks(false)?;
        }
        if self.take_word("if") {
            self.expression(false)?;
        }
        self.parts.truncate(mark);
        self.close(bracket)
    }

    /// `key, value in collection`.
    pub(super) fn loop_header(&mut self) -> Result<(), Fault> {
        self.scan.blanks(false)?;
        let mut named = self.scan.ident().is_some();
        self.scan.blanks(false)?;
        if named && self.scan.take(",") {
            self.scan.blanks(false)?;
            named = self.scan.ident().is_some();
            self.scan.blanks(false)?;
        }
        if !named {
            return Err(self.scan.fault("a name was expected here"));
        }
        if !self.take_word("in") {
            return Err(self.scan.fault("`in` was expected here"));
        }
        self.expression(false)
    }
}
