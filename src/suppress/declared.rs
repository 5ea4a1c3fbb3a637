//! What manifests declare of themselves, held back like a suppression: a shorter runtime or another platform hides as much.
//! It is the base's where policy is read from the base, and nobody's where `workloads` is locked.

use super::check;
use crate::config::{Locks, Refusal};
use crate::finding::Finding;
use crate::model::{FactName, Object, Origin, Placement, Value, Workload, WorkloadId};
use crate::source::Span;
use std::collections::BTreeMap;

/// What workloads of the base are declared to be.
#[derive(Debug, Clone, Default)]
pub(super) struct Declared {
    here: BTreeMap<WorkloadId, Says>,
    /// Those of files that are no more: whoever renames a file keeps what it declares.
    vanished: BTreeMap<Object, Says>,
}

/// Of one workload.
#[derive(Debug, Clone, Default)]
struct Says {
    facts: BTreeMap<FactName, Value>,
    platform: Option<Placement>,
}

/// What a manifest declares of a workload, as it is written.
#[derive(Debug, Clone)]
pub struct OwnDeclaration {
    /// The workload.
    pub workload: WorkloadId,
    /// The fact, or `platform`.
    pub what: &'static str,
    /// What it says.
    pub value: String,
    /// Where, on one line.
    pub at: Span,
}

/// What manifests declare. To be called before a configuration declares anything.
pub fn own_declarations(workloads: &[Workload]) -> Vec<OwnDeclaration> {
    let of = |workload: &Workload| {
        let id = workload.id();
        let own = |what, value: &str, at: &Span| OwnDeclaration {
            workload: id.clone(),
            what,
            value: value.to_owned(),
            at: at.first_line(),
        };
        let facts = workload.facts.iter();
        let facts = facts.filter(|fact| fact.origin == Origin::Declared);
        let facts = facts.filter_map(|fact| {
            let at = fact.at.as_ref()?;
            Some(own(fact.name.name(), at.text(), at))
        });
        let platform = workload.undeclared.iter();
        let platform = platform.map(|(at, _)| own("platform", at.text(), at));
        facts.chain(platform).collect::<Vec<_>>()
    };
    workloads.iter().flat_map(of).collect()
}

impl Declared {
    pub(super) fn of(workloads: &[Workload], is_gone: &dyn Fn(&str) -> bool) -> Self {
        let mut all = Self::default();
        for workload in workloads {
            let declared = workload.facts.iter();
            let declared = declared.filter(|fact| fact.origin == Origin::Declared);
            let facts = declared.filter_map(|fact| Some((fact.name, fact.value.clone()?)));
            let says = Says {
                facts: facts.collect(),
                platform: workload
                    .platform_declared
                    .then(|| workload.placement.clone()),
            };
            let id = workload.id();
            if is_gone(&id.path) {
                all.vanished.insert(id.object(), says.clone());
            }
            all.here.insert(id, says);
        }
        all
    }

    fn says(&self, id: &WorkloadId) -> Says {
        let here = self.here.get(id);
        let says = here.or_else(|| self.vanished.get(&id.object()));
        says.cloned().unwrap_or_default()
    }
}

/// Takes back what workloads declare of themselves and may not; `base` is the revision that says what they may. To be
/// called before a configuration declares anything.
pub(super) fn hold(
    workloads: &mut [Workload],
    locks: &Locks,
    base: Option<(&str, &Declared)>,
) -> Vec<Finding> {
    let mut told = Vec::new();
    let holder = locks.declarations();
    let why = match (holder, base) {
        (Some(holder), _) => format!("`{holder}` locks `workloads`"),
        (None, Some((revision, _))) => {
            format!("policy is read from the base `{revision}`, which says nothing of it")
        }
        (None, None) => return told,
    };
    for workload in workloads {
        let id = workload.id();
        let says = match (holder, base) {
            (None, Some((_, declared))) => declared.says(&id),
            _ => Says::default(),
        };
        let mut refuse = |what: &str, at: &Span, instead: Option<String>| {
            let why = match (&instead, base) {
                (Some(value), Some((revision, _))) => {
                    format!("policy is read from the base `{revision}`, which says `{value}`")
                }
                _ => why.clone(),
            };
            told.push(check::refused(&Refusal {
                at: at.first_line(),
                key: format!("{what} of {} {}", id.kind, id.name),
                message: format!("this declaration of `{}` has no effect: {why}", id.name),
            }));
        };
        workload.facts.retain_mut(|fact| {
            if fact.origin != Origin::Declared {
                return true;
            }
            let wanted = says.facts.get(&fact.name);
            if wanted.is_some() && wanted == fact.value.as_ref() {
                return true;
            }
            if let Some(at) = &fact.at {
                refuse(fact.name.name(), at, wanted.map(ToString::to_string));
            }
            fact.value = wanted.cloned();
            wanted.is_some()
        });
        let Some((at, before)) = &workload.undeclared else {
            continue;
        };
        if says.platform.as_ref() == Some(&workload.placement) {
            continue;
        }
        let wanted = says.platform.as_ref().map(Placement::names);
        refuse("platform", at, wanted);
        workload.platform_declared = says.platform.is_some();
        workload.placement = says.platform.unwrap_or_else(|| before.clone());
    }
    told
}
