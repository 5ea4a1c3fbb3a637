//! Files that could not be read in the base either, for the same reason: no fault of the change.

use crate::coverage::{Coverage, Failed, Unread};
use std::collections::BTreeSet;

/// Marks what failed before too: as many errors or fewer, the first of them the same or one of those that are left.
pub(super) fn mark_known(before: &Coverage, after: &mut Coverage) {
    let was: BTreeSet<String> = before.paths().map(str::to_owned).collect();
    let is: BTreeSet<String> = after.paths().map(str::to_owned).collect();
    let is_renamed =
        |old: &Failed, new: &Failed| !is.contains(&old.path) && !was.contains(&new.path);
    let files = |failed: &&mut Failed| failed.what == Unread::File;
    for new in after.failed.iter_mut().filter(files) {
        let is_known = before.failed.iter().any(|old| {
            let (first_was, first_is) = (unplaced(&old.message), unplaced(&new.message));
            let is_same = first_was == first_is && new.more <= old.more;
            if old.path == new.path {
                is_same || new.more < old.more
            } else {
                is_same && is_renamed(old, new)
            }
        });
        if is_known {
            new.what = Unread::Known;
        }
    }
}

/// The files that the base could not read and the change can.
pub(super) fn repaired<'a>(
    before: &'a Coverage,
    after: &'a Coverage,
) -> impl Iterator<Item = &'a str> {
    let read: BTreeSet<&str> = after.read.iter().map(String::as_str).collect();
    let failed = before.failed.iter().map(|failed| failed.path.as_str());
    failed.filter(move |path| read.contains(path))
}

/// A message without the numbers of lines and columns that it names: edits above move them.
fn unplaced(message: &str) -> String {
    let mut words: Vec<&str> = message.split(' ').collect();
    for at in 1..words.len() {
        let is_place = matches!(words[at - 1], "line" | "column");
        if is_place && words[at].starts_with(|c: char| c.is_ascii_digit()) {
            words[at] = words[at].trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_the_same_on_another_line() {
        let at = |line, column| {
            unplaced(&format!(
                "the file ends here, but the `{{` at line {line}, column {column} is not closed"
            ))
        };
        assert_eq!(at(3, 7), at(12, 1));
        assert_ne!(unplaced("`a` at line 3"), unplaced("`b` at line 3"));
        assert_ne!(unplaced("3 keys"), unplaced("4 keys"));
    }
}
