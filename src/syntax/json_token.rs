//! The smallest pieces of JSON: strings, numbers, words and comments, each read from where it starts.

/// Why the text is not JSON, and at which byte.
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) message: String,
}

impl Fault {
    pub(super) fn new(at: usize, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { at, message }
    }
}

/// A string that was read.
pub(super) struct Text {
    /// One past the closing quote.
    pub(super) end: usize,
    /// Its text where escapes make it differ from the source.
    pub(super) decoded: Option<String>,
}

/// Reads the string whose opening quote is at `start`.
pub(super) fn string(text: &str, start: usize) -> Result<Text, Fault> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    let mut from = at;
    let mut decoded: Option<String> = None;
    loop {
        let Some(length) = bytes[at..]
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
        else {
            return Err(Fault::new(start, "this text has no closing quote"));
        };
        at += length;
        match bytes[at] {
            b'"' => {
                if let Some(decoded) = &mut decoded {
                    decoded.push_str(&text[from..at]);
                }
                return Ok(Text {
                    end: at + 1,
                    decoded,
                });
            }
            b'\\' => {
                let decoded = decoded.get_or_insert_default();
                decoded.push_str(&text[from..at]);
                let (character, end) = escape(text, at)?;
                decoded.push(character);
                at = end;
                from = end;
            }
            b'\n' | b'\r' => return Err(Fault::new(at, "the line ends inside this text")),
            control => {
                let message = format!(
                    "the control character U+{control:04X} must be written as \\u{control:04x} in JSON text"
                );
                return Err(Fault::new(at, message));
            }
        }
    }
}

/// The character that the escape at `at` stands for, and where it ends.
fn escape(text: &str, at: usize) -> Result<(char, usize), Fault> {
    let character = match text.as_bytes().get(at + 1) {
        Some(b'u') => return unicode(text, at),
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        _ => return Err(Fault::new(at, "JSON has no such escape")),
    };
    Ok((character, at + 2))
}

/// `\uXXXX`, or two of them that are a surrogate pair.
fn unicode(text: &str, at: usize) -> Result<(char, usize), Fault> {
    let first = hex(text, at)?;
    if let Some(character) = char::from_u32(first) {
        return Ok((character, at + 6));
    }
    let pair = (0xd800..0xdc00).contains(&first)
        && text.as_bytes().get(at + 6..at + 8) == Some(b"\\u".as_slice());
    if pair {
        let second = hex(text, at + 6)?;
        if (0xdc00..0xe000).contains(&second) {
            let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            if let Some(character) = char::from_u32(code) {
                return Ok((character, at + 12));
            }
        }
    }
    Err(Fault::new(
        at,
        "this is half of a surrogate pair; the other half is missing",
    ))
}

fn hex(text: &str, at: usize) -> Result<u32, Fault> {
    text.as_bytes()
        .get(at + 2..at + 6)
        .and_then(|digits| {
            digits.iter().try_fold(0, |value, digit| {
                Some(value * 16 + char::from(*digit).to_digit(16)?)
            })
        })
        .ok_or_else(|| Fault::new(at, "`\\u` takes four hexadecimal digits"))
}

/// The end of the number at `start`.
pub(super) fn number(text: &str, start: usize) -> Result<usize, Fault> {
    let bytes = text.as_bytes();
    let is = |at: usize, wanted: &[u8]| bytes.get(at).is_some_and(|byte| wanted.contains(byte));
    let digits = |from: usize| {
        let count = bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        match count {
            0 => Err(Fault::new(from, "a digit is missing in this number")),
            _ => Ok(from + count),
        }
    };
    let mut at = start + usize::from(is(start, b"-"));
    let zero = is(at, b"0");
    at = if zero { at + 1 } else { digits(at)? };
    if zero && is(at, b"0123456789") {
        return Err(Fault::new(
            start,
            "a JSON number must not begin with a zero",
        ));
    }
    if is(at, b".") {
        at = digits(at + 1)?;
    }
    if is(at, b"eE") {
        at += 1;
        at = digits(at + usize::from(is(at, b"+-")))?;
    }
    Ok(at)
}

/// The end of `true`, `false` or `null` at `start`, if one stands there.
pub(super) fn word(text: &str, start: usize) -> Option<usize> {
    let rest = &text[start..];
    let word = ["true", "false", "null"]
        .into_iter()
        .find(|word| rest.starts_with(word))?;
    Some(start + word.len())
}

/// The end of the comment at `start`.
pub(super) fn comment(text: &str, start: usize) -> Result<usize, Fault> {
    let rest = &text[start..];
    if rest.starts_with("//") {
        let length = memchr::memchr2(b'\n', b'\r', rest.as_bytes());
        return Ok(start + length.unwrap_or(rest.len()));
    }
    if let Some(inside) = rest.strip_prefix("/*") {
        return match inside.find("*/") {
            Some(length) => Ok(start + length + 4),
            None => Err(Fault::new(start, "this comment is not closed")),
        };
    }
    Err(Fault::new(
        start,
        "a comment begins with `//` or `/*`; nothing else begins with `/`",
    ))
}
