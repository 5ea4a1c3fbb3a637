//! The schemas of `--format json`. They do not close their objects: a later version may add a field, and only a field
//! that changes its meaning or goes changes `version`.

use super::{DRAFT, nullable, words};
use crate::coverage::SkipReason;
use crate::finding::{Severity, Stance, Weight};
use crate::model::{Confidence, DirectiveKind, FactName, Origin, Platform};
use crate::report::MOST_PLACES;
use crate::rule::Family;
use serde_json::{Value, json};

/// The schema of `plimsoll check --format json`.
pub fn check_output() -> Value {
    let mut schema = object(&[
        ("version", json!({"const": 1})),
        (
            "tool",
            object(&[("name", json!({"const": "plimsoll"})), ("version", text())]),
        ),
        ("files", files()),
        ("workloads", count()),
        // By the platform's name; several where nothing decides between them.
        (
            "platforms",
            json!({"type": "object", "additionalProperties": count()}),
        ),
        ("findings", list(&finding())),
    ]);
    schema["properties"]["warnings"] = list(&text());
    // Only with `--base`.
    schema["properties"]["base"] = base();
    titled(schema, "plimsoll check --format json")
}

/// The schema of `plimsoll inspect --format json`.
pub fn inspect_output() -> Value {
    let mut schema = object(&[
        ("version", json!({"const": 1})),
        ("files", files()),
        ("workloads", list(&workload())),
    ]);
    schema["properties"]["warnings"] = list(&text());
    titled(schema, "plimsoll inspect --format json")
}

pub(super) fn titled(mut schema: Value, title: &str) -> Value {
    schema["$schema"] = DRAFT.into();
    schema["title"] = title.into();
    schema
}

/// An object with all of these keys.
pub(super) fn object(properties: &[(&str, Value)]) -> Value {
    let required: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
    let properties: serde_json::Map<String, Value> = properties
        .iter()
        .map(|(name, schema)| ((*name).to_owned(), schema.clone()))
        .collect();
    json!({"type": "object", "required": required, "properties": properties})
}

pub(super) fn list(items: &Value) -> Value {
    json!({"type": "array", "items": items})
}

pub(super) fn text() -> Value {
    json!({"type": "string"})
}

pub(super) fn count() -> Value {
    json!({"type": "integer", "minimum": 0})
}

/// A line or a column, 1-based.
pub(super) fn ordinal() -> Value {
    json!({"type": "integer", "minimum": 1})
}

pub(super) fn platform() -> Value {
    words(Platform::ALL.iter().map(|platform| platform.name()))
}

fn confidence() -> Value {
    let all = [Confidence::Low, Confidence::Medium, Confidence::High];
    words(all.map(Confidence::name))
}

pub(super) fn files() -> Value {
    let mut schema = object(&[
        ("seen", count()),
        ("read", count()),
        ("other", count()),
        (
            "skipped",
            list(&object(&[
                ("path", text()),
                ("reason", words(SkipReason::ALL.map(SkipReason::name))),
            ])),
        ),
        ("failed", list(&failed())),
    ]);
    // Only where there is any.
    schema["properties"]["build_output"] = list(&text());
    schema["properties"]["not_rendered"] = list(&object(&[
        ("kind", text()),
        ("count", count()),
        ("command", text()),
        ("places", places()),
    ]));
    schema
}

/// Where deployments of one kind stand that were not looked into.
fn places() -> Value {
    let mut places = list(&object(&[
        ("path", text()),
        ("line", ordinal()),
        ("name", text()),
    ]));
    places["maxItems"] = json!(MOST_PLACES);
    places["description"] = json!(format!(
        "the first {MOST_PLACES}, by path and line; `count` counts all"
    ));
    places
}

fn failed() -> Value {
    let mut schema = object(&[
        ("path", text()),
        ("line", nullable(&ordinal())),
        ("column", nullable(&ordinal())),
        ("message", text()),
    ]);
    // Only with `--base`, where the base has it too.
    schema["properties"]["known"] = json!({"const": true});
    schema
}

pub(super) fn place() -> Value {
    object(&[
        ("path", text()),
        ("line", ordinal()),
        ("column", ordinal()),
        ("end_line", ordinal()),
        ("end_column", ordinal()),
    ])
}

fn finding() -> Value {
    let families = [
        Family::PlatformLimit,
        Family::PreferKubernetes,
        Family::PreferServerless,
        Family::Suppression,
    ];
    let severities = [Severity::Note, Severity::Warning, Severity::Error];
    let mut schema = object(&[
        ("rule", text()),
        ("family", words(families.map(Family::name))),
        ("severity", words(severities.map(Severity::name))),
        ("confidence", confidence()),
        ("workloads", list(&subject())),
        ("message", text()),
        ("help", text()),
        ("location", place()),
        ("evidence", list(&evidence())),
        ("fingerprint", text()),
        ("suppressed", nullable(&suppression())),
    ]);
    // Only with `--base`, where the base has it less bad.
    schema["properties"]["worse"] = object(&[("before", text()), ("after", text())]);
    schema
}

fn base() -> Value {
    let said = object(&[("rule", text()), ("severity", text())]);
    let verdict = object(&[("placement", text()), ("findings", list(&said))]);
    let moved = object(&[
        ("workload", subject()),
        ("before", verdict.clone()),
        ("after", verdict),
    ]);
    let kinds = [
        "setting",
        "comment",
        "annotation",
        "config",
        "baseline",
        "declaration",
        "file",
    ];
    let change = object(&[
        ("kind", words(kinds)),
        ("what", text()),
        ("before", nullable(&text())),
        ("after", nullable(&text())),
        ("location", nullable(&place())),
    ]);
    object(&[
        ("revision", text()),
        ("commit", text()),
        ("merge_base", json!({"type": "boolean"})),
        ("known", count()),
        ("worse", count()),
        ("gone", count()),
        ("moved", list(&moved)),
        ("policy_from_base", json!({"type": "boolean"})),
        ("policy", list(&change)),
    ])
}

fn subject() -> Value {
    let mut schema = object(&[
        ("name", text()),
        ("namespace", nullable(&text())),
        ("kind", text()),
        ("platform", nullable(&platform())),
        ("variant", nullable(&text())),
        ("path", text()),
        ("line", ordinal()),
    ]);
    // Only where nothing decides between several.
    schema["properties"]["platforms"] = list(&platform());
    schema
}

fn evidence() -> Value {
    let weights = [Weight::Weak, Weight::Strong, Weight::Decisive];
    object(&[
        ("criterion", text()),
        (
            "stance",
            words([Stance::For, Stance::Against].map(Stance::name)),
        ),
        ("weight", words(weights.map(Weight::name))),
        ("text", text()),
        ("location", nullable(&place())),
    ])
}

fn suppression() -> Value {
    let kinds = [
        DirectiveKind::Comment,
        DirectiveKind::Annotation,
        DirectiveKind::Config,
        DirectiveKind::Baseline,
    ];
    object(&[
        ("kind", words(kinds.map(DirectiveKind::name))),
        ("reason", text()),
        (
            "until",
            nullable(&json!({"type": "string", "format": "date"})),
        ),
        ("location", place()),
    ])
}

fn workload() -> Value {
    let mut schema = object(&[
        ("name", text()),
        ("namespace", nullable(&text())),
        ("kind", text()),
        ("format", text()),
        ("platform", nullable(&platform())),
        ("variant", nullable(&text())),
        ("path", text()),
        ("line", ordinal()),
        ("facts", list(&fact())),
    ]);
    // Only where nothing decides between several.
    schema["properties"]["platforms"] = list(&platform());
    schema["properties"]["notes"] = list(&text());
    schema
}

fn fact() -> Value {
    let origins = [
        Origin::Stated,
        Origin::Inherited,
        Origin::Default,
        Origin::Linked,
        Origin::Declared,
        Origin::Measured,
        Origin::Unresolved,
    ];
    let units = FactName::ALL.iter().filter_map(|name| name.unit());
    let mut units: Vec<&str> = units.collect();
    units.sort_unstable();
    units.dedup();
    let via = object(&[
        ("path", text()),
        ("line", ordinal()),
        ("column", ordinal()),
        ("text", text()),
    ]);
    let mut schema = object(&[
        ("fact", words(FactName::ALL.iter().map(|name| name.name()))),
        ("value", json!({"type": ["number", "string", "null"]})),
        ("unit", nullable(&json!({"enum": units}))),
        ("origin", words(origins.map(Origin::name))),
        ("path", nullable(&text())),
        ("line", nullable(&ordinal())),
        ("column", nullable(&ordinal())),
        ("text", nullable(&text())),
        ("via", list(&via)),
    ]);
    // Only below high.
    schema["properties"]["confidence"] = confidence();
    schema["properties"]["owner"] = text();
    schema["properties"]["note"] = text();
    schema
}
