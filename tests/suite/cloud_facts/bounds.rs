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
