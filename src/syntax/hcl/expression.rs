//! Expressions of HCL. Literals keep their parts; of everything else only the place is kept, because only Terraform
//! evaluates it.

use super::read::{Fault, Reader};
use std::ops::Range;

/// A part of a value, in the order of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) kind: PartKind,
    /// For a text: 1 + its number among the decoded ones, or 0 where it is as it is written. For the start of a list or
    /// map: 1 + the offset of the `jsonencode` around it, or 0.
    pub(super) extra: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartKind {
    List,
    Map,
    /// The end of the innermost list or map.
    End,
    /// A number, a word, a name.
    Plain,
    Quoted,
    Heredoc,
    /// An expression.
    Code,
}

/// What an operand turned out to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    /// Its parts say all of it.
    Literal,
    Number,
    /// A name alone.
    Name,
    Code,
}

/// The operators between two operands, the longer first.
const OPERATORS: &[&str] = &[
    "||", "&&", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%",
];

impl Reader<'_> {
    /// Reads an expression; where `lines` count it ends with its line.
    pub(super) fn expression(&mut self, lines: bool) -> Result<(), Fault> {
        self.value(lines, false)
    }

    pub(super) fn value(&mut self, lines: bool, is_key: bool) -> Result<(), Fault> {
        self.deeper()?;
        self.scan.blanks(lines)?;
        let (start, mark) = (self.scan.at, self.parts.len());
        let mut term = self.operations(lines)?;
        self.scan.blanks(lines)?;
        if self.scan.take("?") {
            self.expression(lines)?;
            self.scan.blanks(lines)?;
            if !self.scan.take(":") {
                return Err(self
                    .scan
                    .fault("`:` was expected here, and what holds if the condition does not"));
            }
            self.expression(lines)?;
            term = Term::Code;
        }
        self.depth -= 1;
        match term {
            Term::Literal | Term::Number => {}
            Term::Name if is_key => self.replace(mark, start, PartKind::Plain),
            Term::Name | Term::Code => self.replace(mark, start, PartKind::Code),
        }
        Ok(())
    }

    /// One part instead of all since a mark.
    fn replace(&mut self, mark: usize, start: usize, kind: PartKind) {
        self.parts.truncate(mark);
        self.push(start..self.scan.end, kind, 0);
    }

    pub(super) fn push(&mut self, span: Range<usize>, kind: PartKind, extra: u32) {
        self.parts.push(Part {
            start: small(span.start),
            end: small(span.end),
            kind,
            extra,
        });
    }

    /// Operands with operators between them; which binds tighter changes nothing here.
    fn operations(&mut self, lines: bool) -> Result<Term, Fault> {
        let mut term = self.operand(lines)?;
        loop {
            self.scan.blanks(lines)?;
            let is_other = self.scan.starts("=>");
            let mut operators = OPERATORS.iter();
            if is_other || !operators.any(|operator| self.scan.take(operator)) {
                return Ok(term);
            }
            self.operand(lines)?;
            term = Term::Code;
        }
    }

    fn operand(&mut self, lines: bool) -> Result<Term, Fault> {
        self.scan.blanks(lines)?;
        let start = self.scan.at;
        if self.scan.take("-") || self.scan.take("!") {
            let is_minus = self.scan.text.as_bytes()[start] == b'-';
            let mark = self.parts.len();
            self.deeper()?;
            let term = self.operand(lines)?;
            self.depth -= 1;
            if is_minus && term == Term::Number {
                self.replace(mark, start, PartKind::Plain);
                // `--1` is an expression.
                return Ok(Term::Literal);
            }
            return Ok(Term::Code);
        }
        let term = self.term(lines)?;
        let is_followed = self.traversal(lines)?;
        Ok(if is_followed { Term::Code } else { term })
    }

    fn term(&mut self, lines: bool) -> Result<Term, Fault> {
        let start = self.scan.at;
        match self.scan.peek() {
            Some(b'(') => {
                self.scan.take("(");
                self.expression(false)?;
                self.close(")")?;
                Ok(Term::Code)
            }
            Some(b'[') => self.list(),
            Some(b'{') => self.map(),
            Some(b'"') => {
                let template = self.quoted()?;
                if !template.is_plain {
                    return Ok(Term::Code);
                }
                let extra = self.keep(template.decoded);
                self.push(start..self.scan.end, PartKind::Quoted, extra);
                Ok(Term::Literal)
            }
            Some(b'<') if self.scan.starts("<<") => {
                let template = self.heredoc()?;
                if !template.is_plain {
                    return Ok(Term::Code);
                }
                let extra = self.keep(template.decoded);
                self.push(start..self.scan.end, PartKind::Heredoc, extra);
                Ok(Term::Literal)
            }
            Some(b'0'..=b'9') => {
                self.scan.number();
                self.push(start..self.scan.end, PartKind::Plain, 0);
                Ok(Term::Number)
            }
            _ => self.named(lines),
        }
    }

    fn keep(&mut self, decoded: Option<String>) -> u32 {
        decoded.map_or(0, |text| {
            self.decoded.push(text);
            small(self.decoded.len())
        })
    }

    pub(super) fn close(&mut self, bracket: &str) -> Result<(), Fault> {
        self.scan.blanks(false)?;
        if self.scan.take(bracket) {
            return Ok(());
        }
        Err(self.scan.fault(format!("`{bracket}` was expected here")))
    }

    /// A word, a call, or the name that a path begins with.
    fn named(&mut self, lines: bool) -> Result<Term, Fault> {
        let start = self.scan.at;
        let Some(name) = self.scan.ident() else {
            return Err(self.scan.fault("a value was expected here"));
        };
        let word = &self.scan.text[name.clone()];
        let is_word = matches!(word, "true" | "false" | "null");
        let is_encoding = word == "jsonencode";
        let mut is_call = false;
        self.scan.blanks(lines)?;
        while self.scan.take("::") {
            self.scan.blanks(lines)?;
            if self.scan.ident().is_none() {
                return Err(self.scan.fault("the name of a function was expected here"));
            }
            self.scan.blanks(lines)?;
            is_call = true;
        }
        if self.scan.starts("(") {
            return self.call(start, is_encoding && !is_call);
        }
        if is_call {
            return Err(self.scan.fault("`(` was expected here"));
        }
        if is_word {
            self.push(name, PartKind::Plain, 0);
            return Ok(Term::Literal);
        }
        Ok(Term::Name)
    }

    /// The arguments of a call. `jsonencode` of one literal list or map is that literal.
    fn call(&mut self, start: usize, is_encoding: bool) -> Result<Term, Fault> {
        self.scan.take("(");
        let mark = self.parts.len();
        let mut arguments = 0;
        loop {
            self.scan.blanks(false)?;
            if self.scan.take(")") {
                break;
            }
            self.expression(false)?;
            arguments += 1;
            self.scan.blanks(false)?;
            if self.scan.take("...") {
                arguments += 1;
                self.close(")")?;
                break;
            }
            if !self.scan.take(",") && !self.scan.starts(")") {
                return Err(self.scan.fault("`,` or `)` was expected here"));
            }
        }
        if is_encoding
            && arguments == 1
            && let Some(first) = self.parts.get_mut(mark)
            && matches!(first.kind, PartKind::List | PartKind::Map)
        {
            first.extra = small(start) + 1;
            return Ok(Term::Literal);
        }
        Ok(Term::Code)
    }

    /// What follows a term to reach into it; whether anything does.
    fn traversal(&mut self, lines: bool) -> Result<bool, Fault> {
        let mut is_followed = false;
        loop {
            self.scan.blanks(lines)?;
            if self.scan.starts("[") {
                self.scan.take("[");
                self.scan.blanks(false)?;
                if !self.scan.take("*") {
                    self.expression(false)?;
                }
                self.close("]")?;
            } else if self.scan.starts(".") && !self.scan.starts("...") {
                self.scan.take(".");
                self.scan.blanks(lines)?;
                if matches!(self.scan.peek(), Some(b'0'..=b'9')) {
                    self.scan.digits();
                    if self.scan.starts(".") && self.scan.is_digit(self.scan.at + 1) {
                        return Err(self
                            .scan
                            .fault("two numbers in a row stand in brackets, as `[0][1]`"));
                    }
                } else if !self.scan.take("*") && self.scan.ident().is_none() {
                    return Err(self.scan.fault("a name, a number or `*` was expected here"));
                }
            } else {
                return Ok(is_followed);
            }
            is_followed = true;
        }
    }

    pub(super) fn at_for(&mut self) -> Result<bool, Fault> {
        self.scan.blanks(false)?;
        Ok(self.at_word("for"))
    }

    fn at_word(&mut self, word: &str) -> bool {
        let (at, end) = (self.scan.at, self.scan.end);
        let found = self.scan.ident();
        let is = found.is_some_and(|span| &self.scan.text[span] == word);
        (self.scan.at, self.scan.end) = (at, end);
        is
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let is = self.at_word(word);
        if is {
            self.scan.ident();
        }
        is
    }
}

/// Files over 4 GiB are never read.
pub(super) fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
