//! What stands between `${` and `}`: text to alternatives, and an alternative to what it asks for. Looks nothing up.

/// A stretch of a text with variables in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'s> {
    /// Text, CloudFormation's own `${AWS::Region}` included.
    Text(&'s str),
    /// `${first, second, 'third'}`: the first one that has a value counts.
    Variable(Vec<&'s str>),
}

/// One alternative of a variable.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Alternative<'s> {
    /// `'text'`, `30`, `true`.
    Literal(&'s str),
    /// `null`.
    Null,
    /// `source(parameter):address`.
    Lookup {
        /// `self`, `opt`, `file` ...
        source: &'s str,
        /// What stands in parentheses.
        parameter: Option<&'s str>,
        /// What stands behind the colon.
        address: &'s str,
    },
    /// Nothing that the framework reads.
    Unknown,
}

/// Splits a text at its variables; `None` where one never ends.
pub(super) fn parts(text: &str) -> Option<Vec<Part<'_>>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut from = 0;
    while let Some(open) = text[from..].find("${").map(|at| from + at) {
        let body = &text[open + 2..];
        if !is_variable(body) {
            from = open + 2;
            continue;
        }
        let (alternatives, length) = alternatives(body)?;
        if open > start {
            found.push(Part::Text(&text[start..open]));
        }
        found.push(Part::Variable(alternatives));
        start = open + 2 + length + 1;
        from = start;
    }
    if start < text.len() {
        found.push(Part::Text(&text[start..]));
    }
    Some(found)
}

/// Whether a variable of the framework begins here: `name:` or `name(`, but not `AWS::`. Its name may be nested.
fn is_variable(body: &str) -> bool {
    if body.trim_start().starts_with("${") {
        return true;
    }
    let end = body
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'))
        .unwrap_or(body.len());
    let rest = &body[end..];
    end > 0 && !rest.starts_with("::") && rest.starts_with([':', '('])
}

/// The alternatives up to the closing brace, and where that stands.
fn alternatives(body: &str) -> Option<(Vec<&str>, usize)> {
    let mut found = Vec::new();
    let (mut braces, mut parentheses, mut start) = (0_usize, 0_usize, 0);
    let mut quote = None;
    // The last byte that is no blank: a quote opens only where a value may begin.
    let mut before = b',';
    for (at, byte) in body.bytes().enumerate() {
        if let Some(open) = quote {
            if byte == open {
                quote = None;
            }
            continue;
        }
        match byte {
            b'\'' | b'"' if matches!(before, b',' | b'(') => quote = Some(byte),
            b'{' => braces += 1,
            b'}' if braces > 0 => braces -= 1,
            b'}' => {
                found.push(body[start..at].trim());
                return Some((found, at));
            }
            b'(' => parentheses += 1,
            b')' => parentheses = parentheses.saturating_sub(1),
            b',' if braces == 0 && parentheses == 0 => {
                found.push(body[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            before = byte;
        }
    }
    None
}

/// The text between equal quotes.
pub(super) fn unquoted(text: &str) -> Option<&str> {
    ['\'', '"']
        .iter()
        .find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))
}

/// Reads one alternative whose own variables are filled in already.
pub(super) fn alternative(text: &str) -> Alternative<'_> {
    if let Some(literal) = unquoted(text) {
        return Alternative::Literal(literal);
    }
    match text {
        "null" => return Alternative::Null,
        "true" | "false" => return Alternative::Literal(text),
        _ if text.parse::<f64>().is_ok() => return Alternative::Literal(text),
        _ => {}
    }
    let end = text
        .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'))
        .unwrap_or(text.len());
    let (source, rest) = text.split_at(end);
    if source.is_empty() {
        return Alternative::Unknown;
    }
    if let Some(address) = rest.strip_prefix(':') {
        return Alternative::Lookup {
            source,
            parameter: None,
            address: address.trim(),
        };
    }
    let Some((parameter, rest)) = rest
        .strip_prefix('(')
        .and_then(|rest| rest.rsplit_once(')'))
    else {
        return Alternative::Unknown;
    };
    let parameter = parameter.trim();
    Alternative::Lookup {
        source,
        parameter: Some(unquoted(parameter).unwrap_or(parameter)),
        address: rest.trim().strip_prefix(':').unwrap_or("").trim(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(text: &str) -> Vec<&str> {
        match parts(text).unwrap_or_default().pop() {
            Some(Part::Variable(alternatives)) => alternatives,
            other => panic!("{text} is {other:?}"),
        }
    }

    #[test]
    fn a_variable_is_a_list_of_alternatives() {
        assert_eq!(variable("${self:custom.t}"), ["self:custom.t"]);
        assert_eq!(
            variable("${opt:t, env:T, '30, or so'}"),
            ["opt:t", "env:T", "'30, or so'"]
        );
        assert_eq!(
            variable("${self:custom.t.${opt:stage, 'dev'}, 30}"),
            ["self:custom.t.${opt:stage, 'dev'}", "30"]
        );
        assert_eq!(variable("${file(a,b.yml):k}"), ["file(a,b.yml):k"]);
        assert_eq!(variable("${env:A, '}'}"), ["env:A", "'}'"]);
    }

    #[test]
    fn text_around_it_stays_and_cloudformation_keeps_its_own() {
        assert_eq!(
            parts("${AWS::Region}-${sls:stage}/x"),
            Some(vec![
                Part::Text("${AWS::Region}-"),
                Part::Variable(vec!["sls:stage"]),
                Part::Text("/x")
            ])
        );
        assert_eq!(parts("${Table}"), Some(vec![Part::Text("${Table}")]));
        assert_eq!(parts("${self:custom.${open}"), None);
    }

    #[test]
    fn alternatives_by_kind() {
        let lookup = |source, parameter, address| Alternative::Lookup {
            source,
            parameter,
            address,
        };
        for (text, expected) in [
            ("self:a.b", lookup("self", None, "a.b")),
            ("self:", lookup("self", None, "")),
            ("file(./x.yml):a.b", lookup("file", Some("./x.yml"), "a.b")),
            ("file('x.yml')", lookup("file", Some("x.yml"), "")),
            (
                "ssm(eu-west-1):/a/b",
                lookup("ssm", Some("eu-west-1"), "/a/b"),
            ),
            ("aws:ssm", lookup("aws", None, "ssm")),
            ("'30'", Alternative::Literal("30")),
            ("30", Alternative::Literal("30")),
            ("true", Alternative::Literal("true")),
            ("null", Alternative::Null),
            ("dev", Alternative::Unknown),
            ("", Alternative::Unknown),
            ("'", Alternative::Unknown),
        ] {
            assert_eq!(alternative(text), expected, "{text}");
        }
    }
}
