//! Signs that count only together: how much each weighs, and what it is called.

use super::support::{deployment, heard};

const POD: &str = "      containers: [{name: shop, image: example.com/shop:1}]";

/// What is said of a pod with settings beside its container.
fn network(settings: &str) -> Vec<String> {
    let pod = format!("      {settings}\n{POD}");
    heard("network", "worker.yaml", &deployment(&pod), "")
}

/// What is said of a Deployment that KEDA scales.
fn scaled(criterion: &str, trigger: &str) -> Vec<String> {
    let scaler = format!(
        "\
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {{name: shop}}
spec:
  scaleTargetRef: {{name: shop}}
  minReplicaCount: 0
  triggers: [{{type: {trigger}, metadata: {{a: b}}}}]
"
    );
    heard(criterion, "worker.yaml", &(deployment(POD) + &scaler), "")
}

#[test]
fn what_only_a_cluster_s_network_gives_is_strong_and_a_private_network_a_hint() {
    assert_eq!(
        network("hostAliases: [{ip: 10.0.0.7, hostnames: [ledger.internal]}]"),
        ["for strong: host aliases"]
    );
    let private = "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: shop}
spec:
  template:
    metadata: {annotations: {run.googleapis.com/vpc-access-connector: shop}}
    spec: {containers: [{image: example.com/shop:1}]}
";
    assert_eq!(heard("network", "run.yaml", private, ""), ["for weak: vpc"]);
}

#[test]
fn a_cloud_s_own_events_are_strong_and_a_broker_that_runs_anywhere_is_a_hint() {
    assert_eq!(
        scaled("events", "aws-sqs-queue"),
        [
            "for strong: works on events of `aws-sqs-queue`, for which AWS Lambda has an SQS event source mapping"
        ]
    );
    assert_eq!(
        scaled("events", "kafka"),
        [
            "for weak: works on events of `kafka`, for which AWS Lambda has an Apache Kafka event source mapping"
        ]
    );
    assert_eq!(
        scaled("events", "redis"),
        ["for weak: works on events of `redis`"]
    );
    assert_eq!(scaled("events", "cpu"), [""; 0]);
}

#[test]
fn going_to_zero_is_strong() {
    assert_eq!(
        scaled("scale-to-zero", "prometheus"),
        ["for strong: scales to zero when there is nothing to do"]
    );
}
