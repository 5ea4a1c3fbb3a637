//! Build output below the top level: stages of the CDK, nested applications of SAM.

use super::support::{findings, workloads};

fn synthesised(timeout: u32) -> String {
    format!(
        "{{\"Resources\": {{\"Report\": {{\"Type\": \"AWS::Lambda::Function\", \"Properties\": {{
  \"Handler\": \"a.b\", \"Runtime\": \"nodejs22.x\",
  \"Timeout\": {timeout},
  \"Code\": {{\"S3Bucket\": \"b\", \"S3Key\": \"k\"}}}}}}}}}}"
    )
}

#[test]
fn every_stage_of_a_cdk_app_is_deployed() {
    let (short, long) = (synthesised(60), synthesised(1_800));
    let app = ("cdk.json", "{\"app\": \"npx ts-node bin/shop.ts\"}");
    for place in [
        "cdk.out/Shop.template.json",
        "cdk.out/assembly-Prod/ProdShop.template.json",
        "cdk.out/assembly-Prod/ProdShopJobs.nested.template.json",
        "cdk.out/assembly-Prod/assembly-Prod-Eu/ProdEuShop.template.json",
    ] {
        for ignored in ["", "cdk.out\n"] {
            let files = [
                app,
                (".gitignore", ignored),
                ("cdk.out/Other.template.json", &short),
                (place, &long),
            ];
            let line = format!("error timeout-over-platform-limit {place}:3");
            assert_eq!(findings(&files), [line], "{ignored:?}");
        }
    }
    // An asset is what a function is packaged from.
    let files = [
        app,
        ("cdk.out/Other.template.json", &short),
        ("cdk.out/asset.ab12/Copy.template.json", &long),
    ];
    assert!(findings(&files).is_empty());
}

const LIMIT: &str = "limits:
  - {platform: aws-lambda, setting: package-size, value: 1 KiB, reason: keeps the test small}
";

fn function(code: &str) -> String {
    format!(
        "Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {{Handler: a.b, Runtime: python3.13, CodeUri: {code}, Timeout: 10}}
"
    )
}

#[test]
fn a_nested_application_of_sam_is_measured_where_it_was_built() {
    let dependency = "x".repeat(4_000);
    for (kind, key) in [
        ("AWS::Serverless::Application", "Location"),
        ("AWS::CloudFormation::Stack", "TemplateURL"),
    ] {
        let parent = |path: &str| {
            format!(
                "Transform: AWS::Serverless-2016-10-31
Resources:
  App: {{Type: '{kind}', Properties: {{{key}: {path}}}}}
"
            )
        };
        let (parent, built) = (parent("./orders/app.yaml"), parent("App/template.yaml"));
        let (source, output) = (function("./src"), function("Orders"));
        let files = [
            ("template.yaml", parent.as_str()),
            ("orders/app.yaml", &source),
            ("orders/src/a.py", "A = 1\n"),
            (".aws-sam/build/template.yaml", &built),
            (".aws-sam/build/App/template.yaml", &output),
            (".aws-sam/build/App/Orders/a.py", "A = 1\n"),
            (".aws-sam/build/App/Orders/dependency.py", &dependency),
            ("plimsoll.yaml", LIMIT),
        ];
        assert_eq!(workloads(&files), ["Orders orders/app.yaml"], "{kind}");
        assert_eq!(
            findings(&files),
            ["error package-over-platform-limit orders/app.yaml:5"],
            "{kind}"
        );
    }
}

#[test]
fn a_template_in_a_functions_package_is_a_copy() {
    let (source, output) = (function("."), function("Orders"));
    let copy = function(".").replace("Timeout: 10", "Timeout: 1200");
    let files = [
        ("template.yaml", source.as_str()),
        (".aws-sam/build/template.yaml", &output),
        (".aws-sam/build/Orders/template.yaml", &copy),
    ];
    assert_eq!(workloads(&files), ["Orders template.yaml"]);
    assert!(findings(&files).is_empty());
}
