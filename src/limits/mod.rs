//! One file per kind of limit: a workload's facts against the dated table. Takes a workload and *any* platform, so that
//! "would it fit there" is the same question as "does it fit here".

mod bounds;
mod caller;
mod ceiling;
mod combination;
mod edge;
mod ephemeral_storage;
mod gateway;
mod memory;
mod package;
mod timeout;
mod timeout_at;
mod visibility;

use crate::finding::{Evidence, Severity, Wording};
use crate::model::{FactName, Platform, Workload};
use crate::platform::{Bound, Limit, Setting};
use crate::rule::{Context, Rule};

/// A kind of limit.
pub struct LimitCheck {
    /// The rule that reports it.
    pub rule: &'static Rule,
    /// The rows of the table it compares with, for the documentation.
    pub settings: &'static [Setting],
    /// What it compares: of a workload that knows none of these it finds nothing.
    pub facts: &'static [FactName],
    /// Checks the workload as if it stood on that platform.
    pub check: fn(&Workload, Target<'_>, &Context<'_>, &mut Vec<Breach>),
}

/// A platform and the variant of it.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The platform.
    pub platform: Platform,
    /// The variant, where it is known.
    pub variant: Option<&'a str>,
}

impl Target<'_> {
    /// What it is called as the subject of a sentence: a function that CloudFront calls runs on Lambda@Edge, whose limits
    /// are others.
    fn subject(self) -> &'static str {
        if self.is_edge() {
            "Lambda@Edge"
        } else {
            self.platform.subject()
        }
    }

    fn is_edge(self) -> bool {
        let edge = |variant: &str| variant.starts_with("edge-");
        self.platform == Platform::AwsLambda && self.variant.is_some_and(edge)
    }
}

/// The most of a setting on a platform. What a package may hold depends on its language on Vercel.
pub(crate) fn most<'c>(
    workload: &Workload,
    target: Target<'_>,
    setting: Setting,
    context: &Context<'c>,
) -> Option<&'c Limit> {
    let by_language = target.platform == Platform::Vercel && setting == Setting::PackageSize;
    let variant = match target.variant {
        _ if by_language && package::may_be_python(workload) => Some("python"),
        variant => variant,
    };
    let limits = context.limits;
    limits.find(target.platform, variant, setting, Bound::Max)
}

/// A limit that does not hold.
#[derive(Debug)]
pub struct Breach {
    /// The severity this case has.
    pub severity: Severity,
    /// The reason at the line to change first, then what else speaks.
    pub evidence: Vec<Evidence>,
    /// Its words. The message begins with the workload in backticks and `may` or `can`, so that it can speak of several.
    pub wording: Wording,
}

/// Every kind of limit.
pub static LIMITS: &[&LimitCheck] = &[
    &timeout::CHECK,
    &memory::CHECK,
    &ephemeral_storage::CHECK,
    &package::CHECK,
    &gateway::CHECK,
    &caller::CHECK,
    &edge::CHECK,
    &timeout_at::CHECK,
    &visibility::CHECK,
    &bounds::CHECK,
    &combination::CHECK,
];
