//! The schema of `plimsoll.yaml`.

use super::{DRAFT, described, words};
use crate::config::{KEYS, STATEMENTS, Shape, Wanted};
use crate::judge;
use crate::model::{DECLARATIONS, Declaration, Platform};
use crate::platform::{Bound, Setting};
use crate::report::REPORTERS;
use crate::rule::{Family, Quantity, Rule, Threshold};
use serde_json::{Map, Value, json};

/// The schema of `plimsoll.yaml`. A folder's own one has only `workloads` and `ignore`.
pub fn config() -> Value {
    let rules = judge::rules();
    let properties: Map<String, Value> = KEYS
        .iter()
        .map(|key| {
            let shape = described(shape(key.shape, &rules), key.summary);
            (key.name.to_owned(), shape)
        })
        .collect();
    json!({
        "$schema": DRAFT,
        "title": "plimsoll.yaml",
        "description": "The configuration of plimsoll, at the root of a repository or in `.github`. One deeper in the tree may have `workloads` and `ignore`, for its own folder.",
        // A file of comments alone is null.
        "type": ["object", "null"],
        "additionalProperties": false,
        "properties": properties,
    })
}

fn shape(shape: Shape, rules: &[&'static Rule]) -> Value {
    match shape {
        Shape::Severity(other) => words(SEVERITIES.iter().copied().chain(other)),
        Shape::Confidence => words(["low", "medium", "high"]),
        Shape::Switch => json!({"type": "boolean"}),
        Shape::Count => json!({"type": "integer", "minimum": 0}),
        Shape::Size => json!({"anyOf": [{"type": "integer", "minimum": 1}, text()]}),
        Shape::Format => words(REPORTERS.iter().map(|reporter| reporter.name)),
        Shape::File => text(),
        Shape::Files => json!({"anyOf": [text(), list(&text())]}),
        Shape::Keys => {
            let lockable = KEYS.iter().filter(|key| key.lockable);
            list(&words(lockable.map(|key| key.name)))
        }
        Shape::Globs => list(&glob()),
        Shape::Paths => list(&text()),
        Shape::Text => text(),
        Shape::Rules => {
            let rules = rules
                .iter()
                .map(|rule| (rule.name.to_owned(), of_rule(rule)));
            closed(&rules.collect())
        }
        Shape::Limits => list(&limit()),
        Shape::Organization => organization(),
        Shape::Workloads => list(&workload()),
        Shape::Ignores => list(&ignore(rules)),
    }
}

const SEVERITIES: &[&str] = &["note", "warning", "error"];

fn level() -> Value {
    words(std::iter::once("off").chain(SEVERITIES.iter().copied()))
}

fn list(items: &Value) -> Value {
    json!({"type": "array", "minItems": 1, "items": items})
}

/// A map with these keys and no others, at least one.
fn closed(properties: &Map<String, Value>) -> Value {
    json!({
        "type": "object",
        "minProperties": 1,
        "additionalProperties": false,
        "properties": properties,
    })
}

fn text() -> Value {
    json!({"type": "string", "minLength": 1})
}

fn glob() -> Value {
    described(
        text(),
        "A glob: `*` stops at `/`, `**` is any number of folders",
    )
}

fn of_rule(rule: &Rule) -> Value {
    let severity = described(level(), "Its severity, or `off`");
    let locked = described(
        json!({"const": true}),
        "No later file, comment, annotation or baseline may soften it",
    );
    let mut properties = Map::from_iter([
        ("severity".to_owned(), severity),
        ("locked".to_owned(), locked),
    ]);
    for threshold in rule.thresholds {
        properties.insert(threshold.name.to_owned(), of_threshold(threshold));
    }
    let rule_or_map = json!({"anyOf": [level(), closed(&properties)]});
    described(rule_or_map, rule.summary)
}

fn of_threshold(threshold: &Threshold) -> Value {
    let value = match threshold.default {
        Quantity::Duration(_) => text(),
        Quantity::Size(_) => json!({"type": ["string", "integer"], "minLength": 1}),
        Quantity::Count(_) => json!({"type": "integer", "minimum": 0}),
        Quantity::Word(_, known) => words(known.iter().copied()),
    };
    let summary = format!("{}; {} by default", threshold.summary, threshold.default);
    described(value, &summary)
}

fn limit() -> Value {
    let bounds = [Bound::Max, Bound::Min, Bound::Default];
    let platforms = Platform::ALL.iter().map(|platform| platform.name());
    let settings = Setting::ALL.iter().map(|setting| setting.name());
    let mut limit = closed(&Map::from_iter([
        (
            "platform".to_owned(),
            described(words(platforms), "The platform"),
        ),
        (
            "variant".to_owned(),
            described(text(), "The variant; without one, every variant"),
        ),
        (
            "setting".to_owned(),
            described(words(settings), "What is limited"),
        ),
        (
            "bound".to_owned(),
            described(words(bounds.map(Bound::name)), "`max` unless stated"),
        ),
        (
            "value".to_owned(),
            described(
                json!({"type": ["string", "integer"]}),
                "A duration (`30m`) or a size (`20GiB`)",
            ),
        ),
        (
            "reason".to_owned(),
            described(text(), "Why it is another one here"),
        ),
    ]));
    limit["required"] = json!(["platform", "setting", "value", "reason"]);
    limit
}

fn organization() -> Value {
    let statements = STATEMENTS.iter().map(|key| {
        let value = match &key.wanted {
            Wanted::Switch(_) => json!({"type": "boolean"}),
            Wanted::Word(known) => words(known.iter().map(|(name, _)| *name)),
            Wanted::Words(known) => {
                let mut list = list(&words(known.iter().map(|(name, _)| *name)));
                list["uniqueItems"] = json!(true);
                list
            }
            Wanted::Names(_) => list(&text()),
        };
        (key.name.to_owned(), described(value, key.summary))
    });
    closed(&statements.collect())
}

fn selector() -> Map<String, Value> {
    let path = described(
        text(),
        "A glob over paths, relative to the folder the configuration speaks for",
    );
    let kind = described(
        text(),
        "The workload's kind: `Deployment`, `AWS::Serverless::Function`, `function`",
    );
    let name = described(text(), "The workload's name, as `plimsoll inspect` has it");
    Map::from_iter([
        ("path".to_owned(), path),
        ("kind".to_owned(), kind),
        ("name".to_owned(), name),
    ])
}

fn workload() -> Value {
    let mut properties = selector();
    for declaration in DECLARATIONS {
        properties.insert(declaration.key.to_owned(), declared(declaration));
    }
    closed(&properties)
}

fn declared(declaration: &Declaration) -> Value {
    let mut value = match declaration.key {
        "platform" => {
            let names = Platform::ALL.iter().flat_map(|platform| {
                let plans = platform.plans().iter();
                let plans = plans.map(move |plan| format!("{platform}/{plan}"));
                std::iter::once(platform.to_string()).chain(plans)
            });
            json!({"enum": names.collect::<Vec<String>>()})
        }
        // A bare number is a size in bytes or a rate, and no duration.
        _ if (declaration.read)("1").is_ok() => {
            json!({"type": ["string", "number"], "minLength": 1})
        }
        _ => text(),
    };
    value["examples"] = json!([declaration.example]);
    described(value, declaration.summary)
}

fn ignore(rules: &[&'static Rule]) -> Value {
    let about_workloads = |rule: &&&Rule| rule.family != Family::Suppression;
    let rule = words(rules.iter().filter(about_workloads).map(|rule| rule.name));
    let mut properties = selector();
    properties.extend([
        (
            "rules".to_owned(),
            described(json!({"anyOf": [rule, list(&rule)]}), "The rules to ignore"),
        ),
        ("rule".to_owned(), described(rule, "The rule to ignore")),
        (
            "until".to_owned(),
            described(
                json!({"type": "string", "format": "date"}),
                "The last day on which it holds",
            ),
        ),
        ("reason".to_owned(), described(text(), "Why")),
    ]);
    let mut ignore = closed(&properties);
    ignore["required"] = json!(["reason"]);
    ignore["oneOf"] = json!([{"required": ["rules"]}, {"required": ["rule"]}]);
    ignore
}
