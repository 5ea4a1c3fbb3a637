//! Declared facts of the configuration, put on the workloads their selectors name.

use super::{Settings, WorkloadDeclaration};
use crate::discover::{fixed_folder, folders};
use crate::model::{Declared, Fact, FactName, Origin, Workload};
use crate::repository::is_outside;
use crate::source::Span;
use std::collections::{BTreeMap, HashMap};

/// Applies declared facts by selector, in order: of two that name the same workload and the same key, the later one
/// counts. What the manifest itself declares, in an annotation or in metadata, stands nearer to the workload and beats
/// them all. Returns a warning for each entry that
/// names no workload, where the whole repository is read.
pub fn declare(settings: &Settings, workloads: &mut [Workload]) -> Vec<String> {
    // By where they begin: a span as a key would be one that can change (its source counts lines when asked).
    let mut idle: BTreeMap<(String, u32), Span> = settings
        .declarations
        .iter()
        // A policy that many repositories share is not there for this one alone.
        .filter(|declaration| !is_outside(declaration.entry.path()))
        .map(|declaration| (declaration.place(), declaration.entry.clone()))
        .collect();
    let index = Index::of(&settings.declarations);
    for workload in workloads {
        let annotated: Vec<FactName> = workload
            .facts
            .iter()
            .filter(|fact| fact.origin == Origin::Declared)
            .map(|fact| fact.name)
            .collect();
        let placed = workload.platform_declared;
        for declaration in index.candidates(workload) {
            if !declaration.names(workload) {
                continue;
            }
            idle.remove(&declaration.place());
            match &declaration.declared {
                Declared::Platform(platform, plan) if !placed => workload.declare(*platform, *plan),
                Declared::Fact(name, value) if !annotated.contains(name) => {
                    workload
                        .facts
                        .retain(|fact| fact.name != *name || fact.origin != Origin::Declared);
                    let at = declaration.at.clone();
                    let mut fact = Fact::stated(*name, value.clone(), at, declaration.key);
                    fact.origin = Origin::Declared;
                    workload.facts.push(fact);
                }
                Declared::Platform(..) | Declared::Fact(..) => {}
            }
        }
    }
    if settings.partial {
        return Vec::new();
    }
    idle.values()
        .map(|entry| {
            let first = entry.first();
            format!(
                "{}:{}:{}: this entry of `workloads` matches no workload that was read",
                entry.path(),
                first.line,
                first.column
            )
        })
        .collect()
}

/// Declarations by the name they ask for, else by the folder their glob begins with, so that a run does not grow with
/// declarations times workloads.
struct Index<'a> {
    all: &'a [WorkloadDeclaration],
    by_name: HashMap<&'a str, Vec<usize>>,
    by_folder: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn of(all: &'a [WorkloadDeclaration]) -> Self {
        let mut index = Self {
            all,
            by_name: HashMap::new(),
            by_folder: HashMap::new(),
        };
        for (at, one) in all.iter().enumerate() {
            let folder = || (one.path.as_ref()).map_or("", |path| fixed_folder(path.text()));
            let same = match &one.name {
                Some(name) => index.by_name.entry(name).or_default(),
                None => index.by_folder.entry(folder()).or_default(),
            };
            same.push(at);
        }
        index
    }

    /// Those that may name a workload, in order.
    fn candidates(
        &self,
        workload: &Workload,
    ) -> impl Iterator<Item = &'a WorkloadDeclaration> + use<'a> {
        let named = self.by_name.get(workload.name.as_str()).into_iter();
        let folders = folders(workload.at.path());
        let placed = folders.filter_map(|folder| self.by_folder.get(folder));
        let mut found: Vec<usize> = named.chain(placed).flatten().copied().collect();
        found.sort_unstable();
        let all = self.all;
        found.into_iter().filter_map(|at| all.get(at))
    }
}

impl WorkloadDeclaration {
    fn place(&self) -> (String, u32) {
        (self.entry.path().to_owned(), self.entry.start)
    }

    fn names(&self, workload: &Workload) -> bool {
        let same =
            |wanted: &Option<String>, is: &str| wanted.as_ref().is_none_or(|wanted| wanted == is);
        same(&self.kind, &workload.kind)
            && same(&self.name, &workload.name)
            && self
                .path
                .as_ref()
                .is_none_or(|path| path.matches(workload.at.path()))
    }
}
