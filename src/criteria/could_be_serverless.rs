//! The rule that the serverless side's criteria report together; the judge gives the verdict. Here, because its
//! thresholds are theirs.

use crate::finding::Severity;
use crate::model::Duration;
use crate::rule::{Example, Family, Quantity, Rule, Stricter, Threshold};

/// The longest run that counts as short.
pub(super) const SHORT_RUN: &str = "short-run";
/// How far apart runs are that count as rare.
pub(super) const RARE_RUN: &str = "rare-run";
/// The peak over the base that counts as spiky.
pub(super) const PEAK_RATIO: &str = "peak-ratio";

/// The fewest workloads of a source root that can have a habit.
pub const HABIT_WORKLOADS: &str = "habit-workloads";
/// How many of them, of a hundred, must share what is a habit.
pub const HABIT_PERCENT: &str = "habit-percent";

/// The rule.
pub static COULD_BE_SERVERLESS: Rule = Rule {
    name: "could-be-serverless",
    family: Family::PreferServerless,
    severity: Severity::Note,
    summary: "A workload on Kubernetes that serverless would run as well, and only when needed",
    why: "What sleeps most of the time, runs on events, or runs rarely and briefly still costs nodes, upgrades and \
          attention on a cluster. The manifest itself says so here: it scales to zero, waits for events of a cloud \
          service, has a deadline, or states its peak.\n\n\
          It is hard to earn: nothing ties the workload to a cluster (host access, devices, durable volumes, open \
          connections, long runs), and two different signs speak for serverless, at least one of them strong. An \
          autoscaler with a wide range is a safety margin, not a traffic pattern, and is never enough.\n\n\
          Habit is not need: what nearly every workload of a folder shares (a mesh's sidecar, the same network policy, \
          the same choice of nodes) says how the cluster is set up, and counts as a hint about each of them. What sets a \
          workload apart counts in full, and state, devices and infrastructure always do.",
    instead: "Consider a function with the same trigger (AWS Lambda, Azure Functions), a Cloud Run service or job, or a \
              managed schedule. On a cluster that stays anyway, Knative or KEDA give the same scaling.",
    ignore_when: "The cluster is there anyway and has room, the team wants one platform, or moving costs more than it \
                  saves.",
    thresholds: &[
        Threshold {
            name: SHORT_RUN,
            default: Quantity::Duration(Duration::from_secs(900)),
            stricter: Stricter::Higher,
            summary: "the longest deadline of a job that still fits serverless",
            source: "the framework; also AWS Lambda's longest invocation",
        },
        Threshold {
            name: RARE_RUN,
            default: Quantity::Duration(Duration::from_secs(3_600)),
            stricter: Stricter::Lower,
            summary: "the shortest time between two scheduled runs that counts as low traffic",
            source: "the framework",
        },
        Threshold {
            name: PEAK_RATIO,
            default: Quantity::Count(10),
            stricter: Stricter::Lower,
            summary: "the stated peak over the base from which traffic counts as spiky",
            source: "the framework",
        },
        Threshold {
            name: HABIT_WORKLOADS,
            default: Quantity::Count(5),
            stricter: Stricter::Lower,
            summary: "the fewest workloads of a folder, kustomization or chart that can have a habit",
            source: "our judgement: among fewer, what two share is no habit",
        },
        Threshold {
            name: HABIT_PERCENT,
            default: Quantity::Count(80),
            stricter: Stricter::Lower,
            summary: "how many of a hundred must share network, affinity or nodes for it to be a habit",
            source: "our judgement: all but the odd one",
        },
    ],
    references: &[
        "https://keda.sh/docs/latest/reference/scaledobject-spec/",
        "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
    ],
    bad: Example {
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
    - type: aws-sqs-queue
      metadata:
        queueURL: https://sqs.eu-west-1.amazonaws.com/123456789012/jobs
        queueLength: '5'
",
    },
    good: Example {
        path: "web.yaml",
        text: "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: example.com/web:1
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: web
  minReplicas: 1
  maxReplicas: 10
",
    },
};
