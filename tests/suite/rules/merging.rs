//! Findings that share a line are one, which lists its workloads and keeps each reason once.

use super::support::{judge_text, judge_under, told};
use plimsoll::finding::Finding;

/// Functions of a template whose `Globals` allow 100 s, each started by an event.
fn template(events: &[&str]) -> String {
    let function = |(number, event): (u32, &&str)| {
        format!(
            "  F{number}:
    Type: AWS::Serverless::Function
    Properties: {{Events: {{Get: {event}}}}}
"
        )
    };
    let functions: String = (1..).zip(events).map(function).collect();
    format!(
        "Transform: AWS::Serverless-2016-10-31
Globals: {{Function: {{Timeout: 100}}}}
Resources:
{functions}"
    )
}

const HTTP: &str = "{Type: HttpApi}";
const REST: &str = "{Type: Api, Properties: {Path: /x, Method: get}}";

fn messages(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|one| one.message.as_str()).collect()
}

#[test]
fn what_is_true_of_all_counts_them_and_each_keeps_its_own_reason() {
    let findings = judge_text("template.yaml", &template(&[HTTP, HTTP]));
    assert_eq!(
        told(&findings),
        [
            "timeout-exceeds-gateway note high 2: 2 functions, among them `F1`, may run for 100 s, but the HTTP API in front waits only 30 s",
            "  integration-timeout for decisive: allowed 100 s, the HTTP API waits 30 s (template.yaml:2)",
            "  integration-timeout for strong: the HTTP API in front (template.yaml:6)",
            "  integration-timeout for strong: the HTTP API in front (template.yaml:9)",
            "  integration-timeout: the HTTP API waits at most 30 s (docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html, checked 2026-10)",
            "  help: lower the timeout to 30 s or less, or answer at once and do the work behind a queue or a workflow",
        ]
    );
    let names = findings[0].workloads.iter().map(|one| one.id.name.as_str());
    assert_eq!(names.collect::<Vec<_>>(), ["F1", "F2"]);
}

#[test]
fn where_the_sentences_differ_it_is_one_of_them_and_how_many_share_the_line() {
    let one = "`F1` may run for 100 s, but the HTTP API in front waits only 30 s";
    let two = judge_text("template.yaml", &template(&[HTTP, REST]));
    assert_eq!(
        messages(&two),
        [format!("{one}; 1 other of the functions shares this line")]
    );
    let three = judge_text("template.yaml", &template(&[HTTP, REST, HTTP]));
    assert_eq!(
        messages(&three),
        [format!("{one}; 2 other functions share this line")]
    );
}

#[test]
fn what_are_no_lambda_functions_are_workloads() {
    let text = "service: s
provider: {name: google, timeout: 600s}
functions:
  first: {handler: a, events: [{http: path}]}
  second: {handler: b, events: [{http: path}]}
";
    let findings = judge_text("serverless.yml", text);
    assert_eq!(
        messages(&findings),
        [
            "2 workloads, among them `first`, may run for 10 min; Cloud Run functions ends a run at 9 min"
        ]
    );
}

#[test]
fn what_the_configuration_says_twice_of_one_function_is_about_one() {
    let config = "workloads: [{path: '**', package-size: 300MiB, image-size: 12GiB}]\n";
    let text = "Resources: {F: {Type: AWS::Lambda::Function}}\n";
    let findings = judge_under(config, "template.yaml", text);
    assert_eq!(
        messages(&findings),
        [
            "`F` may be refused for a package that unzips to 300 MiB; AWS Lambda takes at most 250 MiB"
        ]
    );
    assert_eq!(findings[0].workloads.len(), 1);
}

#[test]
fn objects_that_are_alike_are_told_apart_by_their_order_for_ever() {
    let function = "Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {MemorySize: 20000}
";
    let text = [function; 3].join("---\n");
    let findings = judge_text("template.yaml", &text);
    let fingerprints: Vec<&str> = findings
        .iter()
        .map(|one| one.fingerprint.as_str())
        .collect();
    // Baselines hold them: other digits need another version of the scheme.
    assert_eq!(
        fingerprints,
        [
            "c9110a8569928c2c8f49983319866edc",
            "232e624bf7c0f90ce40eec52d29640dd",
            "be7d5b5ffb05c917ca7ddd1b4aa67bf5",
        ]
    );
}
