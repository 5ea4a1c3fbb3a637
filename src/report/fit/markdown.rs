//! The matrix for the summary of a job: the platforms in use and those that could carry most, the rest folded. `check`
//! shows the same matrix in its own summary.

use super::super::markdown::{MAX_CELL, Page, code, text};
use super::super::plain::cut;
use super::super::text::{count, names};
use super::super::{Style, summary, warnings};
use super::{FitReport, FitReporter, cost, remark, words};
use crate::fit::{Advice, Cell, Column, Distance, Fit, Fits, Row, Summary};
use crate::model::Workload;
use crate::platform::Prices;
use std::cmp::Reverse;
use std::fmt::Write as _;
use std::io;

pub(super) static MARKDOWN: FitReporter = FitReporter {
    name: "markdown",
    summary: "a job summary: the matrix in few columns, details folded",
    write,
};

/// Platforms that have a column: a page of a job is narrow.
const COLUMNS: usize = 6;
/// Names that the summary lists before it counts.
const LISTED: usize = 6;

fn write(report: &FitReport<'_>, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let fit = report.fit;
    let shown = report.rows(|_, row| (Line::of(row), detail(row, report.prices())));
    let (lines, details): (Vec<Line<'_>>, Vec<String>) = shown.rows.into_iter().unzip();
    let mut page = Page::default();
    let workloads = count(lines.len(), "workload");
    let platforms = count(fit.platforms.len(), "platform");
    page.put(&format!("## plimsoll fit: {workloads} on {platforms}\n\n"));
    for warning in warnings::told(&report.outcome.coverage.warnings) {
        page.put(&format!(
            "**Warning:** {}\n\n",
            text(&cut(&warning, MAX_CELL))
        ));
    }
    if report.workload.is_none() {
        page.put(&advice(&shown.summary));
    }
    let coverage = summary::coverage(&report.outcome.coverage);
    page.put(&format!("{}\n\n", text(&coverage)));
    let beside = |_: &Workload| "";
    matrix(fit, &shown.summary, &lines, ("below", &beside), &mut page);
    let title = format!("Why, for all {platforms}");
    page.folded(&title, details.into_iter());
    out.write_all(page.finished().as_bytes())
}

/// What to do with which.
pub(in crate::report) fn advice(summary: &Summary) -> String {
    let mut lines = String::new();
    for advice in Advice::IN_ORDER {
        if let Some(named) = summary.by_advice.get(&advice) {
            let cells = named.iter().map(|name| code(&cut(name, MAX_CELL)));
            let (number, named) = (named.len(), names(&cells.collect::<Vec<_>>(), LISTED));
            let head = advice.name();
            let _ = writeln!(lines, "**{head}** ({number}): {named}  "); // a String takes everything
        }
    }
    lines
}

/// A row as the table shows it, before it is known which platforms have a column.
pub(in crate::report) struct Line<'w> {
    pub(in crate::report) workload: &'w Workload,
    pub(in crate::report) advice: Advice,
    /// One a platform.
    marks: Vec<&'static str>,
    nearest: String,
}

impl<'w> Line<'w> {
    pub(in crate::report) fn of(row: &Row<'w>) -> Self {
        Self {
            workload: row.workload,
            advice: row.verdict.advice,
            marks: row.cells.iter().map(mark).collect(),
            nearest: nearest_at_home(row),
        }
    }
}

/// The places of the platforms that have a column: those in use first, then those that carry most.
fn columns(summary: &Summary) -> Vec<usize> {
    let all = summary.columns.iter().enumerate();
    let mut columns: Vec<(usize, &Column)> = all.collect();
    columns.sort_by_key(|(_, column)| {
        let fits = column.answers.get(&Fits::Yes).copied();
        Reverse((column.at_home, fits.unwrap_or(0)))
    });
    columns.truncate(COLUMNS);
    let mut columns: Vec<usize> = columns.into_iter().map(|(at, _)| at).collect();
    columns.sort_unstable();
    columns
}

/// The table and what its marks mean; `elsewhere` says where the platforms without a column are, `beside` what is to be
/// known beside a row's verdict.
pub(in crate::report) fn matrix<'w>(
    fit: &Fit<'_>,
    summary: &Summary,
    lines: &[Line<'w>],
    (elsewhere, beside): (&str, &dyn Fn(&'w Workload) -> &'static str),
    page: &mut Page,
) {
    let columns = columns(summary);
    let titles = columns
        .iter()
        .filter_map(|&column| fit.platforms.get(column));
    let titles: String = titles.map(|one| format!(" {} |", one.title())).collect();
    let rule = " :---: |".repeat(columns.len());
    let head =
        format!("| workload | verdict |{titles} nearest limit |\n| --- | --- |{rule} --- |\n");
    let row = |line: &Line<'w>| {
        let marks = columns.iter().filter_map(|&column| line.marks.get(column));
        let marks: String = marks.map(|mark| format!(" {mark} |")).collect();
        let name = code(&cut(&line.workload.name, MAX_CELL));
        let (advice, nearest) = (line.advice.name(), text(&line.nearest));
        let beside = beside(line.workload);
        format!("| {name} | {advice}{beside} |{marks} {nearest} |\n")
    };
    page.list(&head, "", lines.iter().map(row));
    let left = fit.platforms.len() - columns.len();
    let more = match left {
        0 => String::new(),
        left => format!("; {} {elsewhere}", count(left, "other platform")),
    };
    page.put(&format!(
        "✓ fits, ~ fits if a setting changes, ? unknown, ✗ does not fit, **bold** where it is{more}\n\n"
    ));
}

/// The number that is nearest to its limit where the workload is today.
fn nearest_at_home(row: &Row<'_>) -> String {
    let home = row.cells.iter().find(|cell| cell.home);
    let nearest = home.and_then(|cell| cell.distances.first());
    nearest.map_or_else(String::new, Distance::words)
}

fn mark(cell: &Cell<'_>) -> &'static str {
    match (cell.fits, cell.home) {
        (Fits::Yes, false) => "✓",
        (Fits::Yes, true) => "**✓**",
        (Fits::If, false) => "&#126;",
        (Fits::If, true) => "**&#126;**",
        (Fits::Unknown, false) => "?",
        (Fits::Unknown, true) => "**?**",
        (Fits::No, false) => "✗",
        (Fits::No, true) => "**✗**",
    }
}

/// One item a workload, its platforms by answer below it.
fn detail(row: &Row<'_>, prices: Option<&Prices>) -> String {
    let workload = row.workload;
    let at = format!("{}:{}", workload.at.path(), workload.at.first().line);
    let mut item = format!(
        "- {} {} on {}: **{}**, {}\n",
        code(&cut(&workload.name, MAX_CELL)),
        code(&cut(&at, MAX_CELL)),
        text(&workload.placement.names()),
        row.verdict.advice.name(),
        text(&cut(&row.verdict.why, MAX_CELL)),
    );
    if let Some(cost) = &row.cost {
        let (line, aside) = cost::words(cost, prices);
        for said in [line, aside].iter().filter(|said| !said.is_empty()) {
            let _ = writeln!(item, "  - cost: {}", text(said)); // a String takes everything
        }
    }
    for fits in [Fits::Yes, Fits::If, Fits::Unknown, Fits::No] {
        let mut groups: Vec<(String, Vec<&str>)> = Vec::new();
        for cell in row.cells.iter().filter(|cell| cell.fits == fits) {
            let said = match fits {
                Fits::Yes => String::new(),
                _ => remark(cell),
            };
            match groups.iter_mut().find(|(known, _)| *known == said) {
                Some((_, platforms)) => platforms.push(cell.platform.title()),
                None => groups.push((said, vec![cell.platform.title()])),
            }
        }
        for (said, platforms) in groups {
            let colon = if said.is_empty() { "" } else { ": " };
            let _ = writeln!(
                item,
                "  - {}: {}{colon}{}",
                words(fits),
                platforms.join(", "),
                text(&cut(&said, MAX_CELL)),
            ); // a String takes everything
        }
    }
    item
}
