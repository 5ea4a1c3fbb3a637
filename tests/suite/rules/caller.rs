//! A function that a service calls and waits for: each row of the table at its bound and over it, and what makes the
//! finding a note.

use super::support::{judge_text, judge_under, told};
use plimsoll::platform::{Limit, Limits, Magnitude, Setting};

/// How a template says that a caller calls `F`: beside it, or among its events.
const CALLS: &[(&str, &str)] = &[
    ("alexa", "      Events: {Ask: {Type: AlexaSkill}}\n"),
    (
        "appsync",
        "  Caller:
    Type: AWS::AppSync::DataSource
    Properties: {ApiId: a, Name: f, Type: AWS_LAMBDA, LambdaConfig: {LambdaFunctionArn: !GetAtt F.Arn}}\n",
    ),
    (
        "cloudfront",
        "      FunctionUrlConfig: {AuthType: AWS_IAM}
  Caller:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        Origins:
          - {Id: f, DomainName: !Select [2, !Split ['/', !GetAtt FUrl.FunctionUrl]], CustomOriginConfig: {OriginProtocolPolicy: https-only}}\n",
    ),
    (
        "cognito",
        "  Caller: {Type: AWS::Cognito::UserPool, Properties: {LambdaConfig: {PreSignUp: !GetAtt F.Arn}}}\n",
    ),
    (
        "express-workflow",
        "  Caller:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: EXPRESS
      Definition: {StartAt: F, States: {F: {Type: Task, Resource: !GetAtt F.Arn, End: true}}}\n",
    ),
    (
        "firehose",
        "  Caller:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      ExtendedS3DestinationConfiguration:
        ProcessingConfiguration:
          Processors:
            - {Type: Lambda, Parameters: [{ParameterName: LambdaArn, ParameterValue: !GetAtt F.Arn}]}\n",
    ),
    (
        "http-api-authorizer",
        "  Caller:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: a
      AuthorizerType: REQUEST
      AuthorizerPayloadFormatVersion: '2.0'
      AuthorizerUri: !Sub 'arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${F.Arn}/invocations'\n",
    ),
];

fn template(seconds: u64, call: &str) -> String {
    format!(
        "Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: {seconds}
{call}"
    )
}

fn called(seconds: u64, call: &str) -> Vec<String> {
    let found = told(&judge_text("template.yaml", &template(seconds, call)));
    let is_caller = |line: &String| line.starts_with("timeout-exceeds-caller");
    found.into_iter().filter(is_caller).collect()
}

fn seconds(row: &Limit) -> u64 {
    match row.value {
        Magnitude::Duration(value) => value.as_millis() / 1_000,
        _ => panic!("{row:?}"),
    }
}

#[test]
fn every_caller_waits_as_long_as_its_row_and_no_longer() {
    let limits = Limits::builtin().unwrap();
    let rows = limits.rows().iter();
    for row in rows.filter(|row| row.setting == Setting::CallerTimeout) {
        let name = row.variant.as_deref().unwrap();
        if name == "http-trigger" {
            continue; // Azure's: the fixtures of the format have it.
        }
        let (_, call) = CALLS.iter().find(|(known, _)| *known == name).unwrap();
        let waits = seconds(row);
        assert_eq!(called(waits, call), [""; 0], "{name}");
        let over = called(waits + 1, call);
        assert_eq!(over.len(), 1, "{name}");
        let head = "timeout-exceeds-caller warning high 6: `F` may run for";
        assert!(over[0].starts_with(head), "{name}: {over:?}");
    }
}

#[test]
fn a_finding_names_the_caller_what_it_does_then_and_where_that_stands() {
    let (_, call) = CALLS.iter().find(|(name, _)| *name == "cognito").unwrap();
    let page = "docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html";
    assert_eq!(
        told(&judge_text("template.yaml", &template(30, call))),
        [
            "timeout-exceeds-caller warning high 6: `F` may run for 30 s, but Cognito waits only 5 s".to_owned(),
            "  caller-timeout for decisive: allowed 30 s, Cognito waits 5 s (template.yaml:6)".to_owned(),
            "  caller-timeout for strong: Cognito waits for its answer (template.yaml:7)".to_owned(),
            format!("  caller-timeout: after 5 s Cognito calls the function again, three times in all, and then the user's request fails ({page}, checked 2026-11)"),
            "  help: lower the timeout to 5 s or less, or leave the long part to a queue that the trigger writes to".to_owned(),
        ]
    );
}

#[test]
fn another_trigger_that_may_need_the_longer_timeout_makes_it_a_note() {
    let note = |events: &str| {
        let events = format!("      Events:\n        Ask: {{Type: AlexaSkill}}\n{events}");
        called(20, &events)[0].starts_with("timeout-exceeds-caller note")
    };
    assert!(note(
        "        Nightly: {Type: Schedule, Properties: {Schedule: rate(1 day)}}\n"
    ));
    assert!(note(
        "        Get: {Type: HttpApi, Properties: {Path: /x, Method: get}}\n"
    ));
    // A user pool waits less than the 20 s, so it needs them no more.
    assert!(!note(
        "        In: {Type: Cognito, Properties: {UserPool: p, Trigger: PreSignUp}}\n"
    ));
}

#[test]
fn a_task_and_an_origin_wait_as_long_as_they_say() {
    let task = |express: &str, timeout: u64| {
        format!(
            "  Caller:
    Type: AWS::Serverless::StateMachine
    Properties:
      Type: {express}
      Definition: {{StartAt: F, States: {{F: {{Type: Task, Resource: !GetAtt F.Arn, TimeoutSeconds: {timeout}, End: true}}}}}}\n"
        )
    };
    for (kind, timeout, seconds, is_over) in [
        ("STANDARD", 60, 60, false),
        ("STANDARD", 60, 61, true),
        ("EXPRESS", 60, 61, true),
        // The execution is over before the task's own time is.
        ("EXPRESS", 900, 300, false),
        ("EXPRESS", 900, 301, true),
    ] {
        let found = called(seconds, &task(kind, timeout));
        assert_eq!(!found.is_empty(), is_over, "{kind} {timeout} {seconds}");
    }
}

#[test]
fn a_row_can_be_replaced() {
    let (_, call) = CALLS.iter().find(|(name, _)| *name == "appsync").unwrap();
    let config = "limits: [{platform: aws-lambda, variant: appsync, setting: caller-timeout, value: 60s, reason: granted}]";
    let found = |seconds| {
        told(&judge_under(
            config,
            "template.yaml",
            &template(seconds, call),
        ))
    };
    assert_eq!(found(60), [""; 0]);
    assert!(found(61)[0].starts_with("timeout-exceeds-caller warning"));
}
