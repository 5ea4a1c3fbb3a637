//! One workload for people: its verdict, every criterion's word with its place, what is unknown, and every platform.

use super::super::text::{bold, dimmed, hanging, paint};
use super::super::{Style, safe};
use super::terminal::{look, place};
use super::{cost, remark, words};
use crate::finding::Stance;
use crate::fit::{Fits, Line, Row, Speaks};
use crate::platform::Prices;

/// The card.
pub(super) fn card(row: &Row<'_>, prices: Option<&Prices>, style: Style) -> String {
    let workload = row.workload;
    let mut text = format!(
        "{}  {}  on {}  {}\n",
        paint(style, bold(), &safe::inline(&workload.name)),
        safe::inline(&workload.kind),
        workload.placement.names(),
        paint(style, dimmed(), &place(row)),
    );
    let verdict = format!(
        "{}: {}",
        row.verdict.advice.name(),
        safe::inline(&row.verdict.why)
    );
    text.push_str(&hanging(style, bold(), "  verdict: ", 4, &verdict));
    let role = format!("{} ({})", row.role.name, row.role.why);
    text.push_str(&hanging(style, bold(), "  role: ", 4, &role));
    if let Some(cost) = &row.cost {
        let (line, aside) = cost::words(cost, prices);
        text.push_str(&hanging(style, bold(), "  cost: ", 4, &line));
        if !aside.is_empty() {
            text.push_str(&hanging(style, dimmed(), "    ", 4, &aside));
        }
    }
    for (head, speaks) in [
        ("for Kubernetes", Speaks::ForKubernetes),
        ("for serverless", Speaks::ForServerless),
    ] {
        let lines = || {
            row.scorecard
                .lines
                .iter()
                .filter(|line| line.speaks == speaks)
        };
        if lines().next().is_some() {
            text.extend(["\n  ", &paint(style, bold(), head), "\n"]);
        }
        for line in lines() {
            text.push_str(&evidence(line, style));
        }
    }
    let unknown: Vec<&str> = row
        .scorecard
        .lines
        .iter()
        .filter(|line| line.speaks == Speaks::Unknown)
        .map(|line| line.criterion)
        .collect();
    let flips = row.would_flip();
    let flips = flips.map(|flip| format!("`{}` to {}", flip.declaration, flip.to.name()));
    let flips: Vec<String> = flips.collect();
    text.push('\n');
    if !unknown.is_empty() {
        text.push_str(&hanging(
            style,
            bold(),
            "  unknown: ",
            4,
            &unknown.join(", "),
        ));
    }
    if !flips.is_empty() {
        let said = flips.join(", ");
        text.push_str(&hanging(
            style,
            bold(),
            "  would flip it, if true: ",
            4,
            &said,
        ));
    }
    text.extend(["\n  ", &paint(style, bold(), "platforms"), "\n"]);
    for fits in [Fits::Yes, Fits::If, Fits::Unknown, Fits::No] {
        for cell in row.cells.iter().filter(|cell| cell.fits == fits) {
            let home = if cell.home { " (where it is)" } else { "" };
            let head = format!("    {} ", paint(style, look(fits), words(fits)));
            let remark = safe::inline(&remark(cell));
            let said = match remark.as_str() {
                "" => format!("{}{home}", cell.platform.name()),
                remark => format!("{}{home}: {remark}", cell.platform.name()),
            };
            text.push_str(&hanging(style, anstyle::Style::new(), &head, 8, &said));
        }
    }
    text.push('\n');
    text
}

fn evidence(line: &Line, style: Style) -> String {
    let own = line.evidence.first().map(|first| first.stance);
    let mut text = String::new();
    for one in line.evidence.iter().filter(|one| Some(one.stance) == own) {
        let place = one.at.as_ref().map_or(String::new(), |at| {
            let first = at.first();
            format!(
                " ({}:{}:{})",
                safe::inline(at.path()),
                first.line,
                first.column
            )
        });
        let against = match one.stance {
            Stance::For => "",
            Stance::Against => ", against the other side",
        };
        let head = format!("    {}: ", line.criterion);
        let said = format!(
            "{}, {}{against}{place}",
            safe::inline(&one.text),
            one.weight.name()
        );
        text.push_str(&hanging(style, anstyle::Style::new(), &head, 6, &said));
    }
    text
}
