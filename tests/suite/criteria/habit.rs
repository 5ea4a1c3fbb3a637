//! What nearly every workload of a folder shares is a habit and ties none of them; what sets one apart ties it.

use super::support::findings;

/// A worker that everything speaks for, on nodes of a kind.
fn worker(name: &str, nodes: &str) -> String {
    format!(
        "\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      nodeSelector: {{{nodes}}}
      containers: [{{name: worker, image: example.com/worker:1}}]
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {{name: {name}}}
spec:
  scaleTargetRef: {{name: {name}}}
  minReplicaCount: 0
  triggers: [{{type: aws-sqs-queue, metadata: {{queueURL: jobs}}}}]
---
"
    )
}

fn flagged(text: &str, config: &str) -> Vec<String> {
    let findings = findings("w.yaml", text, config);
    findings
        .iter()
        .flat_map(|finding| finding.workloads.iter())
        .map(|workload| workload.id.name.clone())
        .collect()
}

const SSD: &str = "disktype: ssd";
const NOBODY: [&str; 0] = [];

#[test]
fn nodes_that_all_ask_for_tie_nobody() {
    let all = ["a", "b", "c", "d", "e"];
    let text: String = all.iter().map(|name| worker(name, SSD)).collect();
    assert_eq!(flagged(&text, ""), all);
    let text = worker("a", SSD) + &worker("b", SSD) + &worker("c", SSD);
    assert_eq!(flagged(&text, ""), NOBODY, "three have no habits");
}

#[test]
fn nodes_that_one_asks_for_tie_that_one() {
    let others: String = ["a", "b", "c", "d"].map(|name| worker(name, "")).concat();
    let text = others + &worker("e", SSD);
    assert_eq!(flagged(&text, ""), ["a", "b", "c", "d"]);
}

#[test]
fn how_many_make_a_habit_is_configured() {
    let text = worker("a", SSD) + &worker("b", SSD);
    let config = "rules: {could-be-serverless: {habit-workloads: 2}}";
    assert_eq!(flagged(&text, config), ["a", "b"]);
    let text = text + &worker("c", "");
    assert_eq!(flagged(&text, config), ["c"], "two of three are no 80 %");
    let config = "rules: {could-be-serverless: {habit-workloads: 2, habit-percent: 60}}";
    assert_eq!(flagged(&text, config), ["a", "b", "c"]);
}

#[test]
fn a_volume_is_a_need_however_many_have_one() {
    let names = ["a", "b", "c", "d", "e"];
    let stateful = |name: &str| {
        let volume = "      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]\n---";
        worker(name, "").replacen("---", volume, 1)
    };
    let text: String = names.map(stateful).concat();
    assert_eq!(flagged(&text, ""), NOBODY);
}

#[test]
fn hardware_that_nothing_else_gives_is_a_need_however_many_ask_for_it() {
    for nodes in [
        "accelerator: a100",
        "nvidia.com/gpu.product: L4",
        "kubernetes.io/os: windows",
    ] {
        let names = ["a", "b", "c", "d", "e"];
        let text: String = names.iter().map(|name| worker(name, nodes)).collect();
        assert_eq!(flagged(&text, ""), NOBODY, "{nodes}");
    }
}

#[test]
fn a_policy_and_a_mesh_that_all_have_tie_nobody_and_one_of_its_own_ties() {
    let policy = |name: &str| {
        format!(
            "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: {name}}}
spec:
  podSelector: {{matchLabels: {{app: {name}}}}}
  ingress: [{{from: [{{podSelector: {{matchLabels: {{app: gateway}}}}}}]}}]
---
"
        )
    };
    let names = ["a", "b", "c", "d", "e"];
    let all: String = names.map(|name| worker(name, "") + &policy(name)).concat();
    assert_eq!(flagged(&all, ""), names);
    let one: String = names.map(|name| worker(name, "")).concat() + &policy("c");
    assert_eq!(flagged(&one, ""), ["a", "b", "d", "e"]);
}

#[test]
fn a_habit_is_settled_before_the_move() {
    let names = ["a", "b", "c", "d", "e"];
    let text: String = names.iter().map(|name| worker(name, SSD)).collect();
    let findings = findings("w.yaml", &text, "");
    assert_eq!(
        findings[0].help,
        "consider AWS Lambda with an SQS event source mapping, once its loop over the messages is a handler of one batch (first settle: node selection disktype, as nearly everywhere in this folder); or keep the scaler, which takes it to zero where it is; see `plimsoll explain could-be-serverless`"
    );
}

#[test]
fn what_stands_on_another_platform_dilutes_no_habit_of_the_cluster() {
    let names = ["a", "b", "c", "d", "e"];
    let workers: String = names.map(|name| worker(name, SSD)).concat();
    let service = |name: &str| {
        format!(
            "\
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {{name: run-{name}, annotations: {{run.googleapis.com/ingress: all}}}}
spec: {{template: {{spec: {{containers: [{{image: example.com/run:1}}]}}}}}}
---
"
        )
    };
    let services = names.map(service).concat();
    assert_eq!(flagged(&(workers + &services), ""), names);
}

/// A worker and its Service, with these keys.
fn served(name: &str, keys: &str) -> String {
    let service = format!(
        "\
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec: {{selector: {{app: {name}}}, {keys}}}
---
"
    );
    worker(name, "") + &service
}

#[test]
fn affinity_everywhere_is_a_habit_and_a_protocol_that_is_no_http_is_a_need() {
    let names = ["a", "b", "c", "d", "e"];
    let sticky = names.map(|name| served(name, "sessionAffinity: ClientIP, ports: [{port: 80}]"));
    let findings = findings("w.yaml", &sticky.concat(), "");
    assert_eq!(findings.len(), 5);
    let settle = "(first settle: session affinity, as nearly everywhere in this folder)";
    assert!(findings[0].help.contains(settle), "{}", findings[0].help);
    let mqtt = names.map(|name| served(name, "ports: [{port: 1883, appProtocol: mqtt}]"));
    assert_eq!(flagged(&mqtt.concat(), ""), NOBODY);
}
