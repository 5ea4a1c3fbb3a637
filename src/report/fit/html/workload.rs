//! One section a workload: the verdict, the evidence with its source lines, and what each platform says. Platforms that
//! say the same share a line.

use super::markup::{escaped, sentence, text};
use super::{ANSWERS, Piece, word};
use crate::finding::{Stance, Weight};
use crate::fit::{Cell, Distance, Fits, Missing, Reason, Row, Speaks};
use crate::model::Side;
use crate::platform::Prices;
use crate::report::Style;
use crate::report::fit::cost;
use crate::report::snippet;
use crate::source::Span;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Columns of a source line that are shown.
const ROOM: Style = Style {
    color: false,
    width: 100,
    unicode: true,
    suppressed: false,
    alerts: crate::finding::Severity::Note,
};

pub(super) fn workloads(pieces: &[Piece<'_>]) -> String {
    let mut page = String::from(
        "<section aria-labelledby=\"workloads\"><h2 id=\"workloads\">Workloads</h2>\n\
         <p>Each section shows how near its numbers are to the limits of where it is today, and to the limits of other \
         platforms from 50 to 100 %; what is over one is among the platforms that it does not fit. Where the work itself \
         does not fit, the settings beside it are left out.</p>\n",
    );
    for piece in pieces {
        page.push_str(&piece.section);
    }
    page.push_str("</section>\n");
    page
}

/// Bytes of a section, more or less: room for them is made at once.
const LONG_SECTION: usize = 2 << 10;

pub(super) fn section(row: &Row<'_>, at: usize, prices: Option<&Prices>) -> String {
    let workload = row.workload;
    let namespace = workload.namespace.as_deref();
    let namespace = namespace.map_or_else(String::new, |name| format!(" in {}", text(name)));
    let mut html = String::with_capacity(LONG_SECTION);
    let _ = write!(
        html,
        "<article id=w{at}><h3>{}</h3><p class=at>{}{namespace} on {} · {}, {} · {}:{}\n\
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
            "<p class=cost><b>Cost</b> {}. <small>{}</small>",
            sentence(&line),
            sentence(&aside)
        ); // a String takes everything
    }
    html.push_str(&evidence(row));
    html.push_str(&platforms(row));
    html.push_str(&room(row));
    // What is known stands above, so what could change the verdict is the rest of one side.
    if let Some(line) = row.would_flip().next() {
        let side = match line.side {
            Side::Kubernetes => "Kubernetes",
            _ => "serverless",
        };
        html.push_str("<p class=flip><a href=#criteria>Criteria</a> for ");
        html.push_str(side);
        html.push_str(" could flip it\n");
    }
    html.push_str("</article>\n");
    html
}

/// Every criterion's word with its place; then the lines that only a limit speaks of.
fn evidence(row: &Row<'_>) -> String {
    let mut items = String::new();
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
                items,
                "<li><b class={class}>{side}</b> {}, {}{against}: {}",
                line.criterion,
                one.weight.name(),
                sentence(&one.text),
            );
            // A hint is worth its line number, not its lines.
            let excerpt = one.weight > Weight::Weak;
            items.push_str(&place(one.at.as_ref(), row, excerpt, &mut shown));
        }
    }
    let home = row.cells.iter().filter(|cell| cell.home);
    for reason in home.flat_map(|cell| &cell.reasons) {
        let Some(at) = &reason.at else { continue };
        if !shown.contains(&(at.path(), at.first().line)) {
            let _ = write!(items, "<li><b>limit</b> {}", reason.says);
            items.push_str(&place(Some(at), row, true, &mut shown));
        }
    }
    if items.is_empty() {
        return String::new();
    }
    format!("<h4>Evidence</h4><ul class=ev>\n{items}</ul>")
}

/// Where it stands, and the lines there unless they were shown before.
fn place<'s>(
    at: Option<&'s Span>,
    row: &Row<'_>,
    excerpt: bool,
    shown: &mut Vec<(&'s str, u32)>,
) -> String {
    let Some(at) = at else {
        return "\n".to_owned();
    };
    let (path, line) = (at.path(), at.first().line);
    let mut html = if path == row.workload.at.path() {
        format!(" <small>line {line}</small>")
    } else {
        format!(" <small><code>{}:{line}</code></small>", text(path))
    };
    if !excerpt || shown.contains(&(path, line)) {
        html.push('\n');
        return html;
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
    html
}

/// Platforms by what they say.
fn platforms(row: &Row<'_>) -> String {
    let mut html = String::from("<h4>Platforms</h4><dl class=pf>");
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
            let names: Vec<String> = group
                .iter()
                .map(|(column, cell)| name(cell, *column))
                .collect();
            let _ = writeln!(html, "<dd>{}{}", names.join(", "), body(&group));
        }
    }
    html.push_str("</dl>");
    html
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
fn name(cell: &Cell<'_>, column: usize) -> String {
    let title = cell.platform.title();
    let limited = told(cell).any(|reason| reason.limit.is_some());
    let name = if limited {
        format!("<a href=#p{column}>{title}</a>")
    } else {
        title.to_owned()
    };
    if cell.home {
        return format!("<b>{name}</b> (where it is)");
    }
    name
}

/// What stands in the way and what nobody knows. A number and its limit say themselves what to change.
fn body(group: &[(usize, &Cell<'_>)]) -> String {
    let Some((_, cell)) = group.first() else {
        return String::new();
    };
    let mut items = String::new();
    for missing in unknown(cell) {
        let (fact, why, how) = (
            missing.fact.name(),
            sentence(&missing.why),
            sentence(missing.how),
        );
        let _ = write!(items, "<li>{fact}: {why} <small>{how}</small>");
    }
    for (at, reason) in told(cell).enumerate() {
        let _ = write!(items, "<li>{}", sentence(&reason.text));
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
            let _ = write!(items, " <small>{}</small>", sentence(change));
        }
    }
    if items.is_empty() {
        return items;
    }
    format!("<ul>{items}</ul>")
}

/// Shares of a limit, in percent, that are worth a line. What is over a limit is told as a reason.
const NEAR: std::ops::RangeInclusive<u64> = 50..=100;

/// How far each number is from the limits: where it is today, and where it comes near.
fn room(row: &Row<'_>) -> String {
    type Shares<'a> = BTreeMap<Reverse<u64>, Vec<(&'a Distance<'a>, String)>>;
    let mut numbers: BTreeMap<String, Shares<'_>> = BTreeMap::new();
    for cell in &row.cells {
        for distance in &cell.distances {
            if cell.home || NEAR.contains(&distance.percent) {
                let number = format!("{} {}", distance.setting.name(), distance.value.exact());
                let shares = numbers.entry(number).or_default();
                let share = shares.entry(Reverse(distance.percent)).or_default();
                let title = cell.platform.title();
                share.push((
                    distance,
                    if cell.home {
                        format!("<b>{title}</b>")
                    } else {
                        title.to_owned()
                    },
                ));
            }
        }
    }
    if numbers.is_empty() {
        return String::new();
    }
    let mut html = String::from("<h4>Limits</h4><ul class=room>");
    for (number, shares) in &numbers {
        let _ = write!(html, "<li>{}", escaped(number));
        for (Reverse(percent), platforms) in shares {
            let names: Vec<&str> = platforms.iter().map(|(_, name)| name.as_str()).collect();
            let limit = platforms
                .first()
                .map_or_else(String::new, |(one, _)| one.limit.value.exact());
            let tenths = percent.div_ceil(10).min(11);
            let (limit, names) = (escaped(&limit), names.join(", "));
            let _ = write!(
                html,
                "<p><i class=g{tenths}></i>{percent} % of {limit} <small>{names}</small>"
            );
        }
        html.push('\n');
    }
    html.push_str("</ul>");
    html
}
