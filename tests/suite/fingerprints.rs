//! A fingerprint means the object: however its file is written, in whatever order, it stays; another name is another
//! one. Baselines, merge requests and code scanning rely on it.

use jiff::civil::Date;
use plimsoll::config::Settings;
use plimsoll::discover::Discovery;
use plimsoll::pipeline::{self, Run};
use plimsoll::platform::Limits;
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Rule, workload and fingerprint of every finding in one file.
fn fingerprints(text: &str) -> BTreeSet<(String, String, String)> {
    let mut settings = Settings::new(Limits::builtin().unwrap(), Date::constant(2026, 11, 1));
    settings.threads = 1;
    let outcome = pipeline::run(Run {
        repository: &Repository::new("."),
        discovery: Discovery::default(),
        stdin: Some(Ok(Source::new("all.yaml", text))),
        missing: Vec::new(),
        settings: &settings,
    });
    assert!(
        outcome.coverage.failed.is_empty(),
        "{:?}\n{text}",
        outcome.coverage.failed
    );
    let told = |finding: &plimsoll::finding::Finding| {
        let name = finding.workloads[0].id.name.clone();
        (
            finding.rule.name.to_owned(),
            name,
            finding.fingerprint.clone(),
        )
    };
    let all: BTreeSet<_> = outcome.findings.iter().map(told).collect();
    assert_eq!(
        all.len(),
        outcome.findings.len(),
        "each finding has its own fingerprint"
    );
    all
}

/// A Cloud Run service that may run too long, and one that keeps state.
fn service(name: &str) -> Value {
    json!({
        "apiVersion": "serving.knative.dev/v1",
        "kind": "Service",
        "metadata": {"name": name, "annotations": {"run.googleapis.com/ingress": "all"}},
        "spec": {"template": {"spec": {
            "timeoutSeconds": 3600,
            "containers": [{"image": "registry.example/report", "volumeMounts": [{"name": "data", "mountPath": "/data"}]}],
            "volumes": [{"name": "data", "nfs": {"server": "files.example", "path": "/data"}}],
        }}},
    })
}

/// A Deployment that could be serverless, and the scaler in another document that says so.
fn worker(name: &str) -> [Value; 2] {
    let labels = json!({"app": name});
    [
        json!({
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": name, "namespace": "shop"},
            "spec": {
                "selector": {"matchLabels": labels},
                "template": {
                    "metadata": {"labels": labels},
                    "spec": {"containers": [{"name": "main", "image": "registry.example/worker"}]},
                },
            },
        }),
        json!({
            "apiVersion": "keda.sh/v1alpha1",
            "kind": "ScaledObject",
            "metadata": {"name": name, "namespace": "shop"},
            "spec": {
                "scaleTargetRef": {"name": name},
                "minReplicaCount": 0,
                "triggers": [{"type": "aws-sqs-queue", "metadata": {"queueURL": "https://sqs.example/q"}}],
            },
        }),
    ]
}

/// Functions over the platform's limit: one of its own, the others by the template's `Globals`.
fn template(names: &[&str]) -> Value {
    let function =
        |properties: Value| json!({"Type": "AWS::Serverless::Function", "Properties": properties});
    let mut resources = Map::new();
    resources.insert(
        "Own".to_owned(),
        function(json!({"Handler": "a.b", "Timeout": 1000})),
    );
    for name in names {
        resources.insert((*name).to_owned(), function(json!({"Handler": "a.b"})));
    }
    json!({
        "Transform": "AWS::Serverless-2016-10-31",
        "Globals": {"Function": {"Timeout": 1200}},
        "Resources": resources,
    })
}

fn objects() -> Vec<Value> {
    let [deployment, scaler] = worker("thumbnails");
    // The same object twice is two findings.
    let twice = service("twice");
    vec![service("report"), deployment, scaler, twice.clone(), twice]
}

/// How a file is written: each choice of layout takes the next number.
struct Layout<'a> {
    choices: std::iter::Cycle<std::slice::Iter<'a, u8>>,
}

impl Layout<'_> {
    fn below(&mut self, bound: usize) -> usize {
        usize::from(*self.choices.next().unwrap()) % bound
    }

    fn shuffled<T>(&mut self, mut items: Vec<T>) -> Vec<T> {
        for at in (1..items.len()).rev() {
            let other = self.below(at + 1);
            items.swap(at, other);
        }
        items
    }

    fn documents(&mut self, objects: &[Value]) -> String {
        let objects = self.shuffled(objects.iter().collect());
        let mut text = String::new();
        for object in objects {
            text.push_str("---\n");
            self.block(object, 0, &mut text);
        }
        text
    }

    /// Block style, at a line's start; items of lists may be indented or not, anything may be in flow style.
    fn block(&mut self, value: &Value, indent: usize, out: &mut String) {
        self.interruption(indent, out);
        let blanks = " ".repeat(indent);
        match value {
            Value::Object(map) if !map.is_empty() => {
                for (key, value) in self.shuffled(map.iter().collect()) {
                    self.interruption(indent, out);
                    let key = self.text(key);
                    write!(out, "{blanks}{key}:").unwrap();
                    self.nested(value, indent, out);
                }
            }
            Value::Array(items) => {
                for item in items {
                    write!(out, "{blanks}-").unwrap();
                    self.nested(item, indent, out);
                }
            }
            other => {
                let flow = self.flow(other);
                writeln!(out, "{blanks}{flow}").unwrap();
            }
        }
    }

    fn nested(&mut self, value: &Value, indent: usize, out: &mut String) {
        let is_small = !(value.is_object() || value.is_array());
        if is_small || self.below(5) == 0 {
            let flow = self.flow(value);
            let comment = ["", " # why", "  #"][self.below(3)];
            writeln!(out, " {flow}{comment}").unwrap();
        } else {
            out.push('\n');
            let step = 1 + self.below(4);
            self.block(value, indent + step, out);
        }
    }

    fn flow(&mut self, value: &Value) -> String {
        match value {
            Value::Object(map) => {
                let entries = self.shuffled(map.iter().collect());
                let entries = entries.into_iter().map(|(key, value)| {
                    let key = self.text(key);
                    format!("{key}: {}", self.flow(value))
                });
                let entries: Vec<String> = entries.collect();
                format!("{{{}}}", entries.join(", "))
            }
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.flow(item)).collect();
                format!("[{}]", items.join(" , "))
            }
            Value::String(text) => self.text(text),
            other => other.to_string(),
        }
    }

    fn text(&mut self, text: &str) -> String {
        let is_plain = text.chars().all(|c| c.is_ascii_alphabetic() || c == '-');
        match self.below(3) {
            0 => format!("'{text}'"),
            1 if is_plain => text.to_owned(),
            _ => format!("\"{text}\""),
        }
    }

    /// A blank line or a comment, which move everything below.
    fn interruption(&mut self, indent: usize, out: &mut String) {
        match self.below(6) {
            0 => out.push('\n'),
            1 => writeln!(out, "{}# a remark\n", " ".repeat(indent)).unwrap(),
            _ => {}
        }
    }
}

fn layout() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 1..400)
}

fn written(objects: &[Value], choices: &[u8]) -> String {
    let choices = choices.iter().cycle();
    Layout { choices }.documents(objects)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn order_lines_and_layout_change_nothing(choices in layout()) {
        let plain = fingerprints(&written(&objects(), &[2]));
        let text = written(&objects(), &choices);
        prop_assert_eq!(fingerprints(&text), plain, "{}", text);
    }

    #[test]
    fn nor_do_they_in_a_template(choices in layout()) {
        let objects = [template(&["First", "Second"])];
        let plain = fingerprints(&written(&objects, &[2]));
        let text = written(&objects, &choices);
        prop_assert_eq!(fingerprints(&text), plain, "{}", text);
    }

    #[test]
    fn another_name_is_another_fingerprint_and_only_that(choices in layout(), name in "[a-z]{3,12}") {
        prop_assume!(!["report", "twice", "thumbnails"].contains(&&*name));
        let plain = fingerprints(&written(&objects(), &[2]));
        let [deployment, scaler] = worker(&name);
        let mut renamed = objects();
        renamed[1] = deployment;
        renamed[2] = scaler;
        let found = fingerprints(&written(&renamed, &choices));
        prop_assert_eq!(found.len(), plain.len());
        for finding in plain.difference(&found) {
            prop_assert_eq!(&finding.1, "thumbnails");
        }
        let known: BTreeSet<&str> = plain.iter().map(|(_, _, print)| print.as_str()).collect();
        let changed: Vec<_> = found.iter().filter(|(_, _, print)| !known.contains(&**print)).collect();
        prop_assert!(!changed.is_empty());
        for (_, workload, _) in changed {
            prop_assert_eq!(workload, &name);
        }
    }
}

#[test]
fn the_objects_have_findings_to_speak_of() {
    let found = fingerprints(&written(&objects(), &[2]));
    let rules: BTreeSet<&str> = found.iter().map(|(rule, _, _)| rule.as_str()).collect();
    for rule in ["long-runtime", "stateful-workload", "could-be-serverless"] {
        assert!(rules.contains(rule), "{rules:?}");
    }
}

#[test]
fn one_more_function_leaves_what_globals_say_what_it_was() {
    let print = |names: &[&str]| {
        let found = fingerprints(&written(&[template(names)], &[2]));
        let prints = found.into_iter().map(|(_, _, print)| print);
        prints.collect::<BTreeSet<String>>()
    };
    // `Added` comes first in every order there is.
    assert_eq!(
        print(&["First", "Second"]),
        print(&["Added", "First", "Second"])
    );
}
