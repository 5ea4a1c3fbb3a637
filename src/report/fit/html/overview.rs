//! The repository at a glance: what to do with which workloads, where they could run, and what was looked at.

use super::markup::{escaped, sentence, text};
use super::{ANSWERS, Piece, word};
use crate::fit::{Advice, Fit, Summary};
use crate::report::fit::FitReport;
use crate::report::summary as told;
use crate::report::text::{count, names};
use crate::report::warnings;
use std::fmt::Write as _;

/// Names that a card lists before it counts.
const LISTED: usize = 12;

pub(super) fn overview(report: &FitReport<'_>, pieces: &[Piece<'_>], summary: &Summary) -> String {
    let fit = report.fit;
    let mut page =
        String::from("<section aria-labelledby=\"overview\"><h2 id=\"overview\">Overview</h2>\n");
    page.push_str(&cards(pieces));
    page.push_str(&platforms(fit, summary));
    page.push_str(&facts(report, summary));
    page.push_str("</section>\n");
    page
}

/// One card for each advice.
fn cards(pieces: &[Piece<'_>]) -> String {
    let mut cards = String::from("<ul class=\"cards\">\n");
    for (advice, says) in [
        (Advice::Stay, "stand where they belong"),
        (Advice::Move, "belong on the other side"),
        (Advice::Split, "have a part that belongs elsewhere"),
        (Advice::Either, "would do on both sides"),
    ] {
        let advised = pieces.iter().filter(|piece| piece.advice == advice);
        let advised: Vec<&Piece<'_>> = advised.collect();
        let named = advised.iter().take(LISTED).map(|piece| {
            let (at, name) = (piece.at, text(&piece.workload.name));
            format!("<a href=\"#w{at}\">{name}</a>")
        });
        let mut named = named.collect::<Vec<_>>().join(", ");
        if advised.len() > LISTED {
            let _ = write!(named, " and {} more in the matrix", advised.len() - LISTED); // a String takes everything
        }
        let (class, word) = (advice.name(), word(advice));
        let _ = writeln!(
            cards,
            "<li class=\"{class}\"><b>{}</b> <strong>{word}</strong> <span>{says}</span><p>{named}</p></li>",
            advised.len()
        );
    }
    cards.push_str("</ul>\n");
    cards
}

/// How many workloads each platform could carry.
fn platforms(fit: &Fit<'_>, summary: &Summary) -> String {
    let all = fit.workloads.len();
    if all == 0 {
        return String::new();
    }
    let mut table = String::from(
        "<div class=\"wide\" role=\"region\" aria-label=\"Workloads by platform\" tabindex=\"0\"><table class=\"carry\">\
         <caption>What each platform could carry</caption><thead><tr><th scope=\"col\">Platform</th>\
         <td></td>",
    );
    for (_, class, words) in ANSWERS {
        let _ = write!(table, "<th scope=\"col\" class=\"{class}\">{words}</th>");
    }
    table.push_str("</tr></thead><tbody>\n");
    let columns = fit.platforms.iter().zip(&summary.columns);
    for (column, (platform, counted)) in columns.enumerate() {
        let mut bar = String::new();
        let mut numbers = String::new();
        let mut from = 0;
        for (fits, class, _) in ANSWERS {
            let number = counted.answers.get(&fits).copied().unwrap_or(0);
            // Thousandths of the bar, so that the parts end exactly where it ends.
            let to = from + number;
            let (left, right) = (from * 1_000 / all, to * 1_000 / all);
            if number > 0 {
                let _ = write!(
                    bar,
                    "<path class=\"{class}\" d=\"M{left} 0H{right}V10H{left}z\"/>"
                );
            }
            let none = if number == 0 { " class=\"none\"" } else { "" };
            let _ = write!(numbers, "<td{none}>{number}</td>");
            from = to;
        }
        let _ = writeln!(
            table,
            "<tr><th scope=\"row\"><a href=\"#p{column}\">{}</a></th><td><svg viewBox=\"0 0 1000 10\" \
             preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">{bar}</svg></td>{numbers}</tr>",
            platform.title()
        );
    }
    table.push_str("</tbody></table></div>\n");
    table
}

/// Roles, folders with parts for both sides, images in two homes, coverage.
fn facts(report: &FitReport<'_>, summary: &Summary) -> String {
    let fit = report.fit;
    let mut list = String::from("<dl class=\"facts\">\n");
    let mut say = |head: &str, said: String| {
        let _ = writeln!(list, "<dt>{head}</dt><dd>{said}</dd>");
    };
    let roles = summary.by_role.iter();
    let roles: Vec<String> = roles
        .map(|(role, number)| format!("{number} {role}"))
        .collect();
    if !roles.is_empty() {
        say("Roles", roles.join(", "));
    }
    let mixed = &summary.mixed;
    if !mixed.is_empty() {
        let named = mixed
            .iter()
            .map(|folder| format!("<code>{}</code>", text(folder)));
        let named: Vec<String> = named.collect();
        say(
            "Hybrid",
            format!("parts for both sides in {}", names(&named, LISTED)),
        );
    }
    for twins in &fit.twins {
        let homes = twins.homes.iter().map(|(name, platform, at)| {
            let (name, path, line) = (text(name), text(at.path()), at.first().line);
            format!(
                "{name} on {} (<code>{path}:{line}</code>)",
                platform.title()
            )
        });
        let homes = names(&homes.collect::<Vec<_>>(), LISTED);
        say(
            "Two homes",
            format!("<code>{}</code>: {homes}", text(&twins.image)),
        );
    }
    let coverage = &report.outcome.coverage;
    let looked = told::coverage(coverage);
    let workloads = count(fit.workloads.len(), "workload");
    say("Looked at", format!("{workloads}; {}", escaped(&looked)));
    for warning in warnings::told(&coverage.warnings) {
        say("Warning", sentence(&warning).into_owned());
    }
    for failed in &coverage.failed {
        say("Failed", text(&failed.to_string()).into_owned());
    }
    list.push_str("</dl>\n");
    list
}
