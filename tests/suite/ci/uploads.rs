//! What code scanning is given: which alerts a report stands for, and when there is nothing to give.

use super::action::{repository, results};
use super::runner::{Job, Ran};
use super::support::{binary, checkout, command, commit, function, git, write};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The category that code scanning files an upload under: the report's own, up to its last `/`, else the one beside it.
fn category(ran: &Ran) -> String {
    let own = &ran.sarif.as_ref().unwrap()["runs"][0]["automationDetails"]["id"];
    let beside = &ran.uploaded.as_ref().unwrap()["category"];
    match own.as_str().and_then(|own| own.rsplit_once('/')) {
        Some((category, _)) => category.to_owned(),
        None => beside.clone(),
    }
}

#[test]
fn two_uses_in_one_job_keep_their_alerts_apart() {
    let origin = repository();
    write(origin.path(), "shop/a.yaml", &function("A", 1200));
    write(origin.path(), "edge/b.yaml", &function("B", 1200));
    let head = commit(origin.path());
    let clone = checkout(origin.path(), &head);
    let uploaded = |inputs| {
        let mut job = Job::new(clone.path(), "schedule", json!({}));
        job.inputs = inputs;
        let ran = job.run();
        assert_eq!(results(ran.sarif.as_ref()).len(), 1);
        category(&ran)
    };
    let categories = [
        uploaded(&[("paths", "shop"), ("category", "plimsoll-shop")]),
        uploaded(&[("paths", "edge"), ("category", "plimsoll-platform/edge")]),
        uploaded(&[("paths", "template.yaml")]),
    ];
    assert_eq!(
        categories,
        ["plimsoll-shop", "plimsoll-platform/edge", "plimsoll"]
    );
    // Without one the upload makes it of workflow, job and matrix.
    assert_eq!(uploaded(&[("paths", "shop"), ("category", "")]), "");
}

#[test]
fn nothing_is_uploaded_where_nothing_was_checked() {
    let origin = repository();
    let head = git(origin.path(), &["rev-parse", "HEAD"]);
    let clone = checkout(origin.path(), &head);
    for inputs in [
        // A folder was renamed and the workflow not.
        &[("paths", "template.yaml\nservices")][..],
        &[("paths", "services/**/*.yaml")],
        &[("paths", ".github"), ("require-workloads", "true")],
    ] {
        let mut job = Job::new(clone.path(), "schedule", json!({}));
        job.inputs = inputs;
        let ran = job.run();
        assert_eq!(ran.code, 2, "{inputs:?}: {}", ran.log);
        assert!(ran.uploaded.is_none() && ran.sarif.is_some(), "{inputs:?}");
        assert!(ran.log.contains("alerts stay as they are"), "{}", ran.log);
    }
}

/// The kinds of a report's notifications.
fn marks(sarif: &Value) -> BTreeSet<String> {
    let notices = &sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    let notices = notices.as_array().unwrap().iter();
    let mark = |notice: &Value| notice["descriptor"]["id"].as_str().unwrap().to_owned();
    notices.map(mark).collect()
}

/// A typo in a file with alerts must not close them: the report keeps what the base knows of that file, and says that it
/// could not be read.
#[test]
fn alerts_of_a_file_that_cannot_be_read_stay_open() {
    let origin = repository();
    let both = function("A", 1200) + "---\n" + &function("B", 1200);
    write(origin.path(), "two.yaml", &both);
    let before = commit(origin.path());
    // The second document is broken; the first one still counts.
    let broken = both.replacen("Resources:\n  B:", "Resources: [\n  B:", 1);
    assert_ne!(broken, both);
    write(origin.path(), "two.yaml", &broken);
    let after = commit(origin.path());
    let clone = checkout(origin.path(), &after);
    let event = json!({"before": before, "after": after});
    let ran = Job::new(clone.path(), "push", event).run();
    assert_eq!(ran.code, 2, "{}", ran.log);
    let pair = |path: &str| (path.to_owned(), "unchanged".to_owned());
    let expected = [pair("template.yaml"), pair("two.yaml"), pair("two.yaml")];
    assert_eq!(results(ran.sarif.as_ref()), expected);
    assert!(ran.uploaded.is_some());
    assert!(marks(ran.sarif.as_ref().unwrap()).contains("unreadable-file"));
    assert!(ran.summary.contains(", 0 fixed"), "{}", ran.summary);
    // Each keeps its own key.
    let results = ran.sarif.unwrap()["runs"][0]["results"].clone();
    let keys: BTreeSet<String> = results
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["partialFingerprints"].to_string())
        .collect();
    assert_eq!(keys.len(), 3);
}

#[test]
fn a_flag_that_is_neither_true_nor_false_is_an_error() {
    let origin = repository();
    let head = git(origin.path(), &["rev-parse", "HEAD"]);
    let clone = checkout(origin.path(), &head);
    for name in ["require-workloads", "upload-sarif"] {
        for value in ["yes", "no", "on", "1", "True"] {
            let inputs = [(name, value)];
            let mut job = Job::new(clone.path(), "schedule", json!({}));
            job.inputs = &inputs;
            let ran = job.run();
            let said = format!(
                "::error title=plimsoll::The input `{name}` is `true` or `false`, not `{value}`."
            );
            assert!(ran.code == 2 && ran.log.contains(&said), "{}", ran.log);
            assert!(ran.sarif.is_none() && ran.uploaded.is_none());
        }
    }
}

#[test]
fn paths_and_configuration_are_relative_to_the_working_directory() {
    let origin = repository();
    write(origin.path(), "shop/deploy/a.yaml", &function("A", 1200));
    write(origin.path(), "shop/policy.yaml", "fail-on: never\n");
    let head = commit(origin.path());
    let clone = checkout(origin.path(), &head);
    let mut job = Job::new(clone.path(), "schedule", json!({}));
    job.inputs = &[
        ("working-directory", "shop"),
        ("paths", "deploy"),
        ("config", "policy.yaml"),
    ];
    let ran = job.run();
    assert_eq!(ran.code, 0, "{}", ran.log);
    // Alerts stand at paths from the top of the repository.
    assert_eq!(
        results(ran.sarif.as_ref()),
        [("shop/deploy/a.yaml".to_owned(), String::new())]
    );
    job.inputs = &[("working-directory", "shops")];
    let ran = job.run();
    let said = "::error title=plimsoll::The input `working-directory`: there is no folder `shops`";
    assert!(ran.code == 2 && ran.log.contains(said), "{}", ran.log);
}

/// The keys by which code scanning follows the alerts of a template that is one line.
fn keys(template: &Value) -> Vec<String> {
    let folder = tempfile::TempDir::new().unwrap();
    write(folder.path(), "template.json", &template.to_string());
    let mut plimsoll = command(binary(), folder.path(), folder.path());
    let output = plimsoll.args([".", "--format", "sarif"]).output().unwrap();
    let sarif: Value = serde_json::from_slice(&output.stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap().iter();
    let key = |result: &Value| {
        result["partialFingerprints"]["primaryLocationLineHash"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    results.map(key).collect()
}

/// All of minified JSON stands on one line, and the key of a line is the same for everything on it.
#[test]
fn two_findings_on_one_line_are_two_alerts() {
    let function = |timeout: u32| json!({"Type": "AWS::Lambda::Function", "Properties": {"Handler": "a.b", "Timeout": timeout}});
    let long = "x".repeat(1_000);
    for description in ["short", long.as_str()] {
        let template = |first: u32, second: u32| json!({"Resources": {"A": function(first), "B": function(second)}, "Z": description});
        let both = keys(&template(1200, 1200));
        assert!(both.len() == 2 && both[0] != both[1], "{both:?}");
        // A line that only a program writes keeps the key of what stays on it when the rest is mended.
        if description == long {
            assert_eq!(keys(&template(1200, 20)), both[..1]);
            assert_eq!(keys(&template(20, 1200)), both[1..]);
        }
    }
}

/// What is piped in has no path, and `-` is no file that a consumer could show.
#[test]
fn what_is_piped_in_has_a_uri() {
    let folder = tempfile::TempDir::new().unwrap();
    let report = |arguments: &str| {
        let mut bash = command("bash", folder.path(), folder.path());
        let line = format!("printf '%s' \"$MANIFEST\" | plimsoll - --format sarif {arguments}");
        let output = bash
            .args(["-c", &line])
            .env("MANIFEST", function("A", 1200))
            .output()
            .unwrap();
        let sarif: Value = serde_json::from_slice(&output.stdout).unwrap();
        results(Some(&sarif))[0].0.clone()
    };
    assert_eq!(report(""), "stdin");
    assert_eq!(report("--stdin-filename deploy/a.yaml"), "deploy/a.yaml");
}
