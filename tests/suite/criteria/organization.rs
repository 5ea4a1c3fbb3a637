//! What the organisation says tips what a workload's own evidence carries, and carries nothing itself.

use super::support::{findings, heard};
use plimsoll::finding::Finding;

/// `rule severity confidence`, then each piece of evidence with its place.
fn said(findings: &[Finding]) -> Vec<String> {
    let mut lines = Vec::new();
    for finding in findings {
        lines.push(format!(
            "{} {} {}",
            finding.rule.name,
            finding.severity.name(),
            finding.confidence.name()
        ));
        for one in finding.evidence.iter().filter(|one| one.is_reason()) {
            let at = one.at.as_ref().unwrap();
            lines.push(format!(
                "  {} {}: {} ({}:{})",
                one.stance.name(),
                one.weight.name(),
                one.text,
                at.path(),
                at.first().line
            ));
        }
    }
    lines
}

const SLEEPER: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: worker}
spec:
  selector: {matchLabels: {app: worker}}
  template:
    metadata: {labels: {app: worker}}
    spec:
      containers: [{name: worker, image: example.com/worker:1}]
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: worker}
spec:
  scaleTargetRef: {name: worker}
  minReplicaCount: 0
  triggers: [{type: prometheus, metadata: {query: sum(jobs_waiting), threshold: '5'}}]
";

const LONG: &str = "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: report
  annotations: {run.googleapis.com/ingress: all}
spec:
  template:
    spec:
      timeoutSeconds: 3600
      containers: [{image: example.com/report:1}]
";

const PLAIN: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: example.com/web:1}]
";

const NOTHING: [&str; 0] = [];

#[test]
fn cost_first_is_the_second_sign_that_was_missing() {
    assert_eq!(said(&findings("w.yaml", SLEEPER, "")), NOTHING);
    let config = "organization:\n  priorities: [cost, control]\n";
    assert_eq!(
        said(&findings("w.yaml", SLEEPER, config)),
        [
            "could-be-serverless note medium",
            "  for strong: scales to zero when there is nothing to do (w.yaml:16)",
            "  for weak: cost comes first in this organisation (plimsoll.yaml:2)",
        ]
    );
}

#[test]
fn what_the_organisation_says_is_no_finding_of_a_plain_workload() {
    let config = "organization:\n  devops-team: false\n  kubernetes-expertise: none\n  priorities: [cost, speed-to-market]\n";
    assert_eq!(said(&findings("w.yaml", PLAIN, config)), NOTHING);
    let config = "organization:\n  portability: required\n  compliance: [data-residency]\n  kubernetes-expertise: high\n  priorities: [latency]\n";
    let short = LONG.replace("3600", "60");
    assert_eq!(said(&findings("r.yaml", &short, config)), NOTHING);
}

#[test]
fn where_nobody_runs_kubernetes_the_advice_is_a_note() {
    assert_eq!(
        said(&findings("r.yaml", LONG, ""))[0],
        "long-runtime warning high"
    );
    let config = "organization: {kubernetes-expertise: none}\n";
    assert_eq!(
        said(&findings("r.yaml", LONG, config)),
        [
            "long-runtime note medium",
            "  for decisive: allowed 3600 s, threshold 900 s (r.yaml:9)",
            "  against strong: nobody in this organisation runs Kubernetes (plimsoll.yaml:1)",
        ]
    );
}

#[test]
fn required_portability_stands_beside_the_advice_and_adds_no_weight() {
    let config = "organization: {portability: required}\n";
    assert_eq!(
        said(&findings("r.yaml", LONG, config)),
        [
            "long-runtime warning high",
            "  for decisive: allowed 3600 s, threshold 900 s (r.yaml:9)",
            "  for strong: workloads must be able to move to another cloud (plimsoll.yaml:1)",
        ]
    );
}

/// What a criterion hears of an organisation.
fn heard_of(criterion: &str, organization: &str) -> Vec<String> {
    let config = format!("organization: {{{organization}}}");
    heard(criterion, "w.yaml", PLAIN, &config)
}

#[test]
fn who_runs_platforms_speaks_for_both_sides_by_what_the_organisation_says() {
    for (says, expertise, small) in [
        (
            "kubernetes-expertise: high",
            "for weak: Kubernetes is well known in this organisation",
            "",
        ),
        ("kubernetes-expertise: some", "", ""),
        (
            "kubernetes-expertise: none",
            "against strong: nobody in this organisation runs Kubernetes",
            "for weak: nobody in this organisation runs Kubernetes",
        ),
        (
            "devops-team: true",
            "for weak: a team runs platforms in this organisation",
            "",
        ),
        (
            "devops-team: false",
            "",
            "for strong: no team runs platforms in this organisation",
        ),
    ] {
        let both = ["team-expertise", "small-team"].map(|name| heard_of(name, says).concat());
        assert_eq!(both, [expertise, small], "{says}");
    }
}

#[test]
fn what_is_required_is_strong_and_what_comes_first_is_a_hint() {
    for (says, criterion, line) in [
        (
            "compliance: [data-residency]",
            "compliance",
            "for strong: `data-residency` asks for control over the machines",
        ),
        (
            "priorities: [control]",
            "compliance",
            "for weak: control comes first in this organisation",
        ),
        (
            "priorities: [latency]",
            "latency",
            "for weak: latency comes first in this organisation",
        ),
        (
            "priorities: [cost]",
            "cost",
            "for weak: cost comes first in this organisation",
        ),
        (
            "priorities: [speed-to-market]",
            "experiment",
            "for weak: being live soon comes first in this organisation",
        ),
        (
            "portability: required",
            "portability",
            "for strong: workloads must be able to move to another cloud",
        ),
    ] {
        assert_eq!(heard_of(criterion, says), [line], "{says}");
    }
    assert_eq!(heard_of("portability", "portability: optional"), NOTHING);
}
