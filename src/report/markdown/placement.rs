//! Where each workload could run, in the summary that `check` writes: a healthy repository has few findings, and this to
//! read on the first day. It is worked out only when this summary is written.

use super::super::Outcome;
use super::super::fit::markdown::{Line, advice, matrix as table};
use super::super::text::count;
use super::Page;
use crate::fit::{Advice, Fit, Shown, homes};
use crate::model::{Platform, Workload};

/// Rows of the matrix: a page has room for the findings behind it.
const MAX_ROWS: usize = 300;
/// More rows than this are folded.
const OPEN_ROWS: usize = 40;

/// The advice and the matrix, what should move first.
pub(super) fn matrix(outcome: &Outcome, page: &mut Page) {
    let platforms: Vec<Platform> = homes().collect();
    let fit = Fit::of(&outcome.workloads, &platforms, &outcome.grounds);
    if fit.workloads.is_empty() {
        return;
    }
    let Shown { mut rows, summary } = fit.rows(|_, row| Line::of(&row));
    rows.sort_by_key(|row| !matches!(row.advice, Advice::Move | Advice::Split));
    page.put("### Where each workload could run\n\n");
    page.put(&advice(&summary));
    page.put("\n");
    let folded = rows.len() > OPEN_ROWS;
    if folded {
        let workloads = count(rows.len(), "workload");
        page.put(&format!(
            "<details><summary>The matrix: {workloads}</summary>\n\n"
        ));
    }
    let left = rows.len().saturating_sub(MAX_ROWS);
    rows.truncate(MAX_ROWS);
    let beside = |workload: &Workload| {
        if is_excused(outcome, workload) {
            ", suppressed"
        } else {
            ""
        }
    };
    table(&fit, &summary, &rows, ("in `plimsoll fit`", &beside), page);
    if left > 0 {
        let left = count(left, "other workload");
        page.put(&format!("{left} not shown: `plimsoll fit` has all.\n\n"));
    }
    if folded {
        page.put("</details>\n\n");
    }
}

/// Whether somebody has said that a finding about it is known: the verdict is then no news.
fn is_excused(outcome: &Outcome, workload: &Workload) -> bool {
    let mut excused = outcome
        .findings
        .iter()
        .filter(|one| one.suppressed.is_some());
    let id = workload.id();
    let line = workload.at.first().line;
    excused.any(|finding| {
        let mut subjects = finding.workloads.iter();
        subjects.any(|subject| subject.line == line && subject.id == id)
    })
}
