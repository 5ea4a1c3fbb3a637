//! Lines for a spreadsheet (RFC 4180). A field that a spreadsheet would run as a formula begins with `'`.

use super::safe;
use std::io;

/// One line of fields.
pub(crate) fn line<T: AsRef<str>>(
    fields: impl IntoIterator<Item = T>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut line = joined(fields);
    line.push_str("\r\n");
    out.write_all(line.as_bytes())
}

/// A part of a line.
pub(crate) fn joined<T: AsRef<str>>(fields: impl IntoIterator<Item = T>) -> String {
    let mut joined = String::new();
    for (at, text) in fields.into_iter().enumerate() {
        joined.push_str(if at == 0 { "" } else { "," });
        field(text.as_ref(), &mut joined);
    }
    joined
}

fn field(text: &str, line: &mut String) {
    let text = safe::borrowed(text);
    let formula = text.starts_with(['=', '+', '-', '@']);
    if !formula && !text.contains([',', '"', '\'']) {
        line.push_str(&text);
        return;
    }
    let guard = if formula { "'" } else { "" };
    line.extend(["\"", guard, &text.replace('"', "\"\""), "\""]);
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn a_field_is_text_whatever_it_looks_like() {
        for (text, expected) in [
            ("web", "web"),
            ("a,b", "\"a,b\""),
            ("say \"x\"", "\"say \"\"x\"\"\""),
            ("=1+1", "\"'=1+1\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("a\nb", "a b"),
        ] {
            assert_eq!(joined([text, text]), format!("{expected},{expected}"));
        }
    }
}
