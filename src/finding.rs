//! What plimsoll tells: evidence, and the findings made of it.

use crate::model::{
    Confidence, Directive, Organization, Placement, Platform, Statement, Workload, WorkloadId,
};
use crate::platform::Magnitude;
use crate::rule::{Family, Rule};
use crate::source::Span;
use std::cmp::Ordering;
use std::sync::Arc;

/// SARIF's own levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Probably wrong.
    Warning,
    /// The platform will refuse, cut off or kill it.
    Error,
}

impl Severity {
    /// The word in machine output, flags and configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Whether evidence speaks for its criterion's side or against it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stance {
    /// For it.
    For,
    /// Against it.
    Against,
}

impl Stance {
    /// The word in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::For => "for",
            Self::Against => "against",
        }
    }
}

/// How much one piece of evidence counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// A hint: never enough alone.
    Weak,
    /// Rarely means anything else.
    Strong,
    /// Settles it.
    Decisive,
}

impl Weight {
    /// The word in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::Strong => "strong",
            Self::Decisive => "decisive",
        }
    }
}

/// Which way a number gets worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Worse {
    /// The larger, the worse: a timeout, a size.
    Larger,
    /// The smaller, the worse: a latency objective.
    Smaller,
}

/// The number that a reason rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// The number.
    pub value: Magnitude,
    /// Which way it gets worse.
    pub worse: Worse,
}

impl Amount {
    /// Whether it is worse than another one of the same kind.
    pub fn is_worse_than(&self, other: &Self) -> bool {
        match self.worse {
            Worse::Larger => self.value > other.value,
            Worse::Smaller => self.value < other.value,
        }
    }
}

/// How a finding got worse than it is in the base, in words: the number (`300 s` and `899 s`), the severity, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worsened {
    /// What the base has.
    pub before: String,
    /// What it is now.
    pub after: String,
}

/// One reason, and where it stands.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The criterion or the limited setting it belongs to.
    pub criterion: &'static str,
    /// For or against.
    pub stance: Stance,
    /// How much it counts.
    pub weight: Weight,
    /// One short clause without a full stop: `allowed 3600 s, threshold 900 s`.
    pub text: String,
    /// Where it stands; `None` for what stands nowhere, such as a platform's default.
    pub at: Option<Span>,
    /// Where the value behind it was found, when it is written elsewhere than where it stands.
    pub via: Option<Span>,
    /// The field path of the fact behind it, for the fingerprint.
    pub field: Arc<str>,
    /// The object that declares the fact when that is not the workload.
    pub owner: Option<Arc<str>>,
    /// How sure the fact behind it is.
    pub confidence: Confidence,
    /// The number it rests on, where it is one that can get worse.
    pub amount: Option<Amount>,
}

impl Evidence {
    /// Evidence from a fact.
    pub fn new(
        criterion: &'static str,
        stance: Stance,
        weight: Weight,
        text: impl Into<String>,
        fact: &crate::model::Fact,
    ) -> Self {
        let mut text = text.into();
        if fact.habit {
            text.push_str(", as nearly everywhere in this folder");
        }
        Self {
            criterion,
            stance,
            // What everybody does is a hint at most.
            weight: if fact.habit { Weight::Weak } else { weight },
            text,
            at: fact.at.clone(),
            via: fact.via.last().cloned(),
            field: fact.field.clone(),
            owner: fact.owner.clone(),
            confidence: fact.confidence,
            amount: None,
        }
    }

    /// With the number it rests on, so that a comparison with a base sees it get worse.
    #[must_use]
    pub fn of_amount(mut self, value: Magnitude, worse: Worse) -> Self {
        self.amount = Some(Amount { value, worse });
        self
    }
}

impl Evidence {
    /// What else to know, such as where a platform's limit stands: tips nothing and stands nowhere.
    pub fn remark(criterion: &'static str, text: impl Into<String>) -> Self {
        Self {
            criterion,
            stance: Stance::For,
            weight: Weight::Weak,
            text: text.into(),
            at: None,
            via: None,
            field: Arc::default(),
            owner: None,
            confidence: Confidence::High,
            amount: None,
        }
    }

    /// Evidence from what the organisation says of itself.
    pub fn of_organization(
        criterion: &'static str,
        stance: Stance,
        weight: Weight,
        text: impl Into<String>,
        statement: &Statement,
    ) -> Self {
        Self {
            criterion,
            stance,
            weight,
            text: text.into(),
            at: Some(statement.at.clone()),
            via: None,
            field: statement.field.as_str().into(),
            owner: Some(Organization::OWNER.into()),
            confidence: Confidence::High,
            amount: None,
        }
    }

    /// Whether it holds for every workload here, because the organisation says it.
    pub fn is_of_organization(&self) -> bool {
        self.owner.as_deref() == Some(Organization::OWNER)
    }

    /// Whether it says something about the workload rather than about its platform.
    pub fn is_reason(&self) -> bool {
        self.at.is_some() || !self.field.is_empty()
    }
}

/// The words of a finding: what is wrong with the numbers, and what to do.
#[derive(Debug, Clone)]
pub struct Wording {
    /// One sentence without a full stop; names the workload in backticks.
    pub message: String,
    /// One sentence that reads like a command.
    pub help: String,
}

/// A workload as a finding names it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// Its identity.
    pub id: WorkloadId,
    /// The platform's name; `None` when ambiguous.
    pub platform: Option<&'static str>,
    /// The platforms it fits, where nothing decides between them.
    pub ambiguous: Vec<&'static str>,
    /// The variant.
    pub variant: Option<&'static str>,
    /// The line its block begins on, 1-based.
    pub line: u32,
}

impl Subject {
    /// The workload's short form.
    pub fn of(workload: &Workload) -> Self {
        let Placement { platforms, variant } = &workload.placement;
        let platform = workload.placement.platform().map(Platform::name);
        let names = platforms.iter().map(|platform| platform.name());
        Self {
            id: workload.id(),
            platform,
            ambiguous: names.filter(|_| platform.is_none()).collect(),
            variant: *variant,
            line: workload.at.first().line,
        }
    }
}

/// Why a finding is not shown, or not counted.
#[derive(Debug, Clone)]
pub struct Suppression {
    /// The directive that does it.
    pub directive: Directive,
}

/// A finding.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// Its severity after evidence and configuration.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// The workloads; empty only in [`Family::Suppression`].
    pub workloads: Vec<Subject>,
    /// What is wrong, with the numbers.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The one line the author would change.
    pub location: Span,
    /// The reasons, the one at `location` first.
    pub evidence: Vec<Evidence>,
    /// Means the object: no line, no value.
    pub fingerprint: String,
    /// Set when a suppression covers it.
    pub suppressed: Option<Suppression>,
    /// Set when a comparison finds it worse than in the base.
    pub worse: Option<Worsened>,
}

impl Finding {
    /// Whether it is one of plimsoll's own suppression findings.
    pub fn is_about_suppression(&self) -> bool {
        self.rule.family == Family::Suppression
    }

    /// The order of every report: path, line, column, rule.
    pub fn in_order(&self, other: &Self) -> Ordering {
        let place = |finding: &Self| {
            let first = finding.location.first();
            (first.line, first.column, finding.rule.name)
        };
        let paths = self.location.path().cmp(other.location.path());
        paths
            .then_with(|| place(self).cmp(&place(other)))
            .then_with(|| self.workloads.cmp(&other.workloads))
    }
}
