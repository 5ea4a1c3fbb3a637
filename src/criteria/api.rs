//! "Is it an API or a webhook?" HTTP requests that come in from outside; most web applications look so, and it takes more.

use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{FactName, Side, TriggerKind, Workload};
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "It is an API or a webhook",
    reads: "A route from outside (an Ingress, a gateway, a function URL) is a hint: most web applications look so, and only \
            pauses or peaks in the traffic make them fit. A Service alone is no route: callers inside the cluster may \
            speak anything.",
    side: Side::Serverless,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "api";

static EXAMPLES: Examples = Examples {
    speaks: Example {
        path: "web.yaml",
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
apiVersion: v1
kind: Service
metadata:
  name: worker
spec:
  selector: {app: worker}
  ports:
    - port: 80
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: worker
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: worker
                port: {number: 80}
",
    },
    silent: Example {
        path: "web.yaml",
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
apiVersion: v1
kind: Service
metadata:
  name: worker
spec:
  selector: {app: worker}
  ports:
    - port: 80
",
    },
};

fn evaluate(workload: &Workload, _context: &Context<'_>, out: &mut Vec<Evidence>) {
    for fact in workload.facts(FactName::Trigger) {
        let Some(trigger) = fact.trigger() else {
            continue;
        };
        if matches!(trigger.kind, TriggerKind::Http | TriggerKind::FunctionUrl) {
            let text = format!("answers HTTP requests through {}", trigger.source);
            out.push(Evidence::new(NAME, Stance::For, Weight::Weak, text, fact));
        }
    }
}
