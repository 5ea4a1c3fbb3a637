//! Files over the size that is read: whether one may hold a workload, and the sentence that names them.

use crate::coverage::{Coverage, SkipReason};
use crate::files;
use crate::formats::{self, Raw};
use crate::model::Size;
use std::io::Read;
use std::path::Path;

/// What is looked at in one piece, in bytes: far more than the keys of one object take.
const PIECE: usize = 1 << 20;

/// How much of a file is looked at, in bytes (1 GiB, a second of reading). What lies behind it may be anything.
const MOST: u64 = 1 << 30;

/// How many files the sentence names.
const NAMED: usize = 3;

/// Whether any piece of a file has the marks of a format that is read. A file that cannot be looked at as a whole may.
pub(super) fn may_hold_a_workload(file: &Path, path: &str) -> bool {
    let Ok(mut file) = files::regular(file) else {
        return true;
    };
    let mut left = MOST;
    let mut piece = Vec::with_capacity(PIECE);
    loop {
        piece.clear();
        let part = (&mut file).take(PIECE as u64).read_to_end(&mut piece);
        match part {
            Err(_) => return true,
            Ok(0) => return false,
            Ok(_) if left == 0 => return true,
            Ok(read) => left = left.saturating_sub(read as u64),
        }
        let text = String::from_utf8_lossy(&piece);
        if formats::is_in_part(&Raw { path, text: &text }) {
            return true;
        }
    }
}

/// What is said of files that were skipped because of their size.
pub(super) fn told(coverage: &Coverage, most: u64) -> Option<String> {
    let skipped = coverage.skipped.iter();
    let large: Vec<&str> = skipped
        .filter(|skipped| skipped.reason == SkipReason::TooLarge)
        .map(|skipped| skipped.path.as_str())
        .collect();
    let named = large.get(..NAMED.min(large.len()))?.join("`, `");
    let most = Size::from_bytes(most);
    match large.len() {
        0 => None,
        1 => Some(format!(
            "`{named}` is larger than {most} and was not read; `max-file-size` raises that"
        )),
        number if number <= NAMED => Some(format!(
            "`{named}` are larger than {most} and were not read; `max-file-size` raises that"
        )),
        number => Some(format!(
            "`{named}` and {} more are larger than {most} and were not read; `max-file-size` raises that",
            number - NAMED
        )),
    }
}
