//! How long work may run: what the author allows or declares, what the platform allows, and the words for each home.

use super::support::{CLOUD_RUN, EITHER, KNATIVE, PLAIN, function, heard, service, words};

/// A serving resource with a timeout and annotations.
fn lasting(mark: &str, seconds: u64, annotations: &str) -> String {
    let pod = format!("      timeoutSeconds: {seconds}\n{PLAIN}");
    service(mark, annotations, &pod)
}

fn runtime(path: &str, text: &str) -> Vec<String> {
    heard("runtime", path, text, "")
}

#[test]
fn a_timeout_speaks_over_the_threshold_and_not_on_it() {
    let run = |seconds| runtime("run.yaml", &lasting(CLOUD_RUN, seconds, ""));
    assert_eq!(run(900), [""; 0]);
    assert_eq!(
        run(901),
        [
            "for decisive: allowed 901 s, threshold 900 s",
            "remark: within limits: Cloud Run ends a request at 3600 s (docs.cloud.google.com/run/docs/configuring/request-timeout"
        ]
    );
    assert_eq!(
        run(3_601),
        ["for decisive: allowed 3601 s, threshold 900 s"],
        "and nothing is within limits"
    );
}

#[test]
fn who_declares_the_longest_run_knows_more_than_the_timeout() {
    let declared = |run: &str| {
        let text = lasting(CLOUD_RUN, 60, &format!("plimsoll/max-runtime: {run}"));
        runtime("run.yaml", &text).remove(0)
    };
    assert_eq!(
        declared("15m"),
        "against decisive: runs 900 s, threshold 900 s"
    );
    assert_eq!(declared("16m"), "for decisive: runs 960 s, threshold 900 s");
}

#[test]
fn long_runs_are_what_jobs_and_durable_functions_are_for() {
    let durable = function(
        "    Properties: {Runtime: nodejs22.x, Handler: a.b, Timeout: 901, DurableConfig: {ExecutionTimeout: 86400}}",
    );
    assert_eq!(runtime("template.yaml", &durable), [""; 0]);
    let job = "\
apiVersion: run.googleapis.com/v1
kind: Job
metadata: {name: nightly}
spec:
  template:
    spec:
      template:
        spec: {timeoutSeconds: 7200, containers: [{image: example.com/nightly:1}]}
";
    assert_eq!(runtime("job.yaml", job), [""; 0]);
    // What has no platform yet is no job.
    let compose = "services: {shop: {image: 'example.com/shop:1'}}\n";
    let declared = "workloads: [{name: shop, max-runtime: 20m}]";
    assert_eq!(
        heard("runtime", "compose.yaml", compose, declared),
        ["for decisive: runs 1200 s, threshold 900 s"]
    );
}

/// A function app of which the plan is declared, or nothing.
fn host(timeout: &str) -> String {
    format!("{{\"version\": \"2.0\", \"functionTimeout\": \"{timeout}\"}}")
}

const AZURE: &str = "learn.microsoft.com/azure/azure-functions/functions-scale";

#[test]
fn a_bound_that_only_some_plans_have_is_told_with_the_strictest() {
    assert_eq!(
        runtime("host.json", &host("00:30:00")),
        [
            "for decisive: allowed 1800 s, threshold 900 s".to_owned(),
            format!(
                "remark: within limits on some plans: the plan is unknown here, and `consumption` ends at 600 s ({AZURE}"
            )
        ]
    );
    let premium = "workloads: [{path: host.json, platform: azure-functions/premium}]";
    assert_eq!(
        heard("runtime", "host.json", &host("00:30:00"), premium)[1],
        format!("remark: within limits: Azure Functions sets no bound here ({AZURE}")
    );
    let consumption = "workloads: [{path: host.json, platform: azure-functions/consumption}]";
    assert_eq!(
        heard("runtime", "host.json", &host("00:30:00"), consumption),
        ["for decisive: allowed 1800 s, threshold 900 s"]
    );
}

fn told(path: &str, text: &str) -> [String; 2] {
    words("long-runtime", path, text).remove(0)
}

#[test]
fn the_words_are_those_of_the_platform() {
    assert_eq!(
        told("run.yaml", &lasting(CLOUD_RUN, 3_600, "")),
        [
            "`shop` may run for 60 min; work over 15 min does not suit request-driven serverless",
            "make it a Cloud Run job, a workflow or a Kubernetes Job, or lower the timeout"
        ]
    );
    assert_eq!(
        told("host.json", &host("-1")),
        [
            "`(root)` may run without any bound; work over 15 min does not suit request-driven serverless",
            "make it a batch job, a workflow, a Kubernetes Job or a container service, or lower the timeout"
        ]
    );
    let openfaas = "\
provider: {name: openfaas}
functions: {train: {image: example.com/train:1, environment: {exec_timeout: 30m}}}
";
    assert_eq!(
        told("stack.yaml", openfaas),
        [
            "`train` may run for 30 min; work over 15 min does not suit the serverless model",
            "make the long part a batch job beside the service, or a Deployment that takes it from a queue, or lower the timeout"
        ]
    );
    assert_eq!(
        told("run.yaml", &lasting(EITHER, 1_200, "")),
        [
            "`shop` may run for 20 min; work over 15 min does not suit request-driven serverless",
            "make the long part a batch job beside the service, or a Deployment that takes it from a queue, or lower the timeout"
        ],
        "it may stand on a cluster"
    );
    // Knative's own ceiling is lower, and takes the advice in.
    let knative = lasting(KNATIVE, 1_200, "");
    assert_eq!(words("long-runtime", "run.yaml", &knative), [[""; 2]; 0]);
}

/// A function on instances of its own, which may run longer than others.
fn managed(timeout: &str) -> String {
    function(&format!(
        "    Properties: {{Runtime: python3.13, Handler: a.b, CapacityProviderConfig: {{}}, Timeout: {timeout}}}"
    ))
}

#[test]
fn a_function_is_split_by_a_workflow_unless_it_is_a_step_of_one() {
    assert_eq!(
        told("template.yaml", &managed("1200")),
        [
            "`Shop` may run for 20 min; work over 15 min does not suit request-driven serverless",
            "split it with Step Functions or a durable function, or make it a batch job (AWS Batch, a Kubernetes Job) or a container service, or lower the timeout"
        ]
    );
    let machine = "  Machine:
    Type: AWS::Serverless::StateMachine
    Properties: {DefinitionUri: m.asl.json, DefinitionSubstitutions: {Shop: !GetAtt Shop.Arn}}
";
    assert_eq!(
        told("template.yaml", &(managed("1200") + machine))[1],
        "split this step of its workflow into shorter ones, or let the workflow run it as a batch job or an ECS task, or lower the timeout"
    );
}

#[test]
fn of_two_branches_the_message_names_the_one_that_is_too_long() {
    let long = "may run for 20 min; work over 15 min does not suit request-driven serverless";
    for timeout in ["!If [Prod, 60, 1200]", "!If [Prod, 1200, 60]"] {
        let message = &told("template.yaml", &managed(timeout))[0];
        assert_eq!(message, &format!("`Shop` {long}"), "{timeout}");
    }
    for timeout in [
        "var.prod ? \"60s\" : \"1200s\"",
        "var.prod ? \"1200s\" : \"60s\"",
    ] {
        let text = format!(
            "resource \"google_cloud_run_v2_service\" \"shop\" {{\n  template {{\n    timeout = {timeout}\n  }}\n}}\n"
        );
        let message = &told("main.tf", &text)[0];
        assert_eq!(
            message,
            &format!("`google_cloud_run_v2_service.shop` {long}"),
            "{timeout}"
        );
    }
}

/// A CronJob with a deadline of so many seconds.
fn nightly(kind: &str, deadline: u64) -> String {
    let spec = format!(
        "activeDeadlineSeconds: {deadline}, template: {{spec: {{containers: [{{name: a, image: 'example.com/a:1'}}]}}}}"
    );
    match kind {
        "CronJob" => format!(
            "{{apiVersion: batch/v1, kind: CronJob, metadata: {{name: a}}, spec: {{schedule: '15 4 * * *', jobTemplate: {{spec: {{{spec}}}}}}}}}"
        ),
        _ => {
            format!("{{apiVersion: batch/v1, kind: Job, metadata: {{name: a}}, spec: {{{spec}}}}}")
        }
    }
}

#[test]
fn the_deadline_of_a_job_is_no_tie_to_the_cluster() {
    for kind in ["CronJob", "Job"] {
        assert_eq!(
            runtime("job.yaml", &nightly(kind, 3_600)),
            [
                "for weak: allowed 3600 s, threshold 900 s; Cloud Run jobs and other batch platforms take that, AWS Lambda does not"
            ]
        );
        assert_eq!(runtime("job.yaml", &nightly(kind, 900)), [""; 0]);
    }
}

#[test]
fn what_a_deployment_is_declared_to_run_for_is_the_work_itself() {
    let deployment = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: a, annotations: {plimsoll/max-runtime: 2h}}
spec: {template: {spec: {containers: [{name: a, image: 'example.com/a:1'}]}}}
";
    assert_eq!(
        runtime("web.yaml", deployment),
        ["for decisive: runs 7200 s, threshold 900 s"]
    );
}
