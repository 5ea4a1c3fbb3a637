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

impl Summary {
    /// Of the workloads and what their rows told.
    pub(super) fn of(workloads: &[&Workload], told: &[Told], columns: usize) -> Self {
        let mut summary = Self {
            columns: vec![Column::default(); columns],
            ..Self::default()
        };
        let mut folders: BTreeMap<&str, BTreeSet<Advice>> = BTreeMap::new();
        for (workload, told) in workloads.iter().zip(told) {
            let names = summary.by_advice.entry(told.advice).or_default();
            names.push(workload.name.clone());
            *summary.by_role.entry(told.role).or_default() += 1;
            let path = workload.at.path();
            let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
            folders.entry(folder).or_default().insert(told.advice);
            for (column, (fits, home)) in summary.columns.iter_mut().zip(&told.cells) {
                column.at_home += usize::from(*home);
                *column.answers.entry(*fits).or_default() += 1;
            }
        }
        let mixed = |advice: &BTreeSet<Advice>| {
            let goes = advice.contains(&Advice::Move) || advice.contains(&Advice::Split);
            goes && advice.contains(&Advice::Stay)
        };
        let found = folders.iter().filter(|(_, advice)| mixed(advice));
        summary.mixed = found.map(|(folder, _)| (*folder).to_owned()).collect();
        summary
    }
}
