//! Alerts and release gates on a p99: where it hurts, which is less than a promise.

use super::support::{SILENCE, says};

/// A PrometheusRule with one alert.
fn alert(expr: &str) -> String {
    format!(
        "apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {{name: rules, namespace: monitoring}}
spec:
  groups:
    - name: price
      rules:
        - alert: Slow
          expr: '{expr}'
          annotations:
            summary: '{{{{ $labels.pod }}}} is slow'
"
    )
}

const P99: &str = "histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket{job=\"price\"}[5m])))";

#[test]
fn an_alert_on_a_p99() {
    let found = ["p99 45 ms at \"0.045\" of alert Slow"];
    assert_eq!(says(&alert(&format!("{P99} > 0.045"))), found);
    assert_eq!(says(&alert(&format!("0.045 < {P99}"))), found);
    assert_eq!(
        says(&alert(&format!("({P99}) >= 0.045 and on () up"))),
        found
    );
    let millis = ["p99 45 ms at \"45\" of alert Slow"];
    assert_eq!(says(&alert(&format!("{P99} * 1000 > 45"))), millis);
}

#[test]
fn an_alert_on_a_share() {
    let share = "sum(rate(http_request_duration_seconds_bucket{job=\"price\",le=\"0.02\"}[5m])) / sum(rate(http_request_duration_seconds_count{job=\"price\"}[5m]))";
    let found = ["p99 20 ms at \"0.02\" of alert Slow"];
    assert_eq!(says(&alert(&format!("{share} < 0.99"))), found);
    assert_eq!(says(&alert(&format!("1 - {share} > 0.01"))), found);
    assert_eq!(says(&alert(&format!("{share} < 0.9"))), SILENCE);
}

#[test]
fn alerts_that_say_nothing_of_one_service_s_p99() {
    for expr in [
        // Too quick is no fault; the median is no p99.
        format!("{P99} < 0.045"),
        format!("{} > 0.045", P99.replace("0.99", "0.5")),
        // Of every service, of a queue, of a client.
        format!("{} > 0.045", P99.replace("{job=\"price\"}", "")),
        format!(
            "{} > 0.045",
            P99.replace("http_request_duration", "queue_wait")
        ),
        format!(
            "{} > 0.045",
            P99.replace("http_request", "http_client_request")
        ),
        // A burn rate, a rate, a template, no query.
        "job:slo_errors:ratio_rate1h{job=\"price\"} > (14.4 * 0.001)".to_owned(),
        "rate(http_requests_total{job=\"price\"}[5m]) > 0.045".to_owned(),
        format!("{P99} > ${{THRESHOLD}}"),
        "not a query (".to_owned(),
    ] {
        assert_eq!(says(&alert(&expr)), SILENCE, "{expr}");
    }
}

#[test]
fn a_rule_file_and_the_operators_of_others() {
    let file = format!(
        "groups:
  - name: price
    rules:
      - record: price:requests:rate5m
        expr: sum(rate(http_requests_total[5m]))
      - alert: Slow
        expr: |
          {P99}
            > 0.045
"
    );
    let found = ["p99 45 ms at \"0.045\" of alert Slow"];
    assert_eq!(says(&file), found);
    let rule = alert(&format!("{P99} > 0.045"));
    let google = rule
        .replace("monitoring.coreos.com", "monitoring.googleapis.com")
        .replace("PrometheusRule", "ClusterRules");
    assert_eq!(says(&google), found);
}

#[test]
fn flagger_s_gate_is_a_p99_in_milliseconds() {
    let canary = |metric: &str| {
        format!(
            "apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {{name: price, namespace: shop}}
spec:
  targetRef: {{apiVersion: apps/v1, kind: Deployment, name: price}}
  analysis:
    metrics:
      - {metric}
"
        )
    };
    let built_in = canary("{name: request-duration, thresholdRange: {max: 40}, interval: 1m}");
    assert_eq!(says(&built_in), ["p99 40 ms at \"40\" of Canary/price"]);
    let old = canary("{name: request-duration, threshold: 40, interval: 1m}");
    assert_eq!(says(&old), ["p99 40 ms at \"40\" of Canary/price"]);
    for silent in [
        "{name: request-success-rate, thresholdRange: {min: 40}}",
        "{name: request-duration, thresholdRange: {max: 40}, templateRef: {name: mine}}",
        "{name: latency, thresholdRange: {max: 40}, query: 'up'}",
    ] {
        assert_eq!(says(&canary(silent)), SILENCE, "{silent}");
    }
}
