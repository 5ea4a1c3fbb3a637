//! The objects of a repository are read by git, which waits for ever at a pipe that lies in the place of one.

use super::{BaseError, small};
use crate::files::{Root, name};
use std::fs;
use std::path::{Path, PathBuf};

/// The most files of all folders of objects; packed, ten times as many are a few files.
const MOST_FILES: usize = 5_000_000;

/// Folders of objects behind each other, as git follows them.
const DEEPEST: usize = 5;

/// The longest list of other folders, in bytes.
const LONGEST_LIST: u64 = 1 << 20;

/// Checks that a repository's objects, and those that it borrows, are plain files.
pub(super) fn check(repository: &Path) -> Result<(), BaseError> {
    let mut left = MOST_FILES;
    let mut seen = Vec::new();
    let mut waiting = vec![(repository.join("objects"), 0)];
    while let Some((objects, depth)) = waiting.pop() {
        // One that is not there is no trouble to git.
        let Ok(objects) = objects.canonicalize() else {
            continue;
        };
        if depth > DEEPEST || seen.contains(&objects) {
            continue;
        }
        plain(&objects, &mut left)?;
        let list = small(&Root::new(&objects), "info/alternates", LONGEST_LIST)?;
        for line in list.unwrap_or_default().split(|byte| *byte == b'\n') {
            if !line.is_empty() && !line.starts_with(b"#") {
                waiting.push((super::place::path(&objects, line), depth + 1));
            }
        }
        seen.push(objects);
    }
    Ok(())
}

fn plain(objects: &Path, left: &mut usize) -> Result<(), BaseError> {
    let mut waiting: Vec<PathBuf> = vec![objects.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            *left = left.checked_sub(1).ok_or_else(|| {
                let why =
                    format!("it has more than {MOST_FILES} loose objects; `git gc` packs them");
                BaseError::TooLarge(why)
            })?;
            let path = entry.path();
            let is_file = match entry.file_type() {
                Ok(kind) if kind.is_dir() => {
                    waiting.push(path);
                    continue;
                }
                Ok(kind) if kind.is_symlink() => path.metadata().is_ok_and(|about| about.is_file()),
                kind => kind.is_ok_and(|kind| kind.is_file()),
            };
            if !is_file {
                let shown = name(path.strip_prefix(objects).unwrap_or(&path));
                let why = format!("`.git/objects/{shown}` is no plain file");
                return Err(BaseError::Git(why));
            }
        }
    }
    Ok(())
}
