//! Lambda@Edge: who calls a function at a CDN's edge decides what it may do, in every format that can say so.

use plimsoll::formats;
use plimsoll::link;
use plimsoll::model::{Declarations, FactName};
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use plimsoll::syntax;

/// `name on variant: trigger @ "source text"`, one line a workload.
fn placed(path: &str, text: &str) -> Vec<String> {
    let tree = syntax::parse(&Source::new(path, text));
    assert!(tree.errors().is_empty(), "{:?}", tree.errors());
    let mut out = Declarations::default();
    formats::read(&tree, "", &Repository::new("/nonexistent"), &mut out);
    link::link(&out.companions, &mut out.workloads);
    let line = |workload: &plimsoll::model::Workload| {
        let triggers = workload.facts(FactName::Trigger).map(|fact| {
            let trigger = fact.trigger().unwrap();
            format!(
                ": {} @ {:?}",
                trigger.source,
                fact.at.as_ref().unwrap().text()
            )
        });
        let triggers: Vec<String> = triggers.collect();
        let variant = workload.placement.variant.unwrap_or("?");
        format!("{} on {variant}{}", workload.name, triggers.concat())
    };
    out.workloads.iter().map(line).collect()
}

#[test]
fn a_distribution_of_a_template_calls_versions_of_functions() {
    let text = "Transform: AWS::Serverless-2016-10-31
Resources:
  Auth:
    Type: AWS::Serverless::Function
    Properties: {AutoPublishAlias: live, Timeout: 10}
  Rewrite:
    Type: AWS::Lambda::Function
    Properties: {Timeout: 10}
  RewriteVersion:
    Type: AWS::Lambda::Version
    Properties: {FunctionName: !Ref Rewrite}
  Plain:
    Type: AWS::Lambda::Function
    Properties: {Timeout: 10}
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior:
          LambdaFunctionAssociations:
            - EventType: viewer-request
              LambdaFunctionARN: !Ref Auth.Version
            - EventType: origin-response
              LambdaFunctionARN: !Ref RewriteVersion
        CacheBehaviors:
          - PathPattern: /img
            LambdaFunctionAssociations:
              - EventType: origin-request
                LambdaFunctionARN: !Ref Auth.Version
";
    assert_eq!(
        placed("template.yaml", text),
        [
            "Auth on edge-viewer: cloudfront viewer-request @ \"viewer-request\"\
             : cloudfront origin-request @ \"origin-request\"",
            "Rewrite on edge-origin: cloudfront origin-response @ \"origin-response\"",
            "Plain on zip",
        ]
    );
}

#[test]
fn the_serverless_framework_names_the_event_with_the_function() {
    let text = "service: site
provider: aws
functions:
  auth:
    handler: a.b
    events:
      - cloudFront: {eventType: viewer-response, origin: 's3://site.example.com'}
  plain: {handler: a.b}
";
    assert_eq!(
        placed("serverless.yml", text),
        [
            "auth on edge-viewer: cloudFront @ \"cloudFront\"",
            "plain on zip"
        ]
    );
}

#[test]
fn a_distribution_of_terraform_calls_a_qualified_arn() {
    let text = r#"
resource "aws_lambda_function" "rewrite" {
  publish = true
}
resource "aws_cloudfront_distribution" "site" {
  default_cache_behavior {
    lambda_function_association {
      event_type = "origin-request"
      lambda_arn = aws_lambda_function.rewrite.qualified_arn
    }
  }
}
"#;
    assert_eq!(
        placed("main.tf", text),
        [
            "aws_lambda_function.rewrite on edge-origin: cloudfront origin-request @ \"\\\"origin-request\\\"\""
        ]
    );
}
