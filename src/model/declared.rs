//! Facts that people declare because no manifest states them: one list of keys for annotations, metadata and
//! configuration alike.

use super::fact::Value;
use super::fact_name::FactName;
use super::platform::Platform;
use super::rate::Rate;
use super::units::{Duration, Size};

/// What a declaration says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Declared {
    /// A fact.
    Fact(FactName, Value),
    /// What the workload stands on, and the plan of it.
    Platform(Platform, Option<&'static str>),
}

/// One key that can be declared.
pub struct Declaration {
    /// The key after `plimsoll/`.
    pub key: &'static str,
    /// What it says, for the documentation.
    pub summary: &'static str,
    /// A value that reads well.
    pub example: &'static str,
    /// Values on the far sides of every threshold that looks at it, for asking what it would change. Empty for what
    /// changes no verdict.
    pub extremes: &'static [&'static str],
    /// Reads the value.
    pub read: fn(&str) -> Result<Declared, String>,
}

/// Every key that can be declared.
pub static DECLARATIONS: &[Declaration] = &[
    Declaration {
        key: "p99-latency",
        summary: "the p99 latency objective",
        example: "40ms",
        extremes: &["10ms"],
        read: |text| duration(FactName::Latency, text),
    },
    Declaration {
        key: "max-runtime",
        summary: "the longest that one run takes",
        example: "40m",
        extremes: &["1h", "1m"],
        read: |text| duration(FactName::Timeout, text),
    },
    Declaration {
        key: "image-size",
        summary: "the size of the container image",
        example: "310MB",
        extremes: &["1GB"],
        read: |text| {
            let size = Size::parse(text).map_err(|error| error.to_string())?;
            Ok(Declared::Fact(FactName::ImageSize, Value::Size(size)))
        },
    },
    Declaration {
        key: "package-size",
        summary: "the unzipped size of the code package, layers included",
        example: "180MB",
        extremes: &["400MB"],
        read: |text| {
            let size = Size::parse(text).map_err(|error| error.to_string())?;
            Ok(Declared::Fact(FactName::PackageSize, Value::Size(size)))
        },
    },
    Declaration {
        key: "traffic-pattern",
        summary: "`steady` or `spiky`",
        example: "spiky",
        extremes: &["steady", "spiky"],
        read: |text| word(FactName::TrafficPattern, text, &["steady", "spiky"]),
    },
    Declaration {
        key: "traffic-volume",
        summary: "`low` or `high`",
        example: "low",
        extremes: &["low", "high"],
        read: |text| word(FactName::TrafficVolume, text, &["low", "high"]),
    },
    Declaration {
        key: "requests-per-second",
        summary: "requests (or messages) a second, on average over a month; with `duration` it makes the cost line of \
                  `plimsoll fit`",
        example: "2.5",
        extremes: &[],
        read: |text| {
            let rate = Rate::parse(text).map_err(|error| error.to_string())?;
            Ok(Declared::Fact(
                FactName::RequestsPerSecond,
                Value::Rate(rate),
            ))
        },
    },
    Declaration {
        key: "duration",
        summary: "how long one request takes, on average",
        example: "120ms",
        extremes: &[],
        read: taken,
    },
    Declaration {
        key: "role",
        summary: "`core`, `edge` or `background`: what it is to the system around it",
        example: "core",
        extremes: &[],
        read: |text| word(FactName::Role, text, &["core", "edge", "background"]),
    },
    Declaration {
        key: "platform",
        summary: "what the workload stands on, where the file does not say; with its plan where that decides the limits \
                  (`azure-functions/consumption`, `vercel/pro`)",
        example: "cloud-run-service",
        extremes: &[],
        read: |text| platform(text.trim()),
    },
];

impl Declaration {
    /// The declaration of a key.
    pub fn of(key: &str) -> Option<&'static Self> {
        DECLARATIONS
            .iter()
            .find(|declaration| declaration.key == key)
    }
}

fn duration(name: FactName, text: &str) -> Result<Declared, String> {
    let value = Duration::parse(text).map_err(|error| error.to_string())?;
    Ok(Declared::Fact(name, Value::Duration(value)))
}

/// What is taken on average is neither nothing nor without end.
fn taken(text: &str) -> Result<Declared, String> {
    match duration(FactName::Duration, text)? {
        Declared::Fact(_, Value::Duration(Duration::UNLIMITED)) => {
            Err(format!("`{text}` is no average"))
        }
        Declared::Fact(_, Value::Duration(value)) if value.as_millis() == 0 => {
            Err(format!("`{text}` is shorter than a millisecond"))
        }
        taken => Ok(taken),
    }
}

fn platform(text: &str) -> Result<Declared, String> {
    let (name, plan) = text
        .split_once('/')
        .map_or((text, None), |(name, plan)| (name, Some(plan)));
    let platform: Platform = name
        .parse()
        .map_err(|error: super::UnknownPlatform| error.to_string())?;
    let Some(plan) = plan else {
        return Ok(Declared::Platform(platform, None));
    };
    let plans = platform.plans();
    match plans.iter().find(|known| **known == plan) {
        Some(known) => Ok(Declared::Platform(platform, Some(known))),
        None if plans.is_empty() => Err(format!("`{platform}` has no plans")),
        None => Err(format!("`{plan}` is not one of {}", plans.join(", "))),
    }
}

fn word(name: FactName, text: &str, words: &[&str]) -> Result<Declared, String> {
    let text = text.trim();
    if words.contains(&text) {
        return Ok(Declared::Fact(name, Value::Text(text.to_owned())));
    }
    Err(format!("`{text}` is not one of {}", words.join(", ")))
}
