//! The action on a repository that is older than plimsoll, as a pull request's checkout of depth 1 shows it.

use super::runner::Job;
use super::support::{checkout, commit, file, function, git, write};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

/// A repository whose `main` has one old finding.
pub(crate) fn repository() -> TempDir {
    let folder = TempDir::new().unwrap();
    git(
        folder.path(),
        &["init", "--quiet", "--initial-branch", "main"],
    );
    write(folder.path(), "template.yaml", &function("Old", 1200));
    // What switches it on is there too.
    let workflow = file("src/cli/init/workflow.yml");
    write(folder.path(), ".github/workflows/plimsoll.yml", &workflow);
    commit(folder.path());
    folder
}

/// A pull request that writes one file, while `main` moves on; its merge commit.
pub(crate) fn pull_request(origin: &Path, path: &str, content: &str) -> String {
    git(origin, &["switch", "--quiet", "--create", "pull"]);
    write(origin, path, content);
    commit(origin);
    git(origin, &["switch", "--quiet", "main"]);
    write(origin, "later.yaml", &function("Later", 1200));
    commit(origin);
    git(origin, &["switch", "--quiet", "--detach"]);
    git(
        origin,
        &["merge", "--quiet", "--no-edit", "--no-ff", "pull"],
    );
    git(origin, &["rev-parse", "HEAD"])
}

/// The event of a pull request from a branch of the same repository. Its `base.sha` is old, as GitHub's often is.
pub(crate) fn event(merge: &str, base: &str) -> Value {
    let head = json!({"repo": {"full_name": "example/shop"}, "ref": "$(touch pwned)"});
    json!({"after": merge, "pull_request": {"base": {"sha": base}, "head": head}})
}

pub(crate) fn results(sarif: Option<&Value>) -> Vec<(String, String)> {
    let results = sarif.unwrap()["runs"][0]["results"].as_array().unwrap();
    let one = |result: &Value| {
        let place = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        let state = result["baselineState"].as_str().unwrap_or_default();
        (place.as_str().unwrap().to_owned(), state.to_owned())
    };
    results.iter().map(one).collect()
}

fn pair(path: &str, state: &str) -> (String, String) {
    (path.to_owned(), state.to_owned())
}

#[test]
fn a_pull_request_that_makes_something_worse_is_red_and_says_where() {
    let origin = repository();
    let old = git(origin.path(), &["rev-parse", "main"]);
    let merge = pull_request(origin.path(), "new.yaml", &function("New", 1200));
    let clone = checkout(origin.path(), &merge);
    let ran = Job::new(clone.path(), "pull_request", event(&merge, &old)).run();
    assert_eq!(ran.code, 1, "{}", ran.log);
    assert_eq!(ran.outputs["exit-code"], "1");
    // One annotation, on the line that is new; the old finding and the one that `main` got meanwhile are no news.
    let annotations: Vec<&str> = ran
        .log
        .lines()
        .filter(|line| line.starts_with("::error"))
        .collect();
    let [annotation] = annotations.as_slice() else {
        panic!("{}", ran.log);
    };
    let place =
        "::error file=new.yaml,line=7,col=7,endColumn=20,title=timeout-over-platform-limit::";
    assert!(annotation.starts_with(place), "{annotation}");
    assert!(
        ran.summary.starts_with("## plimsoll: 1 error\n"),
        "{}",
        ran.summary
    );
    assert!(
        ran.summary.contains(": 2 unchanged, 0 fixed"),
        "{}",
        ran.summary
    );
    assert!(ran.summary.contains("`new.yaml:7`"), "{}", ran.summary);
    // Code scanning compares by itself: it gets everything.
    let expected = [
        pair("later.yaml", "unchanged"),
        pair("new.yaml", "new"),
        pair("template.yaml", "unchanged"),
    ];
    assert_eq!(results(ran.sarif.as_ref()), expected);
    assert_eq!(ran.uploaded.unwrap()["category"], "plimsoll");
}

#[test]
fn a_pull_request_that_changes_nothing_here_is_green() {
    let origin = repository();
    let old = git(origin.path(), &["rev-parse", "main"]);
    let merge = pull_request(origin.path(), "README.md", "# Shop\n");
    let clone = checkout(origin.path(), &merge);
    let ran = Job::new(clone.path(), "pull_request", event(&merge, &old)).run();
    assert_eq!(
        (ran.code, ran.outputs["exit-code"].as_str()),
        (0, "0"),
        "{}",
        ran.log
    );
    assert!(
        !ran.log.lines().any(|line| line.starts_with("::")),
        "{}",
        ran.log
    );
    assert_eq!(results(ran.sarif.as_ref()).len(), 2);
}

#[test]
fn a_repository_without_manifests_is_green_unless_workloads_are_required() {
    let origin = TempDir::new().unwrap();
    git(
        origin.path(),
        &["init", "--quiet", "--initial-branch", "main"],
    );
    write(origin.path(), "README.md", "# Shop\n");
    commit(origin.path());
    let merge = pull_request_of(origin.path());
    let clone = checkout(origin.path(), &merge);
    let mut job = Job::new(clone.path(), "pull_request", event(&merge, ""));
    let ran = job.run();
    assert_eq!(ran.code, 0, "{}", ran.log);
    assert!(results(ran.sarif.as_ref()).is_empty());
    assert!(
        ran.log
            .contains("::warning title=plimsoll::no workload recognised"),
        "{}",
        ran.log
    );
    job.inputs = &[("require-workloads", "true")];
    assert_eq!(job.run().code, 2);
}

fn pull_request_of(origin: &Path) -> String {
    git(origin, &["switch", "--quiet", "--create", "pull"]);
    write(origin, "CHANGES.md", "x\n");
    commit(origin);
    git(origin, &["switch", "--quiet", "--detach", "main"]);
    git(
        origin,
        &["merge", "--quiet", "--no-edit", "--no-ff", "pull"],
    );
    git(origin, &["rev-parse", "HEAD"])
}

#[test]
fn a_push_tells_what_it_brings_and_a_run_without_an_event_tells_everything() {
    let origin = repository();
    let before = git(origin.path(), &["rev-parse", "HEAD"]);
    write(origin.path(), "new.yaml", &function("New", 1200));
    let after = commit(origin.path());
    let clone = checkout(origin.path(), &after);
    let pushed = |before: &str| {
        let event = json!({"before": before, "after": after});
        Job::new(clone.path(), "push", event).run()
    };
    let ran = pushed(&before);
    assert_eq!(ran.code, 1, "{}", ran.log);
    assert!(ran.summary.contains("1 unchanged"), "{}", ran.summary);
    // A new branch, and a run by hand or by the clock.
    for ran in [
        pushed(&"0".repeat(40)),
        Job::new(clone.path(), "schedule", json!({})).run(),
    ] {
        assert_eq!(ran.code, 1, "{}", ran.log);
        assert!(
            ran.summary.starts_with("## plimsoll: 2 errors\n"),
            "{}",
            ran.summary
        );
    }
}

#[test]
fn inputs_choose_what_is_compared_shown_and_fatal() {
    let origin = repository();
    write(origin.path(), "gateway.yaml", GATEWAY);
    let head = commit(origin.path());
    let clone = checkout(origin.path(), &head);
    let told = |inputs| {
        let mut job = Job::new(clone.path(), "push", json!({"after": head}));
        job.inputs = inputs;
        let ran = job.run();
        (ran.code, results(ran.sarif.as_ref()).len())
    };
    assert_eq!(told(&[]), (1, 2));
    assert_eq!(told(&[("fail-on", "never")]), (0, 2));
    assert_eq!(told(&[("min-severity", "error")]), (1, 1));
    assert_eq!(told(&[("min-severity", "")]), (1, 3));
    assert_eq!(told(&[("paths", "gateway.yaml\n")]), (0, 1));
    assert_eq!(
        told(&[("arguments", "--exclude\ntemplate.yaml\n--today\n2026-01-01")]),
        (0, 1)
    );
    // The branch is only at the remote.
    git(origin.path(), &["branch", "stable", "HEAD~1"]);
    assert_eq!(told(&[("base", "stable")]), (0, 2));
    assert_eq!(told(&[("base", "origin/stable")]), (0, 2));
}

/// A warning, and a note that is hidden unless it is asked for.
const GATEWAY: &str = "Transform: AWS::Serverless-2016-10-31
Resources:
  Slow:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Timeout: 60
      Events:
        Api: {Type: Api, Properties: {Path: /, Method: get}}
  Last:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Timeout: 900}
";

#[test]
fn without_a_binary_it_builds_one_and_keeps_it() {
    let origin = repository();
    let head = git(origin.path(), &["rev-parse", "HEAD"]);
    let clone = checkout(origin.path(), &head);
    let mut job = Job::new(clone.path(), "push", json!({"after": head}));
    job.inputs = &[("binary", "")];
    let ran = job.run();
    assert_eq!(ran.code, 1, "{}", ran.log);
    assert!(
        ran.log.contains("saved") && ran.uploaded.is_some(),
        "{}",
        ran.log
    );
}

/// The policy of the base is asked for in every run; one by the clock has none.
#[test]
fn a_run_without_a_base_is_not_asked_for_the_base_s_policy() {
    let origin = repository();
    let head = git(origin.path(), &["rev-parse", "HEAD"]);
    let clone = checkout(origin.path(), &head);
    let mut job = Job::new(clone.path(), "schedule", json!({}));
    job.inputs = &[("arguments", "--config-from-base")];
    assert_eq!(job.run().code, 1);
}

/// A branch that left `main` before `main` mended its old finding; `main` as it is now, and the branch's commit.
fn stale(path: &str, content: &str) -> (TempDir, String, String) {
    let origin = repository();
    git(origin.path(), &["switch", "--quiet", "--create", "pull"]);
    write(origin.path(), path, content);
    let head = commit(origin.path());
    git(origin.path(), &["switch", "--quiet", "main"]);
    write(origin.path(), "template.yaml", &function("Old", 60));
    for _ in 0..3 {
        commit(origin.path());
    }
    let main = git(origin.path(), &["rev-parse", "main"]);
    (origin, main, head)
}

/// `ref: ${{ github.event.pull_request.head.sha }}`: the branch without its merge, at depth 1.
#[test]
fn the_head_of_a_pull_request_is_compared_with_where_it_left_its_base() {
    for (path, content, code) in [
        ("README.md", "# Shop\n".to_owned(), 0),
        ("new.yaml", function("New", 1200), 1),
    ] {
        let (origin, main, head) = stale(path, &content);
        let clone = checkout(origin.path(), &head);
        let ran = Job::new(clone.path(), "pull_request", event("merge", &main)).run();
        assert_eq!(ran.code, code, "{}", ran.log);
        assert!(
            ran.summary.contains("1 unchanged, 0 fixed"),
            "{}",
            ran.summary
        );
        // The clone is as shallow as it has to be.
        let is_shallow = git(clone.path(), &["rev-parse", "--is-shallow-repository"]);
        assert!(["true", "false"].contains(&is_shallow.as_str()));
        git(clone.path(), &["merge-base", &main, &head]);
    }
}

#[test]
fn a_new_branch_and_a_new_tag_are_compared_with_the_default_branch() {
    let zeros = "0".repeat(40);
    for reference in ["refs/heads/pull", "refs/tags/v1"] {
        let (origin, _, head) = stale("new.yaml", &function("New", 1200));
        let clone = checkout(origin.path(), &head);
        let event = json!({
            "before": zeros, "after": head, "ref": reference, "repository": {"default_branch": "main"}
        });
        let ran = Job::new(clone.path(), "push", event).run();
        assert_eq!(ran.code, 1, "{}", ran.log);
        assert!(
            ran.summary.starts_with("## plimsoll: 1 error\n"),
            "{}",
            ran.summary
        );
        assert!(ran.summary.contains("1 unchanged"), "{}", ran.summary);
    }
    // The default branch itself has nothing to be compared with when it is new.
    let origin = repository();
    let head = git(origin.path(), &["rev-parse", "main"]);
    let clone = checkout(origin.path(), &head);
    let event = json!({
        "before": zeros, "after": head, "ref": "refs/heads/main", "repository": {"default_branch": "main"}
    });
    let ran = Job::new(clone.path(), "push", event).run();
    assert_eq!(ran.code, 1, "{}", ran.log);
    assert!(!ran.summary.contains("since"), "{}", ran.summary);
}
