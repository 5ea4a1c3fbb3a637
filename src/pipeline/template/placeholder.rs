//! What engines and scripts write where a value is filled in later, and the same text with something in its place.

use std::ops::Range;

/// How the text around a placeholder is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// YAML, and whatever has no notation.
    Yaml,
    /// JSON: a bare word of capitals is a placeholder there.
    Json,
    /// HCL: `${` and `%{` are its own.
    Hcl,
}

/// A placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placeholder {
    /// Where it stands.
    pub(super) at: Range<usize>,
    /// Whether it is an action of an engine (`{{ }}`), which nothing else looks like.
    pub(super) is_action: bool,
    /// Whether nothing comes of it in its place (`{% if %}`).
    is_statement: bool,
}

/// A spelling: what begins it, what ends it, and what it is.
struct Spelling {
    begin: &'static str,
    end: &'static str,
    is_action: bool,
    is_statement: bool,
}

const fn action(begin: &'static str, end: &'static str, is_statement: bool) -> Spelling {
    Spelling {
        begin,
        end,
        is_action: true,
        is_statement,
    }
}

const fn weak(begin: &'static str, end: &'static str, is_statement: bool) -> Spelling {
    Spelling {
        begin,
        end,
        is_action: false,
        is_statement,
    }
}

/// The longer spelling first.
static SPELLINGS: &[Spelling] = &[
    action("{{{", "}}}", false),
    action("{{", "}}", false),
    action("{%", "%}", true),
    action("{#", "#}", true),
    action("<%=", "%>", false),
    action("<%-", "%>", false),
    action("<%", "%>", true),
    weak("[[ ", "]]", false),
    weak("[[-", "]]", false),
    weak("[[.", "]]", false),
    weak("[[$", "]]", false),
    weak("((", "))", false),
    weak("%{", "}", true),
    weak("${", "}", false),
    weak("#{", "}#", false),
    weak("#{", "}", false),
    weak("$(", ")", false),
    weak("@@", "@@", false),
    weak("@", "@", false),
    weak("%%", "%%", false),
    weak("%(", ")s", false),
    weak("%", "%", false),
    weak("__", "__", false),
    weak("<<", ">>", false),
    weak("<", ">", false),
];

/// What a statement of Go templates, Handlebars and the like begins with, behind its marker.
const STATEMENTS: &[&str] = &[
    "#", "/", "^", "!", ">", "if", "else", "end", "range", "with", "define", "block", "template",
    "for", "each",
];

/// The longest placeholder that is looked at, in bytes.
const LONGEST: usize = 4_096;

/// How many bytes the search for ends may look at, a byte of the text and on top of it: a text that is all beginnings and
/// no end is no template.
const LOOKS: usize = 4;
const LOOKS_FLOOR: usize = 1 << 20;

/// Words of capitals that are values of their own.
const VALUES: &[&str] = &["NULL", "TRUE", "FALSE"];

/// Every placeholder of a text, in its order.
pub(super) fn find(text: &str, notation: Notation) -> Vec<Placeholder> {
    let bytes = text.as_bytes();
    let mut left = text.len() * LOOKS + LOOKS_FLOOR;
    let (mut found, mut at, mut in_text): (Vec<Placeholder>, _, _) = (Vec::new(), 0, false);
    while at < bytes.len() {
        let is_json_quote =
            notation == Notation::Json && bytes[at] == b'"' && (at == 0 || bytes[at - 1] != b'\\');
        if is_json_quote {
            in_text = !in_text;
        } else if bytes[at] == b'\n' {
            in_text = false;
        }
        let one =
            delimited(text, at, notation, &mut left).or_else(|| named(text, at, notation, in_text));
        match one {
            Some(one) => {
                at = one.at.end.max(at + 1);
                found.push(one);
            }
            None => at += 1,
        }
    }
    found
}

fn delimited(text: &str, at: usize, notation: Notation, left: &mut usize) -> Option<Placeholder> {
    let rest = text.as_bytes().get(at..)?;
    let mut spellings = SPELLINGS
        .iter()
        .filter(|spelling| rest.starts_with(spelling.begin.as_bytes()));
    spellings.find_map(|spelling| {
        if notation == Notation::Hcl && matches!(spelling.begin, "${" | "%{") {
            return None;
        }
        let from = at + spelling.begin.len();
        let window = text.as_bytes().get(from..text.len().min(from + LONGEST))?;
        let length = match spelling.end {
            "}" => balanced(window),
            end => memchr::memmem::find(window, end.as_bytes()),
        };
        *left = left.checked_sub(length.unwrap_or(window.len()))?;
        let inside = from + length?;
        let content = text.get(from..inside)?;
        let is_open = spelling.is_action || matches!(spelling.end, "}" | "}#" | "]]");
        if !is_open && !is_name(content) {
            return None;
        }
        let begins = content.trim_start_matches(['-', '~', ' ', '\t', '\n']);
        let is_statement = spelling.is_statement
            || STATEMENTS.iter().any(|word| begins.starts_with(word)) && spelling.begin != "${";
        Some(Placeholder {
            at: at..inside + spelling.end.len(),
            is_action: spelling.is_action,
            is_statement,
        })
    })
}

/// Where the brace closes that was opened before a window.
fn balanced(window: &[u8]) -> Option<usize> {
    let mut depth = 1;
    window.iter().position(|byte| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        depth == 0
    })
}

/// A name, a path or a few words: what a script replaces, and no markup or arithmetic.
fn is_name(content: &str) -> bool {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ' ');
    content.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && content.len() <= 100
        && !content.ends_with(' ')
        && content.chars().all(is_inside)
}

/// `$NAME`, or a word of capitals where only a value or a whole line can stand.
fn named(text: &str, at: usize, notation: Notation, in_text: bool) -> Option<Placeholder> {
    let bytes = text.as_bytes();
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let dollar = bytes[at] == b'$';
    let from = at + usize::from(dollar);
    if !text.is_char_boundary(at) || (at > 0 && is_word(&bytes[at - 1])) {
        return None;
    }
    let length = bytes[from..]
        .iter()
        .take_while(|byte| is_word(byte))
        .count();
    let word = &text[from..from + length];
    let at = at..from + length;
    let is_capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let capitals = word.len() > 1
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.chars().all(is_capital)
        && !VALUES.contains(&word);
    let stands = match notation {
        _ if dollar => {
            word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                && notation != Notation::Hcl
        }
        Notation::Json => capitals && !in_text,
        Notation::Yaml | Notation::Hcl => capitals && is_alone(text, &at),
    };
    stands.then_some(Placeholder {
        at,
        is_action: false,
        is_statement: false,
    })
}

/// Whether nothing else stands on the lines of a placeholder, a comment behind it left out.
fn is_alone(text: &str, at: &Range<usize>) -> bool {
    let is_blank = |byte: &&u8| matches!(byte, b' ' | b'\t');
    let bytes = text.as_bytes();
    let before = bytes[..at.start].iter().rev().find(|byte| !is_blank(byte));
    let after = bytes[at.end..].iter().find(|byte| !is_blank(byte));
    matches!(before, None | Some(b'\n' | b'\r'))
        && matches!(after, None | Some(b'\n' | b'\r' | b'#'))
}

/// The text with something in place of each placeholder, every other byte where it was: a number, which is a value in
/// every notation and a part of a name; nothing for a statement and, where `blank` says so, for what has a line of its own.
pub(super) fn fill(text: &str, found: &[Placeholder], blank: bool) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut from = 0;
    for one in found {
        filled.push_str(&text[from..one.at.start]);
        let is_blank = one.is_statement || (blank && is_alone(text, &one.at));
        let mut is_first_line = true;
        for byte in text[one.at.clone()].bytes() {
            is_first_line &= !matches!(byte, b'\n' | b'\r');
            filled.push(match byte {
                b'\n' => '\n',
                b'\r' => '\r',
                _ if is_blank || !is_first_line => ' ',
                _ => '1',
            });
        }
        from = one.at.end;
    }
    filled.push_str(&text[from..]);
    filled
}
