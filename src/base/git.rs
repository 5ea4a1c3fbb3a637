//! `git`, so that nothing of a repository can run: it never sees the repository's configuration.
//!
//! A `.git/config` names programs for a dozen purposes (transports, `core.sshCommand`, `core.fsmonitor`, hooks, filters,
//! pagers, external diffs), and a repository of another author may have one too. Switching each off depends on
//! the version: `GIT_NO_LAZY_FETCH`, say, is ignored by a git that is older than it. So git works in a folder of our own
//! with a configuration of our own. References are copied into it, objects are read where they lie (which runs nothing),
//! and of the repository's configuration only what says how to read is taken over: the hash, the kind of references,
//! what a branch follows. Without remotes there is nothing to fetch from; as a second lock every protocol is off, and no
//! `GIT_*` of the caller, no configuration of the system or the user reaches it.
//!
//! Why `git` at all: it reads every repository there is (packs, deltas, alternates, SHA-256, reftables, commit graphs,
//! split indexes), and where there is a history to compare with there is `git`. The libraries that read objects
//! (`gix-odb`, `gix-object`, and for revisions and merge bases `gix-revision`, `gix-ref`, `gix-index`) bring some seventy
//! crates and know neither reftables nor a repository of SHA-256 in full. It runs only when a flag asks for a commit.

mod door;
mod index;
mod objects;
mod place;

use crate::files::{Inside, Root, Scratch};
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why there is no base to compare with.
#[derive(Debug)]
pub enum BaseError {
    /// No repository, no `git`, or it failed.
    Git(String),
    /// The commit is not here.
    Missing {
        /// As it was named.
        revision: String,
        /// Whether the clone is shallow, so that a depth takes nothing from it.
        shallow: bool,
    },
    /// The commit is here and some of its files are not.
    Incomplete {
        /// As it was named.
        revision: String,
        /// How many files, and the name of the first one; none where not even their names are here.
        files: Option<(usize, String)>,
        /// The remote that a partial clone left them at.
        remote: Option<String>,
        /// Whether the clone is shallow too.
        shallow: bool,
    },
    /// The commit is larger than anything that is laid out.
    TooLarge(String),
    /// The files could not be laid out.
    Io(io::Error),
}

/// The longest part of a revision that a message repeats, in characters.
const LONGEST_SHOWN: usize = 80;

impl fmt::Display for BaseError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("--base: ")?;
        match self {
            Self::Git(why) => formatter.write_str(why),
            Self::Io(why) => write!(formatter, "cannot lay out the base's files: {why}"),
            Self::TooLarge(why) => formatter.write_str(why),
            Self::Missing { revision, shallow } => {
                let shown = short(revision);
                let fetch = fetch(revision, *shallow);
                write!(formatter, "there is no commit `{shown}` here; {fetch}")
            }
            Self::Incomplete {
                revision,
                files,
                remote,
                shallow,
            } => {
                let shown = short(revision);
                match files {
                    None => write!(formatter, "the files of `{shown}` are not here")?,
                    Some((1, first)) => write!(formatter, "`{first}` of `{shown}` is not here")?,
                    Some((count, first)) => write!(
                        formatter,
                        "{count} files of `{shown}` are not here, `{first}` among them"
                    )?,
                }
                let (why, remote) = match remote {
                    Some(remote) => ("this is a partial clone", remote.as_str()),
                    None => ("objects of the repository are missing", "origin"),
                };
                // Without a depth it would bring all of the history.
                let branch = revision.strip_prefix("origin/").unwrap_or(revision);
                let one = if is_plain(branch) && *shallow {
                    format!(" --depth=1 {remote} {branch}")
                } else {
                    format!(" {remote}")
                };
                write!(
                    formatter,
                    ": {why}; bring them with `git fetch --refetch --no-filter{one}`"
                )
            }
        }
    }
}

/// A revision in a message: one that is endless is cut, and says so.
fn short(revision: &str) -> String {
    let mut letters = revision.chars();
    let shown: String = letters.by_ref().take(LONGEST_SHOWN).collect();
    match letters.count() {
        0 => shown,
        more => format!("{shown}... ({more} more characters)"),
    }
}

/// Whether a shell takes a revision for nothing else, so that it can stand in a command.
fn is_plain(revision: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./@+".contains(letter);
    revision.chars().all(plain) && !revision.starts_with('-') && revision.len() <= LONGEST_SHOWN
}

/// The command that brings the one commit that is needed. A depth cuts off the history of a clone that has all of it, so only
/// a shallow one is given one.
fn fetch(revision: &str, shallow: bool) -> String {
    let revision = if is_plain(revision) {
        revision
    } else {
        "BRANCH"
    };
    let depth = if shallow { "--depth=1 " } else { "" };
    match revision.strip_prefix("origin/") {
        Some(branch) => format!(
            "bring it with `git fetch {depth}origin +refs/heads/{branch}:refs/remotes/origin/{branch}`"
        ),
        None => format!(
            "bring it with `git fetch {depth}origin {revision}` and compare with `--base FETCH_HEAD`"
        ),
    }
}

/// A repository, read by `git` through a door of our own.
#[derive(Debug)]
pub struct Git {
    program: PathBuf,
    /// The folder that git takes for the repository.
    door: Scratch,
    place: place::Place,
    settings: door::Settings,
}

impl Git {
    /// The repository whose work tree is a root. Nothing of it is run.
    pub fn open(root: &Path) -> Result<Self, BaseError> {
        let place = place::find(root)?;
        objects::check(place.common.path())?;
        let program = program(root).ok_or_else(|| {
            BaseError::Git("cannot run `git`: there is none outside of the repository".to_owned())
        })?;
        let door = Scratch::new("plimsoll-git-").map_err(BaseError::Io)?;
        let mut git = Self {
            program,
            door,
            place,
            settings: door::Settings::default(),
        };
        git.settings = door::make(&git)?;
        Ok(git)
    }

    /// Whether the history here is cut off, so that a commit's parents may be missing.
    pub fn is_shallow(&self) -> bool {
        self.door.path().join("shallow").exists()
    }

    /// The remote at which a partial clone left some of its objects.
    pub fn promisor(&self) -> Option<&str> {
        self.settings.promisor.as_deref()
    }

    /// Where the repository keeps what belongs to this work tree alone: its index.
    pub fn own_folder(&self) -> &Path {
        self.place.own.path()
    }

    /// A command of git. What it reads from standard input and what it writes is the caller's.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        let inherited = std::env::vars_os().map(|(name, _)| name);
        for name in inherited.filter(|name| is_of_git(name)) {
            command.env_remove(name);
        }
        let door = self.door.path();
        command
            .current_dir(door)
            .arg("--no-replace-objects")
            .env("GIT_DIR", door)
            .env(
                "GIT_OBJECT_DIRECTORY",
                self.place.common.path().join("objects"),
            )
            .env("GIT_ALTERNATE_OBJECT_DIRECTORIES", door.join("objects"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_SYSTEM", door.join("none"))
            .env("GIT_CONFIG_GLOBAL", door.join("none"))
            .env("GIT_ATTR_NOSYSTEM", "1")
            .env("HOME", door)
            .env("XDG_CONFIG_HOME", door)
            .env("GIT_ALLOW_PROTOCOL", "")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_PAGER", "cat")
            .env("LC_ALL", "C")
            .stdin(Stdio::null());
        command
    }

    /// What a command writes. The error names the command and its first complaint.
    pub fn output(&self, arguments: &[&str]) -> Result<Vec<u8>, BaseError> {
        let output = self.command().args(arguments).output();
        let output = output.map_err(|error| not_run(&error))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(failed(arguments[0], &output.stderr))
    }

    /// The full name of a commit, so that nothing that a user typed reaches git as an option afterwards.
    pub fn commit(&self, revision: &str) -> Result<String, BaseError> {
        let missing = || BaseError::Missing {
            revision: revision.to_owned(),
            shallow: self.is_shallow(),
        };
        // `--end-of-options` is younger than some of the versions in use.
        if revision.starts_with('-') || revision.contains(['\0', '\n']) {
            return Err(missing());
        }
        self.object(format!("{revision}^{{commit}}"))?
            .ok_or_else(missing)
    }

    /// The name of the object that a path of a commit has; `None` where there is none.
    pub fn object_at(&self, commit: &str, path: &Inside) -> Result<Option<String>, BaseError> {
        let mut named = OsString::from(format!("{commit}:"));
        named.push(path.path());
        self.object(&named)
    }

    fn object(&self, named: impl AsRef<OsStr>) -> Result<Option<String>, BaseError> {
        let mut command = self.command();
        command
            .args(["rev-parse", "--verify", "--quiet"])
            .arg(named);
        let output = command.output().map_err(|error| not_run(&error))?;
        let name = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let is_name = name.len() >= 40 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        Ok(Some(name).filter(|_| output.status.success() && is_name))
    }
}

pub(super) fn not_run(error: &io::Error) -> BaseError {
    BaseError::Git(format!("cannot run `git`: {error}"))
}

pub(super) fn failed(command: &str, errors: &[u8]) -> BaseError {
    let why = String::from_utf8_lossy(errors);
    // What it warns of comes first and is not why it failed.
    let is_aside = |line: &&str| line.starts_with("warning: ") || line.starts_with("hint: ");
    let mut lines = why.lines().filter(|line| !is_aside(line));
    let why = short(lines.next().unwrap_or("it failed"));
    BaseError::Git(format!("`git {command}`: {why}"))
}

fn is_of_git(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    name.get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("GIT_"))
}

/// The `git` of the search path. A folder of the repository may stand in it (`node_modules/.bin`), or the folder one is
/// in; what lies there is not run.
fn program(root: &Path) -> Option<PathBuf> {
    let name = format!("git{}", std::env::consts::EXE_SUFFIX);
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&name))
        .filter(|program| program.is_file())
        .find(|program| {
            let real = program.canonicalize();
            !program.starts_with(root) && real.is_ok_and(|real| !real.starts_with(root))
        })
}

/// A file of the repository's own folder, where it is a plain one of at most that many bytes.
pub(super) fn small(folder: &Root, name: &str, most: u64) -> Result<Option<Vec<u8>>, BaseError> {
    let refuse = |why: &dyn fmt::Display| BaseError::Git(format!("`.git/{name}`: {why}"));
    let Some(inside) = Inside::named(name) else {
        return Ok(None);
    };
    let file = match folder.open(&inside) {
        Ok(Some(file)) => file,
        Ok(None) => return Err(refuse(&"it lies outside of the repository")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(refuse(&error)),
    };
    let mut bytes = Vec::new();
    let read = file.take(most + 1).read_to_end(&mut bytes);
    read.map_err(|error| refuse(&error))?;
    if bytes.len() as u64 > most {
        return Err(refuse(&format!("it is larger than {} MiB", most >> 20)));
    }
    Ok(Some(bytes))
}
