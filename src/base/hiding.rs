//! Ignore files that a change writes, and what they hide: a file that is new in the same change is not in the base, so
//! nothing else tells that it is not read.

use super::Change;
use crate::coverage::{Coverage, SkipReason};
use crate::discover;
use std::collections::{BTreeMap, BTreeSet};

/// The names of ignore files.
const NAMES: [&str; 2] = [".gitignore", ".ignore"];

/// A file's text in the base and now.
type Texts = (Option<String>, Option<String>);

/// The ignore files that are new or changed and hide something that was not ignored before. `texts` gives a file's text in the base
/// and now.
pub fn hiding(before: &Coverage, after: &Coverage, texts: &dyn Fn(&str) -> Texts) -> Vec<Change> {
    let ignored = |coverage: &Coverage| -> BTreeSet<String> {
        let skipped = coverage.skipped.iter();
        let skipped = skipped.filter(|skipped| skipped.reason == SkipReason::Ignored);
        skipped.map(|skipped| skipped.path.clone()).collect()
    };
    let mut hidden: BTreeMap<String, Vec<String>> = BTreeMap::new();
    // Of what the base has read, each file is reported by itself.
    let is_told = |path: &str| {
        let mut read = before.read.iter();
        read.any(|file| {
            file.strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    for path in ignored(after).difference(&ignored(before)) {
        if is_told(path) {
            continue;
        }
        let folders = path.match_indices('/').map(|(end, _)| &path[..=end]);
        for folder in std::iter::once("").chain(folders) {
            for name in NAMES {
                let file = format!("{folder}{name}");
                hidden.entry(file).or_default().push(path.clone());
            }
        }
    }
    let changes = hidden.into_iter().filter_map(|(file, mut paths)| {
        let (was, is) = texts(&file);
        let text = is.filter(|is| was.as_ref() != Some(is))?;
        let folder = file.rfind('/').map_or(0, |end| end + 1);
        paths.retain(|path| discover::hides(&text, &path[folder..]));
        if paths.is_empty() {
            return None;
        }
        let shown = paths.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
        let more = match paths.len().saturating_sub(3) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Some(Change {
            kind: "file",
            what: file,
            before: was.map(|_| "other lines".to_owned()),
            after: Some(format!("ignored now: {shown}{more}")),
            at: None,
            was: None,
        })
    });
    changes.collect()
}
