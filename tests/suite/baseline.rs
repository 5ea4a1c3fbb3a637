//! The baseline: what was there when plimsoll was switched on is not reported, what is new is, and what is fixed is
//! told without failing anybody.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A function that may run 20 minutes, over the platform's limit.
fn function(name: &str) -> String {
    format!(
        "  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Handler: main.main
      Timeout: 1200
"
    )
}

fn template(names: &[&str]) -> String {
    let functions: String = names.iter().map(|name| function(name)).collect();
    format!("Transform: AWS::Serverless-2016-10-31\nResources:\n{functions}")
}

fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (path, text) in files {
        write(folder.path(), path, text);
    }
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn plimsoll(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.current_dir(folder).env_clear().args(arguments);
    command.output().unwrap()
}

fn baseline(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = plimsoll(folder, &[&["baseline"], arguments].concat());
    assert!(output.stdout.is_empty());
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// The names and rules of the findings that are reported, with the baseline.
fn reported(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let all = [
        &[
            "check",
            "--format",
            "json",
            "--baseline",
            "plimsoll.baseline",
        ],
        arguments,
    ];
    let output = plimsoll(folder, &all.concat());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let live = findings
        .iter()
        .filter(|finding| finding["suppressed"].is_null());
    live.map(|finding| {
        let name = finding["workloads"][0]["name"].as_str().unwrap_or("-");
        format!("{name} {}", finding["rule"].as_str().unwrap())
    })
    .collect()
}

fn entries(folder: &Path) -> Vec<String> {
    let text = fs::read_to_string(folder.join("plimsoll.baseline")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(str::to_owned).collect()
}

#[test]
fn switched_on_it_reports_only_what_is_new() {
    let folder = repository(&[("a.yaml", &template(&["Old", "Older"]))]);
    let (code, message) = baseline(folder.path(), &["create"]);
    assert_eq!(code, Some(0), "{message}");
    assert!(
        message.contains("plimsoll.baseline: 2 known, 2 added, 0 removed"),
        "{message}"
    );
    assert_eq!(reported(folder.path(), &[]), Vec::<String>::new());

    // Elsewhere in the file, further down, another line: all the same.
    let text = format!("# moved\n\n{}", template(&["New", "Older", "Old"]));
    write(folder.path(), "a.yaml", &text);
    assert_eq!(
        reported(folder.path(), &[]),
        ["New timeout-over-platform-limit"]
    );
    let check = ["check", "--baseline", "plimsoll.baseline"];
    assert_eq!(plimsoll(folder.path(), &check).status.code(), Some(1));
}

#[test]
fn the_file_has_one_sorted_line_an_entry_and_no_line_numbers() {
    let files = [
        ("b.yaml", &*template(&["B"])),
        ("a.yaml", &*template(&["C", "A"])),
    ];
    let folder = repository(&files);
    baseline(folder.path(), &["create"]);
    let entries = entries(folder.path());
    let readable: Vec<&str> = entries
        .iter()
        .map(|line| line.rsplit_once('\t').unwrap().0)
        .collect();
    let rule = "timeout-over-platform-limit\tAWS::Serverless::Function";
    assert_eq!(
        readable,
        [
            format!("a.yaml\t{rule}/A"),
            format!("a.yaml\t{rule}/C"),
            format!("b.yaml\t{rule}/B"),
        ]
    );
    let before = fs::read(folder.path().join("plimsoll.baseline")).unwrap();
    write(
        folder.path(),
        "a.yaml",
        &format!("\n\n{}", template(&["A", "C"])),
    );
    baseline(folder.path(), &["update"]);
    assert_eq!(
        fs::read(folder.path().join("plimsoll.baseline")).unwrap(),
        before
    );
}

#[test]
fn a_known_finding_is_suppressed_with_the_kind_baseline() {
    let folder = repository(&[
        ("a.yaml", &template(&["Old"])),
        ("plimsoll.yaml", "baseline: known.txt\n"),
    ]);
    let (_, message) = baseline(folder.path(), &["create"]);
    assert!(message.contains("known.txt: 1 known"), "{message}");
    let output = plimsoll(folder.path(), &["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let suppressed = &report["findings"][0]["suppressed"];
    assert_eq!(suppressed["kind"], "baseline");
    assert_eq!(suppressed["location"]["path"], "known.txt");
    assert_eq!(suppressed["location"]["line"], 3);
    // Shown all the same when everything is asked for.
    let output = plimsoll(folder.path(), &["check", "--no-ignores"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn what_is_fixed_is_a_note_and_prune_removes_it() {
    let folder = repository(&[
        ("a.yaml", &template(&["Old", "Older"])),
        ("b.yaml", &template(&["B"])),
    ]);
    baseline(folder.path(), &["create"]);
    write(folder.path(), "a.yaml", &template(&["New", "Old"]));
    fs::remove_file(folder.path().join("b.yaml")).unwrap();
    let expected = ["New timeout-over-platform-limit", "- unused-ignore"];
    assert_eq!(reported(folder.path(), &[]), expected);
    let output = plimsoll(folder.path(), &["check", "--baseline", "plimsoll.baseline"]);
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(
        report.contains("2 entries of the baseline match no finding any more"),
        "{report}"
    );

    let (_, message) = baseline(folder.path(), &["prune"]);
    assert!(message.contains("1 known, 0 added, 2 removed"), "{message}");
    assert_eq!(
        reported(folder.path(), &[]),
        ["New timeout-over-platform-limit"]
    );
    let (_, message) = baseline(folder.path(), &["update"]);
    assert!(message.contains("2 known, 1 added, 0 removed"), "{message}");
    assert_eq!(reported(folder.path(), &[]), Vec::<String>::new());
}

#[test]
fn what_was_not_looked_at_is_not_called_fixed() {
    let folder = repository(&[
        ("a/a.yaml", &template(&["A"])),
        ("b/b.yaml", &template(&["B"])),
    ]);
    baseline(folder.path(), &["create"]);
    assert_eq!(reported(folder.path(), &["a"]), Vec::<String>::new());
    let (_, message) = baseline(folder.path(), &["update", "a"]);
    assert!(message.contains("2 known, 0 added, 0 removed"), "{message}");
    // A file that cannot be read shows nothing either; the code says so.
    let broken = format!("{}  Broken: [\n", template(&[]));
    write(folder.path(), "b/b.yaml", &broken);
    let (code, message) = baseline(folder.path(), &["prune"]);
    assert_eq!(code, Some(2));
    assert!(message.contains("2 known, 0 added, 0 removed"), "{message}");
    // Nor is a rule that is off.
    write(
        folder.path(),
        "plimsoll.yaml",
        "rules: {timeout-over-platform-limit: off}\n",
    );
    write(folder.path(), "b/b.yaml", &template(&["B"]));
    assert_eq!(reported(folder.path(), &[]), Vec::<String>::new());
}

#[test]
fn what_is_suppressed_elsewhere_is_not_taken_in() {
    let text = template(&["Old"]).replace(
        "1200",
        "1200 # plimsoll: ignore[timeout-over-platform-limit] why",
    );
    let folder = repository(&[("a.yaml", &text)]);
    baseline(folder.path(), &["create"]);
    assert_eq!(entries(folder.path()), Vec::<String>::new());
}

#[test]
fn what_is_hidden_is_taken_in() {
    let folder = repository(&[("a.yaml", &template(&["Old"]).replace("1200", "900"))]);
    write(folder.path(), "plimsoll.yaml", "min-severity: error\n");
    baseline(folder.path(), &["create"]);
    assert_eq!(entries(folder.path()).len(), 1);
    // And is not called fixed because it is hidden.
    assert_eq!(reported(folder.path(), &[]), Vec::<String>::new());
}

#[test]
fn what_cannot_be_used_is_told() {
    let folder = repository(&[("a.yaml", &template(&["Old"]))]);
    let check = ["check", "--baseline", "plimsoll.baseline"];
    let failed = |arguments: &[&str], expected: &str| {
        let output = plimsoll(folder.path(), arguments);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(
            output.stdout.is_empty() && errors.contains(expected),
            "{errors}"
        );
    };
    failed(
        &check,
        "no such baseline; `plimsoll baseline create` writes one",
    );
    failed(&["baseline", "update"], "no such baseline");
    baseline(folder.path(), &["create"]);
    failed(
        &["baseline", "create"],
        "plimsoll.baseline exists; `plimsoll baseline update` changes it",
    );
    write(
        folder.path(),
        "plimsoll.baseline",
        "# known\n\n<<<<<<< ours\n",
    );
    failed(
        &check,
        "plimsoll.baseline:3: this is no entry of a baseline",
    );
}
