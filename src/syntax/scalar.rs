//! What a plain scalar means. Resolved lazily: nodes keep their text.

/// Which reading of plain scalars applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// YAML 1.1 as Go's yaml.v2 reads it: Kubernetes, Knative, CloudFormation, SAM.
    Yaml11,
    /// The YAML 1.2 core schema: plimsoll's own configuration, Serverless Framework.
    Core,
}

/// A typed scalar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scalar<'t> {
    /// `null`, `~` or nothing.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer between `i64::MIN` and `u64::MAX`.
    Integer(i128),
    /// Any other number.
    Float(f64),
    /// Text.
    String(&'t str),
}

/// Types a plain scalar's text.
pub(super) fn resolve(text: &str, schema: Schema) -> Scalar<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        "true" | "True" | "TRUE" => return Scalar::Bool(true),
        "false" | "False" | "FALSE" => return Scalar::Bool(false),
        _ => {}
    }
    if schema == Schema::Yaml11 {
        match text {
            "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => return Scalar::Bool(true),
            "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => return Scalar::Bool(false),
            _ => {}
        }
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) {
        return Scalar::String(text);
    }
    integer(text, schema)
        .or_else(|| float(text, schema))
        .unwrap_or(Scalar::String(text))
}

fn integer(text: &str, schema: Schema) -> Option<Scalar<'_>> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let yaml11 = schema == Schema::Yaml11;
    let (radix, digits) = match digits.get(..2) {
        Some("0x" | "0X") => (16, &digits[2..]),
        Some("0o" | "0O") => (8, &digits[2..]),
        Some("0b" | "0B") if yaml11 => (2, &digits[2..]),
        Some(_) if yaml11 && digits.starts_with('0') => (8, &digits[1..]),
        _ => (10, digits),
    };
    let digits: std::borrow::Cow<'_, str> = if yaml11 && digits.contains('_') {
        digits.replace('_', "").into()
    } else {
        digits.into()
    };
    if digits.starts_with(['+', '-']) {
        return None;
    }
    let value = i128::from_str_radix(&digits, radix).ok()?;
    let value = if negative { -value } else { value };
    (i128::from(i64::MIN)..=i128::from(u64::MAX))
        .contains(&value)
        .then_some(Scalar::Integer(value))
}

fn float(text: &str, schema: Schema) -> Option<Scalar<'_>> {
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Some(Scalar::Float(f64::INFINITY));
        }
        "-.inf" | "-.Inf" | "-.INF" => return Some(Scalar::Float(f64::NEG_INFINITY)),
        ".nan" | ".NaN" | ".NAN" => return Some(Scalar::Float(f64::NAN)),
        _ => {}
    }
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    let shaped = body.bytes().all(|byte| {
        byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-' | b'_')
    }) && body.bytes().any(|byte| byte.is_ascii_digit());
    if !shaped {
        return None;
    }
    let plain = if schema == Schema::Yaml11 {
        text.replace('_', "")
    } else {
        text.to_owned()
    };
    // A number that no float holds is text, as Go has it, never infinity.
    plain
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
        .map(Scalar::Float)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_1_1_reads_as_go_does() {
        let cases = [
            ("y", Scalar::Bool(true)),
            ("NO", Scalar::Bool(false)),
            ("off", Scalar::Bool(false)),
            ("0644", Scalar::Integer(420)),
            ("0o17", Scalar::Integer(15)),
            ("0x1F", Scalar::Integer(31)),
            ("0b11", Scalar::Integer(3)),
            ("1_000", Scalar::Integer(1000)),
            ("08", Scalar::Float(8.0)),
            ("685_230.15", Scalar::Float(685_230.15)),
            ("190:20:30", Scalar::String("190:20:30")),
            ("1e3", Scalar::Float(1000.0)),
            (".5", Scalar::Float(0.5)),
            ("+1", Scalar::Integer(1)),
            (
                "18446744073709551615",
                Scalar::Integer(18_446_744_073_709_551_615),
            ),
            (
                "18446744073709551616",
                Scalar::Float(18_446_744_073_709_551_616.0),
            ),
            ("1e999", Scalar::String("1e999")),
            ("2024-01-02", Scalar::String("2024-01-02")),
            ("900s", Scalar::String("900s")),
            ("-", Scalar::String("-")),
            ("0", Scalar::Integer(0)),
        ];
        for (text, expected) in cases {
            assert_eq!(resolve(text, Schema::Yaml11), expected, "{text}");
        }
    }

    #[test]
    fn the_core_schema_is_narrower() {
        let cases = [
            ("yes", Scalar::String("yes")),
            ("0644", Scalar::Integer(644)),
            ("0o17", Scalar::Integer(15)),
            ("1_000", Scalar::String("1_000")),
            ("~", Scalar::Null),
        ];
        for (text, expected) in cases {
            assert_eq!(resolve(text, Schema::Core), expected, "{text}");
        }
    }
}
