//! The repository in the framework's words: keep these, move those, and the place whose parts belong on different
//! platforms.

use super::Row;
use super::verdict::Advice;
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
}

impl Summary {
    pub(super) fn of(rows: &[Row<'_>]) -> Self {
        let mut summary = Self::default();
        let mut folders: BTreeMap<&str, BTreeSet<Advice>> = BTreeMap::new();
        for row in rows {
            let advice = row.verdict.advice;
            let names = summary.by_advice.entry(advice).or_default();
            names.push(row.workload.name.clone());
            *summary.by_role.entry(row.role.name).or_default() += 1;
            let path = row.workload.at.path();
            let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
            folders.entry(folder).or_default().insert(advice);
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
