//! Spans, coverage and numbers as the machine formats write them: one shape, shared by `check` and `inspect`.

use super::indent::Indent;
use crate::coverage::Coverage;
use crate::model::{Duration, Size, Value};
use crate::report::safe;
use crate::source::Span;
use serde::Serialize;
use serde_json::{Number, Serializer};
use std::borrow::Cow;
use std::io::{self, Write as _};

/// The version of the machine output; it changes when a field changes its meaning or goes.
pub(crate) const VERSION: u32 = 1;

/// A span in lines and columns, 1-based; columns count code points, ends are exclusive.
#[derive(Serialize)]
pub(crate) struct Place<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
}

impl<'a> Place<'a> {
    /// Of a span.
    pub(crate) fn of(span: &'a Span) -> Self {
        let (first, last) = (span.first(), span.last());
        Self {
            path: span.path(),
            line: first.line,
            column: first.column,
            end_line: last.line,
            end_column: last.column,
        }
    }
}

/// The coverage statement.
#[derive(Serialize)]
pub(crate) struct Files<'a> {
    seen: usize,
    read: usize,
    /// Those of `read` that a tool built; only where there are any.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    build_output: &'a [String],
    other: u64,
    skipped: Vec<Skipped<'a>>,
    failed: Vec<Failed<'a>>,
    /// Only where there is any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_rendered: Vec<NotRendered<'a>>,
}

/// The most places that are listed of one kind; `count` counts all.
pub(crate) const MOST_PLACES: usize = 100;

#[derive(Serialize)]
struct NotRendered<'a> {
    kind: &'static str,
    count: usize,
    command: &'static str,
    places: Vec<Unseen<'a>>,
}

#[derive(Serialize)]
struct Unseen<'a> {
    path: &'a str,
    line: u32,
    name: &'a str,
}

#[derive(Serialize)]
struct Skipped<'a> {
    path: &'a str,
    reason: &'static str,
}

#[derive(Serialize)]
struct Failed<'a> {
    path: &'a str,
    line: Option<u32>,
    column: Option<u32>,
    message: Cow<'a, str>,
    /// Only with `--base`, where the base has it too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    known: bool,
}

impl<'a> Files<'a> {
    /// Of a coverage statement.
    pub(crate) fn of(coverage: &'a Coverage) -> Self {
        let skipped = coverage.skipped.iter().map(|skipped| Skipped {
            path: &skipped.path,
            reason: skipped.reason.name(),
        });
        let failed = coverage.failed.iter().map(|failed| Failed {
            path: &failed.path,
            line: failed.line,
            column: failed.column,
            message: failed.errors(),
            known: failed.is_known(),
        });
        Self {
            seen: coverage.seen(),
            read: coverage.read.len(),
            build_output: &coverage.built,
            other: coverage.other,
            skipped: skipped.collect(),
            failed: failed.collect(),
            not_rendered: coverage.unseen().into_iter().map(of_kind).collect(),
        }
    }
}

fn of_kind<'a>((kind, all): (&'static str, Vec<&'a crate::model::NotRendered>)) -> NotRendered<'a> {
    let places = all.iter().take(MOST_PLACES).map(|one| Unseen {
        path: &one.path,
        line: one.line,
        name: &one.name,
    });
    NotRendered {
        kind,
        count: all.len(),
        command: all.first().map_or("", |first| first.command),
        places: places.collect(),
    }
}

/// A fact's value in its unit: a whole number where it is one, else a decimal; a word for what is no number.
pub(crate) fn in_unit(value: &Value, unit: Option<&str>) -> serde_json::Value {
    match value {
        Value::Duration(value) => duration(*value, unit),
        Value::Latency(latency) => duration(latency.most, unit),
        Value::Size(value) => size(*value, unit),
        Value::Cpu(value) => quotient(value.as_millis(), 1_000),
        Value::Count(value) => serde_json::Value::from(*value),
        Value::Rate(value) => quotient(value.as_millionths(), 1_000_000),
        other => serde_json::Value::from(other.to_string()),
    }
}

fn duration(value: Duration, unit: Option<&str>) -> serde_json::Value {
    if value == Duration::UNLIMITED {
        return serde_json::Value::from(value.to_string());
    }
    let factor = if unit == Some("ms") { 1 } else { 1_000 };
    quotient(value.as_millis(), factor)
}

fn size(value: Size, unit: Option<&str>) -> serde_json::Value {
    let factor = if unit == Some("MiB") { 1 << 20 } else { 1 };
    quotient(value.as_bytes(), factor)
}

fn quotient(value: u64, factor: u64) -> serde_json::Value {
    if value.is_multiple_of(factor) {
        return serde_json::Value::from(value / factor);
    }
    #[allow(
        clippy::cast_precision_loss,
        reason = "a fraction in a report; nothing is weighed with it"
    )]
    let decimal = value as f64 / factor as f64;
    Number::from_f64(decimal).map_or(serde_json::Value::Null, serde_json::Value::Number)
}

/// Writes a machine report: two blanks of indent, one newline at the end.
pub(crate) fn write_json(report: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    let mut lines = safe::JsonLines::to(out);
    report.serialize(&mut Serializer::with_formatter(&mut lines, Indent::at(0)))?;
    lines.write_all(b"\n")?;
    lines.flush()
}

/// A JSON object that is written field by field, some of it made beforehand on several threads.
pub(crate) struct Document<'o> {
    lines: safe::JsonLines<'o>,
    filled: bool,
}

impl<'o> Document<'o> {
    /// Opens it.
    pub(crate) fn begin(out: &'o mut dyn io::Write) -> io::Result<Self> {
        let mut lines = safe::JsonLines::to(out);
        lines.write_all(b"{")?;
        Ok(Self {
            lines,
            filled: false,
        })
    }

    fn name(&mut self, name: &str) -> io::Result<()> {
        let comma = if self.filled { "," } else { "" };
        self.filled = true;
        write!(self.lines, "{comma}\n  \"{name}\": ")
    }

    /// One field.
    pub(crate) fn field(&mut self, name: &str, value: &impl Serialize) -> io::Result<()> {
        self.name(name)?;
        let mut serializer = Serializer::with_formatter(&mut self.lines, Indent::at(1));
        value.serialize(&mut serializer)?;
        Ok(())
    }

    /// A field that is a list.
    pub(crate) fn list(&mut self, name: &str) -> io::Result<List<'_, 'o>> {
        self.name(name)?;
        self.lines.write_all(b"[")?;
        Ok(List {
            document: self,
            filled: false,
        })
    }

    /// Closes it.
    pub(crate) fn end(mut self) -> io::Result<()> {
        self.lines.write_all(b"\n}\n")?;
        self.lines.flush()
    }
}

/// Bytes of an item of the longest list that there is, more or less: room for them is made at once.
const LONG_ITEM: usize = 12 << 10;

/// A list that is written item by item.
pub(crate) struct List<'d, 'o> {
    document: &'d mut Document<'o>,
    filled: bool,
}

impl List<'_, '_> {
    /// One of what [`item`] made.
    pub(crate) fn item(&mut self, item: &str) -> io::Result<()> {
        let before = if self.filled { ",\n    " } else { "\n    " };
        self.filled = true;
        self.document.lines.write_all(before.as_bytes())?;
        self.document.lines.safe(item)
    }

    /// Closes it.
    pub(crate) fn end(self) -> io::Result<()> {
        let after = if self.filled { "\n  ]" } else { "]" };
        self.document.lines.write_all(after.as_bytes())
    }
}

/// An item of a list that is a document's field, safe to print. What is in the lists that it holds has a line an entry:
/// a matrix reads like one, and its file is half as long.
pub(crate) fn item(value: &impl Serialize) -> io::Result<String> {
    let mut bytes = Vec::with_capacity(LONG_ITEM);
    let mut serializer = Serializer::with_formatter(&mut bytes, Indent::at(2).down_to(4));
    value.serialize(&mut serializer)?;
    let text = String::from_utf8(bytes).map_err(io::Error::other)?;
    let safe = match safe::json(&text) {
        Cow::Borrowed(_) => None,
        Cow::Owned(safe) => Some(safe),
    };
    Ok(safe.unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_whole_numbers_of_their_unit_or_decimals() {
        let seconds = |millis| {
            in_unit(&Value::Duration(Duration::from_millis(millis)), Some("s")).to_string()
        };
        let mib = |bytes| in_unit(&Value::Size(Size::from_bytes(bytes)), Some("MiB")).to_string();
        assert_eq!(seconds(900_000), "900");
        assert_eq!(seconds(1_500), "1.5");
        assert_eq!(mib(134_217_728), "128");
        assert_eq!(mib(128_000_000), "122.0703125");
    }
}
