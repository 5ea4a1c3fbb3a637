//! The smallest pieces of HCL: blanks, comments, names, numbers.

use super::expression::small;
use super::read::Fault;
use std::ops::Range;

/// A text and how far it is read.
pub(super) struct Scanner<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    /// One past the last piece that was read: blanks are no part of a value.
    pub(super) end: usize,
    /// Every comment so far.
    pub(super) comments: Vec<Range<u32>>,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            end: 0,
            comments: Vec::new(),
        }
    }

    pub(super) fn fault(&self, message: impl Into<String>) -> Fault {
        Fault {
            at: self.at,
            message: message.into(),
        }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn starts(&self, with: &str) -> bool {
        self.text.as_bytes()[self.at..].starts_with(with.as_bytes())
    }

    /// Takes what comes next, if it is that.
    pub(super) fn take(&mut self, wanted: &str) -> bool {
        let is = self.starts(wanted);
        if is {
            self.at += wanted.len();
            self.end = self.at;
        }
        is
    }

    /// Skips blanks and comments; the end of a line too, unless it means something here.
    pub(super) fn blanks(&mut self, lines_count: bool) -> Result<(), Fault> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'\n') if !lines_count => self.at += 1,
                Some(b'\r') if !lines_count && self.starts("\r\n") => self.at += 2,
                Some(b'#') => self.line_comment(),
                Some(b'/') if self.starts("//") => self.line_comment(),
                Some(b'/') if self.starts("/*") => {
                    let Some(length) = self.text[self.at + 2..].find("*/") else {
                        return Err(self.fault("this comment is not closed"));
                    };
                    let end = self.at + 2 + length + 2;
                    self.comment(end);
                }
                _ => return Ok(()),
            }
        }
    }

    fn line_comment(&mut self) {
        let rest = &self.text[self.at..];
        let length = rest.find('\n').unwrap_or(rest.len());
        let length = rest[..length].trim_end_matches('\r').len();
        self.comment(self.at + length);
    }

    fn comment(&mut self, end: usize) {
        self.comments.push(small(self.at)..small(end));
        self.at = end;
    }

    pub(super) fn at_line_end(&self) -> bool {
        self.at >= self.text.len() || self.starts("\n") || self.starts("\r\n")
    }

    /// A `=` that is no operator.
    pub(super) fn at_assignment(&self) -> bool {
        self.starts("=") && !self.starts("==") && !self.starts("=>")
    }

    /// A name: letters, digits, `_` and `-`, the first of them a letter or `_`.
    pub(super) fn ident(&mut self) -> Option<Range<usize>> {
        let rest = self.text.get(self.at..)?;
        let mut characters = rest.char_indices();
        let (_, first) = characters.next()?;
        if !(first.is_alphabetic() || first == '_') {
            return None;
        }
        let is_inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-') || is_mark(c);
        let length = characters
            .find(|(_, c)| !is_inside(*c))
            .map_or(rest.len(), |(length, _)| length);
        let span = self.at..self.at + length;
        self.at = span.end;
        self.end = span.end;
        Some(span)
    }

    /// The end of a number; its sign is an operator.
    pub(super) fn number(&mut self) {
        self.digits();
        if self.peek() == Some(b'.') && self.is_digit(self.at + 1) {
            self.at += 1;
            self.digits();
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(
                self.text.as_bytes().get(self.at + 1),
                Some(b'+' | b'-')
            ));
            if self.is_digit(self.at + 1 + sign) {
                self.at += 1 + sign;
                self.digits();
            }
        }
        self.end = self.at;
    }

    pub(super) fn digits(&mut self) {
        while self.is_digit(self.at) {
            self.at += 1;
        }
        self.end = self.at;
    }

    pub(super) fn is_digit(&self, at: usize) -> bool {
        self.text.as_bytes().get(at).is_some_and(u8::is_ascii_digit)
    }
}

/// A mark that combines with the letter before it.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{669}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}' | '\u{203f}' | '\u{2040}' | '\u{20d0}'..='\u{20dc}' | '\u{3099}' | '\u{309a}')
}
