//! What a broken ceiling tells: the two numbers at the line to change, where the limit stands, and what to do. A number
//! that equals the limit breaks nothing.

use super::support::{judge_text, judge_under, told};
use plimsoll::finding::Finding;

const NOTHING: [&str; 0] = [];

/// A function of a SAM template with these properties, from line 5 on.
fn function(properties: &str) -> String {
    format!(
        "Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
{properties}"
    )
}

fn of_function(properties: &str) -> Vec<String> {
    told(&judge_text("template.yaml", &function(properties)))
}

/// A service of Cloud Run (`run.googleapis.com/ingress: all`) or of Knative.
fn service(annotation: &str, seconds: u32) -> String {
    format!(
        "apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: report
  annotations: {{{annotation}}}
spec:
  template:
    spec:
      timeoutSeconds: {seconds}
      containers: [{{image: example.com/report:1}}]
"
    )
}

const CLOUD_RUN: &str = "run.googleapis.com/ingress: all";
const KNATIVE: &str = "client.knative.dev/user-image: example.com/report:1";
const QUOTAS: &str = "docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, checked";

#[test]
fn memory_over_the_ceiling() {
    assert_eq!(
        of_function("    Properties: {MemorySize: 10241}\n"),
        [
            "memory-over-platform-limit error high 5: `F` may take 10241 MiB of memory; AWS Lambda gives an instance at most 10 GiB".to_owned(),
            "  memory for decisive: allowed 10241 MiB, limit 10240 MiB (template.yaml:5)".to_owned(),
            format!("  memory: AWS Lambda allows at most 10240 MiB ({QUOTAS} 2026-09)"),
            "  help: lower the memory to 10240 MiB, or move the work to a container service, a batch job or Kubernetes".to_owned(),
        ]
    );
    assert_eq!(
        of_function("    Properties: {MemorySize: 10240}\n"),
        NOTHING
    );
}

#[test]
fn scratch_disk_over_the_ceiling() {
    assert_eq!(
        of_function("    Properties: {EphemeralStorage: {Size: 10241}}\n"),
        [
            "ephemeral-storage-over-platform-limit error high 5: `F` may fill 10241 MiB of ephemeral storage; AWS Lambda gives an instance at most 10 GiB".to_owned(),
            "  ephemeral-storage for decisive: allowed 10241 MiB, limit 10240 MiB (template.yaml:5)".to_owned(),
            format!("  ephemeral-storage: AWS Lambda allows at most 10240 MiB ({QUOTAS} 2026-09)"),
            "  help: lower the size to 10240 MiB, or keep the data in object storage or on a shared file system".to_owned(),
        ]
    );
    assert_eq!(
        of_function("    Properties: {EphemeralStorage: {Size: 10240}}\n"),
        NOTHING
    );
}

#[test]
fn a_package_over_the_ceiling_becomes_an_image() {
    let package = |bytes: u32| {
        of_function(&format!(
            "    Metadata: {{plimsoll: {{package-size: {bytes}}}}}\n    Properties: {{CodeUri: src/}}\n"
        ))
    };
    assert_eq!(package(262_144_000), NOTHING);
    assert_eq!(
        package(262_144_001),
        [
            "package-over-platform-limit error high 5: `F` may be refused for a package that unzips to 262.1 MB; AWS Lambda takes at most 250 MiB".to_owned(),
            "  package-size for decisive: 262.1 MB, limit 250 MiB (template.yaml:5)".to_owned(),
            format!("  package-size: AWS Lambda allows at most 250 MiB ({QUOTAS} 2026-09): unzipped, layers included; 262,144,000 bytes"),
            "  help: shrink it, or deploy it as a container image".to_owned(),
        ]
    );
}

#[test]
fn an_image_over_the_ceiling_goes_where_images_may_be_large() {
    let properties = "    Metadata: {plimsoll: {image-size: 12GiB}}\n    Properties: {PackageType: Image, ImageUri: a}\n";
    assert_eq!(
        of_function(properties),
        [
            "package-over-platform-limit error high 5: `F` may be refused for an image that unpacks to 12 GiB; AWS Lambda takes at most 10 GiB".to_owned(),
            "  image-size for decisive: 12 GiB, limit 10 GiB (template.yaml:5)".to_owned(),
            "  image-size for decisive: `large-image` as well: image 12 GiB, threshold 250 MiB (template.yaml:5)".to_owned(),
            format!("  image-size: AWS Lambda allows at most 10240 MiB ({QUOTAS} 2026-09): uncompressed, all layers included"),
            "  help: shrink it, or run it in a container service or on Kubernetes".to_owned(),
        ]
    );
}

#[test]
fn a_run_over_the_ceiling_has_another_home_on_each_platform() {
    let help = |findings: &[Finding]| {
        let told = told(findings);
        assert!(
            told[0].starts_with("timeout-over-platform-limit"),
            "{told:?}"
        );
        told.last().unwrap().clone()
    };
    let lambda = judge_text(
        "template.yaml",
        &function("    Properties: {Timeout: 901}\n"),
    );
    assert_eq!(
        help(&lambda),
        "  help: lower the timeout to 900 s, or split the work with Step Functions or a durable function, or run it as a batch job or in a container service"
    );
    let run = judge_text("run.yaml", &service(CLOUD_RUN, 3601));
    assert_eq!(
        help(&run),
        "  help: lower the timeout to 3600 s, or make it a Cloud Run job, a workflow or a Kubernetes Job"
    );
    let netlify = "[functions.\"report-background\"]\ntimeout = 901\n";
    assert_eq!(
        help(&judge_text("netlify.toml", netlify)),
        "  help: lower the timeout to 900 s, or split the work into a workflow, or run it as a batch job or in a container service"
    );
}

#[test]
fn a_ceiling_that_an_operator_can_raise_is_a_warning_that_says_how() {
    let findings = judge_text("service.yaml", &service(KNATIVE, 601));
    let raise =
        "the cluster's operator raises it with `max-revision-timeout-seconds` in `config-defaults`";
    assert_eq!(
        told(&findings),
        [
            "timeout-over-platform-limit warning high 9: `report` may run for 601 s; Knative ends a request at 10 min".to_owned(),
            "  timeout for decisive: allowed 601 s, limit 600 s (service.yaml:9)".to_owned(),
            format!("  timeout: Knative allows at most 600 s (github.com/knative/serving/blob/main/config/core/configmaps/defaults.yaml, checked 2026-08): {raise}"),
            format!("  help: lower the timeout to 600 s, or make the long part a Job on the same cluster, or raise the limit: {raise}"),
        ]
    );
}

#[test]
fn a_ceiling_that_was_raised_here_is_an_error_and_needs_no_advice_on_raising_it() {
    let raised =
        "limits: [{platform: knative, setting: timeout, value: 700s, reason: set by our operator}]";
    let under = |seconds| {
        told(&judge_under(
            raised,
            "service.yaml",
            &service(KNATIVE, seconds),
        ))
    };
    assert_eq!(
        under(701),
        [
            "timeout-over-platform-limit error high 9: `report` may run for 701 s; Knative ends a request at 700 s",
            "  timeout for decisive: allowed 701 s, limit 700 s (service.yaml:9)",
            "  timeout: Knative allows at most 700 s (set in plimsoll.yaml)",
            "  help: lower the timeout to 700 s, or make the long part a Job on the same cluster",
        ]
    );
    assert_eq!(
        under(700)[0],
        "timeout-at-platform-limit note high 9: `report` may run for 700 s, the longest Knative lets a request take"
    );
}

#[test]
fn what_somebody_says_of_the_work_configures_nothing() {
    // It is advice: nobody has set a timeout that the platform refuses.
    let said = of_function(
        "    Metadata: {plimsoll: {max-runtime: 20m}}\n    Properties: {Timeout: 600}\n",
    );
    assert!(
        said[0].starts_with("long-runtime warning high 5: `F` may run for 20 min"),
        "{said:?}"
    );
    assert!(said.iter().all(|line| !line.contains("limit")), "{said:?}");
}

const MANAGED: &str = "      CapacityProviderConfig: {LambdaManagedInstancesCapacityProviderConfig: {CapacityProviderArn: a}}\n";

#[test]
fn managed_instances_run_longer_only_for_nobody_who_waits() {
    let waited = |seconds: u32| {
        let url = "      FunctionUrlConfig: {AuthType: NONE}\n";
        let text = format!("    Properties:\n      Timeout: {seconds}\n{MANAGED}{url}");
        of_function(&text)
    };
    assert_eq!(waited(900), NOTHING);
    assert_eq!(
        waited(901),
        [
            "timeout-over-platform-limit error high 6: `F` may run for 901 s, but its caller waits; over 15 min Managed Instances run only what nobody waits for".to_owned(),
            "  timeout for decisive: allowed 901 s, limit 900 s (template.yaml:6)".to_owned(),
            "  timeout for strong: the caller waits for the answer (template.yaml:8)".to_owned(),
            "  runtime for decisive: `long-runtime` as well: allowed 901 s, threshold 900 s (template.yaml:6)".to_owned(),
            format!("  timeout: AWS Lambda allows at most 5400 s ({QUOTAS} 2026-10): above 900 s only for asynchronous invocation and event source mappings"),
            "  help: lower the timeout to 900 s, or invoke it asynchronously or from a queue".to_owned(),
        ]
    );
    // At the longer ceiling it is the same; above it nobody may run that long, waited for or not.
    assert!(waited(5400)[0].contains("but its caller waits"));
    assert!(waited(5401)[0].contains("`F` may run for 5401 s; AWS Lambda ends a run at 90 min"));
    assert!(
        !waited(5401)
            .iter()
            .any(|line| line.contains("caller waits"))
    );
}

#[test]
fn a_ceiling_raised_for_durable_functions_is_none_of_managed_instances() {
    let raised = "limits: [{platform: aws-lambda, variant: durable, setting: timeout, value: 30m, reason: granted}]";
    let durable = function(
        "    Properties:
      Timeout: 1200
      DurableConfig: {ExecutionTimeout: 604800}
      FunctionUrlConfig: {AuthType: NONE}
",
    );
    assert_eq!(
        told(&judge_under(raised, "template.yaml", &durable)),
        NOTHING
    );
}

#[test]
fn a_timeout_at_the_ceiling_is_a_note_unless_somebody_knows_the_work() {
    assert_eq!(
        of_function("    Properties: {Timeout: 900}\n"),
        [
            "timeout-at-platform-limit note high 5: `F` may run for 15 min, the longest AWS Lambda lets a run take".to_owned(),
            "  timeout for decisive: allowed 900 s, limit 900 s (template.yaml:5)".to_owned(),
            format!("  timeout: AWS Lambda allows at most 900 s ({QUOTAS} 2026-10)"),
            "  help: set the timeout from the longest run you have seen, with room to spare".to_owned(),
        ]
    );
    for silent in [
        "    Properties: {Timeout: 899}\n",
        "    Metadata: {plimsoll: {max-runtime: 4m}}\n    Properties: {Timeout: 900}\n",
        "    Properties: {Timeout: 900, DurableConfig: {ExecutionTimeout: 604800}}\n",
    ] {
        assert_eq!(of_function(silent), NOTHING, "{silent}");
    }
}

#[test]
fn a_batch_job_may_take_as_long_as_it_may() {
    let job = "apiVersion: run.googleapis.com/v1
kind: Job
metadata: {name: nightly}
spec:
  template:
    spec:
      template:
        spec:
          timeoutSeconds: '604800'
          containers: [{image: example.com/nightly:1}]
";
    assert_eq!(told(&judge_text("job.yaml", job)), NOTHING);
    let longer = job.replace("604800", "604801");
    assert_eq!(
        told(&judge_text("job.yaml", &longer))[0],
        "timeout-over-platform-limit error high 9: `nightly` may run for 604801 s; a Cloud Run job ends a task at 168 h"
    );
}

/// 10 s and 512 MiB in front of a viewer, 60 s before an origin: the limits are those of Lambda@Edge, not of AWS Lambda.
#[test]
fn lambda_at_edge_is_named_and_its_way_out_is_its_own() {
    let text = "Resources:
  Head:
    Type: AWS::Lambda::Function
    Properties: {Timeout: SECONDS, MemorySize: 512}
  Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !Ref Head}}
  Site:
    Type: AWS::CloudFront::Distribution
    Properties:
      DistributionConfig:
        DefaultCacheBehavior:
          LambdaFunctionAssociations: [{EventType: EVENT, LambdaFunctionARN: !Ref Version}]
";
    let at = |event: &str, seconds: u32| {
        let text = text.replace("EVENT", event);
        told(&judge_text(
            "template.yaml",
            &text.replace("SECONDS", &seconds.to_string()),
        ))
    };
    let viewer = at("viewer-request", 10);
    let all = viewer.join("\n");
    for said in [
        "`Head` may run for 10 s; Lambda@Edge ends a run at 5 s",
        "Lambda@Edge gives an instance at most 128 MiB",
        "a CloudFront Function does what only rewrites a request",
    ] {
        assert!(all.contains(said), "{said}: {all}");
    }
    let origin = at("origin-response", 60).join("\n");
    assert!(
        origin.contains("Lambda@Edge ends a run at 30 s"),
        "{origin}"
    );
    assert!(
        origin.contains("let the origin do the long part"),
        "{origin}"
    );
    let longest = at("viewer-response", 5).join("\n");
    assert!(
        longest.contains("the longest Lambda@Edge lets a run take"),
        "{longest}"
    );
    for said in [all, origin, longest] {
        assert!(!said.contains("AWS Lambda"), "{said}");
        assert!(!said.contains("Step Functions"), "{said}");
    }
}
