//! "Does traffic vary tenfold or more, or is it steady?" Only a stated peak or a declaration says so: an autoscaler's
//! range is capacity, and 1..10 is what tutorials write.

use super::could_be_serverless::{COULD_BE_SERVERLESS, PEAK_RATIO};
use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{Fact, FactName, Origin, Side, Workload};
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "Traffic varies tenfold or more",
    reads: "Traffic that is declared spiky, and a peak that a timetable states, are strong from the threshold on. The range of an \
            autoscaler is a hint, never more, and only above the threshold: 1 to 10 is what tutorials write. Traffic that is \
            declared steady speaks decisively against.",
    side: Side::Serverless,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "traffic-pattern";

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
  minReplicaCount: 1
  triggers:
    - type: cron
      metadata:
        timezone: Europe/Berlin
        start: 0 8 * * *
        end: 0 10 * * *
        desiredReplicas: '40'
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
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: worker
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: worker
  minReplicas: 1
  maxReplicas: 10
",
    },
};

/// How the field of a stated peak ends: the replicas that a timetable asks for.
const STATED_PEAK: &str = "desiredReplicas";

fn evaluate(workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    for fact in workload.facts(FactName::TrafficPattern) {
        let evidence = match fact.text() {
            Some("spiky") => (Stance::For, Weight::Strong, "traffic is declared spiky"),
            Some("steady") => (
                Stance::Against,
                Weight::Decisive,
                "traffic is declared steady",
            ),
            _ => continue,
        };
        let (stance, weight, text) = evidence;
        out.push(Evidence::new(NAME, stance, weight, text, fact));
    }
    let ratio = context.count(&COULD_BE_SERVERLESS, PEAK_RATIO);
    let linked = |name| {
        let facts = workload.facts(name);
        facts.filter(|fact: &&Fact| fact.origin == Origin::Linked)
    };
    let base = linked(FactName::ReplicasMin)
        .filter_map(|fact| fact.count())
        .max();
    for fact in linked(FactName::ReplicasMax) {
        let Some(peak) = fact.count() else {
            continue;
        };
        let is_stated = fact.field.ends_with(STATED_PEAK);
        let least = base.unwrap_or(0).max(1);
        if is_stated && peak >= least.saturating_mul(ratio) {
            let text = format!("a stated peak of {peak} replicas over {least}");
            out.push(Evidence::new(NAME, Stance::For, Weight::Strong, text, fact));
        } else if let Some(base) = base.filter(|_| !is_stated)
            && peak > least.saturating_mul(ratio)
        {
            let text = format!("scales from {base} to {peak} replicas");
            out.push(Evidence::new(NAME, Stance::For, Weight::Weak, text, fact));
        }
    }
}
