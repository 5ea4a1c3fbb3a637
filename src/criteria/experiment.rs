//! "Is it a quick experiment, or must it be live soon?" Only the organisation can say so.

use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{Priority, Side, Workload};
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "It is an experiment, or must be live soon",
    reads: "Only `organization:` in `plimsoll.yaml` says so: `speed-to-market` among the first `priorities` is a hint. Names such \
            as `poc` or `sandbox` are no evidence: what works stays, and keeps its name.",
    side: Side::Serverless,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "experiment";

static EXAMPLES: Examples = Examples {
    speaks: Example {
        path: "plimsoll.yaml",
        text: "\
organization:
  priorities: [speed-to-market]
",
    },
    silent: Example {
        path: "plimsoll.yaml",
        text: "\
organization:
  priorities: [control, speed-to-market]
",
    },
};

fn evaluate(_workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    let soon = context.organization.priority(Priority::SpeedToMarket);
    let text = "being live soon comes first in this organisation";
    out.extend(soon.map(|statement| {
        Evidence::of_organization(NAME, Stance::For, Weight::Weak, text, statement)
    }));
}
