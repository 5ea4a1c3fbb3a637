//! The commit that is compared with: where the branch left the base, unless the commit itself is asked for.

use super::{OLD, commit, git, history, plimsoll, report, told, write};
use std::path::Path;
use tempfile::TempDir;

const RULE: &str = "timeout-over-platform-limit";

fn function(name: &str, timeout: u32) -> String {
    OLD.replace("Report", name)
        .replace("1200", &timeout.to_string())
}

/// `main` has mended its one finding and got another one since `work` left it; `work` adds one file.
fn stale() -> TempDir {
    let folder = history();
    let path = folder.path();
    git(path, &["branch", "--move", "base", "main"]);
    write(path, "functions/mine.yaml", &function("Mine", 60));
    commit(path);
    git(path, &["checkout", "--quiet", "main"]);
    write(path, "functions/template.yaml", &function("Report", 60));
    write(path, "functions/theirs.yaml", &function("Theirs", 1000));
    commit(path);
    git(path, &["checkout", "--quiet", "work"]);
    folder
}

fn clause(folder: &Path, arguments: &[&str]) -> String {
    let output = plimsoll(folder, &[&["check"], arguments].concat());
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.lines().filter(|line| line.starts_with("since "));
    lines.next().unwrap_or_else(|| panic!("{text}")).to_owned()
}

#[test]
fn a_branch_that_is_behind_is_not_blamed_for_what_the_base_mended() {
    let folder = stale();
    let path = folder.path();
    let now = report(path, &["--base", "main"]);
    assert_eq!(told(&now), (vec![], 1, 0));
    let merge_base = git(path, &["merge-base", "main", "work"]);
    assert_eq!(now["base"]["commit"], merge_base.trim());
    assert_eq!(now["base"]["merge_base"], true);
    assert_eq!(
        plimsoll(path, &["check", "--base", "main"]).status.code(),
        Some(0)
    );
    let short = &merge_base[..12];
    let expected = format!("since main (merge base {short}): 1 unchanged, 0 fixed");
    assert_eq!(clause(path, &["--base", "main"]), expected);
    // Its own finding is its own.
    write(path, "functions/mine.yaml", &function("Mine", 1000));
    commit(path);
    let now = report(path, &["--base", "main"]);
    assert_eq!(told(&now), (vec![RULE], 1, 0));
    // Once it has what the base has, that counts.
    git(path, &["merge", "--quiet", "--no-edit", "main"]);
    let now = report(path, &["--base", "main"]);
    assert_eq!(told(&now), (vec![RULE], 1, 0));
    assert_eq!(
        clause(path, &["--base", "main"]),
        "since main: 1 unchanged, 0 fixed"
    );
}

#[test]
fn the_commit_itself_is_compared_with_on_demand() {
    let folder = stale();
    let path = folder.path();
    let now = report(path, &["--base", "main", "--base-exact"]);
    assert_eq!(told(&now), (vec![RULE], 0, 1));
    assert_eq!(now["base"]["merge_base"], false);
    assert_eq!(
        now["base"]["commit"],
        git(path, &["rev-parse", "main"]).trim()
    );
    let said = clause(path, &["--base", "main", "--base-exact"]);
    assert!(
        said.starts_with("since main (the commit itself): "),
        "{said}"
    );
    // A branch does not choose the policy it is judged by.
    let held = report(path, &["--base", "main", "--config-from-base"]);
    assert_eq!(held["base"]["merge_base"], false);
    let alone = plimsoll(path, &["check", "--base-exact"]);
    assert_eq!(alone.status.code(), Some(2));
}

/// The same clone at depth 1, deepened, and of a merge commit.
#[test]
fn a_shallow_clone_says_which_of_the_two_it_did() {
    let origin = stale();
    let folder = TempDir::new().unwrap();
    let clone = folder.path().join("clone");
    let path = origin.path().display().to_string().replace('\\', "/");
    let url = format!("file:///{}", path.trim_start_matches('/'));
    let shallow = [
        "clone",
        "--quiet",
        "--depth=1",
        "--branch=work",
        &url,
        "clone",
    ];
    git(folder.path(), &shallow);
    let fetch = ["fetch", "--quiet", "--depth=1", "origin", "main"];
    git(&clone, &fetch);
    let said = clause(&clone, &["--base", "FETCH_HEAD"]);
    assert!(
        said.starts_with("since FETCH_HEAD (the commit itself: the history of this clone is too short for a merge base): "),
        "{said}"
    );
    let now = report(&clone, &["--base", "FETCH_HEAD"]);
    assert_eq!(told(&now), (vec![RULE], 0, 1));
    git(
        &clone,
        &["fetch", "--quiet", "--deepen=5", "origin", "main", "work"],
    );
    git(&clone, &["fetch", "--quiet", "origin", "main"]);
    let now = report(&clone, &["--base", "FETCH_HEAD"]);
    assert_eq!(told(&now), (vec![], 1, 0));
    assert_eq!(now["base"]["merge_base"], true);
}

#[test]
fn a_merge_commit_at_depth_1_names_its_base() {
    let origin = stale();
    git(origin.path(), &["checkout", "--quiet", "main"]);
    git(
        origin.path(),
        &["merge", "--quiet", "--no-ff", "--no-edit", "work"],
    );
    let main = git(origin.path(), &["rev-parse", "main^1"]);
    let folder = TempDir::new().unwrap();
    let path = origin.path().display().to_string().replace('\\', "/");
    let url = format!("file:///{}", path.trim_start_matches('/'));
    let clone = folder.path().join("clone");
    git(
        folder.path(),
        &[
            "clone",
            "--quiet",
            "--depth=1",
            "--branch=main",
            &url,
            "clone",
        ],
    );
    git(
        &clone,
        &["fetch", "--quiet", "--depth=1", "origin", main.trim()],
    );
    let now = report(&clone, &["--base", main.trim()]);
    assert_eq!(told(&now), (vec![], 1, 0));
    assert_eq!(now["base"]["merge_base"], true);
}

#[test]
fn histories_without_a_common_commit_are_compared_as_they_are() {
    let folder = history();
    git(folder.path(), &["checkout", "--quiet", "--orphan", "alone"]);
    write(folder.path(), "README.md", "# Anew\n");
    commit(folder.path());
    let said = clause(folder.path(), &["--base", "base"]);
    assert_eq!(
        said,
        "since base (the commit itself: there is no merge base): 1 unchanged, 0 fixed"
    );
}
