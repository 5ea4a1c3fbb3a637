//! The lines around a finding, drawn by miette. miette is given a small view instead of the file: the lines come from
//! the source's line index (it would scan the whole file for each finding), hostile characters are replaced one for
//! one, and long lines are cut to a window around the label (it would print them whole).

use super::Style;
use super::safe;
use super::text::wrap;
use crate::finding::Severity;
use crate::source::{Source, Span};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};
use std::fmt;

/// Every tab stop is this many columns from the last.
const TAB: usize = 4;

/// A label with less room than this stands below the snippet.
const LABEL_ROOM: usize = 30;

/// A drawn snippet.
pub(crate) struct Drawn {
    /// Its lines; ends with a newline.
    pub(crate) text: String,
    /// Whether there was room for the label.
    pub(crate) labelled: bool,
}

/// Draws the snippet of a span with its label.
pub(crate) fn draw(span: &Span, label: Option<&str>, severity: Severity, style: Style) -> Drawn {
    let view = View::of(span, label, severity, style);
    let mut drawn = String::new();
    // Writing into a String fails only when the view is inconsistent; the finding's other lines stand all the same.
    let _ = handler(severity, style).render_report(&mut drawn, &view);
    // The first line is the diagnostic's message, which stands in the heading.
    let text = drawn
        .split_once('\n')
        .map(|(_, snippet)| snippet.to_owned())
        .unwrap_or_default();
    Drawn {
        text,
        labelled: view.label.is_some(),
    }
}

/// Nothing is left to miette's own reading of the environment.
fn handler(severity: Severity, style: Style) -> GraphicalReportHandler {
    let mut styles = if style.color {
        ThemeStyles::ansi()
    } else {
        ThemeStyles::none()
    };
    let highlight = match severity {
        Severity::Error => styles.error,
        Severity::Warning => styles.warning,
        Severity::Note => styles.advice,
    };
    styles.highlights = vec![highlight];
    let characters = if style.unicode {
        ThemeCharacters::unicode()
    } else {
        ThemeCharacters::ascii()
    };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_links(false)
        .with_width(style.width.max(20))
        .with_context_lines(1)
        .without_syntax_highlighting()
}

/// Up to three lines of a source, safe to print.
#[derive(Debug)]
struct View {
    path: String,
    text: String,
    /// 0-based number of the first line.
    first: usize,
    /// 0-based line and column of the label in the file.
    line: usize,
    column: usize,
    label: Option<String>,
    /// The label's bytes in `text`.
    start: usize,
    length: usize,
    severity: Severity,
}

impl View {
    fn of(span: &Span, label: Option<&str>, severity: Severity, style: Style) -> Self {
        let source = span.source();
        let (start, end) = (span.first(), span.last());
        let line = start.line as usize - 1;
        let shown = shown_lines(source, line);
        let gutter = (line + 2).to_string().len() + 4;
        let room = style.width.saturating_sub(gutter).max(20);

        let marked = Line::of(line_text(source, line));
        let from = marked.column(start.column as usize - 1);
        let to = if end.line == start.line {
            marked.column(end.column as usize - 1)
        } else {
            marked.characters.len()
        };
        let window = Window::around(from, to, marked.characters.len(), room, style.unicode);
        let mut view = Self {
            path: safe::inline(span.path()),
            text: String::new(),
            first: shown.start,
            line,
            column: start.column as usize - 1,
            label: None,
            start: 0,
            length: 0,
            severity,
        };
        for number in shown {
            let text = Line::of(line_text(source, number));
            if number == line {
                let (before, inside) = window.place(&text.characters, from, to);
                view.start = view.text.len() + before;
                view.length = inside;
            }
            view.text.push_str(&window.cut(&text.characters));
            view.text.push('\n');
        }
        let left = usize::midpoint(window.drawn(from), window.drawn(to)) + 5;
        let room = room.saturating_sub(left);
        view.label = label
            .map(safe::inline)
            .filter(|label| room >= LABEL_ROOM || label.chars().count() <= room)
            .map(|label| wrap(&label, 0, room).join("\n"));
        view
    }
}

/// The line and its neighbours, 0-based; a neighbour that is blank tells nothing.
fn shown_lines(source: &Source, line: usize) -> std::ops::Range<usize> {
    let tells = |line: usize| !line_text(source, line).trim().is_empty();
    let first = if line > 0 && tells(line - 1) {
        line - 1
    } else {
        line
    };
    let last = if tells(line + 1) { line + 1 } else { line };
    first..last + 1
}

/// A line without its end; empty where there is none. 0-based.
fn line_text(source: &Source, line: usize) -> &str {
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
struct Line {
    characters: Vec<char>,
    /// Where each character of the file's line is drawn, and the end.
    columns: Vec<usize>,
}

impl Line {
    fn of(text: &str) -> Self {
        let mut characters = Vec::new();
        let mut columns = Vec::new();
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

    fn column(&self, column: usize) -> usize {
        let last = self.characters.len();
        self.columns.get(column).copied().unwrap_or(last)
    }
}

/// The columns that are drawn of every line, so that the lines of a snippet stay aligned.
struct Window {
    from: usize,
    room: usize,
    ellipsis: &'static str,
}

impl Window {
    fn around(from: usize, to: usize, length: usize, room: usize, unicode: bool) -> Self {
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

    fn cut(&self, line: &[char]) -> String {
        let (cut_left, shown, cut_right) = self.marks(line);
        let mut text = String::new();
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
    fn place(&self, line: &[char], from: usize, to: usize) -> (usize, usize) {
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

    fn drawn(&self, column: usize) -> usize {
        column.saturating_sub(self.from).min(self.room)
    }
}

impl fmt::Display for View {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for View {}

impl Diagnostic for View {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new(self.label.clone(), self.start, self.length);
        Some(Box::new(std::iter::once(label)))
    }
}

impl SourceCode for View {
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        context_before: usize,
        _context_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        // Without context it asks for the label's own place, which it prints in the frame.
        let (line, column) = if context_before == 0 {
            (self.line, self.column)
        } else {
            (self.first, 0)
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            self.text.as_bytes(),
            (0, self.text.len()).into(),
            line,
            column,
            self.text.lines().count(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style {
        color: false,
        width: 80,
        unicode: true,
    };

    fn drawn(text: &str, needle: &str, style: Style) -> String {
        let source = Source::new("run.yaml", text);
        let start = source.text().find(needle).unwrap_or(0);
        let span = source.span(
            crate::source::offset(start),
            crate::source::offset(start + needle.len()),
        );
        draw(&span, Some("too long"), Severity::Warning, style).text
    }

    #[test]
    fn the_label_stands_under_its_text_whatever_came_before_it() {
        let expected = "   ╭─[run.yaml:2:7]\n 1 │ a: 1\n 2 │     t?é: 900\n   ·          ─┬─\n   ·           ╰── too long\n   ╰────\n";
        assert_eq!(
            drawn("\u{feff}a: 1\r\n\tt\u{1b}é: 900\r\n\r\n", "900", STYLE),
            expected
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_label() {
        let line = format!("x: {}900{}", "a".repeat(3_000), "b".repeat(3_000));
        for width in [40, 80] {
            let text = drawn(&line, "900", Style { width, ..STYLE });
            assert!(text.contains("run.yaml:1:3004"), "{text}");
            assert!(text.contains("…aaaa") && text.contains("a900b") && text.contains("b…"));
            for line in text.lines() {
                assert!(line.chars().count() <= width, "{line}");
            }
        }
    }

    #[test]
    fn an_empty_span_at_the_end_is_drawn_too() {
        let source = Source::new("x", "a: 1\n");
        let text = draw(&source.span(99, 99), None, Severity::Error, STYLE).text;
        assert!(text.contains("[x:2:1]"), "{text}");
    }
}
