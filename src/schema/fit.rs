//! The schema of `fit --format json`.

use super::output::{count, files, list, object, ordinal, place, platform, text, titled};
use super::{nullable, words};
use crate::finding::{Stance, Weight};
use crate::fit::{Advice, Cheaper, Fits, Speaks};
use crate::platform::Item;
use serde_json::{Value, json};

const ADVICE: [Advice; 4] = [Advice::Stay, Advice::Move, Advice::Split, Advice::Either];

/// The schema of `plimsoll fit --format json`.
pub fn fit_output() -> Value {
    let home = object(&[
        ("name", text()),
        ("platform", platform()),
        ("path", text()),
        ("line", ordinal()),
    ]);
    let twins = object(&[("image", text()), ("homes", list(&home))]);
    let mut schema = object(&[
        ("version", json!({"const": 1})),
        ("files", files()),
        ("platforms", list(&platform())),
        ("workloads", list(&workload())),
        ("two_homes", list(&twins)),
        ("summary", summary()),
    ]);
    schema["properties"]["warnings"] = list(&text());
    schema["properties"]["prices"] = list(&price());
    titled(schema, "plimsoll fit --format json")
}

fn summary() -> Value {
    let advice = json!({
        "type": "object",
        "propertyNames": words(ADVICE.map(Advice::name)),
        "additionalProperties": list(&text()),
    });
    let roles = json!({
        "type": "object",
        "propertyNames": words(ROLES),
        "additionalProperties": count(),
    });
    object(&[
        ("advice", advice),
        ("roles", roles),
        ("hybrid", list(&text())),
    ])
}

const ROLES: [&str; 3] = ["core", "edge", "background"];

/// The cost of the declared traffic; money and rates are decimal text.
fn cost() -> Value {
    let compared = object(&[
        ("requests_per_second", text()),
        ("duration_ms", count()),
        ("memory_mib", count()),
        ("function_usd_per_month", text()),
        ("always_on_usd_per_month", text()),
        ("replicas", count()),
        ("replica_vcpu", text()),
        ("replica_memory_mib", count()),
        ("break_even_requests_per_second", text()),
        ("cheaper", words(Cheaper::ALL.map(Cheaper::name))),
        ("not_modelled", list(&text())),
    ]);
    let known = object(&[("compared", compared)]);
    let unknown = object(&[("unknown", text())]);
    json!({"oneOf": [known, unknown]})
}

fn price() -> Value {
    object(&[
        ("item", words(Item::ALL.map(Item::name))),
        ("platform", platform()),
        ("usd", text()),
        ("per", text()),
        ("region", text()),
        ("source", text()),
        ("checked", text()),
        ("note", nullable(&text())),
    ])
}

fn workload() -> Value {
    let mut workload = object(&[
        ("name", text()),
        ("namespace", nullable(&text())),
        ("kind", text()),
        ("platform", nullable(&platform())),
        ("variant", nullable(&text())),
        ("path", text()),
        ("line", ordinal()),
        ("role", said(&words(ROLES))),
        ("verdict", said(&words(ADVICE.map(Advice::name)))),
        ("fit", list(&cell())),
        ("criteria", list(&criterion())),
    ]);
    workload["properties"]["cost"] = cost();
    workload
}

/// A word and its reason.
fn said(word: &Value) -> Value {
    object(&[("word", word.clone()), ("why", text())])
}

fn cell() -> Value {
    let answers = [Fits::Yes, Fits::If, Fits::Unknown, Fits::No];
    let reason = object(&[
        ("text", text()),
        ("change", nullable(&text())),
        ("fixed", json!({"type": "boolean"})),
        ("says", text()),
        ("source", nullable(&text())),
        ("location", nullable(&place())),
    ]);
    let missing = object(&[("fact", text()), ("why", text()), ("how", text())]);
    let distance = object(&[
        ("setting", text()),
        ("value", text()),
        ("limit", text()),
        ("percent", count()),
        ("source", text()),
    ]);
    object(&[
        ("platform", platform()),
        ("home", json!({"type": "boolean"})),
        ("fits", words(answers.map(Fits::name))),
        ("reasons", list(&reason)),
        ("missing", list(&missing)),
        ("distances", list(&distance)),
    ])
}

fn criterion() -> Value {
    let sides = [
        Speaks::ForKubernetes,
        Speaks::ForServerless,
        Speaks::Unknown,
    ];
    let stances = [Stance::For, Stance::Against];
    let weights = [Weight::Weak, Weight::Strong, Weight::Decisive];
    let evidence = object(&[
        ("stance", words(stances.map(Stance::name))),
        ("weight", words(weights.map(Weight::name))),
        ("text", text()),
        ("location", nullable(&place())),
    ]);
    object(&[
        ("criterion", text()),
        ("speaks_for", words(sides.map(Speaks::name))),
        ("evidence", list(&evidence)),
    ])
}
