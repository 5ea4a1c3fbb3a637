//! What the README shows is what plimsoll does: its tables come from the registries, its picture and its matrix from
//! real runs.
//! `BLESS=1 cargo test --test suite docs` rewrites them.

use plimsoll::criteria::CRITERIA;
use plimsoll::explain;
use plimsoll::formats::FORMATS;
use plimsoll::judge;
use plimsoll::rule::Family;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a file with what it should hold, or rewrites it.
fn holds(path: &str, wanted: &str) {
    let file: PathBuf = root().join(path);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, wanted).unwrap();
        return;
    }
    let found = std::fs::read_to_string(&file)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        found == wanted,
        "{path} is out of date; `BLESS=1 cargo test --test suite docs` rewrites it"
    );
}

/// The text with the part between `<!-- name -->` and `<!-- /name -->` replaced.
fn with_section(text: &str, name: &str, section: &str) -> String {
    let (open, close) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let (before, rest) = text
        .split_once(&open)
        .unwrap_or_else(|| panic!("README has no {open}"));
    let (_, after) = rest
        .split_once(&close)
        .unwrap_or_else(|| panic!("README has no {close}"));
    format!("{before}{open}\n{section}{close}{after}")
}

fn rules_table() -> String {
    let mut table = "| rule | family | severity | flags |\n| --- | --- | --- | --- |\n".to_owned();
    let mut rules = judge::rules();
    rules.sort_by_key(|rule| (rule.family, rule.name));
    for rule in rules {
        let (name, family, severity) = (rule.name, rule.family.name(), rule.severity.name());
        writeln!(
            table,
            "| `{name}` | {family} | {severity} | {} |",
            rule.summary
        )
        .unwrap();
    }
    table
}

fn criteria_table() -> String {
    let mut table =
        "| criterion | speaks for | asks whether | rule |\n| --- | --- | --- | --- |\n".to_owned();
    for criterion in CRITERIA {
        let rule = criterion.rule.map_or_else(
            || "with others".to_owned(),
            |(rule, _)| format!("`{}`", rule.name),
        );
        let (name, side) = (criterion.name, explain::side(criterion.side));
        writeln!(
            table,
            "| `{name}` | {side} | {} | {rule} |",
            criterion.title
        )
        .unwrap();
    }
    table
}

fn formats_table() -> String {
    let mut table = "| format | found in |\n| --- | --- |\n".to_owned();
    for format in FORMATS {
        writeln!(
            table,
            "| {} (`{}`) | {} |",
            format.title, format.name, format.files
        )
        .unwrap();
    }
    table
}

/// The keys of `plimsoll.yaml`, as its schema has them.
fn keys_table() -> String {
    let schema = plimsoll::schema::config();
    let mut table = "| key | what it does |\n| --- | --- |\n".to_owned();
    for (name, key) in schema["properties"].as_object().unwrap() {
        let summary = key["description"].as_str().unwrap();
        writeln!(table, "| `{name}` | {summary} |").unwrap();
    }
    table
}

fn example(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.current_dir(root()).args(arguments).env_clear();
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

#[test]
fn the_readme_s_tables_are_the_registries() {
    let readme = std::fs::read_to_string(root().join("README.md"))
        .unwrap()
        .replace("\r\n", "\n");
    let readme = with_section(&readme, "rules", &rules_table());
    let readme = with_section(&readme, "criteria", &criteria_table());
    let readme = with_section(&readme, "formats", &formats_table());
    let readme = with_section(&readme, "keys", &keys_table());
    let matrix = example(&["fit", "fixtures/fit/shop", "--color", "never"]);
    let readme = with_section(&readme, "fit", &format!("```text\n{matrix}```\n"));
    holds("README.md", &readme);
}

#[test]
fn the_readme_s_picture_is_a_real_run() {
    let output = example(&["fixtures/readme", "--color", "always"]);
    let svg = anstyle_svg::Term::new().render_svg(&output);
    holds(".github/report.svg", &svg);
}

#[test]
fn every_family_has_a_rule_and_every_rule_a_page() {
    let rules = judge::rules();
    for family in [
        Family::PlatformLimit,
        Family::PreferKubernetes,
        Family::PreferServerless,
        Family::Suppression,
    ] {
        assert!(
            rules.iter().any(|rule| rule.family == family),
            "{}",
            family.name()
        );
    }
    for rule in rules {
        for (part, text) in [
            ("summary", rule.summary),
            ("why", rule.why),
            ("instead", rule.instead),
            ("ignore_when", rule.ignore_when),
        ] {
            assert!(text.len() > 20, "{}: {part} says too little", rule.name);
        }
        assert!(
            !rule.summary.ends_with('.'),
            "{}: a summary is no sentence with a full stop",
            rule.name
        );
        assert!(
            rule.name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
            "{}",
            rule.name
        );
    }
}

#[test]
fn the_readme_s_configurations_are_some() {
    let readme = std::fs::read_to_string(root().join("README.md"))
        .unwrap()
        .replace("\r\n", "\n");
    for first in ["fail-on:", "organization:"] {
        let block = readme
            .split("```yaml\n")
            .find(|block| block.starts_with(first))
            .unwrap();
        let text = block.split("```").next().unwrap();
        let source = plimsoll::source::Source::new("plimsoll.yaml", text);
        let errors: Vec<String> = match plimsoll::config::parse(&source, &judge::rules()) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.iter().map(ToString::to_string).collect(),
        };
        assert_eq!(errors, Vec::<String>::new());
    }
}

#[test]
fn the_readme_s_first_command_checks_every_fixture() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    let output = command
        .current_dir(root())
        .arg("fixtures")
        .env_clear()
        .output()
        .unwrap();
    // The fixtures break platform limits on purpose; what could not be checked would be exit code 2.
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
