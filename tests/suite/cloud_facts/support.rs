//! Small words the tests are written in.

use serde_json::Value;
use std::fs;
use std::process::Command;
use tempfile::TempDir;

fn run(command: &str, files: &[(&str, &str)], arguments: &[&str]) -> Value {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .current_dir(folder.path())
        .args([command, ".", "--format", "json"])
        .args(arguments)
        .env_clear()
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_ne!(output.status.code(), Some(2), "{errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Every finding as `severity rule path:line`, sorted by path and line.
pub(crate) fn findings(files: &[(&str, &str)]) -> Vec<String> {
    findings_with(files, &[])
}

/// The same with arguments.
pub(crate) fn findings_with(files: &[(&str, &str)], arguments: &[&str]) -> Vec<String> {
    let report = run("check", files, arguments);
    let line = |finding: &Value| {
        let at = &finding["location"];
        format!(
            "{} {} {}:{}",
            text(&finding["severity"]),
            text(&finding["rule"]),
            text(&at["path"]),
            at["line"]
        )
    };
    list(&report, "findings").iter().map(line).collect()
}

/// Every warning of the report.
pub(crate) fn warnings(files: &[(&str, &str)]) -> Vec<String> {
    let report = run("check", files, &[]);
    let warnings = list(&report, "warnings").iter();
    warnings.map(|one| text(one).to_owned()).collect()
}

/// Message and help of every finding of a rule.
pub(crate) fn words(files: &[(&str, &str)], rule: &str) -> Vec<String> {
    let report = run("check", files, &[]);
    let findings = list(&report, "findings").iter();
    let of_rule = findings.filter(|finding| text(&finding["rule"]) == rule);
    of_rule
        .map(|finding| format!("{}: {}", text(&finding["message"]), text(&finding["help"])))
        .collect()
}

/// The facts of a name as `workload: value unit origin`, in the report's order.
pub(crate) fn facts(files: &[(&str, &str)], name: &str) -> Vec<String> {
    let report = run("inspect", files, &[]);
    let mut lines = Vec::new();
    for workload in list(&report, "workloads") {
        let facts = list(workload, "facts").iter();
        for fact in facts.filter(|fact| text(&fact["fact"]) == name) {
            let unit = text(&fact["unit"]);
            lines.push(format!(
                "{}: {} {unit} {}",
                text(&workload["name"]),
                fact["value"],
                text(&fact["origin"])
            ));
        }
    }
    lines
}

/// Every workload as `name path`.
pub(crate) fn workloads(files: &[(&str, &str)]) -> Vec<String> {
    let report = run("inspect", files, &[]);
    let line =
        |workload: &Value| format!("{} {}", text(&workload["name"]), text(&workload["path"]));
    list(&report, "workloads").iter().map(line).collect()
}

/// The answers of `fit` for a platform as `workload: answer`.
pub(crate) fn fit(files: &[(&str, &str)], platform: &str) -> Vec<String> {
    let report = run("fit", files, &[]);
    let mut lines = Vec::new();
    for workload in list(&report, "workloads") {
        let cells = list(workload, "fit").iter();
        for cell in cells.filter(|cell| text(&cell["platform"]) == platform) {
            lines.push(format!(
                "{}: {}",
                text(&workload["name"]),
                text(&cell["fits"])
            ));
        }
    }
    lines
}

/// What `fit` says of every workload as `workload: verdict, reason`.
pub(crate) fn verdicts(files: &[(&str, &str)]) -> Vec<String> {
    let report = run("fit", files, &[]);
    let line = |workload: &Value| {
        let (name, verdict) = (&workload["name"], &workload["verdict"]);
        let (word, why) = (&verdict["word"], &verdict["why"]);
        format!("{}: {}, {}", text(name), text(word), text(why))
    };
    list(&report, "workloads").iter().map(line).collect()
}
