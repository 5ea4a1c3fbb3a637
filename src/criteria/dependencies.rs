//! "Does it depend on what runs beside it?" Work that exists to call a Service of its cluster goes where the Service goes.

use super::{Criterion, Examples};
use crate::finding::{Evidence, Stance, Weight};
use crate::model::{Callee, Dependency, Fact, FactName, Side, Workload};
use crate::rule::{Context, Example};

/// The criterion.
pub(super) static CRITERION: Criterion = Criterion {
    name: NAME,
    title: "It calls what runs in its cluster",
    reads: "A name under `svc.cluster.local`, the name of a Service of the same namespace, or an address whose host has no \
            domain, in a command, the environment, a probe or a ConfigMap. Strong for a Job or a CronJob, which exists to \
            make that call, and for what calls the Kubernetes API; a hint for what stays up, and where only traces, \
            metrics or a proxy are reached. A public host, a Service that leads out of the cluster and a workload's own \
            Service are no such call.",
    side: Side::Kubernetes,
    settings: &[],
    evaluate,
    rule: None,
    examples: Some(&EXAMPLES),
};

const NAME: &str = "dependencies";

/// Callees that a sentence lists before it counts the rest.
const LISTED: usize = 3;

static EXAMPLES: Examples = Examples {
    speaks: Example {
        path: "close-day.yaml",
        text: "\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: close-day
spec:
  schedule: '15 4 * * *'
  jobTemplate:
    spec:
      activeDeadlineSeconds: 300
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: close-day
              image: example.com/curl:1
              args: [-fsS, 'http://orders.shop.svc.cluster.local/close-day']
",
    },
    silent: Example {
        path: "close-day.yaml",
        text: "\
apiVersion: batch/v1
kind: CronJob
metadata:
  name: close-day
spec:
  schedule: '15 4 * * *'
  jobTemplate:
    spec:
      activeDeadlineSeconds: 300
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: close-day
              image: example.com/curl:1
              args: [-fsS, 'https://orders.example.com/close-day']
",
    },
};

fn evaluate(workload: &Workload, _context: &Context<'_>, out: &mut Vec<Evidence>) {
    let facts = || {
        let facts = workload.facts(FactName::Dependency);
        facts.filter_map(|fact| Some((fact, fact.dependency()?)))
    };
    let is_api = |called: &Dependency| called.callee == Callee::Api;
    let of = |wanted: &dyn Fn(&Dependency) -> bool| {
        let wanted = facts().filter(|(_, called)| wanted(called));
        wanted.collect::<Vec<_>>()
    };
    let mut speak = |called: Vec<(&Fact, &Dependency)>, weight| {
        if let Some((fact, _)) = called.first() {
            let text = format!("calls {}", listed(&called));
            out.push(Evidence::new(NAME, Stance::For, weight, text, fact));
        }
    };
    speak(of(&is_api), Weight::Strong);
    let work = of(&|called| !is_api(called) && !called.aside);
    let weight = if workload.ends() {
        Weight::Strong
    } else {
        Weight::Weak
    };
    speak(work, weight);
    speak(of(&|called| !is_api(called) && called.aside), Weight::Weak);
}

fn listed(called: &[(&Fact, &Dependency)]) -> String {
    let names = called.iter().take(LISTED).map(|(_, one)| one.to_string());
    let text = names.collect::<Vec<_>>().join(", ");
    match called.len().saturating_sub(LISTED) {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}
