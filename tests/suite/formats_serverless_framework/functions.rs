//! Functions and what they say, the provider's part of it, and which documents are services at all.

use super::support::{declarations, facts, read, says, service};

#[test]
fn own_values_win_over_the_providers_and_those_over_the_frameworks() {
    says(
        "
          timeout: 30
          memorySize: '512'
        functions:
          own:
            timeout: '900'
            memorySize: 2048
          inherits: {}
        ",
        r#"
        own function aws-lambda zip
          timeout = 15 min @ "'900'" stated timeout
          memory = 2 GiB @ "2048" stated memorySize
        inherits function aws-lambda zip
          timeout = 30 s @ "30" inherited by provider timeout
          memory = 512 MiB @ "'512'" inherited by provider memorySize
        "#,
    );
    says(
        "functions: {plain: {handler: a.b}}",
        r"
        plain function aws-lambda zip
          timeout = 6 s default
          memory = 1 GiB default
        ",
    );
}

#[test]
fn everything_else_a_function_may_say() {
    says(
        "
          vpc:
            securityGroupIds: [sg-1]
            subnetIds: [subnet-1]
        functions:
          full-one:
            ephemeralStorageSize: 4096
            reservedConcurrency: 1
            provisionedConcurrency:
              executions: 3
              alias: live
            snapStart: true
            fileSystemConfig:
              arn: !GetAtt AccessPoint.Arn
              localMountPath: /mnt/models
            url:
              cors: true
        ",
        r#"
        full-one function aws-lambda zip
          timeout = 6 s default
          memory = 1 GiB default
          ephemeral-storage = 4 GiB @ "4096" stated ephemeralStorageSize
          concurrency = 1 @ "1" stated reservedConcurrency
          provisioned-concurrency = 3 @ "3" stated provisionedConcurrency.executions
          provisioned-concurrency = SnapStart @ "true" stated snapStart
          state = shared-file-system /mnt/models @ "!GetAtt AccessPoint.Arn" stated fileSystemConfig
          network = vpc @ "securityGroupIds" inherited by provider vpc
          trigger = FunctionUrl url sync @ "cors" stated url
        "#,
    );
    says(
        "functions: {f: {url: false, snapStart: false, vpc: {subnetIds: []}}}",
        r"
        f function aws-lambda zip
          timeout = 6 s default
          memory = 1 GiB default
        ",
    );
}

#[test]
fn variants_and_images() {
    says(
        "
          ecr:
            images:
              base:
                uri: 1.dkr.ecr.eu-west-1.amazonaws.com/base@sha256:1
              built:
                path: ./
        functions:
          address:
            image: 1.dkr.ecr.eu-west-1.amazonaws.com/a:1
          named:
            image:
              name: base
          local:
            image: built
          managed:
            capacityProvider: default
          long:
            durableConfig:
              executionTimeout: 604800
          account:
            image: ${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/a:1
        ",
        r#"
        address function aws-lambda image
          timeout = 6 s default
          memory = 1 GiB default
          image = 1.dkr.ecr.eu-west-1.amazonaws.com/a:1 @ "1.dkr.ecr.eu-west-1.amazonaws.com/a:1" stated image
        named function aws-lambda image
          timeout = 6 s default
          memory = 1 GiB default
          image = 1.dkr.ecr.eu-west-1.amazonaws.com/base@sha256:1 @ "base" stated image.name via "1.dkr.ecr.eu-west-1.amazonaws.com/base@sha256:1"
        local function aws-lambda image
          timeout = 6 s default
          memory = 1 GiB default
          image = built @ "built" stated image (built from a Dockerfile of the service)
        managed function aws-lambda managed-instances
          timeout = 6 s default
          memory = 2 GiB default
        long function aws-lambda durable
          timeout = 6 s default
          memory = 1 GiB default
          execution-timeout = 168 h @ "604800" stated durableConfig.executionTimeout
        account function aws-lambda image
          timeout = 6 s default
          memory = 1 GiB default
          image = ? @ "${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/a:1" unresolved image (this is not the address of an image)
        "#,
    );
}

#[test]
fn functions_may_be_a_list() {
    says(
        "
        functions:
          - a: {timeout: 1}
          - b: {timeout: 2}
            c: {timeout: 3}
        ",
        r#"
        a function aws-lambda zip
          timeout = 1 s @ "1" stated timeout
          memory = 1 GiB default
        b function aws-lambda zip
          timeout = 2 s @ "2" stated timeout
          memory = 1 GiB default
        c function aws-lambda zip
          timeout = 3 s @ "3" stated timeout
          memory = 1 GiB default
        "#,
    );
}

#[test]
fn a_call_of_cloudformations_is_unresolved() {
    assert_eq!(
        facts(
            "functions: {f: {reservedConcurrency: !Ref Limit}}",
            "concurrency"
        ),
        r#"concurrency = ? @ "!Ref Limit" unresolved reservedConcurrency (this is not a whole number)"#
    );
}

#[test]
fn plain_numbers_are_those_of_yaml_1_2() {
    assert_eq!(
        facts(
            "functions: {a: {timeout: 0600}, b: {timeout: 6e2}, c: {timeout: yes}}",
            "timeout"
        ),
        "timeout = 10 min @ \"0600\" stated timeout\n\
         timeout = 10 min @ \"6e2\" stated timeout\n\
         timeout = ? @ \"yes\" unresolved timeout (`yes` is not a number of seconds)"
    );
}

#[test]
fn functions_share_settings_by_merge_key() {
    assert_eq!(
        facts(
            "
            x-slow: &slow {timeout: 600}
            functions:
              f:
                <<: *slow
                handler: a.b
            ",
            "timeout"
        ),
        "timeout = 10 min @ \"600\" stated timeout"
    );
}

#[test]
fn resources_are_read_as_cloudformation_and_know_the_functions_by_their_logical_ids() {
    says(
        "
        functions:
          get-user: {timeout: 10}
        resources:
          Resources:
            Raw:
              Type: AWS::Lambda::Function
              Properties:
                Timeout: 900
            Sockets:
              Type: AWS::ApiGatewayV2::Api
              Properties:
                ProtocolType: WEBSOCKET
            Slow:
              Type: AWS::CloudWatch::Alarm
              Properties:
                Namespace: AWS/Lambda
                MetricName: Duration
                ExtendedStatistic: p99
                Threshold: 40
                Dimensions:
                  - Name: FunctionName
                    Value: !Ref GetDashuserLambdaFunction
            Invoke:
              Type: AWS::Lambda::Permission
              Properties:
                FunctionName: !GetAtt GetDashuserLambdaFunction.Arn
                Principal: s3.amazonaws.com
        ",
        r#"
        get-user function aws-lambda zip
          timeout = 10 s @ "10" stated timeout
          memory = 1 GiB default
        Raw AWS::Lambda::Function aws-lambda zip
          timeout = 15 min @ "900" stated Properties.Timeout
        Sockets AWS::ApiGatewayV2::Api aws-api-gateway websocket
          connection = websocket @ "WEBSOCKET" stated Properties.ProtocolType
        AWS::CloudWatch::Alarm/Slow -> GetDashuserLambdaFunction
          latency = p99 40 ms @ "40" stated Properties.Threshold
        AWS::Lambda::Permission/Invoke -> GetDashuserLambdaFunction
          trigger = Storage s3.amazonaws.com @ "s3.amazonaws.com" stated Properties.Principal
        "#,
    );
}

#[test]
fn what_is_too_large_is_said_to_be() {
    let mut text = String::from("events: &e\n");
    text += &"  - sqs: arn:q\n".repeat(500);
    text += "functions:\n";
    for index in 0..1_000 {
        text += &format!("  f{index}: {{events: *e}}\n");
    }
    let text = service(&text);
    let out = declarations("/nowhere", "serverless.yml", &text);
    assert_eq!(out.problems.len(), 1);
    assert!(
        out.problems[0]
            .message
            .contains("larger than plimsoll follows")
    );
    assert!(!out.workloads.is_empty());
}

#[test]
fn declared_facts_stand_under_custom() {
    let text = service(
        "
        custom:
          plimsoll:
            ignore: 'long-runtime: one report a year'
            functions:
              f:
                p99-latency: 40ms
              g:
                p99-latency: 40ms
        functions:
          f: {}
        ",
    );
    let out = declarations("/nowhere", "serverless.yml", &text);
    let fact = out.workloads[0].facts.last().map(super::support::fact);
    assert_eq!(
        fact.unwrap(),
        r#"latency = 40 ms @ "40ms" declared custom.plimsoll.functions.f.p99-latency"#
    );
    let problems: Vec<&str> = out
        .problems
        .iter()
        .map(|one| one.message.as_str())
        .collect();
    assert_eq!(problems, ["the service has no function `g`"]);
    assert_eq!(out.directives.len(), 1);
}

#[test]
fn json_reads_as_yaml_does() {
    let text =
        r#"{"service": "s", "provider": {"name": "aws"}, "functions": {"f": {"timeout": 900}}}"#;
    let out = declarations("/nowhere", "serverless.json", text);
    assert!(super::support::dump(&out).contains(r#"timeout = 15 min @ "900" stated timeout"#));
}

#[test]
fn other_documents_are_left_to_others() {
    for provider in [
        "google",
        "{name: azure}",
        "{name: openfaas}",
        "{runtime: x}",
        "[]",
    ] {
        let text = format!("service: s\nprovider: {provider}\nfunctions: {{f: {{}}}}");
        assert!(!read(&text).contains("aws-lambda"), "{provider}");
    }
    for text in [
        "service: s\nfunctions: {f: {}}",
        "provider: aws\nfunctions: {f: {}}",
        "component: scf\nservice: s\nprovider: aws\ninputs: {}\nfunctions: {f: {}}",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
    for provider in [
        "aws",
        "{name: aws}",
        "${file(provider.js)}",
        "{name: '${env:P, \"aws\"}'}",
    ] {
        let text = format!("service: s\nprovider: {provider}\nfunctions: {{f: {{}}}}");
        assert!(
            read(&text).contains("f function aws-lambda zip"),
            "{provider}"
        );
    }
}
