//! How fast somebody wants the slowest of a hundred requests to be.

use super::units::{Duration, scaled};
use std::fmt;

/// A latency that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Latency {
    /// The most that the percentile may be.
    pub most: Duration,
    /// Of which share of the requests. "99 % of the requests within 40 ms" and "a p99 of 40 ms" are one thing.
    pub percentile: Percentile,
    /// Who asks for it.
    pub asked: Asked,
}

/// Who asks for a latency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// An objective: this is what is promised.
    Objective,
    /// An alert or the gate of a release: this is where it hurts, which is looser than what is promised.
    Alert,
}

/// A share of all requests, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percentile(u64);

const WHOLE: u64 = 1_000_000;

impl Percentile {
    /// Ninety-nine of a hundred.
    pub const P99: Self = Self(990_000);

    /// From a percentage such as `99.9`, with or without its sign.
    pub fn of_percent(text: &str) -> Option<Self> {
        let number = text.trim().trim_end_matches('%').trim_end();
        Self::of(scaled(number, WHOLE / 100)?)
    }

    /// From a ratio such as `0.999`.
    pub fn of_ratio(text: &str) -> Option<Self> {
        Self::of(scaled(text.trim(), WHOLE)?)
    }

    /// From a statistic as monitoring tools write it: `p99`, `p99.9`.
    pub fn of_statistic(text: &str) -> Option<Self> {
        Self::of_percent(text.strip_prefix('p')?)
    }

    fn of(millionths: u64) -> Option<Self> {
        (1..=WHOLE)
            .contains(&millionths)
            .then_some(Self(millionths))
    }

    /// The share of the other requests.
    pub fn rest(self) -> Option<Self> {
        Self::of(WHOLE - self.0)
    }

    /// Whether it is p99 or stricter.
    pub fn is_p99(self) -> bool {
        self >= Self::P99
    }
}

impl fmt::Display for Percentile {
    /// `p99`, `p99.9`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 10_000, self.0 % 10_000);
        if rest == 0 {
            return write!(formatter, "p{whole}");
        }
        let fraction = format!("{rest:04}");
        write!(formatter, "p{whole}.{}", fraction.trim_end_matches('0'))
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.percentile, self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_in_the_notations_of_the_field() {
        let text = |found: Option<Percentile>| found.map(|percentile| percentile.to_string());
        for (percent, expected) in [
            ("99", Some("p99")),
            ("99.90", Some("p99.9")),
            ("99.95 %", Some("p99.95")),
            ("100", Some("p100")),
            ("0", None),
            ("101", None),
            ("fast", None),
        ] {
            assert_eq!(
                text(Percentile::of_percent(percent)).as_deref(),
                expected,
                "{percent}"
            );
        }
        assert_eq!(
            text(Percentile::of_ratio("0.999")).as_deref(),
            Some("p99.9")
        );
        assert_eq!(
            text(Percentile::of_statistic("p99.9")).as_deref(),
            Some("p99.9")
        );
        assert_eq!(text(Percentile::of_statistic("Average")), None);
    }

    #[test]
    fn from_ninety_nine_on_it_is_a_p99() {
        let is_p99 = |percent| Percentile::of_percent(percent).is_some_and(Percentile::is_p99);
        assert!(is_p99("99") && is_p99("99.9") && is_p99("100"));
        assert!(!is_p99("98.9999") && !is_p99("50"));
        let one = Percentile::of_ratio("0.01").and_then(Percentile::rest);
        assert_eq!(one, Percentile::of_percent("99"));
    }
}
