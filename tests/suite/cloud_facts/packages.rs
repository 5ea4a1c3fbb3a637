//! Paths that a deployment packages, in the spellings of CloudFormation and SAM.

use super::support::{facts, findings};

const LIMIT: &str = "limits:
  - {platform: aws-lambda, setting: package-size, value: 1 KiB, reason: keeps the test small}
";

#[test]
fn code_that_is_a_path_is_a_package_and_no_image() {
    let big = "x".repeat(4_000);
    for (kind, code) in [
        ("AWS::Lambda::Function", "Code: ./src"),
        ("AWS::Lambda::Function", "Code: src"),
        ("AWS::Lambda::Function", "Code: ./src/"),
        ("AWS::Serverless::Function", "CodeUri: ./src"),
    ] {
        let template = format!(
            "Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: {kind}
    Properties: {{Handler: a.b, Runtime: python3.13, {code}}}
"
        );
        let files = [
            ("template.yaml", template.as_str()),
            ("src/a.py", &big),
            ("plimsoll.yaml", LIMIT),
        ];
        assert_eq!(
            findings(&files),
            ["error package-over-platform-limit template.yaml:5"],
            "{kind} {code}"
        );
        assert!(facts(&files, "image").is_empty(), "{kind} {code}");
    }
}

#[test]
fn an_image_uri_stays_an_image() {
    let template = "Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties:
      PackageType: Image
      Code: {ImageUri: 'example.com/orders:1'}
";
    let found = facts(&[("template.yaml", template)], "image");
    assert_eq!(found, ["Orders: \"example.com/orders:1\"  stated"]);
}
