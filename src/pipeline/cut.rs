//! What lies behind a bound in the workloads' own facts: said in the report, and marked at the workload.

use crate::model::{Cut, Workload};

/// Marks the workloads of which a fact lies behind a bound; a warning for each such fact.
pub(super) fn mark(workloads: &mut [Workload]) -> Vec<Cut> {
    let mut cuts = Vec::new();
    for workload in workloads {
        for fact in workload.facts.iter().filter(|fact| fact.is_cut()) {
            let (Some(at), Some(note)) = (&fact.at, &fact.note) else {
                continue;
            };
            workload.cut = true;
            cuts.push(Cut {
                at: at.clone(),
                message: format!(
                    "the {} of `{}` is not known: {note}",
                    fact.name.name(),
                    workload.name
                ),
            });
        }
    }
    cuts
}
