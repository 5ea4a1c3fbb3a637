//! Three repositories with a history of some twenty pull requests each: what is reported of each one, and what a reviewer
//! expects. A pull request is compared as its author sees it (its branch with `main`) and as a merge is (with the first
//! parent); both say the same, and of a branch that is behind the same news.

mod functions;
mod platform;
mod shop;

use super::{commit, git, plimsoll, report, write};
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A pull request.
struct PullRequest {
    title: &'static str,
    /// The commit of `main` that it starts from, where that is not the newest one: by how many it is behind.
    behind: usize,
    edit: fn(&Path),
    /// What a reviewer expects: whether it is red, and why.
    red: bool,
    because: &'static str,
}

const fn pull_request(
    title: &'static str,
    edit: fn(&Path),
    red: bool,
    because: &'static str,
) -> PullRequest {
    PullRequest {
        title,
        behind: 0,
        edit,
        red,
        because,
    }
}

/// The table of a repository: it starts with files, and every pull request is merged, red or not.
fn table(start: fn(&Path), pull_requests: &[PullRequest]) -> String {
    let folder = TempDir::new().unwrap();
    let path = folder.path();
    git(path, &["init", "--quiet", "--initial-branch", "main"]);
    start(path);
    commit(path);
    let head =
        "| pull request | exit | reported | a reviewer expects |\n| --- | --- | --- | --- |\n";
    let mut table = head.to_owned();
    for one in pull_requests {
        let from = format!("main~{}", one.behind);
        git(path, &["checkout", "--quiet", "-b", "change", &from]);
        (one.edit)(path);
        commit(path);
        let (code, branch) = reported(path, "main");
        let title = one.title;
        assert_eq!(code != 0, one.red, "{title}: {branch}");
        git(path, &["checkout", "--quiet", "main"]);
        let merge = ["merge", "--quiet", "--no-ff", "--message", title, "change"];
        git(path, &merge);
        git(path, &["branch", "--quiet", "--delete", "change"]);
        let (merged_code, merged) = reported(path, "HEAD^1");
        assert_eq!(code, merged_code, "{title}: {merged}");
        if one.behind == 0 {
            assert_eq!(branch, merged, "{title}");
        } else {
            assert_eq!(news(&branch), news(&merged), "{title}");
        }
        let color = if one.red { "red" } else { "green" };
        let because = one.because;
        let _ = writeln!(
            table,
            "| {title} | {code} | {branch} | {color}: {because} |"
        );
    }
    let commits = git(path, &["rev-list", "--count", "main"]);
    assert!(commits.trim().parse::<usize>().unwrap() > 20, "{commits}");
    table
}

/// What of a report is the change's own: what else there is to count differs between a branch and what it is merged into.
fn news(reported: &str) -> Vec<&str> {
    let kinds = ["new: ", "worse ", "failed: "];
    let parts = reported.split("; ");
    parts
        .filter(|part| kinds.iter().any(|kind| part.starts_with(kind)))
        .collect()
}

/// The exit code, and what is reported in words.
fn reported(folder: &Path, base: &str) -> (i32, String) {
    let arguments = ["check", "--quiet", "--base", base];
    let code = plimsoll(folder, &arguments).status.code().unwrap();
    let report = report(folder, &["--base", base]);
    let mut said = Vec::new();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for finding in report["findings"].as_array().unwrap() {
        let what = if !finding["suppressed"].is_null() {
            "suppressed".to_owned()
        } else if finding["worse"].is_null() {
            "new".to_owned()
        } else {
            let worse = &finding["worse"];
            format!(
                "worse ({} -> {})",
                text(&worse["before"]),
                text(&worse["after"])
            )
        };
        let (rule, path) = (text(&finding["rule"]), text(&finding["location"]["path"]));
        said.push(format!(
            "{what}: {} {rule} in {path}",
            text(&finding["severity"])
        ));
    }
    for failed in report["files"]["failed"].as_array().unwrap() {
        let what = if failed["known"] == true {
            "still failed"
        } else {
            "failed"
        };
        said.push(format!("{what}: {}", text(&failed["path"])));
    }
    for change in report["base"]["policy"].as_array().unwrap() {
        let words = |side: &str| change[side].as_str().unwrap_or("nothing").to_owned();
        let (kind, what) = (text(&change["kind"]), text(&change["what"]));
        said.push(format!(
            "policy: {kind} {what}, {} -> {}",
            words("before"),
            words("after")
        ));
    }
    let number = |name: &str| report["base"][name].as_u64().unwrap();
    said.push(format!(
        "{} unchanged, {} fixed",
        number("known"),
        number("gone")
    ));
    (code, said.join("; "))
}

fn edit(folder: &Path, path: &str, old: &str, new: &str) {
    let file = folder.join(path);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(old), "{path}: no `{old}` in {text}");
    fs::write(file, text.replace(old, new)).unwrap();
}

fn remove(folder: &Path, path: &str) {
    fs::remove_file(folder.join(path)).unwrap();
}

fn rename(folder: &Path, old: &str, new: &str) {
    let target = folder.join(new);
    fs::create_dir_all(target.parent().unwrap()).unwrap();
    fs::rename(folder.join(old), target).unwrap();
}

fn copy(folder: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(folder.join(old)).unwrap();
    write(folder, new, &text);
}
