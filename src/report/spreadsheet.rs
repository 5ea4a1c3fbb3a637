//! Lines for a spreadsheet (RFC 4180). A field that a spreadsheet would run as a formula begins with `'`.

use super::safe;
use std::io;

/// One line of fields.
pub(crate) fn line(
    fields: impl Iterator<Item = String>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let fields: Vec<String> = fields.map(|text| field(&text)).collect();
    out.write_all(fields.join(",").as_bytes())?;
    out.write_all(b"\r\n")
}

fn field(text: &str) -> String {
    let text = safe::inline(text);
    let formula = text.starts_with(['=', '+', '-', '@']);
    let guard = if formula { "'" } else { "" };
    if !formula && !text.contains([',', '"', '\'']) {
        return text;
    }
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::field;

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
            assert_eq!(field(text), expected);
        }
    }
}
