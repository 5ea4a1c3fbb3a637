//! How a finding cites a row of the limits table, and the promises the table itself keeps.

use super::limits::{Limit, Magnitude};
use crate::model::Duration;
use jiff::civil::Date;
use std::fmt;

/// A page and the month in which it was read last.
pub(super) fn cited(source: &str, checked: Date) -> String {
    let page = source.trim_start_matches("https://");
    let (year, month) = (checked.year(), checked.month());
    format!("{page}, checked {year:04}-{month:02}")
}

impl Limit {
    /// `docs.example.com/limits, checked 2026-10`; for a value of the configuration, that it is one.
    pub fn citation(&self) -> &str {
        if self.overridden {
            return "set in plimsoll.yaml";
        }
        &self.cited
    }
}

impl Magnitude {
    /// In the unit the platform's own settings are written in: `900 s`, `10240 MiB`; for comparing two numbers at a
    /// glance.
    pub fn exact(self) -> Exact {
        Exact(self)
    }
}

/// A number in the unit of the settings, ready to be shown.
#[derive(Debug, Clone, Copy)]
pub struct Exact(Magnitude);

impl fmt::Display for Exact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Magnitude::Duration(Duration::UNLIMITED) => out.write_str("no bound"),
            Magnitude::Duration(value) if value.as_millis().is_multiple_of(1_000) => {
                write!(out, "{} s", value.as_millis() / 1_000)
            }
            Magnitude::Duration(value) => write!(out, "{} ms", value.as_millis()),
            Magnitude::Size(value) if value.as_bytes().is_multiple_of(1 << 20) => {
                write!(out, "{} MiB", value.as_bytes() >> 20)
            }
            Magnitude::Size(value) => value.fmt(out),
            Magnitude::Cpu(value) => value.fmt(out),
            Magnitude::Count(value) => value.fmt(out),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::super::limits::{Bound, Limits, Setting};
    use super::*;
    use crate::model::{Platform, Size};
    use std::collections::BTreeSet;

    #[test]
    fn every_row_has_a_page_and_no_two_rows_collide() {
        let limits = Limits::builtin().unwrap();
        let mut seen = BTreeSet::new();
        for row in limits.rows() {
            assert!(row.source.starts_with("https://"), "{row:?}");
            assert!(row.value.raw() > 0, "{row:?}");
            assert!((2023..2100).contains(&row.checked.year()), "{row:?}");
            let key = (row.platform, row.variant.clone(), row.setting, row.bound);
            assert!(seen.insert(key), "twice: {row:?}");
        }
    }

    #[test]
    fn floors_and_defaults_lie_under_the_ceilings() {
        let limits = Limits::builtin().unwrap();
        for row in limits.rows().iter().filter(|row| row.bound != Bound::Max) {
            let variant = row.variant.as_deref();
            let ceiling = limits.find(row.platform, variant, row.setting, Bound::Max);
            assert!(
                ceiling.is_none_or(|ceiling| row.value <= ceiling.value),
                "{row:?}"
            );
        }
    }

    #[test]
    fn the_variant_s_own_row_wins() {
        let limits = Limits::builtin().unwrap();
        let timeout = |variant| {
            let row = limits.find(Platform::AwsLambda, variant, Setting::Timeout, Bound::Max);
            row.map(|row| row.value.exact().to_string())
        };
        assert_eq!(
            timeout(Some("managed-instances")).as_deref(),
            Some("5400 s")
        );
        for variant in [Some("zip"), Some("image"), Some("durable"), None] {
            assert_eq!(timeout(variant).as_deref(), Some("900 s"), "{variant:?}");
        }
    }

    #[test]
    fn a_row_is_cited_by_page_and_month() {
        let mut limits = Limits::builtin().unwrap();
        let cite = |limits: &Limits| {
            let row = limits.find(Platform::Knative, None, Setting::Timeout, Bound::Max);
            row.map(|row| row.citation().to_owned())
        };
        let page = "github.com/knative/serving/blob/main/config/core/configmaps/defaults.yaml";
        assert_eq!(cite(&limits), Some(format!("{page}, checked 2026-08")));
        let raised = Magnitude::Duration(Duration::from_secs(3_600));
        limits.replace(
            Platform::Knative,
            None,
            Setting::Timeout,
            Bound::Max,
            raised,
        );
        assert_eq!(cite(&limits).as_deref(), Some("set in plimsoll.yaml"));
    }

    #[test]
    fn numbers_keep_the_unit_of_the_settings() {
        let exact = |value: Magnitude| value.exact().to_string();
        assert_eq!(
            exact(Magnitude::Duration(Duration::from_secs(3_600))),
            "3600 s"
        );
        assert_eq!(
            exact(Magnitude::Duration(Duration::from_millis(40))),
            "40 ms"
        );
        assert_eq!(exact(Magnitude::Size(Size::from_mib(10_240))), "10240 MiB");
        assert_eq!(
            exact(Magnitude::Size(Size::from_bytes(310_000_000))),
            "310 MB"
        );
    }
}
