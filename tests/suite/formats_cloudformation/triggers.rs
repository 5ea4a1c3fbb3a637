//! What starts a function: SAM's own events, and the resources beside it.

use super::support::{facts, read, says, unindented};

#[track_caller]
fn beside(resources: &str, expected: &str) {
    let text = format!("Resources:\n  F: {{Type: AWS::Lambda::Function}}\n{resources}");
    let read = read(&text);
    let rest: Vec<&str> = read.lines().skip(1).collect();
    assert_eq!(rest.join("\n"), unindented(expected), "\n{read}");
}

#[test]
fn sam_functions_name_their_events() {
    says(
        "
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      FunctionUrlConfig: {AuthType: NONE}
      Events:
        Rest: {Type: Api, Properties: {Path: /, Method: get}}
        Http: {Type: HttpApi, Properties: {TimeoutInMillis: 10000}}
        Nightly: {Type: Schedule, Properties: {Schedule: rate(1 day)}}
        Later: {Type: ScheduleV2, Properties: {ScheduleExpression: !Ref Often}}
        Off: {Type: Schedule, Properties: {Schedule: rate(1 minute), Enabled: false}}
        Queue: {Type: SQS, Properties: {Queue: !GetAtt Q.Arn}}
        Table: {Type: DynamoDB}
        Rule: {Type: EventBridgeRule}
        Broken: {Properties: {}}
  Dynamic:
    Type: AWS::Serverless::Function
    Properties: {Events: !If [c, {A: {Type: SQS}}, !Ref AWS::NoValue]}
",
        r#"
        F AWS::Serverless::Function aws-lambda zip
          trigger = FunctionUrl FunctionUrlConfig sync @ "NONE" stated Properties.FunctionUrlConfig
          trigger = Http Api rest sync @ "Api" stated Properties.Events.Rest
          trigger = Http HttpApi http 10 s sync @ "HttpApi" stated Properties.Events.Http
          integration-timeout = 10 s @ "10000" stated Properties.Events.Http.Properties.TimeoutInMillis
          schedule = 24 h @ "rate(1 day)" stated Properties.Events.Nightly.Properties.Schedule
          trigger = Schedule Schedule @ "rate(1 day)" stated Properties.Events.Nightly.Properties.Schedule
          schedule = ? @ "!Ref Often" unresolved Properties.Events.Later.Properties.ScheduleExpression (`Often` is known only at deployment)
          trigger = Schedule ScheduleV2 @ "!Ref Often" stated Properties.Events.Later.Properties.ScheduleExpression
          trigger = Queue SQS @ "SQS" stated Properties.Events.Queue
          trigger = Stream DynamoDB @ "DynamoDB" stated Properties.Events.Table
          trigger = Event EventBridgeRule @ "EventBridgeRule" stated Properties.Events.Rule
        Dynamic AWS::Serverless::Function aws-lambda zip
        "#,
    );
}

#[test]
fn a_rule_may_be_a_schedule_a_pattern_or_both() {
    beside(
        "
  Nightly:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(5 minutes)
      EventPattern: {source: [x]}
      Targets: [{Arn: !GetAtt F.Arn, Id: f}]
  Off:
    Type: AWS::Events::Rule
    Properties: {State: DISABLED, ScheduleExpression: rate(1 minute), Targets: [{Arn: !GetAtt F.Arn}]}
  Once:
    Type: AWS::Scheduler::Schedule
    Condition: Wanted
    Properties:
      ScheduleExpression: at(2027-01-01T00:00:00)
      Target: {Arn: !GetAtt F.Arn}
",
        r#"
        AWS::Events::Rule/Nightly -> F
          schedule = 5 min @ "rate(5 minutes)" stated Properties.ScheduleExpression
          trigger = Schedule AWS::Events::Rule @ "rate(5 minutes)" stated Properties.ScheduleExpression
          trigger = Event AWS::Events::Rule @ "AWS::Events::Rule" stated Type
        AWS::Scheduler::Schedule/Once -> F
          trigger = Schedule AWS::Scheduler::Schedule @ "at(2027-01-01T00:00:00)" stated Properties.ScheduleExpression medium
        "#,
    );
}

#[test]
fn polled_sources_are_told_by_what_they_name() {
    for (properties, kind) in [
        ("{EventSourceArn: !GetAtt Jobs.Arn}", "Queue"),
        ("{EventSourceArn: 'arn:aws:sqs:eu-west-1:1:jobs'}", "Queue"),
        (
            "{EventSourceArn: !Sub 'arn:aws:kinesis:${AWS::Region}:1:stream/x'}",
            "Stream",
        ),
        (
            "{EventSourceArn: !ImportValue Stream, StartingPosition: LATEST}",
            "Stream",
        ),
        (
            "{EventSourceArn: !ImportValue Broker, Queues: [a]}",
            "Queue",
        ),
        ("{SelfManagedEventSource: {}, Topics: [a]}", "Stream"),
        ("{EventSourceArn: !ImportValue Any}", "Event"),
    ] {
        let text = format!(
            "
Resources:
  F: {{Type: AWS::Lambda::Function}}
  Jobs: {{Type: AWS::SQS::Queue}}
  Poll:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      <<: {properties}
      FunctionName: !Ref F
"
        );
        let trigger = facts(&text, "trigger");
        let expected = format!("trigger = {kind} AWS::Lambda::EventSourceMapping ");
        assert!(trigger.starts_with(&expected), "{properties}: {trigger}");
    }
}

#[test]
fn other_resources_name_their_functions() {
    beside(
        "
  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !GetAtt F.Arn}}
  Sub: {Type: AWS::SNS::Subscription, Properties: {Protocol: lambda, Endpoint: !GetAtt F.Arn}}
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      NotificationConfiguration:
        LambdaConfigurations: [{Event: 's3:ObjectCreated:*', Function: !GetAtt F.Arn}]
",
        r#"
        AWS::Lambda::Url/Url -> F
          trigger = FunctionUrl AWS::Lambda::Url sync @ "!GetAtt F.Arn" stated Properties.TargetFunctionArn
        AWS::SNS::Subscription/Sub -> F
          trigger = Topic AWS::SNS::Subscription @ "!GetAtt F.Arn" stated Properties.Endpoint
        AWS::S3::Bucket/Bucket -> F
          trigger = Storage AWS::S3::Bucket @ "!GetAtt F.Arn" stated Properties.NotificationConfiguration.LambdaConfigurations[0].Function
        "#,
    );
}

#[test]
fn a_permission_counts_only_where_nothing_better_is_known() {
    beside(
        "
  Get: {Type: AWS::ApiGateway::Method, Properties: {HttpMethod: GET, Integration: {Uri: !GetAtt F.Arn}}}
  G: {Type: AWS::Lambda::Function, Properties: {FunctionName: !Sub '${AWS::StackName}-g'}}
  AllowF: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref F, Principal: apigateway.amazonaws.com}}
  AllowG: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Sub '${AWS::StackName}-g', Principal: apigateway.amazonaws.com}}
  Again: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !GetAtt G.Arn, Principal: apigateway.amazonaws.com}}
  Bucket: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref F, Principal: s3.amazonaws.com}}
  Account: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref F, Principal: '123456789012'}}
  Outside: {Type: AWS::Lambda::Permission, Properties: {FunctionName: !Ref Elsewhere, Principal: s3.amazonaws.com}}
",
        r#"
        G AWS::Lambda::Function aws-lambda zip
        AWS::ApiGateway::Method/Get -> F
          trigger = Http AWS::ApiGateway::Method rest sync @ "GET" stated Properties.HttpMethod
        AWS::Lambda::Permission/AllowG -> G
          trigger = Http apigateway.amazonaws.com sync @ "apigateway.amazonaws.com" stated Properties.Principal
        AWS::Lambda::Permission/Bucket -> F
          trigger = Storage s3.amazonaws.com @ "s3.amazonaws.com" stated Properties.Principal
        "#,
    );
}

#[test]
fn an_alias_or_a_version_stands_for_its_function() {
    beside(
        "
  V: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref F}}
  Live:
    Type: AWS::Lambda::Alias
    Properties:
      FunctionName: !Ref F
      FunctionVersion: !GetAtt V.Version
      ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 10}
  Poll:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Live, EventSourceArn: 'arn:aws:sqs:a:1:q'}
  Loop: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Loop}}
  Lost: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Loop}}
",
        r#"
        AWS::Lambda::Alias/Live -> F
          provisioned-concurrency = 10 @ "10" stated Properties.ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions
        AWS::Lambda::EventSourceMapping/Poll -> F
          trigger = Queue AWS::Lambda::EventSourceMapping @ "'arn:aws:sqs:a:1:q'" stated Properties.EventSourceArn
        "#,
    );
}

#[test]
fn a_state_machine_names_its_steps_wherever_its_definition_stands() {
    beside(
        r#"
  G: {Type: AWS::Lambda::Function, Properties: {}}
  Inline:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      Definition:
        StartAt: A
        States:
          A: {Type: Task, Resource: !GetAtt F.Arn, Next: B}
          B: {Type: Task, Resource: 'arn:aws:states:::lambda:invoke', Parameters: {FunctionName: !Ref G}, Next: C}
          C: {Type: Task, Resource: !GetAtt F.Arn, End: true}
  Filed:
    Type: AWS::Serverless::StateMachine
    Properties:
      DefinitionUri: work.asl.json
      DefinitionSubstitutions: {Work: !GetAtt F.Arn, Table: jobs}
  Text:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub |
        {"StartAt": "A", "States": {"A": {"Type": "Task",
          "Resource": "${G.Arn}", "End": true}}}
"#,
        r#"
        G AWS::Lambda::Function aws-lambda zip
        AWS::StepFunctions::StateMachine/Inline -> F
          trigger = Workflow AWS::StepFunctions::StateMachine @ "!GetAtt F.Arn" stated Properties.Definition
        AWS::StepFunctions::StateMachine/Inline -> G
          trigger = Workflow AWS::StepFunctions::StateMachine @ "!Ref G" stated Properties.Definition
        AWS::Serverless::StateMachine/Filed -> F
          trigger = Workflow AWS::Serverless::StateMachine @ "!GetAtt F.Arn" stated Properties.DefinitionSubstitutions
        AWS::StepFunctions::StateMachine/Text -> G
          trigger = Workflow AWS::StepFunctions::StateMachine @ "AWS::StepFunctions::StateMachine" stated Type
        "#,
    );
}
