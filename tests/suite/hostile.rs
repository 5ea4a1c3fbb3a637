//! Manifests written to break plimsoll: whatever comes in, a report comes out, and it is safe to read.

use proptest::prelude::*;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

fn plimsoll(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .current_dir(folder)
        .args(arguments)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (path, text) in files {
        fs::write(folder.path().join(path), text).unwrap();
    }
    folder
}

/// Runs every report and returns the JSON of `check`.
fn survives(folder: &Path) -> Value {
    let mut report = Value::Null;
    for command in ["check", "inspect"] {
        for format in ["json", "terminal"] {
            let output = plimsoll(folder, &[command, ".", "--no-config", "--format", format]);
            let code = output.status.code();
            assert!(
                matches!(code, Some(0..=2)),
                "{command} {format}: {code:?} {}",
                String::from_utf8_lossy(&output.stderr)
            );
            for bytes in [&output.stdout, &output.stderr] {
                assert_plain(std::str::from_utf8(bytes).unwrap());
            }
            if format == "json" {
                let json: Value = serde_json::from_slice(&output.stdout).unwrap();
                if command == "check" {
                    report = json;
                }
            }
        }
    }
    for finding in report["findings"].as_array().unwrap() {
        let at = &finding["location"];
        assert_eq!(at["line"], at["end_line"], "{finding}");
    }
    report
}

fn assert_plain(text: &str) {
    let raw = |c: &char| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert_eq!(text.chars().find(raw), None, "{text}");
}

fn fixtures(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            fixtures(&path, found);
        } else if path.extension().is_some_and(|ending| {
            ["yaml", "yml", "json", "tf", "toml"].contains(&ending.to_str().unwrap())
        }) {
            found.push(path);
        }
    }
}

const SCALARS: &[&str] = &[
    "99999999999999999999999999",
    "-1",
    "1e400",
    ".nan",
    "${self:custom.x}",
    "{{ .Values.x }}",
    "\"\\e[2J\\u202e\"",
    "\u{202e}::error::x",
    "\u{1f4a5}",
    "[[[[[]]]]]",
    "{a: {b: {c: []}}}",
    "*nothing",
    "~",
    "!Ref X",
    "9999999999999Gi",
];

/// One line of a file spoiled: its value replaced, itself doubled, or the file cut there.
fn spoil(text: &str, at: usize, how: usize) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if lines.is_empty() {
        return String::new();
    }
    let at = at % lines.len();
    match how % (SCALARS.len() + 2) {
        0 => lines.truncate(at),
        1 => lines.insert(at, lines[at].clone()),
        scalar => {
            let end = lines[at].find([':', '=']).map_or(0, |end| end + 1);
            lines[at] = format!("{} {}", &lines[at][..end], SCALARS[scalar - 2]);
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spoiled_fixtures_are_reported_on(seeds in prop::collection::vec(any::<(usize, usize)>(), 1..6)) {
        let mut files = Vec::new();
        fixtures(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), &mut files);
        files.sort();
        let folder = folder(&[]);
        for (index, file) in files.iter().enumerate() {
            let mut text = fs::read_to_string(file).unwrap_or_default();
            for (at, how) in &seeds {
                text = spoil(&text, at.wrapping_add(index), how.wrapping_add(index));
            }
            let place = folder.path().join(index.to_string());
            fs::create_dir(&place).unwrap();
            fs::write(place.join(file.file_name().unwrap()), text).unwrap();
        }
        survives(folder.path());
    }
}

const BIG: &str = "apiVersion: v1
kind: List
items:
- &a
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: big}
  spec: {template: {spec: {containers: [{name: a, image: redis}]}}}
";

#[test]
fn aliases_that_list_an_object_without_end_are_cut_and_reported() {
    let text = format!("{BIG}{}", "- *a\n".repeat(100_000));
    let report = survives(folder(&[("list.yaml", &text)]).path());
    assert_eq!(report["files"]["failed"][0]["path"], "list.yaml");
}

#[test]
fn lists_of_aliases_to_lists_end() {
    let mut text = BIG.replace("&a\n", "&a0\n");
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(
            text,
            "- &a{level} {{apiVersion: v1, kind: List, items: [{aliases}]}}"
        )
        .unwrap();
    }
    let report = survives(folder(&[("list.yaml", &text)]).path());
    assert_eq!(report["files"]["failed"][0]["path"], "list.yaml");
}

#[test]
fn a_template_whose_resources_are_aliases_to_resources_is_cut_and_reported() {
    let mut text =
        "$schema: https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#
variables:
  a0: &a0 {type: config, name: a}
"
        .to_owned();
    for level in 1..8 {
        let aliases = vec![format!("*a{}", level - 1); 40].join(", ");
        writeln!(
            text,
            "  a{level}: &a{level} {{type: Microsoft.Web/sites, kind: functionapp, name: b, resources: [{aliases}]}}"
        )
        .unwrap();
    }
    text.push_str("resources: [*a3, *a7]\n");
    let report = survives(folder(&[("template.yaml", &text)]).path());
    assert_eq!(report["files"]["failed"][0]["path"], "template.yaml");
}

#[test]
fn modules_that_call_one_another_in_a_circle_end() {
    let folder = folder(&[]);
    for (here, there) in [("a", "b"), ("b", "a")] {
        let call = format!("module \"{there}\" {{\n  source = \"../{there}\"\n  x = var.x\n}}\n");
        let function = "variable \"x\" {}\nresource \"aws_lambda_function\" \"f\" {\n  timeout = var.x * var.x\n}\n";
        fs::create_dir(folder.path().join(here)).unwrap();
        let text = format!("{}{function}", call.repeat(7));
        fs::write(folder.path().join(here).join("main.tf"), text).unwrap();
    }
    let report = survives(folder.path());
    assert_eq!(report["workloads"], 2);
}

#[test]
fn deep_nesting_fails_the_file_and_no_other() {
    let deep = format!(
        "apiVersion: v1\nkind: Deployment\nspec: {}",
        "[".repeat(100_000)
    );
    let report = survives(folder(&[("deep.yaml", &deep), ("list.yaml", BIG)]).path());
    assert_eq!(report["files"]["failed"][0]["path"], "deep.yaml");
    assert_eq!(report["files"]["read"], 1);
}

#[test]
fn variables_that_name_each_other_and_files_outside_stay_unresolved() {
    let text = "service: x
provider: {name: aws, timeout: '${self:custom.a}'}
custom: {a: '${self:custom.b}', b: '${self:custom.a}', all: '${self:}'}
functions:
  f: {handler: a.b, timeout: '${file(../../../../../../../etc/passwd)}'}
  g: {handler: a.b, timeout: '${self:custom.all}'}
";
    let folder = folder(&[("serverless.yml", text)]);
    survives(folder.path());
    let output = plimsoll(folder.path(), &["inspect", ".", "--format", "json"]);
    assert!(!String::from_utf8_lossy(&output.stdout).contains("root:"));
}

/// A job's log is read by its runner, and standard error is in it.
#[cfg(unix)]
#[test]
fn what_is_said_besides_the_report_holds_no_command() {
    let name = "x##[error]y\n::warning::z.yaml";
    let folder = folder(&[(name, "apiVersion: v1\nkind: [\n")]);
    let said = |arguments: &[&str]| {
        let output = plimsoll(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("warning::z"), "{said}");
        let is_command = |line: &str| line.trim_start().starts_with("::") || line.contains("##[");
        assert!(!said.lines().any(is_command), "{said}");
    };
    said(&["check", ".", "--format", "json"]);
    said(&["check", ".", "--format", name]);
}
