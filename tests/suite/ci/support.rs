use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_plimsoll"))
}

pub(crate) fn file(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

pub(crate) fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// A program in `folder` that stands in for another.
pub(crate) fn program(folder: &Path, name: &str, script: &str) {
    write(folder, name, &format!("#!/usr/bin/env bash\n{script}\n"));
    let all = fs::Permissions::from_mode(0o755);
    fs::set_permissions(folder.join(name), all).unwrap();
}

/// A command that knows nothing of who runs the tests, with the folder of plimsoll on its path behind `programs`.
pub(crate) fn command(
    name: impl AsRef<std::ffi::OsStr>,
    folder: &Path,
    programs: &Path,
) -> Command {
    let mut command = Command::new(name);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = [programs.to_owned(), binary().parent().unwrap().to_owned()];
    let path = folders.into_iter().chain(std::env::split_paths(&path));
    command
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::join_paths(path).unwrap())
        .env("HOME", programs)
        .env("GIT_CONFIG_NOSYSTEM", "1");
    for name in ["GIT_AUTHOR", "GIT_COMMITTER"] {
        command.env(format!("{name}_NAME"), "test");
        command.env(format!("{name}_EMAIL"), "test@example.com");
    }
    command
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let output: Output = command("git", folder, folder)
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        text(&output.stderr)
    );
    text(&output.stdout).trim().to_owned()
}

/// One function; 1200 seconds are more than Lambda allows.
pub(crate) fn function(name: &str, timeout: u32) -> String {
    format!(
        "Transform: AWS::Serverless-2016-10-31
Resources:
  {name}:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Timeout: {timeout}
"
    )
}

/// `file://` with three slashes, whatever the path.
pub(crate) fn url(folder: &Path) -> String {
    format!("file://{}", folder.display())
}

pub(crate) fn names(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// Everything as it is now.
pub(crate) fn commit(folder: &Path) -> String {
    git(folder, &["add", "--all"]);
    git(
        folder,
        &["commit", "--quiet", "--allow-empty", "--message", "x"],
    );
    git(folder, &["rev-parse", "HEAD"])
}

/// What actions/checkout leaves: this one commit.
pub(crate) fn checkout(origin: &Path, commit: &str) -> TempDir {
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

/// `cargo install` with the binary that is there.
pub(crate) fn cargo() -> String {
    format!(
        "case \" $* \" in *' --locked '*) ;; *) exit 3 ;; esac
root=; while [ $# -gt 0 ]; do if [ \"$1\" = --root ]; then root=$2; fi; shift; done
[ -z \"$root\" ] || {{ mkdir -p \"$root/bin\" && cp '{}' \"$root/bin/plimsoll\"; }}",
        binary().display()
    )
}
