//! `plimsoll merge`: the JSON reports of many repositories as one table.

use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn plimsoll(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.current_dir(folder).env_clear().args(arguments);
    command.output().unwrap()
}

fn merged(folder: &Path, arguments: &[&str]) -> String {
    let output = plimsoll(folder, &[&["merge"], arguments].concat());
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), errors.as_str()), (Some(0), ""));
    String::from_utf8(output.stdout).unwrap()
}

/// The messages of a merge that must fail and write nothing.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = plimsoll(folder, &[&["merge"], arguments].concat());
    assert_eq!(
        (output.status.code(), output.stdout.as_slice()),
        (Some(2), &b""[..])
    );
    String::from_utf8(output.stderr).unwrap()
}

fn report(platform: &str, rule: &str, reason: &str) -> Value {
    let suppressed = |until: Value| json!({"kind": "comment", "reason": reason, "until": until});
    json!({
        "version": 1,
        "tool": {"name": "plimsoll", "version": "0.1.0"},
        "files": {
            "seen": 5, "read": 3, "other": 0, "skipped": [{"path": "chart.yaml", "reason": "template"}],
            "failed": [{"path": "broken.yaml", "line": 1, "column": 1, "message": "broken"}],
            "not_rendered": [
                {"kind": "HelmRelease", "count": 601, "command": "helm", "places": []},
                {"kind": "Helm chart", "count": 2, "command": "helm", "places": []}
            ]
        },
        "workloads": 4,
        "platforms": {platform: 4},
        "findings": [
            {"rule": rule, "severity": "warning", "suppressed": null},
            {"rule": rule, "severity": "warning", "suppressed": null},
            {"rule": rule, "severity": "error", "suppressed": null},
            {"rule": rule, "severity": "warning", "suppressed": suppressed(json!("2027-01-31"))},
            {"rule": rule, "severity": "warning", "suppressed": suppressed(Value::Null)}
        ]
    })
}

/// A folder with `shop.json` and `batch.json`.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    put(
        &folder,
        "shop.json",
        &report("kubernetes", "long-runtime", "moves").to_string(),
    );
    put(
        &folder,
        "batch.json",
        &report("aws-lambda", "large-image", "stays").to_string(),
    );
    folder
}

fn put(folder: &TempDir, name: &str, text: &str) {
    fs::write(folder.path().join(name), text).unwrap();
}

#[test]
fn one_row_a_repository_and_a_total() {
    let folder = folder();
    let page = merged(folder.path(), &["Shop=shop.json", "batch.json"]);
    for line in [
        "## plimsoll: 2 errors, 4 warnings, 0 notes in 2 repositories",
        "| repository | workloads | errors | warnings | notes | ignored | files read | skipped | failed | not rendered |",
        "| `Shop` | 4 | 1 | 2 | 0 | 2 | 3 | 1 | 1 | 603 |",
        "| `batch` | 4 | 1 | 2 | 0 | 2 | 3 | 1 | 1 | 603 |",
        "| **total** | 8 | 2 | 4 | 0 | 4 | 6 | 2 | 2 | 1206 |",
        "| repository | aws-lambda | kubernetes |",
        "| `Shop` | 0 | 4 |",
        "| `large-image` | warning | 2 | 1 |",
        "| 2027-01-31 | comment | 2 |",
        "| no end | comment | 2 |",
    ] {
        assert!(page.lines().any(|found| found == line), "{line}\n{page}");
    }
}

#[test]
fn the_table_of_a_program_and_of_a_spreadsheet_say_the_same() {
    let folder = folder();
    let document = merged(
        folder.path(),
        &["shop.json", "batch.json", "--format", "json"],
    );
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["version"], 1);
    assert_eq!(document["repositories"][0]["name"], "batch");
    assert_eq!(document["total"]["workloads"], 8);
    assert_eq!(document["total"]["files"]["not_rendered"], 1_206);
    assert_eq!(
        document["total"]["platforms"],
        json!({"aws-lambda": 4, "kubernetes": 4})
    );
    let ignore = &document["repositories"][1]["ignores"][0];
    assert_eq!(
        (&ignore["until"], &ignore["reason"]),
        (&json!("2027-01-31"), &json!("moves"))
    );
    let csv = merged(
        folder.path(),
        &["shop.json", "batch.json", "--format", "csv"],
    );
    let rows: Vec<Vec<&str>> = csv
        .split_terminator("\r\n")
        .map(|row| row.split(',').collect())
        .collect();
    assert_eq!(rows.len(), 4);
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{csv}");
    let column = rows[0]
        .iter()
        .position(|head| *head == "large-image (warning)")
        .unwrap();
    let cells: Vec<(&str, &str)> = rows[1..].iter().map(|row| (row[0], row[column])).collect();
    assert_eq!(cells, [("batch", "2"), ("shop", "0"), ("total", "2")]);
    let unseen = rows[0].iter().position(|head| *head == "not rendered");
    assert_eq!(rows[3][unseen.unwrap()], "1206");
}

/// What `check` writes is what `merge` reads.
#[test]
fn a_real_report_counts_what_the_run_counted() {
    let folder = TempDir::new().unwrap();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/rules");
    let run = plimsoll(&fixtures, &["check", ".", "--format", "json", "-q"]);
    let report: Value = serde_json::from_slice(&run.stdout).unwrap();
    put(
        &folder,
        "rules.json",
        &String::from_utf8(run.stdout).unwrap(),
    );
    let document = merged(folder.path(), &["rules.json", "--format", "json"]);
    let total = &serde_json::from_str::<Value>(&document).unwrap()["total"];
    assert_eq!(total["workloads"], report["workloads"]);
    let numbers = total["platforms"].as_object().unwrap().values();
    assert_eq!(
        numbers.filter_map(Value::as_u64).sum::<u64>(),
        total["workloads"].as_u64().unwrap()
    );
    let sum = |list: &Value| -> u64 {
        let all = list.as_array().unwrap().iter();
        all.filter_map(|one| one["findings"].as_u64()).sum()
    };
    let all = report["findings"].as_array().unwrap().len() as u64;
    assert_eq!(sum(&total["findings"]) + sum(&total["ignores"]), all);
}

#[test]
fn the_order_of_the_reports_means_nothing() {
    let folder = folder();
    for format in ["markdown", "json", "csv"] {
        let one = merged(
            folder.path(),
            &["shop.json", "batch.json", "--format", format],
        );
        let other = merged(
            folder.path(),
            &["batch.json", "shop.json", "--format", format],
        );
        assert_eq!(one, other);
    }
}

#[test]
fn wrong_input_is_refused_where_it_stands() {
    let good = report("kubernetes", "long-runtime", "moves");
    let with = |key: &str, value: Value| {
        let mut report = good.clone();
        report[key] = value;
        report.to_string()
    };
    let folder = folder();
    for (text, message) in [
        (
            "{\n  \"version\": 1,\n  oops\n}".to_owned(),
            "bad.json:3:3: key must be a string",
        ),
        (
            "{\n\"version\": 2,\n\"new\": [] }".to_owned(),
            "bad.json:2:12: version 2 of the report is newer than 1",
        ),
        (
            "{\"version\": \"2.1.0\"}".to_owned(),
            "invalid type: string \"2.1.0\", expected u64",
        ),
        ("[]".to_owned(), "bad.json:1:"),
        ("{}".to_owned(), "bad.json:1:2: missing field `version`"),
        (
            with("tool", json!({"name": "other"})),
            "the report is of `other`",
        ),
        (
            with("base", json!({"revision": "main"})),
            "written with `--base`",
        ),
        (with("workloads", json!(-1)), "invalid value: integer `-1`"),
        (
            with("findings", json!([{"rule": "x", "severity": "fatal"}])),
            "unknown severity `fatal`",
        ),
        (
            with(
                "findings",
                json!([{"rule": "x", "severity": "note",
            "suppressed": {"kind": "comment", "reason": "", "until": "soon"}}]),
            ),
            "`soon` is no day",
        ),
        ("[".repeat(100_000), "bad.json:1:"),
    ] {
        put(&folder, "bad.json", &text);
        let errors = refused(folder.path(), &["shop.json", "bad.json"]);
        assert!(errors.contains(message), "{message}\n{errors}");
    }
    fs::write(folder.path().join("bad.json"), b"{\n\"a\": \"\xff\"}").unwrap();
    let errors = refused(folder.path(), &["bad.json", "none.json"]);
    assert!(errors.contains("bad.json:2:7: is not UTF-8"), "{errors}");
    assert!(errors.contains("none.json: cannot be read"), "{errors}");
    let errors = refused(folder.path(), &["shop.json", "shop=batch.json"]);
    assert!(errors.contains("two reports are called `shop`"), "{errors}");
}

/// A report comes from a repository nobody here controls.
#[test]
fn hostile_text_stays_text() {
    let hostile = "=cmd()|<img src=x>\u{1b}[31m\n::error::##[error]@team";
    let folder = TempDir::new().unwrap();
    put(
        &folder,
        "a.json",
        &report(hostile, hostile, hostile).to_string(),
    );
    let name = "@SUM(A1)|<img>\u{1b}[31m\n::error::##[error]=a.json";
    for format in ["markdown", "json", "csv"] {
        let out = merged(folder.path(), &[name, "--format", format]);
        harmless(&out);
        assert!(format != "markdown" || !out.contains("<img"), "{out}");
        assert!(
            format != "csv" || !out.lines().any(|line| line.starts_with('@')),
            "{out}"
        );
    }
    let mut wrong = report(hostile, hostile, hostile);
    wrong["findings"][0]["severity"] = hostile.into();
    put(&folder, "a.json", &wrong.to_string());
    harmless(&refused(folder.path(), &["a.json"]));
}

fn harmless(out: &str) {
    assert!(!out.contains('\u{1b}') && !out.contains("##["), "{out}");
    let command = |line: &str| line.trim_start().starts_with("::");
    assert!(!out.lines().any(command), "{out}");
}
