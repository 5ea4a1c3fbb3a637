//! "Must it be able to move between clouds?" A container image and manifests move; triggers and APIs of one cloud do not.

use super::organization::said;
use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{Fact, FactName, Says, Side, Workload};
use crate::rule::{Context, Example};
use std::collections::BTreeSet;

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "It must be able to move between clouds",
    reads: "`portability: required` under `organization:` in `plimsoll.yaml` is strong: then only what runs on a cluster of \
            one's own (Knative, KEDA) is named as a serverless home. Settings for two clouds \
            or more (annotations, labels and node selectors that only one cloud reads) are strong, on one workload or on \
            its variants in folders beside each other. Those of one cloud are no evidence.",
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

fn evaluate(workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    let clouds: BTreeSet<&str> = workload
        .facts(FactName::Cloud)
        .filter_map(Fact::text)
        .collect();
    if clouds.len() > 1 {
        let first = workload.facts(FactName::Cloud).next();
        let all: Vec<&str> = clouds.into_iter().collect();
        let text = format!("it is set up for {}", all.join(" and "));
        out.extend(first.map(|fact| Evidence::new(NAME, Stance::For, Weight::Strong, text, fact)));
    }
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
