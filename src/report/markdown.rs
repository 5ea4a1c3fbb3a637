//! `check --format markdown`: the summary of a job or a comment on a pull request. Counts and the placements first, one
//! line for each finding, everything longer folded.

pub(super) mod escape;
mod placement;

use super::plain::{self, cut};
use super::summary::{findings as counted, workloads};
use super::text::count;
use super::{Outcome, Reporter, Style, since, summary, warnings};
use crate::base::{Change, Moved, Since};
use crate::finding::{Finding, Severity};
use crate::model::Workload;
pub(crate) use escape::{code, text};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;

/// The format.
pub static MARKDOWN: Reporter = Reporter {
    name: "markdown",
    summary: "a job summary: counts and findings, details folded",
    write,
};

/// GitHub takes a summary of 1 MiB for a step and drops a larger one whole; half of that leaves room for others.
const MAX_BYTES: usize = 512 << 10;
/// A cell of a table, in characters.
pub(crate) const MAX_CELL: usize = 600;
/// Files that are named one by one.
const MAX_FILES: usize = 200;

fn write(outcome: &Outcome, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let (_, counts) = counted(&outcome.findings);
    let mut page = Page::default();
    page.put(&format!("## plimsoll: {}\n\n", text(&counts)));
    for warning in warnings::told(&outcome.coverage.warnings) {
        page.put(&format!(
            "**Warning:** {}\n\n",
            text(&cut(&warning, MAX_CELL))
        ));
    }
    page.put(&format!("{}  \n", text(&workloads(&outcome.workloads))));
    page.put(&format!(
        "{}\n\n",
        text(&summary::coverage(&outcome.coverage))
    ));
    failed(outcome, &mut page);
    moved(outcome, &mut page);
    let mut live: Vec<&Finding> = outcome.live().collect();
    live.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    if !live.is_empty() {
        let head = "| severity | rule | where | finding |\n| --- | --- | --- | --- |\n";
        page.list(head, "", live.iter().map(|finding| row(finding)));
    }
    placements(outcome, &mut page);
    placement::matrix(outcome, &mut page);
    if !live.is_empty() {
        let title = format!("Why, and what to do: {}", count(live.len(), "finding"));
        page.folded(&title, live.iter().map(|finding| detail(finding)));
    }
    let suppressed = outcome
        .findings
        .iter()
        .filter(|finding| finding.suppressed.is_some());
    let suppressed: Vec<String> = suppressed.map(excused).collect();
    if style.suppressed && !suppressed.is_empty() {
        page.folded(
            &count(suppressed.len(), "suppressed finding"),
            suppressed.into_iter(),
        );
    }
    skipped(outcome, &mut page);
    out.write_all(page.finished().as_bytes())
}

/// A page that stays within its bound and says what did not fit.
#[derive(Default)]
pub(crate) struct Page {
    text: String,
    left_out: usize,
}

impl Page {
    /// Adds text as it is.
    pub(crate) fn put(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Items one below the other as far as there is room.
    pub(crate) fn list(&mut self, head: &str, foot: &str, items: impl Iterator<Item = String>) {
        self.put(head);
        for item in items {
            if self.text.len() + item.len() > MAX_BYTES {
                self.left_out += 1;
            } else {
                self.put(&item);
            }
        }
        self.put(foot);
        self.put("\n");
    }

    /// The same behind a title that opens them.
    pub(crate) fn folded(&mut self, title: &str, items: impl Iterator<Item = String>) {
        let head = format!("<details><summary>{}</summary>\n\n", text(title));
        self.list(&head, "\n</details>\n", items);
    }

    /// The page, and how much was left out.
    pub(crate) fn finished(mut self) -> String {
        if self.left_out > 0 {
            let left_out = count(self.left_out, "item");
            self.put(&format!(
                "{left_out} left out: this page is cut at {} KiB, other formats have everything.\n",
                MAX_BYTES >> 10
            ));
        }
        format!("{}\n", self.text.trim_end())
    }
}

fn row(finding: &Finding) -> String {
    let at = format!(
        "{}:{}",
        finding.location.path(),
        finding.location.first().line
    );
    let worse = finding.worse.as_ref().map(plain::worse);
    let worse = worse.map_or_else(String::new, |words| format!(" (worse: {})", text(&words)));
    format!(
        "| {} | {} | {} | {}{worse} |\n",
        finding.severity.name(),
        code(finding.rule.name),
        code(&cut(&at, MAX_CELL)),
        text(&cut(&finding.message, MAX_CELL))
    )
}

/// One item of a list, its reasons and its help below it.
fn detail(finding: &Finding) -> String {
    let mut lines = plain::lines(finding).into_iter();
    let message = lines.next().unwrap_or_default();
    let rule = code(finding.rule.name);
    let mut item = format!(
        "- **{}** {rule} {}\n",
        finding.severity.name(),
        text(&cut(&message, MAX_CELL))
    );
    for line in lines {
        let _ = writeln!(item, "  - {}", text(&cut(&line, MAX_CELL)));
    }
    item
}

fn excused(finding: &Finding) -> String {
    let (rule, line) = (code(finding.rule.name), finding.location.first().line);
    let at = code(&cut(
        &format!("{}:{line}", finding.location.path()),
        MAX_CELL,
    ));
    let Some(suppression) = &finding.suppressed else {
        return String::new();
    };
    let (kind, reason) = plain::excuse(suppression);
    let reason = text(&cut(reason, MAX_CELL));
    format!("- {rule} {at}: {reason} ({kind})\n")
}

/// Where the workloads stand, and how many of them have something to hear.
fn placements(outcome: &Outcome, page: &mut Page) {
    if outcome.workloads.is_empty() {
        return;
    }
    let mut told: BTreeMap<(&str, u32, &str), Severity> = BTreeMap::new();
    for finding in outcome.live() {
        for subject in &finding.workloads {
            let key = (
                subject.id.path.as_str(),
                subject.line,
                subject.id.name.as_str(),
            );
            let worst = told.entry(key).or_insert(finding.severity);
            *worst = finding.severity.max(*worst);
        }
    }
    let mut rows: BTreeMap<String, [usize; 4]> = BTreeMap::new();
    for workload in &outcome.workloads {
        let column = match told.get(&key(workload)) {
            Some(Severity::Error) => 0,
            Some(Severity::Warning) => 1,
            Some(Severity::Note) => 2,
            None => 3,
        };
        rows.entry(workload.placement.names()).or_default()[column] += 1;
    }
    let row = |(platform, [errors, warnings, notes, none]): (&String, &[usize; 4])| {
        let all = errors + warnings + notes + none;
        format!(
            "| {} | {all} | {errors} | {warnings} | {notes} | {none} |\n",
            text(platform)
        )
    };
    let head = "| workloads on | all | error | warning | note | no finding |\n| --- | ---: | ---: | ---: | ---: | ---: |\n";
    page.list(head, "", rows.iter().map(row));
}

fn key(workload: &Workload) -> (&str, u32, &str) {
    (
        workload.at.path(),
        workload.at.first().line,
        workload.name.as_str(),
    )
}

/// What the pull request moves.
fn moved(outcome: &Outcome, page: &mut Page) {
    let Some(since) = &outcome.since else { return };
    page.put(&format!("{}\n\n", text(&since::clause(outcome, since))));
    if !since.moved.is_empty() {
        let row = |moved: &Moved| {
            let (name, before, after) = since::words(moved);
            let cell = |words: &str| text(&cut(words, MAX_CELL));
            format!(
                "| {} | {} | {} |\n",
                cell(&name),
                cell(&before),
                cell(&after)
            )
        };
        let head = "| moved | before | now |\n| --- | --- | --- |\n";
        page.list(head, "", since.moved.iter().map(row));
    }
    policy(since, page);
}

/// What the pull request changes of what it is judged by.
fn policy(since: &Since, page: &mut Page) {
    if since.policy.is_empty() {
        return;
    }
    page.put(&if since.held {
        let revision = code(&cut(&since.revision, MAX_CELL));
        format!(
            "**Changes of the policy**, which count once they are merged: this run is judged by {revision}\n\n"
        )
    } else {
        "**Changes of the policy**, which this run is judged by already\n\n".to_owned()
    });
    let row = |change: &Change| {
        let (what, before, after) = since::policy_words(change);
        let cell = |words: &str| text(&cut(words, MAX_CELL));
        let place = code(&cut(&since::place(change), MAX_CELL));
        format!(
            "| {} | {place} | {} | {} |\n",
            cell(&what),
            cell(before),
            cell(after)
        )
    };
    let head = "| policy | where | before | now |\n| --- | --- | --- | --- |\n";
    page.list(head, "", since.policy.iter().map(row));
}

fn failed(outcome: &Outcome, page: &mut Page) {
    let failed = &outcome.coverage.failed;
    if failed.is_empty() {
        return;
    }
    let item = |failed: &crate::coverage::Failed| {
        format!("- {}\n", text(&cut(&failed.to_string(), MAX_CELL)))
    };
    page.put("**Could not be checked:**\n\n");
    let more = failed.len().saturating_sub(MAX_FILES);
    let more = (more > 0).then(|| format!("- and {}\n", count(more, "other file")));
    page.list("", "", failed.iter().take(MAX_FILES).map(item).chain(more));
}

/// The files that were not read, by reason.
fn skipped(outcome: &Outcome, page: &mut Page) {
    let skipped = &outcome.coverage.skipped;
    if skipped.is_empty() {
        return;
    }
    let reasons: BTreeSet<&str> = skipped
        .iter()
        .map(|skipped| skipped.reason.name())
        .collect();
    let item = |reason: &&str| {
        let paths: Vec<&str> = skipped
            .iter()
            .filter(|skipped| skipped.reason.name() == *reason)
            .map(|skipped| skipped.path.as_str())
            .collect();
        let shown: Vec<String> = paths
            .iter()
            .take(MAX_FILES)
            .map(|path| code(&cut(path, MAX_CELL)))
            .collect();
        let more = match paths.len() - shown.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("- {reason}: {}{more}\n", shown.join(", "))
    };
    page.folded(
        &format!("{} not read", count(skipped.len(), "file")),
        reasons.iter().map(item),
    );
}
