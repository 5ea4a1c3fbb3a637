//! Where a finding stands, and whose it is: the line that its author would change, and a fingerprint that means the object.

use super::support::{judge_text, judge_under, told};
use plimsoll::finding::Finding;

fn places(findings: &[Finding]) -> Vec<String> {
    let place = |one: &Finding| {
        let (path, line) = (one.location.path(), one.location.first().line);
        format!("{} {path}:{line}", one.rule.name)
    };
    findings.iter().map(place).collect()
}

fn fingerprint(path: &str, text: &str) -> String {
    let findings = judge_text(path, text);
    assert_eq!(findings.len(), 1, "{:?}", told(&findings));
    findings[0].fingerprint.clone()
}

const SERVICE: &str = "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: report
  annotations: {run.googleapis.com/ingress: all}
spec:
  template:
    spec:
      containers: [{image: example.com/report:1}]
";

#[test]
fn what_the_configuration_declares_is_about_the_workload_s_own_lines() {
    let config = "workloads:\n  - {name: report, max-runtime: 40m}\n";
    let findings = judge_under(config, "run.yaml", SERVICE);
    assert_eq!(places(&findings), ["long-runtime run.yaml:1"]);
    assert_eq!(
        told(&findings)[1],
        "  runtime for decisive: runs 2400 s, threshold 900 s (plimsoll.yaml:2)"
    );
}

#[test]
fn what_an_annotation_declares_is_changed_there() {
    let declared = "ingress: all, plimsoll/max-runtime: 40m}";
    let text = SERVICE.replace("ingress: all}", declared);
    let findings = judge_text("run.yaml", &text);
    assert_eq!(places(&findings), ["long-runtime run.yaml:5"]);
}

const GLOBALS: &str = "\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 1200}}
Resources:
  F: {Type: AWS::Serverless::Function}
";

#[test]
fn an_inherited_value_s_fingerprint_is_its_declaring_object_s() {
    let renamed = GLOBALS.replace("  F:", "  G:");
    assert_eq!(
        fingerprint("template.yaml", GLOBALS),
        fingerprint("template.yaml", &renamed)
    );
    let own = |name: &str| {
        let text =
            "Resources:\n  NAME: {Type: AWS::Lambda::Function, Properties: {Timeout: 1200}}\n";
        fingerprint("template.yaml", &text.replace("NAME", name))
    };
    assert_ne!(own("F"), own("G"));
}

#[test]
fn a_scaler_s_value_is_its_workload_s_all_the_same() {
    let text = |name: &str, scaler: &str| {
        format!(
            "\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  selector: {{matchLabels: {{app: a}}}}
  template:
    metadata: {{labels: {{app: a}}}}
    spec: {{containers: [{{name: a, image: example.com/a:1}}]}}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {{name: {scaler}}}
spec:
  scaleTargetRef: {{name: {name}}}
  minReplicaCount: 0
  triggers: [{{type: aws-sqs-queue, metadata: {{queueURL: jobs}}}}]
"
        )
    };
    let of = |name, scaler| fingerprint("all.yaml", &text(name, scaler));
    assert_eq!(of("worker", "scaler"), of("worker", "scaler"));
    assert_ne!(of("worker", "scaler"), of("other", "scaler"));
    assert_ne!(of("worker", "scaler"), of("worker", "other"));
}

#[test]
fn a_value_that_is_written_elsewhere_is_shown_there() {
    let text = "\
Parameters:
  Seconds: {Type: Number, Default: 1200}
Resources:
  F:
    Type: AWS::Lambda::Function
    Properties:
      MemorySize: 128
      Timeout: !Ref Seconds
";
    let findings = judge_text("template.yaml", text);
    assert_eq!(
        places(&findings),
        ["timeout-over-platform-limit template.yaml:8"]
    );
    assert_eq!(
        told(&findings)[1..3],
        [
            "  timeout for decisive: allowed 1200 s, limit 900 s (template.yaml:8)",
            "  timeout for weak: the value is set here (template.yaml:2)",
        ]
    );
}
