//! One section a workload: the verdict, the evidence with its source lines, and what each platform says. Platforms that
//! say the same share a line.

use super::markup::{escaped, sentence, text};
use super::{ANSWERS, word};
use crate::finding::{Stance, Weight};
use crate::fit::{Cell, Distance, Fits, Missing, Reason, Row, Speaks};
use crate::platform::Prices;
use crate::report::Style;
use crate::report::fit::cost;
use crate::report::snippet;
use crate::source::Span;
use std::cmp::Reverse;
use std::fmt::Write as _;

/// Columns of a source line that are shown.
const ROOM: Style = Style {
    color: false,
    width: 100,
    unicode: true,
    suppressed: false,
    alerts: crate::finding::Severity::Note,
    category: None,
    junit: crate::report::Junit::Usual,
};

/// What stands before the sections.
pub(super) const HEAD: &str = "<section aria-labelledby=\"workloads\"><h2 id=\"workloads\">Workloads</h2>\n\
    <p>Each section shows how near its numbers are to the limits of where it is today, and to the limits of other \
    platforms from 50 to 100 %; what is over one is among the platforms that it does not fit. Where the work itself \
    does not fit, the settings beside it are left out.</p>\n";

/// What stands after them.
pub(super) const FOOT: &str = "</section>\n";

/// Bytes of a section, more or less: room for them is made at once.
const LONG_SECTION: usize = 2 << 10;

pub(super) fn section(row: &Row<'_>, at: usize, prices: Option<&Prices>) -> String {
    let workload = row.workload;
    let namespace = workload.namespace.as_deref();
    let namespace = namespace.map_or_else(String::new, |name| format!(" in {}", text(name)));
    let mut html = String::with_capacity(LONG_SECTION);
    let _ = write!(
        html,
        "<article id=w{at}><h3>{}</h3><p>{}{namespace} on {} · {}, {} · {}:{}\n\
         <p class=\"verdict {}\"><b>{}</b> {}\n",
        text(&workload.name),
        text(&workload.kind),
        escaped(&workload.placement.names()),
        row.role.name,
        row.role.why,
        text(workload.at.path()),
        workload.at.first().line,
        row.verdict.advice.name(),
        word(row.verdict.advice),
        sentence(&row.verdict.why),
    ); // a String takes everything
    if let Some(cost) = &row.cost {
        let (line, aside) = cost::words(cost, prices);
        let _ = writeln!(
            html,
            "<p><b>Cost</b> {}. <small>{}</small>",
            sentence(&line),
            sentence(&aside)
        ); // a String takes everything
    }
    evidence(row, &mut html);
    platforms(row, &mut html);
    room(row, &mut html);
    if let Some(flip) = row.would_flip().next() {
        let (declaration, to) = (flip.declaration, flip.to.name());
        let _ = writeln!(html, "<p><code>{declaration}</code> would flip it to {to}"); // a String takes everything
    }
    html.push_str("</article>\n");
    html
}

/// Every criterion's word with its place; then the lines that only a limit speaks of.
fn evidence(row: &Row<'_>, html: &mut String) {
    let begin = html.len();
    html.push_str("<h4>Evidence</h4><ul>\n");
    let empty = html.len();
    let mut shown: Vec<(&str, u32)> = Vec::new();
    for line in &row.scorecard.lines {
        let own = line.evidence.first().map(|first| first.stance);
        let (class, side) = match line.speaks {
            Speaks::ForKubernetes => ("k", "for Kubernetes"),
            Speaks::ForServerless => ("s", "for serverless"),
            Speaks::Unknown => continue,
        };
        for one in line.evidence.iter().filter(|one| Some(one.stance) == own) {
            let against = match one.stance {
                Stance::For => "",
                Stance::Against => ", against the other side",
            };
            let _ = write!(
                html,
                "<li><b class={class}>{side}</b> {}, {}{against}: {}",
                line.criterion,
                one.weight.name(),
                sentence(&one.text),
            );
            // A hint is worth its line number, not its lines.
            let excerpt = one.weight > Weight::Weak;
            place(one.at.as_ref(), row, excerpt, &mut shown, html);
        }
    }
    let home = row.cells.iter().filter(|cell| cell.home);
    for reason in home.flat_map(|cell| &cell.reasons) {
        let Some(at) = &reason.at else { continue };
        if !shown.contains(&(at.path(), at.first().line)) {
            let _ = write!(html, "<li><b>limit</b> {}", reason.says);
            place(Some(at), row, true, &mut shown, html);
        }
    }
    if html.len() == empty {
        html.truncate(begin);
        return;
    }
    html.push_str("</ul>");
}

/// Where it stands, and the lines there unless they were shown before.
fn place<'s>(
    at: Option<&'s Span>,
    row: &Row<'_>,
    excerpt: bool,
    shown: &mut Vec<(&'s str, u32)>,
    html: &mut String,
) {
    let Some(at) = at else {
        html.push('\n');
        return;
    };
    let (path, line) = (at.path(), at.first().line);
    let _ = if path == row.workload.at.path() {
        write!(html, " <small>line {line}</small>")
    } else {
        write!(html, " <small><code>{}:{line}</code></small>", text(path))
    };
    if !excerpt || shown.contains(&(path, line)) {
        html.push('\n');
        return;
    }
    shown.push((path, line));
    let excerpt = snippet::excerpt(at, ROOM);
    let blanks = |text: &str| text.len() - text.trim_start_matches(' ').len();
    // What all lines are indented by tells nothing.
    let common = excerpt.lines.iter().map(|line| blanks(&line.text)).min();
    let common = common.unwrap_or(0);
    html.push_str("<pre>");
    for (number, line) in (excerpt.first..).zip(&excerpt.lines) {
        let _ = write!(html, "<s>{number}</s> ");
        match &line.marked {
            Some(marked) => {
                let (before, rest) = line.text.split_at(marked.start);
                let (inside, after) = rest.split_at(marked.end - marked.start);
                let before = before.get(common..).unwrap_or("");
                let (before, after) = (escaped(before), escaped(after));
                let _ = writeln!(html, "{before}<mark>{}</mark>{after}", escaped(inside));
            }
            None => {
                let _ = writeln!(html, "{}", escaped(&line.text[common..]));
            }
        }
    }
    html.push_str("</pre>\n");
}

/// Platforms by what they say.
fn platforms(row: &Row<'_>, html: &mut String) {
    html.push_str("<h4>Platforms</h4><dl>");
    for (fits, class, words) in ANSWERS {
        let mut groups: Vec<Vec<(usize, &Cell<'_>)>> = Vec::new();
        for one in row
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| cell.fits == fits)
        {
            match groups.iter_mut().find(|group| says_the_same(group, one.1)) {
                Some(group) => group.push(one),
                None => groups.push(vec![one]),
            }
        }
        if groups.is_empty() {
            continue;
        }
        let _ = writeln!(html, "<dt class={class}>{words}");
        for group in groups {
            for (at, (column, cell)) in group.iter().enumerate() {
                html.push_str(if at == 0 { "<dd>" } else { ", " });
                name(cell, *column, html);
            }
            body(&group, html);
            html.push('\n');
        }
    }
    html.push_str("</dl>");
}

/// What of a cell is told: where the work itself does not fit, that and not the settings beside it.
fn told<'a>(cell: &'a Cell<'a>) -> impl Iterator<Item = &'a Reason<'a>> {
    let fixed = cell.reasons.first().is_some_and(|first| first.fixed);
    cell.reasons
        .iter()
        .filter(move |reason| !fixed || reason.fixed)
}

/// What is unknown no longer matters where it does not fit.
fn unknown<'a>(cell: &'a Cell<'_>) -> &'a [Missing] {
    match cell.fits {
        Fits::No => &[],
        _ => &cell.missing,
    }
}

/// Where a workload is today has a line of its own as soon as there is something to change.
fn says_the_same(group: &[(usize, &Cell<'_>)], cell: &Cell<'_>) -> bool {
    let texts = |cell| -> Vec<&str> { told(cell).map(|one| one.text.as_str()).collect() };
    group.first().is_some_and(|(_, first)| {
        let apart = !cell.reasons.is_empty() && (cell.home || first.home);
        !apart && unknown(first) == unknown(cell) && texts(first) == texts(cell)
    })
}

/// A platform's name, which leads to its limits where one of them speaks.
fn name(cell: &Cell<'_>, column: usize, html: &mut String) {
    let title = cell.platform.title();
    let limited = told(cell).any(|reason| reason.limit.is_some());
    html.push_str(if cell.home { "<b>" } else { "" });
    if limited {
        let _ = write!(html, "<a href=#p{column}>{title}</a>"); // a String takes everything
    } else {
        html.push_str(title);
    }
    html.push_str(if cell.home { "</b> (where it is)" } else { "" });
}

/// What stands in the way and what nobody knows. A number and its limit say themselves what to change.
fn body(group: &[(usize, &Cell<'_>)], html: &mut String) {
    let Some((_, cell)) = group.first() else {
        return;
    };
    let begin = html.len();
    html.push_str("<ul>");
    let empty = html.len();
    for missing in unknown(cell) {
        let (fact, why, how) = (
            missing.fact.name(),
            sentence(&missing.why),
            sentence(missing.how),
        );
        let _ = write!(html, "<li>{fact}: {why} <small>{how}</small>");
    }
    for (at, reason) in told(cell).enumerate() {
        html.push_str("<li>");
        html.push_str(&sentence(&reason.text));
        let same = |(_, other): &(usize, &Cell<'_>)| {
            let change = told(other).nth(at).map(|one| one.change.as_deref());
            change == Some(reason.change.as_deref())
        };
        let tells = cell.home || (reason.limit.is_none() && group.iter().all(same));
        if let Some(change) = reason
            .change
            .as_deref()
            .filter(|_| cell.fits != Fits::No && tells)
        {
            let _ = write!(html, " <small>{}</small>", sentence(change));
        }
    }
    if html.len() == empty {
        html.truncate(begin);
        return;
    }
    html.push_str("</ul>");
}

/// Shares of a limit, in percent, that are worth a line. What is over a limit is told as a reason.
const NEAR: std::ops::RangeInclusive<u64> = 50..=100;

/// How far each number is from the limits: where it is today, and where it comes near.
fn room(row: &Row<'_>, html: &mut String) {
    let mut near: Vec<(&Distance<'_>, &Cell<'_>)> = Vec::new();
    for cell in &row.cells {
        let distances = cell.distances.iter();
        let worth = distances.filter(|one| cell.home || NEAR.contains(&one.percent));
        near.extend(worth.map(|one| (one, cell)));
    }
    // By setting, then by number; of one number what is nearest to its limit first.
    near.sort_by_key(|(one, _)| (one.setting.name(), one.value, Reverse(one.percent)));
    let same = |one: &Distance<'_>, other: &Distance<'_>| {
        (one.setting, one.value) == (other.setting, other.value)
    };
    let numbers = near.chunk_by(|(one, _), (other, _)| same(one, other));
    for (at, shares) in numbers.enumerate() {
        let Some((one, _)) = shares.first() else {
            continue;
        };
        html.push_str(if at == 0 { "<h4>Limits</h4><ul>" } else { "" });
        let (setting, value) = (one.setting.name(), one.value.exact());
        let _ = write!(html, "<li>{setting} {value}"); // a String takes everything
        for share in shares.chunk_by(|(one, _), (other, _)| one.percent == other.percent) {
            self::share(share, html);
        }
        html.push('\n');
    }
    html.push_str(if near.is_empty() { "" } else { "</ul>" });
}

/// Platforms that leave the same room.
fn share(share: &[(&Distance<'_>, &Cell<'_>)], html: &mut String) {
    let Some((one, _)) = share.first() else {
        return;
    };
    let (percent, limit) = (one.percent, one.limit.value.exact());
    let tenths = percent.div_ceil(10).min(11);
    let _ = write!(
        html,
        "<p><i class=g{tenths}></i>{percent} % of {limit} <small>"
    ); // a String takes everything
    for (at, (_, cell)) in share.iter().enumerate() {
        html.push_str(if at == 0 { "" } else { ", " });
        let (before, after) = if cell.home { ("<b>", "</b>") } else { ("", "") };
        for piece in [before, cell.platform.title(), after] {
            html.push_str(piece);
        }
    }
    html.push_str("</small>");
}
