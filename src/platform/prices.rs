//! Loads and queries `prices.toml`: list prices, dated like the limits.

use super::citation::cited;
use crate::model::{Platform, Size};
use jiff::civil::Date;
use serde::Deserialize;
use std::fmt;

/// What has a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Item {
    /// One request to a function.
    FunctionRequest,
    /// One GB (1024 MiB) of a function's memory for one second.
    FunctionGbSecond,
    /// One virtual processor of a task for one hour.
    TaskVcpuHour,
    /// One GB (1024 MiB) of a task's memory for one hour.
    TaskGbHour,
}

impl Item {
    /// Every item, each of which the table must price once.
    pub const ALL: [Self; 4] = [
        Self::FunctionRequest,
        Self::FunctionGbSecond,
        Self::TaskVcpuHour,
        Self::TaskGbHour,
    ];

    /// The name in the table and in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::FunctionRequest => "function-request",
            Self::FunctionGbSecond => "function-gb-second",
            Self::TaskVcpuHour => "task-vcpu-hour",
            Self::TaskGbHour => "task-gb-hour",
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone)]
pub struct Price {
    /// What is priced.
    pub item: Item,
    /// The platform that asks it.
    pub on: Platform,
    /// As written: a decimal number of US dollars.
    pub usd: String,
    /// The same in 10^-10 US dollars, so that reckoning is exact.
    pub raw: u64,
    /// The unit: `GB-second`.
    pub per: String,
    /// Where it holds: `us-east-1`.
    pub region: String,
    /// The vendor's page.
    pub source: String,
    /// When the figure was last read.
    pub checked: Date,
    /// Where it was read, and what else to know.
    pub note: Option<String>,
}

/// Ten: a second of a GB has as many.
const DECIMALS: usize = 10;

/// A size that a task can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Task {
    /// Thousandths of a virtual processor.
    pub vcpu_millis: u64,
    /// Memory in MiB.
    pub mib: u64,
}

/// The table.
#[derive(Debug, Clone)]
pub struct Prices {
    rows: Vec<Price>,
    vcpu_mib: u64,
    tasks: Vec<Sizes>,
}

#[derive(Debug, Clone)]
struct Sizes {
    vcpu_millis: u64,
    least: u64,
    most: u64,
    step: u64,
}

/// Why the table does not load.
#[derive(Debug, Clone)]
pub struct PriceError(String);

impl fmt::Display for PriceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "prices.toml: {}", self.0)
    }
}

impl std::error::Error for PriceError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    price: Vec<Row>,
    vcpu: Vcpu,
    sizes: SizesTable,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    item: Item,
    on: String,
    usd: String,
    per: String,
    region: String,
    source: String,
    checked: String,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vcpu {
    memory: String,
    source: String,
    checked: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SizesTable {
    source: String,
    checked: String,
    task: Vec<SizesRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SizesRow {
    millis: u64,
    least: String,
    most: String,
    step: String,
}

impl Prices {
    /// The table that ships with plimsoll.
    pub fn builtin() -> Result<Self, PriceError> {
        Self::parse(include_str!("prices.toml"))
    }

    /// Reads a table: each item once, each row with a page and a day.
    pub fn parse(text: &str) -> Result<Self, PriceError> {
        let table: Table = toml::from_str(text).map_err(|error| PriceError(error.to_string()))?;
        for (source, checked) in [
            (&table.vcpu.source, &table.vcpu.checked),
            (&table.sizes.source, &table.sizes.checked),
        ] {
            dated(source, checked).map_err(PriceError)?;
        }
        let rows = table.price.into_iter().map(row);
        let rows: Vec<Price> = rows.collect::<Result<_, _>>().map_err(PriceError)?;
        for item in Item::ALL {
            let priced = rows.iter().filter(|row| row.item == item).count();
            if priced != 1 {
                let name = item.name();
                return Err(PriceError(format!("`{name}` is priced {priced} times")));
            }
        }
        let sizes = table.sizes.task.iter().map(|row| {
            Ok(Sizes {
                vcpu_millis: row.millis,
                least: mib(&row.least)?,
                most: mib(&row.most)?,
                step: mib(&row.step)?.max(1),
            })
        });
        let vcpu_mib = mib(&table.vcpu.memory).map_err(PriceError)?;
        Ok(Self {
            rows,
            vcpu_mib: vcpu_mib.max(1),
            tasks: sizes.collect::<Result<_, String>>().map_err(PriceError)?,
        })
    }

    /// Every row, in the table's order.
    pub fn rows(&self) -> &[Price] {
        &self.rows
    }

    /// What an item costs, in 10^-10 US dollars.
    pub fn of(&self, item: Item) -> u128 {
        let row = self.rows.iter().find(|row| row.item == item);
        row.map_or(0, |row| u128::from(row.raw))
    }

    /// The task that is most like a function with that memory: the largest that has no more processor than the function
    /// is given, and the least memory that holds as much. `None` where no task is that large.
    pub fn task_like(&self, mib: u64) -> Option<Task> {
        let share = mib.saturating_mul(1_000) / self.vcpu_mib;
        let smallest = self.tasks.iter().map(|task| task.vcpu_millis).min()?;
        let share = share.max(smallest);
        let fitting = self.tasks.iter().filter(|task| task.vcpu_millis <= share);
        let fitting = fitting.filter_map(|task| {
            let wanted = mib.max(task.least);
            let steps = (wanted - task.least).div_ceil(task.step);
            let memory = task.least + steps * task.step;
            (memory <= task.most).then_some(Task {
                vcpu_millis: task.vcpu_millis,
                mib: memory,
            })
        });
        fitting.max_by_key(|task| (task.vcpu_millis, std::cmp::Reverse(task.mib)))
    }
}

impl Price {
    /// `aws.amazon.com/lambda/pricing/, checked 2026-03`.
    pub fn citation(&self) -> String {
        cited(&self.source, self.checked)
    }
}

fn dated(source: &str, checked: &str) -> Result<Date, String> {
    if !source.starts_with("https://") {
        return Err(format!("`{source}` is no page"));
    }
    let date = checked.parse();
    date.map_err(|_| format!("`{checked}` is not a date"))
}

fn mib(text: &str) -> Result<u64, String> {
    let size = Size::parse(text).map_err(|error| error.to_string())?;
    Ok(size.as_bytes() >> 20)
}

/// A decimal number of dollars as a whole number of the smallest part; nothing is free and nothing is rounded.
fn raw(usd: &str) -> Option<u64> {
    let (whole, fraction) = usd.split_once('.').unwrap_or((usd, ""));
    let digits = format!("{whole}{fraction:0<DECIMALS$}");
    let plain = digits.chars().all(|c| c.is_ascii_digit()) && fraction.len() <= DECIMALS;
    digits.parse().ok().filter(|raw| plain && *raw > 0)
}

fn row(row: Row) -> Result<Price, String> {
    let on = row.on.parse();
    let on = on.map_err(|error: crate::model::UnknownPlatform| error.to_string())?;
    Ok(Price {
        item: row.item,
        on,
        raw: raw(&row.usd).ok_or_else(|| format!("`{}` is no price", row.usd))?,
        usd: row.usd,
        per: row.per,
        region: row.region,
        checked: dated(&row.source, &row.checked)?,
        source: row.source,
        note: row.note,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn every_price_has_a_page_and_a_day() {
        let prices = Prices::builtin().unwrap();
        assert_eq!(prices.of(Item::FunctionGbSecond), 166_667);
        assert_eq!(prices.of(Item::TaskVcpuHour), 404_800_000);
        for row in prices.rows() {
            assert!(row.source.starts_with("https://"), "{row:?}");
            assert!((2023..2100).contains(&row.checked.year()), "{row:?}");
        }
        assert_eq!(
            prices.rows()[0].citation(),
            "aws.amazon.com/lambda/pricing/, checked 2026-03"
        );
    }

    #[test]
    fn a_table_that_is_not_whole_does_not_load() {
        let whole = include_str!("prices.toml");
        for (good, bad) in [
            ("item = \"task-gb-hour\"", "item = \"task-vcpu-hour\""),
            ("usd = \"0.04048\"", "usd = \"cheap\""),
            ("usd = \"0.04048\"", "usd = \"0\""),
            ("checked = \"2026-06-17\"", "checked = \"june\""),
            ("source = \"https://aws", "source = \"aws"),
            ("per = ", "pro = "),
        ] {
            assert!(whole.contains(good));
            assert!(
                Prices::parse(&whole.replacen(good, bad, 1)).is_err(),
                "{bad}"
            );
        }
    }

    #[test]
    fn a_task_has_no_more_processor_than_the_function_and_no_less_memory() {
        let prices = Prices::builtin().unwrap();
        for (mib, vcpu_millis, task_mib) in [
            (128, 250, 512),
            (512, 250, 512),
            (600, 250, 1_024),
            (1_024, 500, 1_024),
            (1_536, 500, 2_048),
            (1_769, 1_000, 2_048),
            (3_008, 1_000, 3_072),
            (10_240, 4_000, 10_240),
        ] {
            let task = prices.task_like(mib).unwrap();
            assert_eq!(
                (task.vcpu_millis, task.mib),
                (vcpu_millis, task_mib),
                "{mib}"
            );
        }
        assert_eq!(prices.task_like(1 << 20), None);
    }
}
