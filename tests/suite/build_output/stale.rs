//! Where both state a value and disagree, the source counts and the output is called stale.

use super::support::{IGNORED, facts, read, read_with, repository};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const SOURCE: &str = "Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {MemorySize: 512}
Resources:
  Edited:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 60
  Same:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      Timeout: 5
";

const OLDER: &str = "Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    MemorySize: 256
Resources:
  Edited:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 1200
  Same:
    Type: AWS::Serverless::Function
    Properties:
      PackageType: Image
      ImageUri: same:latest
      Timeout: 5
  Removed:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 1000
";

fn project() -> TempDir {
    repository(&[
        (".gitignore", IGNORED),
        ("template.yaml", SOURCE),
        (".aws-sam/build/template.yaml", OLDER),
    ])
}

#[test]
fn the_sources_value_counts_and_both_places_are_named() {
    let outcome = read(&project(), &["."]);
    assert_eq!(
        outcome.coverage.warnings,
        [
            "build output .aws-sam/build/template.yaml is stale: the timeout of `Edited` is 20 min on line 9, but 60 s \
             at template.yaml:8 (and 1 more value); the source counts, so build again"
        ]
    );
    assert_eq!(
        outcome.workloads[0].notes,
        [
            "the build output is stale: timeout is 20 min at .aws-sam/build/template.yaml:9, 60 s at template.yaml:8; \
             the source counts",
            "the build output is stale: memory is 256 MiB at .aws-sam/build/template.yaml:4, 512 MiB at \
             template.yaml:3; the source counts"
        ]
    );
    assert!(outcome.findings.is_empty());
    // What it fills all the same is a hint, no more.
    assert!(facts(&outcome, "Same").contains("image same:latest linked template.yaml:9 low"));
}

#[test]
fn without_build_output_nothing_is_stale() {
    let outcome = read_with(&project(), &["."], false);
    assert!(outcome.coverage.warnings.is_empty());
    assert!(outcome.workloads.iter().all(|one| one.notes.is_empty()));
}

#[test]
fn branches_of_a_condition_are_no_contradiction() {
    let source = "Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Timeout: !If [Prod, 60, 30]}
";
    // `sam build` writes intrinsic functions in their long form.
    let built = source.replace("!If [Prod, 60, 30]", "{'Fn::If': [Prod, 60, 30]}");
    let folder = repository(&[
        ("template.yaml", source),
        (".aws-sam/build/template.yaml", &built),
    ]);
    let outcome = read(&folder, &["."]);
    assert!(outcome.coverage.warnings.is_empty());
    assert_eq!(
        facts(&outcome, "F"),
        "timeout 60 s stated template.yaml:5 medium\ntimeout 30 s stated template.yaml:5 medium"
    );
}

fn plimsoll(folder: &TempDir, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .current_dir(folder.path())
        .args(arguments)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn users_see_it_in_every_report_and_can_switch_it_off() {
    let folder = project();
    for command in ["check", "inspect"] {
        let text = stdout(&plimsoll(&folder, &[command, "."]));
        assert!(text.contains("is stale"), "{text}");
        assert!(
            text.contains("2 files read (1 of them build output)"),
            "{text}"
        );
        let json = plimsoll(&folder, &[command, ".", "--format", "json"]);
        let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
        assert_eq!(
            json["files"]["build_output"],
            serde_json::json!([".aws-sam/build/template.yaml"])
        );
        let warning = json["warnings"][0].as_str().unwrap();
        assert!(warning.contains("is stale"), "{warning}");
    }
    for switched_off in [
        &["check", ".", "--no-build-output"][..],
        &["check", ".", "--config", "off.yaml"],
    ] {
        std::fs::write(folder.path().join("off.yaml"), "build-output: false\n").unwrap();
        let text = stdout(&plimsoll(&folder, switched_off));
        assert!(
            !text.contains("stale") && text.contains("1 file read,"),
            "{text}"
        );
    }
}

#[test]
fn parameters_that_a_deployment_is_given_contradict_no_default() {
    let source = "Transform: AWS::Serverless-2016-10-31
Parameters: {T: {Type: Number, Default: 30}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Timeout: !Ref T}
";
    let config = "version = 0.1\n[default.deploy.parameters]\nparameter_overrides = 'T=60'\n";
    let folder = repository(&[
        ("template.yaml", source),
        ("samconfig.toml", config),
        (
            ".aws-sam/build/template.yaml",
            &source.replace("!Ref T", "{Ref: T}"),
        ),
    ]);
    let outcome = read(&folder, &["."]);
    assert!(outcome.coverage.warnings.is_empty());
    assert!(facts(&outcome, "F").starts_with("timeout 60 s stated template.yaml:6"));
    assert_eq!(facts(&outcome, "F").lines().count(), 1);
}
