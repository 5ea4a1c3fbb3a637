//! Cases from the field, when they are there (`PLIMSOLL_FIELD`, else `../shared/field`): those about what is read, what
//! is a template and what is broken. The format of a case is in the folder's `run.py`.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const KINDS: &[&str] = &[
    "data file taken for a broken manifest",
    "exit 2 on files that are no manifests",
    "template or stream of a format taken for a broken file",
    "what HashiCorp's parser accepts",
    "typed list",
    "half-parsed document",
    "duplicate top-level keys",
];

fn cases() -> Vec<PathBuf> {
    let named = std::env::var_os("PLIMSOLL_FIELD").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/field");
    let topics = std::fs::read_dir(named.unwrap_or(beside))
        .into_iter()
        .flatten()
        .flatten();
    let cases = topics.filter_map(|topic| std::fs::read_dir(topic.path()).ok());
    let mut cases: Vec<PathBuf> = cases.flatten().flatten().map(|case| case.path()).collect();
    cases.sort();
    cases
}

fn plimsoll(folder: &Path, command: &str) -> (Option<i32>, Value, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args([command, ".", "--format", "json"])
        .current_dir(folder)
        .output()
        .unwrap();
    let report = serde_json::from_slice(&output.stdout).unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    (output.status.code(), report, said)
}

fn texts(list: &Value) -> BTreeSet<String> {
    let items = list.as_array().into_iter().flatten();
    items
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}

fn of_each(list: &Value, key: &str) -> BTreeSet<String> {
    let items = list.as_array().into_iter().flatten();
    items
        .filter_map(|item| item[key].as_str().map(str::to_owned))
        .collect()
}

/// What does not hold of a case.
fn wrong(folder: &Path, want: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let (code, checked, said) = plimsoll(folder, "check");
    let (_, inspected, _) = plimsoll(folder, "inspect");
    if want["exit"].is_i64() && want["exit"].as_i64() != code.map(i64::from) {
        wrong.push(format!("exit {code:?}: {}", checked["files"]["failed"]));
    }
    let failed = of_each(&checked["files"]["failed"], "path");
    let skipped = of_each(&checked["files"]["skipped"], "path");
    let missing = texts(&want["failed"]).difference(&failed).count();
    let unread = texts(&want["read"])
        .iter()
        .filter(|path| failed.contains(*path) || skipped.contains(*path))
        .count();
    let listed = of_each(&inspected["workloads"], "name");
    let absent = texts(&want["workloads"]).difference(&listed).count();
    let surplus = texts(&want["no_workloads"]).intersection(&listed).count();
    if missing + unread + absent + surplus > 0 {
        wrong.push(format!(
            "failed {failed:?}, skipped {skipped:?}, workloads {listed:?}"
        ));
    }
    let rules = of_each(&checked["findings"], "rule");
    for finding in want["must"].as_array().into_iter().flatten() {
        let rule = finding["rule"].as_str().unwrap_or("*");
        if rule != "*" && !rules.contains(rule) {
            wrong.push(format!("`{rule}` is missing"));
        }
    }
    if texts(&want["never"]).contains("*") && !rules.is_empty() {
        wrong.push(format!("findings {rules:?}"));
    }
    for words in texts(&want["says"]) {
        if !said.contains(&words) {
            wrong.push(format!("nothing says {words:?}"));
        }
    }
    wrong
}

#[test]
fn every_case_about_reading_holds() {
    for case in cases() {
        let Ok(expect) = std::fs::read_to_string(case.join("expect.json")) else {
            continue;
        };
        let want: Value = serde_json::from_str(&expect).unwrap();
        if !KINDS.contains(&want["kind"].as_str().unwrap_or("")) || want["args"].is_array() {
            continue;
        }
        // In a copy: paths are relative to the case.
        let folder = tempfile::TempDir::new().unwrap();
        copy(&case, folder.path());
        let wrong = wrong(folder.path(), &want);
        assert_eq!(wrong, Vec::<String>::new(), "{}", case.display());
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else if entry.file_name() != "expect.json" {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
