//! The framework, one file per criterion: facts in, evidence out, with its threshold and source. Sees no format and no
//! syntax, and asks about no home: judging is the judge's.

mod image_size;
mod runtime;
mod within;

use crate::finding::{Evidence, Wording};
use crate::model::{Side, Workload};
use crate::platform::Setting;
use crate::rule::{Context, Rule};

/// A criterion of the framework.
pub struct Criterion {
    /// The name in evidence: `runtime`.
    pub name: &'static str,
    /// The framework's sentence, for the documentation.
    pub title: &'static str,
    /// The side its `for` speaks for.
    pub side: Side,
    /// The platforms' limits it cites, for the documentation.
    pub settings: &'static [Setting],
    /// Gives the evidence for or against, whatever the workload stands on.
    pub evaluate: fn(&Workload, &Context<'_>, &mut Vec<Evidence>),
    /// The rule that reports it alone, and its words. `None` for a criterion that only counts together with others.
    pub rule: Option<(&'static Rule, Word)>,
}

/// Puts a finding into words; the evidence is this criterion's own, the strongest `for` first and never empty. The
/// message begins with the workload in backticks and `may` or `can`, so that it can speak of several.
pub type Word = fn(&Workload, &[Evidence], &Context<'_>) -> Wording;

/// Every criterion, in the order of the framework.
pub static CRITERIA: &[&Criterion] = &[&runtime::CRITERION, &image_size::CRITERION];
