//! Long lists of plain values of TOML, read without its parser, whose own tree takes a hundred bytes and more for every
//! item; a list may hold millions. The parser sees such a list empty, blank where its items are, so that every place in
//! the file stays what it is.

use super::builder::{Builder, Place};
use super::tree::Style;
use crate::source::offset;
use std::borrow::Cow;
use std::ops::Range;

/// Lists shorter than this are left to the parser, in bytes.
const LONG: usize = 4_096;

/// Lists within lists; what is deeper is left to the parser, which has a bound of its own.
const MAX_DEPTH: usize = 16;

/// The longest number that is read, in bytes.
const MAX_DIGITS: usize = 15;

/// The long lists of a file, in order; none lies in another.
#[derive(Default)]
pub(super) struct Lists {
    found: Vec<Range<usize>>,
}

/// A part of a list.
enum Part {
    Start(usize),
    End(usize),
    Plain(Range<usize>),
    Quoted(Range<usize>),
}

impl Lists {
    /// Looks at the `[` at an offset. If a long list of plain values starts there, it is noted; returns its end.
    pub(super) fn note(&mut self, text: &str, at: usize) -> Option<usize> {
        let end = read(text, at, &mut |_| {})?;
        if end - at < LONG {
            return None;
        }
        self.found.push(at..end);
        Some(end)
    }

    /// The text with nothing but blanks and line ends between the brackets of each list.
    pub(super) fn blanked<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.found.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut blanked = String::with_capacity(text.len());
        let mut done = 0;
        for list in &self.found {
            blanked.push_str(&text[done..=list.start]);
            let inner = &text.as_bytes()[list.start + 1..list.end - 1];
            blanked.extend(inner.iter().map(|byte| match byte {
                b'\n' | b'\r' => char::from(*byte),
                _ => ' ',
            }));
            done = list.end - 1;
        }
        blanked.push_str(&text[done..]);
        Cow::Owned(blanked)
    }

    /// Puts the list at a place into the tree; false where it is not one of these.
    pub(super) fn put(&self, text: &str, whole: Place<'_>, builder: &mut Builder) -> bool {
        let start = whole.start as usize;
        let Ok(found) = self.found.binary_search_by_key(&start, |list| list.start) else {
            return false;
        };
        let place = |range: Range<usize>| Place {
            start: offset(range.start),
            end: offset(range.end),
            tag: None,
        };
        let list = &self.found[found];
        read(text, list.start, &mut |part| match part {
            Part::Start(at) if at == start => {
                builder.start(whole, false);
            }
            Part::Start(at) => {
                builder.start(place(at..at + 1), false);
            }
            Part::End(end) => builder.end(Some(offset(end))),
            Part::Plain(range) => {
                builder.scalar(place(range), Style::Plain, None);
            }
            Part::Quoted(range) => {
                builder.scalar(place(range), Style::Quoted, None);
            }
        });
        true
    }
}

/// Reads the list at an offset and tells its parts; returns its end, or nothing where it holds anything but numbers,
/// words, texts without escapes, and lists of these. It is stricter than the parser: what it takes, the parser takes.
fn read(text: &str, at: usize, tell: &mut impl FnMut(Part)) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (at, 0);
    let mut after_value = false;
    loop {
        match *bytes.get(at)? {
            b' ' | b'\t' | b'\n' => at += 1,
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => at += 1,
            b']' => {
                at += 1;
                depth -= 1;
                tell(Part::End(at));
                if depth == 0 {
                    return Some(at);
                }
                after_value = true;
            }
            b',' if after_value => {
                at += 1;
                after_value = false;
            }
            _ if after_value => return None,
            b'[' if depth < MAX_DEPTH => {
                tell(Part::Start(at));
                at += 1;
                depth += 1;
            }
            b'"' => {
                let end = string_end(bytes, at)?;
                tell(Part::Quoted(at..end));
                (at, after_value) = (end, true);
            }
            _ => {
                let end = word_end(bytes, at)?;
                tell(Part::Plain(at..end));
                (at, after_value) = (end, true);
            }
        }
    }
}

/// One past a text in which nothing stands for anything else.
fn string_end(bytes: &[u8], at: usize) -> Option<usize> {
    let special = |byte: &u8| matches!(byte, b'"' | b'\\' | 0..=0x1f | 0x7f);
    let end = at + 1 + bytes[at + 1..].iter().position(special)?;
    (bytes[end] == b'"').then_some(end + 1)
}

/// One past a number or a word.
fn word_end(bytes: &[u8], at: usize) -> Option<usize> {
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let length = bytes[at..].iter().take_while(|byte| inside(byte)).count();
    let word = &bytes[at..at + length];
    let is_value = match word {
        b"true" | b"false" => true,
        _ => is_number(word),
    };
    is_value.then_some(at + length)
}

/// `0`, `-12`, `1.5`.
fn is_number(word: &[u8]) -> bool {
    let digits = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
    let unsigned = word.strip_prefix(b"-").unwrap_or(word);
    let mut parts = unsigned.splitn(2, |byte| *byte == b'.');
    let (whole, fraction) = (parts.next().unwrap_or_default(), parts.next());
    word.len() <= MAX_DIGITS
        && digits(whole)
        && (whole.len() == 1 || whole[0] != b'0')
        && fraction.is_none_or(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lists_of_plain_values_are_read_here() {
        let end = |text: &str| read(text, 0, &mut |_| {});
        for text in [
            "[]",
            "[1,-2, 3.5,\n 40,]",
            "[\"a\", true, [false, [\"é\"]]]",
        ] {
            assert_eq!(end(text), Some(text.len()), "{text}");
        }
        for text in [
            "[",
            "[1",
            "[,]",
            "[1 2]",
            "[1,,2]",
            "[01]",
            "[null]",
            "[a]",
            "[\"\\n\"]",
            "[1 # one\n]",
            "[{}]",
            "[\"\"\"a\"\"\"]",
            "[1e5]",
            "[1.]",
            "[9999999999999999]",
        ] {
            assert_eq!(end(text), None, "{text}");
        }
    }

    #[test]
    fn a_long_list_is_blank_and_keeps_its_lines() {
        let items = "1,\n\"é\",".repeat(LONG / 6);
        let text = format!("a = [{items}]\nb = [1]\n");
        let mut lists = Lists::default();
        assert_eq!(lists.note(&text, 4), Some(text.len() - 9));
        assert_eq!(lists.note(&text, text.len() - 4), None);
        let blanked = lists.blanked(&text);
        assert_eq!(blanked.len(), text.len());
        assert_eq!(blanked.lines().count(), text.lines().count());
        assert!(blanked.starts_with("a = [ ") && blanked.ends_with(" ]\nb = [1]\n"));
    }
}
