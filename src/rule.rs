//! What a rule is: the metadata that `explain`, `rules`, the README and SARIF are made of.

use crate::finding::Severity;
use crate::model::{Duration, Organization, Size};
use crate::platform::{Limits, Prices};
use std::collections::BTreeMap;
use std::fmt;

/// Families of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// The platform will refuse, cut off or kill it.
    PlatformLimit,
    /// A workload on serverless that one criterion says belongs on Kubernetes.
    PreferKubernetes,
    /// A workload on Kubernetes that could be serverless.
    PreferServerless,
    /// Suppressions that do not do what they say.
    Suppression,
}

impl Family {
    /// The word in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::PlatformLimit => "platform-limit",
            Self::PreferKubernetes => "prefer-kubernetes",
            Self::PreferServerless => "prefer-serverless",
            Self::Suppression => "suppression",
        }
    }
}

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case; names the fault and reads well after "ignore". Never changes without a version.
    pub name: &'static str,
    /// Its family.
    pub family: Family,
    /// The severity without configuration; evidence may lower it.
    pub severity: Severity,
    /// One sentence, without a full stop.
    pub summary: &'static str,
    /// Why it matters: a paragraph or two.
    pub why: &'static str,
    /// What to do instead: a paragraph.
    pub instead: &'static str,
    /// When to ignore it: a paragraph.
    pub ignore_when: &'static str,
    /// The framework's numbers, each configurable.
    pub thresholds: &'static [Threshold],
    /// Where the facts come from.
    pub references: &'static [&'static str],
    /// A file that fires it, and the file's name.
    pub bad: Example,
    /// A file that does not.
    pub good: Example,
}

/// An example file of a rule's page; a test runs it.
#[derive(Debug)]
pub struct Example {
    /// The file name the format expects.
    pub path: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// One number of the framework: our advice, configurable.
#[derive(Debug)]
pub struct Threshold {
    /// Kebab-case name in `plimsoll.yaml`.
    pub name: &'static str,
    /// The default.
    pub default: Quantity,
    /// Which way more is found.
    pub stricter: Stricter,
    /// What it bounds.
    pub summary: &'static str,
    /// Where the number comes from.
    pub source: &'static str,
}

/// The way in which a threshold gets stricter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stricter {
    /// A lower value finds more.
    Lower,
    /// A higher value finds more; of words, one further back.
    Higher,
}

impl Threshold {
    /// Whether another value finds less.
    pub fn softens(&self, from: Quantity, to: Quantity) -> bool {
        match self.stricter {
            Stricter::Lower => to.raw() > from.raw(),
            Stricter::Higher => to.raw() < from.raw(),
        }
    }
}

/// A threshold's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// A duration.
    Duration(Duration),
    /// A size.
    Size(Size),
    /// A plain number, such as a ratio.
    Count(u64),
    /// One of several words.
    Word(&'static str, &'static [&'static str]),
}

impl Quantity {
    /// For comparing values of one threshold: milliseconds, bytes, the number, a word's place among the known ones.
    fn raw(self) -> u64 {
        match self {
            Self::Duration(value) => value.as_millis(),
            Self::Size(value) => value.as_bytes(),
            Self::Count(value) => value,
            Self::Word(word, known) => {
                known.iter().take_while(|other| **other != word).count() as u64
            }
        }
    }

    /// Reads a value of the same kind as `self`.
    pub fn parse_like(self, text: &str) -> Result<Self, String> {
        match self {
            Self::Duration(_) => Duration::parse(text)
                .map(Self::Duration)
                .map_err(|error| error.to_string()),
            Self::Size(_) => Size::parse(text)
                .map(Self::Size)
                .map_err(|error| error.to_string()),
            Self::Count(_) => text
                .trim()
                .parse()
                .map(Self::Count)
                .map_err(|_| format!("`{text}` is not a whole number")),
            Self::Word(_, known) => known
                .iter()
                .find(|word| **word == text.trim())
                .map(|word| Self::Word(word, known))
                .ok_or_else(|| format!("`{text}` is not one of {}", known.join(", "))),
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duration(value) => value.fmt(formatter),
            Self::Size(value) => value.fmt(formatter),
            Self::Count(value) => value.fmt(formatter),
            Self::Word(word, _) => formatter.write_str(word),
        }
    }
}

/// Thresholds as configured: rule and threshold name to value, where they differ from the default.
#[derive(Debug, Clone, Default)]
pub struct Thresholds(BTreeMap<(&'static str, &'static str), Quantity>);

impl Thresholds {
    /// Overrides one.
    pub fn set(&mut self, rule: &'static Rule, threshold: &'static Threshold, value: Quantity) {
        self.0.insert((rule.name, threshold.name), value);
    }

    /// The value in force.
    pub fn get(&self, rule: &Rule, threshold: &Threshold) -> Quantity {
        self.0
            .get(&(rule.name, threshold.name))
            .copied()
            .unwrap_or(threshold.default)
    }
}

/// What judging rests on, kept with its outcome, so that a report can ask the same questions of other platforms.
#[derive(Debug, Clone)]
pub struct Grounds {
    /// The framework's numbers in force.
    pub thresholds: Thresholds,
    /// The platforms' documented limits in force.
    pub limits: Limits,
    /// What the organisation says of itself.
    pub organization: Organization,
    /// List prices, for the traffic that is declared; without them nothing is said of cost.
    pub prices: Option<Prices>,
}

impl Grounds {
    /// The same for criteria and limits.
    pub fn context(&self) -> Context<'_> {
        Context {
            thresholds: &self.thresholds,
            limits: &self.limits,
            organization: &self.organization,
        }
    }
}

/// What criteria and limits may look at besides the workload.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The framework's numbers in force.
    pub thresholds: &'a Thresholds,
    /// The platforms' documented limits in force.
    pub limits: &'a Limits,
    /// What the organisation says of itself.
    pub organization: &'a Organization,
}

impl Context<'_> {
    /// A duration threshold of a rule; the default's kind decides, so a wrong kind reads as the default's zero.
    pub fn duration(&self, rule: &Rule, name: &str) -> Duration {
        match self.quantity(rule, name) {
            Some(Quantity::Duration(value)) => value,
            _ => Duration::from_millis(0),
        }
    }

    /// A size threshold of a rule.
    pub fn size(&self, rule: &Rule, name: &str) -> Size {
        match self.quantity(rule, name) {
            Some(Quantity::Size(value)) => value,
            _ => Size::from_bytes(0),
        }
    }

    /// A plain number of a rule.
    pub fn count(&self, rule: &Rule, name: &str) -> u64 {
        match self.quantity(rule, name) {
            Some(Quantity::Count(value)) => value,
            _ => 0,
        }
    }

    /// A word of a rule.
    pub fn word(&self, rule: &Rule, name: &str) -> &'static str {
        match self.quantity(rule, name) {
            Some(Quantity::Word(word, _)) => word,
            _ => "",
        }
    }

    fn quantity(&self, rule: &Rule, name: &str) -> Option<Quantity> {
        let threshold = rule
            .thresholds
            .iter()
            .find(|threshold| threshold.name == name)?;
        Some(self.thresholds.get(rule, threshold))
    }
}
