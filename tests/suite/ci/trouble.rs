//! The action where something is in the way: hostile text, a base that is not there, uploads that nobody takes.

use super::action::{event, pull_request, repository};
use super::runner::Job;
use super::support::{checkout, commit, file, function, git, names, root, text, write};
use serde_json::{Value, json};
use std::process::Command;
use tempfile::TempDir;

#[test]
fn nothing_that_a_pull_request_or_a_caller_writes_is_run() {
    let origin = repository();
    let merge = pull_request(
        origin.path(),
        "$(touch pwned);`touch pwned`.yaml",
        &function("New", 1200),
    );
    let clone = checkout(origin.path(), &merge);
    // Each kind on a line of its own: what breaks one as shell text must not hide the others.
    let hostile = "$(touch pwned)\n`touch pwned`\n; touch pwned\n::error::pwned\n##[error]pwned";
    for name in [
        "paths",
        "working-directory",
        "category",
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
    let folder = root().join(".github/action");
    for script in ["check.sh", "build.sh", "hook.sh"] {
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
