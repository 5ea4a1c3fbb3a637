//! "Is the team small, without anybody who runs platforms?" Only the organisation can say so.

use super::organization::said;
use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{Expertise, Says, Side, Workload};
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "The team is small and nobody runs platforms",
    reads: "Only `organization:` in `plimsoll.yaml` says so. `devops-team: false` is strong, no Kubernetes expertise is a hint. \
            It never makes a finding alone: something in the workload must speak for serverless, strongly.",
    side: Side::Serverless,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "small-team";

static EXAMPLES: Examples = Examples {
    speaks: Example {
        path: "plimsoll.yaml",
        text: "\
organization:
  devops-team: false
",
    },
    silent: Example {
        path: "plimsoll.yaml",
        text: "\
organization:
  devops-team: true
",
    },
};

fn evaluate(_workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    for statement in said(context, |_| true) {
        let (weight, text) = match statement.says {
            Says::DevopsTeam(false) => (
                Weight::Strong,
                "no team runs platforms in this organisation",
            ),
            Says::Expertise(Expertise::None) => {
                (Weight::Weak, "nobody in this organisation runs Kubernetes")
            }
            _ => continue,
        };
        out.push(Evidence::of_organization(
            NAME,
            Stance::For,
            weight,
            text,
            statement,
        ));
    }
}
