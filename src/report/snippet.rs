//! The lines around a finding, drawn by miette. miette is given a small view instead of the file: the lines come from
//! the source's line index (it would scan the whole file for each finding), hostile characters are replaced one for
//! one, and long lines are cut to a window around the label (it would print them whole).

mod confidential;
mod window;

use super::Style;
use super::safe;
use super::text::wrap;
use crate::finding::Severity;
use crate::source::Span;
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};
use std::fmt;
use std::ops::Range;
use window::{Line, Near, Window, line_text, shown_lines};

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

/// The lines around a span, for reports that draw them themselves: masked and safe as in a drawn snippet.
pub(crate) struct Excerpt {
    /// 1-based number of the first line.
    pub(crate) first: usize,
    /// The lines.
    pub(crate) lines: Vec<ExcerptLine>,
}

/// One of them.
pub(crate) struct ExcerptLine {
    /// The text, as it may be shown.
    pub(crate) text: String,
    /// The bytes of it that the span covers, on the span's line.
    pub(crate) marked: Option<Range<usize>>,
}

/// Cuts them out.
pub(crate) fn excerpt(span: &Span, style: Style) -> Excerpt {
    let view = View::of(span, None, Severity::Note, style);
    let mut begin = 0;
    let line = |text: &str| {
        let start = begin;
        begin += text.len() + 1;
        let here = view.start >= start && view.start <= start + text.len();
        let marked =
            view.start.saturating_sub(start)..view.start.saturating_sub(start) + view.length;
        ExcerptLine {
            text: text.to_owned(),
            marked: (here && view.length > 0).then_some(marked),
        }
    };
    Excerpt {
        first: view.first + 1,
        lines: view.text.lines().map(line).collect(),
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
        let first = span.first();
        let line = first.line as usize - 1;
        let gutter = (line + 2).to_string().len() + 4;
        let room = style.width.saturating_sub(gutter).max(20);

        let near = Near::of(source, line, span, 4 * room);
        let shown = if near.whole {
            shown_lines(source, line, 4 * room)
        } else {
            line..line + 1
        };
        let (marked, start, end) = if near.whole && !confidential::may_hold_value(source, line) {
            (near.text.to_owned(), near.start, near.end)
        } else {
            // The line holds more than its author would read at a glance, or a value that must not be seen.
            let (open, close) = (
                if near.start > 0 { "…" } else { "" },
                if near.end < near.text.len() {
                    "…"
                } else {
                    ""
                },
            );
            let label = &near.text[near.start..near.end];
            (
                format!("{open}{label}{close}"),
                open.len(),
                open.len() + label.len(),
            )
        };
        let place = |at: usize| marked[..at].chars().count();
        let (from, to) = (place(start), place(end));
        let marked = Line::of(&marked);
        let (from, to) = (marked.column(from), marked.column(to));
        let window = Window::around(from, to, marked.characters.len(), room, style.unicode);
        let mut view = Self {
            path: safe::inline(span.path()),
            text: String::new(),
            first: shown.start,
            line,
            column: first.column as usize - 1,
            label: None,
            start: 0,
            length: 0,
            severity,
        };
        for number in shown {
            if number == line {
                let (before, inside) = window.place(&marked.characters, from, to);
                view.start = view.text.len() + before;
                view.length = inside;
                view.text.push_str(&window.cut(&marked.characters));
            } else {
                let text = line_text(source, number);
                let neighbour = if confidential::may_hold_value(source, number) {
                    Line::of(&confidential::without_value(text))
                } else {
                    Line::of(text)
                };
                view.text.push_str(&window.cut(&neighbour.characters));
            }
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
    use crate::source::Source;

    const STYLE: Style = Style {
        color: false,
        width: 80,
        unicode: true,
        suppressed: false,
        alerts: crate::finding::Severity::Note,
        category: None,
        junit: crate::report::Junit::Usual,
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
    fn of_a_long_line_only_the_label_is_drawn() {
        let line = format!("x: {}900{}", "a".repeat(3_000), "b".repeat(3_000));
        for width in [40, 80] {
            let text = drawn(&line, "900", Style { width, ..STYLE });
            assert!(text.contains("run.yaml:1:3004"), "{text}");
            assert!(
                text.contains("…900…") && !text.contains('a'.to_string().repeat(4).as_str()),
                "{text}"
            );
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
