//! "Is fine-grained control of the network needed?" Counts only together with others: nothing here is wrong on serverless.

use super::Criterion;
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{FactName, Side, Workload};
use crate::rule::Context;

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "Fine-grained control of the network is needed",
    side: Side::Kubernetes,
    settings: &[],
    evaluate,
    rule: None,
};

const NAME: &str = "network";

fn evaluate(workload: &Workload, _context: &Context<'_>, out: &mut Vec<Evidence>) {
    for fact in workload.facts(FactName::Network) {
        if let Some(network) = fact.network() {
            let weight = if network.strong {
                Weight::Strong
            } else {
                Weight::Weak
            };
            let text = network.kind.replace('-', " ");
            out.push(Evidence::new(NAME, Stance::For, weight, text, fact));
        }
    }
}
