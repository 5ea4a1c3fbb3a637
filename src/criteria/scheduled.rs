//! "Is it short-lived?" Of a job, only a deadline says so: its schedule says how often it runs, not how long.

use super::Criterion;
use super::could_be_serverless::{COULD_BE_SERVERLESS, SHORT_RUN};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{FactName, Side, Workload};
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
    if workload.fact(FactName::Schedule).is_none() {
        return;
    }
    for fact in workload
        .facts(FactName::Timeout)
        .filter(|fact| fact.is_explicit())
    {
        if let Some(deadline) = fact.duration().filter(|deadline| *deadline <= longest) {
            let deadline = Magnitude::Duration(deadline).exact();
            let most = Magnitude::Duration(longest).exact();
            let text = format!("a scheduled job that ends within {deadline}, threshold {most}");
            out.push(Evidence::new(NAME, Stance::For, Weight::Strong, text, fact));
        }
    }
}
