//! Which lines may hold the value of an environment variable or a secret. Those values are never printed, so a line
//! that may hold one is drawn without its value. Only the text is known here: a line is judged by its own key and by
//! the keys it is nested in, which its indentation tells in every notation.

use super::window::line_text;
use crate::source::Source;

/// Blocks whose values are settings or secrets of the program.
const BLOCKS: &[&str] = &[
    "env",
    "envs",
    "environment",
    "environments",
    "variables",
    "vars",
    "env_vars",
    "environment_variables",
    "envvars",
    "app_settings",
    "appsettings",
    "data",
    "stringdata",
    "binarydata",
    "secrets",
    "secure_environment_variables",
    "sensitive_values",
];

/// Parts of a key whose value is a secret wherever it stands.
const WORDS: &[&str] = &[
    "password",
    "passwd",
    "secret",
    "token",
    "credential",
    "apikey",
    "api_key",
    "api-key",
    "private_key",
    "privatekey",
    "connection_string",
    "connectionstring",
];

/// Lines looked at upwards; a block longer than this is taken for confidential, because nobody can tell.
const REACH: usize = 2_000;

/// Whether a line (0-based) may hold such a value.
pub(super) fn may_hold_value(source: &Source, line: usize) -> bool {
    let text = line_text(source, line);
    if names_confidential(text) {
        return true;
    }
    let mut depth = indentation(text);
    if depth == 0 && is_section(text) {
        return false;
    }
    for above in (line.saturating_sub(REACH)..line).rev() {
        let text = line_text(source, above);
        if text.trim().is_empty() || (indentation(text) >= depth && !is_section(text)) {
            continue;
        }
        if key(text).is_some_and(is_confidential) {
            return true;
        }
        depth = indentation(text);
        if depth == 0 {
            return false;
        }
    }
    depth > 0 && line > REACH
}

/// The line with its key and without its value.
pub(super) fn without_value(text: &str) -> String {
    let blank = &text[..text.len() - text.trim_start().len()];
    match text.find([':', '=']) {
        Some(at) => format!("{} …", &text[..=at]),
        None => format!("{blank}…"),
    }
}

/// Whether any key on the line is confidential: one line may hold a whole flow map.
fn names_confidential(text: &str) -> bool {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
        .any(is_confidential)
}

fn is_confidential(word: &str) -> bool {
    // In any case of letters, and without a copy: every word of every line drawn is looked at.
    let bytes = word.as_bytes();
    let begins = |from: &[u8], part: &&str| {
        let here = from.get(..part.len());
        here.is_some_and(|here| here.eq_ignore_ascii_case(part.as_bytes()))
    };
    let mut places = (0..bytes.len()).filter(|at| FIRST_LETTERS[usize::from(bytes[*at])]);
    BLOCKS.iter().any(|block| block.eq_ignore_ascii_case(word))
        || places.any(|at| WORDS.iter().any(|part| begins(&bytes[at..], part)))
}

/// The bytes that one of [`WORDS`] begins with, in both cases: most places of a text need no second look.
const FIRST_LETTERS: [bool; 256] = {
    let mut letters = [false; 256];
    let mut at = 0;
    while at < WORDS.len() {
        let first = WORDS[at].as_bytes()[0];
        letters[first as usize] = true;
        letters[first.to_ascii_uppercase() as usize] = true;
        at += 1;
    }
    letters
};

/// The first word of a line: the key of a map's entry, the type of a block, the name of a section.
fn key(text: &str) -> Option<&str> {
    let text = text
        .trim_start()
        .trim_start_matches(['-', '[', ' ', '"', '\'', '{']);
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
        .find(|word| !word.is_empty())
}

/// A `[section]` of TOML nests what follows it without indentation.
fn is_section(text: &str) -> bool {
    text.starts_with('[') && text.trim_end().ends_with(']')
}

fn indentation(text: &str) -> usize {
    // A list item is as deep as its content: `- name: X` under `env:` may start in the column of `env`.
    let content = text.trim_start();
    let item = usize::from(content.starts_with("- ")) * 2;
    text.len() - content.len() + item
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn hidden(text: &str) -> Vec<&str> {
        let source: Arc<Source> = Source::new("x", text);
        let lines = text.lines().enumerate();
        lines
            .filter(|(line, _)| may_hold_value(&source, *line))
            .map(|(_, text)| text.trim())
            .collect()
    }

    #[test]
    fn values_under_env_data_and_secret_keys_are_hidden() {
        let text = "spec:\n  env:\n  - name: USER\n    value: hunter2\n  image: web\n  timeoutSeconds: 3600";
        assert_eq!(hidden(text), ["env:", "- name: USER", "value: hunter2"]);
        assert_eq!(
            hidden("kind: Secret\nstringData:\n  a: hunter2\nmetadata:\n  b: c"),
            ["kind: Secret", "stringData:", "a: hunter2"]
        );
        assert_eq!(
            hidden("a: {Environment: {X: hunter2}}\nTimeout: 5"),
            ["a: {Environment: {X: hunter2}}"]
        );
        assert_eq!(
            hidden("dbPassword: hunter2\nname: x"),
            ["dbPassword: hunter2"]
        );
        assert_eq!(
            hidden("[vars]\nUSER = \"hunter2\"\n[triggers]\ncrons = []"),
            ["[vars]", "USER = \"hunter2\""]
        );
        assert_eq!(
            hidden(
                "resource \"x\" \"y\" {\n  environment {\n    variables = {\n      A = \"hunter2\"\n    }\n  }\n  timeout = 5\n}"
            ),
            ["environment {", "variables = {", "A = \"hunter2\"", "}"]
        );
    }

    #[test]
    fn the_key_stays_and_the_value_goes() {
        assert_eq!(without_value("    value: hunter2"), "    value: …");
        assert_eq!(without_value("  A = \"hunter2\""), "  A = …");
        assert_eq!(without_value("      hunter2"), "      …");
    }
}
