//! Text from manifests inside Markdown: no structure, no HTML, no links, nobody mentioned, no issue referenced.

use crate::report::safe;
use std::fmt::Write as _;

/// What has a meaning in Markdown, tables included, or in HTML.
fn is_special(c: char) -> bool {
    matches!(
        c,
        '&' | '<'
            | '>'
            | '"'
            | '\\'
            | '`'
            | '*'
            | '_'
            | '{'
            | '}'
            | '['
            | ']'
            | '|'
            | '~'
            | '$'
            | '!'
            | '^'
            | '='
    )
}

/// A sentence; what stands between backticks in it becomes code.
pub(crate) fn text(sentence: &str) -> String {
    let sentence = safe::inline(sentence);
    let mut parts: Vec<&str> = sentence.split('`').collect();
    // A lone backtick is one.
    let last = parts.len().is_multiple_of(2).then(|| parts.pop()).flatten();
    let mut safe: String = parts
        .iter()
        .enumerate()
        .map(|(at, part)| {
            if at.is_multiple_of(2) {
                words(part)
            } else {
                code(part)
            }
        })
        .collect();
    if let Some(last) = last {
        let _ = write!(safe, "&#96;{}", words(last)); // a String takes everything
    }
    safe
}

/// A name or a path. A code span of Markdown ends at a backtick and a table's cell at a bar: such a name is HTML.
pub(crate) fn code(name: &str) -> String {
    let name = safe::inline(name);
    if name.trim().is_empty() || name.contains(['`', '|', '\\']) {
        format!("<code>{}</code>", escaped(&name))
    } else {
        format!("`{name}`")
    }
}

/// Plain words. Pages turn what looks like an address, a mention or an issue's number into links after everything else:
/// a tag between the characters keeps them apart.
fn words(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let (before, after) = (&text[..at], &text[at + c.len_utf8()..]);
        let links = match c {
            '@' | '#' => true,
            ':' => after.starts_with("//"),
            '.' => before
                .get(at.saturating_sub(3)..)
                .is_some_and(|word| word.eq_ignore_ascii_case("www")),
            _ => false,
        };
        if links {
            let _ = write!(safe, "<span>{c}</span>"); // a String takes everything
        } else {
            push(c, &mut safe);
        }
    }
    safe
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    text.chars().for_each(|c| push(c, &mut safe));
    safe
}

fn push(c: char, safe: &mut String) {
    if is_special(c) {
        let _ = write!(safe, "&#{};", u32::from(c)); // a String takes everything
    } else {
        safe.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_between_backticks_are_code() {
        assert_eq!(
            text("`report` may run for 60 min"),
            "`report` may run for 60 min"
        );
        assert_eq!(text("a ` b"), "a &#96; b");
        assert_eq!(text("`a` b ` c"), "`a` b &#96; c");
    }

    #[test]
    fn nothing_becomes_structure_or_a_link() {
        for (raw, safe) in [
            ("<img src=x>", "&#60;img src&#61;x&#62;"),
            ("[a](b) | c", "&#91;a&#93;(b) &#124; c"),
            ("@team #1", "<span>@</span>team <span>#</span>1"),
            (
                "http://a.example www.b.example",
                "http<span>:</span>//a.example www<span>.</span>b.example",
            ),
            (
                "&lt; **b** $x$",
                "&#38;lt; &#42;&#42;b&#42;&#42; &#36;x&#36;",
            ),
        ] {
            assert_eq!(text(raw), safe);
        }
        assert_eq!(code("</code>"), "`</code>`");
        assert_eq!(code("`</code>|"), "<code>&#96;&#60;/code&#62;&#124;</code>");
    }
}
