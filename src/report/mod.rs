//! One file per output format. Never filters, never judges.

pub mod fit;
pub mod github;
pub mod gitlab;
mod indent;
pub mod inspect;
mod inspect_view;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod merge;
mod place;
mod plain;
pub(crate) mod safe;
pub mod sarif;
mod since;
mod snippet;
mod spreadsheet;
mod starter;
mod summary;
pub mod tables;
pub mod terminal;
mod text;
pub(crate) mod warnings;

pub(crate) use place::MOST_PLACES;
pub(crate) use starter::starter;
pub(crate) use summary::one_line;

use crate::base::Since;
use crate::coverage::Coverage;
use crate::finding::{Finding, Severity};
use crate::model::{Directive, Workload};
use crate::rule::Grounds;
use crate::suppress::OwnDeclaration;
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
    /// What manifests declare of their workloads, whether it counts or not.
    pub declared: Vec<OwnDeclaration>,
    /// Findings at or above it fail the run; `None` is never.
    pub fail_on: Option<Severity>,
    /// How it differs from the run on a base, where one was asked for; then `findings` are the new ones.
    pub since: Option<Since>,
    /// What the workloads were judged by.
    pub grounds: Grounds,
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
    /// Whether a format that leaves suppressed findings out is to show them after all.
    pub suppressed: bool,
    /// What becomes a lasting alert: findings below it stay out of SARIF, and of no other format.
    pub alerts: Severity,
    /// The category of the SARIF run, which is `automationDetails.id` up to its last `/`; `None` writes no id, so that the
    /// category of the upload counts.
    pub category: Option<&'static str>,
    /// Which JUnit.
    pub junit: Junit,
}

/// The dialect of JUnit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Junit {
    /// With file, line and column of a case, which most test views show.
    Usual,
    /// What the schema of Jenkins' xUnit plugin allows, which has none of them.
    Strict,
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
pub static REPORTERS: &[&Reporter] = &[
    &terminal::TERMINAL,
    &json::JSON,
    &sarif::SARIF,
    &github::GITHUB,
    &gitlab::GITLAB,
    &junit::JUNIT,
    &markdown::MARKDOWN,
];

impl Outcome {
    /// The findings that are not suppressed.
    pub fn live(&self) -> impl Iterator<Item = &Finding> {
        let live = |finding: &&Finding| finding.suppressed.is_none();
        self.findings.iter().filter(live)
    }

    /// The live findings together with those that the base of a comparison has too, in order: for a format whose
    /// consumer compares whole reports itself, so that what is not in one counts as fixed.
    pub fn standing(&self) -> Vec<&Finding> {
        let known = self.since.iter().flat_map(|since| &since.known);
        let mut standing: Vec<&Finding> = self.live().chain(known).collect();
        standing.sort_by(|a, b| a.in_order(b));
        standing
    }

    /// Whether a finding fails the run.
    pub fn fails(&self, finding: &Finding) -> bool {
        let severe = |fail_on| finding.severity >= fail_on;
        finding.suppressed.is_none() && self.fail_on.is_some_and(severe)
    }
}
