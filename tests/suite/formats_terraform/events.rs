//! What other resources say of a function.

use super::support::{dump, fixture, read, says};

#[test]
fn other_resources_speak_of_their_function() {
    let lines = dump(&fixture("terraform/events/main.tf"));
    let api = "aws_lambda_function.api";
    for (resource, facts) in [
        (
            "aws_lambda_provisioned_concurrency_config.api",
            &["provisioned-concurrency provisioned_concurrent_executions = 5 @ 5"][..],
        ),
        (
            "aws_lambda_function_url.api",
            &["trigger authorization_type = FunctionUrl aws_lambda_function_url @ \"NONE\""],
        ),
        (
            "aws_lambda_event_source_mapping.queue",
            &["trigger event_source_arn = Queue sqs @ aws_sqs_queue.work.arn"],
        ),
        (
            "aws_cloudwatch_event_target.hourly",
            &[
                "schedule schedule_expression = 60 min @ \"rate(1 hour)\"",
                "trigger schedule_expression = Schedule aws_cloudwatch_event_rule @ \"rate(1 hour)\"",
            ],
        ),
        (
            "aws_scheduler_schedule.nightly",
            &[
                "schedule schedule_expression = 24 h @ \"cron(0 2 * * ? *)\"",
                "trigger schedule_expression = Schedule aws_scheduler_schedule @ \"cron(0 2 * * ? *)\"",
            ],
        ),
        (
            "aws_apigatewayv2_route.get",
            &[
                "trigger route_key = Http aws_apigatewayv2_route @ \"GET /\"",
                "integration-timeout timeout_milliseconds = 29 s @ 29000",
            ],
        ),
        (
            "aws_apigatewayv2_route.connect",
            &[
                "trigger route_key = WebSocket aws_apigatewayv2_route @ \"$connect\"",
                "integration-timeout timeout_milliseconds = 29 s @ 29000",
            ],
        ),
        (
            "aws_api_gateway_integration.rest",
            &["trigger type = Http aws_api_gateway_integration @ \"AWS_PROXY\""],
        ),
        (
            "aws_s3_bucket_notification.uploads",
            &["trigger lambda_function.events = Storage s3 @ [\"s3:ObjectCreated:*\"]"],
        ),
        (
            "aws_cloudwatch_metric_alarm.slow",
            &["latency threshold = 40 ms @ 40"],
        ),
    ] {
        says(&lines, &format!("{resource} -> {api}"), facts);
    }
    says(
        &lines,
        "aws_apigatewayv2_api.sockets on aws-api-gateway websocket",
        &["connection protocol_type = websocket @ \"WEBSOCKET\""],
    );
}

#[test]
fn a_state_machine_names_its_steps() {
    let lines = read(
        r#"
resource "aws_lambda_function" "a" { function_name = "a" }
resource "aws_lambda_function" "b" { function_name = "b" }
resource "aws_sfn_state_machine" "work" {
  definition = jsonencode({
    StartAt = "A"
    States = { A = { Type = "Task", Resource = aws_lambda_function.a.arn, End = true } }
  })
}
"#,
    );
    let companions: Vec<&String> = lines.iter().filter(|line| line.contains("->")).collect();
    assert_eq!(
        companions,
        ["aws_sfn_state_machine.work -> aws_lambda_function.a"]
    );
    assert!(
        lines
            .iter()
            .any(|line| line.contains("Workflow aws_sfn_state_machine")),
        "{lines:#?}"
    );
}
