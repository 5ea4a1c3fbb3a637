//! Which workload an objective speaks of.

use super::support::{PRICE, SILENCE, learned, workloads};
use plimsoll::model::{Confidence, FactName};

/// Sloth's own file for a service, with labels in its query.
fn slo(service: &str, labels: &str) -> String {
    format!(
        "version: prometheus/v1
service: {service}
slos:
  - name: latency
    objective: 99
    sli:
      events:
        error_query: sum(rate(http_request_duration_seconds_count{{{labels}}}[5m])) - sum(rate(http_request_duration_seconds_bucket{{{labels}le=\"0.01\"}}[5m]))
"
    )
}

fn reaches(path: &str, slo: &str) -> Vec<String> {
    learned(&[("k8s/price.yaml", PRICE), (path, slo)])
}

#[test]
fn by_name_by_service_by_label_by_matcher() {
    let beside = "k8s/slo.yaml";
    for (service, labels) in [
        ("price", ""),
        ("price-http", ""),
        ("pricing", ""),
        ("shop-frontend", "service=\"price\","),
        ("shop-frontend", "job=\"shop/price\","),
        ("shop-frontend", "namespace=\"shop\",deployment=\"price\","),
    ] {
        let found = reaches(beside, &slo(service, labels));
        assert_eq!(found.len(), 1, "{service} {labels}");
    }
    for (service, labels) in [
        ("shop-frontend", ""),
        ("shop-frontend", "service!=\"price\","),
        ("shop-frontend", "service=~\"price\","),
        ("price", "namespace=\"staging\","),
        ("{{ .Values.service }}", ""),
    ] {
        let quoted = slo(&format!("'{service}'"), labels);
        assert_eq!(reaches(beside, &quoted), SILENCE, "{service} {labels}");
    }
}

#[test]
fn the_only_one_of_the_repository_is_found_and_is_less_sure() {
    let text = slo("price", "");
    let files = [("k8s/price.yaml", PRICE), ("monitoring/slo.yaml", &*text)];
    let found = workloads(&files);
    let fact = found[0].fact(FactName::Latency).unwrap();
    assert_eq!(fact.confidence, Confidence::Medium);
    // Two of them: nobody knows.
    let copies = [
        ("prod/price.yaml", PRICE),
        ("dev/price.yaml", PRICE),
        ("monitoring/slo.yaml", &*text),
    ];
    let note = "note: SLO/price-latency (monitoring/slo.yaml:1) fits 2 objects named `price` \
                (prod/price.yaml:1, dev/price.yaml:1), so it is joined to none of them";
    let note = format!("price: {note}");
    assert_eq!(learned(&copies), [note.clone(), note]);
    // Beside one of them, that one is meant.
    let beside = [
        ("prod/price.yaml", PRICE),
        ("dev/price.yaml", PRICE),
        ("prod/slo.yaml", &*text),
    ];
    let found = learned(&beside);
    assert_eq!(found, ["price: p99 10 ms at \"0.01\" of SLO/price-latency"]);
}

#[test]
fn a_job_of_the_same_name_is_not_meant() {
    let job = "apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec: {schedule: '@daily', jobTemplate: {spec: {template: {spec: {containers: []}}}}}
";
    let text = slo("nightly", "");
    assert_eq!(
        learned(&[("k8s/job.yaml", job), ("k8s/slo.yaml", &text)]),
        SILENCE
    );
    let web = PRICE.replace("name: price,", "name: nightly,");
    let files = [
        ("k8s/job.yaml", job),
        ("k8s/web.yaml", &*web),
        ("k8s/slo.yaml", &*text),
    ];
    assert_eq!(learned(&files).len(), 1);
}

#[test]
fn a_function_by_its_logical_id_and_by_the_name_it_is_deployed_under() {
    let template = "Resources:
  Price:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: shop-price, Handler: a.b, Runtime: python3.13}
";
    for service in ["Price", "shop-price"] {
        let text = slo(service, "");
        let files = [("template.yaml", template), ("slo/price.yaml", &*text)];
        assert_eq!(learned(&files).len(), 1, "{service}");
    }
}

#[test]
fn the_monitoring_s_namespace_confuses_nobody() {
    // The rule's namespace is not the folder's: the scaler without one still finds the Deployment without one.
    let web = "apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: []}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, maxReplicas: 7}
";
    let rules = "apiVersion: sloth.slok.dev/v1
kind: PrometheusServiceLevel
metadata: {name: web, namespace: monitoring}
spec:
  service: web
  slos:
    - name: latency
      objective: 99
      sli: {events: {errorQuery: 'sum(rate(http_request_duration_seconds_count[5m])) - sum(rate(http_request_duration_seconds_bucket{le=\"0.01\"}[5m]))'}}
";
    let found = workloads(&[("k8s/web.yaml", web), ("k8s/slo.yaml", rules)]);
    assert!(found[0].has(FactName::ReplicasMax) && found[0].has(FactName::Latency));
}
