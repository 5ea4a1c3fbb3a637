//! Declared facts of the configuration, put on the workloads their selectors name.

use super::{Settings, WorkloadDeclaration};
use crate::model::{Declared, Fact, FactName, Origin, Workload};
use crate::repository::is_outside;
use crate::source::Span;
use std::collections::BTreeMap;

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
    for workload in workloads {
        let annotated: Vec<FactName> = workload
            .facts
            .iter()
            .filter(|fact| fact.origin == Origin::Declared)
            .map(|fact| fact.name)
            .collect();
        let placed = workload.platform_declared;
        for declaration in &settings.declarations {
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
