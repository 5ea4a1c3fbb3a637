//! "Is fine-grained control of the network needed?" Counts only together with others: nothing here is wrong on serverless.

use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{FactName, Side, Workload};
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "Fine-grained control of the network is needed",
    reads: "What only a cluster's network gives is strong: the host's network or ports, a resolver of one's own, host aliases, \
            UDP and SCTP, more interfaces, a network policy for these pods that names peers or looks into requests. Hints: \
            a policy that only closes doors, a mesh's sidecar without rules for the workload, a way into a private \
            network (`vpc`), which functions have too. What selects every pod says nothing about one.",
    side: Side::Kubernetes,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "network";

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
      hostAliases:
        - ip: 10.0.0.7
          hostnames: [ledger.internal]
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
      dnsPolicy: ClusterFirst
      containers:
        - name: worker
          image: example.com/worker:1
",
    },
};

fn evaluate(workload: &Workload, _context: &Context<'_>, out: &mut Vec<Evidence>) {
    for fact in workload.facts(FactName::Network) {
        if let Some(network) = fact.network() {
            let weight = if network.strong {
                Weight::Strong
            } else {
                Weight::Weak
            };
            let text = network.kind.replace('-', " ");
            out.push(Evidence::new(NAME, Stance::For, weight, text, fact));
        }
    }
}
