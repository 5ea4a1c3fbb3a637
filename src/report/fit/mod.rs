//! `fit`: where each workload could run. One file per output format.

mod cost;
mod csv;
mod html;
mod json;
pub(super) mod markdown;
mod scorecard;
mod terminal;

use super::{Outcome, Style};
use crate::fit::{Cell, Distance, Fit, Fits, Row, Shown, Summary, is_called};
use crate::platform::Prices;
use jiff::civil::Date;
use std::io;

/// What `plimsoll fit` reports.
pub struct FitReport<'a> {
    /// The run.
    pub outcome: &'a Outcome,
    /// The matrix.
    pub fit: &'a Fit<'a>,
    /// The day of the report.
    pub today: Date,
    /// The one workload that was asked for: its whole scorecard instead of the matrix.
    pub workload: Option<&'a str>,
}

/// An output format of `fit`.
pub struct FitReporter {
    /// The value of `--format`.
    pub name: &'static str,
    /// For `--help`.
    pub summary: &'static str,
    /// Writes the report.
    pub write: fn(&FitReport<'_>, Style, &mut dyn io::Write) -> io::Result<()>,
}

/// Every output format of `fit`.
pub static FIT_REPORTERS: &[&FitReporter] = &[
    &terminal::TERMINAL,
    &html::HTML,
    &markdown::MARKDOWN,
    &json::JSON,
    &csv::CSV,
];

impl<'a> FitReport<'a> {
    /// The prices that the cost lines were reckoned with.
    pub(super) fn prices(&self) -> Option<&'a Prices> {
        self.outcome.grounds.prices.as_ref()
    }

    /// What `show` makes of each row to report and of its place in the whole matrix; the summary is of the whole matrix.
    pub(super) fn rows<T: Send>(&self, show: impl Fn(usize, &Row<'a>) -> T + Sync) -> Shown<T> {
        let Shown { rows, summary } = self.fit.rows(self.wanted(show));
        Shown {
            rows: rows.into_iter().flatten().collect(),
            summary,
        }
    }

    /// The same, handed on one by one.
    pub(super) fn each<T: Send>(
        &self,
        show: impl Fn(usize, &Row<'a>) -> T + Sync,
        mut take: impl FnMut(T) -> io::Result<()>,
    ) -> io::Result<Summary> {
        let take = |shown: Option<T>| shown.map_or(Ok(()), &mut take);
        self.fit.each(self.wanted(show), take)
    }

    fn wanted<T>(
        &self,
        show: impl Fn(usize, &Row<'a>) -> T + Sync,
    ) -> impl Fn(usize, Row<'a>) -> Option<T> + Sync {
        let name = self.workload;
        move |at, row| {
            let wanted = name.is_none_or(|name| is_called(row.workload, name));
            wanted.then(|| show(at, &row))
        }
    }
}

/// The answer in words: `fits`, `fits if`.
pub(super) fn words(fits: Fits) -> &'static str {
    match fits {
        Fits::Yes => "fits",
        Fits::If => "fits if",
        Fits::Unknown => "unknown",
        Fits::No => "does not fit",
    }
}

/// What a cell says beside its answer: what stands in the way, what nobody knows, else the nearest limit.
pub(super) fn remark(cell: &Cell<'_>) -> String {
    let ways = cell.reasons.iter().map(|reason| match reason.limit {
        Some(limit) => format!("{} ({})", reason.text, limit.citation()),
        None => reason.text.clone(),
    });
    let unknown = cell
        .missing
        .iter()
        .map(|missing| format!("{}: {}; {}", missing.fact.name(), missing.why, missing.how));
    let said: Vec<String> = match cell.fits {
        Fits::Unknown => unknown.chain(ways).collect(),
        _ => ways.collect(),
    };
    if !said.is_empty() {
        return said.join("; ");
    }
    let nearest = cell.distances.first();
    nearest.map_or_else(String::new, Distance::words)
}
