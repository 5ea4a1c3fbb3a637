//! One function, one report, at the source's line; the output fills what the source leaves open.

use super::support::{facts, findings, fixture, read, repository, workloads};

#[test]
fn a_sam_function_is_reported_once_and_its_built_image_is_known() {
    let outcome = read(&fixture("sam"), &["."]);
    assert_eq!(
        workloads(&outcome),
        [
            "OrdersFunction template.yaml:11",
            "InvoiceFunction template.yaml:23"
        ]
    );
    assert_eq!(
        facts(&outcome, "OrdersFunction"),
        "timeout 30 s stated template.yaml:16\n\
         memory 256 MiB inherited template.yaml:8\n\
         trigger SQS stated template.yaml:19"
    );
    // The source has no expression for it, so it stands at the function's key.
    assert!(
        facts(&outcome, "InvoiceFunction").ends_with(
            "image invoicefunction:v1 linked template.yaml:23 medium via template.yaml:30"
        )
    );
    assert!(outcome.coverage.warnings.is_empty());
}

#[test]
fn what_a_service_leaves_unresolved_is_what_was_built() {
    let outcome = read(&fixture("serverless-framework"), &["."]);
    let built = "cloudformation-template-update-stack.json";
    assert_eq!(
        workloads(&outcome),
        [
            "hello serverless.yml:10",
            "export-orders serverless.yml:15",
            "resize_image serverless.yml:20"
        ]
    );
    assert_eq!(
        facts(&outcome, "hello"),
        format!(
            "timeout 10 s stated serverless.yml:12\n\
             memory 512 MiB inherited serverless.yml:7 medium via {built}:41\n\
             trigger httpApi stated serverless.yml:14\n\
             integration-timeout 30 s linked serverless.yml:10 medium via {built}:126"
        )
    );
    assert_eq!(
        facts(&outcome, "export-orders"),
        format!(
            "timeout 20 min stated serverless.yml:17 medium via {built}:64\n\
             memory 512 MiB inherited serverless.yml:7 medium via {built}:63\n\
             schedule 60 min stated serverless.yml:19 medium via {built}:152\n\
             trigger schedule stated serverless.yml:19"
        )
    );
    // The whole function is a program's, so everything it is stands where it is named.
    assert_eq!(
        facts(&outcome, "resize_image"),
        format!(
            "timeout 45 s stated serverless.yml:20 medium via {built}:86\n\
             memory 512 MiB stated serverless.yml:20 medium via {built}:85\n\
             trigger s3.amazonaws.com linked serverless.yml:20 medium via {built}:196"
        )
    );
    assert_eq!(
        findings(&outcome),
        ["timeout-over-platform-limit serverless.yml:17 medium"]
    );
    let evidence = &outcome.findings[0].evidence;
    let found = evidence
        .iter()
        .find(|one| one.text == "the value is set here");
    assert_eq!(found.unwrap().at.as_ref().unwrap().text(), "1200");
}

#[test]
fn a_cdk_app_is_a_program_so_its_output_stands_for_it() {
    let outcome = read(&fixture("cdk"), &["."]);
    assert_eq!(
        workloads(&outcome),
        [
            "ReportD9A8F1C2 cdk.out/ShopStack.template.json:23",
            // What the CDK adds for its own ends.
            "CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C81C01536 cdk.out/ShopStack.template.json:74",
        ]
    );
    assert_eq!(outcome.workloads[1].generated_by, Some("the AWS CDK"));
    assert_eq!(
        outcome.workloads[0].notes,
        ["`ShopStack/Report/Resource` in the CDK app"]
    );
    assert_eq!(
        findings(&outcome),
        [
            "timeout-over-platform-limit cdk.out/ShopStack.template.json:41 high",
            "timeout-at-platform-limit cdk.out/ShopStack.template.json:85 high",
        ]
    );
}

/// A template of the Serverless Framework's.
fn built(functions: &[(&str, &str)]) -> String {
    let functions: Vec<String> = functions
        .iter()
        .map(|(id, properties)| {
            format!("\"{id}\": {{\"Type\": \"AWS::Lambda::Function\", \"Properties\": {{{properties}}}}}")
        })
        .collect();
    format!("{{\"Resources\": {{{}}}}}", functions.join(",\n"))
}

const UPDATE: &str = ".serverless/cloudformation-template-update-stack.json";

#[test]
fn a_service_written_as_code_is_read_from_its_output() {
    let output = built(&[("HelloLambdaFunction", "\"Timeout\": 30")]);
    for source in [
        "serverless.ts",
        "serverless.js",
        "serverless.mjs",
        "serverless.cjs",
    ] {
        let folder = repository(&[
            (".gitignore", ".serverless\n"),
            (source, "export default {}"),
            (UPDATE, &output),
        ]);
        let expected = [format!("HelloLambdaFunction {UPDATE}:1")];
        assert_eq!(workloads(&read(&folder, &["."])), expected);
        assert_eq!(workloads(&read(&folder, &[source])), expected);
    }
}

#[test]
fn the_frameworks_own_default_is_filled_only_by_another_value() {
    let service =
        "service: s\nprovider: {name: aws}\nfunctions:\n  a: {handler: a.b}\n  b: {handler: a.b}\n";
    let output = built(&[
        ("ALambdaFunction", "\"Timeout\": 6, \"MemorySize\": 1024"),
        ("BLambdaFunction", "\"Timeout\": 29, \"MemorySize\": 1024"),
    ]);
    let outcome = read(
        &repository(&[("serverless.yml", service), (UPDATE, &output)]),
        &["."],
    );
    assert_eq!(facts(&outcome, "a"), "");
    // A plugin's doing: no file of the author's says so.
    assert_eq!(
        facts(&outcome, "b"),
        "timeout 29 s linked serverless.yml:5 medium via cloudformation-template-update-stack.json:2"
    );
    assert!(outcome.coverage.warnings.is_empty());
}

#[test]
fn what_another_stage_gets_is_listed_beside_what_the_default_stage_gets() {
    let service = "service: s\nprovider: {name: aws}\nparams:\n  dev: {timeout: 30}\n  prod: {timeout: 1000}\n\
                   functions:\n  a: {handler: a.b, timeout: '${param:timeout}'}\n";
    let output = built(&[("ALambdaFunction", "\"Timeout\": 1000")]);
    let folder = repository(&[("serverless.yml", service), (UPDATE, &output)]);
    let outcome = read(&folder, &["."]);
    let built = "cloudformation-template-update-stack.json";
    assert_eq!(
        facts(&outcome, "a"),
        format!(
            "timeout 30 s stated serverless.yml:7 medium via serverless.yml:4\n\
             timeout 1000 s stated serverless.yml:7 medium via {built}:1"
        )
    );
    assert!(outcome.coverage.warnings.is_empty());
}

#[test]
fn a_function_that_the_source_does_not_list_is_an_older_one_or_a_plugins() {
    let service = "service: s\nprovider: {name: aws}\nfunctions:\n  a: {handler: a.b}\n";
    let output = built(&[
        ("ALambdaFunction", "\"Timeout\": 6"),
        ("WarmUpPluginDefaultLambdaFunction", "\"Timeout\": 960"),
    ]);
    let folder = repository(&[("serverless.yml", service), (UPDATE, &output)]);
    let outcome = read(&folder, &["."]);
    assert_eq!(workloads(&outcome), ["a serverless.yml:4"]);
    assert!(findings(&outcome).is_empty());
}

#[test]
fn functions_that_only_a_build_knows_stand_in_the_output() {
    let output = built(&[
        ("ALambdaFunction", "\"Timeout\": 6"),
        ("BLambdaFunction", "\"Timeout\": 7"),
    ]);
    for functions in [
        "functions: ${file(functions.js)}\n",
        "functions:\n  - a: {handler: a.b}\n  - ${file(functions.js)}\n",
    ] {
        let service = format!("service: s\nprovider: {{name: aws}}\n{functions}");
        let folder = repository(&[("serverless.yml", &service), (UPDATE, &output)]);
        let b = format!("BLambdaFunction {UPDATE}:2");
        assert!(
            workloads(&read(&folder, &["."])).contains(&b),
            "{functions}"
        );
    }
}

#[test]
fn functions_of_an_included_file_are_their_services() {
    let folder = repository(&[
        (
            "serverless.yml",
            "service: s\nprovider: {name: aws}\nfunctions: ${file(src/functions.yml)}\n",
        ),
        (
            "src/functions.yml",
            "a: {handler: a.b, timeout: '${ssm:/t}'}\n",
        ),
        (UPDATE, &built(&[("ALambdaFunction", "\"Timeout\": 9")])),
    ]);
    let outcome = read(&folder, &["."]);
    assert_eq!(workloads(&outcome), ["a src/functions.yml:1"]);
    assert!(facts(&outcome, "a").starts_with("timeout 9 s stated functions.yml:1 medium via"));
}

#[test]
fn an_ignore_that_sam_copied_into_its_output_is_the_sources() {
    let template = "Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Metadata:
      plimsoll: {ignore: 'timeout-over-platform-limit: moves next week'}
    Properties: {Timeout: 1200}
";
    let folder = repository(&[
        ("template.yaml", template),
        (".aws-sam/build/template.yaml", template),
    ]);
    let outcome = read(&folder, &["."]);
    let live = outcome
        .findings
        .iter()
        .filter(|one| one.suppressed.is_none());
    assert_eq!(live.count(), 0);
    assert_eq!(outcome.directives.len(), 1);
}

#[test]
fn a_name_means_one_function_though_its_output_has_it_too() {
    let objective = "apiVersion: openslo/v1
kind: SLO
metadata: {name: quote-latency}
spec:
  service: shop-quote
  indicator:
    metadata: {name: quote-p99}
    spec:
      thresholdMetric:
        metricSource:
          type: Prometheus
          spec: {query: 'histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))'}
  objectives:
    - {op: lt, value: 0.045, target: 0.99}
";
    let service = "service: shop\nprovider: {name: aws}\nfunctions:\n  quote: {handler: a.b, name: shop-quote}\n";
    let output = built(&[("QuoteLambdaFunction", "\"FunctionName\": \"shop-quote\"")]);
    let folder = repository(&[
        ("slo.yaml", objective),
        ("serverless.yml", service),
        (UPDATE, &output),
    ]);
    let outcome = read(&folder, &["."]);
    assert_eq!(
        facts(&outcome, "quote"),
        "latency p99 45 ms linked slo.yaml:14"
    );
}
