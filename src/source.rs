//! Text with positions: a decoded file, spans into it, and the one place where byte offsets become lines and columns.
//!
//! A [`Span`] keeps its [`Source`] alive, so a file's text lives exactly as long as something still points into it.

mod span;
mod work;

pub use span::Span;
pub(crate) use work::step;
pub use work::steps;

use std::fmt;
use std::sync::{Arc, OnceLock};

/// The largest file plimsoll reads unless `max-file-size` says otherwise, in bytes (32 MiB). A larger one is skipped with
/// the reason `too-large`.
pub const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;

/// The largest value that `max-file-size` takes, in bytes (1 GiB): a file is read into memory, and offsets in it have 32
/// bits.
pub const HIGHEST_FILE_BYTES: u64 = 1024 * 1024 * 1024;

/// One file's text, decoded to UTF-8 and without its byte order mark.
pub struct Source {
    path: Box<str>,
    /// Without room to spare: reading a small file in steps leaves it with eight kilobytes.
    text: Box<str>,
    line_starts: OnceLock<Vec<u32>>,
    /// Where bytes stood that are no text, each replaced by U+FFFD.
    undecoded: Vec<u32>,
    /// Code points before every [`STRIDE`]th byte: a file may be one line of many megabytes.
    code_points: OnceLock<Vec<u32>>,
}

/// Bytes that may be counted to find a column.
const STRIDE: usize = 4096;

/// Why bytes could not be turned into text, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// Line of the first bad byte, 1-based.
    pub line: u32,
    /// Column of the first bad byte, 1-based, in code points.
    pub column: u32,
    /// What is wrong with it.
    pub message: String,
}

/// A line and a column, both 1-based; columns count Unicode code points and a byte order mark takes none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// 1-based line.
    pub line: u32,
    /// 1-based column in code points.
    pub column: u32,
}

impl Source {
    /// A source from text that is already decoded. `path` is relative to the root, with `/`, or `-` for standard input.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Self::with(path.into(), text.into(), Vec::new())
    }

    fn with(path: String, text: String, undecoded: Vec<u32>) -> Arc<Self> {
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        Arc::new(Self {
            path: path.into_boxed_str(),
            text: text.into_boxed_str(),
            undecoded,
            line_starts: OnceLock::new(),
            code_points: OnceLock::new(),
        })
    }

    /// Decodes UTF-8 (with or without a byte order mark) or UTF-16 (told by its byte order mark, or by the zero beside each
    /// of its first characters). A byte that is no UTF-8 becomes U+FFFD and is [noted](Self::undecoded): it may stand in a
    /// comment. What holds zeros is no text.
    pub fn decode(path: impl Into<String>, bytes: Vec<u8>) -> Result<Arc<Self>, DecodeError> {
        let text = match bytes.as_slice() {
            [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
            [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
            [1..=255, 0, 1..=255, 0, ..] => utf16(&bytes, u16::from_le_bytes)?,
            [0, 1..=255, 0, 1..=255, ..] => utf16(&bytes, u16::from_be_bytes)?,
            _ => match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => {
                    let good = error.utf8_error().valid_up_to();
                    let bytes = error.into_bytes();
                    if bytes.iter().take(PROBE).any(|byte| *byte == 0) {
                        let before = String::from_utf8_lossy(&bytes[..good]).into_owned();
                        return Err(DecodeError::after(&before, "this byte is not valid UTF-8"));
                    }
                    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
                    let (text, undecoded) = lossy(bytes);
                    return Ok(Self::with(path.into(), text, undecoded));
                }
            },
        };
        Ok(Self::new(path, text))
    }

    /// Where bytes stood that are no text, in order; each is a U+FFFD now.
    pub fn undecoded(&self) -> &[u32] {
        &self.undecoded
    }

    /// The path relative to the root, with `/`; `-` for standard input.
    pub fn path(&self) -> &str {
        step();
        &self.path
    }

    /// Whether it is an argument of the command line rather than a file: its path is the flag.
    pub fn is_argument(&self) -> bool {
        self.path.starts_with("--")
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Byte offsets at which each line starts; a line ends at LF, CRLF or a lone CR, as YAML has it.
    pub fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let mut starts = vec![0];
            for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
                if bytes[at] == b'\r' && bytes.get(at + 1) == Some(&b'\n') {
                    continue;
                }
                starts.push(offset(at + 1));
            }
            starts
        })
    }

    /// The position of a byte offset; an offset past the end is the end's position.
    pub fn position(&self, at: u32) -> Position {
        step();
        let starts = self.line_starts();
        let mut at = (at as usize).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = starts.partition_point(|&start| start as usize <= at);
        let start = starts[line - 1] as usize;
        Position {
            line: offset(line),
            column: self.code_points(start, at) + 1,
        }
    }

    /// The offset at which the line of an offset begins.
    fn line_start(&self, at: u32) -> usize {
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start <= at);
        starts[line - 1] as usize
    }

    /// How many code points begin between two offsets.
    fn code_points(&self, start: usize, end: usize) -> u32 {
        let bytes = self.text.as_bytes();
        if end - start <= STRIDE {
            return count_code_points(&bytes[start..end]);
        }
        let marks = self.code_points.get_or_init(|| {
            let mut before = 0;
            let mark = |chunk| {
                let mark = before;
                before += count_code_points(chunk);
                mark
            };
            bytes.chunks(STRIDE).map(mark).collect()
        });
        let before = |at: usize| {
            let chunk = (at / STRIDE).min(marks.len() - 1);
            marks[chunk] + count_code_points(&bytes[chunk * STRIDE..at])
        };
        before(end) - before(start)
    }

    /// A span over this source; bounds are clamped to the text.
    pub fn span(self: &Arc<Self>, start: u32, end: u32) -> Span {
        let length = offset(self.text.len());
        Span {
            source: Arc::clone(self),
            start: start.min(length),
            end: end.min(length).max(start.min(length)),
        }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "Source({}, {} bytes)",
            self.path,
            self.text.len()
        )
    }
}

impl DecodeError {
    fn after(before: &str, message: &str) -> Self {
        let position = Source::new("", before).position(u32::MAX);
        Self {
            line: position.line,
            column: position.column,
            message: message.to_owned(),
        }
    }
}

/// Bytes in which a zero shows that a file is no text, as git has it.
const PROBE: usize = 8_000;

/// Text with U+FFFD for what is no UTF-8, and where.
fn lossy(bytes: &[u8]) -> (String, Vec<u32>) {
    let (mut text, mut undecoded) = (String::with_capacity(bytes.len()), Vec::new());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            undecoded.push(offset(text.len()));
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    (text, undecoded)
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, DecodeError> {
    let units = bytes
        .chunks(2)
        .map(|pair| unit([pair[0], pair.get(1).copied().unwrap_or(0)]));
    let mut text = String::with_capacity(bytes.len() / 2);
    for character in char::decode_utf16(units) {
        match character {
            Ok(character) => text.push(character),
            Err(_) => return Err(DecodeError::after(&text, "this is not valid UTF-16")),
        }
    }
    Ok(text)
}

/// Code points whose first byte is among these.
fn count_code_points(bytes: &[u8]) -> u32 {
    let first = |byte: &&u8| !matches!(byte, 0x80..=0xbf);
    offset(bytes.iter().filter(first).count())
}

/// Byte offsets fit in 32 bits because files over [`HIGHEST_FILE_BYTES`] are never read.
pub(crate) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_code_points_and_lines_end_at_lf_crlf_and_cr() {
        let source = Source::new("x", "a: é😀b\r\nc\rd\n");
        let position = |needle: &str| {
            let at = source.text().find(needle).map_or(0, offset);
            (source.position(at).line, source.position(at).column)
        };
        assert_eq!(position("b"), (1, 6));
        assert_eq!(position("c"), (2, 1));
        assert_eq!(position("d"), (3, 1));
        assert_eq!(source.position(u32::MAX), Position { line: 4, column: 1 });
    }

    #[test]
    fn columns_of_a_very_long_line_are_counted_alike() {
        let source = Source::new("x", format!("a\n{}", "é😀x".repeat(5_000)));
        for (at, _) in source.text().char_indices().skip(2).step_by(101) {
            let column = offset(source.text()[2..at].chars().count() + 1);
            assert_eq!(source.position(offset(at)), Position { line: 2, column });
        }
        assert_eq!(source.position(u32::MAX).column, 15_001);
    }

    #[test]
    fn utf16_and_byte_order_marks_are_decoded_away() {
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend("a: é".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(
            Source::decode("x", bytes).map(|source| source.text().to_owned()),
            Ok("a: é".to_owned())
        );
        assert_eq!(
            Source::decode("x", b"\xef\xbb\xbfa".to_vec()).map(|source| source.text().to_owned()),
            Ok("a".to_owned())
        );
    }

    #[test]
    fn utf16_needs_no_byte_order_mark() {
        for unit in [u16::to_le_bytes, u16::to_be_bytes] {
            let bytes: Vec<u8> = "kind: é".encode_utf16().flat_map(unit).collect();
            let text = Source::decode("x", bytes).map(|source| source.text().to_owned());
            assert_eq!(text, Ok("kind: é".to_owned()));
        }
    }

    #[test]
    fn a_byte_of_another_encoding_is_replaced_and_noted() {
        let source = Source::decode("x", b"\xef\xbb\xbfa # caf\xe9 \xff".to_vec());
        let seen = source.map(|source| (source.text().to_owned(), source.undecoded().to_vec()));
        let text = "a # caf\u{fffd} \u{fffd}".to_owned();
        assert_eq!(seen, Ok((text, vec![7, 11])));
    }

    #[test]
    fn a_bad_byte_is_reported_where_it_stands() {
        let error = Source::decode("x", b"ok\nab\xff\0c".to_vec()).err();
        assert_eq!(error.map(|error| (error.line, error.column)), Some((2, 3)));
    }
}
