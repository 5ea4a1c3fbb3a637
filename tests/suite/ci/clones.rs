//! The action in every kind of clone, with the commit to compare with missing in each: it brings what is needed, and the
//! clone stays what it was.

use super::action::{repository, results};
use super::runner::Job;
use super::support::{commit, function, git, text, url, write};
use serde_json::json;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A remote whose `main` has one old finding, a fine function that `change` makes worse, and a folder for sparse checkouts
/// to leave out. It serves single objects, as hosts do.
fn origin() -> TempDir {
    let origin = repository();
    let at = origin.path();
    for name in ["allowFilter", "allowAnySHA1InWant"] {
        git(at, &["config", &format!("uploadpack.{name}"), "true"]);
    }
    write(at, "functions/fine.yaml", &function("Fine", 20));
    write(at, "other/far.yaml", &function("Far", 1200));
    commit(at);
    git(at, &["switch", "--quiet", "--create", "change"]);
    write(at, "functions/fine.yaml", &function("Fine", 1200));
    commit(at);
    git(at, &["switch", "--quiet", "main"]);
    origin
}

fn clone(origin: &Path, flags: &[&str]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let url = url(origin);
    let arguments = [
        &["clone", "--quiet", "--branch=change"],
        flags,
        &[&url, "."],
    ];
    git(folder.path(), &arguments.concat());
    folder
}

/// The files of `main` differ from those of the clone's branch, and its commit is younger than the clone.
fn move_on(origin: &Path) -> String {
    write(origin, "functions/fine.yaml", &function("Fine", 30));
    write(origin, "functions/more.yaml", &function("More", 30));
    commit(origin)
}

const KINDS: &[(&str, &[&str], &str)] = &[
    ("full", &[], "false"),
    ("single branch", &["--single-branch"], "false"),
    ("shallow", &["--depth=1"], "true"),
    ("partial", &["--filter=blob:none"], "false"),
    (
        "shallow and partial",
        &["--filter=blob:none", "--depth=1"],
        "true",
    ),
    ("without trees", &["--filter=tree:0"], "false"),
    ("sparse", &["--sparse"], "false"),
    (
        "sparse and partial",
        &["--sparse", "--filter=blob:none", "--depth=1"],
        "true",
    ),
];

#[test]
fn the_base_is_brought_and_the_clone_stays_what_it_is() {
    for (kind, flags, is_shallow) in KINDS {
        let origin = origin();
        let clone = clone(origin.path(), flags);
        let at = clone.path();
        if kind.starts_with("sparse") {
            git(at, &["sparse-checkout", "set", "functions"]);
        }
        let before = git(at, &["rev-list", "--count", "HEAD"]);
        let base = move_on(origin.path());
        let head = git(at, &["rev-parse", "HEAD"]);
        let event = json!({"after": head, "pull_request": {"base": {"sha": base}}});
        let mut job = Job::new(at, "pull_request", event);
        job.inputs = &[("base", "main")];
        let ran = job.run();
        assert_eq!(ran.code, 1, "{kind}: {}", ran.log);
        // The one that the branch makes worse is new, whatever else stands in the base.
        let results = results(ran.sarif.as_ref());
        let news: Vec<&str> = results
            .iter()
            .filter(|(_, state)| state == "new")
            .map(|(path, _)| path.as_str())
            .collect();
        assert_eq!(news, ["functions/fine.yaml"], "{kind}: {}", ran.log);
        let read = if kind.starts_with("sparse") { 2 } else { 3 };
        assert_eq!(results.len(), read, "{kind}: {results:?}");
        // What a sparse checkout leaves out is not gone.
        assert!(ran.summary.contains(", 0 fixed"), "{kind}: {}", ran.summary);
        // A shallow clone is deepened to where the branch left its base, and no clone loses anything.
        let after = git(at, &["rev-list", "--count", "HEAD"]);
        if *is_shallow == "true" {
            assert!(
                after.parse::<u32>().unwrap() >= before.parse().unwrap(),
                "{kind}"
            );
        } else {
            let shallow = git(at, &["rev-parse", "--is-shallow-repository"]);
            assert_eq!((shallow.as_str(), after), ("false", before), "{kind}");
            git(at, &["merge-base", "HEAD", &base]);
        }
    }
}

/// plimsoll alone fetches nothing: it says what is missing, and the command that it names brings it.
#[test]
fn the_message_names_the_command_that_helps() {
    for (kind, flags, is_shallow) in KINDS
        .iter()
        .filter(|(kind, ..)| !kind.contains("sparse") && !kind.contains("trees"))
    {
        let origin = origin();
        let clone = clone(origin.path(), flags);
        let at = clone.path();
        move_on(origin.path());
        let mut base = "origin/other".to_owned();
        git(origin.path(), &["branch", "other"]);
        for _ in 0..3 {
            let plimsoll = env!("CARGO_BIN_EXE_plimsoll");
            let output = Command::new(plimsoll)
                .current_dir(at)
                .args([".", "--base", &base])
                .output()
                .unwrap();
            if output.status.code() != Some(2) {
                assert_eq!(output.status.code(), Some(1), "{kind}");
                break;
            }
            let said = text(&output.stderr);
            assert!(!said.contains("warning:"), "{said}");
            // In quotes stands the command, and what to compare with afterwards.
            let quoted: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
            let fetch = quoted
                .iter()
                .find(|quoted| quoted.starts_with("git fetch "))
                .unwrap_or_else(|| panic!("{said}"));
            let has_depth = fetch.contains("--depth=1");
            assert_eq!(has_depth, *is_shallow == "true", "{kind}: {said}");
            let words: Vec<&str> = fetch.split(' ').skip(1).collect();
            git(at, &words);
            if let Some(base_after) = quoted
                .iter()
                .find_map(|quoted| quoted.strip_prefix("--base "))
            {
                base = base_after.to_owned();
            }
        }
        let shallow = git(at, &["rev-parse", "--is-shallow-repository"]);
        assert_eq!(shallow, *is_shallow, "{kind}");
        let plimsoll = env!("CARGO_BIN_EXE_plimsoll");
        let output = Command::new(plimsoll)
            .current_dir(at)
            .args([".", "--base", &base])
            .output()
            .unwrap();
        assert_eq!(
            output.status.code(),
            Some(1),
            "{kind}: {}",
            text(&output.stderr)
        );
    }
}

/// The remote is gone: the error is why the fetch failed, not what git warns of before.
#[test]
fn the_error_of_a_partial_clone_names_the_cause() {
    let origin = origin();
    let clone = clone(origin.path(), &["--filter=blob:none"]);
    let base = git(clone.path(), &["rev-parse", "origin/main"]);
    // The commit is here and the file that differs is not.
    let away = origin.path().join(".git");
    std::fs::rename(&away, origin.path().join("away")).unwrap();
    let head = git(clone.path(), &["rev-parse", "HEAD"]);
    let event = json!({"after": head, "pull_request": {"base": {"sha": base}}});
    let ran = Job::new(clone.path(), "pull_request", event).run();
    assert_eq!(ran.code, 2, "{}", ran.log);
    let said = "::error title=plimsoll::This is a partial clone, and the files of";
    assert!(
        ran.log.contains(said) && ran.log.contains("fatal: "),
        "{}",
        ran.log
    );
    assert!(!ran.log.contains("warning: "), "{}", ran.log);
}
