//! What a query says about latency: a quantile, a share of the requests that are quick enough, or an alert on either.

use super::promql;
use super::series::{Series, Unit, equalities};
use crate::model::Percentile;
use promql_parser::parser::token::{
    T_ADD, T_AVG, T_DIV, T_GTE, T_GTR, T_LAND, T_LOR, T_LSS, T_LTE, T_LUNLESS, T_MAX, T_MUL, T_SUB,
    T_SUM,
};
use promql_parser::parser::{BinaryExpr, Expr, VectorSelector};

/// A percentile of a series, whose bound stands somewhere else.
#[derive(Debug, PartialEq)]
pub(in crate::formats) struct Quantile {
    pub(in crate::formats) percentile: Percentile,
    pub(in crate::formats) series: Series,
}

/// The requests of a series that take no longer than a bound.
#[derive(Debug, PartialEq)]
pub(in crate::formats) struct Under {
    /// The bound as the query has it: the value of `le`.
    pub(in crate::formats) bound: String,
    pub(in crate::formats) series: Series,
}

/// Both, with the bound: what an alert waits for, turned around.
#[derive(Debug, PartialEq)]
pub(in crate::formats) struct Bounded {
    pub(in crate::formats) percentile: Percentile,
    pub(in crate::formats) bound: String,
    pub(in crate::formats) series: Series,
}

/// Which requests a query counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Counts {
    /// Those that were quick enough, or their share.
    Good,
    /// The others.
    Bad,
}

/// The quantile that a query gives: of a histogram, or one of a summary.
pub(in crate::formats) fn quantile(query: &str) -> Option<Quantile> {
    quantile_of(&promql::parse(query)?)
}

/// The requests within a bound that a query counts.
pub(in crate::formats) fn under(query: &str, counts: Counts) -> Option<Under> {
    let (under, found) = under_of(&promql::parse(query)?)?;
    (found == counts).then_some(under)
}

/// The one series that a query is about.
pub(in crate::formats) fn series(query: &str) -> Option<Series> {
    only(&promql::parse(query)?)
}

/// What an alert's expression waits for, turned around into what it holds to be well.
pub(in crate::formats) fn alerts(query: &str) -> Vec<Bounded> {
    let mut found = Vec::new();
    if let Some(expr) = promql::parse(query) {
        collect(&expr, &mut found);
    }
    found
}

fn collect(expr: &Expr, found: &mut Vec<Bounded>) {
    match expr {
        Expr::Paren(paren) => collect(&paren.expr, found),
        Expr::Binary(both) => match both.op.id() {
            T_LAND | T_LOR => {
                collect(&both.lhs, found);
                collect(&both.rhs, found);
            }
            T_LUNLESS => collect(&both.lhs, found),
            T_GTR | T_GTE => found.extend(compared(&both.lhs, &both.rhs, true)),
            T_LSS | T_LTE => found.extend(compared(&both.lhs, &both.rhs, false)),
            _ => {}
        },
        _ => {}
    }
}

/// What a comparison with a number finds fault with.
fn compared(lhs: &Expr, rhs: &Expr, lhs_is_more: bool) -> Option<Bounded> {
    let (measured, bound, too_much) = match (number(lhs), number(rhs)) {
        (None, Some(bound)) => (lhs, bound, lhs_is_more),
        (Some(bound), None) => (rhs, bound, !lhs_is_more),
        _ => return None,
    };
    if too_much && let Some(Quantile { percentile, series }) = quantile_of(measured) {
        return Some(Bounded {
            percentile,
            bound,
            series,
        });
    }
    let (under, counts) = under_of(measured)?;
    let share = Percentile::of_ratio(&bound)?;
    let percentile = match (counts, too_much) {
        (Counts::Good, false) => share,
        (Counts::Bad, true) => share.rest()?,
        _ => return None,
    };
    Some(Bounded {
        percentile,
        bound: under.bound,
        series: under.series,
    })
}

/// A number as text, so that no bit of it is lost.
fn number(expr: &Expr) -> Option<String> {
    match expr {
        Expr::NumberLiteral(number) => Some(number.val.to_string()),
        Expr::Paren(paren) => number(&paren.expr),
        _ => None,
    }
}

fn quantile_of(expr: &Expr) -> Option<Quantile> {
    match expr {
        Expr::Paren(paren) => quantile_of(&paren.expr),
        Expr::VectorSelector(selector) => of_summary(selector),
        Expr::Call(call) => {
            let args = &call.args.args;
            match (call.func.name, args.as_slice()) {
                ("histogram_quantile", [which, buckets]) => {
                    let percentile = Percentile::of_ratio(&number(which)?)?;
                    let series = only(buckets)?;
                    Some(Quantile { percentile, series })
                }
                ("avg_over_time" | "last_over_time" | "max_over_time", [inner]) => match &**inner {
                    Expr::MatrixSelector(matrix) => of_summary(&matrix.vs),
                    Expr::Subquery(subquery) => quantile_of(&subquery.expr),
                    _ => None,
                },
                _ => None,
            }
        }
        // The quantiles of several instances: the worst, or their middle.
        Expr::Aggregate(all) if matches!(all.op.id(), T_MAX | T_AVG) => quantile_of(&all.expr),
        Expr::Binary(both) => scaled(both),
        _ => None,
    }
}

/// One quantile of a summary, which is a label of its own.
fn of_summary(selector: &VectorSelector) -> Option<Quantile> {
    let quantile = equalities(selector).find(|matcher| matcher.name == "quantile")?;
    Some(Quantile {
        percentile: Percentile::of_ratio(&quantile.value)?,
        series: Series::of(selector)?,
    })
}

/// Seconds to milliseconds and back. Any other factor makes something whose unit nobody knows.
fn scaled(both: &BinaryExpr) -> Option<Quantile> {
    let (measured, factor) = match (both.op.id(), number(&both.lhs), number(&both.rhs)) {
        (T_LUNLESS | T_LAND, ..) => return quantile_of(&both.lhs),
        (T_MUL | T_DIV, None, Some(factor)) => (&both.lhs, factor),
        (T_MUL, Some(factor), None) => (&both.rhs, factor),
        _ => return None,
    };
    let mut quantile = quantile_of(measured)?;
    quantile.series.unit = match (quantile.series.unit, both.op.id(), factor.as_str()) {
        (Some(Unit::Seconds), T_MUL, "1000") => Some(Unit::Millis),
        (Some(Unit::Millis), T_DIV, "1000") => Some(Unit::Seconds),
        _ => None,
    };
    Some(quantile)
}

/// The one series that an expression is about.
fn only(expr: &Expr) -> Option<Series> {
    let mut leaves = Vec::new();
    sum(expr, Sign::Plus, &mut leaves)?;
    let mut all = leaves.iter().filter_map(|leaf| leaf.series());
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// How a term counts in the whole.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Plus,
    Minus,
    /// Below a fraction's line.
    Below,
}

impl Sign {
    fn flipped(self) -> Self {
        match self {
            Self::Plus => Self::Minus,
            Self::Minus => Self::Plus,
            Self::Below => Self::Below,
        }
    }
}

/// A term.
struct Leaf<'e> {
    selector: &'e VectorSelector,
    sign: Sign,
    /// The bound of a native histogram's fraction, which stands outside of the selector.
    bound: Option<String>,
}

impl Leaf<'_> {
    fn series(&self) -> Option<Series> {
        Series::of(self.selector)
    }

    /// The bound of its bucket; the last bucket holds everything.
    fn bound(&self) -> Option<String> {
        let le = || equalities(self.selector).find(|matcher| matcher.name == "le");
        let bound = self.bound.clone().or_else(|| Some(le()?.value.clone()));
        bound.filter(|bound| !bound.ends_with("Inf"))
    }
}

/// Takes an expression apart into its terms; `None` when it does anything besides adding, dividing and summing.
fn sum<'e>(expr: &'e Expr, sign: Sign, leaves: &mut Vec<Leaf<'e>>) -> Option<()> {
    let leaf = |selector, bound| Leaf {
        selector,
        sign,
        bound,
    };
    match expr {
        Expr::Paren(paren) => sum(&paren.expr, sign, leaves),
        Expr::NumberLiteral(_) => Some(()),
        Expr::VectorSelector(selector) => {
            leaves.push(leaf(selector, None));
            Some(())
        }
        Expr::MatrixSelector(matrix) => {
            leaves.push(leaf(&matrix.vs, None));
            Some(())
        }
        Expr::Aggregate(all) if all.op.id() == T_SUM => sum(&all.expr, sign, leaves),
        Expr::Call(call) => match (call.func.name, call.args.args.as_slice()) {
            ("histogram_fraction", [_, bound, histogram]) => {
                let before = leaves.len();
                sum(histogram, sign, leaves)?;
                let bound = number(bound)?;
                for leaf in &mut leaves[before..] {
                    leaf.bound = Some(bound.clone());
                }
                Some(())
            }
            ("rate" | "irate" | "increase" | "sum_over_time" | "histogram_count", [inner]) => {
                sum(inner, sign, leaves)
            }
            _ => None,
        },
        Expr::Binary(both) => match both.op.id() {
            T_ADD => {
                sum(&both.lhs, sign, leaves)?;
                sum(&both.rhs, sign, leaves)
            }
            T_SUB => {
                sum(&both.lhs, sign, leaves)?;
                sum(&both.rhs, sign.flipped(), leaves)
            }
            T_DIV => {
                sum(&both.lhs, sign, leaves)?;
                sum(&both.rhs, Sign::Below, leaves)
            }
            // `or vector(0)`: what it is without any request.
            T_LOR if matches!(&*both.rhs, Expr::Call(call) if call.func.name == "vector") => {
                sum(&both.lhs, sign, leaves)
            }
            _ => None,
        },
        _ => None,
    }
}

/// The requests within a bound, and whether an expression counts those or the others: `bucket / count` or
/// `1 - bucket / count`. The other terms must be of the same histogram.
fn under_of(expr: &Expr) -> Option<(Under, Counts)> {
    let mut leaves = Vec::new();
    sum(expr, Sign::Plus, &mut leaves)?;
    let mut within = leaves.iter().filter(|leaf| leaf.bound().is_some());
    let first = within.next()?;
    let (bound, series) = (first.bound()?, first.series()?);
    let same = |leaf: &Leaf<'_>| leaf.bound().as_ref() == Some(&bound) && leaf.sign == first.sign;
    let of_it = |leaf: &Leaf<'_>| {
        let metric = leaf.series().map(|series| series.metric);
        metric.as_ref() == Some(&series.metric)
    };
    if !within.all(same) || !leaves.iter().all(of_it) {
        return None;
    }
    let counts = match first.sign {
        Sign::Plus => Counts::Good,
        Sign::Minus => Counts::Bad,
        Sign::Below => return None,
    };
    Some((Under { bound, series }, counts))
}
