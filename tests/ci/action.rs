//! The action on a repository that is older than plimsoll, as a pull request's checkout of depth 1 shows it.

use crate::runner::Job;
use crate::support::{file, function, git, names, text, url, write};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A repository whose `main` has one old finding.
fn repository() -> TempDir {
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

fn commit(folder: &Path) -> String {
    git(folder, &["add", "--all"]);
    git(
        folder,
        &["commit", "--quiet", "--allow-empty", "--message", "x"],
    );
    git(folder, &["rev-parse", "HEAD"])
}

/// A pull request that writes one file, while `main` moves on; its merge commit.
fn pull_request(origin: &Path, path: &str, content: &str) -> String {
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

/// What actions/checkout leaves: this one commit.
fn checkout(origin: &Path, commit: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    git(at, &["init", "--quiet"]);
    git(at, &["remote", "add", "origin", &url(origin)]);
    git(at, &["fetch", "--quiet", "--depth=1", "origin", commit]);
    git(at, &["checkout", "--quiet", "--detach", "FETCH_HEAD"]);
    let held = git(at, &["rev-list", "--count", "HEAD"]);
    assert_eq!(held, "1", "the base is not there");
    folder
}

/// The event of a pull request from a branch of the same repository. Its `base.sha` is old, as GitHub's often is.
fn event(merge: &str, base: &str) -> Value {
    let head = json!({"repo": {"full_name": "example/shop"}, "ref": "$(touch pwned)"});
    json!({"after": merge, "pull_request": {"base": {"sha": base}, "head": head}})
}

fn results(sarif: Option<&Value>) -> Vec<(String, String)> {
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
        ran.summary.contains(": 2 findings known before, 0 gone"),
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
    assert!(
        ran.summary.contains("1 finding known before"),
        "{}",
        ran.summary
    );
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
fn nothing_that_a_pull_request_or_a_caller_writes_is_run() {
    let origin = repository();
    let merge = pull_request(
        origin.path(),
        "$(touch pwned);`touch pwned`.yaml",
        &function("New", 1200),
    );
    let clone = checkout(origin.path(), &merge);
    let hostile = "$(touch pwned)`touch pwned`; touch pwned\n::error::pwned\n##[error]pwned";
    for name in [
        "paths",
        "base",
        "min-severity",
        "fail-on",
        "require-workloads",
        "config",
        "arguments",
        "upload-sarif",
        "binary",
        "token",
    ] {
        let inputs = [(name, hostile)];
        let mut job = Job::new(clone.path(), "pull_request", event(&merge, ""));
        job.inputs = &inputs;
        let ran = job.run();
        assert!(
            !names(clone.path())
                .iter()
                .any(|path| path.ends_with("pwned")),
            "{name}"
        );
        let command = |line: &str| line.starts_with("::error::pwned") || line.contains("##[error]");
        assert!(!ran.log.lines().any(command), "{name}: {}", ran.log);
    }
    // What looks like an option is a path, or a commit that is not there.
    for (name, value) in [
        ("paths", "--no-ignores"),
        ("base", "--upload-pack=touch pwned"),
        ("base", "-q"),
    ] {
        let inputs = [(name, value)];
        let mut job = Job::new(clone.path(), "pull_request", event(&merge, ""));
        job.inputs = &inputs;
        assert_eq!(job.run().code, 2, "{name}: {value}");
        assert!(
            !names(clone.path())
                .iter()
                .any(|path| path.ends_with("pwned"))
        );
    }
}

#[test]
fn a_base_that_cannot_be_had_is_told_with_the_command() {
    let origin = repository();
    let head = git(origin.path(), &["rev-parse", "HEAD"]);
    let clone = checkout(origin.path(), &head);
    let mut job = Job::new(
        clone.path(),
        "push",
        json!({"after": head, "before": "1".repeat(40)}),
    );
    let ran = job.run();
    assert_eq!((ran.code, ran.outputs["exit-code"].as_str()), (2, "2"));
    let command = format!("`git fetch --depth=1 origin {}`", "1".repeat(40));
    assert!(
        ran.log
            .contains("::error title=plimsoll::There is no commit"),
        "{}",
        ran.log
    );
    assert!(
        ran.log.contains(&command) && !ran.log.contains("s3cret"),
        "{}",
        ran.log
    );
    assert!(ran.sarif.is_none() && ran.uploaded.is_none());
    job.inputs = &[("base", "none")];
    assert_eq!(job.run().code, 1);
    // The base itself is checked out, as pull_request_target does.
    let event = json!({"pull_request": {"base": {"sha": head}}});
    let ran = Job::new(clone.path(), "pull_request_target", event).run();
    assert!(
        ran.log
            .contains("::warning title=plimsoll::What is checked out"),
        "{}",
        ran.log
    );
}

#[test]
fn a_job_is_never_red_because_nothing_can_be_uploaded() {
    let origin = TempDir::new().unwrap();
    git(
        origin.path(),
        &["init", "--quiet", "--initial-branch", "main"],
    );
    write(origin.path(), "template.yaml", &function("Fine", 10));
    let head = commit(origin.path());
    let clone = checkout(origin.path(), &head);
    let here = json!({"after": head});
    // Code scanning is off, or the token may not write to it.
    let mut job = Job::new(clone.path(), "push", here.clone());
    job.takes_uploads = false;
    let ran = job.run();
    assert_eq!(ran.code, 0, "{}", ran.log);
    assert!(
        ran.uploaded.is_some()
            && ran
                .log
                .contains("::notice title=plimsoll::Code scanning did not")
    );
    // A fork's and Dependabot's token only reads: it is not even tried.
    let fork = json!({"after": head, "pull_request": {"base": {"sha": ""}, "head": {"repo": {"full_name": "other/shop"}}}});
    let mut dependabot = Job::new(clone.path(), "push", here.clone());
    dependabot.actor = "dependabot[bot]";
    for job in [Job::new(clone.path(), "pull_request", fork), dependabot] {
        let ran = job.run();
        assert_eq!(ran.code, 0, "{}", ran.log);
        assert!(
            ran.uploaded.is_none() && ran.log.contains("nothing is uploaded"),
            "{}",
            ran.log
        );
        assert!(ran.sarif.is_some());
    }
    let mut unwanted = Job::new(clone.path(), "push", here);
    unwanted.inputs = &[("upload-sarif", "false")];
    assert!(unwanted.run().uploaded.is_none());
}

#[test]
fn what_cannot_be_checked_is_no_finding() {
    let origin = repository();
    write(origin.path(), "broken.yaml", "apiVersion: v1\nkind: [\n");
    let head = commit(origin.path());
    let clone = checkout(origin.path(), &head);
    let mut job = Job::new(clone.path(), "push", json!({"after": head}));
    let ran = job.run();
    assert_eq!(ran.code, 2, "{}", ran.log);
    assert!(ran.log.contains("::error file=broken.yaml,line=") && ran.uploaded.is_some());
    job.inputs = &[("min-severity", "loud")];
    let ran = job.run();
    assert!(
        ran.code == 2 && ran.sarif.is_none() && ran.log.contains("'loud'"),
        "{}",
        ran.log
    );
    job.inputs = &[("binary", "/no/such/plimsoll")];
    let ran = job.run();
    let said = "::error title=plimsoll::There is no program `/no/such/plimsoll`";
    assert!(ran.code == 2 && ran.log.contains(said), "{}", ran.log);
    job.inputs = &[("binary", "cat")];
    let ran = job.run();
    let said = "::error title=plimsoll::plimsoll checked nothing (exit code 1)";
    assert!(ran.code == 1 && ran.log.contains(said), "{}", ran.log);
}

/// A script reads what the step gives it and what a runner always gives, nothing else.
#[test]
fn every_variable_of_the_scripts_is_given() {
    let action: Value = serde_yaml::from_str(&file(".github/action/action.yml")).unwrap();
    let mut given = vec![
        "GITHUB_ACTOR",
        "GITHUB_EVENT_NAME",
        "GITHUB_OUTPUT",
        "GITHUB_REPOSITORY",
        "GITHUB_SERVER_URL",
        "GITHUB_SHA",
        "GITHUB_STEP_SUMMARY",
        "RUNNER_TEMP",
        "RUNNER_OS",
        "RUNNER_ARCH",
        "PWD",
        "BASH_SOURCE",
    ];
    for step in action["runs"]["steps"].as_array().unwrap() {
        given.extend(
            step["env"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, _)| name.as_str()),
        );
        let script = step["run"].as_str().unwrap_or_default();
        assert!(!script.contains("${{"), "{script}");
    }
    for script in ["check.sh", "build.sh"] {
        let script = file(&format!(".github/action/{script}"));
        for part in script.split('$').skip(1) {
            let part = part.trim_start_matches('{');
            let name: String = part
                .chars()
                .take_while(|c| c.is_ascii_uppercase() || *c == '_')
                .collect();
            let is_own = name.starts_with("GIT_") || name.len() < 2;
            assert!(is_own || given.contains(&name.as_str()), "{name}");
        }
    }
}

/// The linter of shell scripts finds nothing, where there is one.
#[test]
fn the_scripts_are_sound() {
    let folder = crate::support::root().join(".github/action");
    for script in ["check.sh", "build.sh"] {
        let parsed = Command::new("bash")
            .arg("-n")
            .arg(folder.join(script))
            .output()
            .unwrap();
        assert!(parsed.status.success(), "{}", text(&parsed.stderr));
        if let Ok(found) = Command::new("shellcheck").arg(folder.join(script)).output() {
            assert!(found.status.success(), "{}", text(&found.stdout));
        }
    }
}
