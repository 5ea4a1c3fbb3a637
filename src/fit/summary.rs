//! The repository in the framework's words: keep these, move those, and the place whose parts belong on different
//! platforms.

use super::verdict::Advice;
use super::{Fits, Row};
use crate::model::Workload;
use std::collections::{BTreeMap, BTreeSet};

/// What to do with which workloads.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Names by advice, in the order of the files.
    pub by_advice: BTreeMap<Advice, Vec<String>>,
    /// How many workloads have each role.
    pub by_role: BTreeMap<&'static str, usize>,
    /// Folders some of whose workloads should move while others stay.
    pub mixed: Vec<String>,
    /// One a platform.
    pub columns: Vec<Column>,
}

/// One platform.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// How many workloads stand there today.
    pub at_home: usize,
    /// How many workloads have each answer.
    pub answers: BTreeMap<Fits, usize>,
}

/// What the summary takes from one row.
pub(super) struct Told {
    advice: Advice,
    role: &'static str,
    /// The answers, and whether it stands there today.
    cells: Vec<(Fits, bool)>,
}

impl Told {
    pub(super) fn of(row: &Row<'_>) -> Self {
        let cells = row.cells.iter().map(|cell| (cell.fits, cell.home));
        Self {
            advice: row.verdict.advice,
            role: row.role.name,
            cells: cells.collect(),
        }
    }
}

/// A summary in the making.
pub(super) struct Tally<'w> {
    summary: Summary,
    folders: BTreeMap<&'w str, BTreeSet<Advice>>,
}

impl<'w> Tally<'w> {
    pub(super) fn new(columns: usize) -> Self {
        let summary = Summary {
            columns: vec![Column::default(); columns],
            ..Summary::default()
        };
        Self {
            summary,
            folders: BTreeMap::new(),
        }
    }

    /// Takes in the next workload.
    pub(super) fn add(&mut self, workload: &'w Workload, told: &Told) {
        let summary = &mut self.summary;
        let names = summary.by_advice.entry(told.advice).or_default();
        names.push(workload.name.clone());
        *summary.by_role.entry(told.role).or_default() += 1;
        for (column, (fits, home)) in summary.columns.iter_mut().zip(&told.cells) {
            column.at_home += usize::from(*home);
            *column.answers.entry(*fits).or_default() += 1;
        }
        let path = workload.at.path();
        let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
        self.folders.entry(folder).or_default().insert(told.advice);
    }

    /// The summary of all.
    pub(super) fn summary(mut self) -> Summary {
        let mixed = |advice: &BTreeSet<Advice>| {
            let goes = advice.contains(&Advice::Move) || advice.contains(&Advice::Split);
            goes && advice.contains(&Advice::Stay)
        };
        let found = self.folders.iter().filter(|(_, advice)| mixed(advice));
        self.summary.mixed = found.map(|(folder, _)| (*folder).to_owned()).collect();
        self.summary
    }
}
