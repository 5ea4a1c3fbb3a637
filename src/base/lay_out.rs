//! The files of another commit, laid out in a folder of their own. Neither the work tree nor the index is touched,
//! nothing of the repository is run and nothing is fetched.

use super::blob::{Blob, native};
use super::git::{BaseError, Git, failed, not_run};
use super::start::{self, Start};
use crate::discover::is_content;
use crate::files::{Inside, Scratch, name};
use crate::source::{HIGHEST_FILE_BYTES, MAX_FILE_BYTES};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

/// The most files of a commit. A few trees that hold each other name more of them than there are atoms.
const MOST_FILES: usize = 1_000_000;

/// The most bytes that are laid out, of files that plimsoll would read: 4 GiB.
const MOST_BYTES: u64 = 4 << 30;

/// The longest record of a tree, in bytes: a path of the length that systems take.
const LONGEST_RECORD: usize = 1 << 16;

/// The files of a commit, as far as plimsoll would read them: others are there by name only. The folder is removed when
/// this is dropped.
#[derive(Debug)]
pub struct Base {
    folder: Scratch,
    git: Git,
    /// The full name of the commit, or of a tree.
    commit: String,
    start: Start,
    revision: String,
    /// What a sparse checkout leaves out of the work tree; nothing of that is compared.
    left_out: BTreeSet<PathBuf>,
    /// Whether it is what is staged instead of a commit.
    is_staged: bool,
}

impl Base {
    /// Lays out a commit of the repository at a root: the merge base with `HEAD`, or the commit itself where it is to be
    /// `exact`.
    pub fn lay_out(root: &Path, revision: &str, exact: bool) -> Result<Self, BaseError> {
        let git = Git::open(root)?;
        let Some(nothing) = git.unborn(revision)? else {
            let commit = git.commit(revision)?;
            let (commit, start) = if exact {
                (commit, Start::Exact)
            } else {
                start::find(&|arguments| git.output(arguments), commit)
            };
            return Self::of(git, commit, start, revision, false);
        };
        // Before the first commit there is nothing.
        Self::of(git, nothing, Start::Exact, revision, false)
    }

    /// Lays out what is staged in the repository at a root: the next commit as it would be.
    pub fn staged(root: &Path) -> Result<Self, BaseError> {
        let git = Git::open(root)?;
        let tree = git.staged()?;
        Self::of(git, tree, Start::Exact, "index", true)
    }

    fn of(
        git: Git,
        commit: String,
        start: Start,
        revision: &str,
        is_staged: bool,
    ) -> Result<Self, BaseError> {
        let left_out = git.left_out()?;
        let left_out = left_out.split(|byte| *byte == 0);
        let left_out = left_out.filter_map(|record| native(record.strip_prefix(b"S ")?));
        let left_out = left_out.collect();
        let folder = Scratch::new("plimsoll-base-").map_err(BaseError::Io)?;
        let base = Self {
            folder,
            git,
            commit,
            start,
            revision: revision.to_owned(),
            left_out,
            is_staged,
        };
        // First only counted: of what is too much, nothing is written.
        let mut count = 0;
        base.each(&mut |_| {
            count += 1;
            if count > MOST_FILES {
                let why = format!("the commit has more than {MOST_FILES} files");
                return Err(BaseError::TooLarge(why));
            }
            Ok(())
        })?;
        base.write()?;
        Ok(base)
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

    /// What it is called in a sentence.
    pub fn called(&self) -> String {
        if self.is_staged {
            "what is staged".to_owned()
        } else {
            format!("the base `{}`", self.revision)
        }
    }

    /// The folder, without symbolic links in its path.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// The repository.
    pub fn git(&self) -> &Git {
        &self.git
    }

    /// Where a file lies, by its path in the repository; with its content, whatever it is. `None` where the commit has
    /// no such file.
    pub fn file(&self, path: &Inside) -> Result<Option<PathBuf>, BaseError> {
        let file = self.root().join(path.path());
        if !file.is_file() {
            return Ok(None);
        }
        let is_laid_out = path.path().file_name().is_some_and(|own| {
            let own = name(Path::new(own));
            is_content(&own)
        });
        if !is_laid_out
            && file.metadata().is_ok_and(|about| about.len() == 0)
            && let Some(object) = self.git.object_at(&self.commit, path)?
        {
            let size = self.git.output(&["cat-file", "-s", &object]);
            let size = size.map_err(|_| self.incomplete(1, path.name()))?;
            let size = String::from_utf8_lossy(&size).trim().parse::<u64>();
            if size.is_ok_and(|size| size <= MAX_FILE_BYTES) {
                let bytes = self.git.output(&["cat-file", "blob", &object])?;
                fs::write(&file, bytes).map_err(BaseError::Io)?;
            }
        }
        Ok(Some(file))
    }

    fn incomplete(&self, count: usize, first: &str) -> BaseError {
        BaseError::Incomplete {
            revision: self.revision.clone(),
            files: (count > 0).then(|| (count, first.to_owned())),
            remote: self.git.promisor().map(str::to_owned),
            shallow: self.git.is_shallow(),
        }
    }

    /// Walks the files of the commit as git lists them, which it does as fast as they are taken.
    fn each(&self, visit: &mut dyn FnMut(Blob) -> Result<(), BaseError>) -> Result<(), BaseError> {
        let arguments = ["ls-tree", "-r", "-z", "-l", "--full-tree", &self.commit];
        let child = self
            .git
            .command()
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = Running(child.map_err(|error| not_run(&error))?);
        let Some(listed) = child.0.stdout.take() else {
            return Err(failed("ls-tree", b""));
        };
        let mut listed = BufReader::new(listed);
        let mut record = Vec::new();
        loop {
            record.clear();
            let mut one = listed.by_ref().take(LONGEST_RECORD as u64);
            one.read_until(0, &mut record).map_err(BaseError::Io)?;
            match record.split_last() {
                None => break,
                Some((0, record)) => {
                    let blob = Blob::parse(record);
                    if let Some(blob) = blob.filter(|blob| !self.left_out.contains(&blob.path)) {
                        visit(blob)?;
                    }
                }
                Some(_) => {
                    let why = "a path of the commit is longer than 64 KiB";
                    return Err(BaseError::TooLarge(why.to_owned()));
                }
            }
        }
        let status = child.0.wait().map_err(BaseError::Io)?;
        if status.success() {
            return Ok(());
        }
        // A clone without trees has not even the names.
        if self.git.promisor().is_some() {
            return Err(self.incomplete(0, ""));
        }
        Err(failed(
            "ls-tree",
            b"it cannot read every tree of the commit",
        ))
    }

    /// Writes the files; the contents come from one `cat-file` that is asked for one after the other.
    fn write(&self) -> Result<(), BaseError> {
        let process = self
            .git
            .command()
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut process = Running(process.map_err(|error| not_run(&error))?);
        let (Some(mut ask), Some(answer)) = (process.0.stdin.take(), process.0.stdout.take())
        else {
            return Err(failed("cat-file", b""));
        };
        let mut answer = BufReader::new(answer);
        let (mut missing, mut first, mut written) = (0, String::new(), 0);
        self.each(&mut |blob| {
            match blob.size {
                // How much of it is read is the configuration's to say, which may lie among these files; also a file that
                // is too large is looked at, for what it may hold.
                Some(size) if blob.is_content && size <= HIGHEST_FILE_BYTES => {
                    written += size;
                    if written > MOST_BYTES {
                        let why = format!(
                            "the manifests of the commit are larger than {} GiB",
                            MOST_BYTES >> 30
                        );
                        return Err(BaseError::TooLarge(why));
                    }
                    if size <= MAX_FILE_BYTES {
                        let bytes = content(&mut ask, &mut answer, &blob.object);
                        return self.put(&blob.path, &bytes.map_err(BaseError::Io)?, 0);
                    }
                    self.put(&blob.path, &[], 0)?;
                    let file = self.root().join(&blob.path);
                    let file = fs::OpenOptions::new().write(true).open(file);
                    let copied = file
                        .and_then(|mut file| copy(&mut ask, &mut answer, &blob.object, &mut file));
                    return copied.map_err(BaseError::Io);
                }
                Some(size) if blob.is_content => {
                    // No configuration lets it be read, so its length is all that counts.
                    return self.put(&blob.path, &[], size);
                }
                None if blob.is_content => {
                    missing += 1;
                    if missing == 1 {
                        first = name(&blob.path);
                    }
                    return Ok(());
                }
                _ => {}
            }
            self.put(&blob.path, &[], 0)
        })?;
        if missing > 0 {
            return Err(self.incomplete(missing, &first));
        }
        drop(ask);
        process.0.wait().map_err(BaseError::Io)?;
        Ok(())
    }

    /// Writes a file; one of a length beyond its content has no content on the disk either.
    fn put(&self, path: &Path, bytes: &[u8], length: u64) -> Result<(), BaseError> {
        let file = self.root().join(path);
        let at = |error: io::Error| {
            BaseError::Io(io::Error::new(
                error.kind(),
                format!("`{}`: {error}", name(path)),
            ))
        };
        let mut written = fs::write(&file, bytes);
        if written.is_err()
            && let Some(above) = file.parent()
        {
            // The folder goes with the run: after a signal it must not come back.
            self.folders(above).map_err(at)?;
            written = fs::write(&file, bytes);
        }
        written.map_err(at)?;
        if length > 0 {
            let file = fs::OpenOptions::new().write(true).open(&file);
            file.and_then(|file| file.set_len(length)).map_err(at)?;
        }
        Ok(())
    }

    fn folders(&self, folder: &Path) -> io::Result<()> {
        let inside = folder.strip_prefix(self.root()).unwrap_or(Path::new(""));
        let mut path = self.root().to_owned();
        for part in inside {
            path.push(part);
            match fs::create_dir(&path) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }
}

/// A process that is ended when nothing more is wanted of it.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The content of an object.
fn content(ask: &mut impl Write, answer: &mut impl BufRead, object: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    copy(ask, answer, object, &mut bytes)?;
    Ok(bytes)
}

/// One question to `cat-file --batch` and its answer: `OBJECT TYPE SIZE`, the bytes, a line feed.
fn copy(
    ask: &mut impl Write,
    answer: &mut impl BufRead,
    object: &str,
    to: &mut impl Write,
) -> io::Result<()> {
    writeln!(ask, "{object}")?;
    ask.flush()?;
    let mut head = String::new();
    answer.read_line(&mut head)?;
    let size = head.trim_end().rsplit(' ').next();
    let size = size.and_then(|size| size.parse::<u64>().ok());
    let size = size
        .ok_or_else(|| io::Error::other(format!("git has no object for `{}`", head.trim_end())))?;
    let copied = io::copy(&mut answer.by_ref().take(size), to)?;
    if copied < size {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let mut end = [0];
    answer.read_exact(&mut end)
}
