//! What a change moved, in words: for the reports that people read.

use super::safe;
use super::text::count;
use crate::base::{Moved, Since, Verdict};

/// `since main: 3 findings known before, 1 gone, 2 workloads moved`.
pub(crate) fn clause(since: &Since) -> String {
    let Since {
        revision,
        known,
        worse: _,
        gone,
        moved,
    } = since;
    format!(
        "since {}: {} known before, {gone} gone, {} moved",
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
