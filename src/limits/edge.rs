//! A function at CloudFront's edge with a setting that Lambda@Edge does not support: CloudFront refuses to call it.

use super::{Breach, LimitCheck, Target};
use crate::finding::{Evidence, Severity, Stance, Weight, Wording};
use crate::model::{Confidence, Fact, FactName, Value, Workload, feature};
use crate::rule::{Context, Example, Family, Rule};

/// The check.
pub(super) static CHECK: LimitCheck = LimitCheck {
    rule: &RULE,
    settings: &[],
    facts: &[FactName::Feature],
    check,
};

static RULE: Rule = Rule {
    name: "unsupported-at-edge",
    family: Family::PlatformLimit,
    severity: Severity::Error,
    summary: "A function at CloudFront's edge has a setting that Lambda@Edge does not support",
    why: "A function that a CloudFront distribution calls at its edge is copied to many places, and only part of Lambda \
          exists there. CloudFront refuses a function with environment variables of its own, in a VPC, with layers, from a \
          container image, for arm64 or with a dead-letter queue, and the deployment fails.",
    instead: "Remove the setting, or let the origin do this part. Values can stand in the package, in custom headers of \
              the origin or in Parameter Store; what layers hold can be bundled.",
    ignore_when: "Never: the deployment fails.",
    thresholds: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html",
    ],
    bad: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Headers:
    Type: AWS::Serverless::Function
    Properties:
      Handler: headers.handler
      Runtime: nodejs22.x
      AutoPublishAlias: live
      Architectures: [arm64]
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior:
          LambdaFunctionAssociations:
            - EventType: viewer-response
              LambdaFunctionARN: !Ref Headers.Version
",
    },
    good: Example {
        path: "template.yaml",
        text: "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Headers:
    Type: AWS::Serverless::Function
    Properties:
      Handler: headers.handler
      Runtime: nodejs22.x
      AutoPublishAlias: live
      Architectures: [x86_64]
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior:
          LambdaFunctionAssociations:
            - EventType: viewer-response
              LambdaFunctionARN: !Ref Headers.Version
",
    },
};

/// The page that lists what is not supported, and the month in which it was read.
const SOURCE: &str = "docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html, checked 2026-11";

/// What to do about each.
const INSTEAD: &[(&str, &str)] = &[
    (
        feature::ENVIRONMENT,
        "put the values into the package or into custom headers of the origin, or read them from Parameter Store",
    ),
    (
        feature::VPC,
        "take it out of the VPC, and let the origin do what needs the network",
    ),
    (
        feature::LAYERS,
        "bundle what the layers hold into its package",
    ),
    (feature::IMAGE, "deploy it as a zip package"),
    (feature::ARM64, "build it for x86_64"),
    (
        feature::DEAD_LETTERS,
        "remove it: the viewer waits for the answer, so there is nothing left to queue",
    ),
];

fn check(workload: &Workload, target: Target<'_>, _: &Context<'_>, out: &mut Vec<Breach>) {
    if !target.is_edge() {
        return;
    }
    let features = workload.facts(FactName::Feature);
    let certain = features.filter(|fact| fact.confidence == Confidence::High);
    out.extend(certain.filter_map(|fact| breach(workload, fact)));
}

fn breach(workload: &Workload, fact: &Fact) -> Option<Breach> {
    const CRITERION: &str = "edge";
    let Some(Value::Text(name)) = &fact.value else {
        return None;
    };
    let (_, instead) = INSTEAD.iter().find(|(known, _)| known == name)?;
    let text = format!("{name}, which Lambda@Edge does not support");
    Some(Breach {
        severity: Severity::Error,
        evidence: vec![
            Evidence::new(CRITERION, Stance::For, Weight::Decisive, text, fact),
            Evidence::remark(
                CRITERION,
                format!("CloudFront refuses to call such a function ({SOURCE})"),
            ),
        ],
        wording: Wording {
            message: format!(
                "`{}` may not be called at CloudFront's edge: Lambda@Edge does not support {name}",
                workload.name
            ),
            help: (*instead).to_owned(),
        },
    })
}
