//! How far a workload's numbers are from a platform's limits.

use crate::limits::{Target, most};
use crate::model::{Basis, Duration, Fact, FactName, Known, Origin, Platform, Workload};
use crate::platform::{Limit, Magnitude, Setting};
use crate::rule::Context;
use std::cmp::Reverse;

/// How far a number is from a limit.
#[derive(Debug, Clone)]
pub struct Distance<'l> {
    /// What is limited.
    pub setting: Setting,
    /// The workload's own.
    pub value: Magnitude,
    /// The platform's, with its page and date.
    pub limit: &'l Limit,
    /// The share, in percent, rounded down; over 100 where it is broken.
    pub percent: u64,
    /// Whether the number is about the work itself, declared or measured.
    pub about_work: bool,
}

/// The facts that a platform limits, and how to tell one that is missing.
pub(super) const LIMITED: &[(FactName, Setting, &str)] = &[
    (
        FactName::Timeout,
        Setting::Timeout,
        "declare `plimsoll/max-runtime`",
    ),
    (
        FactName::Memory,
        Setting::Memory,
        "set it, or give `--param`",
    ),
    (FactName::Cpu, Setting::Cpu, "set it, or give `--param`"),
    (
        FactName::EphemeralStorage,
        Setting::EphemeralStorage,
        "set it, or give `--param`",
    ),
    (
        FactName::ImageSize,
        Setting::ImageSize,
        "declare `plimsoll/image-size`",
    ),
    (
        FactName::PackageSize,
        Setting::PackageSize,
        "build the package first",
    ),
];

impl Distance<'_> {
    /// `timeout 720 s of 900 s, 80 %`.
    pub fn words(&self) -> String {
        let (name, value, limit) = (
            self.setting.name(),
            self.value.exact(),
            self.limit.value.exact(),
        );
        format!("{name} {value} of {limit}, {} %", self.percent)
    }

    /// `timeout 1200 s, at most 900 s`.
    pub(super) fn excess(&self) -> String {
        let (value, limit) = (self.value.exact(), self.limit.value.exact());
        format!("{} {value}, at most {limit}", self.setting.name())
    }
}

/// One line a setting and one for the work itself where that is known, the nearest first.
pub(super) fn distances<'l>(
    (there, known): (&Workload, Known),
    platform: Platform,
    context: &Context<'l>,
) -> Vec<Distance<'l>> {
    let mut found: Vec<Distance<'l>> = Vec::new();
    for (name, setting, _) in LIMITED {
        if !known.has(*name) {
            continue;
        }
        let Some(limit) = limit(there, platform, *setting, context) else {
            continue;
        };
        if limit.value == Magnitude::Duration(Duration::UNLIMITED) || limit.value.raw() == 0 {
            continue;
        }
        let of_setting = there.facts(*name).filter_map(|fact| {
            let value = magnitude(fact)?;
            let share = u128::from(value.raw()) * 100 / u128::from(limit.value.raw());
            let is_over = value > limit.value;
            // How much room something larger than this leaves, nobody knows.
            if is_lower_bound(fact) && !is_over {
                return None;
            }
            let over = u64::from(is_over && share == 100);
            Some(Distance {
                setting: *setting,
                value,
                limit,
                percent: u64::try_from(share)
                    .unwrap_or(u64::MAX)
                    .saturating_add(over),
                about_work: is_about_work(fact),
            })
        });
        // One line for the settings and one for the work itself, the nearest of each.
        let begin = found.len();
        found.extend(of_setting);
        found[begin..].sort_by_key(|one| (one.about_work, Reverse(one.percent)));
        found.dedup_by_key(|one| (one.setting, one.about_work));
    }
    found.sort_by_key(|one| Reverse(one.percent));
    found
}

/// The limit of a setting there.
pub(super) fn limit<'c>(
    there: &Workload,
    platform: Platform,
    setting: Setting,
    context: &Context<'c>,
) -> Option<&'c Limit> {
    let target = Target {
        platform,
        variant: there.placement.variant,
    };
    most(there, target, setting, context)
}

/// A fact's number.
pub(super) fn magnitude(fact: &Fact) -> Option<Magnitude> {
    Magnitude::of(fact)
}

/// Whether the number is known to be larger: something was not counted, or only what travels of an image, whose limit is
/// for what it unpacks to.
fn is_lower_bound(fact: &Fact) -> bool {
    fact.measured.as_deref().is_some_and(|measured| {
        measured.at_least
            || (fact.name == FactName::ImageSize && measured.basis == Basis::Compressed)
    })
}

/// Whether a fact is about the work itself rather than about a setting.
pub(super) fn is_about_work(fact: &Fact) -> bool {
    matches!(fact.origin, Origin::Declared | Origin::Measured)
}
