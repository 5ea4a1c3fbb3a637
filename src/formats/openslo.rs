//! OpenSLO, versions 1 and 1alpha, and the draft of version 2: an objective over an indicator, which stands beside it,
//! in it, or in a document of its own.

use super::block::Block;
use super::slo::{self, Bound, Counts, Quantile};
use super::{Format, Input, Marks, object};
use crate::model::{Asked, Declarations, Fact, FactName, Percentile};
use crate::syntax::Node;

pub(super) static FORMAT: Format = Format {
    name: "openslo",
    title: "OpenSLO",
    files: "`apiVersion: openslo/v1`, `openslo/v1alpha`, `openslo.com/v2alpha`: SLOs and their SLIs",
    marks: Marks::OBJECT,
    hint: |raw| raw.contains("openslo"),
    detect: |object| object::group_kind(object).is_some_and(|(group, _)| GROUPS.contains(&group)),
    read,
};

const GROUPS: &[&str] = &["openslo", "openslo.com"];

/// Documents looked at for the indicators of one file, each for every objective: a file of a thousand is searched whole.
const MOST_LOOKS: usize = 20_000_000;

/// Where the versions keep the query of a metric.
const QUERIES: &[&[&str]] = &[
    &["metricSource", "spec", "query"],
    &["metricSource", "spec", "promql"],
    &["spec", "query"],
    &["spec", "promql"],
    &["query"],
];

fn read(input: &Input<'_>, out: &mut Declarations) {
    slo::long_queries(input.object, out);
    if object::group_kind(input.object).is_none_or(|(_, kind)| kind != "SLO") {
        return;
    }
    let slo = Block::new(input.object);
    let Some(spec) = slo.at(&["spec"]) else {
        return;
    };
    let common = indicator(input, &spec);
    for objective in spec.items(&["objectives"]) {
        let own = indicator(input, &objective);
        let Some(wish) = Objective {
            objective: &objective,
            indicator: own.as_ref().or(common.as_ref()),
            reference: reference(&objective).or_else(|| reference(&spec)),
        }
        .wish() else {
            continue;
        };
        let known: Vec<&str> = spec.text_at(&["service"]).into_iter().collect();
        let service = match &wish.series {
            Some(series) => series.service(&known),
            None => slo::service(&known, None),
        };
        let title = slo::title("SLO", input.object);
        out.companions
            .extend(slo::companion(input, title, service, vec![wish.fact]));
    }
}

/// The indicator of an SLO or of one of its objectives.
fn indicator<'t>(input: &Input<'t>, owner: &Block<'t>) -> Option<Block<'t>> {
    for key in ["indicator", "sli"] {
        if let Some(inline) = owner.at(&[key]) {
            return Some(inline.at(&["spec"]).unwrap_or(inline));
        }
    }
    let wanted = reference(owner)?;
    let tree = input.object.tree();
    let most = MOST_LOOKS / tree.documents().len().max(1);
    let documents = tree.documents().take(most);
    let is_it = |node: &Node<'_>| {
        object::group_kind(*node)
            .is_some_and(|(group, kind)| GROUPS.contains(&group) && kind == "SLI")
            && node.str_at(&["metadata", "name"]) == Some(wanted)
    };
    let found = documents.map(|document| document.root).find(is_it)?;
    Block::new(found).at(&["spec"])
}

/// The name of an indicator that stands somewhere else.
fn reference<'t>(owner: &Block<'t>) -> Option<&'t str> {
    let mut keys = ["indicatorRef", "sliRef"].iter();
    keys.find_map(|key| owner.text_at(&[key]))
}

/// One objective, and what it is measured by.
struct Objective<'a, 't> {
    objective: &'a Block<'t>,
    indicator: Option<&'a Block<'t>>,
    reference: Option<&'t str>,
}

/// What it asks for, and of what.
struct Wish {
    fact: Fact,
    series: Option<slo::Series>,
}

impl<'t> Objective<'_, 't> {
    fn wish(&self) -> Option<Wish> {
        self.threshold().or_else(|| self.ratio())
    }

    /// A metric that must stay below a value.
    fn threshold(&self) -> Option<Wish> {
        let value = self.objective.at(&["value"])?;
        let op = self.objective.text_at(&["op"])?;
        if !matches!(op, "lt" | "lte") {
            return None;
        }
        let at = value.node.span().first_line();
        let Some(indicator) = self.indicator else {
            let name = self.reference.filter(|name| slo::names_latency(name))?;
            let note = format!("its indicator `{name}` was not found in this file");
            let fact =
                Fact::unresolved(FactName::Latency, at, value.field.as_str()).with_note(note);
            return Some(Wish { fact, series: None });
        };
        let metric = indicator.at(&["thresholdMetric"])?;
        let query = query(&metric)?;
        let text = query.node.as_str()?;
        let Some(Quantile { percentile, series }) = slo::quantile(text) else {
            return foreign(text, || {
                Fact::unresolved(FactName::Latency, at.clone(), value.field.as_str())
            });
        };
        let bound = Bound {
            number: value.node.as_str()?,
            percentile,
            series: &series,
            asked: Asked::Objective,
        };
        let fact = bound.fact(at, &value.field)?;
        let series = Some(series);
        Some(Wish { fact, series })
    }

    /// A share of the requests; version 1alpha has its two queries in the objective.
    fn ratio(&self) -> Option<Wish> {
        let ratio = self
            .indicator
            .and_then(|indicator| indicator.at(&["ratioMetric"]))
            .or_else(|| self.objective.at(&["ratioMetrics"]))?;
        let percentile = self.target()?;
        let sides = [
            (ratio.at(&["good"]), Counts::Good),
            (ratio.at(&["bad"]), Counts::Bad),
            (ratio.at(&["raw"]), raw(&ratio)),
        ];
        let found = |(side, counts): &(Option<Block<'t>>, Counts)| {
            let query = query(side.as_ref()?)?;
            let under = slo::under(query.node.as_str()?, *counts)?;
            let fact = slo::inside(&query, &under, percentile)?;
            let series = Some(under.series);
            Some(Wish { fact, series })
        };
        sides.iter().find_map(found)
    }

    fn target(&self) -> Option<Percentile> {
        let text = |key| self.objective.text_at(&[key]);
        match (text("target"), text("targetPercent")) {
            (Some(ratio), _) => Percentile::of_ratio(ratio),
            (None, percent) => Percentile::of_percent(percent?),
        }
    }
}

fn raw(ratio: &Block<'_>) -> Counts {
    match ratio.text_at(&["rawType"]) {
        Some("failure") => Counts::Bad,
        _ => Counts::Good,
    }
}

fn query<'t>(metric: &Block<'t>) -> Option<Block<'t>> {
    QUERIES.iter().find_map(|path| metric.at(path))
}

/// A query in another language that speaks of latency: neither percentile nor unit is known.
fn foreign(query: &str, fact: impl FnOnce() -> Fact) -> Option<Wish> {
    if slo::is_query(query) || !slo::names_latency(query) {
        return None;
    }
    Some(Wish {
        fact: fact().with_note("unit unknown: the query is no PromQL"),
        series: None,
    })
}
