//! The evidence of every criterion of one side.

use crate::criteria::CRITERIA;
use crate::finding::Evidence;
use crate::model::{Side, Workload};
use crate::rule::Context;

/// Asks every criterion whose `for` speaks for the side, in the order of the framework.
pub fn gather(side: Side, workload: &Workload, context: &Context<'_>) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for criterion in CRITERIA.iter().filter(|criterion| criterion.side == side) {
        // Each on its own: a criterion may look at what it has said already.
        let mut own = Vec::new();
        (criterion.evaluate)(workload, context, &mut own);
        evidence.append(&mut own);
    }
    evidence
}
