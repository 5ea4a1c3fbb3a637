//! What a change moved, in words: for the reports that people read.

use super::Outcome;
use super::safe;
use super::text::count;
use crate::base::{Change, Moved, Since, Start, Verdict};

/// `since main: 1 worse, 3 unchanged, 1 fixed, 2 verdicts changed`.
pub(crate) fn clause(outcome: &Outcome, since: &Since) -> String {
    let Since {
        revision,
        commit,
        start,
        known,
        gone,
        moved,
        policy,
        held,
    } = since;
    let mut parts = Vec::new();
    match outcome.live().filter(|one| one.worse.is_some()).count() {
        0 => {}
        worse => parts.push(format!("{worse} worse")),
    }
    parts.push(format!("{} unchanged", known.len()));
    parts.push(format!("{gone} fixed"));
    if !moved.is_empty() {
        parts.push(format!("{} changed", count(moved.len(), "verdict")));
    }
    if !policy.is_empty() {
        parts.push(format!("{} of policy", count(policy.len(), "change")));
    }
    if *held {
        parts.push("judged by its policy".to_owned());
    }
    let start = match start {
        Start::Base => String::new(),
        Start::MergeBase => format!(" (merge base {})", commit.get(..SHORT).unwrap_or(commit)),
        Start::Exact => " (the commit itself)".to_owned(),
        Start::Shallow => {
            " (the commit itself: the history of this clone is too short for a merge base)"
                .to_owned()
        }
        Start::Unrelated => " (the commit itself: there is no merge base)".to_owned(),
    };
    let parts = parts.join(", ");
    format!("since {}{start}: {parts}", safe::inline(revision))
}

/// Digits of a commit's name, as git shows it.
const SHORT: usize = 12;

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

/// What became of a workload, in one word.
pub(crate) fn label(moved: &Moved) -> &'static str {
    let (before, after) = (&moved.before, &moved.after);
    if before.placement != after.placement {
        return "moved";
    }
    let more = |one: &Verdict, other: &Verdict| {
        let mut findings = one.findings.iter();
        findings.any(|(rule, severity)| other.findings.get(rule) < Some(severity))
    };
    match (more(after, before), more(before, after)) {
        (true, false) => "worse",
        (false, true) => "better",
        _ => "changed",
    }
}

/// One line of a log, behind its label: `Deployment `shop/web` in k8s/web.yaml: no finding -> note `...``.
pub(crate) fn line(moved: &Moved) -> String {
    let (name, before, after) = words(moved);
    format!(
        "{}: {} -> {}",
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

/// One line of a log: `plimsoll.yaml:3: setting rules.long-runtime: warning (default) -> off`.
pub(crate) fn policy_line(change: &Change) -> String {
    let (what, before, after) = policy_words(change);
    let line = format!("{}: {what}: {before} -> {after}", place(change));
    safe::inline(&line)
}
