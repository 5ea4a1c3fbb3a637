//! Pyrra: a share of the requests within a bucket of a histogram, or within a duration of a native one.

use super::block::Block;
use super::slo::{self, Counts, Unit};
use super::{Format, Input, Marks, object};
use crate::model::{Asked, Declarations, Duration, Fact, Percentile, ServiceRef};
use crate::syntax::Node;

pub(super) static FORMAT: Format = Format {
    name: "pyrra",
    title: "Pyrra",
    files: "`kind: ServiceLevelObjective` of `pyrra.dev`",
    marks: Marks::OBJECT,
    hint: |raw| raw.contains("pyrra.dev"),
    detect: |object| object::group_kind(object) == Some(("pyrra.dev", "ServiceLevelObjective")),
    read,
};

fn read(input: &Input<'_>, out: &mut Declarations) {
    slo::long_queries(input.object, out);
    let object = Block::new(input.object);
    let target = object.text_at(&["spec", "target"]);
    let Some(percentile) = target.and_then(Percentile::of_percent) else {
        return;
    };
    let Some(indicator) = object.at(&["spec", "indicator"]) else {
        return;
    };
    // It has no field for the service; people call the objective after it, or its labels do.
    let name = input.object.str_at(&["metadata", "name"]);
    let found = bucket(&indicator, percentile).or_else(|| native(&indicator, percentile));
    let Some((fact, mut service)) = found else {
        return;
    };
    service.names.extend(name.map(str::to_owned));
    let title = slo::title("ServiceLevelObjective", input.object);
    out.companions
        .extend(slo::companion(input, title, service, vec![fact]));
}

fn bucket(indicator: &Block<'_>, percentile: Percentile) -> Option<(Fact, ServiceRef)> {
    let success = indicator.at(&["latency", "success", "metric"])?;
    let under = slo::under(success.node.as_str()?, Counts::Good)?;
    let fact = slo::inside(&success, &under, percentile)?;
    Some((fact, under.series.service(&[])))
}

/// The one notation with a unit of its own.
fn native(indicator: &Block<'_>, percentile: Percentile) -> Option<(Fact, ServiceRef)> {
    let latency = indicator.at(&["latencyNative", "latency"])?;
    let total = indicator.at(&["latencyNative", "total", "metric"])?;
    let series = slo::series(total.node.as_str()?)?;
    if !percentile.is_p99() || !series.is_waited_for() {
        return None;
    }
    let millis = millis(latency.node)?;
    let at = latency.node.span().first_line();
    let fact = slo::latency(
        (&millis, Unit::Millis),
        percentile,
        Asked::Objective,
        at,
        &latency.field,
    );
    Some((fact, series.service(&[])))
}

fn millis(node: Node<'_>) -> Option<String> {
    let duration = Duration::parse(node.as_str()?).ok()?;
    Some(duration.as_millis().to_string())
}
