//! "Does traffic pause, so that cost matters?" A scaler that goes to zero says that its author accepts a cold start.

use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{FactName, Origin, Side, Workload};
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "It scales to zero when there is nothing to do",
    reads: "A scaler that goes to zero is strong: its author accepts a cold start. KEDA does so where `minReplicaCount` is not \
            stated and anything but CPU or memory scales. `replicas: 0` in the workload itself is a parked workload, and says \
            nothing.",
    side: Side::Serverless,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "scale-to-zero";

static EXAMPLES: Examples = Examples {
    speaks: Example {
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
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: worker
spec:
  scaleTargetRef:
    name: worker
  minReplicaCount: 0
  triggers:
    - type: prometheus
      metadata:
        serverAddress: http://prometheus:9090
        query: sum(jobs_waiting)
        threshold: '5'
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
  replicas: 0
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

fn evaluate(workload: &Workload, _context: &Context<'_>, out: &mut Vec<Evidence>) {
    // Zero in the workload's own block is a parked workload; only a scaler brings it back. That a ScaledJob runs nothing
    // between its events is what its trigger says already.
    let scaled = workload
        .facts(FactName::ReplicasMin)
        .filter(|fact| fact.origin == Origin::Linked && fact.count() == Some(0));
    for fact in scaled {
        let text = "scales to zero when there is nothing to do";
        out.push(Evidence::new(NAME, Stance::For, Weight::Strong, text, fact));
    }
}
