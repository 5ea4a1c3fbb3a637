//! `check --format gitlab`: a Code Quality report, which a merge request compares with the one of its target branch by
//! fingerprint; so it is whole also with `--base`: there, what is not in it counts as fixed. The format is an array and has no place for the coverage statement; what could not be read is an
//! entry, and so is each kind of deployment that was not looked into.

use super::place::write_json;
use super::plain::cut;
use super::summary::unseen_clause;
use super::{Outcome, Reporter, Style, safe};
use crate::coverage::Failed;
use crate::finding::{Finding, Severity};
use crate::judge::fingerprint::{of_failed, of_unseen};
use crate::model::NotRendered;
use serde::Serialize;
use std::io;

/// The format.
pub static GITLAB: Reporter = Reporter {
    name: "gitlab",
    summary: "a Code Quality report, for GitLab merge requests",
    write,
};

/// A description is one line of a list.
const MAX_DESCRIPTION: usize = 1_000;

#[derive(Serialize)]
struct Entry {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

fn write(outcome: &Outcome, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let failed = outcome.coverage.failed.iter().map(unread);
    let unseen = outcome.coverage.unseen().into_iter();
    let unseen = unseen.filter_map(|(kind, all)| not_rendered(kind, &all));
    let entries: Vec<Entry> = failed
        .chain(unseen)
        .chain(outcome.standing().into_iter().map(entry))
        .collect();
    write_json(&entries, out)
}

fn entry(finding: &Finding) -> Entry {
    // The rule's name is shown nowhere else.
    let (rule, message) = (finding.rule.name, safe::prose(&finding.message));
    Entry {
        description: cut(&format!("{rule}: {message}"), MAX_DESCRIPTION),
        check_name: rule,
        fingerprint: finding.fingerprint.clone(),
        severity: match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Note => "info",
        },
        location: location(finding.location.path(), finding.location.first().line),
    }
}

fn unread(failed: &Failed) -> Entry {
    let message = format!("could not be checked: {}", safe::prose(&failed.reason()));
    Entry {
        description: cut(&message, MAX_DESCRIPTION),
        check_name: "could-not-be-checked",
        fingerprint: of_failed(&failed.path),
        severity: if failed.is_known() {
            "info"
        } else {
            "critical"
        },
        location: location(&failed.path, failed.line.unwrap_or(1)),
    }
}

/// At the first of its kind.
fn not_rendered(kind: &str, all: &[&NotRendered]) -> Option<Entry> {
    let first = all.first()?;
    let clause = unseen_clause(kind, all, first.command);
    Some(Entry {
        description: cut(&format!("not looked into: {clause}"), MAX_DESCRIPTION),
        check_name: "not-looked-into",
        fingerprint: of_unseen(kind),
        severity: "info",
        location: location(&first.path, first.line),
    })
}

fn location(path: &str, begin: u32) -> Location {
    Location {
        path: path.to_owned(),
        lines: Lines { begin },
    }
}
