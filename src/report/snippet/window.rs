//! What of a line is drawn: the part around the label, safe, and with its tabs expanded.

use crate::report::safe;
use crate::source::{Source, Span};

/// Every tab stop is this many columns from the last.
const TAB: usize = 4;

/// The line of a span, or the part around the span where the line is very long: a template may be one line of
/// megabytes, and reading all of it for each finding would cost the square of its size.
pub(super) struct Near<'a> {
    pub(super) text: &'a str,
    /// The span's bytes in `text`, up to the end of the line.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) whole: bool,
}

impl<'a> Near<'a> {
    pub(super) fn of(source: &'a Source, line: usize, span: &Span, reach: usize) -> Self {
        let text = line_text(source, line);
        let begin = source.line_starts().get(line).map_or(0, |&at| at as usize);
        let inside = |at: u32| floor(text, (at as usize).saturating_sub(begin));
        let (start, end) = (inside(span.start), inside(span.end));
        let from = floor(text, start.saturating_sub(reach));
        let to = floor(text, start + reach);
        Self {
            text: &text[from..to],
            start: start - from,
            end: end.clamp(start, to) - from,
            whole: from == 0 && to == text.len(),
        }
    }
}

/// The nearest character's start at or before an offset.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The line and its neighbours, 0-based; a neighbour that is blank or very long tells nothing.
pub(super) fn shown_lines(source: &Source, line: usize, reach: usize) -> std::ops::Range<usize> {
    let tells = |line: usize| {
        let text = line_text(source, line);
        text.len() <= reach && !text.trim().is_empty()
    };
    let first = if line > 0 && tells(line - 1) {
        line - 1
    } else {
        line
    };
    let last = if tells(line + 1) { line + 1 } else { line };
    first..last + 1
}

/// A line without its end; empty where there is none. 0-based.
pub(super) fn line_text(source: &Source, line: usize) -> &str {
    let starts = source.line_starts();
    let Some(&start) = starts.get(line) else {
        return "";
    };
    let end = starts
        .get(line + 1)
        .map_or(source.text().len(), |&next| next as usize);
    source
        .text()
        .get(start as usize..end)
        .unwrap_or("")
        .trim_end_matches(['\r', '\n'])
}

/// A line as drawn: safe, and with its tabs expanded.
pub(super) struct Line {
    pub(super) characters: Vec<char>,
    /// Where each character of the file's line is drawn, and the end.
    columns: Vec<usize>,
}

impl Line {
    pub(super) fn of(text: &str) -> Self {
        let mut characters = Vec::with_capacity(text.len());
        let mut columns = Vec::with_capacity(text.len() + 1);
        for c in safe::snippet(text) {
            columns.push(characters.len());
            if c == '\t' {
                let stop = (characters.len() / TAB + 1) * TAB;
                characters.resize(stop, ' ');
            } else {
                characters.push(c);
            }
        }
        columns.push(characters.len());
        Self {
            characters,
            columns,
        }
    }

    pub(super) fn column(&self, column: usize) -> usize {
        let last = self.characters.len();
        self.columns.get(column).copied().unwrap_or(last)
    }
}

/// The columns that are drawn of every line, so that the lines of a snippet stay aligned.
pub(super) struct Window {
    from: usize,
    room: usize,
    ellipsis: &'static str,
}

impl Window {
    pub(super) fn around(
        from: usize,
        to: usize,
        length: usize,
        room: usize,
        unicode: bool,
    ) -> Self {
        let ellipsis = if unicode { "…" } else { "..." };
        let fits = length <= room || to + ellipsis.len() <= room;
        // A third of the room shows what stands before the label.
        let lead = (room / 3).min(room.saturating_sub(to - from));
        let from = if fits { 0 } else { from.saturating_sub(lead) };
        Self {
            from,
            room,
            ellipsis,
        }
    }

    fn marks(&self, line: &[char]) -> (bool, usize, bool) {
        let mark = self.ellipsis.chars().count();
        let cut_left = self.from > 0 && line.len() > self.from;
        let room = self.room - if cut_left { mark } else { 0 };
        let rest = line.len().saturating_sub(self.from);
        let cut_right = rest > room;
        let shown = if cut_right { room - mark } else { rest };
        (cut_left, shown, cut_right)
    }

    pub(super) fn cut(&self, line: &[char]) -> String {
        let (cut_left, shown, cut_right) = self.marks(line);
        let mut text = String::with_capacity(shown + 2 * self.ellipsis.len());
        if cut_left {
            text.push_str(self.ellipsis);
        }
        text.extend(line.iter().skip(self.from).take(shown));
        if cut_right {
            text.push_str(self.ellipsis);
        }
        text
    }

    /// Bytes before the label, and of the label, in the cut line.
    pub(super) fn place(&self, line: &[char], from: usize, to: usize) -> (usize, usize) {
        let (cut_left, shown, _) = self.marks(line);
        let end = self.from + shown;
        let bytes = |range: std::ops::Range<usize>| -> usize {
            line.get(range)
                .unwrap_or_default()
                .iter()
                .map(|c| c.len_utf8())
                .sum()
        };
        let (from, to) = (from.clamp(self.from, end), to.clamp(self.from, end));
        let mark = if cut_left { self.ellipsis.len() } else { 0 };
        (mark + bytes(self.from..from), bytes(from..to))
    }

    pub(super) fn drawn(&self, column: usize) -> usize {
        column.saturating_sub(self.from).min(self.room)
    }
}
