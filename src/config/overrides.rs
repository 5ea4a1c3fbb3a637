//! `rules:` and `limits:`: what is another severity, threshold or platform limit here.

use super::lock;
use super::options::{Level, LimitOption, Options, RuleOption};
use super::reader::{Reader, Words, place};
use crate::finding::Severity;
use crate::platform::{Bound, Limit, Limits, Setting};
use crate::rule::Rule;
use crate::source::Span;
use crate::syntax::{Entry, Kind, Node};

/// A rule's severity, or off.
const LEVELS: Words<Level> = &[
    ("off", Level::Never),
    ("note", Level::At(Severity::Note)),
    ("warning", Level::At(Severity::Warning)),
    ("error", Level::At(Severity::Error)),
];

const BOUNDS: Words<Bound> = &[
    ("max", Bound::Max),
    ("min", Bound::Min),
    ("default", Bound::Default),
];

/// The keys of a limit.
pub(crate) const LIMIT_KEYS: &[&str] =
    &["platform", "variant", "setting", "bound", "value", "reason"];

pub(super) fn rules(reader: &mut Reader<'_>, entry: Entry<'_>, options: &mut Options) {
    for entry in reader.map(entry) {
        let Some(rule) = reader.rule(entry.key) else {
            continue;
        };
        let mut option = RuleOption {
            rule,
            severity: None,
            thresholds: Vec::new(),
            locked: false,
        };
        if entry.value.kind() == Kind::Mapping {
            for entry in reader.map(entry) {
                of_rule(reader, rule, entry, &mut option);
            }
            if let (Some((Level::Never, _)), Some(useless)) =
                (&option.severity, option.thresholds.first())
            {
                let at = entry
                    .value
                    .entry(useless.0.name)
                    .map_or(entry.key.span(), |entry| entry.key.span());
                reader.error(
                    &at,
                    format!("`{}` has no effect: the rule is off", useless.0.name),
                );
            }
        } else {
            option.severity = severity(reader, entry);
        }
        let off = matches!(option.severity, Some((Level::Never, _)));
        if let Some(lock) = entry.value.entry("locked").filter(|_| off && option.locked) {
            let message = "`locked` has no effect: nothing is softer than a rule that is off";
            reader.error(&lock.key.span(), message);
        }
        options.rules.push(option);
    }
}

fn severity(reader: &mut Reader<'_>, entry: Entry<'_>) -> Option<(Level, Span)> {
    Some((reader.word(entry, LEVELS)?, entry.value.span()))
}

fn of_rule(reader: &mut Reader<'_>, rule: &'static Rule, entry: Entry<'_>, out: &mut RuleOption) {
    match entry.name() {
        "severity" => return out.severity = severity(reader, entry),
        "locked" => return out.locked = lock::of_rule(reader, entry),
        _ => {}
    }
    let known = || rule.thresholds.iter().map(|threshold| threshold.name);
    let Some(threshold) = rule
        .thresholds
        .iter()
        .find(|threshold| threshold.name == entry.name())
    else {
        let known: Vec<&str> = ["severity", "locked"].into_iter().chain(known()).collect();
        return reader.unknown_key(entry.key, &known);
    };
    let Some(text) = reader.text(entry) else {
        return;
    };
    match threshold.default.parse_like(text) {
        Ok(value) => {
            let at = entry.value.span();
            out.thresholds.push((threshold, value, at));
        }
        Err(message) => reader.error(&entry.value.span(), message),
    }
}

pub(super) fn limits(reader: &mut Reader<'_>, entry: Entry<'_>, options: &mut Options) {
    let table = match Limits::builtin() {
        Ok(table) => table,
        Err(error) => return reader.error(&place(entry), error.to_string()),
    };
    for record in reader.records(entry, LIMIT_KEYS) {
        // A reason is for people: it must be there, and no code reads it.
        reader.required(record, "reason");
        if let Some(limit) = limit(reader, record, &table) {
            options.limits.push(limit);
        }
    }
}

fn limit(reader: &mut Reader<'_>, record: Node<'_>, table: &Limits) -> Option<LimitOption> {
    let platform = parsed(reader, record, "platform", |text| {
        text.parse::<crate::model::Platform>()
            .map_err(|error| error.to_string())
    });
    let setting = parsed(reader, record, "setting", str::parse::<Setting>);
    let bound = match record.entry("bound") {
        Some(entry) => reader.word(entry, BOUNDS),
        None => Some(Bound::Max),
    };
    let (platform, setting, bound) = (platform?, setting?, bound?);
    let value = parsed(reader, record, "value", |text| setting.parse(text));
    let rows: Vec<&Limit> = table
        .rows()
        .iter()
        .filter(|row| row.platform == platform && row.setting == setting && row.bound == bound)
        .collect();
    if rows.is_empty() {
        let message = format!(
            "this has no effect: plimsoll knows no {} `{}` of {platform}; `plimsoll platforms {platform}` lists what it knows",
            bound.name(),
            setting.name(),
        );
        reader.error(&place(record.entry("setting")?), message);
        return None;
    }
    let variant = match record.entry("variant") {
        Some(entry) => Some((reader.text(entry)?, entry)),
        None => None,
    };
    if let Some((variant, entry)) = variant
        && !rows
            .iter()
            .any(|row| row.variant.as_deref() == Some(variant))
    {
        let known: Vec<&str> = rows
            .iter()
            .filter_map(|row| row.variant.as_deref())
            .collect();
        let known = if known.is_empty() {
            "it has no row for a variant, so leave `variant` out".to_owned()
        } else {
            format!("known are {}", known.join(", "))
        };
        let message = format!(
            "this has no effect: `{}` of {platform} has no variant `{variant}`; {known}",
            setting.name()
        );
        reader.error(&place(entry), message);
        return None;
    }
    Some(LimitOption {
        platform,
        variant: variant.map(|(variant, _)| variant.to_owned()),
        setting,
        bound,
        value: value?,
        at: place(record.entry("value")?),
    })
}

/// A required text and what it means; the error stands at the text.
fn parsed<T>(
    reader: &mut Reader<'_>,
    record: Node<'_>,
    key: &str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Option<T> {
    let text = reader.required(record, key)?;
    match parse(text) {
        Ok(value) => Some(value),
        Err(message) => {
            reader.error(&place(record.entry(key)?), message);
            None
        }
    }
}
