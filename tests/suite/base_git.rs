//! `--base` in a repository that somebody else made: git reads its objects and nothing of it runs.

#![cfg(unix)]

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const FUNCTION: &str = "Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Timeout: 1200}
";

/// The real git, and the search path it stands in.
fn real_git() -> (PathBuf, std::ffi::OsString) {
    let path = std::env::var_os("PATH").unwrap();
    let mut git = std::env::split_paths(&path).map(|folder| folder.join("git"));
    (git.find(|git| git.is_file()).unwrap(), path)
}

fn command(program: impl AsRef<std::ffi::OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env_clear();
    command.env("PATH", real_git().1).env("HOME", folder);
    command.env("GIT_CONFIG_NOSYSTEM", "1");
    for name in ["GIT_AUTHOR", "GIT_COMMITTER"] {
        command.env(format!("{name}_NAME"), "test");
        command.env(format!("{name}_EMAIL"), "test@example.com");
    }
    command
}

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = command("git", folder).args(arguments).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn plimsoll(folder: &Path) -> Command {
    let mut command = command(env!("CARGO_BIN_EXE_plimsoll"), folder);
    command.args(["check", "--format", "json"]);
    command.stdin(Stdio::null());
    command
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The exit code, the errors, and of a comparison how many findings are known.
fn told(output: &Output) -> (Option<i32>, String, Option<u64>) {
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let known = report["base"]["known"].as_u64();
    (output.status.code(), stderr(output), known)
}

fn history(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    git(folder, &["init", "--quiet", "--initial-branch", "base"]);
    fs::write(folder.join("template.yaml"), FUNCTION).unwrap();
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", "x"]);
}

fn script(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, format!("#!/bin/sh\n{text}\n")).unwrap();
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A search path that begins with a folder.
fn path_with(first: &Path) -> std::ffi::OsString {
    let rest = real_git().1;
    std::env::join_paths(
        [first.to_owned()]
            .into_iter()
            .chain(std::env::split_paths(&rest)),
    )
    .unwrap()
}

/// Every key that names a program, each of which leaves a mark when it runs.
fn poison(repository: &Path, mark: &Path) {
    let touch = format!("touch {}", mark.display());
    let config = format!(
        r#"
[remote "origin"]
	url = ext::{touch}
	fetch = +refs/heads/*:refs/remotes/origin/*
	promisor = true
	partialclonefilter = blob:none
	uploadpack = "{touch};"
[extensions]
	partialClone = origin
[protocol]
	allow = always
[protocol "ext"]
	allow = always
[core]
	sshCommand = "{touch};"
	fsmonitor = "{touch};"
	gitProxy = "{touch};"
	pager = "{touch};"
	editor = "{touch};"
	alternateRefsCommand = "{touch};"
	hooksPath = {hooks}
[credential]
	helper = "!{touch};"
[diff]
	external = "{touch};"
[filter "x"]
	smudge = "{touch};"
	clean = "{touch};"
	process = "{touch};"
[alias]
	rev-parse = "!{touch};"
	ls-tree = "!{touch};"
	cat-file = "!{touch};"
[pager]
	ls-tree = "{touch};"
	cat-file = "{touch};"
"#,
        hooks = repository.join("hooks").display(),
    );
    let file = repository.join(".git/config");
    let version = "\trepositoryformatversion = 0";
    let old = fs::read_to_string(&file).unwrap();
    let old = old.replace(version, "\trepositoryformatversion = 1");
    fs::write(&file, old + &config).unwrap();
    for hook in [
        "post-checkout",
        "reference-transaction",
        "post-index-change",
    ] {
        script(&repository.join("hooks").join(hook), &touch);
        script(&repository.join(".git/hooks").join(hook), &touch);
    }
    fs::write(repository.join(".gitattributes"), "* filter=x diff=x\n").unwrap();
}

/// Takes the object of a blob away, as a partial clone lacks it.
fn lose(repository: &Path, object: &str) {
    let (folder, name) = object.split_at(2);
    fs::remove_file(repository.join(".git/objects").join(folder).join(name)).unwrap();
}

#[test]
fn whatever_git_is_installed_nothing_of_a_hostile_repository_runs() {
    let folder = TempDir::new().unwrap();
    let (repository, mark) = (folder.path().join("r"), folder.path().join("mark"));
    history(&repository);
    let object = git(&repository, &["rev-parse", "base:template.yaml"]);
    poison(&repository, &mark);
    // As an older git, which knows nothing of it.
    let old = folder.path().join("old");
    let real = real_git().0;
    script(
        &old.join("git"),
        &format!("unset GIT_NO_LAZY_FETCH\nexec {} \"$@\"", real.display()),
    );
    let run = |arguments: &[&str]| {
        let mut command = plimsoll(&repository);
        command.args(arguments).env("PATH", path_with(&old));
        told(&command.output().unwrap())
    };
    let (code, errors, known) = run(&["--base", "base"]);
    assert_eq!((code, known), (Some(0), Some(1)), "{errors}");
    lose(&repository, &object);
    for revision in ["base", "origin/base", "base@{upstream}", "HEAD@{0}", "none"] {
        let (code, errors, _) = run(&["--base", revision]);
        assert_eq!(code, Some(2), "{errors}");
        assert!(!mark.exists(), "{revision}: {errors}");
    }
    let (_, errors, _) = run(&["--base", "base"]);
    let expected = "`template.yaml` of `base` is not here: this is a partial clone; bring them with `git fetch \
                    --refetch --no-filter origin`";
    assert!(errors.contains(expected), "{errors}");
    // The poison is real: plain git takes it.
    let mut plain = command("git", &repository);
    plain
        .args(["cat-file", "-p", &object])
        .env("PATH", path_with(&old));
    plain.env("GIT_ALLOW_PROTOCOL", "ext");
    let _ = plain.output().unwrap();
    assert!(mark.exists(), "the wrapper plays no older git");
}

/// git opens an object where it finds one, and a pipe never answers.
#[test]
fn a_pipe_in_the_place_of_an_object_is_refused() {
    let folder = TempDir::new().unwrap();
    history(folder.path());
    let object = git(folder.path(), &["rev-parse", "base:template.yaml"]);
    lose(folder.path(), &object);
    let (above, name) = object.split_at(2);
    let objects = folder.path().join(".git/objects");
    let borrowed = folder.path().join("borrowed");
    for at in [objects.join(above), borrowed.join(above)] {
        fs::create_dir_all(&at).unwrap();
        let pipe = at.join(name);
        assert!(
            Command::new("mkfifo")
                .arg(&pipe)
                .status()
                .unwrap()
                .success()
        );
        let begun = Instant::now();
        let output = plimsoll(folder.path()).args(["--base", "base"]).output();
        let (code, errors, _) = told(&output.unwrap());
        assert_eq!(code, Some(2), "{errors}");
        assert!(errors.contains("is no plain file"), "{errors}");
        assert!(begun.elapsed() < Duration::from_secs(30));
        fs::remove_file(&pipe).unwrap();
        fs::write(objects.join("info/alternates"), "../../borrowed\n").unwrap();
    }
}

#[test]
fn the_callers_own_git_settings_replace_nothing() {
    let folder = TempDir::new().unwrap();
    let (repository, other) = (folder.path().join("r"), folder.path().join("other"));
    history(&repository);
    history(&other);
    fs::write(other.join("more.yaml"), FUNCTION.replace("Report", "More")).unwrap();
    git(&other, &["add", "--all"]);
    git(&other, &["commit", "--quiet", "--message", "x"]);
    let mut command = plimsoll(&repository);
    command.args(["--base", "base"]);
    command.env("GIT_DIR", other.join(".git"));
    command.env("GIT_WORK_TREE", &other);
    command.env("GIT_OBJECT_DIRECTORY", other.join(".git/objects"));
    command.env("GIT_INDEX_FILE", "/nowhere");
    command.env("GIT_CONFIG_COUNT", "1");
    command
        .env("GIT_CONFIG_KEY_0", "core.bare")
        .env("GIT_CONFIG_VALUE_0", "broken");
    command.env("GIT_TRACE", folder.path().join("trace"));
    let (code, errors, known) = told(&command.output().unwrap());
    assert_eq!((code, known), (Some(0), Some(1)), "{errors}");
    assert!(!folder.path().join("trace").exists());
}

#[test]
fn a_git_that_lies_in_the_repository_is_not_run() {
    let folder = TempDir::new().unwrap();
    let (repository, mark) = (folder.path().join("r"), folder.path().join("mark"));
    history(&repository);
    let bin = repository.join("node_modules/.bin");
    script(&bin.join("git"), &format!("touch {}", mark.display()));
    script(
        &repository.join("git"),
        &format!("touch {}", mark.display()),
    );
    for first in [bin.as_path(), Path::new("."), Path::new("")] {
        let mut command = plimsoll(&repository);
        command
            .args(["--base", "base"])
            .env("PATH", path_with(first));
        let (code, errors, known) = told(&command.output().unwrap());
        assert_eq!((code, known), (Some(0), Some(1)), "{errors}");
        assert!(!mark.exists());
    }
}

#[test]
fn a_git_folder_elsewhere_must_know_this_work_tree() {
    let folder = TempDir::new().unwrap();
    let (repository, archive) = (folder.path().join("r"), folder.path().join("archive"));
    history(&repository);
    let base = |at: &Path| {
        let output = plimsoll(at).args(["--base", "base"]).output().unwrap();
        told(&output)
    };
    // A work tree of its own, and a submodule.
    git(
        &repository,
        &["worktree", "add", "--quiet", "../tree", "-b", "tree"],
    );
    let (code, errors, known) = base(&folder.path().join("tree"));
    assert_eq!((code, known), (Some(0), Some(1)), "{errors}");
    let above = folder.path().join("above");
    history(&above);
    let from = repository.display().to_string();
    let allow = "protocol.file.allow=always";
    git(
        &above,
        &["-c", allow, "submodule", "--quiet", "add", &from, "sub"],
    );
    let (code, errors, known) = base(&above.join("sub"));
    assert_eq!((code, known), (Some(0), Some(1)), "{errors}");
    // An archive with a `.git` that leads to somebody's repository.
    fs::create_dir(&archive).unwrap();
    fs::write(archive.join("template.yaml"), FUNCTION).unwrap();
    for named in [
        repository.join(".git"),
        repository.join(".git/worktrees/tree"),
        above.join(".git/modules/sub"),
    ] {
        fs::write(
            archive.join(".git"),
            format!("gitdir: {}\n", named.display()),
        )
        .unwrap();
        let (code, errors, _) = base(&archive);
        assert_eq!(code, Some(2), "{named:?}");
        assert!(errors.contains("does not know this work tree"), "{errors}");
    }
    fs::remove_file(archive.join(".git")).unwrap();
    std::os::unix::fs::symlink(repository.join(".git"), archive.join(".git")).unwrap();
    let (code, errors, _) = base(&archive);
    assert_eq!(code, Some(2));
    assert!(errors.contains("`.git` is a symbolic link"), "{errors}");
    // References that are links to another repository's.
    fs::remove_file(archive.join(".git")).unwrap();
    git(&archive, &["init", "--quiet"]);
    let refs = archive.join(".git/refs/heads");
    fs::remove_dir_all(&refs).unwrap();
    std::os::unix::fs::symlink(repository.join(".git/refs/heads"), &refs).unwrap();
    let alternates = archive.join(".git/objects/info/alternates");
    fs::write(
        alternates,
        repository.join(".git/objects").as_os_str().as_bytes(),
    )
    .unwrap();
    let (code, errors, _) = base(&archive);
    assert_eq!(code, Some(2));
    assert!(
        errors.contains("there is no commit `base` here"),
        "{errors}"
    );
}

#[test]
fn names_with_backslashes_and_bytes_that_are_no_text_are_there_in_the_base() {
    let folder = TempDir::new().unwrap();
    history(folder.path());
    for (number, name) in [
        &b"a\\b.yaml"[..],
        b"..\\..\\c.yaml",
        b"d\xff.yaml",
        b"d\xfe.yaml",
    ]
    .iter()
    .enumerate()
    {
        let name = std::ffi::OsStr::from_bytes(name);
        let text = FUNCTION.replace("Report", &format!("F{number}"));
        fs::write(folder.path().join(name), text).unwrap();
    }
    git(folder.path(), &["add", "--all"]);
    git(folder.path(), &["commit", "--quiet", "--message", "x"]);
    let output = plimsoll(folder.path()).args(["--base", "HEAD"]).output();
    let (code, errors, known) = told(&output.unwrap());
    assert_eq!((code, known), (Some(0), Some(5)), "{errors}");
}

/// Nine trees of ten entries each, one inside of the other, are ten to the ninth files.
#[test]
fn a_tree_of_a_thousand_million_files_is_refused() {
    let folder = TempDir::new().unwrap();
    history(folder.path());
    let mut object = git(folder.path(), &["rev-parse", "base:template.yaml"]);
    let mut kind = "100644 blob";
    for _ in 0..9 {
        let entry = |number| format!("{kind} {object}\tn{number}.yaml");
        let tree = (0..10).map(entry).collect::<Vec<String>>().join("\n") + "\n";
        let list = folder.path().join("list");
        fs::write(&list, tree).unwrap();
        let mut make = command("git", folder.path());
        make.arg("mktree").stdin(fs::File::open(&list).unwrap());
        object = String::from_utf8(make.output().unwrap().stdout).unwrap();
        object.truncate(40);
        kind = "040000 tree";
    }
    let commit = git(folder.path(), &["commit-tree", &object, "-m", "x"]);
    let output = plimsoll(folder.path()).args(["--base", &commit]).output();
    let (code, errors, _) = told(&output.unwrap());
    assert_eq!(code, Some(2));
    assert!(errors.contains("more than 1000000 files"), "{errors}");
}

#[test]
fn temporary_folders_go_away_with_a_run_that_is_ended() {
    let folder = TempDir::new().unwrap();
    let repository = folder.path().join("r");
    history(&repository);
    let slow = folder.path().join("slow");
    let real = real_git().0;
    let text = format!(
        "case \"$*\" in *cat-file*) exec sleep 20;; esac\nexec {} \"$@\"",
        real.display()
    );
    script(&slow.join("git"), &text);
    for (signal, number) in [("TERM", 15), ("INT", 2)] {
        let temporary = folder.path().join(signal);
        fs::create_dir(&temporary).unwrap();
        let mut command = plimsoll(&repository);
        command
            .args(["--base", "base"])
            .env("PATH", path_with(&slow));
        command
            .env("TMPDIR", &temporary)
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let begun = Instant::now();
        let names = || {
            let entries = fs::read_dir(&temporary).unwrap();
            entries
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect::<Vec<_>>()
        };
        while !names()
            .iter()
            .any(|name| name.starts_with("plimsoll-base-"))
        {
            assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", names());
            std::thread::sleep(Duration::from_millis(20));
        }
        let id = child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &id]).status();
        assert!(sent.unwrap().success());
        let status = child.wait().unwrap();
        let by = std::os::unix::process::ExitStatusExt::signal(&status);
        assert_eq!(by, Some(number));
        assert_eq!(names(), Vec::<String>::new(), "after {signal}");
    }
}

#[test]
fn an_endless_revision_is_told_once_and_short() {
    let folder = TempDir::new().unwrap();
    history(folder.path());
    let long = "x".repeat(5_000);
    for (revision, told) in [
        (long.as_str(), "x... (4920 more characters)"),
        ("a;touch b", "`git fetch origin BRANCH`"),
    ] {
        let output = plimsoll(folder.path()).args(["--base", revision]).output();
        let errors = stderr(&output.unwrap());
        assert!(errors.len() < 400 && errors.contains(told), "{errors}");
    }
}
