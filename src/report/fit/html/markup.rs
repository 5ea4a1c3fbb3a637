//! Text from manifests inside HTML: never structure. And the digest by which the page's policy knows its own parts.

use crate::report::safe;
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// Text between tags or inside a quoted attribute.
pub(super) fn text(raw: &str) -> Cow<'_, str> {
    escaped_all(safe::borrowed(raw))
}

/// A sentence: what stands between backticks in it becomes code.
pub(super) fn sentence(raw: &str) -> Cow<'_, str> {
    let raw = safe::borrowed(raw);
    let backticks = raw.bytes().filter(|byte| *byte == b'`').count();
    if backticks == 0 || !backticks.is_multiple_of(2) {
        return escaped_all(raw);
    }
    let parts = raw.split('`').enumerate();
    let part = |(at, part): (usize, &str)| match at % 2 {
        0 => escaped(part).into_owned(),
        _ => format!("<code>{}</code>", escaped(part)),
    };
    Cow::Owned(parts.map(part).collect())
}

fn escaped_all(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => escaped(text),
        Cow::Owned(text) => Cow::Owned(escaped(&text).into_owned()),
    }
}

/// The characters that mean something in HTML, and nothing else.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    let means = |byte: u8| matches!(byte, b'&' | b'<' | b'>' | b'"' | b'\'');
    if !text.bytes().any(means) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(2 * text.len());
    let mut rest = text;
    while let Some(at) = rest.bytes().position(means) {
        safe.push_str(&rest[..at]);
        safe.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    safe.push_str(rest);
    Cow::Owned(safe)
}

/// `'sha256-…'`, the source expression of Content Security Policy (CSP 3, section 2.3.1).
pub(super) fn digest(part: &str) -> String {
    format!("'sha256-{}'", base64(&Sha256::digest(part.as_bytes())))
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (at, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let letter = LETTERS[(bits >> shift & 63) as usize];
            text.push(if at > group.len() {
                '='
            } else {
                char::from(letter)
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_never_becomes_structure() {
        for (raw, safe) in [
            (
                "<img src=x onerror=alert(1)>",
                "&lt;img src=x onerror=alert(1)&gt;",
            ),
            ("\" autofocus '", "&quot; autofocus &#39;"),
            ("&lt;", "&amp;lt;"),
            ("a\u{202e}b\u{1b}[31m\nc", "a?b?[31m c"),
        ] {
            assert_eq!(text(raw), safe);
        }
        assert_eq!(sentence("set `a<b` to 1"), "set <code>a&lt;b</code> to 1");
        assert_eq!(sentence("one ` alone"), "one ` alone");
    }

    #[test]
    fn base64_is_padded() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        let empty = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
        assert_eq!(digest(""), empty);
    }
}
