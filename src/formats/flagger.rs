//! Flagger: a Canary names its workload, and the p99 that a release may have, in milliseconds.

use super::block::Block;
use super::slo::{self, Unit};
use super::{Format, Input, Marks, object};
use crate::model::{Asked, Declarations, Fact, Link, ObjectRef, Percentile};

pub(super) static FORMAT: Format = Format {
    name: "flagger",
    title: "Flagger",
    files: "`kind: Canary` of `flagger.app`",
    marks: Marks::OBJECT,
    hint: |raw| raw.contains("flagger.app"),
    detect: |object| object::group_kind(object) == Some(("flagger.app", "Canary")),
    read,
};

/// The built-in metric that is a latency; its percentile and unit are fixed.
const METRIC: &str = "request-duration";

/// Where the analysis stands, and what its bound is called; each had another name once.
const ANALYSES: &[&[&str]] = &[
    &["spec", "analysis", "metrics"],
    &["spec", "canaryAnalysis", "metrics"],
];
const BOUNDS: &[&[&str]] = &[&["thresholdRange", "max"], &["threshold"]];

fn read(input: &Input<'_>, out: &mut Declarations) {
    let canary = Block::new(input.object);
    let Some(target) = target(&canary) else {
        return;
    };
    let metrics = ANALYSES.iter().flat_map(|path| canary.items(path));
    let facts: Vec<Fact> = metrics.filter_map(|metric| bound(&metric)).collect();
    if !facts.is_empty() {
        out.companions
            .push(object::companion(input, Link::Scales(target), facts));
    }
}

fn target(canary: &Block<'_>) -> Option<ObjectRef> {
    let reference = canary.at(&["spec", "targetRef"])?;
    let version = reference.text_at(&["apiVersion"]).unwrap_or("apps/v1");
    Some(ObjectRef {
        group: version
            .rsplit_once('/')
            .map_or("", |(group, _)| group)
            .to_owned(),
        kind: reference.text_at(&["kind"])?.to_owned(),
        name: reference.text_at(&["name"])?.to_owned(),
    })
}

fn bound(metric: &Block<'_>) -> Option<Fact> {
    // One with a template or a query of its own only has the name in common.
    let own = [&["templateRef"][..], &["query"]];
    if metric.text_at(&["name"])? != METRIC || own.iter().any(|path| metric.at(path).is_some()) {
        return None;
    }
    let bound = BOUNDS.iter().find_map(|path| metric.at(path))?;
    let at = bound.node.span().first_line();
    let millis = bound.node.as_str()?;
    Some(slo::latency(
        (millis, Unit::Millis),
        Percentile::P99,
        Asked::Alert,
        at,
        &bound.field,
    ))
}
