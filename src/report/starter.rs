//! The `plimsoll.yaml` to start from: every key explained, the examples made of what the repository holds. Prose stands
//! behind `# `, a key that is switched off behind `#` alone, so that deleting one character switches it on.

use super::summary::workloads;
use super::{Outcome, safe};
use crate::model::{Platform, Side, Workload};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Examples of a kind.
const MAX_EXAMPLES: usize = 5;

/// The file's text.
pub(crate) fn starter(outcome: &Outcome) -> String {
    let found = safe::inline(&workloads(&outcome.workloads));
    let require = if outcome.workloads.is_empty() {
        "#"
    } else {
        ""
    };
    let mut text = format!(
        "\
# What plimsoll cannot read from manifests, and what this repository decides for itself. Every key is optional;
# `plimsoll schema` prints the JSON Schema of this file, `plimsoll explain RULE` a rule's page.
# Found when this file was written: {found}.

# Configurations to start from, relative to this file; what stands here comes on top, as far as they do not lock it.
#extends: ../policy/plimsoll.yaml

# Findings of this severity or above fail a build: note, warning, error or never.
fail-on: error

# A run that recognises no workload checked nothing, which is exit code 2.
{require}require-workloads: true

# Findings that were there before: `plimsoll baseline create` writes the file, and only new ones are reported.
#baseline: plimsoll.baseline

# Paths to leave out, relative to the root of the repository.
#exclude: [\"examples/**/*\"]
"
    );
    text.push_str(&rules(outcome));
    text.push_str(&declarations(outcome));
    text.push_str(&ignores(outcome));
    text
}

fn rules(outcome: &Outcome) -> String {
    let mut fired: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for finding in outcome
        .live()
        .filter(|finding| !finding.is_about_suppression())
    {
        fired
            .entry(finding.rule.name)
            .or_insert((0, finding.rule.severity.name()))
            .0 += 1;
    }
    let mut text = "
# Rules that are off or have another severity: off, note, warning or error. `plimsoll rules` lists all of them.
#rules:
"
    .to_owned();
    for (rule, (number, severity)) in &fired {
        let _ = writeln!(text, "#  {rule}: {severity} # found {number} times");
    }
    if fired.is_empty() {
        text.push_str("#  timeout-at-platform-limit: off\n");
    }
    text.replace("found 1 times", "found once")
}

fn declarations(outcome: &Outcome) -> String {
    let mut text = "
# What no manifest states, for the workloads that path, kind and name select; the values here are only examples.
# `plimsoll inspect` shows what is known.
#workloads:
"
    .to_owned();
    let (unclear, clear): (Vec<&Workload>, Vec<&Workload>) = outcome
        .workloads
        .iter()
        .partition(|workload| workload.placement.platform().is_none());
    for workload in unclear.into_iter().chain(clear).take(MAX_EXAMPLES) {
        let declared = match workload.placement.platform() {
            None => {
                let first = workload.placement.platforms.first();
                format!(
                    "platform: {}",
                    first.unwrap_or(&Platform::Kubernetes).name()
                )
            }
            Some(platform) if platform.side() == Side::Serverless => "max-runtime: 8m".to_owned(),
            Some(_) => "traffic-pattern: steady".to_owned(),
        };
        let path = quoted(&crate::files::Glob::escape(workload.at.path()));
        let name = quoted(&workload.name);
        let _ = writeln!(text, "#  - {{path: {path}, name: {name}, {declared}}}");
    }
    if outcome.workloads.is_empty() {
        text.push_str("#  - {path: \"services/**/*\", name: checkout, p99-latency: 40ms}\n");
    }
    text
}

fn ignores(outcome: &Outcome) -> String {
    let first = outcome
        .live()
        .find(|finding| !finding.is_about_suppression());
    let (rule, path) = match first {
        Some(finding) => (
            finding.rule.name,
            crate::files::Glob::escape(finding.location.path()),
        ),
        None => ("long-runtime", "batch/**/*".to_owned()),
    };
    let path = quoted(&path);
    format!(
        "
# Findings that are right and stay, each with a reason; `until: YYYY-MM-DD` ends it.
#ignore:
#  - {{rules: [{rule}], path: {path}, reason: \"why it stays\"}}
"
    )
}

/// As JSON, which YAML reads.
fn quoted(text: &str) -> String {
    safe::json(&serde_json::Value::from(text).to_string()).into_owned()
}
