//! What may add to the properties of a function at deployment: then no default holds for certain.

use super::Reading;
use super::properties::Properties;
use super::template::Resource;
use crate::model::{Fact, FactName, Workload};
use crate::source::Span;

/// Marks what the file leaves out and an include or a macro may set.
pub(super) fn read<'t>(
    function: (&Reading<'_, 't>, &Resource<'t>, &Properties<'_, 't>),
    workload: &mut Workload,
) {
    let Some((transform, at)) = transform(function) else {
        return;
    };
    for (name, field) in [
        (FactName::Timeout, "Properties.Timeout"),
        (FactName::Memory, "Properties.MemorySize"),
    ] {
        if !workload.has(name) {
            let fact = Fact::unresolved(name, at.clone(), field);
            let note = format!("`{transform}` may set it at deployment");
            workload.facts.push(fact.with_note(note));
        }
    }
    let note = format!("`{transform}` adds properties at deployment");
    workload.notes.push(note);
}

/// Its name and where it stands: beside the properties, in the resource, in `Globals`, or over the whole template.
fn transform<'t>(
    (reading, resource, properties): (&Reading<'_, 't>, &Resource<'t>, &Properties<'_, 't>),
) -> Option<(&'t str, Span)> {
    let beside = [
        Some(resource.entry.value),
        properties.local(),
        properties.global(),
    ];
    let beside = beside.into_iter().flatten();
    let mut beside = beside.filter_map(|node| node.entry("Fn::Transform"));
    if let Some(entry) = beside.next() {
        let name = entry.value.str_at(&["Name"]).unwrap_or("Fn::Transform");
        return Some((name, entry.key.span()));
    }
    reading.template.own_macro()
}
