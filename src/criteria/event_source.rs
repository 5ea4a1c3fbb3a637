//! "Is it an API, a webhook, an event processor?" A scaler that names a cloud service's events names a function's trigger.

use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{FactName, Side, TriggerKind, Workload};
use crate::platform::function_trigger;
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "It processes events",
    reads: "An event source that starts, scales or feeds the workload (a function's trigger, KEDA, Knative Eventing) is strong \
            where a cloud offers the same source as a function's trigger, which the evidence names, and a hint where it runs \
            anywhere (Kafka, RabbitMQ). Scaling on load or on a query (`cpu`, `prometheus`) is no event.",
    side: Side::Serverless,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "events";

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
  triggers:
    - type: aws-sqs-queue
      metadata:
        queueURL: https://sqs.eu-west-1.amazonaws.com/123456789012/jobs
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
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: worker
spec:
  scaleTargetRef:
    name: worker
  triggers:
    - type: cpu
      metricType: Utilization
      metadata:
        value: '70'
",
    },
};

fn evaluate(workload: &Workload, _context: &Context<'_>, out: &mut Vec<Evidence>) {
    let is_function = workload.placement.side() == Some(Side::Serverless);
    for fact in workload.facts(FactName::Trigger) {
        let Some(trigger) = fact.trigger() else {
            continue;
        };
        let is_event = matches!(
            trigger.kind,
            TriggerKind::Queue
                | TriggerKind::Stream
                | TriggerKind::Topic
                | TriggerKind::Storage
                | TriggerKind::Event
        );
        if !is_event {
            continue;
        }
        let source = trigger.source.as_str();
        let (weight, text) = match function_trigger(source) {
            Some(known) => {
                let (platform, name) = (known.platform.title(), known.name);
                let text =
                    format!("works on events of `{source}`, for which {platform} has {name}");
                let weight = if known.native {
                    Weight::Strong
                } else {
                    Weight::Weak
                };
                (weight, text)
            }
            // What starts a function is its platform's own trigger.
            None if is_function => (Weight::Strong, format!("is started by `{source}`")),
            None => (Weight::Weak, format!("works on events of `{source}`")),
        };
        out.push(Evidence::new(NAME, Stance::For, weight, text, fact));
    }
}
