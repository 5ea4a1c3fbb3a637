//! The action where the cause stands in another file: an autoscaler is edited, the verdict on a Deployment moves.

use super::runner::Job;
use super::support::{checkout, commit, git, write};
use serde_json::json;
use tempfile::TempDir;

const WORKER: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: thumbnails, namespace: shop}
spec:
  selector:
    matchLabels: {app: thumbnails}
  template:
    metadata:
      labels: {app: thumbnails}
    spec:
      containers:
        - name: main
          image: registry.example/thumbnails
";

const SCALER: &str = "apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: thumbnails, namespace: shop}
spec:
  scaleTargetRef: {name: thumbnails}
  minReplicaCount: 1
  triggers:
    - type: aws-sqs-queue
      metadata: {queueURL: https://sqs.example/q}
";

#[test]
fn the_summary_tells_what_moved_and_code_scanning_keeps_no_advice() {
    let origin = TempDir::new().unwrap();
    git(
        origin.path(),
        &["init", "--quiet", "--initial-branch", "main"],
    );
    write(origin.path(), "k8s/worker.yaml", WORKER);
    write(origin.path(), "k8s/scaler.yaml", SCALER);
    let before = commit(origin.path());
    let edited = SCALER.replace("minReplicaCount: 1", "minReplicaCount: 0");
    write(origin.path(), "k8s/scaler.yaml", &edited);
    let after = commit(origin.path());
    let clone = checkout(origin.path(), &after);
    let event = json!({"before": before, "after": after});
    let ran = Job::new(clone.path(), "push", event).run();
    assert_eq!(ran.code, 0, "{}", ran.log);
    let row = "| Deployment `shop/thumbnails` in k8s/worker.yaml | no finding | note `could-be-serverless` |";
    assert!(ran.summary.contains(row), "{}", ran.summary);
    assert!(
        ran.log.contains("::notice file=k8s/scaler.yaml,line=8,"),
        "{}",
        ran.log
    );
    let run = &ran.sarif.unwrap()["runs"][0];
    assert_eq!(run["results"], json!([]));
    assert!(
        run["invocations"]
            .to_string()
            .contains("1 finding below warning left out")
    );
}
