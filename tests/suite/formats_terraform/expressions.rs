//! Expressions: what the files settle, and what they leave to Terraform.

use super::support::{dump, fixture, read, says};

#[test]
fn arithmetic_functions_and_texts_are_worked_out() {
    let lines = dump(&fixture("terraform/expressions/main.tf"));
    says(
        &lines,
        "aws_lambda_function.arithmetic on aws-lambda zip",
        &[
            "timeout timeout = 15 min @ 15 * 60",
            "memory memory_size = 1000 MiB @ (2 + 2) * 1024 / 4 - 24 % 7 * 8",
        ],
    );
    says(
        &lines,
        "aws_lambda_function.chosen on aws-lambda zip",
        &[
            "timeout timeout = 15 min @ coalesce(var.timeout, local.seconds) \
             via main.tf \"var.minutes * 60\" via main.tf \"15\"",
            "memory memory_size = 2 GiB @ lookup({ small = 512 }, \"large\", tonumber(\"2048\"))",
        ],
    );
    says(
        &lines,
        "aws_lambda_function.indexed on aws-lambda zip",
        &[
            "timeout timeout = 60 s @ local.timeouts[var.stage] \
             via main.tf \"{ dev = 60, prod = 1200 }\" via main.tf \"\\\"dev\\\"\"",
            "memory memory_size = 512 MiB @ max(128, min(512, 1024))",
        ],
    );
    says(
        &lines,
        "google_cloud_run_v2_service.web on cloud-run-service ?",
        &[
            "timeout template.timeout = 15 min @ \"${local.seconds}s\" \
             via main.tf \"var.minutes * 60\" via main.tf \"15\"",
            "image template.containers[0].image = example.com/web:3 @ format(\"%s/web:%d\", \"example.com\", 3)",
            "memory template.containers[0].resources.limits.memory = 15 GiB @ \"${var.minutes}Gi\" via main.tf \"15\"",
        ],
    );
}

#[test]
fn an_open_condition_gives_both_values_at_medium_confidence() {
    let lines = dump(&fixture("terraform/expressions/main.tf"));
    says(
        &lines,
        "aws_lambda_function.either on aws-lambda zip",
        &[
            "timeout timeout = 20 min @ var.long ? 1200 : 60 medium",
            "timeout timeout = 60 s @ var.long ? 1200 : 60 medium",
            // Whatever decides it, it is the same.
            "memory memory_size = 512 MiB @ var.long ? 512 : 512",
        ],
    );
    // One stage's value, where the stage is only a default.
    says(
        &lines,
        "aws_lambda_function.staged on aws-lambda zip",
        &[
            "timeout timeout = 30 s @ var.stage == \"prod\" ? local.timeouts.prod : 30 via main.tf \"\\\"dev\\\"\" medium",
            "memory memory_size = 256 MiB @ !(1 > 2) && true ? 256 : 128",
        ],
    );
    says(
        &lines,
        "aws_lambda_function.half on aws-lambda zip",
        &[
            "timeout timeout = 20 min @ var.long ? 1200 : aws_ssm_parameter.timeout.value medium",
            "timeout timeout = ? @ var.long ? 1200 : aws_ssm_parameter.timeout.value medium \
             (only Terraform evaluates this expression)",
            "memory memory_size = ? @ var.secret * 4 (variable `secret` is sensitive)",
        ],
    );
}

#[test]
fn what_is_not_settled_is_unresolved() {
    let lines = dump(&fixture("terraform/expressions/main.tf"));
    says(
        &lines,
        "aws_lambda_function.unknown on aws-lambda image",
        &[
            "timeout timeout = ? @ ceil(7 / 2) (only Terraform evaluates this expression)",
            "memory memory_size = ? @ local.loop via main.tf \"local.loop + 1\" (it refers to itself, or takes more than the 5000 steps that plimsoll follows)",
            "image image_uri = ? @ replace(\"a\", \"b\", \"c\") (only Terraform evaluates `replace`)",
        ],
    );
}

#[test]
fn expressions_that_multiply_end() {
    use std::fmt::Write;
    let mut text = "locals {\n  a0 = 1\n".to_owned();
    for level in 1..60 {
        let below = level - 1;
        writeln!(text, "  a{level} = local.a{below} + local.a{below}").unwrap();
    }
    text.push_str("}\n");
    for function in 0..200 {
        writeln!(
            text,
            "resource \"aws_lambda_function\" \"f{function}\" {{\n  timeout = local.a30\n}}"
        )
        .unwrap();
    }
    let lines = read(&text);
    let unknown = lines.iter().filter(|line| line.contains("timeout = ?"));
    assert_eq!(unknown.count(), 200);
}

#[test]
fn an_alarm_of_one_query_is_an_objective_and_an_expression_s_is_not() {
    let alarm = |rest: &str| {
        format!(
            r#"
resource "aws_lambda_function" "f" {{}}
resource "aws_cloudwatch_metric_alarm" "slow" {{
  comparison_operator = "GreaterThanThreshold"
  threshold           = 40
  metric_query {{
    id = "m"
    metric {{
      namespace   = "AWS/Lambda"
      metric_name = "Duration"
      stat        = "p99"
      period      = 60
      dimensions  = {{ FunctionName = aws_lambda_function.f.function_name }}
    }}
  }}
  {rest}
}}
"#
        )
    };
    let found = |text: &str| {
        read(text)
            .iter()
            .any(|line| line.contains("latency threshold = 40 ms"))
    };
    assert!(found(&alarm("")));
    assert!(!found(&alarm(
        "metric_query {\n    id = \"e\"\n    expression = \"m / 10\"\n  }"
    )));
}
