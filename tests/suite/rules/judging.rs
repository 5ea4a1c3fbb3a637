//! How several findings become one, and what a finding says.

use super::support::judge_text;
use plimsoll::finding::{Finding, Severity};
use plimsoll::model::Confidence;

/// `rule severity confidence line message`, a line each.
fn said(findings: &[Finding]) -> Vec<String> {
    let line = |finding: &Finding| {
        format!(
            "{} {} {} {}: {}",
            finding.rule.name,
            finding.severity.name(),
            finding.confidence.name(),
            finding.location.first().line,
            finding.message
        )
    };
    findings.iter().map(line).collect()
}

const GLOBALS: &str = "\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: python3.13
    Handler: app.handler
    Timeout: 1200
Resources:
";

fn functions(count: usize) -> String {
    let function = |number| format!("  F{number:02}:\n    Type: AWS::Serverless::Function\n");
    let all: String = (1..=count).map(function).collect();
    format!("{GLOBALS}{all}")
}

#[test]
fn a_globals_value_is_one_finding_of_twenty_functions() {
    let findings = judge_text("template.yaml", &functions(20));
    assert_eq!(
        said(&findings),
        [
            "timeout-over-platform-limit error high 6: 20 functions, among them `F01`, may run for 20 min; AWS Lambda ends a run at 15 min"
        ]
    );
    assert_eq!(findings[0].workloads.len(), 20);
}

#[test]
fn one_more_function_does_not_change_the_fingerprint() {
    let fingerprint = |count| {
        let findings = judge_text("template.yaml", &functions(count));
        findings[0].fingerprint.clone()
    };
    assert_eq!(fingerprint(20), fingerprint(21));
    assert_eq!(fingerprint(1), fingerprint(2));
}

#[test]
fn a_broken_limit_takes_in_the_advice_on_the_same_fact() {
    let findings = judge_text("template.yaml", &functions(1));
    let evidence: Vec<(&str, &str)> = findings[0]
        .evidence
        .iter()
        .map(|one| (one.criterion, one.text.as_str()))
        .collect();
    assert_eq!(
        evidence,
        [
            ("timeout", "allowed 1200 s, limit 900 s"),
            (
                "runtime",
                "`long-runtime` as well: allowed 1200 s, threshold 900 s"
            ),
            (
                "timeout",
                "AWS Lambda allows at most 900 s (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, checked 2026-10)"
            ),
        ]
    );
}

#[test]
fn both_branches_of_an_if_are_two_findings_of_medium_confidence() {
    let text = "\
Transform: AWS::Serverless-2016-10-31
Conditions:
  Prod: !Equals [!Ref AWS::Region, eu-west-1]
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      Timeout: !If
        - Prod
        - 1200
        - 60
";
    let findings = judge_text("template.yaml", text);
    let sure: Vec<Confidence> = findings.iter().map(|finding| finding.confidence).collect();
    assert_eq!(sure, [Confidence::Medium], "{:?}", said(&findings));
}

#[test]
fn warm_instances_make_a_tight_objective_a_note_that_says_so() {
    let text = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Price:
    Type: AWS::Serverless::Function
    Metadata:
      plimsoll:
        p99-latency: 40ms
    Properties:
      Runtime: python3.13
      Handler: app.handler
      AutoPublishAlias: live
      ProvisionedConcurrencyConfig:
        ProvisionedConcurrentExecutions: 5
";
    assert_eq!(
        said(&judge_text("template.yaml", text)),
        [
            "latency-slo note medium 7: `Price` may miss its p99 of 40 ms only in bursts, as provisioned concurrency keeps instances warm",
            "always-on-capacity note medium 13: `Price` may be cheaper on capacity that stays: 5 provisioned instances, paid for whether they are called or not"
        ]
    );
}

#[test]
fn objects_that_are_alike_get_fingerprints_of_their_own() {
    let function = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, MemorySize: 20000}
";
    let text = format!("{function}---\n{function}");
    let findings = judge_text("template.yaml", &text);
    assert_eq!(findings.len(), 2);
    assert_ne!(findings[0].fingerprint, findings[1].fingerprint);
    let alone = judge_text("template.yaml", function);
    assert_eq!(findings[0].fingerprint, alone[0].fingerprint);
}

#[test]
fn a_declared_longest_run_beats_the_timeout() {
    let service = |declared: &str| {
        format!(
            "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: report
  annotations:
    run.googleapis.com/ingress: all
    plimsoll/max-runtime: {declared}
spec:
  template:
    spec:
      timeoutSeconds: 3600
      containers:
        - image: example.com/report:1
"
        )
    };
    assert!(judge_text("run.yaml", &service("4m")).is_empty());
    let long = judge_text("run.yaml", &service("40m"));
    assert_eq!(long[0].severity, Severity::Warning);
}

#[test]
fn on_one_of_two_platforms_only_what_breaks_on_both_counts_and_the_mildest() {
    let service = |seconds: u64| {
        let text = format!(
            "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {{name: report}}
spec:
  template:
    spec:
      timeoutSeconds: {seconds}
      containers:
        - image: example.com/report:1
"
        );
        let findings = judge_text("service.yaml", &text);
        let found = |finding: &Finding| (finding.rule.name, finding.severity);
        findings.iter().map(found).collect::<Vec<_>>()
    };
    // The ceiling of Knative, far below Cloud Run's.
    assert_eq!(service(600), []);
    assert_eq!(service(1_200), [("long-runtime", Severity::Warning)]);
    // Cloud Run refuses it; a Knative operator may have raised the limit.
    let over = ("timeout-over-platform-limit", Severity::Warning);
    assert_eq!(service(7_200), [over]);
}

#[test]
fn what_lies_within_the_platform_s_limit_says_so() {
    let text = "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: report
  annotations: {run.googleapis.com/ingress: all}
spec:
  template:
    spec:
      timeoutSeconds: 3600
      containers:
        - image: example.com/report:1
";
    let findings = judge_text("service.yaml", text);
    assert_eq!(findings[0].location.text(), "timeoutSeconds: 3600");
    let evidence = &findings[0].evidence;
    assert_eq!(evidence[0].text, "allowed 3600 s, threshold 900 s");
    let page = "docs.cloud.google.com/run/docs/configuring/request-timeout, checked 2026-08";
    let within = format!("within limits: Cloud Run ends a request at 3600 s ({page})");
    assert_eq!(evidence[1].text, within);
    assert_eq!(evidence[1].at, None);
}

#[test]
fn a_step_of_a_workflow_is_not_told_to_use_a_workflow() {
    let template = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties: {Timeout: 1200}
";
    let machine = "  Machine:
    Type: AWS::Serverless::StateMachine
    Properties: {DefinitionUri: m.asl.json, DefinitionSubstitutions: {Work: !GetAtt Work.Arn}}
";
    let help = |text: &str| judge_text("template.yaml", text)[0].help.clone();
    assert!(help(template).contains("with Step Functions"));
    let step = help(&format!("{template}{machine}"));
    assert!(
        step.contains("split this step of its workflow") && !step.contains("with Step Functions"),
        "{step}"
    );
}
