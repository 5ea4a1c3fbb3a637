//! A stretch of a source. It keeps its source alive, and works on the text of its line.

use super::{Position, Source, offset};
use std::fmt;
use std::sync::Arc;

/// A stretch of one source, as byte offsets; the end is exclusive.
#[derive(Clone)]
pub struct Span {
    pub(super) source: Arc<Source>,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The source it points into.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The source's path.
    pub fn path(&self) -> &str {
        self.source.path()
    }

    /// The text it covers.
    pub fn text(&self) -> &str {
        self.source
            .text()
            .get(self.start as usize..self.end as usize)
            .unwrap_or("")
    }

    /// Where it starts.
    pub fn first(&self) -> Position {
        self.source.position(self.start)
    }

    /// Where it ends, exclusive.
    pub fn last(&self) -> Position {
        self.source.position(self.end)
    }

    /// Whether `other` lies wholly inside this span, in the same file.
    pub fn contains(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.source, &other.source)
            && self.start <= other.start
            && other.end <= self.end
    }

    /// The span from the start of this one to the end of `other`, which must be of the same source.
    #[must_use]
    pub fn to(&self, other: &Self) -> Self {
        self.source.span(self.start, other.end.max(self.end))
    }

    /// The same end, from the start of the key where key and value stand on one line: `timeout: 3600`, `"timeout": 3600`,
    /// `timeout = 3600`.
    #[must_use]
    pub fn with_key(&self) -> Self {
        let text = self.source.text();
        let start = self.start as usize;
        // Not looked for in the text: a file may be one line of many megabytes.
        let line = self.source.line_start(self.start);
        let before = text[line..start].trim_end();
        let Some(key) = before.strip_suffix([':', '=']).map(str::trim_end) else {
            return self.clone();
        };
        let bare = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '$' | ':');
        let length = match key.chars().next_back() {
            Some(quote @ ('"' | '\'')) => key[..key.len() - 1]
                .rfind(quote)
                .map_or(0, |opening| key.len() - opening),
            _ => key.len() - key.trim_end_matches(bare).len(),
        };
        if length == 0 {
            return self.clone();
        }
        self.source
            .span(offset(line + key.len() - length), self.end)
    }

    /// The same start, cut at the end of its first line: findings sit on one line.
    #[must_use]
    pub fn first_line(&self) -> Self {
        let text = self.text();
        let length = text.find(['\n', '\r']).unwrap_or(text.len());
        self.source.span(
            self.start,
            self.start + offset(text[..length].trim_end().len()),
        )
    }
}

impl PartialEq for Span {
    fn eq(&self, other: &Self) -> bool {
        self.start == other.start && self.end == other.end && self.path() == other.path()
    }
}

impl Eq for Span {}

impl PartialOrd for Span {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Span {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.path(), self.start, self.end).cmp(&(other.path(), other.start, other.end))
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = self.first();
        write!(
            formatter,
            "{}:{}:{} {:?}",
            self.path(),
            first.line,
            first.column,
            self.text()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_and_its_key_are_one_span_where_they_share_a_line() {
        let with_key = |text: &str, value: &str| {
            let source = Source::new("x", text);
            let start = text.rfind(value).map_or(0, offset);
            source
                .span(start, start + offset(value.len()))
                .with_key()
                .text()
                .to_owned()
        };
        assert_eq!(
            with_key("a: 1\n  timeoutSeconds: 3600\n", "3600"),
            "timeoutSeconds: 3600"
        );
        assert_eq!(with_key("- type: sqs", "sqs"), "type: sqs");
        assert_eq!(
            with_key("{\"a\": 1, \"Timeout\" : 9}", "9"),
            "\"Timeout\" : 9"
        );
        assert_eq!(with_key("  timeout = 900", "900"), "timeout = 900");
        assert_eq!(with_key("{a: {b: 5}}", "5"), "b: 5");
        assert_eq!(with_key("t:\n  900", "900"), "900");
        assert_eq!(with_key("t:\r  900", "900"), "900");
        assert_eq!(with_key("a: 1\r\nt: 900", "900"), "t: 900");
        assert_eq!(with_key("- one", "one"), "one");
    }
}
