//! Files over the size that is read: the same size counts on both sides of a comparison, whoever states it.

use super::{OLD, commit, git, history, plimsoll, report, told, write};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

/// The finding that was always there, in a file of at least that many bytes.
fn padded(bytes: usize) -> String {
    format!(
        "{}# {}\n",
        OLD.replace("Report", "Large"),
        "x".repeat(bytes)
    )
}

/// A history whose base has such a file.
fn with_large(bytes: usize, config: &str) -> TempDir {
    let folder = history();
    write(folder.path(), "large/template.yaml", &padded(bytes));
    if !config.is_empty() {
        write(folder.path(), "plimsoll.yaml", config);
    }
    commit(folder.path());
    git(folder.path(), &["branch", "--force", "base"]);
    folder
}

fn check(folder: &Path, arguments: &[&str]) -> (Output, Value) {
    let output = plimsoll(
        folder,
        &[&["check", "--format", "json"], arguments].concat(),
    );
    let report = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output, report)
}

/// 33 MiB, one more than what is read unless something raises it.
#[test]
fn a_file_that_a_raised_size_lets_in_is_read_in_the_base_too() {
    let folder = with_large(33 << 20, "");
    let raised = ["--base", "base", "--max-file-size", "64MiB"];
    assert_eq!(told(&report(folder.path(), &raised)), (Vec::new(), 2, 0));
    write(folder.path(), "plimsoll.yaml", "max-file-size: 64MiB\n");
    commit(folder.path());
    for arguments in [
        &["--base", "base"][..],
        &["--base", "HEAD", "--config-from-base"],
    ] {
        assert_eq!(told(&report(folder.path(), arguments)), (Vec::new(), 2, 0));
    }
    // Without either it is not read on both sides, which is no fault of the change.
    let (output, report) = check(folder.path(), &["--base", "base", "--no-config"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(report["files"]["failed"][0]["known"], json!(true));
}

#[test]
fn a_file_that_a_lowered_size_keeps_out_is_kept_out_of_the_base_too() {
    let folder = with_large(2000, "");
    let lowered = ["--base", "base", "--max-file-size", "1KB"];
    let (output, report) = check(folder.path(), &lowered);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(told(&report), (Vec::new(), 1, 0));
    assert_eq!(report["files"]["failed"][0]["known"], json!(true));
}

#[test]
fn a_change_of_the_size_is_one_of_the_policy() {
    let folder = with_large(10, "max-file-size: 64MiB\n");
    let told = |text: &str| {
        write(folder.path(), "plimsoll.yaml", text);
        let output = plimsoll(folder.path(), &["check", "--base", "base"]);
        String::from_utf8(output.stdout).unwrap()
    };
    let lowered = told("max-file-size: 1KB\n");
    assert!(
        lowered.contains("setting max-file-size: 64MiB -> 1KB"),
        "{lowered}"
    );
    let gone = told("# nothing\n");
    assert!(
        gone.contains("setting max-file-size: 64MiB -> 32 MiB (default)"),
        "{gone}"
    );
}

#[test]
fn a_locked_size_is_raised_and_not_lowered() {
    let policy = "max-file-size: 4KB\nlocked: [max-file-size]\n";
    let folder = TempDir::new().unwrap();
    write(folder.path(), ".git/x", "");
    write(folder.path(), "company.yaml", policy);
    write(folder.path(), "a/template.yaml", &padded(2000));
    let found = |size: &str| {
        let text = format!("extends: company.yaml\nmax-file-size: {size}\n");
        write(folder.path(), "plimsoll.yaml", &text);
        let (_, report) = check(folder.path(), &[]);
        let findings = report["findings"].as_array().unwrap().iter();
        let rules = findings.map(|finding| finding["rule"].as_str().unwrap().to_owned());
        let mut rules: Vec<String> = rules.collect();
        rules.sort();
        rules
    };
    let limit = "timeout-over-platform-limit";
    assert_eq!(found("8KB"), [limit]);
    assert_eq!(found("1KB"), ["softened-policy", limit]);
}

#[test]
fn a_file_that_is_too_large_fails_a_run_where_it_was_named_or_looks_like_a_workload() {
    let folder = TempDir::new().unwrap();
    write(folder.path(), ".git/x", "");
    write(folder.path(), "template.yaml", &padded(2000));
    write(
        folder.path(),
        "data.json",
        &format!("[{}0]", "0,".repeat(1000)),
    );
    let failed = |report: &Value| -> Vec<String> {
        let failed = report["files"]["failed"].as_array().unwrap().iter();
        let paths = failed.map(|failed| failed["path"].as_str().unwrap().to_owned());
        paths.collect()
    };
    let size = ["--max-file-size", "1KB"];
    // Named outright.
    let (output, report) = check(folder.path(), &[&["data.json"], &size[..]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(failed(&report), ["data.json"]);
    // In the walk, by the flag and by the key.
    let (output, by_flag) = check(folder.path(), &size);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(failed(&by_flag), ["template.yaml"]);
    let warnings = by_flag["warnings"].to_string();
    assert!(warnings.contains("`data.json` is larger than"), "{by_flag}");
    let terminal = plimsoll(folder.path(), &[&["check"], &size[..]].concat());
    let terminal = String::from_utf8(terminal.stdout).unwrap();
    assert!(
        terminal.contains("1 too large (`max-file-size`)"),
        "{terminal}"
    );
    write(folder.path(), "plimsoll.yaml", "max-file-size: 1KB\n");
    let (output, by_key) = check(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(failed(&by_key), ["template.yaml"]);
    // The flag comes on top of the key.
    let (output, raised) = check(folder.path(), &["--max-file-size", "1MiB"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(failed(&raised), [""; 0]);
}
