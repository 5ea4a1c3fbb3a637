//! Bounds of a run: threads, time, and output files that are there whole or not at all.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const CLEAN: &str = "Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Timeout: 5}
";

fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (path, text) in files {
        fs::write(folder.path().join(path), text).unwrap();
    }
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.current_dir(folder).args(arguments).env_clear();
    command
        .env("PATH", std::env::var_os("PATH").unwrap())
        .stdin(Stdio::null());
    command
}

fn told(output: &Output) -> (Option<i32>, String) {
    (
        output.status.code(),
        String::from_utf8(output.stderr.clone()).unwrap(),
    )
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{:?}", told(output)))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn threads_of_a_pull_request_are_at_most_four_a_processor_and_that_is_told() {
    for threads in ["5000000", "100000000"] {
        let config = format!("threads: {threads}\n");
        let folder = repository(&[("template.yaml", CLEAN), ("plimsoll.yaml", &config)]);
        let output = command(folder.path(), &["check", "--format", "json"])
            .output()
            .unwrap();
        let (code, errors) = told(&output);
        assert_eq!(code, Some(0), "{errors}");
        let expected = format!("{threads} threads are asked for and ");
        assert!(
            errors.contains(&expected) && errors.contains("at most 4 a processor"),
            "{errors}"
        );
        let flag = command(folder.path(), &["check", "-j", "1"])
            .output()
            .unwrap();
        assert!(!told(&flag).1.contains("threads"));
    }
}

#[test]
fn a_pattern_cannot_take_longer_than_the_names_are() {
    let stars = "*x".repeat(14) + "b";
    let config = format!("exclude: ['{stars}', '**/{stars}']\n");
    let long = "x".repeat(120) + ".yaml";
    let folder = repository(&[(&long, CLEAN), ("plimsoll.yaml", &config)]);
    let begun = Instant::now();
    let output = command(folder.path(), &["check"]).output().unwrap();
    assert_eq!(told(&output).0, Some(0));
    assert!(begun.elapsed() < Duration::from_secs(10));
}

/// A pipe that gives nothing is a file that is never read to its end.
#[cfg(unix)]
#[test]
fn what_is_over_its_time_is_failed_and_the_rest_is_reported() {
    let folder = repository(&[("template.yaml", CLEAN)]);
    for (flags, told) in [
        (
            ["--file-timeout", "1"],
            "takes longer than 1 s (`--file-timeout`)",
        ),
        (["--timeout", "2"], "the run may take 2 s (`--timeout`)"),
    ] {
        let mut child = command(folder.path(), &["check", "--format", "json", "."]);
        child.arg("/dev/fd/0").args(flags).stdin(Stdio::piped());
        let begun = Instant::now();
        let mut child = child
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let held = child.stdin.take();
        let output = child.wait_with_output().unwrap();
        assert!(begun.elapsed() < Duration::from_secs(20), "{flags:?}");
        drop(held);
        let (code, errors) = self::told(&output);
        assert_eq!(code, Some(2), "{errors}");
        let report = json(&output);
        assert_eq!(report["files"]["read"], 1, "{report}");
        assert_eq!(report["workloads"], 1, "{report}");
        let failed = report["files"]["failed"][0]["message"].as_str().unwrap();
        assert!(failed.contains(told), "{failed}");
    }
}

/// A registry that takes the question and never answers.
#[cfg(all(unix, feature = "registry"))]
#[test]
fn a_run_that_is_cut_after_reading_reports_what_it_saw() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let image = format!("{}/app:1", silent.local_addr().unwrap());
    let manifest = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n    - {{name: a, image: '{image}'}}\n"
    );
    let folder = repository(&[("pod.yaml", &manifest)]);
    let mut command = command(
        folder.path(),
        &["check", "--format", "json", "--timeout", "2"],
    );
    command.args(["--fetch-image-sizes", "--no-fetch-cache"]);
    let begun = Instant::now();
    let output = command.output().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(30));
    let (code, errors) = told(&output);
    assert_eq!(code, Some(2), "{errors}");
    let report = json(&output);
    assert_eq!(report["files"]["read"], 1, "{report}");
    let failed = &report["files"]["failed"][0];
    assert_eq!(failed["path"], ".");
    let message = failed["message"].as_str().unwrap();
    assert!(message.contains("over its 2 s (`--timeout`)"), "{message}");
}

/// A disk that is full, played by the largest file that a process may write.
#[cfg(unix)]
#[test]
fn on_a_full_disk_the_old_file_stays_whole() {
    use std::os::unix::fs::PermissionsExt;
    let folder = repository(&[(
        "template.yaml",
        &CLEAN.replace("Timeout: 5", "Timeout: 1200"),
    )]);
    let path = folder.path();
    let old = "the old report\n";
    for (arguments, file) in [
        ("check --format json --output report.json", "report.json"),
        (
            "check --format sarif -o report.json --no-config",
            "report.json",
        ),
        ("fit --format json --output report.json", "report.json"),
    ] {
        fs::write(path.join(file), old).unwrap();
        let script = format!(
            "trap '' XFSZ; ulimit -f 1; exec {} {arguments}",
            env!("CARGO_BIN_EXE_plimsoll")
        );
        let mut shell = Command::new("sh");
        let output = shell
            .current_dir(path)
            .args(["-c", &script])
            .output()
            .unwrap();
        let (code, errors) = told(&output);
        assert_eq!(code, Some(2), "{arguments}: {errors}");
        assert!(errors.contains("cannot write to report.json"), "{errors}");
        assert_eq!(fs::read_to_string(path.join(file)).unwrap(), old);
        assert_eq!(names(path), [".git", "report.json", "template.yaml"]);
    }
    // With room it is replaced: a link stays one, and so does what others may do with the file.
    fs::rename(path.join("report.json"), path.join("real.json")).unwrap();
    fs::set_permissions(path.join("real.json"), fs::Permissions::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("real.json", path.join("report.json")).unwrap();
    let arguments = ["check", "--format", "json", "--output", "report.json"];
    let output = command(path, &arguments).output().unwrap();
    assert_eq!(told(&output).0, Some(1));
    assert!(path.join("report.json").is_symlink());
    let written = fs::read_to_string(path.join("real.json")).unwrap();
    assert!(serde_json::from_str::<Value>(&written).is_ok());
    let mode = fs::metadata(path.join("real.json"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o640);
    // What is no plain file is written into.
    for (place, expected) in [("/dev/null", Some(1)), ("/dev/full", Some(2))] {
        if Path::new(place).exists() {
            let arguments = ["check", "--format", "json", "--output", place];
            let output = command(path, &arguments).output().unwrap();
            assert_eq!(told(&output).0, expected, "{place}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_baseline_is_replaced_whole_too() {
    let long = (0..40).fold(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n".to_owned(),
        |text, number| {
            format!("{text}  Report{number}:\n    Type: AWS::Serverless::Function\n    Properties: {{Handler: a.b, Timeout: 1200}}\n")
        },
    );
    let folder = repository(&[("template.yaml", &long)]);
    let script = |action: &str| {
        format!(
            "trap '' XFSZ; ulimit -f 1; exec {} baseline {action}",
            env!("CARGO_BIN_EXE_plimsoll")
        )
    };
    let run = |action: &str| {
        let mut shell = Command::new("sh");
        let output = shell
            .current_dir(folder.path())
            .args(["-c", &script(action)])
            .output();
        told(&output.unwrap())
    };
    let (code, errors) = run("create");
    assert_eq!(code, Some(2), "{errors}");
    assert_eq!(names(folder.path()), [".git", "template.yaml"]);
    let baseline = folder.path().join("plimsoll.baseline");
    fs::write(&baseline, "").unwrap();
    let (code, errors) = run("update");
    assert_eq!(code, Some(2), "{errors}");
    assert_eq!(fs::read_to_string(&baseline).unwrap(), "");
}

#[test]
fn an_error_about_a_configuration_is_one_line_whatever_its_keys_hold() {
    let config = "\"bad\\n::error::key\\r\\u001b[2J\": 1\nrules: {\"a\\nb ##teamcity[x]\": off}\n";
    let folder = repository(&[("template.yaml", CLEAN), ("plimsoll.yaml", config)]);
    let output = command(folder.path(), &["check"]).output().unwrap();
    let (code, errors) = told(&output);
    assert_eq!(code, Some(2));
    assert_eq!(errors.lines().count(), 2, "{errors}");
    assert!(
        !errors.contains("##teamcity[") && !errors.contains('\u{1b}'),
        "{errors}"
    );
}

#[test]
fn names_of_thousands_of_letters_are_cut_in_sentences_and_whole_in_json() {
    let long = "N".repeat(5_000);
    // YAML has no keys of that length, JSON has.
    let text = format!(
        r#"{{"Transform": "AWS::Serverless-2016-10-31", "Resources": {{"{long}": {{"Type": "AWS::Serverless::Function", "Properties": {{"Handler": "a.b", "Timeout": 1200}}}}}}}}"#
    );
    let folder = repository(&[("template.json", &text)]);
    let run = |format: &str| {
        let output = command(folder.path(), &["check", "--format", format])
            .output()
            .unwrap();
        assert_eq!(told(&output).0, Some(1));
        String::from_utf8(output.stdout).unwrap()
    };
    let sarif: Value = serde_json::from_str(&run("sarif")).unwrap();
    let message = sarif["runs"][0]["results"][0]["message"]["text"]
        .as_str()
        .unwrap();
    assert!(
        message.len() < 2_000 && message.contains("... (4880 more characters)"),
        "{message}"
    );
    assert!(run("json").contains(&long));
}
