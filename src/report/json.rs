//! `check --format json`: versioned and stable; other tools build on it. Suppressed findings are always listed.

use super::place::{Files, Place, VERSION, write_json};
use super::summary::by_platform;
use super::{Outcome, Reporter, Style};
use crate::base::{Change, Moved, Since, Verdict};
use crate::finding::{Evidence, Finding, Severity, Subject, Suppression};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

/// The format.
pub static JSON: Reporter = Reporter {
    name: "json",
    summary: "one versioned JSON document, for programs",
    write,
};

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    tool: Tool,
    files: Files<'a>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    warnings: &'a [String],
    workloads: usize,
    platforms: BTreeMap<String, usize>,
    findings: Vec<JsonFinding<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<JsonSince<'a>>,
}

/// Only with `--base`: then `findings` are the new ones.
#[derive(Serialize)]
struct JsonSince<'a> {
    revision: &'a str,
    commit: &'a str,
    merge_base: bool,
    known: usize,
    worse: usize,
    gone: usize,
    moved: Vec<JsonMoved<'a>>,
    policy_from_base: bool,
    policy: Vec<JsonChange<'a>>,
}

/// What of the policy is another one; the location is where it stands now.
#[derive(Serialize)]
struct JsonChange<'a> {
    kind: &'static str,
    what: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
    location: Option<Place<'a>>,
}

#[derive(Serialize)]
struct JsonMoved<'a> {
    workload: JsonSubject<'a>,
    before: JsonVerdict<'a>,
    after: JsonVerdict<'a>,
}

#[derive(Serialize)]
struct JsonVerdict<'a> {
    placement: &'a str,
    findings: Vec<JsonSaid>,
}

#[derive(Serialize)]
struct JsonSaid {
    rule: &'static str,
    severity: &'static str,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct JsonFinding<'a> {
    rule: &'static str,
    family: &'static str,
    severity: &'static str,
    confidence: &'static str,
    workloads: Vec<JsonSubject<'a>>,
    message: &'a str,
    help: &'a str,
    location: Place<'a>,
    evidence: Vec<JsonEvidence<'a>>,
    fingerprint: &'a str,
    suppressed: Option<JsonSuppression<'a>>,
    /// Only with `--base`, where the base has it less bad.
    #[serde(skip_serializing_if = "Option::is_none")]
    worse: Option<JsonWorse<'a>>,
}

#[derive(Serialize)]
struct JsonWorse<'a> {
    before: &'a str,
    after: &'a str,
}

#[derive(Serialize)]
struct JsonSubject<'a> {
    name: &'a str,
    namespace: Option<&'a str>,
    kind: &'a str,
    platform: Option<&'static str>,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    platforms: &'a [&'static str],
    variant: Option<&'static str>,
    path: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct JsonEvidence<'a> {
    criterion: &'static str,
    stance: &'static str,
    weight: &'static str,
    text: &'a str,
    location: Option<Place<'a>>,
}

#[derive(Serialize)]
struct JsonSuppression<'a> {
    kind: &'static str,
    reason: &'a str,
    until: Option<String>,
    location: Place<'a>,
}

fn write(outcome: &Outcome, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let report = Report {
        version: VERSION,
        tool: Tool {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        },
        files: Files::of(&outcome.coverage),
        warnings: &outcome.coverage.warnings,
        workloads: outcome.workloads.len(),
        platforms: by_platform(&outcome.workloads),
        findings: outcome.findings.iter().map(finding).collect(),
        base: outcome.since.as_ref().map(|one| since(outcome, one)),
    };
    write_json(&report, out)
}

fn finding(finding: &Finding) -> JsonFinding<'_> {
    JsonFinding {
        rule: finding.rule.name,
        family: finding.rule.family.name(),
        severity: finding.severity.name(),
        confidence: finding.confidence.name(),
        workloads: finding.workloads.iter().map(subject).collect(),
        message: &finding.message,
        help: &finding.help,
        location: Place::of(&finding.location),
        evidence: finding.evidence.iter().map(evidence).collect(),
        fingerprint: &finding.fingerprint,
        suppressed: finding.suppressed.as_ref().map(suppression),
        worse: finding.worse.as_ref().map(|worse| JsonWorse {
            before: &worse.before,
            after: &worse.after,
        }),
    }
}

fn since<'a>(outcome: &Outcome, since: &'a Since) -> JsonSince<'a> {
    JsonSince {
        revision: &since.revision,
        commit: &since.commit,
        merge_base: since.start.is_merge_base(),
        known: since.known.len(),
        worse: outcome.live().filter(|one| one.worse.is_some()).count(),
        gone: since.gone,
        moved: since.moved.iter().map(moved).collect(),
        policy_from_base: since.held,
        policy: since.policy.iter().map(change).collect(),
    }
}

fn change(change: &Change) -> JsonChange<'_> {
    JsonChange {
        kind: change.kind,
        what: &change.what,
        before: change.before.as_deref(),
        after: change.after.as_deref(),
        location: change.at.as_ref().map(Place::of),
    }
}

fn moved(moved: &Moved) -> JsonMoved<'_> {
    JsonMoved {
        workload: subject(&moved.subject),
        before: verdict(&moved.before),
        after: verdict(&moved.after),
    }
}

fn verdict(verdict: &Verdict) -> JsonVerdict<'_> {
    let said = |(rule, severity): (&&'static str, &Severity)| JsonSaid {
        rule,
        severity: severity.name(),
    };
    JsonVerdict {
        placement: &verdict.placement,
        findings: verdict.findings.iter().map(said).collect(),
    }
}

fn subject(subject: &Subject) -> JsonSubject<'_> {
    JsonSubject {
        name: &subject.id.name,
        namespace: subject.id.namespace.as_deref(),
        kind: &subject.id.kind,
        platform: subject.platform,
        platforms: &subject.ambiguous,
        variant: subject.variant,
        path: &subject.id.path,
        line: subject.line,
    }
}

fn evidence(evidence: &Evidence) -> JsonEvidence<'_> {
    JsonEvidence {
        criterion: evidence.criterion,
        stance: evidence.stance.name(),
        weight: evidence.weight.name(),
        text: &evidence.text,
        location: evidence.at.as_ref().map(Place::of),
    }
}

fn suppression(suppression: &Suppression) -> JsonSuppression<'_> {
    let directive = &suppression.directive;
    let (reason, until) = match &directive.ignore {
        Ok(ignore) => (ignore.reason.as_str(), ignore.until),
        Err(why) => (why.as_str(), None),
    };
    JsonSuppression {
        kind: directive.kind.name(),
        reason,
        until: until.map(|date| date.to_string()),
        location: Place::of(&directive.at),
    }
}
