//! What a change moved, in words: for the reports that people read.

use super::safe;
use super::text::count;
use crate::base::{Change, Moved, Since, Verdict};

/// `since main: 3 findings known before, 1 gone, 2 workloads moved`.
pub(crate) fn clause(since: &Since) -> String {
    let Since {
        revision,
        known,
        worse: _,
        gone,
        moved,
        policy,
        held,
    } = since;
    let policy = match policy.len() {
        0 => String::new(),
        changes => format!(", {} of policy", count(changes, "change")),
    };
    let held = if *held { ", judged by its policy" } else { "" };
    format!(
        "since {}: {} known before, {gone} gone, {} moved{policy}{held}",
        safe::inline(revision),
        count(known.len(), "finding"),
        count(moved.len(), "workload")
    )
}

/// The workload, and what was and is said of it.
pub(crate) fn words(moved: &Moved) -> (String, String, String) {
    let id = &moved.subject.id;
    let namespace = id.namespace.as_ref().map(|name| format!("{name}/"));
    let name = format!(
        "{} `{}{}` in {}",
        id.kind,
        namespace.unwrap_or_default(),
        id.name,
        id.path
    );
    let same_place = moved.before.placement == moved.after.placement;
    let said = |verdict: &Verdict| {
        let said: Vec<String> = verdict
            .findings
            .iter()
            .map(|(rule, severity)| format!("{} `{rule}`", severity.name()))
            .collect();
        let said = if said.is_empty() {
            "no finding".to_owned()
        } else {
            said.join(", ")
        };
        if same_place {
            said
        } else {
            format!("on {}: {said}", verdict.placement)
        }
    };
    (name, said(&moved.before), said(&moved.after))
}

/// One line of a log: `moved: Deployment `shop/web` in k8s/web.yaml: no finding before, now note `...``.
pub(crate) fn line(moved: &Moved) -> String {
    let (name, before, after) = words(moved);
    format!(
        "{}: {} before, now {}",
        safe::inline(&name),
        safe::inline(&before),
        safe::inline(&after)
    )
}

/// Where a change of the policy stands, or stood: `path:line`.
pub(crate) fn place(change: &Change) -> String {
    match (&change.at, &change.was) {
        (Some(at), _) => format!("{}:{}", at.path(), at.first().line),
        (None, Some(was)) => format!("{}:{} before", was.path(), was.first().line),
        (None, None) => change.what.clone(),
    }
}

/// What a change of the policy is about, and what was and is said of it.
pub(crate) fn policy_words(change: &Change) -> (String, &str, &str) {
    let nothing = "nothing";
    (
        format!("{} {}", change.kind, change.what),
        change.before.as_deref().unwrap_or(nothing),
        change.after.as_deref().unwrap_or(nothing),
    )
}

/// One line of a log: `plimsoll.yaml:3: setting rules.long-runtime: warning (default) before, now off`.
pub(crate) fn policy_line(change: &Change) -> String {
    let (what, before, after) = policy_words(change);
    let line = format!("{}: {what}: {before} before, now {after}", place(change));
    safe::inline(&line)
}
