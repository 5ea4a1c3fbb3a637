//! Netlify Functions: `netlify.toml`. A function is a glob over names; much else is said in code.

use super::{Format, Input, Marks, schedule, values};
use crate::model::{Declarations, FactName, Placement, Platform, Workload};
use crate::syntax::{Entry, Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "netlify",
    title: "Netlify",
    files: "`netlify.toml`",
    marks: Marks {
        names: &["netlify.toml"],
        keys: &[],
    },
    hint: |raw| FORMAT.marks.name(raw.path),
    detect: |object| {
        FORMAT.marks.name(object.tree().source().path())
            && object
                .get("functions")
                .is_some_and(|functions| functions.kind() == Kind::Mapping)
    },
    read,
};

/// Keys of `[functions]` itself; every other table in it is a glob over function names.
const SETTINGS: &[&str] = &["timeout", "schedule", "background", "memory"];

fn read(input: &Input<'_>, out: &mut Declarations) {
    let Some(functions) = input.object.entry("functions") else {
        return;
    };
    let settings = functions.value;
    if SETTINGS.iter().any(|key| settings.get(key).is_some()) {
        out.workloads.push(function("*", functions, input));
    }
    for entry in settings
        .entries()
        .filter(|entry| entry.value.kind() == Kind::Mapping)
    {
        out.workloads.push(function(entry.name(), entry, input));
    }
}

fn function(name: &str, entry: Entry<'_>, input: &Input<'_>) -> Workload {
    let settings = entry.value;
    let background = settings.get("background").and_then(Node::as_bool) == Some(true)
        || name.ends_with("-background");
    let variant = match (background, settings.get("schedule")) {
        (true, _) => "background",
        (false, Some(_)) => "scheduled",
        (false, None) => "synchronous",
    };
    let placement = Placement::on(Platform::Netlify, Some(variant));
    let mut workload = Workload::new(
        name,
        "function",
        FORMAT.name,
        placement,
        entry.span(),
        input.scope.clone(),
    );
    let facts = [
        values::at(settings, &["timeout"], FactName::Timeout, values::seconds),
        values::at(settings, &["memory"], FactName::Memory, values::mebibytes),
    ];
    workload.facts.extend(facts.into_iter().flatten());
    if let Some(node) = settings.get("schedule") {
        workload.facts.extend(values::schedule(
            node,
            "schedule",
            "schedule",
            schedule::kubernetes,
        ));
    }
    workload
}
