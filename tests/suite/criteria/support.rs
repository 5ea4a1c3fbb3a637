//! From a file to evidence and findings. A file called `plimsoll.yaml` is the configuration beside a plain Deployment.

use jiff::civil::Date;
use plimsoll::config::{self, Settings};
use plimsoll::criteria::CRITERIA;
use plimsoll::finding::{Evidence, Finding};
use plimsoll::model::{Declarations, Workload};
use plimsoll::platform::{Limits, fill_defaults};
use plimsoll::repository::Repository;
use plimsoll::rule::Context;
use plimsoll::source::Source;
use plimsoll::{formats, judge, link, syntax};
use std::path::Path;

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: example.com/web:1}]
";

fn settings(config: &str) -> Settings {
    let today = Date::constant(2026, 11, 1);
    let mut settings = Settings::new(Limits::builtin().unwrap(), today);
    let options = config::parse(&Source::new("plimsoll.yaml", config), &judge::rules());
    options
        .unwrap_or_else(|errors| panic!("{errors:?}"))
        .apply(&mut settings);
    settings
}

fn context(settings: &Settings) -> Context<'_> {
    Context {
        thresholds: &settings.thresholds,
        limits: &settings.limits,
        organization: &settings.organization,
    }
}

fn workloads(path: &str, text: &str, settings: &Settings) -> Vec<Workload> {
    let repository = Repository::new(Path::new("/nowhere"));
    let tree = syntax::parse(&Source::new(path, text));
    assert!(tree.errors().is_empty(), "{path}: {:?}", tree.errors());
    let mut all = Declarations::default();
    formats::read(&tree, "", &repository, &mut all);
    assert!(all.problems.is_empty(), "{path}: {:?}", all.problems);
    let mut workloads = all.workloads;
    link::link(&all.companions, &mut workloads);
    config::declare(settings, &mut workloads);
    for workload in &mut workloads {
        fill_defaults(workload, &settings.limits);
    }
    judge::mark_habits(&mut workloads, &context(settings));
    workloads
}

/// Criterion, stance and text of all evidence that a file gives.
pub(crate) fn evidence(path: &str, text: &str) -> Vec<(&'static str, &'static str, String)> {
    let (settings, workloads) = if path == "plimsoll.yaml" {
        let settings = settings(text);
        let workloads = workloads("web.yaml", DEPLOYMENT, &settings);
        (settings, workloads)
    } else {
        let settings = settings("");
        let workloads = workloads(path, text, &settings);
        (settings, workloads)
    };
    let context = context(&settings);
    let mut all = Vec::new();
    for workload in &workloads {
        for criterion in CRITERIA {
            (criterion.evaluate)(workload, &context, &mut all);
        }
    }
    all.into_iter()
        .map(|one| (one.criterion, one.stance.name(), one.text))
        .collect()
}

/// The findings on a file beside a configuration.
pub(crate) fn findings(path: &str, text: &str, config: &str) -> Vec<Finding> {
    let settings = settings(config);
    let workloads = workloads(path, text, &settings);
    let context = context(&settings);
    let all = workloads
        .iter()
        .flat_map(|workload| judge::judge(workload, &context));
    judge::merge(all.collect())
}

/// What one criterion says of a file beside a configuration: `for strong: text`, a line each; `remark: text` for what else
/// to know.
pub(crate) fn heard(criterion: &str, path: &str, text: &str, config: &str) -> Vec<String> {
    let settings = settings(config);
    let workloads = workloads(path, text, &settings);
    let criterion = CRITERIA.iter().find(|known| known.name == criterion);
    let mut all = Vec::new();
    for workload in &workloads {
        (criterion.unwrap().evaluate)(workload, &context(&settings), &mut all);
    }
    let line = |one: &Evidence| {
        if one.is_reason() {
            return format!("{} {}: {}", one.stance.name(), one.weight.name(), one.text);
        }
        // When its page was last checked is the table's business.
        format!("remark: {}", one.text.split(", checked").next().unwrap())
    };
    all.iter().map(line).collect()
}

/// The words of the findings of one rule on a file: message and help, without its reference.
pub(crate) fn words(rule: &str, path: &str, text: &str) -> Vec<[String; 2]> {
    let findings = findings(path, text, "");
    let its = findings.iter().filter(|one| one.rule.name == rule);
    its.map(|one| {
        let help = one.help.split("; see ").next().unwrap();
        [one.message.clone(), help.to_owned()]
    })
    .collect()
}

/// A serving resource with annotations and lines of its pod: on Cloud Run, on Knative, or on either.
pub(crate) fn service(mark: &str, annotations: &str, pod: &str) -> String {
    format!(
        "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: shop
  annotations: {{{mark}{annotations}}}
spec:
  template:
    spec:
{pod}
"
    )
}

/// What marks a serving resource as one of Cloud Run.
pub(crate) const CLOUD_RUN: &str = "run.googleapis.com/ingress: all, ";
/// What marks a serving resource as one of Knative.
pub(crate) const KNATIVE: &str = "client.knative.dev/user-image: example.com/shop:1, ";
/// Nothing: it fits both.
pub(crate) const EITHER: &str = "";
/// The plainest pod.
pub(crate) const PLAIN: &str = "      containers: [{image: example.com/shop:1}]";

/// A Deployment with lines of its pod.
pub(crate) fn deployment(pod: &str) -> String {
    format!(
        "\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: shop}}
spec:
  selector: {{matchLabels: {{app: shop}}}}
  template:
    metadata: {{labels: {{app: shop}}}}
    spec:
{pod}
---
"
    )
}

/// A function of a SAM template with lines of its own.
pub(crate) fn function(lines: &str) -> String {
    format!(
        "\
Transform: AWS::Serverless-2016-10-31
Conditions: {{Prod: !Equals [!Ref AWS::Region, eu-west-1]}}
Resources:
  Shop:
    Type: AWS::Serverless::Function
{lines}
"
    )
}
