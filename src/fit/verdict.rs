//! Whether a workload should stay where it is: `check`'s own findings, in one word.

use super::cell::clause;
use crate::criteria::COULD_BE_SERVERLESS;
use crate::finding::{Severity, Stance, Weight};
use crate::judge::{Draft, Heard, Said};
use crate::model::{Confidence, Fact, FactName, Side, Workload};
use crate::rule::{Context, Family};
use std::cmp::Reverse;

/// The word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Advice {
    /// It stands where it belongs.
    Stay,
    /// It belongs on the other side.
    Move,
    /// A part of it belongs elsewhere.
    Split,
    /// Both sides would do.
    Either,
}

impl Advice {
    /// Every word, what asks for something first.
    pub const IN_ORDER: [Self; 4] = [Self::Move, Self::Split, Self::Stay, Self::Either];

    /// The word in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stay => "stay",
            Self::Move => "move",
            Self::Split => "split",
            Self::Either => "either",
        }
    }
}

/// The word and its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The word.
    pub advice: Advice,
    /// Why, as a clause.
    pub why: String,
}

/// Weighs what `check` says of it at home.
pub(super) fn verdict(
    workload: &Workload,
    at_home: &Heard,
    said: &Said,
    context: &Context<'_>,
) -> Verdict {
    let drafts = at_home.at_home(said, workload, context);
    let counts = |family: Family| {
        let mut found = drafts.iter().filter(move |one| one.rule.family == family);
        found.find(|one| one.severity > Severity::Note)
    };
    let say = |advice, why: String| Verdict { advice, why };
    if let Some(tool) = workload.generated_by {
        let why = format!("{tool} generates it, so nothing in this repository moves it");
        return say(Advice::Stay, why);
    }
    if let Some(advice) = counts(Family::PreferKubernetes) {
        // Work that events start has a place on serverless; only the part that does not suit goes.
        let both = advice.confidence < Confidence::High;
        let word = if both { Advice::Split } else { Advice::Move };
        return say(word, clause(advice).to_owned());
    }
    if let Some(limit) = counts(Family::PlatformLimit) {
        return say(Advice::Split, clause(limit).to_owned());
    }
    let could = |draft: &&Draft| draft.rule.name == COULD_BE_SERVERLESS.name;
    if let Some(could) = drafts.iter().find(could) {
        return say(Advice::Move, clause(could).to_owned());
    }
    if workload.suspended {
        let why = "it is suspended and never runs";
        return say(Advice::Stay, why.to_owned());
    }
    match workload.placement.side() {
        Some(Side::Kubernetes) => stays_on_kubernetes(workload, said),
        _ if workload.cut => say(Advice::Either, CUT.to_owned()),
        Some(Side::Serverless) if !is_known(workload) => say(Advice::Stay, UNKNOWN.to_owned()),
        Some(Side::Serverless) => {
            let why = "nothing speaks against the platform it is on";
            say(Advice::Stay, why.to_owned())
        }
        Some(Side::Containers) => {
            let why = "a container service takes what either side takes";
            say(Advice::Either, why.to_owned())
        }
        None => say(Advice::Either, "it has no platform yet".to_owned()),
    }
}

/// Nothing speaks against a platform where nothing was read, and that says nothing for it either.
const UNKNOWN: &str = "nothing is known about what it does";

/// Whether any limit, trigger, need or size was read: the name of an image tells nothing of the work. A timeout counts
/// where it is the platform's default too, because it ends the work all the same.
fn is_known(workload: &Workload) -> bool {
    let tells = |fact: &Fact| {
        let says = fact.is_explicit() || fact.name == FactName::Timeout;
        let is_mere_name = matches!(fact.name, FactName::Image | FactName::Cloud);
        fact.value.is_some() && says && !is_mere_name
    };
    workload.facts.iter().any(tells)
}

/// Why nothing is said of a workload of which a bound cut something off.
const CUT: &str = "more speaks of it than plimsoll joins, so what speaks against it is not known";

fn stays_on_kubernetes(workload: &Workload, said: &Said) -> Verdict {
    let speaks = said
        .side(Side::Kubernetes)
        .filter(|one| one.stance == Stance::For && one.weight >= Weight::Strong && one.is_reason());
    match speaks.min_by_key(|one| Reverse(one.weight)) {
        Some(strongest) => Verdict {
            advice: Advice::Stay,
            why: strongest.text.clone(),
        },
        None if workload.cut => Verdict {
            advice: Advice::Either,
            why: CUT.to_owned(),
        },
        None => Verdict {
            advice: Advice::Either,
            why: "nothing known ties it to the cluster, and too little speaks for moving it"
                .to_owned(),
        },
    }
}
