//! `inspect` for people: grouped by file, one row for each fact, with the place it was read from.

use super::inspect::first_line;
use super::place::in_unit;
use super::summary;
use super::text::{bold, dimmed, hanging, paint};
use super::{Outcome, Style, safe, warnings};
use crate::model::{Confidence, Fact, Workload};
use crate::source::Span;
use std::io;

/// The longest slice of a file that a row quotes, in characters.
const MAX_QUOTE: usize = 60;

pub(super) fn write(outcome: &Outcome, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut put = |text: &str| out.write_all(safe::lines(text).as_bytes());
    let mut path = None;
    for workload in &outcome.workloads {
        if path != Some(workload.at.path()) {
            path = Some(workload.at.path());
            let heading = safe::inline(workload.at.path());
            put(&format!("{}\n\n", paint(style, bold(), &heading)))?;
        }
        put(&format!("{}\n", block(workload, style)))?;
    }
    for warning in warnings::told(&outcome.coverage.warnings) {
        put(&hanging(
            style,
            bold(),
            "warning: ",
            2,
            &safe::inline(&warning),
        ))?;
    }
    for failed in &outcome.coverage.failed {
        put(&summary::failure(failed, style))?;
    }
    put(&hanging(
        style,
        bold(),
        "",
        2,
        &summary::workloads(&outcome.workloads),
    ))?;
    put(&hanging(
        style,
        dimmed(),
        "",
        2,
        &summary::coverage(&outcome.coverage),
    ))
}

/// A workload's headline, its facts in columns, and its notes.
fn block(workload: &Workload, style: Style) -> String {
    let placement = &workload.placement;
    let variant = placement.variant.map(|variant| format!("/{variant}"));
    let namespace = workload
        .namespace
        .as_ref()
        .map(|namespace| format!("{namespace}/"));
    let name = format!("{}{}", namespace.unwrap_or_default(), workload.name);
    let mut block = format!(
        "  {}  {}  on {}{}  {}\n",
        paint(style, bold(), &safe::inline(&name)),
        safe::inline(&workload.kind),
        placement.names(),
        variant.unwrap_or_default(),
        paint(
            style,
            dimmed(),
            &format!("line {}", workload.at.first().line)
        ),
    );
    let rows: Vec<[String; 5]> = workload
        .facts
        .iter()
        .map(|fact| row(fact, workload.at.path()))
        .collect();
    let mut widths = [0; 4];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    for (row, fact) in rows.iter().zip(&workload.facts) {
        let mut line = String::from("   ");
        for (width, cell) in widths.iter().zip(row) {
            line.push(' ');
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.chars().count() + 1));
        }
        line.push(' ');
        line.push_str(&row[4]);
        block.push_str(line.trim_end());
        block.push('\n');
        if let Some(note) = &fact.note {
            block.push_str(&noted(note, 6, style));
        }
    }
    for note in &workload.notes {
        block.push_str(&noted(note, 4, style));
    }
    block
}

fn noted(note: &str, indent: usize, style: Style) -> String {
    let head = format!("{}note: ", " ".repeat(indent));
    hanging(style, dimmed(), &head, indent + 6, &safe::inline(note))
}

/// Name, value, origin, place, and the quote with its owner.
fn row(fact: &Fact, home: &str) -> [String; 5] {
    let value = match &fact.value {
        Some(value) => match in_unit(value, fact.name.unit()) {
            serde_json::Value::String(word) => safe::inline(&word),
            number => {
                let unit = fact.name.unit().map(|unit| format!(" {unit}"));
                format!("{number}{}", unit.unwrap_or_default())
            }
        },
        None => "?".to_owned(),
    };
    let mut origin = fact.origin.name().to_owned();
    if fact.confidence < Confidence::High {
        origin = format!("{origin}, {} confidence", fact.confidence.name());
    }
    let (place, quote) = match &fact.at {
        Some(at) => {
            let place = place_of(at, home);
            let owner = fact
                .owner
                .as_ref()
                .map(|owner| format!("  of {}", safe::inline(owner)));
            let quote = quote(first_line(at));
            let found = fact.via.last().filter(|_| fact.value.is_some());
            let origin = found.map(|via| format!("  from {}", place_of(via, home)));
            let (origin, owner) = (origin.unwrap_or_default(), owner.unwrap_or_default());
            (place, format!("{quote}{origin}{owner}"))
        }
        None => (String::new(), String::new()),
    };
    [fact.name.name().to_owned(), value, origin, place, quote]
}

/// Line and column, and the path where it is not the one that the heading names already.
fn place_of(at: &Span, home: &str) -> String {
    let first = at.first();
    let place = format!("{}:{}", first.line, first.column);
    match at.path() {
        _ if at.source().is_argument() => safe::inline(at.path()),
        path if path == home => place,
        path => format!("{}:{place}", safe::inline(path)),
    }
}

fn quote(text: &str) -> String {
    let text = safe::inline(text);
    if text.chars().count() <= MAX_QUOTE {
        return format!("\"{text}\"");
    }
    let cut: String = text.chars().take(MAX_QUOTE).collect();
    format!("\"{cut}\"...")
}
