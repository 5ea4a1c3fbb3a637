//! `--base`: only what a change moves, also where the cause stands in another file. On real git histories.

mod known;
mod large;
mod merge_base;
mod moves;
mod repositories;
mod worse;

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const WORKER: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: thumbnails, namespace: shop}
spec:
  selector:
    matchLabels: {app: thumbnails}
  template:
    metadata:
      labels: {app: thumbnails}
    spec:
      containers:
        - name: main
          image: registry.example/thumbnails
";

const SCALER: &str = "apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: thumbnails, namespace: shop}
spec:
  scaleTargetRef: {name: thumbnails}
  minReplicaCount: 1
  triggers:
    - type: aws-sqs-queue
      metadata: {queueURL: https://sqs.example/q}
";

/// A finding that was always there.
const OLD: &str = "Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Timeout: 1200}
";

fn run(program: &str, folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments).env_clear();
    for name in ["PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    for name in ["GIT_AUTHOR", "GIT_COMMITTER"] {
        command.env(format!("{name}_NAME"), "test");
        command.env(format!("{name}_EMAIL"), "test@example.com");
    }
    command.env("HOME", folder).env("GIT_CONFIG_NOSYSTEM", "1");
    command.output().unwrap()
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = run("git", folder, arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

fn plimsoll(folder: &Path, arguments: &[&str]) -> Output {
    run(env!("CARGO_BIN_EXE_plimsoll"), folder, arguments)
}

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

fn commit(folder: &Path) {
    git(folder, &["add", "--all"]);
    git(
        folder,
        &["commit", "--quiet", "--allow-empty", "--message", "x"],
    );
}

/// A history whose first commit is the branch `base`.
fn history() -> TempDir {
    let folder = TempDir::new().unwrap();
    git(
        folder.path(),
        &["init", "--quiet", "--initial-branch", "work"],
    );
    write(folder.path(), "k8s/worker.yaml", WORKER);
    write(folder.path(), "k8s/scaler.yaml", SCALER);
    write(folder.path(), "functions/template.yaml", OLD);
    commit(folder.path());
    git(folder.path(), &["branch", "base"]);
    folder
}

fn report(folder: &Path, arguments: &[&str]) -> Value {
    let output = plimsoll(
        folder,
        &[&["check", "--format", "json"], arguments].concat(),
    );
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let report = serde_json::from_slice(&output.stdout);
    let report: Value = report.unwrap_or_else(|_| panic!("{errors}"));
    let schema = jsonschema::validator_for(&plimsoll::schema::check_output()).unwrap();
    assert!(schema.is_valid(&report), "{report}");
    report
}

/// The rules of the findings that are reported, and what is known before and gone.
fn told(report: &Value) -> (Vec<&str>, u64, u64) {
    let findings = report["findings"].as_array().unwrap().iter();
    let live = findings.filter(|finding| finding["suppressed"].is_null());
    let rules = live
        .map(|finding| finding["rule"].as_str().unwrap())
        .collect();
    let number = |name: &str| report["base"][name].as_u64().unwrap();
    (rules, number("known"), number("gone"))
}

#[test]
fn an_edit_in_one_file_moves_the_verdict_on_a_workload_in_another_and_only_that_is_told() {
    let folder = history();
    write(
        folder.path(),
        "k8s/scaler.yaml",
        &SCALER.replace("minReplicaCount: 1", "minReplicaCount: 0"),
    );
    commit(folder.path());
    let report = report(folder.path(), &["--base", "base"]);
    assert_eq!(told(&report), (vec!["could-be-serverless"], 1, 0));
    let [moved] = report["base"]["moved"].as_array().unwrap().as_slice() else {
        panic!("one workload moved: {report}");
    };
    assert_eq!(moved["workload"]["name"], "thumbnails");
    assert_eq!(moved["workload"]["path"], "k8s/worker.yaml");
    assert_eq!(moved["before"]["findings"], serde_json::json!([]));
    let now = serde_json::json!([{"rule": "could-be-serverless", "severity": "note"}]);
    assert_eq!(moved["after"]["findings"], now);
    // The old one would have failed the run; it is not this change's.
    let output = plimsoll(folder.path(), &["check", "--base", "base"]);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("since base: 1 unchanged, 0 fixed, 1 verdict changed"),
        "{text}"
    );
    assert!(
        text.contains("worse: Deployment `shop/thumbnails` in k8s/worker.yaml: no finding -> note"),
        "{text}"
    );
    let output = plimsoll(
        folder.path(),
        &["check", "--base", "base", "--format", "markdown"],
    );
    let text = String::from_utf8(output.stdout).unwrap();
    let row = "| Deployment `shop/thumbnails` in k8s/worker.yaml | no finding | note `could-be-serverless` |";
    assert!(text.contains(row), "{text}");
}

/// Code scanning and merge requests compare two whole reports: one that left out what is known would say it is fixed.
#[test]
fn a_report_that_its_reader_compares_is_whole_and_says_what_is_new() {
    let folder = history();
    write(
        folder.path(),
        "functions/another.yaml",
        &OLD.replace("Report", "Another"),
    );
    let written = |format: &str, arguments: &[&str]| {
        let output = plimsoll(
            folder.path(),
            &[&["check", "--format", format], arguments].concat(),
        );
        assert_eq!(output.status.code(), Some(1), "one is new");
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let sarif = written("sarif", &["--base", "base"]);
    let results = sarif["runs"][0]["results"].as_array().unwrap().iter();
    let states: Vec<(&str, &str)> = results
        .map(|result| {
            let place = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            let state = result["baselineState"].as_str().unwrap();
            (place.as_str().unwrap(), state)
        })
        .collect();
    let expected = [
        ("functions/another.yaml", "new"),
        ("functions/template.yaml", "unchanged"),
    ];
    assert_eq!(states, expected);
    let alone = written("sarif", &[]);
    assert!(
        alone["runs"][0]["results"][0]
            .get("baselineState")
            .is_none()
    );
    assert_eq!(
        written("gitlab", &["--base", "base"]),
        written("gitlab", &[])
    );
}

#[test]
fn without_a_change_there_is_nothing_to_tell_and_nothing_is_touched() {
    let folder = history();
    write(
        folder.path(),
        "k8s/worker.yaml",
        &format!("# moved down\n\n{WORKER}"),
    );
    let before = git(folder.path(), &["status", "--porcelain"]);
    let report = report(folder.path(), &["--base", "base"]);
    assert_eq!(told(&report), (Vec::new(), 1, 0));
    assert_eq!(report["base"]["moved"], serde_json::json!([]));
    assert_eq!(git(folder.path(), &["status", "--porcelain"]), before);
}

#[test]
fn what_is_fixed_is_counted_and_a_renamed_file_is_no_news() {
    let folder = history();
    git(
        folder.path(),
        &["mv", "functions/template.yaml", "functions/moved.yaml"],
    );
    let renamed = report(folder.path(), &["--base", "base"]);
    assert_eq!(told(&renamed), (Vec::new(), 1, 0));
    fs::remove_file(folder.path().join("functions/moved.yaml")).unwrap();
    let fixed = report(folder.path(), &["--base", "base"]);
    assert_eq!(told(&fixed), (Vec::new(), 0, 1));
}

/// The configuration of the change judges the base as well, where what it ignores need not be.
#[test]
fn an_ignore_that_matches_nothing_in_the_base_is_not_fixed() {
    let folder = history();
    let ignore =
        "ignore: [{rule: timeout-over-platform-limit, path: new/*, reason: a job of its own}]\n";
    write(folder.path(), "plimsoll.yaml", ignore);
    write(
        folder.path(),
        "new/template.yaml",
        &OLD.replace("Report", "New"),
    );
    commit(folder.path());
    let report = report(folder.path(), &["--base", "base"]);
    assert_eq!(told(&report), (Vec::new(), 1, 0));
}

/// The command of the message, on a clone that has no content but that of its own commit.
#[test]
fn a_partial_clone_is_mended_by_the_command_of_the_message() {
    let origin = history();
    git(origin.path(), &["config", "uploadpack.allowFilter", "true"]);
    write(
        origin.path(),
        "functions/template.yaml",
        &OLD.replace("1200", "1300"),
    );
    commit(origin.path());
    let folder = TempDir::new().unwrap();
    let path = origin.path().display().to_string().replace('\\', "/");
    let url = format!("file:///{}", path.trim_start_matches('/'));
    git(
        folder.path(),
        &["clone", "--quiet", "--filter=blob:none", &url, "clone"],
    );
    let clone = folder.path().join("clone");
    let missing = plimsoll(&clone, &["check", "--base", "origin/base"]);
    assert_eq!(missing.status.code(), Some(2));
    let errors = String::from_utf8(missing.stderr).unwrap();
    assert!(
        errors.contains("`functions/template.yaml` of `origin/base` is not here"),
        "{errors}"
    );
    let command = errors.split('`').find(|part| part.starts_with("git "));
    let words: Vec<&str> = command.unwrap().split(' ').skip(1).collect();
    assert_eq!(words[..2], ["fetch", "--refetch"], "{errors}");
    git(&clone, &words);
    let report = report(&clone, &["--base", "origin/base"]);
    assert_eq!(told(&report).2, 0);
}

#[test]
fn what_gets_worse_is_news() {
    let folder = history();
    let service = |warm: u32| {
        format!(
            "apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: price
  annotations: {{run.googleapis.com/ingress: all, plimsoll/p99-latency: 30ms}}
spec:
  template:
    metadata:
      annotations: {{autoscaling.knative.dev/minScale: '{warm}'}}
    spec:
      containers: [{{image: registry.example/price}}]
"
        )
    };
    write(folder.path(), "k8s/price.yaml", &service(2));
    commit(folder.path());
    git(folder.path(), &["branch", "warm"]);
    write(folder.path(), "k8s/price.yaml", &service(0));
    let colder = report(folder.path(), &["--base", "warm"]);
    assert_eq!(told(&colder), (vec!["latency-slo"], 1, 0));
    assert_eq!(colder["findings"][0]["severity"], "warning");
    let sarif = plimsoll(
        folder.path(),
        &["check", "--base", "warm", "--format", "sarif"],
    );
    let sarif: Value = serde_json::from_slice(&sarif.stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let updated = |result: &&Value| result["baselineState"] == "updated";
    assert_eq!(results.iter().filter(updated).count(), 1, "{sarif}");
    commit(folder.path());
    write(folder.path(), "k8s/price.yaml", &service(2));
    let warmer = report(folder.path(), &["--base", "HEAD"]);
    assert_eq!(told(&warmer), (Vec::new(), 2, 0));
    assert_eq!(warmer["base"]["moved"][0]["workload"]["name"], "price");
}

#[test]
fn one_fetched_commit_is_enough() {
    let origin = history();
    write(
        origin.path(),
        "k8s/more.yaml",
        &OLD.replace("Report", "More"),
    );
    commit(origin.path());
    let folder = TempDir::new().unwrap();
    let path = origin.path().display().to_string().replace('\\', "/");
    let url = format!("file:///{}", path.trim_start_matches('/'));
    git(
        folder.path(),
        &["clone", "--quiet", "--depth=1", &url, "clone"],
    );
    let clone = folder.path().join("clone");
    let missing = plimsoll(&clone, &["check", "--base", "base"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(missing.stdout.is_empty());
    let errors = String::from_utf8(missing.stderr).unwrap();
    assert!(
        errors.contains("`git fetch --depth=1 origin base`"),
        "{errors}"
    );
    git(&clone, &["fetch", "--quiet", "--depth=1", "origin", "base"]);
    let report = report(&clone, &["--base", "FETCH_HEAD"]);
    assert_eq!(told(&report), (vec!["timeout-over-platform-limit"], 1, 0));
}

#[test]
fn what_is_no_base_is_told_with_the_way_out() {
    let folder = history();
    let failed = |arguments: &[&str], expected: &str| {
        let output = plimsoll(folder.path(), &[&["check"], arguments].concat());
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(
            output.stdout.is_empty() && errors.contains(expected),
            "{errors}"
        );
    };
    let fetch = "`git fetch origin +refs/heads/main:refs/remotes/origin/main`";
    failed(&["--base", "origin/main"], fetch);
    failed(&["--base", "base:k8s"], "there is no commit");
    failed(&["--base=--output=x"], "there is no commit");
    failed(&["-", "--base", "base"], "standard input");
    let plain = TempDir::new().unwrap();
    write(plain.path(), "a.yaml", OLD);
    let output = plimsoll(plain.path(), &["check", "--base", "base"]);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("no git repository"), "{errors}");
}

/// Links and files nobody would read are there by name only; names that are hard to write are names.
#[test]
fn hard_names_links_and_other_files_are_no_trouble() {
    let folder = history();
    let name = "k8s/gr\u{fc}\u{df}e #1 %20.yaml";
    write(folder.path(), name, &OLD.replace("Report", "Odd"));
    write(folder.path(), "picture.png", "\u{1}");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc", folder.path().join("link.yaml")).unwrap();
    commit(folder.path());
    let report = report(folder.path(), &["--base", "HEAD"]);
    assert_eq!(told(&report), (Vec::new(), 2, 0));
}
