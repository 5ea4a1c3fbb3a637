//! Kubernetes quantities as bytes: `512Mi`, `1.5G`, `128974848000m`, `129e6`. Stricter than a declared size: `512MB`
//! is refused by the API server, so it is not read here either.

use super::element::Element;
use crate::model::{Fact, FactName, Size, Value};

/// Suffixes as factors over a thousandth of a byte.
const SUFFIXES: &[(&str, u128)] = &[
    ("m", 1),
    ("", 1_000),
    ("k", 1_000_000),
    ("M", 1_000_000_000),
    ("G", 1_000_000_000_000),
    ("T", 1_000_000_000_000_000),
    ("P", 1_000_000_000_000_000_000),
    ("E", 1_000_000_000_000_000_000_000),
    ("Ki", 1_000 << 10),
    ("Mi", 1_000 << 20),
    ("Gi", 1_000 << 30),
    ("Ti", 1_000 << 40),
    ("Pi", 1_000 << 50),
    ("Ei", 1_000 << 60),
];

/// The most decimal places looked at; what is beyond them is far below a byte in any suffix written with them.
const PLACES: usize = 9;

/// The size that an element states.
pub(super) fn fact(element: &Element<'_>, name: FactName) -> Fact {
    match element.text().and_then(parse) {
        Some(size) => element.stated(name, Value::Size(size)),
        None => element.unresolved(name),
    }
}

/// Reads a quantity; a part of a byte counts as one.
fn parse(text: &str) -> Option<Size> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let fraction = fraction.get(..PLACES).unwrap_or(fraction);
    let digits: u128 = format!("0{whole}{fraction}").parse().ok()?;
    let scaled = digits.checked_mul(factor(suffix)?)?;
    let one = 1_000 * 10_u128.pow(u32::try_from(fraction.len()).ok()?);
    u64::try_from(scaled.div_ceil(one))
        .ok()
        .map(Size::from_bytes)
}

fn factor(suffix: &str) -> Option<u128> {
    if let Some((_, factor)) = SUFFIXES.iter().find(|(name, _)| *name == suffix) {
        return Some(*factor);
    }
    let exponent: u32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
    10_u128.checked_pow(exponent)?.checked_mul(1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_as_kubernetes_reads_them() {
        for (text, bytes) in [
            ("512Mi", 536_870_912),
            ("1.5Gi", 1_610_612_736),
            ("129M", 129_000_000),
            ("129e6", 129_000_000),
            ("129E6", 129_000_000),
            ("2E", 2_000_000_000_000_000_000),
            ("128974848000m", 128_974_848),
            ("400m", 1),
            (".5k", 500),
            ("+64k", 64_000),
            ("0", 0),
        ] {
            assert_eq!(parse(text), Some(Size::from_bytes(bytes)), "{text}");
        }
    }

    #[test]
    fn what_the_api_server_refuses_is_no_quantity() {
        for text in [
            "", ".", "512MB", "512mi", "1Kb", "-1Gi", "1 Gi", "1.2.3", "e6", "lots", "99Ei", "1e40",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
