//! A folder's files, by the length their metadata has: nothing is opened.

use super::{Counted, parts::Parts};
use crate::files::name;
use std::path::{Path, PathBuf};

/// The most entries of one folder that are looked at.
const MOST_ENTRIES: usize = 500_000;

/// What no build takes along from a source folder.
const LEFT_BEHIND: &[&str] = &[
    ".aws-sam",
    ".git",
    ".serverless",
    ".terraform",
    ".tox",
    ".venv",
    "__pycache__",
    "cdk.out",
    "node_modules",
    "test",
    "tests",
    "vendor",
    "venv",
];

/// Counts the files of a folder and of the folders in it. Symbolic links are not followed: what one names inside of the
/// folder is counted where it lies, and what lies outside is missing.
pub(super) fn count(folder: &Path, is_source: bool) -> Counted {
    let mut parts = Parts::default();
    let mut missing = None;
    let mut left = MOST_ENTRIES;
    // An own stack: a deep tree is no deep recursion.
    let mut waiting: Vec<PathBuf> = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        let entries = match std::fs::read_dir(&next) {
            Ok(entries) => entries,
            Err(error) => {
                missing.get_or_insert_with(|| format!("a folder in it cannot be listed: {error}"));
                continue;
            }
        };
        for entry in entries.flatten() {
            if left == 0 {
                let cut = format!("it has more than {MOST_ENTRIES} files; the rest is not counted");
                return Counted {
                    parts,
                    missing: Some(cut),
                };
            }
            left -= 1;
            let (path, own) = (entry.path(), entry.file_name());
            let Ok(metadata) = entry.metadata() else {
                continue;
            };
            if metadata.is_dir() {
                let is_left = LEFT_BEHIND.iter().any(|left| own == *left);
                if !(is_source && is_left) {
                    waiting.push(path);
                }
            } else if metadata.is_file() {
                parts.add(&relative(&path, folder), metadata.len());
            } else if metadata.is_symlink() && leads_outside(&path, folder) {
                let relative = relative(&path, folder);
                missing.get_or_insert_with(|| {
                    format!("`{relative}` is a link out of the folder and is not followed")
                });
            }
        }
    }
    Counted { parts, missing }
}

fn leads_outside(link: &Path, folder: &Path) -> bool {
    match (link.canonicalize(), folder.canonicalize()) {
        (Ok(target), Ok(folder)) => !target.starts_with(folder),
        // It leads nowhere, so it has no bytes.
        _ => false,
    }
}

fn relative(path: &Path, folder: &Path) -> String {
    name(path.strip_prefix(folder).unwrap_or(path))
}
