//! Texts of HCL, in quotes or as a heredoc, and the templates in them.

use super::read::{Fault, Reader};

/// A text that was read.
pub(super) struct Text {
    /// Whether there is nothing to fill in.
    pub(super) is_plain: bool,
    /// What it says, where that is not what is written between its quotes. Always there for a plain heredoc.
    pub(super) decoded: Option<String>,
}

/// A directive that is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    If,
    Else,
    For,
}

impl Reader<'_> {
    /// Reads the text whose quote comes next.
    pub(super) fn quoted(&mut self) -> Result<Text, Fault> {
        let start = self.scan.at;
        self.scan.take("\"");
        let (mut open, mut is_plain) = (Vec::new(), true);
        let (mut decoded, mut from): (Option<String>, usize) = (None, self.scan.at);
        loop {
            let at = self.scan.at;
            let unclosed = "this text has no closing quote on its line";
            match self.scan.peek() {
                None | Some(b'\n') => {
                    return Err(Fault {
                        at: start,
                        message: unclosed.to_owned(),
                    });
                }
                Some(b'"') => {
                    self.scan.take("\"");
                    closed(&open, start)?;
                    if let Some(decoded) = &mut decoded {
                        decoded.push_str(&self.scan.text[from..at]);
                    }
                    return Ok(Text { is_plain, decoded });
                }
                Some(b'\\') => {
                    let decoded = decoded.get_or_insert_default();
                    decoded.push_str(&self.scan.text[from..at]);
                    decoded.push(self.escape()?);
                    from = self.scan.at;
                }
                Some(b'$' | b'%') if self.at_escaped_template() => {
                    let decoded = decoded.get_or_insert_default();
                    decoded.push_str(&self.scan.text[from..=at]);
                    self.scan.at += 3;
                    from = at + 2;
                }
                Some(b'$' | b'%') if self.at_template() => {
                    is_plain = false;
                    self.template_part(&mut open)?;
                    from = self.scan.at;
                }
                Some(_) => self.scan.at += 1,
            }
        }
    }

    /// `$${` and `%%{` are `${` and `%{` themselves.
    fn at_escaped_template(&self) -> bool {
        self.scan.starts("$${") || self.scan.starts("%%{")
    }

    fn at_template(&self) -> bool {
        self.scan.starts("${") || self.scan.starts("%{")
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let bytes = self.scan.text.as_bytes();
        let letter = bytes.get(self.scan.at + 1).copied();
        let digits = match letter {
            Some(b'u') => 4,
            Some(b'U') => 8,
            _ => 0,
        };
        let character = match letter {
            Some(b'n') => Some('\n'),
            Some(b'r') => Some('\r'),
            Some(b't') => Some('\t'),
            Some(b'"') => Some('"'),
            Some(b'\\') => Some('\\'),
            Some(b'u' | b'U') => {
                let from = self.scan.at + 2;
                let code = self.scan.text.get(from..from + digits);
                let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
                let code = code.and_then(|code| u32::from_str_radix(code, 16).ok());
                code.map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
            }
            _ => None,
        };
        let Some(character) = character else {
            return Err(self.scan.fault("HCL has no such escape"));
        };
        self.scan.at += 2 + digits;
        Ok(character)
    }

    /// An interpolation `${ }` or a directive `%{ }`.
    fn template_part(&mut self, open: &mut Vec<Open>) -> Result<(), Fault> {
        self.deeper()?;
        let mark = self.parts.len();
        if self.scan.take("${") {
            self.scan.take("~");
            self.expression(false)?;
        } else {
            self.scan.take("%{");
            self.scan.take("~");
            self.scan.blanks(false)?;
            self.directive(open)?;
        }
        self.parts.truncate(mark);
        self.scan.blanks(false)?;
        self.scan.take("~");
        self.depth -= 1;
        if self.scan.take("}") {
            return Ok(());
        }
        Err(self.scan.fault("`}` was expected here"))
    }

    fn directive(&mut self, open: &mut Vec<Open>) -> Result<(), Fault> {
        let at = self.scan.at;
        let last = open.last().copied();
        let misplaced = |word: &str| Fault {
            at,
            message: format!("`{word}` ends nothing that was begun"),
        };
        if self.take_word("if") {
            open.push(Open::If);
            return self.expression(false);
        }
        if self.take_word("for") {
            open.push(Open::For);
            return self.loop_header();
        }
        if self.take_word("else") {
            if last != Some(Open::If) {
                return Err(misplaced("else"));
            }
            open.pop();
            open.push(Open::Else);
        } else if self.take_word("endif") {
            if !matches!(last, Some(Open::If | Open::Else)) {
                return Err(misplaced("endif"));
            }
            open.pop();
        } else if self.take_word("endfor") {
            if last != Some(Open::For) {
                return Err(misplaced("endfor"));
            }
            open.pop();
        } else {
            return Err(self
                .scan
                .fault("`if`, `else`, `endif`, `for` or `endfor` was expected here"));
        }
        Ok(())
    }

    /// Reads the heredoc that comes next. A line of it ends it only if nothing but its name stands there.
    pub(super) fn heredoc(&mut self) -> Result<Text, Fault> {
        let start = self.scan.at;
        self.scan.take("<<");
        let is_indented = self.scan.take("-");
        let name = self.scan.ident();
        let (Some(name), true) = (name, self.scan.at_line_end()) else {
            return Err(self
                .scan
                .fault("the name of a heredoc and the end of the line were expected here"));
        };
        let name = &self.scan.text[name];
        let unclosed = || Fault {
            at: start,
            message: format!("no line ends this heredoc; `{name}` alone on a line would"),
        };
        let (mut open, mut is_plain, mut at_line_start) = (Vec::new(), true, true);
        self.skip_line_end();
        let first = self.scan.at;
        loop {
            if at_line_start {
                let rest = &self.scan.text[self.scan.at..];
                let line = rest.split('\n').next().unwrap_or("");
                if line.trim() == name && line.len() < rest.len() {
                    let body = first..self.scan.at;
                    self.scan.at += line.len() - line.trim_start().len();
                    self.scan.take(name);
                    closed(&open, start)?;
                    let decoded = is_plain.then(|| said(&self.scan.text[body], is_indented));
                    return Ok(Text { is_plain, decoded });
                }
                at_line_start = false;
            }
            match self.scan.peek() {
                None => return Err(unclosed()),
                Some(b'\n') => {
                    self.scan.at += 1;
                    at_line_start = true;
                }
                Some(b'$' | b'%') if self.at_escaped_template() => self.scan.at += 3,
                Some(b'$' | b'%') if self.at_template() => {
                    is_plain = false;
                    self.template_part(&mut open)?;
                }
                Some(_) => self.scan.at += 1,
            }
        }
    }

    fn skip_line_end(&mut self) {
        if self.scan.starts("\r\n") {
            self.scan.at += 2;
        } else if self.scan.starts("\n") {
            self.scan.at += 1;
        }
    }
}

/// Whether every directive of a text is closed in it.
fn closed(open: &[Open], at: usize) -> Result<(), Fault> {
    let wanted = match open.last() {
        None => return Ok(()),
        Some(Open::If | Open::Else) => "%{ endif }",
        Some(Open::For) => "%{ endfor }",
    };
    Err(Fault {
        at,
        message: format!("this text needs another `{wanted}`"),
    })
}

/// What a heredoc without anything to fill in says; `<<-` takes away what indents every line.
fn said(body: &str, is_indented: bool) -> String {
    let blanks = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let lines = body.split_inclusive('\n');
    let written = lines.clone().filter(|line| !line.trim().is_empty());
    let indent = if is_indented {
        written.map(blanks).min().unwrap_or(0)
    } else {
        0
    };
    let text: String = lines
        .map(|line| &line[indent.min(blanks(line))..])
        .collect();
    text.replace("$${", "${").replace("%%{", "%{")
}
