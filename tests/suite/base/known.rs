//! What could not be read in the base either is a note, and what stops a run that no finding fails.

use super::{OLD, SCALER, WORKER, commit, git, history, plimsoll, report, write};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

/// A Deployment with a line that does not parse, as many lines down as there are comments.
fn broken(comments: usize) -> String {
    let comments = "# moved down\n".repeat(comments);
    format!(
        "{comments}{}",
        WORKER.replace("spec:\n  selector", "spec: [\n  selector")
    )
}

/// A history whose base has a file that cannot be read.
fn with_broken_base() -> TempDir {
    let folder = history();
    write(folder.path(), "k8s/broken.yaml", &broken(0));
    commit(folder.path());
    git(folder.path(), &["branch", "--force", "base"]);
    folder
}

fn code(folder: &Path, arguments: &[&str]) -> Option<i32> {
    let arguments = [&["check", "--format", "json"], arguments].concat();
    plimsoll(folder, &arguments).status.code()
}

#[test]
fn a_file_that_could_not_be_read_before_either_is_a_note() {
    let folder = with_broken_base();
    assert_eq!(code(folder.path(), &[]), Some(2));
    // On another line it is the same error.
    write(folder.path(), "k8s/broken.yaml", &broken(3));
    commit(folder.path());
    let now = report(folder.path(), &["--base", "base"]);
    let failed = &now["files"]["failed"];
    assert_eq!(failed[0]["path"], "k8s/broken.yaml");
    assert_eq!(failed[0]["known"], json!(true));
    assert_eq!(code(folder.path(), &["--base", "base"]), Some(0));
    let output = plimsoll(folder.path(), &["check", "--base", "base"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("note: k8s/broken.yaml") && text.contains("could not be read before either"),
        "{text}"
    );
    assert!(
        text.contains("1 failed (1 of them in the base too)"),
        "{text}"
    );
}

#[test]
fn every_format_gives_a_known_failure_the_weight_of_a_note() {
    let folder = with_broken_base();
    let written = |format: &str| {
        let arguments = ["check", "--base", "base", "--format", format];
        let output = plimsoll(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{format}");
        String::from_utf8(output.stdout).unwrap()
    };
    let gitlab: Value = serde_json::from_str(&written("gitlab")).unwrap();
    let entries = gitlab.as_array().unwrap();
    let unread = |entry: &&Value| entry["check_name"] == "could-not-be-checked";
    let unread: Vec<&Value> = entries.iter().filter(unread).collect();
    assert_eq!(unread.len(), 1);
    assert_eq!(unread[0]["severity"], "info");
    let sarif: Value = serde_json::from_str(&written("sarif")).unwrap();
    let notifications = &sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    let notifications = notifications.as_array().unwrap().iter();
    let levels: Vec<&str> = notifications
        .filter(|one| {
            one["message"]["text"]
                .as_str()
                .unwrap()
                .contains("broken.yaml")
        })
        .map(|one| one["level"].as_str().unwrap())
        .collect();
    assert_eq!(levels, ["note"]);
    assert!(written("github").contains("::notice file=k8s/broken.yaml"));
    assert!(!written("junit").contains("<error"));
}

#[test]
fn another_error_more_errors_and_another_broken_file_are_the_change_s() {
    let folder = with_broken_base();
    let twice = format!("{}---\n{}", broken(0), broken(0));
    let another = WORKER.replace("image: ", "image: \"");
    let of = |path: &str, text: &str| {
        let folder = with_broken_base();
        write(folder.path(), path, text);
        commit(folder.path());
        code(folder.path(), &["--base", "base"])
    };
    assert_eq!(of("k8s/broken.yaml", &another), Some(2));
    assert_eq!(of("k8s/new.yaml", &broken(0)), Some(2));
    // Of two errors one is repaired: the other one was there before.
    write(folder.path(), "k8s/broken.yaml", &twice);
    commit(folder.path());
    let more = report(folder.path(), &["--base", "base"]);
    assert!(more["files"]["failed"][0]["known"].is_null(), "{more}");
    git(folder.path(), &["branch", "twice"]);
    write(
        folder.path(),
        "k8s/broken.yaml",
        &format!("{WORKER}---\n{}", broken(0)),
    );
    commit(folder.path());
    assert_eq!(code(folder.path(), &["--base", "twice"]), Some(0));
    // Renamed, it is the same file.
    git(
        folder.path(),
        &["mv", "k8s/broken.yaml", "k8s/renamed.yaml"],
    );
    commit(folder.path());
    assert_eq!(code(folder.path(), &["--base", "HEAD^"]), Some(0));
}

#[test]
fn a_repaired_file_is_named_where_its_findings_count_as_new() {
    let folder = history();
    let unclosed = OLD.replace("Properties: {", "Properties: [{");
    write(folder.path(), "functions/broken.yaml", &unclosed);
    commit(folder.path());
    write(
        folder.path(),
        "functions/broken.yaml",
        &OLD.replace("Report", "Repaired"),
    );
    let now = report(folder.path(), &["--base", "HEAD"]);
    let warnings = now["warnings"].to_string();
    assert!(
        warnings.contains("functions/broken.yaml could not be read in the base"),
        "{now}"
    );
    assert_eq!(code(folder.path(), &["--base", "HEAD"]), Some(1));
}

#[test]
fn a_run_that_no_finding_fails_is_stopped_only_by_what_it_was_called_with() {
    let folder = history();
    write(folder.path(), "k8s/broken.yaml", &broken(0));
    write(
        folder.path(),
        "k8s/scaler.yaml",
        &format!("{SCALER}---\n{}", broken(0)),
    );
    let never = |arguments: &[&str]| {
        let arguments = [&["--fail-on", "never"], arguments].concat();
        code(folder.path(), &arguments)
    };
    assert_eq!(code(folder.path(), &[]), Some(2));
    assert_eq!(never(&[]), Some(0));
    assert_eq!(never(&["k8s/broken.yaml"]), Some(0));
    // The report says what could not be read all the same.
    let now = report(folder.path(), &["--fail-on", "never"]);
    assert_eq!(now["files"]["failed"].as_array().unwrap().len(), 2);
    assert_eq!(never(&["gone.yaml"]), Some(2));
    assert_eq!(never(&["gone/*.yaml"]), Some(2));
    assert_eq!(never(&["--no-such-flag"]), Some(2));
    assert_eq!(never(&["--image-source", "gone.tar"]), Some(2));
    write(folder.path(), "plimsoll.yaml", "fail-on: never\n");
    assert_eq!(code(folder.path(), &[]), Some(0));
    write(folder.path(), "plimsoll.yaml", "fail-on: sometimes\n");
    assert_eq!(never(&[]), Some(2));
}
