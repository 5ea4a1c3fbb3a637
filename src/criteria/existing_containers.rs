//! "Is it a container that exists already?" Then it runs on Kubernetes as it is; a function would be another program.

use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{FactName, Side, Workload};
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "An existing container is being moved",
    reads: "Strong: a manifest converted from Compose (`kompose.cmd`, `kompose.version`), a service of a Compose file, pods \
            that need Windows, a web server that runs on AWS Lambda behind its Web Adapter. That an image is named proves \
            nothing: everything on Kubernetes has one.",
    side: Side::Kubernetes,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "existing-containers";

static EXAMPLES: Examples = Examples {
    speaks: Example {
        path: "worker.yaml",
        text: "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
  annotations:
    kompose.version: 1.34.0
spec:
  selector:
    matchLabels: {app: worker}
  template:
    metadata:
      labels: {app: worker}
    spec:
      containers:
        - name: worker
          image: example.com/worker:1
",
    },
    silent: Example {
        path: "worker.yaml",
        text: "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
spec:
  selector:
    matchLabels: {app: worker}
  template:
    metadata:
      labels: {app: worker}
    spec:
      containers:
        - name: worker
          image: example.com/worker:1
",
    },
};

/// What a pod's choice of nodes shows that needs Windows.
const WINDOWS: &[&str] = &["windows", "kubernetes.io/os", "beta.kubernetes.io/os"];

fn evaluate(workload: &Workload, _context: &Context<'_>, out: &mut Vec<Evidence>) {
    for fact in workload.facts(FactName::ExistingContainer) {
        let what = fact.text().unwrap_or("a container that runs elsewhere");
        let text = format!("it exists already: {what}");
        out.push(Evidence::new(NAME, Stance::For, Weight::Strong, text, fact));
    }
    for fact in workload.facts(FactName::Blocker) {
        let windows = fact.blocker().is_some_and(|blocker| {
            blocker.kind == "node-selection" && WINDOWS.contains(&blocker.detail.as_str())
        });
        if windows {
            let text = "its containers need Windows";
            out.push(Evidence::new(NAME, Stance::For, Weight::Strong, text, fact));
        }
    }
}
