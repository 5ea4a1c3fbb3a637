//! "Do regulations, or the wish for control, ask for machines of one's own?" Only the organisation can say so.

use super::organization::said;
use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{Priority, Says, Side, Workload};
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "Compliance or full control over the environment is required",
    reads: "Only `organization:` in `plimsoll.yaml` says so. Each regulation under `compliance` is strong: list those alone that \
            your auditors read as asking for control over the machines. `control` among the first `priorities` is a hint.",
    side: Side::Kubernetes,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "compliance";

static EXAMPLES: Examples = Examples {
    speaks: Example {
        path: "plimsoll.yaml",
        text: "\
organization:
  compliance: [data-residency]
",
    },
    silent: Example {
        path: "plimsoll.yaml",
        text: "\
organization:
  priorities: [cost, control]
",
    },
};

fn evaluate(_workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    for statement in said(context, |says| says == Says::Compliance) {
        let text = format!("`{}` asks for control over the machines", statement.word);
        out.push(Evidence::of_organization(
            NAME,
            Stance::For,
            Weight::Strong,
            text,
            statement,
        ));
    }
    let control = context.organization.priority(Priority::Control);
    let text = "control comes first in this organisation";
    out.extend(control.map(|statement| {
        Evidence::of_organization(NAME, Stance::For, Weight::Weak, text, statement)
    }));
}
