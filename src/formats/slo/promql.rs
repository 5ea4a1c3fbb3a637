//! PromQL to its syntax tree. Queries are kept in files with what their tool fills in (`{{.window}}`), and they are
//! text from strangers: both is seen to before the parser sees it.

use promql_parser::parser::{self, Expr};

/// Operators, brackets and keywords of one query, so that its tree is no deeper than the stack; real ones have dozens.
pub(super) const MOST_OPERATORS: usize = 500;

/// What a range may hold, besides a subquery's colon; anything else there is a placeholder.
const RANGE: &str = "0123456789smhdwy: ";

/// Whether a text has more operators than a query may have to be read.
pub(super) fn is_over(text: &str) -> bool {
    // Each takes a byte.
    text.len() > MOST_OPERATORS && prepared(text).is_err_and(|fault| fault == Fault::Long)
}

/// Why a text is not parsed.
#[derive(Debug, PartialEq, Eq)]
enum Fault {
    /// It is no query.
    Other,
    /// It has over [`MOST_OPERATORS`] operators.
    Long,
}

/// Parses a query; `None` for what is none, or is larger than any that people write.
pub(super) fn parse(query: &str) -> Option<Expr> {
    parser::parse(&prepared(query).ok()?).ok()
}

/// The query with a plain duration for every placeholder in brackets, and with `!=` for every comparison with a
/// regular expression: only equality names a service, and a regular expression costs more to compile than a file does
/// to read.
fn prepared(query: &str) -> Result<String, Fault> {
    let mut text = String::with_capacity(query.len());
    let mut operators = 0;
    let mut rest = query;
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '"' | '\'' | '`' => quoted(rest, first).ok_or(Fault::Other)?,
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '[' => rest.find(']').ok_or(Fault::Other)? + 1,
            '=' | '!' if rest[1..].starts_with('~') => 2,
            letter if is_word(letter) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            other => other.len_utf8(),
        };
        let (piece, after) = rest.split_at(taken);
        rest = after;
        match first {
            '#' => continue,
            '[' => text.push_str(range(piece)),
            '=' | '!' if piece.ends_with('~') => text.push_str("!="),
            _ => text.push_str(piece),
        }
        let keyword = ["and", "or", "unless", "atan2"]
            .iter()
            .any(|word| piece.eq_ignore_ascii_case(word));
        if keyword || "([{+-*/%^=!<>@".contains(first) {
            operators += 1;
        }
        if operators > MOST_OPERATORS {
            return Err(Fault::Long);
        }
    }
    Ok(text)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of a string literal, quotes included.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn range(bracketed: &str) -> &str {
    let plain = bracketed
        .trim_matches(['[', ']'])
        .chars()
        .all(|c| RANGE.contains(c));
    if plain { bracketed } else { "[5m]" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_tool_fills_in_is_no_error() {
        for query in [
            "sum(rate(http_requests_total{job=\"web\"}[{{.window}}]))",
            "sum(rate(http_requests_total{job=\"web\"}[$__rate_interval]))",
            "sum(rate(http_requests_total{job=\"web\"}[window]))",
            "sum(rate(http_requests_total{job=\"we[b\", code=~\"5..\"}[5m])) # in [brackets",
        ] {
            assert!(parse(query).is_some(), "{query}");
        }
    }

    #[test]
    fn what_is_no_query_is_none() {
        for query in [
            "",
            "p99:trace.http.request{service:web}",
            "{{ .Values.expr }}",
            "up[",
        ] {
            assert!(parse(query).is_none(), "{query}");
        }
    }

    /// On a thread with as little stack as a reader may have.
    #[test]
    fn hostile_queries_cost_little() {
        let small = std::thread::Builder::new().stack_size(1 << 20);
        let work = || {
            for query in [
                "(".repeat(100_000),
                "-".repeat(100_000) + "1",
                "1+".repeat(100_000) + "1",
                "a or ".repeat(100_000) + "a",
                "abs(".repeat(490) + "x" + &")".repeat(490),
                "1+".repeat(490) + "1",
                "-".repeat(490) + "1",
                "a or ".repeat(490) + "a",
                "x".to_owned() + &"[5m:]".repeat(490),
                "a=~".repeat(100),
                format!("a{{{}}}", "b=~\"\\\\w{999}\",".repeat(200)),
            ] {
                drop(parse(&query));
            }
        };
        let done = small.spawn(work).map(|thread| thread.join().is_ok());
        assert!(done.is_ok_and(|fine| fine));
    }
}
