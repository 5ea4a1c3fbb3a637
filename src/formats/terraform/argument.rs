//! How an argument becomes a fact: what it is about, and which kind of value it must have.

use crate::model::{Cpu, Duration, FactName, Size, Value};
use crate::syntax::Node;

/// How an argument becomes a fact.
pub(super) struct Argument {
    pub(super) name: FactName,
    pub(super) wanted: &'static str,
    pub(super) read: fn(Node<'_>) -> Option<Value>,
}

impl Argument {
    const fn new(
        name: FactName,
        wanted: &'static str,
        read: fn(Node<'_>) -> Option<Value>,
    ) -> Self {
        Self { name, wanted, read }
    }

    /// A number of seconds.
    pub(super) const fn seconds(name: FactName) -> Self {
        Self::new(name, "a number of seconds", |node| {
            Some(Value::Duration(Duration::from_secs(node.as_u64()?)))
        })
    }

    /// A duration with its unit, `"3600s"`.
    pub(super) const fn duration(name: FactName) -> Self {
        Self::new(name, "a duration such as \"300s\"", |node| {
            Duration::parse(node.as_str()?).ok().map(Value::Duration)
        })
    }

    /// A number of milliseconds.
    pub(super) const fn millis(name: FactName) -> Self {
        Self::new(name, "a whole number of milliseconds", |node| {
            Some(Value::Duration(Duration::from_millis(node.as_u64()?)))
        })
    }

    /// A number of MiB.
    pub(super) const fn mebibytes(name: FactName) -> Self {
        Self::new(name, "a number of MB", |node| {
            Some(Value::Size(Size::from_mib(node.as_u64()?)))
        })
    }

    /// The memory of an ECS task: a number of MiB, or a text such as `2 GB`.
    pub(super) const fn task_memory(name: FactName) -> Self {
        Self::new(name, "a number of MiB or of GB", |node| {
            Size::of_ecs(node.as_str()?).ok().map(Value::Size)
        })
    }

    /// The CPU of an ECS task: a number of units, or a text such as `1 vCPU`.
    pub(super) const fn task_cpu(name: FactName) -> Self {
        Self::new(name, "a number of CPU units or of vCPUs", |node| {
            Cpu::of_ecs(node.as_str()?).ok().map(Value::Cpu)
        })
    }

    /// A number of CPUs, `0.5` or `500m`.
    pub(super) const fn cpu(name: FactName) -> Self {
        Self::new(name, "a number of CPUs such as \"2\" or \"500m\"", |node| {
            Cpu::parse(node.as_str()?).ok().map(Value::Cpu)
        })
    }

    /// A number of GiB.
    pub(super) const fn gibibytes(name: FactName) -> Self {
        Self::new(name, "a number of GiB", |node| {
            Some(Value::Size(Size::from_mib(
                node.as_u64()?.saturating_mul(1024),
            )))
        })
    }

    /// A size with its unit, `512Mi`.
    pub(super) const fn size(name: FactName) -> Self {
        Self::new(name, "a size such as \"512Mi\"", |node| {
            Size::parse(node.as_str()?).ok().map(Value::Size)
        })
    }

    /// A whole number.
    pub(super) const fn count(name: FactName) -> Self {
        Self::new(name, "a whole number", |node| {
            node.as_u64().map(Value::Count)
        })
    }

    /// A text.
    pub(super) const fn word(name: FactName) -> Self {
        Self::new(name, "a text", |node| {
            Some(Value::Text(node.as_str()?.to_owned()))
        })
    }
}
