//! `merge`: many repositories in one report. Whatever the order of the reports, they are listed by name.

use super::markdown::escape::{code, text};
use super::place::{VERSION, write_json};
use super::spreadsheet::line;
use super::text::count;
use crate::finding::Severity;
use crate::merge::Repository;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

/// An output format of `merge`.
pub struct MergeReporter {
    /// The value of `--format`.
    pub name: &'static str,
    /// For `--help`.
    pub summary: &'static str,
    /// Writes the report of repositories that are sorted by name.
    pub write: fn(&[Repository], &mut dyn io::Write) -> io::Result<()>,
}

/// Every output format of `merge`.
pub static MERGE_REPORTERS: &[&MergeReporter] = &[
    &MergeReporter {
        name: "markdown",
        summary: "tables for a page: repositories, platforms, rules, ignores",
        write: markdown,
    },
    &MergeReporter {
        name: "json",
        summary: "one versioned JSON document, for programs",
        write: document,
    },
    &MergeReporter {
        name: "csv",
        summary: "one line a repository, for a spreadsheet",
        write: csv,
    },
];

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Note];
/// Where an ignore has no end.
const ENDLESS: &str = "no end";

fn markdown(repositories: &[Repository], out: &mut dyn io::Write) -> io::Result<()> {
    let total = Repository::total(repositories);
    let number = |severity| {
        let found = usize::try_from(total.severe(severity)).unwrap_or(usize::MAX);
        count(found, severity.name())
    };
    let mut page = format!(
        "## plimsoll: {} in {}\n\n",
        SEVERITIES.map(number).join(", "),
        if repositories.len() == 1 {
            "1 repository".to_owned()
        } else {
            format!("{} repositories", repositories.len())
        }
    );
    let head = [
        "repository",
        "workloads",
        "errors",
        "warnings",
        "notes",
        "ignored",
        "files read",
        "skipped",
        "failed",
        "not rendered",
    ];
    table(
        &mut page,
        &head.map(str::to_owned),
        rows(repositories, &total, overview),
    );
    if !total.platforms.is_empty() {
        page.push_str("\n### Workloads by platform\n\n");
        let names = total.platforms.keys().map(|name| text(name));
        let head: Vec<String> = std::iter::once("repository".to_owned())
            .chain(names)
            .collect();
        let cells = |one: &Repository| platforms(one, &total);
        table(&mut page, &head, rows(repositories, &total, cells));
    }
    if !total.findings.is_empty() {
        page.push_str("\n### Findings by rule\n\n");
        let head = ["rule", "severity", "findings", "repositories"].map(str::to_owned);
        let row = |(key, number): (&(String, Severity), &u64)| {
            let places = repositories
                .iter()
                .filter(|one| one.findings.contains_key(key));
            vec![
                code(&key.0),
                key.1.name().to_owned(),
                number.to_string(),
                places.count().to_string(),
            ]
        };
        table(&mut page, &head, total.findings.iter().map(row).collect());
    }
    if !total.ignores.is_empty() {
        page.push_str("\n### Ignored findings by their ignore's end\n\n");
        let head = ["until", "held by", "findings"].map(str::to_owned);
        let row = |((until, kind), number): (&(String, String), &u64)| {
            vec![text(until), text(kind), number.to_string()]
        };
        table(&mut page, &head, ends(&total).iter().map(row).collect());
    }
    out.write_all(page.as_bytes())
}

fn rows(
    repositories: &[Repository],
    total: &Repository,
    cells: impl Fn(&Repository) -> Vec<u64>,
) -> Vec<Vec<String>> {
    let row = |name: String, one: &Repository| {
        let numbers = cells(one).into_iter().map(|number| number.to_string());
        std::iter::once(name).chain(numbers).collect()
    };
    let each = repositories.iter().map(|one| row(code(&one.name), one));
    each.chain([row("**total**".to_owned(), total)]).collect()
}

fn overview(one: &Repository) -> Vec<u64> {
    let [errors, warnings, notes] = SEVERITIES.map(|severity| one.severe(severity));
    let files = one.files;
    vec![
        one.workloads,
        errors,
        warnings,
        notes,
        one.ignored(),
        files.read,
        files.skipped,
        files.failed,
        files.not_rendered,
    ]
}

fn platforms(one: &Repository, total: &Repository) -> Vec<u64> {
    let number = |name| one.platforms.get(name).copied().unwrap_or_default();
    total.platforms.keys().map(number).collect()
}

/// Ignored findings by the ignore's last day and what holds it; the endless ones are last, as words sort behind digits.
fn ends(one: &Repository) -> BTreeMap<(String, String), u64> {
    let mut ends: BTreeMap<(String, String), u64> = BTreeMap::new();
    for (ignore, number) in &one.ignores {
        let until = if ignore.endless {
            ENDLESS
        } else {
            &ignore.until
        };
        let sum = ends
            .entry((until.to_owned(), ignore.kind.clone()))
            .or_default();
        *sum = sum.saturating_add(*number);
    }
    ends
}

fn table(page: &mut String, head: &[String], rows: Vec<Vec<String>>) {
    let rule = vec!["---".to_owned(); head.len()];
    for row in [head.to_vec(), rule].into_iter().chain(rows) {
        let _ = writeln!(page, "| {} |", row.join(" | ")); // a String takes everything
    }
}

fn document(repositories: &[Repository], out: &mut dyn io::Write) -> io::Result<()> {
    let all: Vec<Value> = repositories.iter().map(repository).collect();
    let mut total = repository(&Repository::total(repositories));
    if let Some(total) = total.as_object_mut() {
        total.remove("name");
    }
    let report = json!({"version": VERSION, "repositories": all, "total": total});
    write_json(&report, out)
}

fn repository(one: &Repository) -> Value {
    let finding = |((rule, severity), number): (&(String, Severity), &u64)| json!({"rule": rule, "severity": severity.name(), "findings": number});
    let ignore = |(ignore, number): (&crate::merge::Ignore, &u64)| {
        let until = (!ignore.endless).then_some(&ignore.until);
        json!({
            "until": until, "kind": ignore.kind, "rule": ignore.rule, "reason": ignore.reason, "findings": number
        })
    };
    json!({
        "name": one.name,
        "files": {"read": one.files.read, "skipped": one.files.skipped, "failed": one.files.failed, "not_rendered": one.files.not_rendered},
        "workloads": one.workloads,
        "platforms": one.platforms,
        "findings": one.findings.iter().map(finding).collect::<Vec<_>>(),
        "ignores": one.ignores.iter().map(ignore).collect::<Vec<_>>(),
    })
}

fn csv(repositories: &[Repository], out: &mut dyn io::Write) -> io::Result<()> {
    let total = Repository::total(repositories);
    let ends_of_all = ends(&total);
    let head = [
        "repository",
        "workloads",
        "errors",
        "warnings",
        "notes",
        "ignored",
        "read",
        "skipped",
        "failed",
        "not rendered",
    ];
    let found = total.findings.keys();
    let head = head
        .into_iter()
        .map(str::to_owned)
        .chain(total.platforms.keys().map(|name| format!("on {name}")))
        .chain(found.map(|(rule, severity)| format!("{rule} ({})", severity.name())))
        .chain(
            ends_of_all
                .keys()
                .map(|(until, kind)| format!("ignored until {until} ({kind})")),
        );
    line(head, out)?;
    let row = |name: &str, one: &Repository, out: &mut dyn io::Write| {
        let ends = ends(one);
        let found = total.findings.keys().map(|key| one.findings.get(key));
        let ended = ends_of_all.keys().map(|key| ends.get(key));
        let more = found
            .chain(ended)
            .map(|number| number.copied().unwrap_or_default());
        let numbers = overview(one)
            .into_iter()
            .chain(platforms(one, &total))
            .chain(more);
        let numbers = numbers.map(|number| number.to_string());
        line(std::iter::once(name.to_owned()).chain(numbers), out)
    };
    for one in repositories {
        row(&one.name, one, out)?;
    }
    row(&total.name, &total, out)
}
