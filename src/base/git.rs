//! The files of another commit, read from git's objects. Neither the work tree nor the index is touched, nothing of the
//! repository is run and nothing is fetched.
//!
//! The objects are read by `git` itself: it knows every way a repository can lie on a disk (packs, alternates, SHA-256,
//! other formats of references), and where there is a history to compare with there is `git`. It runs only when
//! `--base` asks for it.

use super::start::{self, Start};
use crate::discover::is_content;
use crate::source::MAX_FILE_BYTES;
use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, BufReader, Read as _, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Why there is no base to compare with.
#[derive(Debug)]
pub enum BaseError {
    /// No repository, no `git`, or it failed.
    Git(String),
    /// The commit is not here.
    Missing {
        /// As it was named.
        revision: String,
    },
    /// The files could not be laid out.
    Io(io::Error),
}

impl fmt::Display for BaseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Git(why) => write!(formatter, "--base: {why}"),
            Self::Io(why) => write!(formatter, "--base: cannot lay out the base's files: {why}"),
            Self::Missing { revision } => {
                let fetch = fetch(revision);
                write!(
                    formatter,
                    "--base: there is no commit `{revision}` here; {fetch}"
                )
            }
        }
    }
}

/// The command that brings the one commit that is needed.
fn fetch(revision: &str) -> String {
    match revision.strip_prefix("origin/") {
        Some(branch) => format!(
            "bring it with `git fetch --depth=1 origin +refs/heads/{branch}:refs/remotes/origin/{branch}`"
        ),
        None => format!(
            "bring it with `git fetch --depth=1 origin {revision}` and compare with `--base FETCH_HEAD`"
        ),
    }
}

/// The files of a commit, as far as plimsoll would read them, in a folder of their own: others are there by name only.
/// The folder is removed when this is dropped.
pub struct Base {
    folder: TempDir,
    repository: PathBuf,
    revision: String,
    commit: String,
    start: Start,
    /// The objects of files without content that are small enough to be read.
    unread: BTreeMap<String, String>,
}

impl Base {
    /// Lays out a commit of the repository at a root: the merge base with `HEAD`, or the commit itself where it is to be
    /// `exact`.
    pub fn lay_out(root: &Path, revision: &str, exact: bool) -> Result<Self, BaseError> {
        if !root.join(".git").exists() {
            return Err(BaseError::Git("this is no git repository".to_owned()));
        }
        let commit = commit(root, revision)?;
        let (commit, start) = if exact {
            (commit, Start::Exact)
        } else {
            start::find(&|arguments| git(root, arguments), commit)
        };
        let folder = TempDir::with_prefix("plimsoll-base-").map_err(BaseError::Io)?;
        let listed = git(root, &["ls-tree", "-r", "-z", "-l", "--full-tree", &commit])?;
        let files: Vec<Blob> = listed
            .split(|byte| *byte == 0)
            .filter_map(Blob::parse)
            .collect();
        lay_out(root, folder.path(), &files).map_err(BaseError::Io)?;
        let unread = files
            .into_iter()
            .filter(|blob| !blob.is_read && !blob.is_large);
        Ok(Self {
            folder,
            repository: root.to_owned(),
            revision: revision.to_owned(),
            commit,
            start,
            unread: unread.map(|blob| (blob.path, blob.object)).collect(),
        })
    }

    /// The commit as it was named.
    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// The full name of the commit that is laid out.
    pub fn commit(&self) -> &str {
        &self.commit
    }

    /// Which commit that is.
    pub fn start(&self) -> Start {
        self.start
    }

    /// The folder, without symbolic links in its path.
    pub fn root(&self) -> Result<PathBuf, BaseError> {
        self.folder.path().canonicalize().map_err(BaseError::Io)
    }

    /// Where a file lies, by its path in the repository; with its content, whatever it is. `None` where the commit has
    /// no such file.
    pub fn file(&self, path: &str) -> Result<Option<PathBuf>, BaseError> {
        let file = self.root()?.join(path);
        if let Some(object) = self.unread.get(path) {
            let bytes = git(&self.repository, &["cat-file", "blob", object])?;
            std::fs::write(&file, bytes).map_err(BaseError::Io)?;
        }
        Ok(file.is_file().then_some(file))
    }
}

/// The commit's name, so that nothing a user typed reaches git as an option afterwards.
fn commit(root: &Path, revision: &str) -> Result<String, BaseError> {
    let named = format!("{revision}^{{commit}}");
    let missing = || BaseError::Missing {
        revision: revision.to_owned(),
    };
    let arguments = [
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &named,
    ];
    let output = command(root)
        .args(arguments)
        .output()
        .map_err(|error| not_run(&error))?;
    let commit = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let is_name = !commit.is_empty() && commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    if output.status.success() && is_name {
        return Ok(commit);
    }
    let why = String::from_utf8_lossy(&output.stderr);
    match why
        .lines()
        .find(|line| line.starts_with("fatal: ") && line.contains("ownership"))
    {
        Some(line) => Err(BaseError::Git(line.to_owned())),
        None => Err(missing()),
    }
}

fn command(root: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args([
        "--no-replace-objects",
        "--no-optional-locks",
        // A partial clone fetches what it lacks on the way: not from here.
        "-c",
        "protocol.allow=never",
        "-c",
        "core.fsmonitor=false",
    ]);
    command.env("GIT_NO_LAZY_FETCH", "1");
    command.env("GIT_TERMINAL_PROMPT", "0");
    command.stdin(Stdio::null());
    command
}

fn not_run(error: &io::Error) -> BaseError {
    BaseError::Git(format!("cannot run `git`: {error}"))
}

fn git(root: &Path, arguments: &[&str]) -> Result<Vec<u8>, BaseError> {
    let output = command(root)
        .args(arguments)
        .output()
        .map_err(|error| not_run(&error))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let why = String::from_utf8_lossy(&output.stderr);
    let why = why.lines().next().unwrap_or("it failed").to_owned();
    Err(BaseError::Git(format!("`git {}`: {why}", arguments[0])))
}

/// A file of the commit.
struct Blob {
    object: String,
    path: String,
    /// Whether its content matters.
    is_read: bool,
    /// Whether it is larger than a file may be.
    is_large: bool,
}

impl Blob {
    /// One record of `ls-tree -l`: mode, type, object, size, path. Symbolic links and submodules are no files, and a
    /// path that leaves the folder is none of a sound repository.
    fn parse(record: &[u8]) -> Option<Self> {
        let record = String::from_utf8_lossy(record);
        let (head, path) = record.split_once('\t')?;
        let mut fields = head.split_ascii_whitespace();
        let (mode, kind, object) = (fields.next()?, fields.next()?, fields.next()?);
        let size: u64 = fields.next()?.parse().ok()?;
        let sound = Path::new(path).components().all(
            |part| matches!(part, Component::Normal(name) if !name.eq_ignore_ascii_case(".git")),
        );
        if kind != "blob" || !mode.starts_with("100") || !sound || path.contains('\\') {
            return None;
        }
        let name = path.rsplit('/').next().unwrap_or_default();
        Some(Self {
            object: object.to_owned(),
            is_read: is_content(name) && size <= MAX_FILE_BYTES,
            is_large: size > MAX_FILE_BYTES,
            path: path.to_owned(),
        })
    }
}

/// Writes the files; the contents come from one `cat-file` that is asked for one after the other.
fn lay_out(root: &Path, folder: &Path, files: &[Blob]) -> io::Result<()> {
    let mut process = command(root)
        .args(["cat-file", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (Some(mut ask), Some(answer)) = (process.stdin.take(), process.stdout.take()) else {
        return Err(io::Error::other("no pipe to git"));
    };
    let mut answer = BufReader::new(answer);
    for blob in files {
        let file = folder.join(&blob.path);
        if let Some(above) = file.parent() {
            std::fs::create_dir_all(above)?;
        }
        let mut bytes = Vec::new();
        if blob.is_read {
            writeln!(ask, "{}", blob.object)?;
            ask.flush()?;
            bytes = content(&mut answer)?;
        }
        std::fs::write(&file, bytes)?;
    }
    drop(ask);
    process.wait().map(drop)
}

/// One answer of `cat-file --batch`: `OBJECT TYPE SIZE`, the bytes, a line feed.
fn content(answer: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut head = String::new();
    answer.read_line(&mut head)?;
    let size = head
        .trim_end()
        .rsplit(' ')
        .next()
        .and_then(|size| size.parse::<u64>().ok());
    let size = size
        .ok_or_else(|| io::Error::other(format!("git has no object for `{}`", head.trim_end())))?;
    let mut bytes = Vec::new();
    answer.take(size).read_to_end(&mut bytes)?;
    let mut end = [0];
    answer.read_exact(&mut end)?;
    Ok(bytes)
}
