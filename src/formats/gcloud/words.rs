//! A shell script's commands as words that know their place: as much of a shell as a deployment's flags need.

use crate::source::{Span, offset};
use crate::syntax::{Kind, Node, Style};

/// One word of a command.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Its text, quotes removed.
    pub(super) text: String,
    /// Where it stands, quotes included.
    pub(super) at: Span,
}

impl Word {
    /// A word that is implied.
    pub(super) fn bare(text: &str, at: &Span) -> Self {
        Self {
            text: text.to_owned(),
            at: at.first_line(),
        }
    }

    /// A scalar that is one word.
    pub(super) fn of(node: Node<'_>) -> Option<Self> {
        let text = node.as_str()?.to_owned();
        let at = node.span().first_line();
        Some(Self { text, at })
    }
}

/// The commands of a script, each a list of words.
pub(super) fn commands(script: Node<'_>) -> Vec<Vec<Word>> {
    let span = inner(script);
    let raw = span.text();
    // A folded script's line breaks are blanks; so are those of a quoted or a plain one.
    let is_literal = matches!(script.kind(), Kind::Scalar(Style::Block)) && !is_folded(script);
    let mut reader = Reader {
        span: &span,
        commands: vec![Vec::new()],
        word: None,
    };
    let mut letters = raw.char_indices().peekable();
    let mut quote = None;
    while let Some((at, letter)) = letters.next() {
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (None, '"' | '\'') => {
                quote = Some(letter);
                reader.push(at, None);
            }
            (None | Some('"'), '\\') => match letters.next() {
                Some((_, '\n' | '\r')) if quote.is_none() => reader.end_word(at),
                Some((_, '\n' | '\r')) | None => {}
                Some((_, escaped)) => reader.push(at, Some(escaped)),
            },
            (None, '#') if reader.word.is_none() => {
                while letters.peek().is_some_and(|(_, letter)| *letter != '\n') {
                    letters.next();
                }
            }
            (None, '\n') if is_literal => reader.end_command(at),
            (None, ';' | '|' | '&' | '(' | ')') => reader.end_command(at),
            (None, letter) if letter.is_whitespace() => reader.end_word(at),
            (_, letter) => reader.push(at, Some(letter)),
        }
    }
    reader.end_command(raw.len());
    reader.commands
}

/// Where the text stands, without quotes around all of it.
fn inner(script: Node<'_>) -> Span {
    let span = script.content_span();
    match script.kind() {
        Kind::Scalar(Style::Quoted) if span.end > span.start + 1 => {
            span.source().span(span.start + 1, span.end - 1)
        }
        _ => span,
    }
}

fn is_folded(script: Node<'_>) -> bool {
    script.span().text().starts_with('>')
}

struct Reader<'s> {
    span: &'s Span,
    commands: Vec<Vec<Word>>,
    /// The word that is being read, and where it begins.
    word: Option<(String, usize)>,
}

impl Reader<'_> {
    fn push(&mut self, at: usize, letter: Option<char>) {
        let (text, _) = self.word.get_or_insert_with(|| (String::new(), at));
        text.extend(letter);
    }

    fn end_word(&mut self, at: usize) {
        let Some((text, start)) = self.word.take() else {
            return;
        };
        let base = self.span.start;
        let at = self
            .span
            .source()
            .span(base + offset(start), base + offset(at));
        if let Some(command) = self.commands.last_mut() {
            command.push(Word { text, at });
        }
    }

    fn end_command(&mut self, at: usize) {
        self.end_word(at);
        if self
            .commands
            .last()
            .is_some_and(|command| !command.is_empty())
        {
            self.commands.push(Vec::new());
        }
    }
}
