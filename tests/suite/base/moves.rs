//! What moves is not new: a workload that leaves its file, a renamed file under a baseline, what the base suppresses.

use super::{OLD, commit, git, history, plimsoll, report, told, write};
use std::fs;
use std::path::Path;

/// A template with functions that run too long.
fn functions(names: &[&str]) -> String {
    let function = |name: &&str| {
        format!(
            "  {name}:\n    Type: AWS::Serverless::Function\n    Properties: {{Handler: a.b, Timeout: 1200}}\n"
        )
    };
    let functions: String = names.iter().map(function).collect();
    format!("Transform: AWS::Serverless-2016-10-31\nResources:\n{functions}")
}

fn code(folder: &Path, arguments: &[&str]) -> Option<i32> {
    let arguments = [&["check"], arguments].concat();
    plimsoll(folder, &arguments).status.code()
}

const RULE: &str = "timeout-over-platform-limit";

#[test]
fn a_workload_that_leaves_its_file_for_another_takes_its_findings_along() {
    let folder = history();
    let put = |path: &str, names: &[&str]| write(folder.path(), path, &functions(names));
    put("a.yaml", &["First", "Second"]);
    put("b.yaml", &["Third"]);
    commit(folder.path());
    // Both files remain.
    put("a.yaml", &["First"]);
    put("b.yaml", &["Third", "Second"]);
    let moved = report(folder.path(), &["--base", "HEAD"]);
    assert_eq!(told(&moved), (vec![], 4, 0));
    // A file that is split.
    commit(folder.path());
    put("b.yaml", &["Third"]);
    put("c/second.yaml", &["Second"]);
    assert_eq!(
        told(&report(folder.path(), &["--base", "HEAD"])),
        (vec![], 4, 0)
    );
    // Two files that become one.
    commit(folder.path());
    put("a.yaml", &["First", "Second", "Third"]);
    fs::remove_file(folder.path().join("b.yaml")).unwrap();
    fs::remove_file(folder.path().join("c/second.yaml")).unwrap();
    assert_eq!(
        told(&report(folder.path(), &["--base", "HEAD"])),
        (vec![], 4, 0)
    );
}

#[test]
fn a_copy_is_new_and_so_is_a_namesake() {
    let folder = history();
    let put = |path: &str, names: &[&str]| write(folder.path(), path, &functions(names));
    put("staging/a.yaml", &["First"]);
    commit(folder.path());
    put("production/a.yaml", &["First"]);
    assert_eq!(
        told(&report(folder.path(), &["--base", "HEAD"])),
        (vec![RULE], 2, 0)
    );
    // Fixed in one file and broken in another one is no move: the workload stays where it was.
    let fixed = functions(&["First"]).replace("1200", "60");
    write(folder.path(), "staging/a.yaml", &fixed);
    assert_eq!(
        told(&report(folder.path(), &["--base", "HEAD"])),
        (vec![RULE], 1, 1)
    );
    // One that moves serves one of two copies.
    fs::remove_file(folder.path().join("staging/a.yaml")).unwrap();
    put("test/a.yaml", &["First"]);
    assert_eq!(
        told(&report(folder.path(), &["--base", "HEAD"])),
        (vec![RULE], 2, 0)
    );
}

#[test]
fn a_move_that_makes_it_worse_is_worse() {
    let folder = history();
    write(folder.path(), "a.yaml", &functions(&["First"]));
    commit(folder.path());
    fs::remove_file(folder.path().join("a.yaml")).unwrap();
    let longer = functions(&["First"]).replace("1200", "1800");
    write(folder.path(), "b.yaml", &longer);
    let now = report(folder.path(), &["--base", "HEAD"]);
    assert_eq!(told(&now), (vec![RULE], 1, 0));
    assert_eq!(now["findings"][0]["worse"]["before"], "1200 s");
    assert_eq!(now["findings"][0]["worse"]["after"], "1800 s");
}

#[test]
fn a_value_that_moves_to_the_globals_is_the_same() {
    let folder = history();
    let inherited = "Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Timeout: 1200}
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b}
";
    write(folder.path(), "functions/template.yaml", inherited);
    assert_eq!(
        told(&report(folder.path(), &["--base", "base"])),
        (vec![], 1, 0)
    );
}

#[test]
fn a_baseline_knows_what_it_lists_in_a_renamed_file() {
    let folder = history();
    write(
        folder.path(),
        "plimsoll.yaml",
        "baseline: plimsoll.baseline\n",
    );
    write(folder.path(), "a.yaml", &functions(&["First", "Second"]));
    let create = [
        "baseline",
        "create",
        "--baseline",
        "plimsoll.baseline",
        "--no-config",
    ];
    assert_eq!(plimsoll(folder.path(), &create).status.code(), Some(0));
    commit(folder.path());
    assert_eq!(code(folder.path(), &[]), Some(0));
    git(
        folder.path(),
        &["mv", "functions/template.yaml", "functions/renamed.yaml"],
    );
    write(folder.path(), "a.yaml", &functions(&["First"]));
    write(folder.path(), "b.yaml", &functions(&["Second"]));
    assert_eq!(code(folder.path(), &["--fail-on", "note"]), Some(0));
    assert_eq!(
        code(folder.path(), &["--base", "HEAD", "--fail-on", "note"]),
        Some(0)
    );
    // A copy is not in it.
    write(folder.path(), "c.yaml", &functions(&["First"]));
    assert_eq!(code(folder.path(), &[]), Some(1));
    fs::remove_file(folder.path().join("c.yaml")).unwrap();
    // Pruning takes the new path and loses nothing.
    assert_eq!(
        plimsoll(folder.path(), &["baseline", "prune"])
            .status
            .code(),
        Some(0)
    );
    let lines = fs::read_to_string(folder.path().join("plimsoll.baseline")).unwrap();
    assert!(lines.contains("functions/renamed.yaml\t"), "{lines}");
    assert!(
        lines.contains("b.yaml\t") && !lines.contains("template.yaml"),
        "{lines}"
    );
    assert_eq!(code(folder.path(), &["--fail-on", "note"]), Some(0));
}

#[test]
fn a_line_of_the_baseline_is_no_excuse_for_a_namesake() {
    let folder = history();
    write(
        folder.path(),
        "plimsoll.yaml",
        "baseline: plimsoll.baseline\n",
    );
    let create = ["baseline", "create", "--no-config"];
    assert_eq!(plimsoll(folder.path(), &create).status.code(), Some(0));
    write(
        folder.path(),
        "functions/template.yaml",
        &OLD.replace("1200", "60"),
    );
    write(folder.path(), "other/template.yaml", OLD);
    assert_eq!(code(folder.path(), &[]), Some(1));
}

#[test]
fn what_the_base_suppresses_is_known() {
    let folder = history();
    let by_path = "ignore:
  - {rules: [timeout-over-platform-limit], path: functions/*.yaml, reason: moves in spring}
";
    write(folder.path(), "plimsoll.yaml", by_path);
    commit(folder.path());
    // Renamed, it is not what the configuration ignores; it was there all the same.
    git(
        folder.path(),
        &["mv", "functions/template.yaml", "report.yaml"],
    );
    let renamed = report(folder.path(), &["--base", "HEAD"]);
    let (rules, known, _) = told(&renamed);
    assert!(!rules.contains(&RULE) && known == 1, "{renamed}");
    assert_eq!(code(folder.path(), &["--base", "HEAD"]), Some(0));
    // The same of a comment that is taken away: the change of the policy is told, the finding is no news.
    let folder = history();
    let excused = "Timeout: 1200} # plimsoll: ignore[timeout-over-platform-limit] why";
    let ignored = OLD.replace("Timeout: 1200}", excused);
    write(folder.path(), "functions/template.yaml", &ignored);
    commit(folder.path());
    write(folder.path(), "functions/template.yaml", OLD);
    let now = report(folder.path(), &["--base", "HEAD"]);
    assert_eq!(told(&now), (vec![], 1, 0));
    assert_eq!(now["base"]["policy"][0]["kind"], "comment");
}
