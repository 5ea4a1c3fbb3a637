//! The index: what is staged, what a sparse checkout leaves out, and a branch that has no commit yet.

use super::{BaseError, Git, failed, not_run, small};
use crate::files::name;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The largest part of a split index, in bytes: 256 MiB.
const LARGEST_PART: u64 = 256 << 20;

/// The longest name of a branch, in bytes: 64 KiB.
const LONGEST_NAME: u64 = 1 << 16;

impl Git {
    /// The tree of what is staged, as the next commit would have it. Its objects are written beside the repository's.
    pub fn staged(&self) -> Result<String, BaseError> {
        let mut command = self.on_index()?;
        command
            .args(["write-tree", "--missing-ok"])
            .env("GIT_OBJECT_DIRECTORY", self.door.path().join("objects"))
            .env("GIT_ALTERNATE_OBJECT_DIRECTORIES", self.objects());
        let output = command.output().map_err(|error| not_run(&error))?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        if String::from_utf8_lossy(&output.stderr).contains(": unmerged (") {
            let why = "what is staged has conflicts; `git add` each file once they are resolved";
            return Err(BaseError::Git(why.to_owned()));
        }
        Err(failed("write-tree", &output.stderr))
    }

    /// The files that a sparse checkout leaves out of the work tree, as records that end with a zero byte: `S PATH`.
    pub fn left_out(&self) -> Result<Vec<u8>, BaseError> {
        if !self.own_folder().join("info/sparse-checkout").exists() {
            return Ok(Vec::new());
        }
        let mut command = self.on_index()?;
        let output = command.args(["ls-files", "-t", "-z"]).output();
        let output = output.map_err(|error| not_run(&error))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(failed("ls-files", &output.stderr))
    }

    /// The tree without files, where a revision is the `HEAD` of a branch that has no commit yet.
    pub fn unborn(&self, revision: &str) -> Result<Option<String>, BaseError> {
        if revision != "HEAD" || self.object("HEAD")?.is_some() {
            return Ok(None);
        }
        // A commit that is missing is none that is still to come.
        let head = small(&self.place.own, "HEAD", LONGEST_NAME)?.unwrap_or_default();
        if !head.starts_with(b"ref: ") {
            return Ok(None);
        }
        let name = self.output(&["hash-object", "-t", "tree", "--stdin"])?;
        Ok(Some(String::from_utf8_lossy(&name).trim().to_owned()))
    }

    fn objects(&self) -> PathBuf {
        self.place.common.path().join("objects")
    }

    /// A command that reads the index.
    fn on_index(&self) -> Result<Command, BaseError> {
        // A split index names its larger part, which git looks for in its own folder.
        let entries = fs::read_dir(self.own_folder())
            .into_iter()
            .flatten()
            .flatten();
        let names = entries.map(|entry| name(Path::new(&entry.file_name())));
        for part in names.filter(|name| name.starts_with("sharedindex.")) {
            if let Some(bytes) = small(&self.place.own, &part, LARGEST_PART)? {
                fs::write(self.door.path().join(part), bytes).map_err(BaseError::Io)?;
            }
        }
        let mut command = self.command();
        command.env("GIT_INDEX_FILE", self.index());
        Ok(command)
    }

    /// `git commit FILE` and `git commit --all` hand an index of their own to their hooks. One of another repository does not
    /// count.
    fn index(&self) -> PathBuf {
        let own = self.own_folder();
        let handed = std::env::var_os("GIT_INDEX_FILE").map(PathBuf::from);
        let handed = handed.and_then(|file| {
            let file = match own.parent().filter(|_| file.is_relative()) {
                Some(root) => root.join(file),
                None => file,
            };
            file.canonicalize().ok()
        });
        let is_own = |file: &PathBuf| own.canonicalize().is_ok_and(|own| file.starts_with(own));
        handed.filter(is_own).unwrap_or_else(|| own.join("index"))
    }
}
