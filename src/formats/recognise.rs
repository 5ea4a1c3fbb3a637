//! What a file is, before it is parsed and when it cannot be: by its name and by the keys at its top, never by a word
//! inside.

use super::{FORMATS, Format, not_rendered};
use std::collections::BTreeSet;

/// A file that is not parsed.
#[derive(Debug, Clone, Copy)]
pub struct Raw<'t> {
    /// Its root-relative path.
    pub path: &'t str,
    /// Its text.
    pub text: &'t str,
}

/// What shows a format in a file that its notation's parser refuses.
pub struct Marks {
    /// Names of files that only this format has; one `*` stands for anything.
    pub names: &'static [&'static str],
    /// Keys that stand together at the top of a file, whatever its name; one of the lists has to be complete.
    pub keys: &'static [&'static [&'static str]],
}

impl Marks {
    /// Those of every Kubernetes object.
    pub const OBJECT: Self = Self {
        names: &[],
        keys: &[OBJECT],
    };

    /// Whether a file has one of the names.
    pub fn name(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.names.iter().any(|pattern| is_like(name, pattern))
    }
}

/// The keys of every Kubernetes object.
const OBJECT: &[&str] = &["apiVersion", "kind"];

/// What stands behind the last dot of a path.
pub(super) fn ending(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, ending)| ending)
}

fn is_like(name: &str, pattern: &str) -> bool {
    match pattern.split_once('*') {
        None => name == pattern,
        Some((before, after)) => {
            let rest = name.strip_prefix(before);
            rest.is_some_and(|rest| rest.ends_with(after))
        }
    }
}

impl Raw<'_> {
    /// Whether a word stands in the text.
    pub fn contains(&self, word: &str) -> bool {
        self.text.contains(word)
    }

    fn is_json(&self) -> bool {
        self.text.trim_start().starts_with(['{', '['])
    }
}

/// Whether any format could be in a file: it is worth parsing.
pub fn hinted(raw: &Raw<'_>) -> bool {
    FORMATS.iter().any(|format| (format.hint)(raw)) || not_rendered::hint(raw.text)
}

/// Whether a file that its notation's parser refuses is meant to be of a format that is read: then it is broken, and
/// everything else that no parser takes is some other file.
pub fn is_recognisable(raw: &Raw<'_>) -> bool {
    let top = Top::of(raw);
    FORMATS.iter().any(|format| {
        let marks = &format.marks;
        let keys = marks.keys.iter().any(|keys| top.has(keys));
        let is_named = marks.name(raw.path);
        ((keys || is_named) && (format.hint)(raw)) || (is_named && not_rendered::hint(raw.text))
    })
}

/// Whether a part of a file that is not read as a whole looks like a format that is read. Where the part begins inside
/// a list or map, its depth is not known, and any depth counts.
pub fn is_in_part(part: &Raw<'_>) -> bool {
    let keys = if matches!(ending(part.path), "json" | "jsonc") || part.is_json() {
        json_keys(part.text, usize::MAX).keys
    } else {
        yaml_keys(part.text)
    };
    let top = Top {
        keys,
        is_stream: false,
    };
    let shows = |format: &&Format| {
        let keys = format.marks.keys.iter().any(|keys| top.has(keys));
        (keys || format.marks.name(part.path)) && (format.hint)(part)
    };
    FORMATS.iter().copied().any(|format| shows(&format))
}

/// The keys at the top of a file.
#[derive(Default)]
struct Top<'t> {
    keys: BTreeSet<&'t str>,
    /// Whether it is one value of JSON after the other, as logs are; only Kubernetes objects are written so.
    is_stream: bool,
}

impl<'t> Top<'t> {
    fn of(raw: &Raw<'t>) -> Self {
        if raw.is_json() {
            let depth = if raw.text.trim_start().starts_with('[') {
                2
            } else {
                1
            };
            return json_keys(raw.text, depth);
        }
        Self {
            keys: yaml_keys(raw.text),
            is_stream: false,
        }
    }

    fn has(&self, keys: &[&str]) -> bool {
        (!self.is_stream || keys == OBJECT) && keys.iter().all(|key| self.keys.contains(key))
    }
}

/// Keys without indentation, and those of the items of a list without indentation. Kind and version stand on lines that
/// follow each other: one of them may be indented wrongly, which is what breaks the file.
fn yaml_keys(text: &str) -> BTreeSet<&str> {
    let is_list = text.lines().any(|line| line.starts_with("- "));
    let is_top = |line: &str| {
        let inner = is_list && line.starts_with("  ") && !line.starts_with("   ");
        !line.starts_with([' ', '\t']) || inner
    };
    let mut keys = BTreeSet::new();
    let mut last: Option<(&str, bool)> = None;
    for line in text.lines() {
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let key = key_of(content).map(|key| (key, is_top(line)));
        if let Some((key, is_top)) = key {
            let beside =
                last.filter(|(other, is_top)| *is_top && *other != key && OBJECT.contains(other));
            if is_top || (beside.is_some() && OBJECT.contains(&key)) {
                keys.insert(key);
            }
            if let Some((other, false)) = last
                && is_top
                && OBJECT.contains(&key)
                && OBJECT.contains(&other)
            {
                keys.insert(other);
            }
        }
        last = key;
    }
    keys
}

/// The key that a line begins with.
fn key_of(line: &str) -> Option<&str> {
    let line = line.strip_prefix("- ").unwrap_or(line).trim_start();
    let (written, after) = line.split_once(':')?;
    let name = written.trim_matches(['"', '\'']);
    let is_inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '$');
    let is_key = !name.is_empty() && name.chars().all(is_inside);
    (is_key && !after.starts_with(|c: char| !c.is_whitespace())).then_some(name)
}

/// Keys at a depth or less deep, of text that need not be JSON as a whole.
fn json_keys(text: &str, deepest: usize) -> Top<'_> {
    let bytes = text.as_bytes();
    let (mut top, mut depth, mut values, mut at) = (Top::default(), 0_usize, 0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => {
                values += usize::from(depth == 0);
                depth += 1;
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'/' if bytes.get(at + 1) == Some(&b'/') => at = line_end(bytes, at),
            b'"' => {
                let end = string_end(bytes, at);
                let after = text[end.min(text.len())..].trim_start();
                if depth <= deepest && after.starts_with(':') {
                    top.keys.extend(text.get(at + 1..end.saturating_sub(1)));
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    top.is_stream = values > 1;
    top
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    memchr::memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length)
}

/// One past the closing quote, or the end of the line where there is none.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b'"' => return at + 1,
            b'\n' => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised(path: &str, text: &str) -> bool {
        is_recognisable(&Raw { path, text })
    }

    #[test]
    fn a_broken_file_is_told_by_its_name_or_by_the_keys_at_its_top() {
        for (path, text) in [
            ("a.yaml", "apiVersion: v1\nkind: Pod\nspec: [\n"),
            ("a.yaml", "- apiVersion: v1\n  kind: Pod\n  spec: [\n"),
            ("a.yaml", "apiVersion: v1\n    kind: Pod\n    spec: {}\n"),
            ("a.yaml", "  apiVersion: v1\n# of the shop\nkind: Pod\n"),
            ("a.json", "{\"apiVersion\": \"v1\"\n \"kind\": \"Pod\"}"),
            ("a.json", "[{\"apiVersion\": \"v1\", \"kind\": \"Pod\"]"),
            ("x/wrangler.jsonc", "{\"name\": "),
            ("netlify.toml", "[build"),
            ("docker-compose.dev.yml", "services: ["),
            ("flow.json", "{\"StartAt\": \"A\", \"States\": {"),
            ("t.yaml", "Resources:\n  A: {Type: AWS::Lambda::Function"),
            ("main.tf", "resource \"aws_lambda_function\" \"f\" {"),
        ] {
            assert!(recognised(path, text), "{path}: {text}");
        }
    }

    #[test]
    fn a_word_inside_tells_nothing() {
        for (path, text) in [
            (
                "a.yaml",
                "data:\n  apiVersion: v1\n  kind: Pod\n  spec: [\n",
            ),
            (
                "a.json",
                "{\"list\": [{\"apiVersion\": \"v1\", \"kind\": \"Pod\"}",
            ),
            (
                "log.json",
                "{\"service\": 1, \"provider\": 2}\n{\"service\": ",
            ),
            ("log.json", "{\"Resources\": \"AWS::\"}\n{\"Resources\": "),
            ("app.toml", "name = [\nmain = 1"),
            ("settings.json", "{\"functions\": "),
            ("shop.template", "Resources { AWS:: }"),
        ] {
            assert!(!recognised(path, text), "{path}: {text}");
        }
    }
}
