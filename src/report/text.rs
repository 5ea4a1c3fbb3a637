//! The few things terminal text needs: colour where it is allowed, wrapping, counting and lists of names.

use super::Style;
use crate::finding::Severity;
use anstyle::{AnsiColor, Color};

/// Text in a style, or as it is where the stream takes no colour.
pub(crate) fn paint(style: Style, look: anstyle::Style, text: &str) -> String {
    if style.color && !text.is_empty() {
        format!("{look}{text}{look:#}")
    } else {
        text.to_owned()
    }
}

/// The look of a severity.
pub(crate) fn of_severity(severity: Severity) -> anstyle::Style {
    let color = match severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::Cyan,
    };
    bold().fg_color(Some(Color::Ansi(color)))
}

/// Bold.
pub(crate) fn bold() -> anstyle::Style {
    anstyle::Style::new().bold()
}

/// Dimmed, for what stands beside the point.
pub(crate) fn dimmed() -> anstyle::Style {
    anstyle::Style::new().dimmed()
}

/// Breaks text at blanks so that each line has at most `width` characters, the first one `taken` fewer; a longer word
/// is cut.
pub(crate) fn wrap(text: &str, taken: usize, width: usize) -> Vec<String> {
    let width = width.max(20);
    let mut lines = vec![String::new()];
    let mut used = taken;
    let mut blank = 0;
    let mut add = |word: &[char]| {
        if used > 0 && used + blank + word.len() > width {
            lines.push(String::new());
            (used, blank) = (0, 0);
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(&" ".repeat(blank));
            line.extend(word);
        }
        used += blank + word.len();
        blank = 1;
    };
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let word: Vec<char> = word.chars().collect();
        word.chunks(width).for_each(&mut add);
    }
    lines
}

/// Text behind a head such as `help: `, its further lines indented. Ends with a newline.
pub(crate) fn hanging(
    style: Style,
    look: anstyle::Style,
    head: &str,
    indent: usize,
    text: &str,
) -> String {
    let taken = head.chars().count().saturating_sub(indent);
    let lines = wrap(text, taken, style.width.saturating_sub(indent));
    let rest = format!("\n{}", " ".repeat(indent));
    let block = format!("{}{}", paint(style, look, head), lines.join(&rest));
    format!("{}\n", block.trim_end())
}

/// `1 warning`, `2 warnings`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// The first names, and how many more there are: `a, b, c and 17 more`.
pub(crate) fn names(names: &[String], shown: usize) -> String {
    if names.len() <= shown + 1 {
        return names.join(", ");
    }
    format!(
        "{} and {} more",
        names[..shown].join(", "),
        names.len() - shown
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_blanks_and_long_words_are_cut() {
        assert_eq!(
            wrap("make it a Cloud Run job or lower it", 0, 20),
            ["make it a Cloud Run", "job or lower it"]
        );
        assert_eq!(wrap(&"x".repeat(45), 0, 20).len(), 3);
        assert_eq!(wrap("", 0, 20), [""]);
        assert_eq!(wrap("aaaa bbbb", 14, 20), ["aaaa", "bbbb"]);
    }

    #[test]
    fn long_lists_say_how_many_more() {
        let list = |n: usize| (0..n).map(|i| format!("f{i}")).collect::<Vec<_>>();
        assert_eq!(names(&list(4), 3), "f0, f1, f2, f3");
        assert_eq!(names(&list(20), 3), "f0, f1, f2 and 17 more");
    }
}
