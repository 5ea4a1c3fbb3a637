//! "Could be serverless": all that the verdict tells, and to whom it is never told.

use super::support::{judge_text, judge_under, told};

const NOTHING: [&str; 0] = [];

const WORKER: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: worker}
spec:
  selector: {matchLabels: {app: worker}}
  template:
    metadata: {labels: {app: worker}}
    spec:
      containers: [{name: worker, image: example.com/worker:1}]
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: worker}
spec:
  scaleTargetRef: {name: worker}
  minReplicaCount: 0
  triggers: [{type: aws-sqs-queue, metadata: {queueURL: jobs}}]
";

const MESSAGE: &str = "could-be-serverless note high 17: `worker` may be better off on serverless: works on events of `aws-sqs-queue`, for which AWS Lambda has an SQS event source mapping; scales to zero when there is nothing to do";
const EVENTS: &str = "  events for strong: works on events of `aws-sqs-queue`, for which AWS Lambda has an SQS event source mapping (w.yaml:17)";
const ZERO: &str =
    "  scale-to-zero for strong: scales to zero when there is nothing to do (w.yaml:16)";
const HELP: &str = "  help: consider AWS Lambda with an SQS event source mapping, once its loop over the messages is a handler of one batch; or keep the scaler, which takes it to zero where it is";

#[test]
fn the_sentence_names_the_two_signs_that_tipped_it() {
    assert_eq!(
        told(&judge_text("w.yaml", WORKER)),
        [MESSAGE, EVENTS, ZERO, HELP]
    );
}

#[test]
fn who_knows_kubernetes_is_heard_and_takes_nothing_away() {
    let config = "organization: {kubernetes-expertise: high}\n";
    let heard = "  team-expertise against weak: Kubernetes is well known in this organisation (plimsoll.yaml:1)";
    assert_eq!(
        told(&judge_under(config, "w.yaml", WORKER)),
        [MESSAGE, EVENTS, ZERO, heard, HELP]
    );
}

#[test]
fn who_must_control_the_machines_is_told_nothing() {
    let config = "organization: {compliance: [data-residency]}\n";
    assert_eq!(told(&judge_under(config, "w.yaml", WORKER)), NOTHING);
}

#[test]
fn what_is_serverless_already_could_not_become_it() {
    let job = "\
apiVersion: run.googleapis.com/v1
kind: Job
metadata:
  name: nightly
  annotations: {plimsoll/traffic-volume: low, plimsoll/traffic-pattern: spiky}
spec: {template: {spec: {template: {spec: {containers: [{image: example.com/nightly:1}]}}}}}
";
    assert_eq!(told(&judge_text("job.yaml", job)), NOTHING);
}
