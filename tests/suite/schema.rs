//! The schemas against what they describe: the parser of `plimsoll.yaml`, and the reports.

use plimsoll::config::{self, Settings};
use plimsoll::discover::{Candidate, Discovery};
use plimsoll::fit::{Fit, homes};
use plimsoll::judge;
use plimsoll::model::DECLARATIONS;
use plimsoll::pipeline::{self, Run};
use plimsoll::platform::Limits;
use plimsoll::report::fit::{FIT_REPORTERS, FitReport};
use plimsoll::report::inspect::INSPECT_REPORTERS;
use plimsoll::report::{Outcome, REPORTERS, Reporter, Style};
use plimsoll::repository::Repository;
use plimsoll::schema;
use plimsoll::source::Source;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The places where a value breaks a schema.
fn breaches(schema: &Value, value: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).unwrap();
    validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

/// The errors of the parser for a text.
fn errors(text: &str) -> Vec<String> {
    let source = Source::new("plimsoll.yaml", text);
    let errors = config::parse(&source, &judge::rules()).err();
    errors
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn the_example_has_every_option_and_is_valid() {
    let text = std::fs::read_to_string(fixtures().join("config/every-option.yaml")).unwrap();
    assert_eq!(breaches(&schema::config(), &yaml(&text)), [""; 0]);
    let example = yaml(&text);
    let options: BTreeSet<&String> = example.as_object().unwrap().keys().collect();
    let schema = schema::config();
    let known: BTreeSet<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert_eq!(options, known);
}

/// The keys that the parser names when it meets one it does not know.
fn known_to_the_parser(text: &str) -> BTreeSet<String> {
    let errors = errors(text);
    let known = errors
        .iter()
        .find_map(|error| error.split_once("; known are "))
        .unwrap_or_else(|| panic!("{text}: {errors:?}"));
    known.1.split(", ").map(str::to_owned).collect()
}

fn known_to_the_schema(pointer: &str) -> BTreeSet<String> {
    let schema = schema::config();
    let properties = schema.pointer(&format!("{pointer}/properties"));
    let properties = properties.and_then(Value::as_object);
    properties
        .unwrap_or_else(|| panic!("{pointer}"))
        .keys()
        .cloned()
        .collect()
}

#[test]
fn the_parser_and_the_schema_know_the_same_keys() {
    for (text, pointer) in [
        ("zzzzzzzzzz: 1\n", ""),
        ("limits: [{zzzzzzzzzz: 1}]\n", "/properties/limits/items"),
        (
            "workloads: [{zzzzzzzzzz: 1}]\n",
            "/properties/workloads/items",
        ),
        ("ignore: [{zzzzzzzzzz: 1}]\n", "/properties/ignore/items"),
    ] {
        assert_eq!(
            known_to_the_parser(text),
            known_to_the_schema(pointer),
            "{text}"
        );
    }
    for rule in judge::rules() {
        let text = format!("rules: {{{}: {{zzzzzzzzzz: 1}}}}\n", rule.name);
        let pointer = format!("/properties/rules/properties/{}/anyOf/1", rule.name);
        assert_eq!(known_to_the_parser(&text), known_to_the_schema(&pointer));
    }
}

#[test]
fn the_parser_and_the_schema_refuse_the_same() {
    let schema = schema::config();
    for text in [
        "fail-on: fatal\n",
        "min-severity: off\n",
        "min-confidence: sure\n",
        "threads: many\n",
        "threads: -1\n",
        "require-workloads: 'yes'\n",
        "format: xml\n",
        "include: []\n",
        "exclude: a/**\n",
        "rules: {no-such-rule: off}\n",
        "rules: {long-runtime: {}}\n",
        "rules: {long-runtime: never}\n",
        "limits: [{platform: aws-lambda, setting: timeout, value: 20m}]\n",
        "limits: [{platform: the-moon, setting: timeout, value: 20m, reason: why}]\n",
        "workloads: [{name: a, platform: the-moon}]\n",
        "workloads: [{name: a, p99-latency: 40}]\n",
        "ignore: [{rule: long-runtime, name: a}]\n",
        "ignore: [{name: a, reason: why}]\n",
        "ignore: [{rule: long-runtime, rules: [large-image], name: a, reason: why}]\n",
        "ignore: [{rule: unused-ignore, name: a, reason: why}]\n",
    ] {
        assert!(!errors(text).is_empty(), "the parser takes {text}");
        assert!(
            !breaches(&schema, &yaml(text)).is_empty(),
            "the schema takes {text}"
        );
    }
    for declaration in DECLARATIONS {
        let text = format!(
            "workloads: [{{name: a, {}: {}}}]\n",
            declaration.key, declaration.example
        );
        assert_eq!(errors(&text), [""; 0]);
        assert_eq!(breaches(&schema, &yaml(&text)), [""; 0]);
    }
    for text in [
        "# nothing\n",
        "{}\n",
        "fail-on: never\n",
        "rules: {long-runtime: off}\n",
    ] {
        assert_eq!(errors(text), [""; 0], "{text}");
        assert_eq!(breaches(&schema, &yaml(text)), [""; 0], "{text}");
    }
}

/// Every file under `fixtures/`, through the whole pipeline.
fn outcome() -> Outcome {
    let root = fixtures().canonicalize().unwrap();
    let (mut candidates, mut folders) = (Vec::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let file = entry.unwrap().path();
            if file.is_dir() {
                folders.push(file);
                continue;
            }
            let path = file.strip_prefix(&root).unwrap().to_string_lossy();
            candidates.push(Candidate {
                path: path.replace('\\', "/"),
                file,
                outright: false,
            });
        }
    }
    candidates.sort_by(|a, b| a.path.cmp(&b.path));
    let source = Source::new(
        "plimsoll.yaml",
        "ignore: [{rule: long-runtime, path: '**', until: 2027-01-31, reason: why}]\n",
    );
    let today = jiff::civil::date(2026, 11, 1);
    let mut settings = Settings::new(Limits::builtin().unwrap(), today);
    let options = config::parse(&source, &judge::rules()).unwrap();
    options.apply(&mut settings);
    pipeline::run(Run {
        repository: &Repository::new(&root),
        discovery: Discovery {
            candidates,
            ..Discovery::default()
        },
        stdin: None,
        missing: Vec::new(),
        settings: &settings,
    })
}

/// Closes every object, so that a field the schema does not list is a breach.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.contains_key("properties") && map.contains_key("required") {
                map.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            map.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

fn json(reporters: &[&Reporter], outcome: &Outcome) -> Value {
    let reporter = reporters.iter().find(|reporter| reporter.name == "json");
    let style = Style {
        color: false,
        width: 100,
        unicode: true,
        suppressed: false,
        alerts: plimsoll::finding::Severity::Note,
        category: None,
        junit: plimsoll::report::Junit::Usual,
    };
    let mut out = Vec::new();
    (reporter.unwrap().write)(outcome, style, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn the_reports_have_the_fields_of_their_schema_and_no_others() {
    let outcome = outcome();
    let suppressed = |suppressed: bool| {
        let is = |finding: &&plimsoll::finding::Finding| finding.suppressed.is_some() == suppressed;
        outcome.findings.iter().filter(is).count()
    };
    assert!(suppressed(true) > 0 && suppressed(false) > 0);
    for (mut schema, reporters) in [
        (schema::check_output(), REPORTERS),
        (schema::inspect_output(), INSPECT_REPORTERS),
    ] {
        close(&mut schema);
        assert_eq!(breaches(&schema, &json(reporters, &outcome)), [""; 0]);
    }
}

#[test]
fn the_matrix_has_the_fields_of_its_schema_and_no_others() {
    let outcome = outcome();
    let today = jiff::civil::date(2026, 11, 1);
    let platforms: Vec<_> = homes().collect();
    let fit = Fit::of(&outcome.workloads, &platforms, &outcome.grounds);
    let summary = fit.rows(|_, _| ()).summary;
    assert!(!fit.twins.is_empty() && !summary.mixed.is_empty());
    let report = FitReport {
        outcome: &outcome,
        fit: &fit,
        today,
        workload: None,
    };
    let json = FIT_REPORTERS.iter().find(|one| one.name == "json").unwrap();
    let style = Style {
        color: false,
        width: 100,
        unicode: true,
        suppressed: false,
        alerts: plimsoll::finding::Severity::Note,
        category: None,
        junit: plimsoll::report::Junit::Usual,
    };
    let mut out = Vec::new();
    (json.write)(&report, style, &mut out).unwrap();
    let mut schema = schema::fit_output();
    close(&mut schema);
    let json: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(breaches(&schema, &json), [""; 0]);
}
