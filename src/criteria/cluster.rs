//! What ties a workload to a cluster, whatever else speaks: host access, devices, the cluster's own parts, a size that no
//! serverless platform gives.

use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{FactName, Platform, Side, Workload};
use crate::platform::{Bound, Magnitude, Setting};
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "It needs the cluster itself: hosts, devices, the Kubernetes API",
    reads: "Host access, devices, the kind of node, a DaemonSet, leader election, a role at the cluster's API, a webhook that \
            the API server calls, a tool that talks to that API (`kubectl`, `helm`, `oc`) in a command or a mounted script, a \
            kubeconfig, a hook of Argo CD or Helm, an operator's kind, an infrastructure namespace, an image that is a \
            daemon, a registry, a build cache, a tunnel, a proxy or a part of monitoring, and more memory \
            than any serverless platform gives are each decisive: such a workload is never asked to move.",
    side: Side::Kubernetes,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "cluster";

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
          securityContext:
            privileged: true
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
          securityContext:
            runAsNonRoot: true
",
    },
};

fn evaluate(workload: &Workload, context: &Context<'_>, out: &mut Vec<Evidence>) {
    for fact in workload.facts(FactName::Blocker) {
        // A blocker whose value only another tool fills in is one all the same.
        let text = fact.blocker().map_or_else(
            || "needs the cluster".to_owned(),
            |blocker| format!("{} {}", blocker.kind.replace('-', " "), blocker.detail),
        );
        out.push(Evidence::new(
            NAME,
            Stance::For,
            Weight::Decisive,
            text,
            fact,
        ));
    }
    let Some(largest) = largest_memory(context) else {
        return;
    };
    for fact in workload.facts(FactName::Memory) {
        let size = fact.size().map(Magnitude::Size);
        if let Some(size) = size.filter(|size| *size > largest) {
            let text = format!("{size} of memory, serverless platforms give {largest}");
            out.push(Evidence::new(
                NAME,
                Stance::For,
                Weight::Decisive,
                text,
                fact,
            ));
        }
    }
}

/// The most memory any serverless platform of the table gives one instance.
fn largest_memory(context: &Context<'_>) -> Option<Magnitude> {
    let serverless = Platform::ALL
        .iter()
        .filter(|platform| platform.side() == Side::Serverless);
    let most = serverless.filter_map(|platform| {
        let limits = context.limits;
        let limit = limits.find(*platform, None, Setting::Memory, Bound::Max)?;
        Some(limit.value)
    });
    most.max()
}
