//! The matrix for programs: one versioned JSON document.

use super::super::Style;
use super::super::place::{Document, Files, Place, VERSION, item};
use super::super::tables::JsonPrice;
use super::cost::{hundredths, vcpu};
use super::{FitReport, FitReporter};
use crate::finding::Evidence;
use crate::fit::{Cell, Cost, Distance, Line, Missing, NOT_MODELLED, Reason, Row, Twins};
use crate::platform::{Exact, Limit};
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io;

pub(super) static JSON: FitReporter = FitReporter {
    name: "json",
    summary: "one versioned JSON document, for programs",
    write,
};

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
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<JsonCost<'a>>,
    fit: Each<'a, Cell<'a>, JsonCell<'a>>,
    criteria: Each<'a, Line, JsonLine<'a>>,
}

#[derive(Serialize)]
struct Said<'a> {
    word: &'static str,
    why: &'a str,
}

/// Money and rates as decimal text: nothing is lost between here and a reader.
#[derive(Serialize)]
struct JsonCost<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    unknown: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<JsonCompared>,
}

#[derive(Serialize)]
struct JsonCompared {
    requests_per_second: String,
    duration_ms: u64,
    memory_mib: u64,
    function_usd_per_month: String,
    always_on_usd_per_month: String,
    replicas: u64,
    replica_vcpu: String,
    replica_memory_mib: u64,
    break_even_requests_per_second: String,
    cheaper: &'static str,
    not_modelled: &'static [&'static str],
}

#[derive(Serialize)]
struct JsonCell<'a> {
    platform: &'static str,
    home: bool,
    fits: &'static str,
    reasons: Each<'a, Reason<'a>, JsonReason<'a>>,
    missing: Each<'a, Missing, JsonMissing<'a>>,
    distances: Each<'a, Distance<'a>, JsonDistance<'a>>,
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
    value: Shown<Exact>,
    limit: Shown<Exact>,
    percent: u64,
    source: &'a str,
}

#[derive(Serialize)]
struct JsonLine<'a> {
    criterion: &'static str,
    speaks_for: &'static str,
    evidence: Each<'a, Evidence, JsonEvidence<'a>>,
}

#[derive(Serialize)]
struct JsonEvidence<'a> {
    stance: &'static str,
    weight: &'static str,
    text: &'a str,
    location: Option<Place<'a>>,
}

/// A list whose entries are made while it is written: a matrix has many thousands.
struct Each<'a, T, J>(&'a [T], fn(&'a T) -> J);

impl<T, J: Serialize> Serialize for Each<'_, T, J> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

/// A text that is made while it is written.
struct Shown<T>(T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
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
    let coverage = &report.outcome.coverage;
    let platforms: Vec<&str> = fit.platforms.iter().map(|one| one.name()).collect();
    let mut document = Document::begin(out)?;
    document.field("version", &VERSION)?;
    document.field("files", &Files::of(coverage))?;
    if !coverage.warnings.is_empty() {
        document.field("warnings", &coverage.warnings)?;
    }
    document.field("platforms", &platforms)?;
    let mut workloads = document.list("workloads")?;
    let mut any_priced = false;
    let show = |_, made: &Row<'_>| {
        let is_priced = matches!(made.cost, Some(Cost::Known(_)));
        item(&row(made)).map(|text| (text, is_priced))
    };
    let summary = report.each(show, |made| {
        let (text, is_priced) = made?;
        any_priced |= is_priced;
        workloads.item(&text)
    })?;
    workloads.end()?;
    let homes: Vec<JsonTwins<'_>> = fit.twins.iter().map(twins).collect();
    document.field("two_homes", &homes)?;
    // Only where a cost was reckoned with them.
    if let Some(prices) = report.prices().filter(|_| any_priced) {
        let prices: Vec<JsonPrice<'_>> = prices.rows().iter().map(JsonPrice::of).collect();
        document.field("prices", &prices)?;
    }
    let advice = summary.by_advice.iter();
    let advice = advice.map(|(word, names)| (word.name(), names.as_slice()));
    let summary = JsonSummary {
        advice: advice.collect(),
        roles: &summary.by_role,
        hybrid: &summary.mixed,
    };
    document.field("summary", &summary)?;
    document.end()
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
        cost: row.cost.as_ref().map(cost),
        fit: Each(&row.cells, cell),
        criteria: Each(&row.scorecard.lines, line),
    }
}

fn cost(cost: &Cost) -> JsonCost<'_> {
    let compared = match cost {
        Cost::Known(compared) => compared,
        Cost::Unknown(why) => {
            return JsonCost {
                unknown: Some(why),
                compared: None,
            };
        }
    };
    let compared = JsonCompared {
        requests_per_second: compared.rate.to_string(),
        duration_ms: compared.duration.as_millis(),
        memory_mib: compared.mib,
        function_usd_per_month: hundredths(compared.function_cents),
        always_on_usd_per_month: hundredths(compared.replica_cents),
        replicas: compared.replicas,
        replica_vcpu: vcpu(compared),
        replica_memory_mib: compared.task.mib,
        break_even_requests_per_second: hundredths(compared.break_even),
        cheaper: compared.cheaper.name(),
        not_modelled: NOT_MODELLED,
    };
    JsonCost {
        unknown: None,
        compared: Some(compared),
    }
}

fn cell<'a>(cell: &'a Cell<'a>) -> JsonCell<'a> {
    JsonCell {
        platform: cell.platform.name(),
        home: cell.home,
        fits: cell.fits.name(),
        reasons: Each(&cell.reasons, reason),
        missing: Each(&cell.missing, missing),
        distances: Each(&cell.distances, distance),
    }
}

fn reason<'a>(reason: &'a Reason<'_>) -> JsonReason<'a> {
    JsonReason {
        text: &reason.text,
        change: reason.change.as_deref(),
        fixed: reason.fixed,
        says: reason.says,
        source: reason.limit.map(Limit::citation),
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

fn distance<'a>(distance: &'a Distance<'_>) -> JsonDistance<'a> {
    JsonDistance {
        setting: distance.setting.name(),
        value: Shown(distance.value.exact()),
        limit: Shown(distance.limit.value.exact()),
        percent: distance.percent,
        source: distance.limit.citation(),
    }
}

fn line(line: &Line) -> JsonLine<'_> {
    JsonLine {
        criterion: line.criterion,
        speaks_for: line.speaks.name(),
        evidence: Each(&line.evidence, evidence),
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
