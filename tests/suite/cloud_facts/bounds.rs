//! Bounds: what real repositories hold is followed, and what is cut is reported with its place and number.

use super::support::{facts, findings, warnings};
use std::fmt::Write as _;

const MODULE: &str = "variable \"timeout\" {
  type = number
}
resource \"aws_lambda_function\" \"f\" {
  function_name = \"f\"
  timeout       = var.timeout
}
";

/// So many calls of a module in one file; the last one sets `last`.
fn calls(number: usize, last: u32) -> String {
    let mut text = String::new();
    for call in 1..=number {
        let timeout = if call == number { last } else { 60 };
        writeln!(
            text,
            "module \"f{call}\" {{\n  source  = \"./m\"\n  timeout = {timeout}\n}}"
        )
        .unwrap();
    }
    text
}

#[test]
fn every_call_of_a_module_counts() {
    for number in [9, 40, 200] {
        let calls = calls(number, 1_200);
        let files = [("main.tf", calls.as_str()), ("m/main.tf", MODULE)];
        let found = findings(&files);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].starts_with("error timeout-over-platform-limit"),
            "{found:?}"
        );
        assert!(warnings(&files).is_empty());
    }
}

#[test]
fn calls_over_the_bound_are_reported_with_place_and_number() {
    let calls = calls(1_001, 1_200);
    let files = [("main.tf", calls.as_str()), ("m/main.tf", MODULE)];
    assert_eq!(
        facts(&files, "timeout"),
        ["aws_lambda_function.f: null s unresolved"]
    );
    let warnings = warnings(&files);
    let [warning] = warnings.as_slice() else {
        panic!("{warnings:?}");
    };
    assert!(warning.starts_with("m/main.tf:6: "), "{warning}");
    assert!(warning.contains("1000 calls"), "{warning}");
}

#[test]
fn a_state_machine_may_name_as_many_functions_as_a_template_has() {
    let mut text = String::from("Resources:\n");
    let mut steps = String::new();
    for number in 0..60 {
        writeln!(
            text,
            "  F{number}: {{Type: AWS::Lambda::Function, Properties: {{Code: {{S3Bucket: b, S3Key: k}}}}}}"
        )
        .unwrap();
        write!(steps, " ${{F{number}.Arn}}").unwrap();
    }
    writeln!(
        text,
        "  Flow: {{Type: AWS::StepFunctions::StateMachine, Properties: {{DefinitionString: !Sub '{steps}'}}}}"
    )
    .unwrap();
    let triggers = facts(&[("template.yaml", &text)], "trigger");
    assert_eq!(triggers.len(), 60);
}

/// A build with so many deployments, the last one with a timeout over the platform's.
fn build(number: usize) -> String {
    let mut text = String::from("steps:\n");
    for step in 1..=number {
        writeln!(
            text,
            "- {{name: gcr.io/cloud-builders/gcloud, args: [run, deploy, s{step}, --timeout=60]}}"
        )
        .unwrap();
    }
    text
}

#[test]
fn every_deployment_of_a_pipeline_counts() {
    let build = build(1_500);
    let service = "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: s1500, annotations: {run.googleapis.com/ingress: all}}\nspec: {template: {spec: {containers: [{image: a}]}}}\n";
    let files = [("cloudbuild.yaml", build.as_str()), ("run.yaml", service)];
    assert!(warnings(&files).is_empty());
    let timeouts = facts(&files, "timeout");
    assert!(
        timeouts.contains(&"s1500: 60 s linked".to_owned()),
        "{timeouts:?}"
    );
}

#[test]
fn deployments_over_the_bound_are_reported_with_place_and_number() {
    let build = build(10_001);
    let service = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n";
    let warnings = warnings(&[("cloudbuild.yaml", &build), ("pod.yaml", service)]);
    assert_eq!(
        warnings,
        [
            "cloudbuild.yaml:10002: over 10000 deployment commands: deployments from this step on are not read"
        ]
    );
}

#[test]
fn a_query_over_the_bound_is_reported_with_its_place() {
    let rules = |query: &str| {
        format!(
            "groups:\n- name: web\n  rules:\n  - alert: Slow\n    expr: {query}\n    annotations: {{summary: '{}'}}\n",
            "(a) ".repeat(600)
        )
    };
    let long = rules(&format!("{}up", "up + ".repeat(501)));
    let short = rules(&format!("{}up", "up + ".repeat(400)));
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n";
    assert_eq!(
        warnings(&[("rules.yaml", &long), ("pod.yaml", pod)]),
        ["rules.yaml:5: this query has over 500 operators and is not read"]
    );
    assert!(warnings(&[("rules.yaml", &short), ("pod.yaml", pod)]).is_empty());
}

/// Folders of which each calls the next one so many times; the last one holds the function.
fn levels(number: usize, calls: usize) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for level in 0..number {
        let next = level + 1;
        let mut text = String::from("variable \"timeout\" {\n  default = 1200\n}\n");
        for call in 0..calls {
            writeln!(
                text,
                "module \"c{call}\" {{\n  source  = \"../m{next}\"\n  timeout = var.timeout\n}}"
            )
            .unwrap();
        }
        files.push((format!("m{level}/main.tf"), text));
    }
    files.push((format!("m{number}/main.tf"), MODULE.to_owned()));
    files
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    let each = files.iter();
    each.map(|(path, text)| (path.as_str(), text.as_str()))
        .collect()
}

#[test]
fn calls_of_modules_within_modules_are_followed() {
    let files = levels(4, 3);
    let files = borrowed(&files);
    assert_eq!(findings(&files).len(), 1);
    assert!(warnings(&files).is_empty());
}

#[test]
fn calls_that_multiply_at_each_level_have_one_bound_and_its_cut_is_reported() {
    let files = levels(7, 30);
    let warnings = warnings(&borrowed(&files));
    let [warning] = warnings.as_slice() else {
        panic!("{warnings:?}");
    };
    assert!(warning.starts_with("m7/main.tf:6: "), "{warning}");
    assert!(
        warning.contains("200000 calls of modules within modules"),
        "{warning}"
    );
}

#[test]
fn worked_out_values_over_the_bound_are_reported() {
    let mut text = String::new();
    for number in 0..=2_000 {
        writeln!(
            text,
            "resource \"aws_lambda_function\" \"f{number}\" {{\n  function_name = \"f\"\n  memory_size = 200 + {number}\n}}"
        )
        .unwrap();
    }
    let warnings = warnings(&[("main.tf", &text)]);
    let [warning] = warnings.as_slice() else {
        panic!("{warnings:?}");
    };
    assert!(warning.starts_with("main.tf:8003: "), "{warning}");
    assert!(warning.contains("2000 that plimsoll follows"), "{warning}");
}
