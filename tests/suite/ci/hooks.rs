//! The pre-commit hooks, run as pre-commit runs them: entry and arguments in the top folder of the repository, with what
//! is not staged out of the way but for untracked files.

use super::readme::block;
use super::support::{cargo, command, commit, file, function, git, program, root, text, write};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

fn hooks() -> Vec<Value> {
    let hooks: Value = serde_yaml::from_str(&file(".pre-commit-hooks.yaml")).unwrap();
    hooks.as_array().unwrap().clone()
}

/// The README's hook, with its arguments, on the plimsoll that is tested.
fn hook(folder: &Path) -> Output {
    let shown: Value = serde_yaml::from_str(&block("# .pre-commit-config.yaml")).unwrap();
    let shown = &shown["repos"][0]["hooks"][0];
    let hooks = hooks();
    let hook = hooks.iter().find(|hook| hook["id"] == shown["id"]).unwrap();
    run(hook, &shown["args"], folder)
}

fn run(hook: &Value, arguments: &Value, folder: &Path) -> Output {
    let programs = TempDir::new().unwrap();
    let entry = hook["entry"].as_str().unwrap();
    let mut words = entry.split(' ');
    let name = words.next().unwrap();
    // What it builds is the plimsoll that is tested.
    let name = if hook["language"] == "script" {
        "plimsoll"
    } else {
        name
    };
    let arguments = arguments.as_array().unwrap().iter();
    let arguments = arguments.map(|argument| argument.as_str().unwrap());
    let mut plimsoll = command(name, folder, programs.path());
    plimsoll.args(words.chain(arguments)).output().unwrap()
}

fn repository() -> TempDir {
    let folder = TempDir::new().unwrap();
    git(
        folder.path(),
        &["init", "--quiet", "--initial-branch", "main"],
    );
    folder
}

/// The exit code, and how many errors the report counts.
fn told(output: &Output) -> (i32, String) {
    let said = text(&output.stdout);
    let count = said
        .lines()
        .find(|line| line.contains(" workload"))
        .unwrap_or_default();
    let count = count.split(" · ").next().unwrap_or_default();
    (output.status.code().unwrap(), count.to_owned())
}

#[test]
fn each_hook_reads_the_repository_whatever_is_staged() {
    let hooks = hooks();
    let field = |hook: &Value, name: &str| hook[name].as_str().unwrap().to_owned();
    let languages: Vec<_> = hooks
        .iter()
        .map(|hook| (field(hook, "id"), field(hook, "language")))
        .collect();
    let expected = [("plimsoll", "script"), ("plimsoll-system", "system")];
    assert_eq!(
        languages,
        expected.map(|(id, language)| (id.to_owned(), language.to_owned()))
    );
    for hook in &hooks {
        // Links cross files, and a file that is deleted is not among those that are passed.
        assert_eq!(hook["pass_filenames"], false);
        assert_eq!(hook["always_run"], true);
        let repository = repository();
        write(repository.path(), "template.yaml", &function("Old", 1200));
        git(repository.path(), &["add", "--all"]);
        let output = run(hook, &hook["args"], repository.path());
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        assert!(text(&output.stdout).contains("1 error"));
    }
}

#[test]
fn the_very_first_commit_is_compared_with_nothing() {
    let repository = repository();
    let at = repository.path();
    write(at, "template.yaml", &function("Old", 1200));
    git(at, &["add", "--all"]);
    let output = hook(at);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(
        text(&output.stdout).contains("template.yaml:7"),
        "{}",
        text(&output.stdout)
    );
    write(at, "template.yaml", &function("Old", 20));
    git(at, &["add", "--all"]);
    assert_eq!(hook(at).status.code(), Some(0));
}

#[test]
fn what_is_not_staged_does_not_count() {
    let repository = repository();
    let at = repository.path();
    write(at, "template.yaml", &function("Old", 1200));
    commit(at);
    // Known before.
    assert_eq!(told(&hook(at)).0, 0);
    // Untracked, and changed but not staged.
    write(at, "scratch.yaml", &function("Scratch", 1200));
    write(at, "template.yaml", &function("Other", 1200));
    let output = hook(at);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    // Staged, and then mended in the tree only.
    write(at, "new.yaml", &function("New", 1200));
    git(at, &["add", "new.yaml"]);
    write(at, "new.yaml", &function("New", 20));
    let output = hook(at);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("new.yaml:7") && said.contains("1200"),
        "{said}"
    );
    assert!(!said.contains("scratch.yaml"), "{said}");
}

/// The configuration and the baseline are those that will be committed.
#[test]
fn the_policy_is_the_staged_one() {
    let repository = repository();
    let at = repository.path();
    write(at, "README.md", "# Shop\n");
    commit(at);
    write(at, "template.yaml", &function("New", 1200));
    git(at, &["add", "--all"]);
    write(at, "plimsoll.yaml", "fail-on: never\n");
    assert_eq!(hook(at).status.code(), Some(1), "it is untracked");
    git(at, &["add", "--all"]);
    assert_eq!(hook(at).status.code(), Some(0));
    // What the index holds is read, whatever became of the file.
    fs::remove_file(at.join("plimsoll.yaml")).unwrap();
    assert_eq!(hook(at).status.code(), Some(0));
}

/// A deletion can make things worse: without its scaler a worker is judged anew.
#[test]
fn a_deletion_is_seen() {
    let repository = repository();
    let at = repository.path();
    write(at, "a.yaml", &function("A", 1200));
    write(at, "b.yaml", &function("B", 1200));
    commit(at);
    git(at, &["rm", "--quiet", "a.yaml"]);
    let output = hook(at);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(
        text(&output.stdout).contains("1 fixed"),
        "{}",
        text(&output.stdout)
    );
}

/// `git commit FILE` and `git commit --all` hand an index of their own to the hooks.
#[test]
fn the_index_that_is_committed_is_read() {
    let repository = repository();
    let at = repository.path();
    write(at, "template.yaml", &function("Old", 20));
    commit(at);
    let programs = TempDir::new().unwrap();
    program(
        programs.path(),
        "hook",
        "plimsoll check --staged . --base=HEAD",
    );
    let hooks = at.join(".git/hooks");
    fs::create_dir_all(&hooks).unwrap();
    fs::copy(programs.path().join("hook"), hooks.join("pre-commit")).unwrap();
    let commits = |arguments: &[&str]| {
        let mut git = command("git", at, programs.path());
        git.args(["commit", "--quiet", "--message", "x"])
            .args(arguments);
        git.output().unwrap().status.success()
    };
    write(at, "template.yaml", &function("Old", 1200));
    assert!(!commits(&["--all"]), "it is over the limit");
    assert!(!commits(&["template.yaml"]));
    write(at, "template.yaml", &function("Old", 30));
    assert!(commits(&["--all"]));
}

/// pre-commit's way of building Rust takes no notice of the lock file.
#[test]
fn the_hook_is_built_from_the_lock_file_once() {
    let (clone, programs) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    for name in [".github/action/hook.sh", ".github/action/build.sh"] {
        let to = clone.path().join(name);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(root().join(name), to).unwrap();
    }
    let hooks = hooks();
    let script = hooks[0]["entry"]
        .as_str()
        .unwrap()
        .split(' ')
        .next()
        .unwrap();
    let script = clone.path().join(script);
    // Refuses to build without `--locked`.
    program(programs.path(), "cargo", &cargo());
    for _ in 0..2 {
        let mut hook = command(&script, programs.path(), programs.path());
        let output = hook.arg("--version").output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert!(text(&output.stdout).starts_with("plimsoll "));
        program(programs.path(), "cargo", "exit 9");
    }
}
