//! The keys by which code scanning follows the results of a rule in a file: `primaryLocationLineHash`.
//!
//! It computes a key from the line alone where a report has none, and keeps ours where both differ. Two results of one
//! rule on one line would be one alert, and a line of minified JSON holds a whole template: there the key names the
//! object too.

use super::line_hash;
use crate::finding::Finding;
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A line that is longer than this many bytes is written by a program. The key of a result on it is the object alone: the
/// hash is of the line's start, which changes with what is edited there, whatever the result is about.
const WRITTEN_BY_PROGRAMS: usize = 1_000;

/// The key of each finding; `None` where the line has no hash.
pub(super) fn of(findings: &[&Finding]) -> Vec<Option<String>> {
    let hashes = line_hashes(findings);
    let mut beside: BTreeMap<(&str, &str, u32), usize> = BTreeMap::new();
    for finding in findings {
        *beside.entry(place(finding)).or_default() += 1;
    }
    let key = |finding: &&Finding| {
        if is_long(finding) {
            return Some(finding.fingerprint.clone());
        }
        let hash = hashes.get(&(text_of(finding), line(finding)))?;
        Some(match beside[&place(finding)] {
            1 => hash.clone(),
            _ => format!("{hash}:{}", finding.fingerprint),
        })
    };
    findings.iter().map(key).collect()
}

fn place(finding: &Finding) -> (&'static str, &str, u32) {
    let path = finding.location.path();
    (finding.rule.name, path, line(finding))
}

fn line(finding: &Finding) -> u32 {
    finding.location.first().line
}

/// A file and its text: results that are carried over from a base stand in the base's text.
type File<'a> = (&'a str, *const Source);

fn text_of(finding: &Finding) -> File<'_> {
    let source = finding.location.source();
    (finding.location.path(), Arc::as_ptr(source))
}

fn is_long(finding: &Finding) -> bool {
    let at = &finding.location;
    let text = at.source().text();
    let start = usize::try_from(at.start).unwrap_or(usize::MAX);
    let (before, after) = text.split_at_checked(start).unwrap_or((text, ""));
    let before = before.len() - before.rfind('\n').map_or(0, |end| end + 1);
    before + after.find('\n').unwrap_or(after.len()) > WRITTEN_BY_PROGRAMS
}

/// The hashes of every finding's line, reading each file once.
fn line_hashes<'a>(findings: &[&'a Finding]) -> BTreeMap<(File<'a>, u32), String> {
    let mut lines: BTreeMap<File<'_>, BTreeSet<u32>> = BTreeMap::new();
    let mut sources: BTreeMap<File<'_>, &Arc<Source>> = BTreeMap::new();
    for finding in findings {
        let file = text_of(finding);
        sources.insert(file, finding.location.source());
        lines.entry(file).or_default().insert(line(finding));
    }
    let mut hashes = BTreeMap::new();
    for (file, source) in sources {
        for (line, hash) in line_hash::of_lines(source.text(), &lines[&file]) {
            hashes.insert((file, line), hash);
        }
    }
    hashes
}
