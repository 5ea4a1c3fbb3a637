//! One value to one fact, the same way in every format: stated where the file settles it, unresolved where it does not.

use crate::model::{Cpu, Duration, Fact, FactName, Size, Trigger, TriggerKind, Value};
use crate::syntax::Node;
use std::sync::Arc;

/// A number of seconds.
pub(crate) fn seconds(node: Node<'_>, name: FactName, field: impl Into<Arc<str>>) -> Fact {
    fact(
        node,
        name,
        field,
        node.as_u64()
            .map(|seconds| Value::Duration(Duration::from_secs(seconds))),
    )
}

/// A duration with its unit, such as `30m`.
pub(crate) fn duration(node: Node<'_>, name: FactName, field: impl Into<Arc<str>>) -> Fact {
    let parsed = node.as_str().and_then(|text| Duration::parse(text).ok());
    fact(node, name, field, parsed.map(Value::Duration))
}

/// A whole number.
pub(crate) fn count(node: Node<'_>, name: FactName, field: impl Into<Arc<str>>) -> Fact {
    fact(node, name, field, node.as_u64().map(Value::Count))
}

/// A whole number of mebibytes, which AWS and Vercel write as MB.
pub(crate) fn mebibytes(node: Node<'_>, name: FactName, field: impl Into<Arc<str>>) -> Fact {
    fact(
        node,
        name,
        field,
        node.as_u64().map(|mib| Value::Size(Size::from_mib(mib))),
    )
}

/// A whole number of gibibytes.
pub(crate) fn gibibytes(node: Node<'_>, name: FactName, field: impl Into<Arc<str>>) -> Fact {
    let mib = node.as_u64().map(|gib| gib.saturating_mul(1024));
    fact(
        node,
        name,
        field,
        mib.map(|mib| Value::Size(Size::from_mib(mib))),
    )
}

/// A size with its unit, such as `512Mi`.
pub(crate) fn size(node: Node<'_>, name: FactName, field: impl Into<Arc<str>>) -> Fact {
    let parsed = node.as_str().and_then(|text| Size::parse(text).ok());
    fact(node, name, field, parsed.map(Value::Size))
}

/// A number of CPUs, such as `0.5` or `500m`.
pub(crate) fn cpu(node: Node<'_>, name: FactName, field: impl Into<Arc<str>>) -> Fact {
    let parsed = node.as_str().and_then(|text| Cpu::parse(text).ok());
    fact(node, name, field, parsed.map(Value::Cpu))
}

/// A number of milliseconds.
pub(crate) fn millis(node: Node<'_>, name: FactName, field: impl Into<Arc<str>>) -> Fact {
    let millis = node.as_u64().map(Duration::from_millis);
    fact(node, name, field, millis.map(Value::Duration))
}

/// A size in Docker's notation, such as `512m`.
pub(crate) fn docker_size(node: Node<'_>, name: FactName, field: impl Into<Arc<str>>) -> Fact {
    let parsed = node.as_str().and_then(|text| Size::of_docker(text).ok());
    fact(node, name, field, parsed.map(Value::Size))
}

/// A word without a placeholder in it.
pub(crate) fn text(node: Node<'_>, name: FactName, field: impl Into<Arc<str>>) -> Fact {
    let text = node.as_str().filter(|_| !node.is_placeholder());
    fact(
        node,
        name,
        field,
        text.map(|text| Value::Text(text.to_owned())),
    )
}

/// A value that is not a number, a size, a word ... here is one that only another tool can settle.
fn fact(node: Node<'_>, name: FactName, field: impl Into<Arc<str>>, value: Option<Value>) -> Fact {
    match value {
        Some(value) => Fact::stated(name, value, node.span().first_line(), field),
        None if node.is_placeholder() => Fact::unresolved(name, node.span().first_line(), field)
            .with_note("a placeholder that another tool fills in"),
        None => Fact::unresolved(name, node.span().first_line(), field)
            .with_note("not a value of the kind expected here"),
    }
}

/// Reads the value of a key, where it is there.
pub(crate) fn at(
    object: Node<'_>,
    path: &[&str],
    name: FactName,
    read: fn(Node<'_>, FactName, String) -> Fact,
) -> Option<Fact> {
    object.at(path).map(|node| read(node, name, path.join(".")))
}

/// A schedule says two things: what starts the work, and how often. `gap` reads the notation.
pub(crate) fn schedule(
    node: Node<'_>,
    source: &str,
    field: &str,
    gap: fn(&str) -> Option<Duration>,
) -> [Fact; 2] {
    let gap = node.as_str().and_then(gap).map(Value::Duration);
    let trigger = Trigger::event(TriggerKind::Schedule, source);
    let at = node.span().first_line();
    [
        fact(node, FactName::Schedule, field, gap),
        Fact::stated(FactName::Trigger, Value::Trigger(trigger), at, field),
    ]
}
