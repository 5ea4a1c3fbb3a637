//! From a file to evidence and findings. A file called `plimsoll.yaml` is the configuration beside a plain Deployment.

use jiff::civil::Date;
use plimsoll::config::{self, Settings};
use plimsoll::criteria::CRITERIA;
use plimsoll::finding::Finding;
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
