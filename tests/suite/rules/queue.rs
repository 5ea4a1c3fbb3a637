//! A function and the queue it polls: Lambda refuses a function that may run longer than its messages stay hidden.

use super::support::{judge_text, told};

const NOTHING: [&str; 0] = [];

/// A queue with these properties (line 5), and a function that polls it (from line 9 on).
fn polled(queue: &str, function: &str) -> Vec<String> {
    let text = format!(
        "Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties: {{{queue}}}
  Import:
    Type: AWS::Serverless::Function
    Properties:
      {function}
      Events:
        Orders: {{Type: SQS, Properties: {{Queue: !GetAtt Orders.Arn}}}}
"
    );
    told(&judge_text("template.yaml", &text))
}

#[test]
fn the_queue_s_line_is_the_one_to_change() {
    assert_eq!(polled("VisibilityTimeout: 120", "Timeout: 120"), NOTHING);
    assert_eq!(
        polled("VisibilityTimeout: 119", "Timeout: 120"),
        [
            "timeout-exceeds-visibility error high 5: `Import` may run for 2 min, but the queue `Orders` hides its messages for only 119 s; Lambda refuses the pair",
            "  visibility-timeout for decisive: hidden for 119 s, `Import` may run for 120 s (template.yaml:5)",
            "  visibility-timeout for strong: allowed 120 s (template.yaml:9)",
            "  help: raise the visibility timeout of `Orders` to 120 s at least (AWS advises six times that), or lower the function's timeout",
        ]
    );
}

#[test]
fn a_queue_that_says_nothing_hides_for_30_seconds_and_the_function_s_line_is_the_one_to_change() {
    assert_eq!(polled("FifoQueue: true", "Timeout: 30"), NOTHING);
    assert_eq!(
        polled("FifoQueue: true", "Timeout: 31"),
        [
            "timeout-exceeds-visibility error high 9: `Import` may run for 31 s, but the queue `Orders` hides its messages for only 30 s; Lambda refuses the pair",
            "  visibility-timeout for decisive: allowed 31 s, `Orders` hides its messages for 30 s (template.yaml:9)",
            "  visibility-timeout: a queue that says nothing hides a message for 30 s (docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html, checked 2026-11)",
            "  help: raise the visibility timeout of `Orders` to 31 s at least (AWS advises six times that), or lower the function's timeout",
        ]
    );
}

#[test]
fn a_function_that_says_nothing_may_run_for_3_seconds() {
    assert_eq!(polled("VisibilityTimeout: 3", "MemorySize: 128"), NOTHING);
    assert_eq!(
        polled("VisibilityTimeout: 2", "MemorySize: 128"),
        [
            "timeout-exceeds-visibility error high 5: `Import` may run for 3 s, but the queue `Orders` hides its messages for only 2 s; Lambda refuses the pair",
            "  visibility-timeout for decisive: hidden for 2 s, `Import` may run for 3 s (template.yaml:5)",
            "  help: raise the visibility timeout of `Orders` to 3 s at least (AWS advises six times that), or lower the function's timeout",
        ]
    );
}

#[test]
fn either_branch_of_a_condition_is_less_sure() {
    let found = polled("VisibilityTimeout: !If [Prod, 60, 300]", "Timeout: 120");
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(
        found[0].starts_with("timeout-exceeds-visibility error medium 5:"),
        "{found:?}"
    );
}

#[test]
fn what_somebody_says_of_the_work_hides_no_message() {
    let text = "Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: 60}
  Import:
    Type: AWS::Serverless::Function
    Metadata: {plimsoll: {max-runtime: 5m}}
    Properties:
      Timeout: 60
      Events:
        Orders: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
";
    assert_eq!(told(&judge_text("template.yaml", text)), NOTHING);
}

#[test]
fn two_queues_that_say_nothing_are_one_finding_that_names_both() {
    let text = "Transform: AWS::Serverless-2016-10-31
Resources:
  Mails: {Type: AWS::SQS::Queue}
  Orders: {Type: AWS::SQS::Queue}
  Import:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: 31
      Events:
        Mails: {Type: SQS, Properties: {Queue: !GetAtt Mails.Arn}}
        Orders: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}
";
    let told = told(&judge_text("template.yaml", text));
    assert_eq!(
        told[1..3],
        [
            "  visibility-timeout for decisive: allowed 31 s, `Mails` hides its messages for 30 s (template.yaml:8)",
            "  visibility-timeout for decisive: allowed 31 s, `Orders` hides its messages for 30 s (template.yaml:8)",
        ]
    );
    let findings = told.iter().filter(|line| line.starts_with("timeout-"));
    assert_eq!(findings.count(), 1);
}
