//! `samconfig.toml`: what `sam deploy` gives the parameters of the template beside it. `--stage` picks the environment,
//! as `--config-env` does; without it, it is `default`.

use crate::formats::Input;
use crate::formats::given::Parameters;
use crate::source::Span;
use crate::syntax::{self, Kind, Node};

/// Where the configuration is looked for beside a template, the first one counts.
const NAMES: &[&str] = &["samconfig.toml", "samconfig.yaml", "samconfig.yml"];

/// The environment of a deployment that names none.
const ENVIRONMENT: &str = "default";

/// The commands whose options a deployment uses, least specific first.
const COMMANDS: &[&str] = &["global", "deploy"];

/// The parameters of a template: flags, else its `samconfig.toml`, which then counts as read.
pub(crate) fn parameters<'r>(input: &Input<'r>, included: &mut Vec<String>) -> Parameters<'r> {
    let given = Parameters::new(input.repository);
    let (folder, template) = input.path.rsplit_once('/').unwrap_or(("", input.path));
    let Some(name) = NAMES
        .iter()
        .find(|name| input.repository.holds(folder, name))
    else {
        return given;
    };
    let path = match folder {
        "" => (*name).to_owned(),
        folder => format!("{folder}/{name}"),
    };
    let Ok(source) = input.repository.load(&path) else {
        return given;
    };
    let tree = syntax::parse(&source);
    let stage = input.repository.given().stage().unwrap_or(ENVIRONMENT);
    let environment = tree
        .documents()
        .next()
        .and_then(|document| document.root.get(stage));
    let Some(environment) = environment.filter(|environment| speaks_of(*environment, template))
    else {
        return given;
    };
    let mut values = Vec::new();
    for command in COMMANDS {
        if let Some(node) = environment.at(&[command, "parameters", "parameter_overrides"]) {
            overrides(node, &mut values);
        }
    }
    if values.is_empty() {
        return given;
    }
    included.push(path.clone());
    given.or_file(&path, values)
}

/// Whether an environment deploys that template: it names none, that one, or what is built of it.
fn speaks_of(environment: Node<'_>, template: &str) -> bool {
    let named = |command: &str| {
        let options = environment.at(&[command, "parameters"])?;
        options
            .str_at(&["template_file"])
            .or_else(|| options.str_at(&["template"]))
    };
    let file = |path: &str| {
        let path = path.replace('\\', "/");
        let is_built = path.contains(".aws-sam/");
        (!is_built).then(|| path.rsplit('/').next().unwrap_or_default().to_owned())
    };
    let mut named = ["build", "global", "deploy"].into_iter().filter_map(named);
    named.all(|path| file(path).is_none_or(|file| file == template))
}

/// A text of pairs, a list of such texts, or a map.
fn overrides(node: Node<'_>, out: &mut Vec<(String, String, Span)>) {
    match node.kind() {
        Kind::Mapping => {
            for entry in node.entries() {
                if let Some(value) = entry.value.as_str() {
                    let at = entry.value.span().first_line();
                    out.push((entry.name().to_owned(), value.to_owned(), at));
                }
            }
        }
        Kind::Sequence => node.items().for_each(|item| pairs(item, out)),
        Kind::Scalar(_) | Kind::Broken => pairs(node, out),
    }
}

fn pairs(node: Node<'_>, out: &mut Vec<(String, String, Span)>) {
    let at = node.span().first_line();
    for word in words(node.as_str().unwrap_or("")) {
        if let Some((name, value)) = pair(&word) {
            out.push((name.to_owned(), value.to_owned(), at.clone()));
        }
    }
}

/// `Name=value`, or as the AWS CLI has it, `ParameterKey=Name,ParameterValue=value`.
fn pair(word: &str) -> Option<(&str, &str)> {
    if let Some(rest) = word.strip_prefix("ParameterKey=") {
        return rest.split_once(",ParameterValue=");
    }
    word.split_once('=').filter(|(name, _)| !name.is_empty())
}

/// Splits as a shell does: at blanks, with quotes and backslashes.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (None, letter) if letter.is_whitespace() => words.extend(word.take()),
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (Some(open), letter) if open == letter => quote = None,
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(letters.next()),
            (_, letter) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_are_split_as_a_shell_splits_them() {
        let cases = [
            ("", vec![]),
            ("A=1  B=2", vec!["A=1", "B=2"]),
            (
                r#"A="a b" B='c "d"' C=e\ f"#,
                vec!["A=a b", "B=c \"d\"", "C=e f"],
            ),
            (r#"A="\"x\"""#, vec!["A=\"x\""]),
            ("A=\"\"", vec!["A="]),
            ("A=\"never closed", vec!["A=never closed"]),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text), expected, "{text}");
        }
    }

    #[test]
    fn both_notations_of_a_pair() {
        assert_eq!(pair("Timeout=900"), Some(("Timeout", "900")));
        assert_eq!(pair("Url=a=b"), Some(("Url", "a=b")));
        let long = "ParameterKey=Timeout,ParameterValue=900";
        assert_eq!(pair(long), Some(("Timeout", "900")));
        assert_eq!(pair("=900"), None);
        assert_eq!(pair("word"), None);
    }
}
