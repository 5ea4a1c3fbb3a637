//! Durations and sizes with the notations of the field. Whole numbers of the smallest unit, so comparing is exact.

use std::fmt;

/// A duration in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(u64);

/// A size in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size(u64);

/// Why a text is not a duration or a size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitError(String);

impl UnitError {
    pub(super) fn new(message: String) -> Self {
        Self(message)
    }
}

impl fmt::Display for UnitError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for UnitError {}

const DURATION_UNITS: &[(&str, u64)] = &[
    ("ms", 1),
    ("s", 1_000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

/// Longest suffix first, so that `Mi` is not read as `M`. MB is 10^6 bytes, MiB is 2^20.
const SIZE_UNITS: &[(&str, u64)] = &[
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("Ki", 1 << 10),
    ("Mi", 1 << 20),
    ("Gi", 1 << 30),
    ("Ti", 1 << 40),
    ("kB", 1_000),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("k", 1_000),
    ("K", 1_000),
    ("M", 1_000_000),
    ("G", 1_000_000_000),
    ("T", 1_000_000_000_000),
    ("B", 1),
    ("", 1),
];

impl Duration {
    /// No bound at all, such as Azure's `functionTimeout: "-1"`; longer than every other duration.
    pub const UNLIMITED: Self = Self(u64::MAX);

    /// From milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// From seconds.
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1_000))
    }

    /// In milliseconds.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Reads `40m`, `1h30m`, `300s`, `50ms`, `1.5h`: Go's notation and days. A number needs its unit. `unlimited` is
    /// [`UNLIMITED`](Self::UNLIMITED).
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        if text.trim() == "unlimited" {
            return Ok(Self::UNLIMITED);
        }
        let bad = || {
            UnitError(format!(
                "`{text}` is not a duration such as `40ms`, `900s`, `40m` or `1h30m`"
            ))
        };
        let mut rest = text.trim();
        let mut total: u64 = 0;
        if rest.is_empty() {
            return Err(bad());
        }
        while !rest.is_empty() {
            let digits = rest
                .find(|c: char| !c.is_ascii_digit() && c != '.')
                .ok_or_else(bad)?;
            let (number, tail) = rest.split_at(digits);
            let letters = tail
                .find(|c: char| !c.is_ascii_alphabetic())
                .unwrap_or(tail.len());
            let (unit, tail) = tail.split_at(letters);
            let (_, factor) = DURATION_UNITS
                .iter()
                .find(|(name, _)| *name == unit)
                .ok_or_else(bad)?;
            total = scaled(number, *factor)
                .and_then(|part| total.checked_add(part))
                .ok_or_else(bad)?;
            rest = tail;
        }
        Ok(Self(total))
    }
}

impl Size {
    /// From bytes.
    pub const fn from_bytes(bytes: u64) -> Self {
        Self(bytes)
    }

    /// From mebibytes; what AWS writes as MB in `MemorySize`.
    pub const fn from_mib(mib: u64) -> Self {
        Self(mib.saturating_mul(1 << 20))
    }

    /// In bytes.
    pub const fn as_bytes(self) -> u64 {
        self.0
    }

    /// Reads `310MB`, `1.5GiB`, `512Mi`, `256M`, `1000`: declarations and Kubernetes quantities. MB = 10^6, MiB = 2^20.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let bad = || {
            UnitError(format!(
                "`{text}` is not a size such as `310MB`, `512Mi` or `1.5GiB`"
            ))
        };
        let trimmed = text.trim();
        let digits = trimmed
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(trimmed.len());
        let (number, unit) = trimmed.split_at(digits);
        let unit = unit.trim_start();
        let (_, factor) = SIZE_UNITS
            .iter()
            .find(|(name, _)| *name == unit)
            .ok_or_else(bad)?;
        scaled(number, *factor).map(Self).ok_or_else(bad)
    }
}

impl Size {
    /// Reads a size as Docker and Compose write it: `512m`, `2.5g`, `300kb`, `1GiB`, `b` or no unit for bytes, in capital or
    /// small letters. Every unit is a power of 1024.
    pub fn of_docker(text: &str) -> Result<Self, UnitError> {
        let bad = || UnitError(format!("`{text}` is not a size such as `512m` or `2g`"));
        let trimmed = text.trim().to_ascii_lowercase();
        let digits = trimmed
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(trimmed.len());
        let (number, unit) = trimmed.split_at(digits);
        let shift = match unit.trim_start() {
            "" | "b" => 0,
            "k" | "kb" | "kib" => 10,
            "m" | "mb" | "mib" => 20,
            "g" | "gb" | "gib" => 30,
            "t" | "tb" | "tib" => 40,
            "p" | "pb" | "pib" => 50,
            _ => return Err(bad()),
        };
        scaled(number, 1 << shift).map(Self).ok_or_else(bad)
    }

    /// Reads the memory of an ECS task: a whole number of MiB, or GiB with the unit that ECS writes as `GB`: `0.5GB`,
    /// `2 GB`.
    pub fn of_ecs(text: &str) -> Result<Self, UnitError> {
        let bad = || UnitError(format!("`{text}` is not memory such as `2048` or `2 GB`"));
        let trimmed = text.trim().to_ascii_lowercase();
        match trimmed.strip_suffix("gb") {
            Some(number) => scaled(number.trim_end(), 1 << 30).map(Self).ok_or_else(bad),
            None => trimmed.parse().map(Self::from_mib).map_err(|_| bad()),
        }
    }
}

/// `number` times `factor`, rounded down, for a plain decimal number.
pub(super) fn scaled(number: &str, factor: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole: u64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let mut total = whole.checked_mul(factor)?;
    if !fraction.is_empty() {
        let digits = u32::try_from(fraction.len())
            .ok()
            .filter(|digits| *digits <= 9)?;
        let part: u64 = fraction.parse().ok()?;
        total = total.checked_add(part.checked_mul(factor)? / 10_u64.checked_pow(digits)?)?;
    }
    Some(total)
}

impl Size {
    /// For a measured number, which is never round: `314.5 MB`, and in MiB where it is whole.
    pub fn rounded(self) -> String {
        if self.0 < 1_000_000 && !self.0.is_multiple_of(1 << 20) {
            return format!("{} kB", self.0.div_ceil(1_000));
        }
        self.to_string()
    }
}

impl fmt::Display for Duration {
    /// As a person says it: `40 ms`, `900 s`, `60 min`, `168 h`, `366 days`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.0;
        if *self == Self::UNLIMITED {
            return formatter.write_str("unlimited");
        }
        let (value, unit) = match millis {
            _ if !millis.is_multiple_of(1_000) => (millis, "ms"),
            _ if millis >= 14 * 86_400_000 && millis.is_multiple_of(86_400_000) => {
                (millis / 86_400_000, "days")
            }
            _ if millis >= 2 * 3_600_000 && millis.is_multiple_of(3_600_000) => {
                (millis / 3_600_000, "h")
            }
            _ if millis >= 120_000 && millis.is_multiple_of(60_000) => (millis / 60_000, "min"),
            _ => (millis / 1_000, "s"),
        };
        write!(formatter, "{value} {unit}")
    }
}

impl fmt::Display for Size {
    /// Binary units where the number is whole in them, decimal ones otherwise.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0;
        for (unit, factor) in [
            ("GiB", 1_u64 << 30),
            ("MiB", 1 << 20),
            ("GB", 1_000_000_000),
            ("MB", 1_000_000),
        ] {
            if bytes >= factor && bytes.is_multiple_of(factor) {
                return write!(formatter, "{} {unit}", bytes / factor);
            }
        }
        if bytes >= 1_000_000 {
            let tenths = bytes / 100_000;
            return write!(formatter, "{}.{} MB", tenths / 10, tenths % 10);
        }
        write!(formatter, "{bytes} bytes")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_in_the_notations_of_the_field() {
        for (text, millis) in [
            ("40ms", 40),
            ("900s", 900_000),
            ("40m", 2_400_000),
            ("1h30m", 5_400_000),
            ("1.5h", 5_400_000),
        ] {
            assert_eq!(Duration::parse(text), Ok(Duration(millis)), "{text}");
        }
        assert!(
            Duration::parse("unlimited")
                .is_ok_and(|unlimited| unlimited > Duration::from_secs(u64::MAX / 1_001))
        );
        for text in ["", "fast", "40", "-3s", "m", "3 m", "99999999999999999999s"] {
            assert!(Duration::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_tell_decimal_from_binary() {
        for (text, bytes) in [
            ("310MB", 310_000_000),
            ("250MiB", 262_144_000),
            ("512Mi", 536_870_912),
            ("1.5G", 1_500_000_000),
            ("10", 10),
        ] {
            assert_eq!(Size::parse(text), Ok(Size(bytes)), "{text}");
        }
        for text in ["", "big", "10XB", "-1M"] {
            assert!(Size::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn dockers_units_are_powers_of_1024() {
        for (text, bytes) in [
            ("512M", 512 << 20),
            ("2g", 2 << 30),
            ("2.5gb", 5 << 29),
            ("8192k", 8 << 20),
            ("300KB", 300 << 10),
            ("1GiB", 1 << 30),
            ("64 mb", 64 << 20),
            ("268435456", 1 << 28),
            ("1024b", 1024),
        ] {
            assert_eq!(Size::of_docker(text), Ok(Size(bytes)), "{text}");
        }
        for text in ["", "m", "lots", "1 XB", "-1"] {
            assert!(Size::of_docker(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ecs_writes_mebibytes_and_gibibytes() {
        for (text, mib) in [
            ("4096", 4096),
            ("2 GB", 2048),
            ("0.5GB", 512),
            (".5 gb", 512),
        ] {
            assert_eq!(Size::of_ecs(text), Ok(Size::from_mib(mib)), "{text}");
        }
        for text in ["", "GB", "2 TB", "2.5"] {
            assert!(Size::of_ecs(text).is_err(), "{text}");
        }
    }

    #[test]
    fn they_print_as_a_person_says_them() {
        let printed: Vec<String> = [40, 900_000, 1_500, 3_600_000, 604_800_000]
            .map(|millis| Duration(millis).to_string())
            .into();
        assert_eq!(printed, ["40 ms", "15 min", "1500 ms", "60 min", "168 h"]);
        assert_eq!(Size(262_144_000).to_string(), "250 MiB");
        assert_eq!(Size(310_000_000).to_string(), "310 MB");
    }
}
