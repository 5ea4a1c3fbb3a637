//! "Does traffic pause, so that cost matters?" A scaler that goes to zero says that its author accepts a cold start.

use super::Criterion;
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{FactName, Origin, Side, Workload};
use crate::rule::Context;

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "It scales to zero when there is nothing to do",
    side: Side::Serverless,
    settings: &[],
    evaluate,
    rule: None,
};

const NAME: &str = "scale-to-zero";

fn evaluate(workload: &Workload, _context: &Context<'_>, out: &mut Vec<Evidence>) {
    // Zero in the workload's own block is a parked workload; only a scaler brings it back.
    let scaled = workload
        .facts(FactName::ReplicasMin)
        .filter(|fact| fact.origin == Origin::Linked && fact.count() == Some(0));
    for fact in scaled {
        let text = "scales to zero when there is nothing to do";
        out.push(Evidence::new(NAME, Stance::For, Weight::Strong, text, fact));
    }
}
