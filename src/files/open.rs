//! Opening files that others name: only plain ones, without waiting, and below a root without following links.

use super::Inside;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// A folder below which files are opened.
#[derive(Debug, Clone)]
pub struct Root {
    path: PathBuf,
    handle: Arc<OnceLock<Option<File>>>,
}

impl Root {
    /// The folder, which must be absolute and without symbolic links for a link below it to lead anywhere.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            handle: Arc::default(),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens a plain file below the folder. A symbolic link on the way is followed as far as it leads below the folder;
    /// one that is put there between the look and the opening is an error. `None` is one that leads outside.
    pub fn open(&self, inside: &Inside) -> io::Result<Option<File>> {
        match self.beneath(inside) {
            Err(error) if native::may_be_link(&error) => {}
            other => return other.and_then(plain).map(Some),
        }
        let Some(real) = self.resolve(&inside.path())? else {
            return Ok(None);
        };
        self.beneath(&real).and_then(plain).map(Some)
    }

    /// The file or folder that a path from the folder leads to, symbolic links followed; `None` is one outside.
    pub fn resolve(&self, path: &Path) -> io::Result<Option<Inside>> {
        let real = self.path.join(path).canonicalize()?;
        Ok(Inside::of(&real, &self.path))
    }

    fn beneath(&self, inside: &Inside) -> io::Result<File> {
        let handle = self.handle.get_or_init(|| native::folder(&self.path).ok());
        match handle {
            Some(handle) => native::beneath(handle, &self.path, &inside.path()),
            None => native::folder(&self.path),
        }
    }
}

/// Opens a plain file, wherever it lies. A pipe or a device is an error at once: opening one could wait for ever.
pub fn regular(path: &Path) -> io::Result<File> {
    if is_stream(path) {
        return Err(not_plain("a stream of the process"));
    }
    native::open(path).and_then(plain)
}

/// The same for a file that the command line names, where a shell may also put a pipe that it made (`<(helm template .)`).
pub fn given(path: &Path) -> io::Result<File> {
    let is_shell_made = ["/dev/fd", "/proc/self/fd"]
        .iter()
        .any(|folder| path.parent() == Some(Path::new(folder)));
    if is_shell_made {
        return File::open(path);
    }
    regular(path)
}

/// Whether a path is another name of standard input or of something else that is open.
pub fn is_stream(path: &Path) -> bool {
    let is_named = |name: &str| path == Path::new(name);
    path.starts_with("/proc")
        || path.starts_with("/dev/fd")
        || ["/dev/stdin", "/dev/stdout", "/dev/stderr"]
            .into_iter()
            .any(is_named)
}

fn plain(file: File) -> io::Result<File> {
    let kind = file.metadata()?.file_type();
    if kind.is_file() {
        return Ok(file);
    }
    Err(not_plain(if kind.is_dir() {
        "a folder"
    } else {
        "a pipe, a socket or a device"
    }))
}

fn not_plain(what: &str) -> io::Error {
    let message = format!("it is {what}, not a plain file");
    io::Error::new(io::ErrorKind::InvalidInput, message)
}

#[cfg(unix)]
mod native {
    use super::{File, OpenOptions, Path, io};
    use rustix::fs::{Mode, OFlags, openat};
    use std::os::fd::OwnedFd;
    use std::os::unix::fs::OpenOptionsExt;

    /// A pipe without a writer opens at once instead of waiting for one; a terminal does not become the process's own.
    const FLAGS: OFlags = OFlags::RDONLY
        .union(OFlags::NONBLOCK)
        .union(OFlags::NOCTTY)
        .union(OFlags::CLOEXEC);

    pub(super) fn open(path: &Path) -> io::Result<File> {
        let flags = OFlags::NONBLOCK.union(OFlags::NOCTTY);
        let flags = i32::try_from(flags.bits()).map_err(io::Error::other)?;
        OpenOptions::new().read(true).custom_flags(flags).open(path)
    }

    pub(super) fn folder(path: &Path) -> io::Result<File> {
        File::open(path)
    }

    /// Whether an opening that follows no link failed at something that may be one.
    pub(super) fn may_be_link(error: &io::Error) -> bool {
        use rustix::io::Errno;
        let error = error.raw_os_error();
        [Errno::LOOP, Errno::NOTDIR, Errno::MLINK, Errno::XDEV]
            .iter()
            .any(|one| Some(one.raw_os_error()) == error)
    }

    pub(super) fn beneath(root: &File, _: &Path, path: &Path) -> io::Result<File> {
        #[cfg(target_os = "linux")]
        match at_once(root, path) {
            Err(rustix::io::Errno::NOSYS | rustix::io::Errno::PERM | rustix::io::Errno::INVAL) => {}
            other => return Ok(File::from(other?)),
        }
        by_parts(root, path)
    }

    /// In one call, which kernels have since 5.6; filters of system calls may not let it through.
    #[cfg(target_os = "linux")]
    fn at_once(root: &File, path: &Path) -> rustix::io::Result<OwnedFd> {
        use rustix::fs::{ResolveFlags, openat2};
        let path = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        };
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        openat2(root, path, FLAGS, Mode::empty(), resolve)
    }

    /// Part by part, from one open folder to the next.
    fn by_parts(root: &File, path: &Path) -> io::Result<File> {
        let mut folder = OwnedFd::from(root.try_clone()?);
        let mut parts = path.iter().peekable();
        while let Some(part) = parts.next() {
            let last = parts.peek().is_none();
            let kind = if last {
                OFlags::empty()
            } else {
                OFlags::DIRECTORY
            };
            let flags = FLAGS | OFlags::NOFOLLOW | kind;
            folder = openat(&folder, part, flags, Mode::empty())?;
        }
        Ok(File::from(folder))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn both_ways_open_the_same_and_follow_no_link() {
            let folder = tempfile::TempDir::new().unwrap_or_else(|error| panic!("{error}"));
            let root = folder.path().canonicalize().unwrap_or_default();
            std::fs::create_dir(root.join("a")).unwrap_or_default();
            std::fs::write(root.join("a/file"), "x").unwrap_or_default();
            let link = |to: &str, from: &str| {
                std::os::unix::fs::symlink(to, root.join(from)).unwrap_or_default();
            };
            link("a", "folder");
            link("a/file", "link");
            link("/etc", "out");
            let open = File::open(&root).unwrap_or_else(|error| panic!("{error}"));
            for (path, expected) in [
                ("a/file", true),
                ("folder/file", false),
                ("link", false),
                ("out/passwd", false),
                ("none", false),
            ] {
                assert_eq!(by_parts(&open, Path::new(path)).is_ok(), expected, "{path}");
                assert_eq!(
                    beneath(&open, &root, Path::new(path)).is_ok(),
                    expected,
                    "{path}"
                );
            }
        }
    }
}

/// Elsewhere the path is looked at again after the opening.
#[cfg(not(unix))]
mod native {
    use super::{File, OpenOptions, Path, io};

    pub(super) fn open(path: &Path) -> io::Result<File> {
        OpenOptions::new().read(true).open(path)
    }

    pub(super) fn folder(path: &Path) -> io::Result<File> {
        // A folder cannot be opened as a file here; anything stands for it, since it is never read.
        path.metadata()
            .and_then(|_| File::open(std::env::current_exe()?))
    }

    pub(super) fn may_be_link(error: &io::Error) -> bool {
        error.kind() == io::ErrorKind::InvalidInput
    }

    pub(super) fn beneath(_: &File, root: &Path, path: &Path) -> io::Result<File> {
        let full = root.join(path);
        let opened = open(&full)?;
        if full.canonicalize()? != full {
            let message = "it is reached by a link";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        Ok(opened)
    }
}
