//! The matrix for people: one row a workload, one column a platform, as wide as the terminal allows; what does not fit
//! becomes a list for each workload.

use super::super::summary as told;
use super::super::text::{bold, count, dimmed, hanging, names, paint};
use super::super::{Style, safe, warnings};
use super::{FitReport, FitReporter, remark, scorecard, words};
use crate::fit::{Advice, Cell, Fit, Fits, Row, Shown, Summary};
use std::io;

pub(super) static TERMINAL: FitReporter = FitReporter {
    name: "terminal",
    summary: "for people: the matrix, or one workload's scorecard",
    write,
};

/// Columns of a matrix that are explained cell by cell below it.
const FEW: usize = 2;

/// The narrowest name column that still tells workloads apart.
const LEAST_NAME: usize = 12;

/// The widest name column.
const MOST_NAME: usize = 36;

/// Names that the summary lists before it counts.
const LISTED: usize = 6;

fn write(report: &FitReport<'_>, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let text = if report.workload.is_some() {
        let card = |_, row: &Row<'_>| scorecard::card(row, report.prices(), style);
        report.rows(card).rows.concat()
    } else {
        let (mut text, summary) = matrix(report, style);
        text.push_str(&closing(report, &summary, style));
        text
    };
    out.write_all(safe::lines(&text).as_bytes())
}

/// A mark, and brackets at home.
fn mark(cell: &Cell<'_>, style: Style, line: &mut String) {
    let mark = match (cell.fits, style.unicode) {
        (Fits::Yes, true) => "✓",
        (Fits::Yes, false) => "+",
        (Fits::If, _) => "~",
        (Fits::Unknown, _) => "?",
        (Fits::No, true) => "✗",
        (Fits::No, false) => "x",
    };
    let (before, after) = if cell.home { ("[", "]") } else { (" ", " ") };
    line.extend([before, &paint(style, look(cell.fits), mark), after]);
}

/// The colour of an answer.
pub(super) fn look(fits: Fits) -> anstyle::Style {
    let color = match fits {
        Fits::Yes => anstyle::AnsiColor::Green,
        Fits::If => anstyle::AnsiColor::Yellow,
        Fits::Unknown => anstyle::AnsiColor::Blue,
        Fits::No => anstyle::AnsiColor::Red,
    };
    anstyle::Style::new().fg_color(Some(color.into()))
}

fn matrix(report: &FitReport<'_>, style: Style) -> (String, Summary) {
    let fit = report.fit;
    let columns = fit.platforms.len();
    let names = fit.workloads.iter().map(|one| one.name.chars().count());
    let room = style.width.saturating_sub(3 * columns + 2);
    if columns <= FEW || room < LEAST_NAME {
        let Shown { rows, summary } = report.rows(|_, row| list(row, style));
        return (rows.concat(), summary);
    }
    let longest = names.max().unwrap_or(0);
    let width = longest.min(room).clamp(LEAST_NAME, MOST_NAME);
    let mut text = legend(fit, style);
    let numbers: String = (1..=columns)
        .map(|number| format!("{number:>2} "))
        .collect();
    text.extend([&" ".repeat(width), "  ", numbers.trim_end(), "\n"]);
    let Shown { rows, summary } = report.rows(|_, row| line(row, width, style));
    let mut path = "";
    for (workload, row) in fit.workloads.iter().zip(rows) {
        if workload.at.path() != path {
            path = workload.at.path();
            text.push_str(&paint(style, dimmed(), &safe::inline(path)));
            text.push('\n');
        }
        text.push_str(&row);
    }
    text.push('\n');
    (text, summary)
}

/// A workload's line.
fn line(row: &Row<'_>, width: usize, style: Style) -> String {
    let name = clipped(&safe::inline(&row.workload.name), width);
    let mut cells = String::new();
    for cell in &row.cells {
        mark(cell, style, &mut cells);
    }
    format!("{name}  {}\n", cells.trim_end())
}

/// A name in a column.
fn clipped(name: &str, width: usize) -> String {
    let length = name.chars().count();
    if length <= width {
        return format!("{name}{}", " ".repeat(width - length));
    }
    let kept: String = name.chars().take(width - 1).collect();
    format!("{kept}…")
}

/// What the numbers and the marks mean.
fn legend(fit: &Fit<'_>, style: Style) -> String {
    let columns = fit.platforms.iter().enumerate();
    let names: Vec<String> = columns
        .map(|(index, platform)| format!("{}={}", index + 1, platform.name()))
        .collect();
    let marks = if style.unicode {
        "✓ fits  ~ fits if a setting changes  ? unknown  ✗ does not fit  [ ] where it is"
    } else {
        "+ fits  ~ fits if a setting changes  ? unknown  x does not fit  [ ] where it is"
    };
    format!(
        "{}{}\n",
        hanging(style, dimmed(), "", 0, marks),
        hanging(style, dimmed(), "", 0, &names.join(" ")),
    )
}

/// A workload's platforms by answer, for few platforms or a narrow terminal.
fn list(row: &Row<'_>, style: Style) -> String {
    let workload = row.workload;
    let mut text = format!(
        "{}  {}\n",
        paint(style, bold(), &safe::inline(&workload.name)),
        paint(style, dimmed(), &place(row)),
    );
    for cell in &row.cells {
        let home = if cell.home { ", where it is" } else { "" };
        let head = format!("  {}{home}: ", cell.platform.name());
        let head = paint(style, look(cell.fits), &head);
        let remark = safe::inline(&remark(cell));
        let said = match remark.as_str() {
            "" => words(cell.fits).to_owned(),
            remark => format!("{}: {remark}", words(cell.fits)),
        };
        text.push_str(&hanging(style, anstyle::Style::new(), &head, 4, &said));
    }
    text.push('\n');
    text
}

/// Where a workload stands in the repository.
pub(super) fn place(row: &Row<'_>) -> String {
    let at = &row.workload.at;
    format!("{}:{}", safe::inline(at.path()), at.first().line)
}

/// What to do with which, what is twice there, and what was looked at.
fn closing(report: &FitReport<'_>, summary: &Summary, style: Style) -> String {
    let fit = report.fit;
    let mut text = String::new();
    for advice in Advice::IN_ORDER {
        if let Some(named) = summary.by_advice.get(&advice) {
            let named: Vec<String> = named.iter().map(|name| safe::inline(name)).collect();
            let head = format!("{} ({}): ", advice.name(), named.len());
            text.push_str(&hanging(style, bold(), &head, 2, &names(&named, LISTED)));
        }
    }
    let roles: Vec<String> = summary
        .by_role
        .iter()
        .map(|(role, number)| format!("{number} {role}"))
        .collect();
    if !roles.is_empty() {
        text.push_str(&hanging(style, bold(), "roles: ", 2, &roles.join(", ")));
    }
    for folder in &summary.mixed {
        let said = format!("`{}` holds parts for both sides", safe::inline(folder));
        text.push_str(&hanging(style, bold(), "hybrid: ", 2, &said));
    }
    for twins in &fit.twins {
        let homes = twins.homes.iter().map(|(name, platform, at)| {
            let (name, path) = (safe::inline(name), safe::inline(at.path()));
            format!("`{name}` on {platform} ({path}:{})", at.first().line)
        });
        let homes: Vec<String> = homes.collect();
        let said = format!("{}: {}", safe::inline(&twins.image), homes.join(", "));
        text.push_str(&hanging(style, bold(), "two homes: ", 2, &said));
    }
    for warning in warnings::told(&report.outcome.coverage.warnings) {
        let warning = safe::inline(&warning);
        text.push_str(&hanging(style, bold(), "warning: ", 2, &warning));
    }
    for failed in &report.outcome.coverage.failed {
        text.push_str(&told::failure(failed, style));
    }
    let workloads = count(fit.workloads.len(), "workload");
    let platforms = count(fit.platforms.len(), "platform");
    let counts = format!("{workloads} on {platforms}");
    let coverage = told::coverage(&report.outcome.coverage);
    let dot = if style.unicode { " · " } else { " - " };
    // A name that a shell takes as it is.
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut names = fit.workloads.iter().map(|one| one.name.as_str());
    let name = names.find(|name| !name.starts_with('-') && name.chars().all(plain));
    let next = name.map_or_else(String::new, |name| {
        format!("{dot}next: plimsoll fit --workload {name}")
    });
    text.push_str(&hanging(style, bold(), "", 2, &counts));
    text.push_str(&hanging(
        style,
        dimmed(),
        "",
        2,
        &format!("{coverage}{next}"),
    ));
    text
}
