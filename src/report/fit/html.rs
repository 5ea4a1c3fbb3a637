//! The placement map: the matrix, what stands behind each answer, and the limits with their dates, as one page that
//! needs nothing else. It opens from a file, asks no network for anything, works without its script, and prints.

mod limits;
mod markup;
mod matrix;
mod overview;
mod spool;
mod workload;

use super::super::Style;
use super::{FitReport, FitReporter};
use crate::fit::{Advice, Fits};
use crate::model::Workload;
use spool::Spool;
use std::io;

pub(super) static HTML: FitReporter = FitReporter {
    name: "html",
    summary: "the placement map: one page for a design review",
    write,
};

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

fn write(report: &FitReport<'_>, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    // A reader of HTML drops carriage returns before it compares digests; a checkout may have put some in.
    let (styles, script) = (STYLE.replace('\r', ""), SCRIPT.replace('\r', ""));
    let title = match report.workload {
        Some(name) => format!("Placement of {}", markup::text(name)),
        None => "Placement map".to_owned(),
    };
    let policy = format!(
        "default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'",
        markup::digest(&styles),
        markup::digest(&script),
    );
    let date = report.today;
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title} · plimsoll</title>\n<style>{styles}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#matrix\">Skip to the matrix</a>\n\
         <header>{MARK}<div><h1>{title}</h1><p>Where each workload could run, and what stands in the way. \
         As of <time datetime=\"{date}\">{date}</time>.</p></div></header>\n<main>\n"
    );
    let (mut lines, mut sections) = (Spool::new(), Spool::new());
    let mut pieces = Vec::new();
    let mut path = None;
    let summary = report.each(
        |at, row| {
            let piece = Piece {
                at,
                workload: row.workload,
                advice: row.verdict.advice,
            };
            let section = workload::section(row, at, report.prices());
            (piece, matrix::line(row, at), section)
        },
        |(piece, line, section)| {
            let here = piece.workload.at.path();
            if path != Some(here) {
                path = Some(here);
                lines.push(&matrix::file(report, here))?;
            }
            pieces.push(piece);
            lines.push(&line)?;
            sections.push(&section)
        },
    )?;
    if report.workload.is_none() {
        page.push_str(&overview::overview(report, &pieces, &summary));
    }
    page.push_str(&matrix::head(report));
    out.write_all(page.as_bytes())?;
    lines.copy(out)?;
    out.write_all(matrix::FOOT.as_bytes())?;
    out.write_all(workload::HEAD.as_bytes())?;
    sections.copy(out)?;
    out.write_all(workload::FOOT.as_bytes())?;
    let version = env!("CARGO_PKG_VERSION");
    let foot = format!(
        "{}</main>\n<footer><p>plimsoll {version} · the answers are those of <code>plimsoll check</code>, asked of every \
         platform</p></footer>\n<script>{script}</script>\n</body>\n</html>\n",
        limits::limits(report)
    );
    out.write_all(foot.as_bytes())
}

/// What the page holds of one workload.
struct Piece<'w> {
    /// Its place in the whole matrix, by which the parts of the page refer to it.
    at: usize,
    workload: &'w Workload,
    advice: Advice,
}

/// A ship's mark, as the page's own.
const MARK: &str = "<svg class=\"mark\" viewBox=\"0 0 48 48\" width=\"48\" height=\"48\" aria-hidden=\"true\" \
    focusable=\"false\"><circle cx=\"24\" cy=\"24\" r=\"13\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"3\"/>\
    <path d=\"M2 24h44\" stroke=\"currentColor\" stroke-width=\"3\"/></svg>";

/// Every answer, the best first, with its class and its words.
const ANSWERS: [(Fits, &str, &str); 4] = [
    (Fits::Yes, "y", "fits"),
    (Fits::If, "i", "fits if"),
    (Fits::Unknown, "u", "unknown"),
    (Fits::No, "n", "does not fit"),
];

fn class(fits: Fits) -> &'static str {
    match fits {
        Fits::Yes => "y",
        Fits::If => "i",
        Fits::Unknown => "u",
        Fits::No => "n",
    }
}

/// What to do, as a word for people.
fn word(advice: Advice) -> &'static str {
    match advice {
        Advice::Stay => "Stay",
        Advice::Move => "Move",
        Advice::Split => "Split",
        Advice::Either => "Either",
    }
}
