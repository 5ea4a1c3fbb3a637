//! Folders and files of one run, which go away with it: also where a signal ends it.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};
use tempfile::TempDir;

/// What has to go when the process ends before its owner is dropped.
static LEFT: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// A folder of its own, removed when this is dropped and when the process is interrupted or terminated.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    path: PathBuf,
}

impl Scratch {
    /// A new folder in the place for temporary files.
    pub fn new(prefix: &str) -> io::Result<Self> {
        let folder = TempDir::with_prefix(prefix)?;
        let path = folder.path().canonicalize()?;
        keep(&path);
        Ok(Self { folder, path })
    }

    /// The folder, without symbolic links in its path.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.folder.path());
        forget(&self.path);
    }
}

/// Has a file or folder removed if the process is ended from outside.
pub(super) fn keep(path: &Path) {
    static WATCH: Once = Once::new();
    WATCH.call_once(watch);
    let mut left = LEFT.lock().unwrap_or_else(PoisonError::into_inner);
    left.insert(path.to_owned());
}

/// Takes a file or folder off that list.
pub(super) fn forget(path: &Path) {
    let mut left = LEFT.lock().unwrap_or_else(PoisonError::into_inner);
    left.remove(path);
}

/// Removes whatever is left, for a process that is about to end.
pub fn clear() {
    let mut left = LEFT.lock().unwrap_or_else(PoisonError::into_inner);
    for path in std::mem::take(&mut *left) {
        // Another thread may still be writing into the folder.
        for _ in 0..100 {
            let removed = match path.symlink_metadata() {
                Ok(about) if about.is_dir() => std::fs::remove_dir_all(&path),
                Ok(_) => std::fs::remove_file(&path),
                Err(_) => break,
            };
            if removed.is_ok() {
                break;
            }
        }
    }
}

/// Waits for the signals that end a process, in a thread of its own; the process then ends as it would have without.
#[cfg(unix)]
fn watch() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else {
        return;
    };
    let wait = move || {
        if let Some(signal) = signals.forever().next() {
            clear();
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    };
    // Without a thread the folder stays behind after a signal, and nothing else is lost.
    let _ = std::thread::Builder::new().spawn(wait);
}

#[cfg(not(unix))]
fn watch() {}
