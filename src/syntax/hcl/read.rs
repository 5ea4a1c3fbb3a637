//! The grammar of HCL: arguments and blocks. What HashiCorp's parser takes is taken, and what it refuses is refused.
//!
//! <https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md>

use super::expression::Part;
use super::text::Scanner;
use std::collections::HashMap;
use std::ops::Range;

/// Why a file is not HCL, and at which byte.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) message: String,
}

/// What stands between the braces of a block, or in the whole file.
pub(super) struct Body {
    /// From the first brace to one past the last.
    pub(super) span: Range<usize>,
    pub(super) items: Vec<Item>,
}

/// An argument or a block.
pub(super) enum Item {
    Argument {
        name: Range<usize>,
        /// Its value, among the parts of the file.
        value: Range<usize>,
    },
    Block(Block),
}

/// A block.
pub(super) struct Block {
    pub(super) name: Range<usize>,
    pub(super) labels: Vec<Label>,
    pub(super) body: Body,
}

/// A label of a block.
pub(super) struct Label {
    /// With its quotes.
    pub(super) span: Range<usize>,
    pub(super) is_quoted: bool,
    pub(super) text: String,
}

/// Reads one file.
pub(super) struct Reader<'t> {
    pub(super) scan: Scanner<'t>,
    /// The values, one after the other.
    pub(super) parts: Vec<Part>,
    /// The texts of parts that are not as they are written.
    pub(super) decoded: Vec<String>,
    pub(super) depth: usize,
}

/// How deep blocks and expressions may nest; the grammar of the language sets no bound, the stack does.
const MAX_DEPTH: usize = 100;

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            scan: Scanner::new(text),
            parts: Vec::new(),
            decoded: Vec::new(),
            depth: 0,
        }
    }

    /// Goes one level deeper.
    pub(super) fn deeper(&mut self) -> Result<(), Fault> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message =
                format!("blocks and expressions nest deeper than {MAX_DEPTH} levels here");
            return Err(self.scan.fault(message));
        }
        Ok(())
    }

    /// The whole file.
    pub(super) fn file(&mut self) -> Result<Body, Fault> {
        let items = self.items(false)?;
        Ok(Body {
            span: 0..self.scan.text.len(),
            items,
        })
    }

    /// Arguments and blocks up to the end of the file or of the block.
    fn items(&mut self, inside: bool) -> Result<Vec<Item>, Fault> {
        let mut items = Vec::new();
        let mut names: HashMap<&'t str, usize> = HashMap::new();
        loop {
            self.scan.blanks(false)?;
            match self.scan.peek() {
                None if inside => {
                    return Err(self
                        .scan
                        .fault("the file ends inside a block; a `}` is missing"));
                }
                None => return Ok(items),
                Some(b'}') if inside => return Ok(items),
                Some(_) => {}
            }
            let Some(name) = self.scan.ident() else {
                let message = match self.scan.peek() {
                    Some(b'"') => "the name of an argument or block stands without quotes",
                    _ => "an argument or a block was expected here",
                };
                return Err(self.scan.fault(message));
            };
            self.scan.blanks(true)?;
            let item = if self.scan.at_assignment() {
                self.once(&mut names, &name)?;
                self.argument(name)?
            } else {
                self.block(name)?
            };
            items.push(item);
            self.scan.blanks(true)?;
            if !self.scan.at_line_end() {
                return Err(self.scan.fault("a new line was expected here"));
            }
        }
    }

    /// An argument stands once in a block.
    fn once(&self, names: &mut HashMap<&'t str, usize>, name: &Range<usize>) -> Result<(), Fault> {
        let text = &self.scan.text[name.clone()];
        match names.insert(text, name.start) {
            None => Ok(()),
            Some(first) => {
                let line = self.scan.text[..first].matches('\n').count() + 1;
                let message = format!(
                    "the argument `{text}` is set twice in this block, first at line {line}"
                );
                Err(Fault {
                    at: name.start,
                    message,
                })
            }
        }
    }

    fn argument(&mut self, name: Range<usize>) -> Result<Item, Fault> {
        self.scan.at += 1;
        let first = self.parts.len();
        self.expression(true)?;
        Ok(Item::Argument {
            name,
            value: first..self.parts.len(),
        })
    }

    fn block(&mut self, name: Range<usize>) -> Result<Item, Fault> {
        let mut labels = Vec::new();
        loop {
            self.scan.blanks(true)?;
            match self.scan.peek() {
                Some(b'{') => break,
                Some(b'"') => labels.push(self.quoted_label()?),
                _ => match self.scan.ident() {
                    Some(span) => labels.push(Label {
                        text: self.scan.text[span.clone()].to_owned(),
                        is_quoted: false,
                        span,
                    }),
                    None => return Err(self.scan.fault("`=`, a label or `{` was expected here")),
                },
            }
        }
        let start = self.scan.at;
        self.scan.at += 1;
        self.deeper()?;
        self.scan.blanks(true)?;
        let items = if self.scan.at_line_end() || self.scan.peek() == Some(b'}') {
            self.items(true)?
        } else {
            self.one_line()?
        };
        self.depth -= 1;
        self.scan.at += 1;
        let body = Body {
            span: start..self.scan.at,
            items,
        };
        Ok(Item::Block(Block { name, labels, body }))
    }

    /// A block on one line holds one argument.
    fn one_line(&mut self) -> Result<Vec<Item>, Fault> {
        let Some(name) = self.scan.ident() else {
            return Err(self.scan.fault("an argument was expected here"));
        };
        self.scan.blanks(true)?;
        if !self.scan.at_assignment() {
            return Err(self
                .scan
                .fault("`=` was expected here; a block on one line holds one argument"));
        }
        let item = self.argument(name)?;
        self.scan.blanks(true)?;
        if self.scan.peek() != Some(b'}') {
            return Err(self
                .scan
                .fault("`}` was expected here; a block on one line holds one argument"));
        }
        Ok(vec![item])
    }

    fn quoted_label(&mut self) -> Result<Label, Fault> {
        let start = self.scan.at;
        let template = self.quoted()?;
        if !template.is_plain {
            return Err(Fault {
                at: start,
                message: "a label holds no `${` or `%{`".to_owned(),
            });
        }
        let span = start..self.scan.at;
        let written = &self.scan.text[start + 1..span.end - 1];
        Ok(Label {
            text: template.decoded.unwrap_or_else(|| written.to_owned()),
            is_quoted: true,
            span,
        })
    }
}
