//! Processors, in thousandths of one: what Kubernetes writes as `500m`, Amazon ECS as 512 units, most others as 0.5.

use super::units::{UnitError, scaled};
use std::fmt;

/// A number of virtual CPUs, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpu(u64);

/// What Amazon ECS calls one virtual CPU, in its units.
const ECS_UNITS: u64 = 1_024;

impl Cpu {
    /// From thousandths of a virtual CPU.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// In thousandths of a virtual CPU.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Reads `8`, `0.5`, `500m`: Kubernetes quantities, and the decimals of the other platforms.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let bad = || {
            UnitError::new(format!(
                "`{text}` is not a number of CPUs such as `2` or `500m`"
            ))
        };
        let trimmed = text.trim();
        match trimmed.strip_suffix('m') {
            Some(millis) => millis.parse().map(Self).map_err(|_| bad()),
            None => scaled(trimmed, 1_000).map(Self).ok_or_else(bad),
        }
    }

    /// Reads the CPU of an ECS task: a whole number of units, of which 1,024 are one CPU, or CPUs: `512`, `.5 vCPU`.
    pub fn of_ecs(text: &str) -> Result<Self, UnitError> {
        let bad = || UnitError::new(format!("`{text}` is not CPU such as `256` or `1 vCPU`"));
        let trimmed = text.trim().to_ascii_lowercase();
        match trimmed.strip_suffix("vcpu") {
            Some(number) => scaled(number.trim_end(), 1_000).map(Self).ok_or_else(bad),
            None => {
                let units: u64 = trimmed.parse().map_err(|_| bad())?;
                let millis = units.checked_mul(1_000).ok_or_else(bad)?;
                Ok(Self(millis / ECS_UNITS))
            }
        }
    }
}

impl fmt::Display for Cpu {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, millis) = (self.0 / 1_000, self.0 % 1_000);
        let fraction = format!("{millis:03}");
        match fraction.trim_end_matches('0') {
            "" => write!(formatter, "{whole} vCPU"),
            fraction => write!(formatter, "{whole}.{fraction} vCPU"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpus_in_the_notations_of_the_field() {
        for (text, millis) in [("8", 8_000), ("0.5", 500), ("500m", 500), ("1.25", 1_250)] {
            assert_eq!(Cpu::parse(text), Ok(Cpu(millis)), "{text}");
        }
        for text in ["", "m", "fast", "-1", "2 vCPU"] {
            assert!(Cpu::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn ecs_counts_in_units_of_a_1024th() {
        for (text, millis) in [
            ("256", 250),
            ("16384", 16_000),
            (".25 vCPU", 250),
            ("1vCPU", 1_000),
        ] {
            assert_eq!(Cpu::of_ecs(text), Ok(Cpu(millis)), "{text}");
        }
        for text in ["", "0.5", "1 core"] {
            assert!(Cpu::of_ecs(text).is_err(), "{text}");
        }
    }

    #[test]
    fn they_print_without_trailing_zeros() {
        let printed = [8_000, 250, 1_500, 83].map(|millis| Cpu(millis).to_string());
        assert_eq!(printed, ["8 vCPU", "0.25 vCPU", "1.5 vCPU", "0.083 vCPU"]);
    }
}
