//! The matrix for programs: one versioned JSON document.

use super::super::Style;
use super::super::place::{Files, Place, VERSION, write_json};
use super::{FitReport, FitReporter};
use crate::finding::Evidence;
use crate::fit::{Cell, Distance, Line, Missing, Reason, Row, Twins};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;

pub(super) static JSON: FitReporter = FitReporter {
    name: "json",
    summary: "one versioned JSON document, for programs",
    write,
};

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    files: Files<'a>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    warnings: &'a [String],
    platforms: Vec<&'static str>,
    workloads: Vec<JsonRow<'a>>,
    two_homes: Vec<JsonTwins<'a>>,
    summary: JsonSummary<'a>,
}

#[derive(Serialize)]
struct JsonRow<'a> {
    name: &'a str,
    namespace: Option<&'a str>,
    kind: &'a str,
    platform: Option<&'static str>,
    variant: Option<&'static str>,
    path: &'a str,
    line: u32,
    role: Said<'a>,
    verdict: Said<'a>,
    fit: Vec<JsonCell<'a>>,
    criteria: Vec<JsonLine<'a>>,
}

#[derive(Serialize)]
struct Said<'a> {
    word: &'static str,
    why: &'a str,
}

#[derive(Serialize)]
struct JsonCell<'a> {
    platform: &'static str,
    home: bool,
    fits: &'static str,
    reasons: Vec<JsonReason<'a>>,
    missing: Vec<JsonMissing<'a>>,
    distances: Vec<JsonDistance<'a>>,
}

#[derive(Serialize)]
struct JsonReason<'a> {
    text: &'a str,
    change: Option<&'a str>,
    fixed: bool,
    says: &'static str,
    source: Option<&'a str>,
    location: Option<Place<'a>>,
}

#[derive(Serialize)]
struct JsonMissing<'a> {
    fact: &'static str,
    why: &'a str,
    how: &'static str,
}

#[derive(Serialize)]
struct JsonDistance<'a> {
    setting: &'static str,
    value: String,
    limit: String,
    percent: u64,
    source: &'a str,
}

#[derive(Serialize)]
struct JsonLine<'a> {
    criterion: &'static str,
    speaks_for: &'static str,
    evidence: Vec<JsonEvidence<'a>>,
}

#[derive(Serialize)]
struct JsonEvidence<'a> {
    stance: &'static str,
    weight: &'static str,
    text: &'a str,
    location: Option<Place<'a>>,
}

#[derive(Serialize)]
struct JsonTwins<'a> {
    image: &'a str,
    homes: Vec<JsonHome<'a>>,
}

#[derive(Serialize)]
struct JsonHome<'a> {
    name: &'a str,
    platform: &'static str,
    path: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct JsonSummary<'a> {
    advice: BTreeMap<&'static str, &'a [String]>,
    roles: &'a BTreeMap<&'static str, usize>,
    hybrid: &'a [String],
}

fn write(report: &FitReport<'_>, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let fit = report.fit;
    let advice = fit.summary.by_advice.iter();
    let document = Report {
        version: VERSION,
        files: Files::of(&report.outcome.coverage),
        warnings: &report.outcome.coverage.warnings,
        platforms: fit.platforms.iter().map(|one| one.name()).collect(),
        workloads: report.rows().map(row).collect(),
        two_homes: fit.twins.iter().map(twins).collect(),
        summary: JsonSummary {
            advice: advice
                .map(|(word, names)| (word.name(), names.as_slice()))
                .collect(),
            roles: &fit.summary.by_role,
            hybrid: &fit.summary.mixed,
        },
    };
    write_json(&document, out)
}

fn row<'a>(row: &'a Row<'a>) -> JsonRow<'a> {
    let workload = row.workload;
    JsonRow {
        name: &workload.name,
        namespace: workload.namespace.as_deref(),
        kind: &workload.kind,
        platform: workload.placement.platform().map(|one| one.name()),
        variant: workload.placement.variant,
        path: workload.at.path(),
        line: workload.at.first().line,
        role: Said {
            word: row.role.name,
            why: row.role.why,
        },
        verdict: Said {
            word: row.verdict.advice.name(),
            why: &row.verdict.why,
        },
        fit: row.cells.iter().map(cell).collect(),
        criteria: row.scorecard.lines.iter().map(line).collect(),
    }
}

fn cell(cell: &Cell) -> JsonCell<'_> {
    JsonCell {
        platform: cell.platform.name(),
        home: cell.home,
        fits: cell.fits.name(),
        reasons: cell.reasons.iter().map(reason).collect(),
        missing: cell.missing.iter().map(missing).collect(),
        distances: cell.distances.iter().map(distance).collect(),
    }
}

fn reason(reason: &Reason) -> JsonReason<'_> {
    JsonReason {
        text: &reason.text,
        change: reason.change.as_deref(),
        fixed: reason.fixed,
        says: reason.says,
        source: reason.source.as_deref(),
        location: reason.at.as_ref().map(Place::of),
    }
}

fn missing(missing: &Missing) -> JsonMissing<'_> {
    JsonMissing {
        fact: missing.fact.name(),
        why: &missing.why,
        how: missing.how,
    }
}

fn distance(distance: &Distance) -> JsonDistance<'_> {
    JsonDistance {
        setting: distance.setting.name(),
        value: distance.value.exact(),
        limit: distance.limit.exact(),
        percent: distance.percent,
        source: &distance.source,
    }
}

fn line(line: &Line) -> JsonLine<'_> {
    JsonLine {
        criterion: line.criterion,
        speaks_for: line.speaks.name(),
        evidence: line.evidence.iter().map(evidence).collect(),
    }
}

fn evidence(evidence: &Evidence) -> JsonEvidence<'_> {
    JsonEvidence {
        stance: evidence.stance.name(),
        weight: evidence.weight.name(),
        text: &evidence.text,
        location: evidence.at.as_ref().map(Place::of),
    }
}

fn twins(twins: &Twins) -> JsonTwins<'_> {
    let homes = twins.homes.iter().map(|(name, platform, at)| JsonHome {
        name,
        platform: platform.name(),
        path: at.path(),
        line: at.first().line,
    });
    JsonTwins {
        image: &twins.image,
        homes: homes.collect(),
    }
}
