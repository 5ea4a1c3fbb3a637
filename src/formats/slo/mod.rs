//! What the formats of latency objectives share: queries, and the fact that an objective states about a service.

mod long;
mod promql;
mod query;
mod series;

pub(super) use long::queries as long_queries;
pub(super) use query::{Counts, Quantile, Under, alerts, quantile, series, under};
pub(super) use series::{Series, Unit, service};

use super::Input;
use super::block::Block;
use crate::model::{
    Asked, Companion, Duration, Fact, FactName, Latency, Link, Percentile, Scope, ServiceRef, Value,
};
use crate::source::{Span, offset};
use crate::syntax::Node;
use std::sync::Arc;

/// One bound on the latency of a series.
pub(super) struct Bound<'a> {
    /// The number, in the unit of the series.
    pub(super) number: &'a str,
    pub(super) percentile: Percentile,
    pub(super) series: &'a Series,
    pub(super) asked: Asked,
}

impl Bound<'_> {
    /// The fact that it states; `None` when it speaks of less than a p99, or of work that nobody waits for.
    pub(super) fn fact(&self, at: Span, field: &str) -> Option<Fact> {
        if !self.percentile.is_p99() || !self.series.is_waited_for() {
            return None;
        }
        let Some(unit) = self.series.unit else {
            let note = format!(
                "unit unknown: the name of `{}` says none",
                self.series.metric
            );
            return Some(Fact::unresolved(FactName::Latency, at, field).with_note(note));
        };
        Some(latency(
            (self.number, unit),
            self.percentile,
            self.asked,
            at,
            field,
        ))
    }
}

/// A latency that is asked for.
pub(super) fn latency(
    (number, unit): (&str, Unit),
    percentile: Percentile,
    asked: Asked,
    at: Span,
    field: &str,
) -> Fact {
    let unit = match unit {
        Unit::Seconds => "s",
        Unit::Millis => "ms",
    };
    match Duration::parse(&format!("{}{unit}", number.trim())) {
        Ok(most) => {
            let value = Value::Latency(Latency {
                most,
                percentile,
                asked,
            });
            Fact::stated(FactName::Latency, value, at, field)
        }
        Err(_) => Fact::unresolved(FactName::Latency, at, field)
            .with_note("a latency is expected here, as a number"),
    }
}

/// The fact of a bound that stands inside a query: the bound is what its author would change.
pub(super) fn inside(query: &Block<'_>, under: &Under, percentile: Percentile) -> Option<Fact> {
    let bound = Bound {
        number: &under.bound,
        percentile,
        series: &under.series,
        asked: Asked::Objective,
    };
    bound.fact(spot(query.node, &under.bound), &query.field)
}

/// Where a text stands inside a scalar; the scalar's first line when it stands there twice, or not in these letters.
pub(super) fn spot(scalar: Node<'_>, text: &str) -> Span {
    let whole = scalar.span();
    let mut found = whole.text().match_indices(text);
    match (found.next(), found.next()) {
        (Some((at, _)), None) => {
            let start = whole.start + offset(at);
            whole.source().span(start, start + offset(text.len()))
        }
        _ => whole.first_line(),
    }
}

/// What an object says of the service that it names, in facts that stand together.
pub(super) fn companion(
    input: &Input<'_>,
    title: String,
    service: ServiceRef,
    facts: Vec<Fact>,
) -> Option<Companion> {
    if facts.is_empty() || service.names.is_empty() {
        return None;
    }
    let object = input.object;
    Some(Companion {
        title: title.into(),
        namespace: object.str_at(&["metadata", "namespace"]).map(str::to_owned),
        scope: Scope {
            root: input.scope.root.clone(),
            stack: Arc::default(),
        },
        at: object.span().first_line(),
        link: Link::Service(service),
        facts,
    })
}

/// Whether a text is PromQL at all.
pub(super) fn is_query(text: &str) -> bool {
    promql::parse(text).is_some()
}

/// Whether a text in a language that is not read here speaks of a latency.
pub(super) fn names_latency(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let words = ["latency", "duration", "response_time"];
    words.iter().any(|word| lower.contains(word))
}

/// `SLO/price`.
pub(super) fn title(kind: &str, object: Node<'_>) -> String {
    let name = object.str_at(&["metadata", "name"]);
    format!("{kind}/{}", name.unwrap_or("(unnamed)"))
}
