//! "Does the team know Kubernetes?" Only the organisation can say so: manifests may be copied.

use super::organization::said;
use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{Expertise, Says, Side, Workload};
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "The team knows Kubernetes",
    reads: "Only `organization:` in `plimsoll.yaml` says so. High expertise and a team that runs platforms are hints; no \
            expertise speaks strongly against moving anything to a cluster, and makes such advice a note.",
    side: Side::Kubernetes,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "team-expertise";

static EXAMPLES: Examples = Examples {
    speaks: Example {
        path: "plimsoll.yaml",
        text: "\
organization:
  kubernetes-expertise: high
",
    },
    silent: Example {
        path: "plimsoll.yaml",
        text: "\
organization:
  kubernetes-expertise: some
",
    },
};

fn evaluate(_workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    for statement in said(context, |_| true) {
        let (stance, weight, text) = match statement.says {
            Says::Expertise(Expertise::High) => (
                Stance::For,
                Weight::Weak,
                "Kubernetes is well known in this organisation",
            ),
            Says::Expertise(Expertise::None) => (
                Stance::Against,
                Weight::Strong,
                "nobody in this organisation runs Kubernetes",
            ),
            Says::DevopsTeam(true) => (
                Stance::For,
                Weight::Weak,
                "a team runs platforms in this organisation",
            ),
            _ => continue,
        };
        out.push(Evidence::of_organization(
            NAME, stance, weight, text, statement,
        ));
    }
}
