//! How the action comes by its binary: from the source it belongs to, once for each state of it.

use super::support::{command, program, root, text};
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

fn build(folder: &Path, source: &Path, arguments: &[&str]) -> Output {
    let mut bash = command("bash", folder, folder);
    bash.arg(source.join(".github/action/build.sh"))
        .args(arguments)
        .env("RUNNER_TEMP", folder)
        .env("RUNNER_OS", "Linux")
        .env("FOLDER", folder.join("built"))
        .env("GITHUB_OUTPUT", folder.join("output"));
    bash.output().unwrap()
}

/// The outputs of `build.sh where`.
fn place(folder: &Path, source: &Path) -> String {
    let output = build(folder, source, &["where"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let outputs = fs::read_to_string(folder.join("output")).unwrap();
    fs::remove_file(folder.join("output")).unwrap();
    outputs
}

/// A small source that could be this one.
fn source() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join(".github/action")).unwrap();
    fs::create_dir_all(folder.path().join("src")).unwrap();
    let script = root().join(".github/action/build.sh");
    fs::copy(script, folder.path().join(".github/action/build.sh")).unwrap();
    for name in ["Cargo.toml", "Cargo.lock", "src/main.rs", "README.md"] {
        fs::write(folder.path().join(name), name).unwrap();
    }
    folder
}

#[test]
fn another_source_is_another_binary_and_a_text_beside_it_is_none() {
    let (folder, source) = (TempDir::new().unwrap(), source());
    let first = place(folder.path(), source.path());
    assert!(first.contains("key=plimsoll-Linux-"), "{first}");
    fs::write(source.path().join("README.md"), "changed").unwrap();
    assert_eq!(place(folder.path(), source.path()), first);
    fs::write(source.path().join("src/main.rs"), "changed").unwrap();
    assert_ne!(place(folder.path(), source.path()), first);
}

#[test]
fn it_is_built_once_and_again_where_the_cache_s_does_not_run() {
    let (folder, source) = (TempDir::new().unwrap(), source());
    let at = folder.path();
    // Writes down how it is called, and builds a program that runs.
    program(
        at,
        "cargo",
        "echo \"$@\" >> calls
while [ \"$1\" != --root ]; do shift; done
mkdir -p \"$2/bin\" && printf '#!/bin/sh\\necho plimsoll\\n' > \"$2/bin/plimsoll\" && chmod +x \"$2/bin/plimsoll\"",
    );
    let calls = || fs::read_to_string(at.join("calls")).unwrap_or_default();
    for _ in 0..2 {
        let output = build(at, source.path(), &[]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert_eq!(calls().lines().count(), 1);
    }
    let call = calls();
    assert!(
        call.starts_with("install --quiet --locked --force --root "),
        "{call}"
    );
    let path = format!(
        "--path {}\n",
        source.path().canonicalize().unwrap().display()
    );
    assert!(call.ends_with(&path), "{call}");
    program(at, "built/bin/plimsoll", "exit 1");
    assert!(build(at, source.path(), &[]).status.success());
    assert_eq!(calls().lines().count(), 2);
}

#[test]
fn without_rust_it_says_what_to_do() {
    let (folder, source) = (TempDir::new().unwrap(), source());
    // Only what the script needs.
    let bare = folder.path().join("bare");
    fs::create_dir(&bare).unwrap();
    for name in ["bash", "dirname"] {
        let path = std::env::var_os("PATH").unwrap();
        let places = std::env::split_paths(&path).map(|place| place.join(name));
        let place = places.into_iter().find(|place| place.is_file()).unwrap();
        std::os::unix::fs::symlink(place, bare.join(name)).unwrap();
    }
    let mut bash = command("bash", folder.path(), folder.path());
    bash.arg(source.path().join(".github/action/build.sh"))
        .env("PATH", bare)
        .env("FOLDER", folder.path().join("built"));
    let output = bash.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stdout);
    assert!(said.contains("the input `binary`"), "{said}");
}
