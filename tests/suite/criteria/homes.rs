//! Where a workload could go: homes whose limits it keeps, what would have to change first, and staying.

use super::support::{evidence, findings};

/// The advice, without its reference, and what was held against the limits.
fn advised(text: &str, config: &str) -> Vec<String> {
    let mut said = Vec::new();
    for finding in findings("w.yaml", text, config) {
        let advice = finding.help.split("; see ").next().unwrap();
        said.push(advice.to_owned());
        let remarks = finding.evidence.iter().filter(|one| !one.is_reason());
        said.extend(remarks.map(|one| one.text.clone()));
    }
    said
}

fn deployment(memory: &str) -> String {
    format!(
        "\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: worker}}
spec:
  selector: {{matchLabels: {{app: worker}}}}
  template:
    metadata: {{labels: {{app: worker}}}}
    spec:
      containers:
        - name: worker
          image: example.com/worker:1
          resources: {{limits: {{memory: {memory}}}}}
---
"
    )
}

fn scaled(bounds: &str, trigger: &str) -> String {
    format!(
        "\
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {{name: worker}}
spec:
  scaleTargetRef: {{name: worker}}
  {bounds}
  triggers: [{{type: {trigger}, metadata: {{a: b}}}}]
---
"
    )
}

fn cron(memory: &str) -> String {
    format!(
        "\
apiVersion: batch/v1
kind: CronJob
metadata: {{name: nightly}}
spec:
  schedule: '0 3 * * *'
  jobTemplate:
    spec:
      activeDeadlineSeconds: 600
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: nightly
              image: example.com/nightly:1
              resources: {{limits: {{memory: {memory}}}}}
"
    )
}

const ZERO: &str = "minReplicaCount: 0";
const LAMBDA: &str = "docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html";
const NOTHING: [&str; 0] = [];

#[test]
fn an_event_source_names_the_function_s_trigger_and_the_room_there() {
    let text = deployment("512Mi") + &scaled(ZERO, "aws-sqs-queue");
    assert_eq!(
        advised(&text, ""),
        [
            "consider AWS Lambda with an SQS event source mapping, once its loop over the messages is a handler of one batch; or keep the scaler, which takes it to zero where it is".to_owned(),
            format!("room on AWS Lambda: memory 512 MiB of 10240 MiB ({LAMBDA}, checked 2026-09)"),
        ]
    );
    let text = deployment("512Mi") + &scaled(ZERO, "azure-servicebus");
    assert!(
        advised(&text, "")[0].starts_with("consider Azure Functions with a Service Bus trigger")
    );
    let text = deployment("512Mi") + &scaled(ZERO, "gcp-pubsub");
    assert!(
        advised(&text, "")[0]
            .starts_with("consider Cloud Run with a Pub/Sub push subscription, once it takes")
    );
}

#[test]
fn a_home_that_is_too_small_is_out_and_one_that_leaves_nothing_is_no_finding() {
    let text = deployment("12Gi") + &scaled(ZERO, "aws-sqs-queue");
    assert_eq!(advised(&text, ""), NOTHING, "and it goes to zero already");
    let declared = "workloads: [{name: worker, traffic-volume: low}]";
    let text = deployment("12Gi") + &scaled("minReplicaCount: 1", "aws-sqs-queue");
    assert_eq!(
        advised(&text, declared),
        [
            "scale it to zero where it is with `minReplicaCount: 0`",
            "no room on AWS Lambda: memory allowed 12288 MiB, limit 10240 MiB",
        ]
    );
}

#[test]
fn a_job_goes_where_its_image_runs_as_it_is() {
    assert_eq!(
        advised(&cron("256Mi"), "")[0],
        "consider a scheduled Cloud Run job, which runs the image as it is, or a scheduled AWS Lambda function, once its entry point is a handler; or keep the CronJob, which takes nothing between its runs"
    );
    let large = advised(&cron("16Gi"), "");
    assert_eq!(
        large[0],
        "consider a scheduled Cloud Run job, which runs the image as it is; or keep the CronJob, which takes nothing between its runs"
    );
    assert!(
        large
            .iter()
            .any(|one| one.starts_with("no room on AWS Lambda: ")),
        "{large:?}"
    );
}

#[test]
fn who_must_be_able_to_move_stays_on_a_cluster() {
    let config = "organization: {portability: required}";
    let text = deployment("512Mi") + &scaled(ZERO, "aws-sqs-queue");
    assert_eq!(advised(&text, config), NOTHING);
    let web = deployment("512Mi") + &scaled(ZERO, "prometheus") + ROUTE;
    assert_eq!(
        advised(&web, config)[0],
        "consider Knative on this cluster, which takes the same image as a Service of its own; or keep the scaler, which takes it to zero where it is"
    );
    assert!(
        advised(&web, "")[0]
            .starts_with("consider Cloud Run, once it listens on `$PORT`, or Knative")
    );
}

const ROUTE: &str = "\
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: worker}
  ports: [{port: 80}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  defaultBackend: {service: {name: web, port: {number: 80}}}
";

/// A job that KEDA starts for each message.
fn scaled_job(deadline: &str, trigger: &str) -> String {
    format!(
        "\
apiVersion: keda.sh/v1alpha1
kind: ScaledJob
metadata:
  name: thumbnails
spec:
  jobTargetRef:
    {deadline}
    template:
      spec:
        restartPolicy: Never
        containers:
          - name: thumbnails
            image: example.com/thumbnails:1
  triggers:
    - type: {trigger}
      metadata: {{}}
"
    )
}

#[test]
fn a_job_for_each_message_is_a_function_of_the_same_queue_or_stays_asleep_where_it_is() {
    assert_eq!(
        advised(
            &scaled_job("activeDeadlineSeconds: 300", "aws-sqs-queue"),
            ""
        )[0],
        "consider AWS Lambda with an SQS event source mapping, once its loop over the messages is a handler of one batch; or keep the ScaledJob, which takes nothing between its events"
    );
    for (deadline, trigger) in [
        ("backoffLimit: 1", "aws-sqs-queue"), // nothing says how long it runs
        ("activeDeadlineSeconds: 3600", "aws-sqs-queue"), // too long for short work
        ("activeDeadlineSeconds: 300", "rabbitmq"), // a broker of its own runs anywhere
        ("activeDeadlineSeconds: 300", "cpu"), // load is no event
        ("activeDeadlineSeconds: 300", "github-runner"), // and neither are other people's jobs
    ] {
        let said = advised(&scaled_job(deadline, trigger), "");
        assert_eq!(said, NOTHING, "{deadline}, {trigger}");
    }
}

#[test]
fn a_rollout_is_judged_as_the_deployment_that_it_is() {
    let rollout = deployment("512Mi").replace(
        "apiVersion: apps/v1\nkind: Deployment",
        "apiVersion: argoproj.io/v1alpha1\nkind: Rollout",
    );
    let scaler = scaled(ZERO, "aws-sqs-queue").replace(
        "scaleTargetRef: {",
        "scaleTargetRef: {apiVersion: argoproj.io/v1alpha1, kind: Rollout, ",
    );
    let said = advised(&(rollout.clone() + &scaler), "");
    assert!(
        said[0].starts_with("consider AWS Lambda with an SQS event source mapping"),
        "{said:?}"
    );
    // The scaler of a Deployment of the same name is not this one's.
    let other = rollout + &scaled(ZERO, "aws-sqs-queue");
    assert_eq!(advised(&other, ""), NOTHING);
}

#[test]
fn a_function_s_own_trigger_is_an_event_and_a_route_is_an_api() {
    let text = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Jobs: {Type: SQS, Properties: {Queue: arn}}
        Web: {Type: HttpApi}
";
    let heard = evidence("template.yaml", text);
    let of = |name: &str| {
        let mut said = heard.iter().filter(|(criterion, ..)| *criterion == name);
        said.next().map(|(.., text)| text.as_str())
    };
    assert_eq!(of("events"), Some("is started by `SQS`"), "{heard:?}");
    assert_eq!(of("api"), Some("answers HTTP requests through HttpApi"));
}

#[test]
fn two_homes_are_named_and_each_once() {
    let text = "\
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: worker}
spec:
  scaleTargetRef: {name: worker}
  minReplicaCount: 0
  triggers:
    - {type: aws-sqs-queue, metadata: {queueURL: jobs}}
    - {type: aws-sqs-queue, metadata: {queueURL: mails}}
    - {type: azure-servicebus, metadata: {queueName: jobs}}
    - {type: gcp-pubsub, metadata: {subscriptionName: jobs}}
";
    let handler = "once its loop over the messages is a handler of one batch";
    assert_eq!(
        advised(&(deployment("512Mi") + text), "")[0],
        format!(
            "consider AWS Lambda with an SQS event source mapping, {handler}, or Azure Functions with a Service Bus trigger, {handler}; or keep the scaler, which takes it to zero where it is"
        )
    );
}

#[test]
fn a_deadline_at_a_home_s_ceiling_fits_there() {
    let at_most = cron("256Mi").replace("600", "900");
    let said = advised(&at_most, "");
    assert!(
        said[0].contains("or a scheduled AWS Lambda function"),
        "{said:?}"
    );
    assert!(
        said.iter().any(|one| one.starts_with(
            "room on AWS Lambda: memory 256 MiB of 10240 MiB, timeout 900 s of 900 s"
        )),
        "{said:?}"
    );
}

#[test]
fn what_must_stay_on_a_cluster_and_cannot_sleep_there_is_no_finding() {
    let declared = "workloads: [{name: worker, traffic-volume: low, traffic-pattern: spiky}]\n";
    let text = deployment("32Gi");
    assert_eq!(
        advised(&text, declared)[0],
        "consider Cloud Run, once requests or messages start its work (nothing here says what does)"
    );
    let portable = format!("{declared}organization: {{portability: required}}\n");
    assert_eq!(advised(&text, &portable), NOTHING);
}

#[test]
fn only_hints_that_it_needs_the_cluster_are_to_be_settled() {
    let config = "\
organization: {kubernetes-expertise: high}
workloads: [{name: worker, traffic-pattern: spiky}]
";
    let text = deployment("512Mi") + &scaled(ZERO, "aws-sqs-queue");
    // That traffic is spiky speaks against always-on capacity, and who knows Kubernetes may still use a queue's function.
    assert_eq!(advised(&text, config)[0], advised(&text, "")[0]);
}
