//! One thing known about a workload, and where it was read.

use super::artefact::Measured;
use super::call::Dependency;
use super::confidence::Confidence;
use super::cpu::Cpu;
use super::fact_name::FactName;
use super::kinds::{Blocker, Connection, Network, State, Trigger};
use super::latency::Latency;
use super::rate::Rate;
use super::units::{Duration, Size};
use crate::source::Span;
use std::fmt;
use std::sync::Arc;

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The workload's own block says it.
    Stated,
    /// From `provider`, `Globals`: a block that serves several workloads.
    Inherited,
    /// The platform's default; stands nowhere.
    Default,
    /// Another document says it.
    Linked,
    /// A `plimsoll/...` annotation or the configuration says it.
    Declared,
    /// Measured from an artefact.
    Measured,
    /// A value only another tool can fill in.
    Unresolved,
}

impl Origin {
    /// The word in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Inherited => "inherited",
            Self::Default => "default",
            Self::Linked => "linked",
            Self::Declared => "declared",
            Self::Measured => "measured",
            Self::Unresolved => "unresolved",
        }
    }
}

/// A fact's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A duration.
    Duration(Duration),
    /// A latency that somebody asks for.
    Latency(Latency),
    /// A size.
    Size(Size),
    /// Processors.
    Cpu(Cpu),
    /// A count.
    Count(u64),
    /// How often.
    Rate(Rate),
    /// A word.
    Text(String),
    /// A trigger.
    Trigger(Trigger),
    /// A connection.
    Connection(Connection),
    /// State.
    State(State),
    /// Networking.
    Network(Network),
    /// What is called in the cluster.
    Dependency(Dependency),
    /// A blocker.
    Blocker(Blocker),
}

impl fmt::Display for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duration(value) => value.fmt(formatter),
            Self::Latency(value) => value.fmt(formatter),
            Self::Size(value) => value.fmt(formatter),
            Self::Cpu(value) => value.fmt(formatter),
            Self::Count(value) => value.fmt(formatter),
            Self::Rate(value) => value.fmt(formatter),
            Self::Text(value) => formatter.write_str(value),
            Self::Trigger(value) => formatter.write_str(&value.source),
            Self::Connection(value) => formatter.write_str(&value.protocol),
            Self::State(value) => write!(formatter, "{} {}", value.kind.name(), value.detail),
            Self::Network(value) => formatter.write_str(&value.kind),
            Self::Dependency(value) => value.fmt(formatter),
            Self::Blocker(value) => write!(formatter, "{} {}", value.kind, value.detail),
        }
    }
}

/// One fact.
#[derive(Debug, Clone)]
pub struct Fact {
    /// What it is about.
    pub name: FactName,
    /// The value; `None` exactly when the origin is [`Origin::Unresolved`].
    pub value: Option<Value>,
    /// Where the value comes from.
    pub origin: Origin,
    /// The expression in the file; `None` exactly when the origin is [`Origin::Default`].
    pub at: Option<Span>,
    /// Where a value reached by reference was found, in the order followed.
    pub via: Vec<Span>,
    /// The path of keys inside its object, list items by name: `spec.template.spec.containers[name=web].image`.
    pub field: Arc<str>,
    /// The object that declares it when that is not the workload: `Globals.Function`, `HorizontalPodAutoscaler/web`.
    pub owner: Option<Arc<str>>,
    /// Lower than high when the value may not be the one that counts (both branches of `!If`, a conditional resource).
    pub confidence: Confidence,
    /// What else to know: why it is unresolved, what is ambiguous.
    pub note: Option<String>,
    /// How it was measured; `Some` exactly when the origin is [`Origin::Measured`].
    pub measured: Option<Box<Measured>>,
    /// Whether nearly every workload of its source root says the same: then it tells how the cluster is set up, not what
    /// the workload needs.
    pub habit: bool,
}

impl Fact {
    /// A fact the workload's own block states.
    pub fn stated(name: FactName, value: Value, at: Span, field: impl Into<Arc<str>>) -> Self {
        Self {
            name,
            value: Some(value),
            origin: Origin::Stated,
            at: Some(at),
            via: Vec::new(),
            field: field.into(),
            owner: None,
            confidence: Confidence::High,
            note: None,
            measured: None,
            habit: false,
        }
    }

    /// A fact whose value only another tool can fill in.
    pub fn unresolved(name: FactName, at: Span, field: impl Into<Arc<str>>) -> Self {
        let mut fact = Self::stated(name, Value::Count(0), at, field);
        fact.value = None;
        fact.origin = Origin::Unresolved;
        fact
    }

    /// The platform's default.
    pub fn default_of(name: FactName, value: Value) -> Self {
        Self {
            name,
            value: Some(value),
            origin: Origin::Default,
            at: None,
            via: Vec::new(),
            field: Arc::default(),
            owner: None,
            confidence: Confidence::High,
            note: None,
            measured: None,
            habit: false,
        }
    }

    /// A size that was measured.
    pub fn measured(
        name: FactName,
        size: Size,
        measured: Measured,
        at: Span,
        field: impl Into<Arc<str>>,
    ) -> Self {
        let mut note = format!(
            "{}{}, measured from {}",
            if measured.at_least {
                "at least this; "
            } else {
                ""
            },
            measured.basis.name(),
            measured.from
        );
        if let Some(biggest) = measured.biggest_parts() {
            note.push_str("; ");
            note.push_str(&biggest);
        }
        Self {
            origin: Origin::Measured,
            note: Some(note),
            measured: Some(Box::new(measured)),
            ..Self::stated(name, Value::Size(size), at, field)
        }
    }

    /// What a document leaves to the platform's default, whose value the limits table knows.
    pub fn left_to_default(name: FactName) -> Self {
        Self {
            value: None,
            ..Self::default_of(name, Value::Count(0))
        }
    }

    /// The same fact as another object declares it for the workload; an unresolved one stays unresolved, and a default
    /// is nobody's statement.
    #[must_use]
    pub fn from_owner(mut self, origin: Origin, owner: impl Into<Arc<str>>) -> Self {
        if !matches!(self.origin, Origin::Unresolved | Origin::Default) {
            self.origin = origin;
        }
        self.owner = Some(owner.into());
        self
    }

    /// The same fact with what else to know about it.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Whether somebody wrote it down; a platform's default is not evidence.
    pub fn is_explicit(&self) -> bool {
        self.origin != Origin::Default
    }

    /// The value as a duration.
    pub fn duration(&self) -> Option<Duration> {
        match &self.value {
            Some(Value::Duration(value)) => Some(*value),
            Some(Value::Latency(latency)) => Some(latency.most),
            _ => None,
        }
    }

    /// The value as a latency with its percentile.
    pub fn latency(&self) -> Option<&Latency> {
        match &self.value {
            Some(Value::Latency(latency)) => Some(latency),
            _ => None,
        }
    }

    /// The value as a size.
    pub fn size(&self) -> Option<Size> {
        match self.value {
            Some(Value::Size(value)) => Some(value),
            _ => None,
        }
    }

    /// The value as a count.
    pub fn count(&self) -> Option<u64> {
        match self.value {
            Some(Value::Count(value)) => Some(value),
            _ => None,
        }
    }

    /// The value as a rate.
    pub fn rate(&self) -> Option<Rate> {
        match self.value {
            Some(Value::Rate(value)) => Some(value),
            _ => None,
        }
    }

    /// The value as a word.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Some(Value::Text(value)) => Some(value),
            _ => None,
        }
    }

    /// The value as a trigger.
    pub fn trigger(&self) -> Option<&Trigger> {
        match &self.value {
            Some(Value::Trigger(value)) => Some(value),
            _ => None,
        }
    }

    /// The value as a connection.
    pub fn connection(&self) -> Option<&Connection> {
        match &self.value {
            Some(Value::Connection(value)) => Some(value),
            _ => None,
        }
    }

    /// The value as state.
    pub fn state(&self) -> Option<&State> {
        match &self.value {
            Some(Value::State(value)) => Some(value),
            _ => None,
        }
    }

    /// The value as networking.
    pub fn network(&self) -> Option<&Network> {
        match &self.value {
            Some(Value::Network(value)) => Some(value),
            _ => None,
        }
    }

    /// The value as a blocker.
    pub fn blocker(&self) -> Option<&Blocker> {
        match &self.value {
            Some(Value::Blocker(value)) => Some(value),
            _ => None,
        }
    }
}
