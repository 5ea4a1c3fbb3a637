//! Files called `plimsoll.yaml` that are no configuration: a Deployment or a GitLab job may have that name.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: plimsoll}
spec:
  selector: {matchLabels: {app: plimsoll}}
  template:
    metadata: {labels: {app: plimsoll}}
    spec: {containers: [{name: main, image: example.com/plimsoll}]}
";

/// A function over the limit, and one file more.
fn repository(path: &str, text: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    write(
        folder.path(),
        "app/template.yaml",
        "Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Timeout: 1200}
",
    );
    write(folder.path(), path, text);
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

fn report(folder: &Path) -> Value {
    let output = plimsoll(folder, &["check", "--format", "json"]);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{errors}"))
}

fn findings(report: &Value) -> usize {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.filter(|one| one["suppressed"].is_null()).count()
}

#[test]
fn deeper_in_the_tree_it_is_read_as_what_it_is() {
    for path in ["k8s/plimsoll.yaml", "k8s/plimsoll.yml"] {
        let folder = repository(path, DEPLOYMENT);
        let report = report(folder.path());
        assert_eq!(report["workloads"], 2, "{report}");
        assert_eq!(report["files"]["failed"], serde_json::json!([]));
    }
}

#[test]
fn whatever_has_no_key_of_ours_stops_nothing() {
    let others = [
        "stages: [test]\nplimsoll:\n  stage: test\n  script: [plimsoll]\n",
        "plimsoll:\n  stage: test\n  script: [plimsoll]\n  rules: [{if: $CI}]\n",
        "include: [{local: a.yml}]\nplimsoll: {script: [plimsoll]}\n",
        "on: push\njobs: {lint: {runs-on: ubuntu-latest, steps: [{run: plimsoll}]}}\n",
        "services: {plimsoll: {image: example.com/plimsoll}}\n",
        "image: {repository: example.com/plimsoll, tag: v1}\nreplicas: 2\n",
        "- plimsoll\n- of another kind\n",
        "plimsoll\n",
        "{{- if .Values.plimsoll }}\nname: x\n{{- end }}\n",
        "unclosed: [\n",
        "# nothing\n",
        "---\nname: first\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n",
    ];
    for text in others {
        let folder = repository("ci/plimsoll.yml", text);
        let report = report(folder.path());
        assert_eq!(findings(&report), 1, "{text}");
        assert_eq!(report["files"]["failed"], serde_json::json!([]), "{text}");
        assert!(report.get("warnings").is_none(), "{text}: {report}");
    }
}

#[test]
fn a_configuration_deeper_in_the_tree_still_is_one() {
    let ignore = "ignore:\n  - {rules: [timeout-over-platform-limit], reason: moves in spring}\n";
    let folder = repository("app/plimsoll.yaml", ignore);
    assert_eq!(findings(&report(folder.path())), 0);
    let stopped = |text: &str, expected: &str| {
        let folder = repository("app/plimsoll.yaml", text);
        let output = plimsoll(folder.path(), &["check"]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(errors.contains(expected), "{errors}");
    };
    stopped("ignore: 3\n", "app/plimsoll.yaml:1:9");
    stopped(
        "fail-on: note\n",
        "`fail-on` belongs into the repository's own",
    );
    stopped(&format!("{ignore}spce: 3\n"), "unknown key `spce`");
}

#[test]
fn a_misspelt_key_is_a_warning() {
    let text = "ignores:\n  - {rules: [timeout-over-platform-limit], reason: moves in spring}\n";
    let folder = repository("app/plimsoll.yaml", text);
    let report = report(folder.path());
    assert_eq!(findings(&report), 1);
    let warnings = report["warnings"].to_string();
    assert!(
        warnings.contains("app/plimsoll.yaml is not read as a configuration")
            && warnings.contains("`ignores` looks like `ignore`"),
        "{report}"
    );
}

#[test]
fn at_the_root_it_is_an_error_that_says_so() {
    let cases = [
        (
            "plimsoll.yaml",
            DEPLOYMENT,
            "plimsoll.yaml:1:1: this is not a plimsoll configuration (it has `apiVersion`)",
        ),
        (
            ".github/plimsoll.yaml",
            "jobs: {lint: {}}\n",
            ".github/plimsoll.yaml:1:1: this is not a plimsoll configuration (it has `jobs` and no key of one)",
        ),
        (
            "plimsoll.yml",
            "stages: [test]\nrules: {}\n",
            "(it has `stages`): rename the file, or name the configuration with `--config`",
        ),
    ];
    for (path, text, expected) in cases {
        let folder = repository(path, text);
        let output = plimsoll(folder.path(), &["check"]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{path}");
        assert!(
            output.stdout.is_empty() && errors.contains(expected),
            "{errors}"
        );
        assert_eq!(errors.trim().lines().count(), 1, "{errors}");
    }
    // With the configuration named, it is a manifest like any other.
    let folder = repository("plimsoll.yaml", DEPLOYMENT);
    let output = plimsoll(folder.path(), &["check", "--no-config", "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["workloads"], 2, "{report}");
    // A configuration whose every line is a comment says nothing, and is one.
    let folder = repository("plimsoll.yaml", "# rules: {}\n");
    assert_eq!(plimsoll(folder.path(), &["check"]).status.code(), Some(1));
}
