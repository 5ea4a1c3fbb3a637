//! One run, several reports; and the golden output of every format over one folder, with what must hold of each.

use plimsoll::report::REPORTERS;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A project with a broken limit, advice, a suppressed finding, an unrendered chart, a file that cannot be read and
/// names nobody likes.
fn project() -> TempDir {
    let folder = TempDir::new().unwrap();
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/project"),
        folder.path(),
    );
    fs::create_dir(folder.path().join(".git")).unwrap();
    fs::write(
        folder.path().join("broken.yaml"),
        "apiVersion: v1\nkind: [\n",
    )
    .unwrap();
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn plimsoll(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.current_dir(folder).env_clear().args(arguments);
    command.args(["--today", "2026-11-01"]).output().unwrap()
}

fn report(format: &str) -> String {
    let output = plimsoll(project().path(), &["check", "--format", format]);
    assert_eq!(output.status.code(), Some(2), "a file could not be read");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn golden() {
    for reporter in REPORTERS {
        let mut report = report(reporter.name);
        if reporter.name == "sarif" {
            // The rules' texts change with the rules, not with the format.
            let mut sarif: Value = serde_json::from_str(&report).unwrap();
            sarif["runs"][0]["tool"]["driver"]["rules"] = Value::Null;
            for result in sarif["runs"][0]["results"].as_array_mut().unwrap() {
                result["ruleIndex"] = Value::Null;
            }
            report = serde_json::to_string_pretty(&sarif).unwrap();
        }
        insta::assert_snapshot!(reporter.name, report);
    }
}

#[test]
fn every_format_says_what_was_looked_at_or_at_least_what_was_not() {
    for reporter in REPORTERS {
        let report = report(reporter.name);
        assert!(
            report.contains("broken.yaml"),
            "{}: {report}",
            reporter.name
        );
        let tells = report.contains("5 files read") || report.contains("\"read\": 5");
        assert!(
            tells || reporter.name == "gitlab",
            "{}: {report}",
            reporter.name
        );
    }
}

#[test]
fn every_format_tells_the_live_findings_and_only_those() {
    for reporter in REPORTERS {
        let report = report(reporter.name);
        for rule in ["timeout-over-platform-limit", "long-runtime"] {
            assert!(report.contains(rule), "{}: {report}", reporter.name);
        }
        let suppressed = report.contains("`nightly-export` may run");
        assert_eq!(
            suppressed,
            reporter.name == "json",
            "{}: {report}",
            reporter.name
        );
    }
}

#[test]
fn the_formats_agree_on_fingerprints() {
    let json: Value = serde_json::from_str(&report("json")).unwrap();
    let sarif: Value = serde_json::from_str(&report("sarif")).unwrap();
    let gitlab: Value = serde_json::from_str(&report("gitlab")).unwrap();
    let live = |finding: &&Value| finding["suppressed"].is_null();
    let list = |value: &Value| value.as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let json: Vec<String> = list(&json["findings"])
        .iter()
        .filter(live)
        .map(|finding| text(&finding["fingerprint"]))
        .collect();
    let sarif: Vec<String> = list(&sarif["runs"][0]["results"])
        .iter()
        .map(|result| text(&result["partialFingerprints"]["plimsoll/v1"]))
        .collect();
    let gitlab: Vec<String> = list(&gitlab)
        .iter()
        .filter(|entry| {
            let is_coverage = ["could-not-be-checked", "not-looked-into"];
            !is_coverage.iter().any(|name| entry["check_name"] == *name)
        })
        .map(|entry| text(&entry["fingerprint"]))
        .collect();
    assert_eq!(json, sarif);
    assert_eq!(json, gitlab);
}

#[test]
fn one_scan_writes_several_reports() {
    let folder = project();
    let output = plimsoll(
        folder.path(),
        &[
            "--format", "sarif", "--output", "a.sarif", "--format", "markdown", "-o", "a.md",
            "--format", "github",
        ],
    );
    assert_eq!(output.status.code(), Some(2));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("a.sarif"), report("sarif"));
    assert_eq!(read("a.md"), report("markdown"));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), report("github"));
}

#[test]
fn two_reports_to_one_place_are_refused_before_anything_is_read() {
    let folder = project();
    for arguments in [
        &["--format", "sarif", "--format", "json"][..],
        &[
            "--format", "sarif", "-o", "a", "--format", "json", "-o", "a",
        ],
        &["--format", "sarif", "-o", "a", "-o", "b"],
    ] {
        let output = plimsoll(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert!(!folder.path().join("a").exists(), "{arguments:?}");
    }
}

/// All in files: the log still says what was looked at.
#[test]
fn a_run_that_prints_nothing_sums_up_on_standard_error() {
    let folder = project();
    let output = plimsoll(folder.path(), &["--format", "gitlab", "-o", "a.json"]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("5 files read, 3 skipped"), "{errors}");
    assert!(output.stdout.is_empty());
    let quiet = plimsoll(folder.path(), &["-q", "--format", "gitlab", "-o", "a.json"]);
    assert!(quiet.stderr.is_empty());
}
