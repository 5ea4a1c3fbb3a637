//! Small words the tests are written in.

use plimsoll::formats;
use plimsoll::model::{Declarations, Fact, FactName, Workload};
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use plimsoll::{link, syntax};

/// A Deployment with a Service in front, in `k8s/price.yaml`.
pub(crate) const PRICE: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: price, namespace: shop}
spec:
  template:
    metadata:
      labels: {app.kubernetes.io/name: pricing}
    spec:
      containers: [{name: web, image: example.com/price:1}]
---
apiVersion: v1
kind: Service
metadata: {name: price-http, namespace: shop}
spec:
  selector: {app.kubernetes.io/name: pricing}
";

/// Reads and links files; the folder of a file is its source root.
pub(crate) fn workloads(files: &[(&str, &str)]) -> Vec<Workload> {
    let mut out = Declarations::default();
    for (path, text) in files {
        let tree = syntax::parse(&Source::new(*path, *text));
        assert!(tree.errors().is_empty(), "{path}: {:?}", tree.errors());
        let root = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        formats::read(&tree, root, &Repository::new("/nonexistent"), &mut out);
    }
    link::link(&out.companions, &mut out.workloads);
    out.workloads
}

/// `p99.9 25 ms at "0.025" of SLO/price`, and what is to know besides.
fn line(fact: &Fact) -> String {
    let value = fact.value.as_ref();
    let value = value.map_or("?".to_owned(), ToString::to_string);
    let at = fact.at.as_ref().unwrap().text();
    let owner = fact.owner.as_deref().unwrap_or("nobody");
    let note = fact.note.as_ref();
    let note = note.map_or(String::new(), |note| format!(" ({note})"));
    format!("{value} at {at:?} of {owner}{note}")
}

/// What each workload knows of latency: `price: p99.9 25 ms at "0.025" of SLO/price`, and its notes.
pub(crate) fn learned(files: &[(&str, &str)]) -> Vec<String> {
    let mut lines = Vec::new();
    for workload in workloads(files) {
        let name = &workload.name;
        let facts = workload.facts(FactName::Latency);
        lines.extend(facts.map(|fact| format!("{name}: {}", line(fact))));
        let notes = workload.notes.iter();
        lines.extend(notes.map(|note| format!("{name}: note: {note}")));
    }
    lines
}

/// What `price` learns from one document beside it.
pub(crate) fn says(document: &str) -> Vec<String> {
    let lines = learned(&[("k8s/price.yaml", PRICE), ("k8s/slo.yaml", document)]);
    let its = |line: String| line.strip_prefix("price: ").map(str::to_owned);
    lines.into_iter().filter_map(its).collect()
}

pub(crate) const SILENCE: [&str; 0] = [];
