//! "Is traffic low, so that cost matters?" Declared, or exact where the only work is a schedule.

use super::Criterion;
use super::could_be_serverless::{COULD_BE_SERVERLESS, RARE_RUN};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{FactName, Side, Workload};
use crate::rule::Context;

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "Traffic is low",
    side: Side::Serverless,
    settings: &[],
    evaluate,
    rule: None,
};

const NAME: &str = "traffic-volume";

fn evaluate(workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    for fact in workload.facts(FactName::TrafficVolume) {
        let evidence = match fact.text() {
            Some("low") => (Stance::For, Weight::Strong, "traffic is declared low"),
            Some("high") => (
                Stance::Against,
                Weight::Decisive,
                "traffic is declared high",
            ),
            _ => continue,
        };
        let (stance, weight, text) = evidence;
        out.push(Evidence::new(NAME, stance, weight, text, fact));
    }
    let rare = context.duration(&COULD_BE_SERVERLESS, RARE_RUN);
    for fact in workload.facts(FactName::Schedule) {
        if let Some(gap) = fact.duration().filter(|gap| *gap >= rare) {
            let text = format!("runs at most every {gap}");
            out.push(Evidence::new(NAME, Stance::For, Weight::Weak, text, fact));
        }
    }
}
