//! The tables of `plimsoll rules` and `plimsoll platforms`, for people and as JSON.

use super::place::{VERSION, write_json};
use super::text::{bold, hanging, paint};
use super::{Style, safe};
use crate::model::Platform;
use crate::platform::{Limit, Limits, Price, Prices};
use crate::rule::{Rule, Threshold};
use crate::suppress::Listed;
use serde::Serialize;
use std::io;

/// The rules: name, family, severity and thresholds, with what each says.
pub fn rules(rules: &[&Rule], style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rows = vec![["RULE", "FAMILY", "SEVERITY", "THRESHOLDS"].map(str::to_owned)];
    rows.extend(rules.iter().map(|rule| {
        let thresholds: Vec<String> = rule
            .thresholds
            .iter()
            .map(|threshold| format!("{} {}", threshold.name, threshold.default))
            .collect();
        [
            rule.name.to_owned(),
            rule.family.name().to_owned(),
            rule.severity.name().to_owned(),
            thresholds.join(", "),
        ]
    }));
    out.write_all(aligned(&rows, style).as_bytes())?;
    let next = "Why a rule exists and when to ignore it: plimsoll explain RULE";
    let next = hanging(style, anstyle::Style::new(), "", 0, next);
    out.write_all(format!("\n{next}").as_bytes())
}

/// The rules as JSON.
pub fn rules_json(rules: &[&Rule], out: &mut dyn io::Write) -> io::Result<()> {
    let rules = rules.iter().map(|rule| JsonRule {
        name: rule.name,
        family: rule.family.name(),
        severity: rule.severity.name(),
        summary: rule.summary,
        thresholds: rule.thresholds.iter().map(threshold).collect(),
        references: rule.references,
    });
    let report = RulesReport {
        version: VERSION,
        rules: rules.collect(),
    };
    write_json(&report, out)
}

/// The suppressions in force: place, rules, expiry and reason.
pub fn ignores(ignores: &[Listed], style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    if ignores.is_empty() {
        return out.write_all(b"no suppression is in force\n");
    }
    let mut rows = vec![["PLACE", "RULES", "COVERS", "UNTIL", "REASON"].map(str::to_owned)];
    rows.extend(ignores.iter().map(|listed| {
        let first = listed.at.first();
        let until = listed
            .until
            .map_or_else(|| "-".to_owned(), |until| until.to_string());
        [
            safe::inline(&format!(
                "{}:{}:{}",
                listed.at.path(),
                first.line,
                first.column
            )),
            safe::inline(&listed.rules.join(", ")),
            safe::inline(&listed.covers),
            until,
            safe::inline(&listed.reason),
        ]
    }));
    out.write_all(aligned(&rows, style).as_bytes())
}

/// The limits of all platforms, or of one.
pub fn platforms(
    limits: &Limits,
    prices: &Prices,
    name: Option<Platform>,
    style: Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut parts = Vec::new();
    let (listed, bare): (Vec<Platform>, Vec<Platform>) = wanted(name)
        .into_iter()
        .partition(|platform| name.is_some() || of(limits, *platform).next().is_some());
    for platform in listed {
        let heading = format!("{}  {}", platform.name(), platform.title());
        let mut part = format!("{}\n", paint(style, bold(), &heading));
        let header = ["VARIANT", "SETTING", "BOUND", "VALUE", "CHECKED", "SOURCE"];
        let mut rows = vec![header.map(str::to_owned)];
        rows.extend(of(limits, platform).map(row));
        if rows.len() == 1 {
            part.push_str("no documented limit that plimsoll checks\n");
        } else {
            part.push_str(&aligned(
                &rows,
                Style {
                    color: false,
                    ..style
                },
            ));
        }
        let mut said = Vec::new();
        for limit in of(limits, platform) {
            if let Some(note) = limit.note.as_ref().filter(|note| !said.contains(note)) {
                said.push(note);
                let head = format!("note on {}: ", limit.setting.name());
                part.push_str(&hanging(style, anstyle::Style::new(), &head, 2, note));
            }
        }
        parts.push(part);
    }
    if !bare.is_empty() {
        let names: Vec<&str> = bare.iter().map(|platform| platform.name()).collect();
        let head = "Known by name, without limits to check: ";
        parts.push(hanging(style, bold(), head, 2, &names.join(", ")));
    }
    let priced: Vec<&Price> = asked(prices, name).collect();
    if !priced.is_empty() {
        let mut part = format!(
            "{}\n",
            paint(
                style,
                bold(),
                "list prices, for the cost line of `plimsoll fit`"
            )
        );
        let header = [
            "ITEM", "PLATFORM", "USD", "PER", "REGION", "CHECKED", "SOURCE",
        ];
        let mut rows = vec![header.map(str::to_owned)];
        rows.extend(priced.iter().map(|price| {
            [
                price.item.name().to_owned(),
                price.on.name().to_owned(),
                price.usd.clone(),
                price.per.clone(),
                price.region.clone(),
                price.checked.to_string(),
                price.source.clone(),
            ]
        }));
        let plain = Style {
            color: false,
            ..style
        };
        part.push_str(&aligned(&rows, plain));
        parts.push(part);
    }
    out.write_all(parts.join("\n").as_bytes())
}

/// The prices that a platform asks; all of them without one.
fn asked(prices: &Prices, name: Option<Platform>) -> impl Iterator<Item = &Price> {
    let rows = prices.rows().iter();
    rows.filter(move |price| name.is_none_or(|name| price.on == name))
}

/// The limits and the prices as JSON.
pub fn platforms_json(
    limits: &Limits,
    prices: &Prices,
    name: Option<Platform>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let platforms = wanted(name).into_iter().map(|platform| JsonPlatform {
        name: platform.name(),
        title: platform.title(),
        limits: of(limits, platform).map(limit).collect(),
    });
    let report = PlatformsReport {
        version: VERSION,
        platforms: platforms.collect(),
        prices: asked(prices, name).map(JsonPrice::of).collect(),
    };
    write_json(&report, out)
}

#[derive(Serialize)]
struct RulesReport {
    version: u32,
    rules: Vec<JsonRule>,
}

#[derive(Serialize)]
struct JsonRule {
    name: &'static str,
    family: &'static str,
    severity: &'static str,
    summary: &'static str,
    thresholds: Vec<JsonThreshold>,
    references: &'static [&'static str],
}

#[derive(Serialize)]
struct JsonThreshold {
    name: &'static str,
    default: String,
    summary: &'static str,
    source: &'static str,
}

#[derive(Serialize)]
struct PlatformsReport<'a> {
    version: u32,
    platforms: Vec<JsonPlatform<'a>>,
    prices: Vec<JsonPrice<'a>>,
}

/// A list price.
#[derive(Serialize)]
pub(crate) struct JsonPrice<'a> {
    item: &'static str,
    platform: &'static str,
    usd: &'a str,
    per: &'a str,
    region: &'a str,
    source: &'a str,
    checked: String,
    note: Option<&'a str>,
}

impl<'a> JsonPrice<'a> {
    pub(crate) fn of(price: &'a Price) -> Self {
        Self {
            item: price.item.name(),
            platform: price.on.name(),
            usd: &price.usd,
            per: &price.per,
            region: &price.region,
            source: &price.source,
            checked: price.checked.to_string(),
            note: price.note.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct JsonPlatform<'a> {
    name: &'static str,
    title: &'static str,
    limits: Vec<JsonLimit<'a>>,
}

#[derive(Serialize)]
struct JsonLimit<'a> {
    variant: Option<&'a str>,
    setting: &'static str,
    bound: &'static str,
    value: String,
    adjustable: bool,
    overridden: bool,
    source: &'a str,
    checked: String,
    note: Option<&'a str>,
}

fn threshold(threshold: &Threshold) -> JsonThreshold {
    JsonThreshold {
        name: threshold.name,
        default: threshold.default.to_string(),
        summary: threshold.summary,
        source: threshold.source,
    }
}

fn limit(limit: &Limit) -> JsonLimit<'_> {
    JsonLimit {
        variant: limit.variant.as_deref(),
        setting: limit.setting.name(),
        bound: limit.bound.name(),
        value: limit.value.to_string(),
        adjustable: limit.adjustable,
        overridden: limit.overridden,
        source: &limit.source,
        checked: limit.checked.to_string(),
        note: limit.note.as_deref(),
    }
}

fn wanted(name: Option<Platform>) -> Vec<Platform> {
    match name {
        Some(platform) => vec![platform],
        None => Platform::ALL.to_vec(),
    }
}

fn of(limits: &Limits, platform: Platform) -> impl Iterator<Item = &Limit> {
    limits
        .rows()
        .iter()
        .filter(move |limit| limit.platform == platform)
}

fn row(limit: &Limit) -> [String; 6] {
    let mut value = limit.value.to_string();
    if limit.overridden {
        value.push_str(" (configured)");
    } else if limit.adjustable {
        value.push_str(" (adjustable)");
    }
    [
        limit.variant.clone().unwrap_or_else(|| "all".to_owned()),
        limit.setting.name().to_owned(),
        limit.bound.name().to_owned(),
        value,
        limit.checked.to_string(),
        limit.source.clone(),
    ]
}

/// Columns under a bold header; the last one is as wide as it is.
fn aligned<const N: usize>(rows: &[[String; N]], style: Style) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut table = String::new();
    for (at, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width - cell.chars().count() + 2));
        }
        let line = line.trim_end();
        table.push_str(&if at == 0 {
            paint(style, bold(), line)
        } else {
            line.to_owned()
        });
        table.push('\n');
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style {
        color: false,
        width: 80,
        unicode: true,
        suppressed: false,
        alerts: crate::finding::Severity::Note,
        category: None,
        junit: crate::report::Junit::Usual,
    };

    #[test]
    fn the_platform_table_names_source_and_date() {
        let limits = Limits::parse(
            "[[limit]]\nplatform = \"aws-lambda\"\nsetting = \"timeout\"\nbound = \"max\"\nvalue = \"900s\"\n\
             source = \"https://vendor.example/limits\"\nchecked = \"2026-10-20\"\nnote = \"hard\"\n",
        );
        let (Ok(limits), Ok(prices)) = (limits, Prices::builtin()) else {
            panic!("the tables load")
        };
        let mut text = Vec::new();
        assert!(
            platforms(
                &limits,
                &prices,
                Some(Platform::AwsLambda),
                STYLE,
                &mut text
            )
            .is_ok()
        );
        let text = String::from_utf8_lossy(&text);
        let (own, priced) = text.split_once("\n\n").unwrap_or_default();
        assert!(
            priced.contains("function-gb-second  aws-lambda  0.0000166667"),
            "{text}"
        );
        assert!(!priced.contains("vCPU"), "{text}");
        assert_eq!(
            own,
            "aws-lambda  AWS Lambda\n\
             VARIANT  SETTING  BOUND  VALUE   CHECKED     SOURCE\n\
             all      timeout  max    15 min  2026-10-20  https://vendor.example/limits\n\
             note on timeout: hard"
        );
        let mut json = Vec::new();
        assert!(platforms_json(&limits, &prices, None, &mut json).is_ok());
        assert!(String::from_utf8_lossy(&json).contains("\"value\": \"15 min\""));
    }
}
