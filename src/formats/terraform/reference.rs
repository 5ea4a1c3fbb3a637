//! What an expression refers to, as far as its text says.

use crate::syntax::{EXPRESSION, Kind, Node, Style};

/// The text of an expression; `None` for a literal. JSON writes one as a text with `${`.
pub(super) fn expression(node: Node<'_>) -> Option<&str> {
    let text = node.as_str()?;
    if node.tag() == Some(EXPRESSION) {
        let inner = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        return Some(inner.and_then(whole_template).unwrap_or(text));
    }
    let (_, ending) = node.tree().source().path().rsplit_once('.')?;
    let json = ending == "json";
    let template = json && node.kind() == Kind::Scalar(Style::Quoted) && text.contains("${");
    template.then(|| whole_template(text).unwrap_or(text))
}

/// The inside of a text that is one template and nothing else.
fn whole_template(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("${")?.strip_suffix('}')?;
    (!inner.contains("${")).then_some(inner.trim())
}

/// The names of `a.b["c"][0]`; `None` for any other expression.
pub(super) fn path(text: &str) -> Option<Vec<&str>> {
    let mut names = Vec::new();
    let mut rest = text.trim();
    loop {
        let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
        if end == 0 {
            return None;
        }
        names.push(&rest[..end]);
        rest = &rest[end..];
        while let Some(index) = rest.strip_prefix('[') {
            let (inside, after) = index.split_once(']')?;
            let inside = inside.trim().trim_matches('"');
            if inside.is_empty() || !inside.chars().all(is_name) {
                return None;
            }
            names.push(inside);
            rest = after;
        }
        if rest.is_empty() {
            return Some(names);
        }
        rest = rest.strip_prefix('.')?;
    }
}

/// What stands in front of a dot and is no resource.
const OTHERS: &[&str] = &[
    "var",
    "local",
    "each",
    "count",
    "self",
    "path",
    "terraform",
    "data",
];

/// The resources and modules that an expression mentions, as type and name, in order.
pub(super) fn resources(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphabetic() || c == '_') {
        rest = &rest[start..];
        let end = rest
            .find(|c: char| !is_name(c) && c != '.')
            .unwrap_or(rest.len());
        let mut names = rest[..end].split('.');
        rest = &rest[end..];
        if let (Some(kind), Some(name)) = (names.next(), names.next())
            && !OTHERS.contains(&kind)
            && (kind.contains('_') || kind == "module")
            && !name.is_empty()
        {
            found.push((kind, name));
        }
    }
    found
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_dots_and_indices_and_nothing_else() {
        for (text, expected) in [
            ("var.x", Some(vec!["var", "x"])),
            ("local.a[\"b\"].c", Some(vec!["local", "a", "b", "c"])),
            ("aws_x.y[0].arn", Some(vec!["aws_x", "y", "0", "arn"])),
            ("1 + 2", None),
            ("f(x)", None),
            ("a.", None),
            ("a[b.c]", None),
            ("", None),
        ] {
            assert_eq!(path(text), expected, "{text}");
        }
    }

    #[test]
    fn resources_are_found_in_any_expression() {
        for (text, expected) in [
            (
                "aws_lambda_function.f.arn",
                vec![("aws_lambda_function", "f")],
            ),
            ("\"integrations/${aws_x.i.id}\"", vec![("aws_x", "i")]),
            (
                "aws_lambda_function.f[0].arn",
                vec![("aws_lambda_function", "f")],
            ),
            (
                "try(module.fn.lambda_function_arn, var.arn)",
                vec![("module", "fn")],
            ),
            ("data.aws_x.y.arn", vec![]),
        ] {
            assert_eq!(resources(text), expected, "{text}");
        }
    }
}
