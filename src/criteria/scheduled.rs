//! "Is it short-lived?" Of a job, only a deadline says so: its schedule says how often it runs, not how long.

use super::Criterion;
use super::could_be_serverless::{COULD_BE_SERVERLESS, SHORT_RUN};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{Fact, FactName, Side, Workload};
use crate::platform::Magnitude;
use crate::rule::Context;

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "It is a scheduled job with a short deadline",
    side: Side::Serverless,
    settings: &[],
    evaluate,
    rule: None,
};

const NAME: &str = "scheduled";

fn evaluate(workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    let longest = context.duration(&COULD_BE_SERVERLESS, SHORT_RUN);
    let explicit = |fact: &&Fact| fact.is_explicit();
    let deadlines = workload.facts(FactName::Timeout).filter(explicit);
    let deadline = deadlines.filter_map(|fact| fact.duration()).max();
    let Some(deadline) = deadline.filter(|deadline| *deadline <= longest) else {
        return;
    };
    // The schedule is what would move; the deadline only proves that it can.
    for fact in workload.facts(FactName::Schedule).filter(explicit) {
        let text = format!(
            "a scheduled job that ends within {}, threshold {}",
            Magnitude::Duration(deadline).exact(),
            Magnitude::Duration(longest).exact()
        );
        out.push(Evidence::new(NAME, Stance::For, Weight::Strong, text, fact));
    }
}
