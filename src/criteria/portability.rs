//! "Must it be able to move between clouds?" A container image and manifests move; triggers and APIs of one cloud do not.

use super::organization::said;
use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{Says, Side, Workload};
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "It must be able to move between clouds",
    reads: "`portability: required` under `organization:` in `plimsoll.yaml` is strong: then only what runs on a cluster of \
            one's own (Knative, KEDA) is named as a serverless home. A dependence on one cloud is no evidence of either.",
    side: Side::Kubernetes,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "portability";

static EXAMPLES: Examples = Examples {
    speaks: Example {
        path: "plimsoll.yaml",
        text: "\
organization:
  portability: required
",
    },
    silent: Example {
        path: "plimsoll.yaml",
        text: "\
organization:
  portability: optional
",
    },
};

fn evaluate(_workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    for statement in said(context, |says| says == Says::Portability(true)) {
        let text = "workloads must be able to move to another cloud";
        out.push(Evidence::of_organization(
            NAME,
            Stance::For,
            Weight::Strong,
            text,
            statement,
        ));
    }
}
