//! The JSON reports of many repositories as one. A report is somebody else's file: what is in it is held against what
//! `check --format json` writes, and an error names the line.

use crate::finding::Severity;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// The newest version of the report that is understood.
const VERSION: u64 = 1;

/// What one repository's report says.
pub struct Repository {
    /// What it is called.
    pub name: String,
    /// What was looked at.
    pub files: Files,
    /// How many workloads there are.
    pub workloads: u64,
    /// How many there are on each platform. Reports of old do not say.
    pub platforms: BTreeMap<String, u64>,
    /// Findings that are not suppressed, by rule and severity.
    pub findings: BTreeMap<(String, Severity), u64>,
    /// Suppressed findings.
    pub ignores: BTreeMap<Ignore, u64>,
}

/// How many files were looked at, and how.
#[derive(Debug, Clone, Copy, Default)]
pub struct Files {
    /// Read as manifests.
    pub read: u64,
    /// Left out, with a reason.
    pub skipped: u64,
    /// Not readable or broken.
    pub failed: u64,
    /// Deployments that were not looked into. Reports of old do not say.
    pub not_rendered: u64,
}

/// Why a finding is suppressed. When that was written no report says, only when it ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ignore {
    /// Whether it never ends; those sort behind the others.
    pub endless: bool,
    /// Its last day, `YYYY-MM-DD`, or nothing.
    pub until: String,
    /// What holds it: a comment, an annotation, the configuration or the baseline.
    pub kind: String,
    /// The rule of the finding.
    pub rule: String,
    /// In the author's words.
    pub reason: String,
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "version", deserialize_with = "supported")]
    _version: (),
}

#[derive(Deserialize)]
struct Report {
    #[serde(rename = "tool")]
    _tool: Tool,
    files: ReportFiles,
    workloads: u64,
    #[serde(default)]
    platforms: BTreeMap<String, u64>,
    findings: Vec<Finding>,
    #[serde(default, rename = "base", deserialize_with = "whole")]
    _base: (),
}

#[derive(Deserialize)]
struct Tool {
    #[serde(rename = "name", deserialize_with = "ours")]
    _name: (),
}

#[derive(Deserialize)]
struct ReportFiles {
    read: u64,
    skipped: Vec<serde::de::IgnoredAny>,
    failed: Vec<serde::de::IgnoredAny>,
    #[serde(default)]
    not_rendered: Vec<Unseen>,
}

#[derive(Deserialize)]
struct Unseen {
    count: u64,
}

#[derive(Deserialize)]
struct Finding {
    rule: String,
    #[serde(deserialize_with = "severity")]
    severity: Severity,
    suppressed: Option<Suppressed>,
}

#[derive(Deserialize)]
struct Suppressed {
    kind: String,
    reason: String,
    #[serde(default, deserialize_with = "day")]
    until: Option<String>,
}

impl Repository {
    /// Reads a report. The error begins with the line and the column.
    pub fn read(name: &str, text: &str) -> Result<Self, String> {
        // An editor's byte order mark is no error.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        // A newer report may have changed anything else.
        let _: Head = serde_json::from_str(text).map_err(|error| told(&error))?;
        let report: Report = serde_json::from_str(text).map_err(|error| told(&error))?;
        let unseen = report.files.not_rendered.iter().map(|kind| kind.count);
        let mut read = Self {
            name: name.to_owned(),
            files: Files {
                read: report.files.read,
                skipped: report.files.skipped.len() as u64,
                failed: report.files.failed.len() as u64,
                not_rendered: unseen.fold(0, u64::saturating_add),
            },
            workloads: report.workloads,
            platforms: report.platforms,
            findings: BTreeMap::new(),
            ignores: BTreeMap::new(),
        };
        for finding in report.findings {
            match finding.suppressed {
                None => add(&mut read.findings, (finding.rule, finding.severity), 1),
                Some(suppressed) => {
                    let ignore = Ignore {
                        endless: suppressed.until.is_none(),
                        until: suppressed.until.unwrap_or_default(),
                        kind: suppressed.kind,
                        rule: finding.rule,
                        reason: suppressed.reason,
                    };
                    add(&mut read.ignores, ignore, 1);
                }
            }
        }
        Ok(read)
    }

    /// How many findings of a severity there are.
    pub fn severe(&self, severity: Severity) -> u64 {
        let of =
            |((_, one), number): (&(String, Severity), &u64)| (*one == severity).then_some(*number);
        self.findings
            .iter()
            .filter_map(of)
            .fold(0, u64::saturating_add)
    }

    /// How many findings are suppressed.
    pub fn ignored(&self) -> u64 {
        self.ignores
            .values()
            .fold(0, |sum, number| sum.saturating_add(*number))
    }

    /// All of them together.
    pub fn total(repositories: &[Self]) -> Self {
        let mut total = Self {
            name: "total".to_owned(),
            files: Files::default(),
            workloads: 0,
            platforms: BTreeMap::new(),
            findings: BTreeMap::new(),
            ignores: BTreeMap::new(),
        };
        for one in repositories {
            let files = &mut total.files;
            files.read = files.read.saturating_add(one.files.read);
            files.skipped = files.skipped.saturating_add(one.files.skipped);
            files.failed = files.failed.saturating_add(one.files.failed);
            files.not_rendered = files.not_rendered.saturating_add(one.files.not_rendered);
            total.workloads = total.workloads.saturating_add(one.workloads);
            for (platform, number) in &one.platforms {
                add(&mut total.platforms, platform.clone(), *number);
            }
            for (finding, number) in &one.findings {
                add(&mut total.findings, finding.clone(), *number);
            }
            for (ignore, number) in &one.ignores {
                add(&mut total.ignores, ignore.clone(), *number);
            }
        }
        total
    }
}

fn add<K: Ord>(numbers: &mut BTreeMap<K, u64>, key: K, number: u64) {
    let sum = numbers.entry(key).or_default();
    *sum = sum.saturating_add(number);
}

/// `3:14: message`.
fn told(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let end = format!(" at line {line} column {column}");
    let text = text.strip_suffix(&end).unwrap_or(&text);
    format!("{line}:{column}: {text}; a report is what `plimsoll check --format json` writes")
}

fn supported<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    match u64::deserialize(deserializer)? {
        VERSION => Ok(()),
        other if other > VERSION => Err(D::Error::custom(format!(
            "version {other} of the report is newer than {VERSION}, which this plimsoll reads: update plimsoll"
        ))),
        other => Err(D::Error::custom(format!(
            "there is no version {other} of the report"
        ))),
    }
}

fn ours<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    match String::deserialize(deserializer)?.as_str() {
        "plimsoll" => Ok(()),
        other => Err(D::Error::custom(format!("the report is of `{other}`"))),
    }
}

/// What a run with `--base` leaves out would look as if it were fixed.
fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    match Option::<serde::de::IgnoredAny>::deserialize(deserializer)? {
        None => Ok(()),
        Some(_) => Err(D::Error::custom(
            "written with `--base`, so it holds only what is new: merge one written without",
        )),
    }
}

fn severity<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Severity, D::Error> {
    let word = String::deserialize(deserializer)?;
    let all = [Severity::Note, Severity::Warning, Severity::Error];
    let known = all.into_iter().find(|severity| severity.name() == word);
    known.ok_or_else(|| D::Error::custom(format!("unknown severity `{word}`")))
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let day = Option::<String>::deserialize(deserializer)?;
    match &day {
        Some(text) if text.parse::<jiff::civil::Date>().is_err() => {
            Err(D::Error::custom(format!("`{text}` is no day (YYYY-MM-DD)")))
        }
        _ => Ok(day),
    }
}
