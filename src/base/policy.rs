//! How a change alters what it is judged by: settings and thresholds, suppressions of every kind, what is declared, and files
//! that were read and are not any more. Compared by what they are about, not by the lines they stand on.

use crate::config::Settings;
use crate::coverage::Coverage;
use crate::finding::Severity;
use crate::judge;
use crate::model::{Confidence, Directive, DirectiveKind, Size, WorkloadId};
use crate::report::Outcome;
use crate::source::{MAX_FILE_BYTES, Span};
use crate::suppress::{Anchor, Baseline, anchors, words};
use std::collections::{BTreeMap, BTreeSet};

/// What one commit is judged by, as its files say it.
pub struct Policy<'a> {
    /// Of its configurations.
    pub settings: &'a Settings,
    /// Of its baseline.
    pub baseline: Option<&'a Baseline>,
    /// What a run on it saw.
    pub outcome: &'a Outcome,
}

/// One thing that is another one than before.
#[derive(Debug, Clone)]
pub struct Change {
    /// `setting`, `comment`, `annotation`, `config`, `baseline`, `declaration` or `file`.
    pub kind: &'static str,
    /// What it is about.
    pub what: String,
    /// What the base says; `None` where it says nothing.
    pub before: Option<String>,
    /// What the change says; `None` where it says nothing any more.
    pub after: Option<String>,
    /// Where it stands now, on one line.
    pub at: Option<Span>,
    /// Where it stood.
    pub was: Option<Span>,
}

/// What is said, and where.
type Said<'a> = (String, &'a Span);

/// Every change, sorted by where it stands. `is_there` tells whether there is a file of that path, read or not.
pub fn changes(
    before: &Policy<'_>,
    after: &Policy<'_>,
    is_there: &dyn Fn(&str) -> bool,
) -> Vec<Change> {
    let mut changes = settings(before.settings, after.settings);
    changes.extend(suppressions(before, after));
    changes.extend(known(before, after));
    changes.extend(declarations(before, after));
    changes.extend(unread(
        &before.outcome.coverage,
        &after.outcome.coverage,
        is_there,
    ));
    changes.sort_by(|a, b| {
        let place = |change: &Change| {
            let at = change.at.as_ref().or(change.was.as_ref());
            at.map(|at| (at.path().to_owned(), at.start))
        };
        (place(a), a.kind, &a.what).cmp(&(place(b), b.kind, &b.what))
    });
    changes
}

/// What differs between two maps of things that are said.
fn differing<K: Ord>(
    kind: &dyn Fn(&K) -> &'static str,
    what: &dyn Fn(&K) -> String,
    before: &BTreeMap<K, Said<'_>>,
    after: &BTreeMap<K, Said<'_>>,
) -> Vec<Change> {
    let keys: BTreeSet<&K> = before.keys().chain(after.keys()).collect();
    let differs = keys.into_iter().filter_map(|key| {
        let (old, new) = (before.get(key), after.get(key));
        let (was, is) = (old.map(|(text, _)| text), new.map(|(text, _)| text));
        (was != is).then(|| Change {
            kind: kind(key),
            what: what(key),
            before: was.cloned(),
            after: is.cloned(),
            at: new.map(|(_, at)| at.first_line()),
            was: old.map(|(_, at)| at.first_line()),
        })
    });
    differs.collect()
}

fn settings(before: &Settings, after: &Settings) -> Vec<Change> {
    fn said(settings: &Settings) -> BTreeMap<(String, String), Said<'_>> {
        let stated = settings.stated.iter();
        stated
            .map(|(key, stated)| (key.clone(), (stated.value.clone(), &stated.at)))
            .collect()
    }
    let what = |(key, of): &(String, String)| match of.as_str() {
        "" => key.clone(),
        of => format!("{key}: {of}"),
    };
    let mut changes = differing(&|_| "setting", &what, &said(before), &said(after));
    for change in &mut changes {
        let default = default_of(&change.what);
        let default = || {
            default
                .as_ref()
                .map(|default| format!("{default} (default)"))
        };
        change.before = change.before.take().or_else(default);
        change.after = change.after.take().or_else(default);
    }
    changes
}

/// What holds where nothing is stated.
fn default_of(key: &str) -> Option<String> {
    match key {
        "fail-on" => return Some(Severity::Error.name().to_owned()),
        "min-severity" => return Some(Severity::Note.name().to_owned()),
        "min-confidence" => return Some(Confidence::Low.name().to_owned()),
        "require-workloads" => return Some("false".to_owned()),
        "build-output" => return Some("true".to_owned()),
        "max-file-size" => return Some(Size::from_bytes(MAX_FILE_BYTES).to_string()),
        _ => {}
    }
    let mut parts = key.strip_prefix("rules.")?.split('.');
    let (name, threshold) = (parts.next()?, parts.next());
    let rule = judge::rules().into_iter().find(|rule| rule.name == name)?;
    let Some(threshold) = threshold else {
        return Some(rule.severity.name().to_owned());
    };
    let mut thresholds = rule.thresholds.iter();
    let found = thresholds.find(|one| one.name == threshold)?;
    Some(found.default.to_string())
}

/// Comments, annotations, and what the configurations ignore.
fn suppressions(before: &Policy<'_>, after: &Policy<'_>) -> Vec<Change> {
    fn said<'a>(policy: &'a Policy<'_>) -> BTreeMap<Anchor, Said<'a>> {
        let in_manifests = policy.outcome.directives.iter();
        let in_manifests = in_manifests.filter(|one| one.kind != DirectiveKind::Config);
        let all: Vec<&Directive> = in_manifests.chain(&policy.settings.ignores).collect();
        let anchors = anchors(&all, &policy.outcome.workloads);
        let said = all
            .iter()
            .map(|directive| (words(directive), &directive.at));
        anchors.into_iter().zip(said).collect()
    }
    let what = |anchor: &Anchor| {
        let parts = [&anchor.object, &anchor.field];
        let parts: Vec<&str> = parts.into_iter().map(String::as_str).collect();
        let about = parts.join(" ").trim().to_owned();
        if about.is_empty() {
            anchor.path.clone()
        } else {
            about
        }
    };
    differing(
        &|anchor: &Anchor| anchor.kind,
        &what,
        &said(before),
        &said(after),
    )
}

/// New lines of the baseline. One that is gone excuses nothing any more, and a fix leaves as many behind as it likes.
fn known(before: &Policy<'_>, after: &Policy<'_>) -> Vec<Change> {
    let old: BTreeSet<String> = before
        .baseline
        .iter()
        .flat_map(|baseline| baseline.entries())
        .map(|entry| entry.fingerprint().to_owned())
        .collect();
    let lines = after.baseline.iter().flat_map(|baseline| baseline.lines());
    let added = lines.filter(|(entry, _)| !old.contains(entry.fingerprint()));
    added
        .map(|(entry, at)| Change {
            kind: DirectiveKind::Baseline.name(),
            what: entry.to_string(),
            before: None,
            after: Some("known".to_owned()),
            at: Some(at.first_line()),
            was: None,
        })
        .collect()
}

/// What manifests declare of their workloads.
fn declarations(before: &Policy<'_>, after: &Policy<'_>) -> Vec<Change> {
    type Key = (WorkloadId, &'static str);
    fn said<'a>(policy: &'a Policy<'_>) -> BTreeMap<Key, Said<'a>> {
        let declared = policy.outcome.declared.iter();
        declared
            .map(|own| {
                (
                    (own.workload.clone(), own.what),
                    (own.value.clone(), &own.at),
                )
            })
            .collect()
    }
    let what = |(id, what): &Key| format!("{what} of {} {}", id.kind, id.name);
    differing(&|_| "declaration", &what, &said(before), &said(after))
}

/// Files that the base's run read and this one passes over, though they are there.
fn unread(before: &Coverage, after: &Coverage, is_there: &dyn Fn(&str) -> bool) -> Vec<Change> {
    let reasons: BTreeMap<&str, &'static str> = after
        .skipped
        .iter()
        .map(|skipped| (skipped.path.as_str(), skipped.reason.name()))
        .collect();
    let reason = |path: &str| {
        let mut above = std::iter::successors(Some(path), |path| Some(path.rsplit_once('/')?.0));
        above.find_map(|path| reasons.get(path).copied())
    };
    let failed = after.failed.iter().map(|failed| &failed.path);
    let seen: BTreeSet<&String> = after.read.iter().chain(failed).collect();
    let unseen = before
        .read
        .iter()
        .filter(|path| !seen.contains(path) && is_there(path));
    let changes = unseen.map(|path| Change {
        kind: "file",
        what: path.clone(),
        before: Some("read".to_owned()),
        after: Some(match reason(path) {
            Some(reason) => format!("skipped: {reason}"),
            None => "not read".to_owned(),
        }),
        at: None,
        was: None,
    });
    changes.collect()
}
