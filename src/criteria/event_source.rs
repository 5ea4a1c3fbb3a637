//! "Is it an API, a webhook, an event processor?" A scaler that names a cloud service's events names a function's trigger.

use super::Criterion;
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{FactName, Origin, Side, TriggerKind, Workload};
use crate::rule::Context;

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "It processes events",
    side: Side::Serverless,
    settings: &[],
    evaluate,
    rule: None,
};

const NAME: &str = "events";

/// How the names of sources begin that a cloud offers as a function's trigger; others run on any platform.
const PROVIDERS: &[&str] = &["aws-", "azure-", "gcp-"];

fn evaluate(workload: &Workload, _context: &Context<'_>, out: &mut Vec<Evidence>) {
    let linked = workload
        .facts(FactName::Trigger)
        .filter(|fact| fact.origin == Origin::Linked);
    for fact in linked {
        let Some(trigger) = fact.trigger() else {
            continue;
        };
        let is_event = matches!(
            trigger.kind,
            TriggerKind::Queue
                | TriggerKind::Stream
                | TriggerKind::Topic
                | TriggerKind::Storage
                | TriggerKind::Event
        );
        if !is_event {
            continue;
        }
        let source = trigger.source.as_str();
        let is_native = PROVIDERS.iter().any(|prefix| source.starts_with(prefix));
        let (weight, text) = if is_native {
            (
                Weight::Strong,
                format!("works on events of `{source}`, a trigger of functions too"),
            )
        } else {
            (Weight::Weak, format!("works on events of `{source}`"))
        };
        out.push(Evidence::new(NAME, Stance::For, weight, text, fact));
    }
}
