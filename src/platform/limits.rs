//! Loads and queries `limits.toml`.

use super::citation::cited;
use crate::model::{Cpu, Duration, Fact, Platform, Size, Value};
use jiff::civil::Date;
use serde::Deserialize;
use std::fmt;
use std::str::FromStr;

/// A setting a platform limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// How long one run or request may take.
    Timeout,
    /// Memory of one instance.
    Memory,
    /// Processors of one instance.
    Cpu,
    /// Processor time of one invocation.
    CpuTime,
    /// Requests that one instance serves at once.
    Concurrency,
    /// The most instances.
    ReplicasMax,
    /// Layers of a function.
    Layers,
    /// Scratch disk of one instance.
    EphemeralStorage,
    /// Size of the unpacked code package.
    PackageSize,
    /// Size of the container image.
    ImageSize,
    /// How long a gateway waits for the function behind it.
    IntegrationTimeout,
    /// How long a caller other than a gateway waits for a function: the variant names the caller.
    CallerTimeout,
    /// How long one connection may last.
    ConnectionDuration,
    /// How long a connection may be silent.
    IdleTimeout,
    /// How long a queue hides a message that it handed out.
    VisibilityTimeout,
}

impl Setting {
    /// Every setting.
    pub const ALL: &'static [Self] = &[
        Self::Timeout,
        Self::Memory,
        Self::Cpu,
        Self::CpuTime,
        Self::Concurrency,
        Self::ReplicasMax,
        Self::Layers,
        Self::EphemeralStorage,
        Self::PackageSize,
        Self::ImageSize,
        Self::IntegrationTimeout,
        Self::CallerTimeout,
        Self::ConnectionDuration,
        Self::IdleTimeout,
        Self::VisibilityTimeout,
    ];

    /// The name in the table and in configuration.
    pub fn name(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Memory => "memory",
            Self::Cpu => "cpu",
            Self::CpuTime => "cpu-time",
            Self::Concurrency => "concurrency",
            Self::ReplicasMax => "replicas-max",
            Self::Layers => "layers",
            Self::EphemeralStorage => "ephemeral-storage",
            Self::PackageSize => "package-size",
            Self::ImageSize => "image-size",
            Self::IntegrationTimeout => "integration-timeout",
            Self::CallerTimeout => "caller-timeout",
            Self::ConnectionDuration => "connection-duration",
            Self::IdleTimeout => "idle-timeout",
            Self::VisibilityTimeout => "visibility-timeout",
        }
    }

    fn is_duration(self) -> bool {
        matches!(
            self,
            Self::Timeout
                | Self::CpuTime
                | Self::IntegrationTimeout
                | Self::CallerTimeout
                | Self::ConnectionDuration
                | Self::IdleTimeout
                | Self::VisibilityTimeout
        )
    }

    fn is_count(self) -> bool {
        matches!(self, Self::Concurrency | Self::ReplicasMax | Self::Layers)
    }

    /// Reads a value of this setting's kind: a duration (`900s`), a size (`10240MiB`), CPUs (`0.5`) or a count (`1000`).
    pub fn parse(self, text: &str) -> Result<Magnitude, String> {
        if self.is_duration() {
            return Duration::parse(text)
                .map(Magnitude::Duration)
                .map_err(|error| error.to_string());
        }
        if self == Self::Cpu {
            return Cpu::parse(text)
                .map(Magnitude::Cpu)
                .map_err(|error| error.to_string());
        }
        if self.is_count() {
            return text
                .trim()
                .parse()
                .map(Magnitude::Count)
                .map_err(|_| format!("`{text}` is not a whole number"));
        }
        Size::parse(text)
            .map(Magnitude::Size)
            .map_err(|error| error.to_string())
    }
}

impl FromStr for Setting {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names: Vec<&str> = Self::ALL.iter().map(|setting| setting.name()).collect();
        let unknown = || format!("unknown setting `{text}`; known are {}", names.join(", "));
        Self::ALL
            .iter()
            .find(|setting| setting.name() == text)
            .copied()
            .ok_or_else(unknown)
    }
}

/// Whether a row is a ceiling, a floor or the value without configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// The most.
    Max,
    /// The least.
    Min,
    /// The value when none is given.
    Default,
}

impl Bound {
    /// Each of them.
    const ALL: [Self; 3] = [Self::Max, Self::Min, Self::Default];

    /// The word in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Max => "max",
            Self::Min => "min",
            Self::Default => "default",
        }
    }
}

/// The value of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Magnitude {
    /// A duration.
    Duration(Duration),
    /// A size.
    Size(Size),
    /// Processors.
    Cpu(Cpu),
    /// A count.
    Count(u64),
}

impl Magnitude {
    /// The number that a fact states; `None` for what is no number, and for what is unresolved.
    pub fn of(fact: &Fact) -> Option<Self> {
        match fact.value {
            Some(Value::Duration(value)) => Some(Self::Duration(value)),
            Some(Value::Size(value)) => Some(Self::Size(value)),
            Some(Value::Cpu(value)) => Some(Self::Cpu(value)),
            Some(Value::Count(value)) => Some(Self::Count(value)),
            _ => None,
        }
    }

    /// The same kind of number with another amount, in the unit of [`raw`](Self::raw).
    #[must_use]
    pub fn with_raw(self, raw: u64) -> Self {
        match self {
            Self::Duration(_) => Self::Duration(Duration::from_millis(raw)),
            Self::Size(_) => Self::Size(Size::from_bytes(raw)),
            Self::Cpu(_) => Self::Cpu(Cpu::from_millis(raw)),
            Self::Count(_) => Self::Count(raw),
        }
    }

    /// In milliseconds, bytes, thousandths of a CPU or pieces, for comparing values of one setting.
    pub fn raw(self) -> u64 {
        match self {
            Self::Duration(value) => value.as_millis(),
            Self::Size(value) => value.as_bytes(),
            Self::Cpu(value) => value.as_millis(),
            Self::Count(value) => value,
        }
    }
}

impl fmt::Display for Magnitude {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duration(value) => value.fmt(formatter),
            Self::Size(value) => value.fmt(formatter),
            Self::Cpu(value) => value.fmt(formatter),
            Self::Count(value) => value.fmt(formatter),
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone)]
pub struct Limit {
    /// The platform.
    pub platform: Platform,
    /// The variant it holds for; `None` for every variant without a row of its own.
    pub variant: Option<String>,
    /// What it limits.
    pub setting: Setting,
    /// Ceiling, floor or default.
    pub bound: Bound,
    /// The value.
    pub value: Magnitude,
    /// Whether the owner can have it raised: a quota, or an operator's setting.
    pub adjustable: bool,
    /// The page that says so.
    pub source: String,
    /// When that was last checked.
    pub checked: Date,
    /// What else to know.
    pub note: Option<String>,
    /// Whether `plimsoll.yaml` replaced the value.
    pub overridden: bool,
    /// The page and the month, as a finding names them: made once, since a matrix names them in every cell.
    pub(super) cited: String,
}

/// The table.
#[derive(Debug, Clone)]
pub struct Limits {
    rows: Vec<Limit>,
    /// Where the rows of one question stand, at its [`question`]: a matrix asks several for each cell.
    places: Vec<Vec<usize>>,
}

/// Why the table does not load.
#[derive(Debug, Clone)]
pub struct TableError(String);

impl fmt::Display for TableError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "limits.toml: {}", self.0)
    }
}

impl std::error::Error for TableError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    limit: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    platform: String,
    variant: Option<String>,
    setting: String,
    bound: Bound,
    value: String,
    #[serde(default)]
    adjustable: bool,
    source: String,
    checked: String,
    note: Option<String>,
}

impl Limits {
    /// The table that ships with plimsoll.
    pub fn builtin() -> Result<Self, TableError> {
        Self::parse(include_str!("limits.toml"))
    }

    /// Reads a table.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let table: Table = toml::from_str(text).map_err(|error| TableError(error.to_string()))?;
        let rows = table
            .limit
            .into_iter()
            .map(row)
            .collect::<Result<Vec<Limit>, _>>()
            .map_err(TableError)?;
        let mut places: Vec<Vec<usize>> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let question = question(row.platform, row.setting, row.bound);
            places.resize_with(places.len().max(question + 1), Vec::new);
            places[question].push(at);
        }
        Ok(Self { rows, places })
    }

    /// Every row, in the table's order.
    pub fn rows(&self) -> &[Limit] {
        &self.rows
    }

    /// The row in force: the variant's own, else the platform's general one. A variant nobody knows gets the widest
    /// row there is, so that nothing is called impossible which one variant allows.
    pub fn find(
        &self,
        platform: Platform,
        variant: Option<&str>,
        setting: Setting,
        bound: Bound,
    ) -> Option<&Limit> {
        let places = self.places.get(question(platform, setting, bound))?;
        let (mut general, mut widest) = (None, None);
        for row in places.iter().filter_map(|at| self.rows.get(*at)) {
            match (row.variant.as_deref(), variant) {
                (None, _) => general = general.or(Some(row)),
                (Some(own), Some(wanted)) if own == wanted => return Some(row),
                (Some(_), Some(_)) => {}
                (Some(_), None) => {
                    let wider = |known: &Limit| row.value.raw() >= known.value.raw();
                    if widest.is_none_or(wider) {
                        widest = Some(row);
                    }
                }
            }
        }
        general.or(widest)
    }

    /// Replaces the value of the rows that match, as a raised quota does; returns how many there were.
    pub fn replace(
        &mut self,
        platform: Platform,
        variant: Option<&str>,
        setting: Setting,
        bound: Bound,
        value: Magnitude,
    ) -> usize {
        let mut replaced = 0;
        for row in &mut self.rows {
            let same = row.platform == platform && row.setting == setting && row.bound == bound;
            if same && (variant.is_none() || row.variant.as_deref() == variant) {
                row.value = value;
                row.overridden = true;
                replaced += 1;
            }
        }
        replaced
    }
}

/// A number for each question to the table.
fn question(platform: Platform, setting: Setting, bound: Bound) -> usize {
    (platform as usize * Setting::ALL.len() + setting as usize) * Bound::ALL.len() + bound as usize
}

fn row(row: Row) -> Result<Limit, String> {
    let platform: Platform = row
        .platform
        .parse()
        .map_err(|error: crate::model::UnknownPlatform| error.to_string())?;
    let setting: Setting = row.setting.parse()?;
    let checked = row
        .checked
        .parse()
        .map_err(|_| format!("`{}` is not a date", row.checked))?;
    Ok(Limit {
        cited: cited(&row.source, checked),
        platform,
        variant: row.variant,
        setting,
        bound: row.bound,
        value: setting.parse(&row.value)?,
        adjustable: row.adjustable,
        source: row.source,
        checked,
        note: row.note,
        overridden: false,
    })
}
