//! The comments of an HCL file: the parser keeps their text and drops where they stand.

use std::ops::Range;

/// Every comment outside texts and heredocs.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut comments = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        at = match (bytes[at], bytes.get(at + 1)) {
            (b'#', _) | (b'/', Some(b'/')) => {
                let end = line_end(text, at);
                comments.push(at..end);
                end
            }
            (b'/', Some(b'*')) => {
                let end = text[at + 2..].find("*/").map(|found| at + 2 + found + 2);
                let end = end.unwrap_or(text.len());
                comments.push(at..end);
                end
            }
            (b'"', _) => string_end(bytes, at),
            (b'<', Some(b'<')) => heredoc_end(text, at),
            _ => at + 1,
        };
    }
    comments
}

fn line_end(text: &str, at: usize) -> usize {
    let length = memchr::memchr2(b'\n', b'\r', &text.as_bytes()[at..]);
    length.map_or(text.len(), |length| at + length)
}

/// One past the text that starts at `start`. A template in it may hold texts of its own: what is open is on a stack, a
/// text or the braces of a template.
fn string_end(bytes: &[u8], start: usize) -> usize {
    #[derive(PartialEq)]
    enum Open {
        Text,
        Braces,
    }
    let mut open = vec![Open::Text];
    let mut at = start + 1;
    while let Some(inside) = open.last() {
        let Some(byte) = bytes.get(at) else {
            return bytes.len();
        };
        let in_text = *inside == Open::Text;
        let template = matches!(byte, b'$' | b'%') && bytes.get(at + 1) == Some(&b'{');
        let escaped = template && in_text && bytes.get(at - 1) == Some(byte);
        match byte {
            b'\\' if in_text => at += 1,
            b'"' if in_text => drop(open.pop()),
            b'"' => open.push(Open::Text),
            // A text without an end; the parser says so.
            b'\n' if in_text => return at,
            _ if in_text && template && !escaped => {
                open.push(Open::Braces);
                at += 1;
            }
            b'{' if !in_text => open.push(Open::Braces),
            b'}' if !in_text => drop(open.pop()),
            _ => {}
        }
        at += 1;
    }
    at
}

/// One past the heredoc that starts at `at`; one past the `<` where none does.
fn heredoc_end(text: &str, at: usize) -> usize {
    let name = text[at + 2..].trim_start_matches('-');
    let length = name
        .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')
        .unwrap_or(name.len());
    let name = &name[..length];
    if name.is_empty() {
        return at + 1;
    }
    let mut line = line_end(text, at);
    while line < text.len() {
        let next = line_end(text, line + 1);
        if text[line..next].trim() == name {
            return next;
        }
        line = next;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_stand_outside_texts_templates_and_heredocs() {
        let text = "a = \"# no ${f(\"# no\", {x = 1})} // no $${\" # one\n\
                    b = <<-EOT\n  # no\n  EOT\n\
                    // two\n/* three\n# of it */ c = 1 << 2\n# four";
        let found: Vec<&str> = find(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["# one", "// two", "/* three\n# of it */", "# four"]);
    }

    #[test]
    fn what_is_never_closed_ends_the_file() {
        for text in ["\"", "\"${", "<<EOT", "<<EOT\n", "/*", "a = \"x\\", "<<"] {
            assert!(
                find(text).iter().all(|range| range.end <= text.len()),
                "{text}"
            );
        }
    }
}
