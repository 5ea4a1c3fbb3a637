//! One file per output format. Never filters, never judges.

pub mod inspect;
mod inspect_view;
pub mod json;
mod place;
pub(crate) mod safe;
pub mod sarif;
mod snippet;
mod summary;
pub mod tables;
pub mod terminal;
mod text;

use crate::coverage::Coverage;
use crate::finding::Finding;
use crate::model::{Directive, Workload};
use std::io;

/// What a run found out: what `check` reports.
pub struct Outcome {
    /// What was looked at.
    pub coverage: Coverage,
    /// Every workload, sorted by path, position and name.
    pub workloads: Vec<Workload>,
    /// Every finding, suppressed ones too, sorted by path, line, column and rule.
    pub findings: Vec<Finding>,
    /// Every suppression.
    pub directives: Vec<Directive>,
}

/// How to write.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Whether escapes for colour may be written.
    pub color: bool,
    /// Columns to fit into.
    pub width: usize,
    /// Whether box-drawing characters may be written.
    pub unicode: bool,
}

/// An output format of `check`.
pub struct Reporter {
    /// The value of `--format`.
    pub name: &'static str,
    /// For `--help`.
    pub summary: &'static str,
    /// Writes the report.
    pub write: fn(&Outcome, Style, &mut dyn io::Write) -> io::Result<()>,
}

/// Every output format of `check`.
pub static REPORTERS: &[&Reporter] = &[&terminal::TERMINAL, &json::JSON, &sarif::SARIF];
