//! What the README tells people to type is what plimsoll takes.

use super::support::{file, root};
use std::fs;

/// The fenced block that begins with `first`.
pub(crate) fn block(first: &str) -> String {
    let readme = file("README.md");
    let blocks = readme.split("```").skip(1).step_by(2);
    let mut found = blocks.filter_map(|block| block.split_once('\n').map(|(_, text)| text));
    let found = found.find(|text| text.lines().next() == Some(first));
    found
        .unwrap_or_else(|| panic!("README has no block {first}"))
        .to_owned()
}

/// Every command line of plimsoll in a Markdown text, in blocks and in the lines between.
fn commands(markdown: &str) -> Vec<String> {
    let mut commands = Vec::new();
    for (at, part) in markdown.split("```").enumerate() {
        let pieces: Vec<String> = if at % 2 == 1 {
            part.replace("\\\n", " ")
                .lines()
                .map(str::to_owned)
                .collect()
        } else {
            part.split('`')
                .skip(1)
                .step_by(2)
                .map(|code| code.replace('\n', " "))
                .collect()
        };
        for piece in pieces {
            let piece = piece.split(" #").next().unwrap_or_default();
            let piece = piece
                .trim()
                .trim_start_matches("- ")
                .trim_start_matches("run: ");
            let parts = piece
                .split("&&")
                .flat_map(|part| part.split(" | "))
                .map(str::trim);
            let lines = parts.filter(|part| part.starts_with("plimsoll ") && !part.contains("│"));
            commands.extend(lines.map(str::to_owned));
        }
    }
    commands
}

/// The words of a line; what a shell fills in may be anything, so it stays away where it is optional.
fn words(line: &str) -> Vec<String> {
    let words = line.split_whitespace().filter(|word| !word.contains(":+"));
    words.map(|word| word.replace(['"', '\''], "")).collect()
}

#[test]
fn every_command_in_the_documents_is_one() {
    let mut seen = Vec::new();
    for path in ["README.md", ".github/CONTRIBUTING.md"] {
        seen.extend(commands(&file(path)));
    }
    for line in &seen {
        // The name of a command alone is no line to type.
        if line.split(' ').count() == 2 && !line.contains(['.', '/']) {
            let name = line.trim_start_matches("plimsoll ");
            let command = plimsoll::cli::command();
            let is_command = command.find_subcommand(name).is_some();
            assert!(is_command || name.to_uppercase() == name, "{line}");
            continue;
        }
        // `plimsoll baseline create|update` is several.
        for one in alternatives(line) {
            let parsed = plimsoll::cli::command().try_get_matches_from(words(&one));
            assert!(parsed.is_ok(), "{one}: {}", parsed.unwrap_err());
        }
    }
    for part in [
        "plimsoll . --base=x",
        "plimsoll sizes",
        "plimsoll merge",
        "plimsoll init --workflow",
        "plimsoll - --stdin-filename",
    ] {
        let part = part.trim_end_matches("--base=x");
        assert!(
            seen.iter().any(|line| line.starts_with(part)),
            "{part}: {seen:#?}"
        );
    }
}

fn alternatives(line: &str) -> Vec<String> {
    let Some(word) = line.split(' ').find(|word| word.contains('|')) else {
        return vec![line.to_owned()];
    };
    word.split('|').map(|one| line.replace(word, one)).collect()
}

/// Every input that the README names is one of the action, and each of the action's is named but those with a default
/// nobody has to know.
#[test]
fn the_inputs_of_the_action_are_the_readme_s() {
    let action: serde_json::Value =
        serde_yaml::from_str(&file(".github/action/action.yml")).unwrap();
    let readme = file("README.md");
    let (_, list) = readme.split_once("Its inputs: ").unwrap();
    let (list, _) = list.split_once(".\n").unwrap();
    let mut named: Vec<&str> = list
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| *name != "warning")
        .collect();
    named.sort_unstable();
    let inputs = action["inputs"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str);
    let mut inputs: Vec<&str> = inputs.filter(|name| *name != "token").collect();
    inputs.sort_unstable();
    assert_eq!(named, inputs);
    let workflow: serde_json::Value =
        serde_yaml::from_str(&block("# .github/workflows/plimsoll.yml")).unwrap();
    let step = &workflow["jobs"]["plimsoll"]["steps"][1];
    assert!(
        step["uses"]
            .as_str()
            .unwrap()
            .ends_with("/.github/action@<commit>")
    );
    for name in step["with"].as_object().unwrap().keys() {
        assert!(action["inputs"].get(name).is_some(), "{name}");
    }
}

/// Every YAML block is YAML, and so is everything in `.github`.
#[test]
fn what_looks_like_yaml_is_yaml() {
    let readme = file("README.md");
    let blocks = readme
        .split("```yaml\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap().to_owned());
    let mut texts: Vec<String> = blocks.collect();
    for folder in [".github", ".github/workflows", ".github/action"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "yml") {
                texts.extend(
                    fs::read_to_string(&path)
                        .unwrap()
                        .split("\n---\n")
                        .map(str::to_owned),
                );
            }
        }
    }
    assert!(texts.len() > 10);
    for text in texts {
        let parsed: Result<serde_json::Value, _> = serde_yaml::from_str(&text);
        assert!(parsed.is_ok(), "{text}: {}", parsed.unwrap_err());
    }
}
