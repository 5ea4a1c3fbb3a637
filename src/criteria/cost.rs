//! "Does cost come first?" Only the organisation can say so; what a workload costs stands in no manifest.

use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{Priority, Side, Workload};
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "Cost comes first",
    reads: "Only `organization:` in `plimsoll.yaml` says so: `cost` among the first `priorities` is a hint. It counts beside what \
            the workload itself says (it scales to zero, it runs rarely), because steady load is cheaper on machines that stay.",
    side: Side::Serverless,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "cost";

static EXAMPLES: Examples = Examples {
    speaks: Example {
        path: "plimsoll.yaml",
        text: "\
organization:
  priorities: [cost]
",
    },
    silent: Example {
        path: "plimsoll.yaml",
        text: "\
organization:
  priorities: [latency, cost]
",
    },
};

fn evaluate(_workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    let cost = context.organization.priority(Priority::Cost);
    let text = "cost comes first in this organisation";
    out.extend(cost.map(|statement| {
        Evidence::of_organization(NAME, Stance::For, Weight::Weak, text, statement)
    }));
}
