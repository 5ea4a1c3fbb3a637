//! `inspect`: what plimsoll understood. JSON for programs; the same as YAML, and a view for people.

use super::place::{Files, VERSION, in_unit, write_json};
use super::{Outcome, Reporter, Style, inspect_view, safe};
use crate::model::{Confidence, Fact, Workload};
use crate::source::Span;
use serde::Serialize;
use std::io;

/// Every output format of `inspect`.
pub static INSPECT_REPORTERS: &[&Reporter] = &[
    &Reporter {
        name: "terminal",
        summary: "for people: every workload and its facts",
        write: inspect_view::write,
    },
    &Reporter {
        name: "json",
        summary: "one versioned JSON document, for programs",
        write: json,
    },
    &Reporter {
        name: "yaml",
        summary: "the same as YAML",
        write: yaml,
    },
];

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    files: Files<'a>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    warnings: &'a [String],
    workloads: Vec<JsonWorkload<'a>>,
}

#[derive(Serialize)]
struct JsonWorkload<'a> {
    name: &'a str,
    namespace: Option<&'a str>,
    kind: &'a str,
    format: &'static str,
    platform: Option<&'static str>,
    /// Only where nothing decides between several.
    #[serde(skip_serializing_if = "Option::is_none")]
    platforms: Option<Vec<&'static str>>,
    variant: Option<&'static str>,
    path: &'a str,
    line: u32,
    facts: Vec<JsonFact<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    notes: &'a [String],
}

#[derive(Serialize)]
struct JsonFact<'a> {
    fact: &'static str,
    value: Option<serde_json::Value>,
    unit: Option<&'static str>,
    origin: &'static str,
    path: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    text: Option<&'a str>,
    via: Vec<Via<'a>>,
    /// Only where it is below high.
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct Via<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    text: &'a str,
}

fn json(outcome: &Outcome, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    write_json(&report(outcome), out)
}

/// YAML is for reading: unlike JSON it cannot write every character as an escape, so texts are made safe instead.
fn yaml(outcome: &Outcome, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut value = serde_yaml::to_value(report(outcome)).map_err(io::Error::other)?;
    make_safe(&mut value);
    let text = serde_yaml::to_string(&value).map_err(io::Error::other)?;
    out.write_all(safe::lines(&text).as_bytes())
}

fn make_safe(value: &mut serde_yaml::Value) {
    match value {
        serde_yaml::Value::String(text) => *text = safe::inline(text),
        serde_yaml::Value::Sequence(items) => items.iter_mut().for_each(make_safe),
        serde_yaml::Value::Mapping(entries) => {
            entries.values_mut().for_each(make_safe);
        }
        _ => {}
    }
}

fn report(outcome: &Outcome) -> Report<'_> {
    Report {
        version: VERSION,
        files: Files::of(&outcome.coverage),
        warnings: &outcome.coverage.warnings,
        workloads: outcome.workloads.iter().map(workload).collect(),
    }
}

fn workload(workload: &Workload) -> JsonWorkload<'_> {
    let placement = &workload.placement;
    let platform = placement.platform().map(|platform| platform.name());
    let names = || {
        placement
            .platforms
            .iter()
            .map(|platform| platform.name())
            .collect()
    };
    JsonWorkload {
        name: &workload.name,
        namespace: workload.namespace.as_deref(),
        kind: &workload.kind,
        format: workload.format,
        platform,
        platforms: platform.is_none().then(names),
        variant: placement.variant,
        path: workload.at.path(),
        line: workload.at.first().line,
        facts: workload.facts.iter().map(fact).collect(),
        notes: &workload.notes,
    }
}

fn fact(fact: &Fact) -> JsonFact<'_> {
    let unit = fact.name.unit();
    let first = fact.at.as_ref().map(|at| at.first());
    let below_high = fact.confidence < Confidence::High;
    JsonFact {
        fact: fact.name.name(),
        value: fact.value.as_ref().map(|value| in_unit(value, unit)),
        unit,
        origin: fact.origin.name(),
        path: fact.at.as_ref().map(|at| at.path()),
        line: first.map(|position| position.line),
        column: first.map(|position| position.column),
        text: fact.at.as_ref().map(first_line),
        via: fact.via.iter().map(via).collect(),
        confidence: below_high.then(|| fact.confidence.name()),
        owner: fact.owner.as_deref(),
        note: fact.note.as_deref(),
    }
}

fn via(span: &Span) -> Via<'_> {
    let first = span.first();
    Via {
        path: span.path(),
        line: first.line,
        column: first.column,
        text: first_line(span),
    }
}

/// The text a span begins with, up to the end of its first line.
pub(super) fn first_line(span: &Span) -> &str {
    let text = span.text();
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    text[..end].trim_end()
}
