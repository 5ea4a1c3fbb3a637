//! How often something happens, exactly: millionths of an event a second.

use super::units::{UnitError, scaled};
use std::fmt;

/// Events a second, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(u64);

const ONE: u64 = 1_000_000;

/// More than this is a slip of the pen: a million requests a second.
const MOST: u64 = 1_000_000 * ONE;

impl Rate {
    /// In millionths of an event a second.
    pub const fn as_millionths(self) -> u64 {
        self.0
    }

    /// Reads `120`, `2.5`, `0.004`: from a millionth to a million events a second, with at most six decimals.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let number = text.trim();
        let decimals = number.split_once('.').map_or(0, |(_, rest)| rest.len());
        let millionths = scaled(number, ONE).filter(|rate| (1..=MOST).contains(rate));
        match millionths {
            Some(millionths) if decimals <= 6 => Ok(Self(millionths)),
            _ => Err(UnitError::new(format!(
                "`{text}` is not a number of requests a second such as `120`, `2.5` or `0.004` (over 0, at most 1000000, \
                 six decimals)"
            ))),
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:06}", self.0 / ONE, self.0 % ONE);
        formatter.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_exact_and_prints_as_it_was_written() {
        for (text, millionths) in [
            ("120", 120_000_000),
            ("2.5", 2_500_000),
            ("0.004", 4_000),
            (" 0.000001 ", 1),
            ("1000000", MOST),
        ] {
            assert_eq!(Rate::parse(text), Ok(Rate(millionths)), "{text}");
            assert_eq!(Rate(millionths).to_string(), text.trim());
        }
        for text in [
            "",
            "0",
            "0.0",
            "-1",
            "fast",
            "1/s",
            "1e3",
            "0.0000001",
            "2.5000000",
            "1000001",
            "unlimited",
        ] {
            assert!(Rate::parse(text).is_err(), "{text}");
        }
    }
}
