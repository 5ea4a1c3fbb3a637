//! The framework, one file per criterion: facts in, evidence out, with its threshold and source. Sees no format and no
//! syntax, and asks about no home: judging is the judge's.

mod api;
mod cluster;
mod compliance;
mod connections;
mod cost;
mod could_be_serverless;
mod dependencies;
mod event_source;
mod existing_containers;
mod experiment;
mod expertise;
mod image_size;
mod latency;
mod low_traffic;
mod network;
mod organization;
mod portability;
mod runtime;
mod scale_to_zero;
mod short_lived;
mod small_team;
mod spiky;
mod state;
mod steady_traffic;
mod within;

pub use could_be_serverless::{COULD_BE_SERVERLESS, HABIT_PERCENT, HABIT_WORKLOADS};

use crate::finding::{Evidence, Wording};
use crate::model::{Side, Workload};
use crate::platform::Setting;
use crate::rule::{Context, Example, Rule};

/// A criterion of the framework.
pub struct Criterion {
    /// The name in evidence: `runtime`.
    pub name: &'static str,
    /// The framework's sentence, for the documentation.
    pub title: &'static str,
    /// What counts as evidence, how much, and what does not: a paragraph or two.
    pub reads: &'static str,
    /// The side its `for` speaks for.
    pub side: Side,
    /// The platforms' limits it cites, for the documentation.
    pub settings: &'static [Setting],
    /// Gives the evidence for or against, whatever the workload stands on.
    pub evaluate: fn(&Workload, &Context<'_>, &mut Vec<Evidence>),
    /// The rule that reports it alone, and its words. `None` for a criterion that only counts together with others.
    pub rule: Option<(&'static Rule, Word)>,
    /// Its own examples; `None` where the rule's page has them.
    pub examples: Option<&'static Examples>,
}

/// What a criterion hears and what it does not; a test runs both. One that is called `plimsoll.yaml` is read as the
/// configuration beside a plain Deployment.
#[derive(Debug)]
pub struct Examples {
    /// A file on which it speaks for its side.
    pub speaks: Example,
    /// A near-miss on which it does not.
    pub silent: Example,
}

impl Criterion {
    /// A file on which it speaks, and one on which it does not.
    pub fn examples(&self) -> Option<(&'static Example, &'static Example)> {
        let own = self.examples.map(|own| (&own.speaks, &own.silent));
        own.or_else(|| self.rule.map(|(rule, _)| (&rule.bad, &rule.good)))
    }
}

/// Puts a finding into words; the evidence is this criterion's own, the strongest `for` first and never empty. The
/// message begins with the workload in backticks and `may` or `can`, so that it can speak of several.
pub type Word = fn(&Workload, &[Evidence], &Context<'_>) -> Wording;

/// Every criterion, in the order of the framework.
pub static CRITERIA: &[&Criterion] = &[
    &latency::CRITERION,
    &runtime::CRITERION,
    &connections::CRITERION,
    &image_size::CRITERION,
    &state::CRITERION,
    &steady_traffic::CRITERION,
    &network::CRITERION,
    &existing_containers::CRITERION,
    &cluster::CRITERION,
    &dependencies::CRITERION,
    &portability::CRITERION,
    &expertise::CRITERION,
    &compliance::CRITERION,
    &event_source::CRITERION,
    &spiky::CRITERION,
    &low_traffic::CRITERION,
    &scale_to_zero::CRITERION,
    &short_lived::CRITERION,
    &api::CRITERION,
    &small_team::CRITERION,
    &experiment::CRITERION,
    &cost::CRITERION,
];
