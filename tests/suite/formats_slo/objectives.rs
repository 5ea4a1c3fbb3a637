//! What each format's objective says, and which ones say nothing of a p99.

use super::support::{SILENCE, says};

/// An OpenSLO document around an indicator and an objective.
fn openslo(indicator: &str, objective: &str) -> String {
    format!(
        "apiVersion: openslo/v1
kind: SLO
metadata: {{name: quick}}
spec:
  service: price
  indicator:
    spec:
      {indicator}
  objectives:
    - {objective}
"
    )
}

fn threshold(query: &str) -> String {
    format!("thresholdMetric: {{metricSource: {{type: Prometheus, spec: {{query: '{query}'}}}}}}")
}

fn good(query: &str) -> String {
    format!(
        "ratioMetric: {{counter: true, good: {{metricSource: {{spec: {{query: '{query}'}}}}}}}}"
    )
}

const P99: &str =
    "histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))";

#[test]
fn openslo_a_quantile_below_a_value() {
    let slo = openslo(&threshold(P99), "{op: lt, value: 0.04, target: 0.95}");
    assert_eq!(says(&slo), ["p99 40 ms at \"0.04\" of SLO/quick"]);
    let millis = P99.replace("_seconds_", "_milliseconds_");
    let slo = openslo(&threshold(&millis), "{op: lte, value: 40, target: 0.95}");
    assert_eq!(says(&slo), ["p99 40 ms at \"40\" of SLO/quick"]);
    // Converted in the query, the unit is still certain.
    let scaled = format!("1000 * {P99}");
    let slo = openslo(&threshold(&scaled), "{op: lte, value: 40, target: 0.95}");
    assert_eq!(says(&slo), ["p99 40 ms at \"40\" of SLO/quick"]);
    let summary = "max(rpc_duration_seconds{quantile=\"0.999\"})";
    let slo = openslo(&threshold(summary), "{op: lt, value: 0.04, target: 0.95}");
    assert_eq!(says(&slo), ["p99.9 40 ms at \"0.04\" of SLO/quick"]);
}

#[test]
fn openslo_a_share_of_the_requests() {
    let query = "sum(rate(http_request_duration_seconds_bucket{le=\"0.025\",code!~\"5..\"}[5m]))";
    let slo = openslo(&good(query), "{target: 0.999}");
    assert_eq!(says(&slo), ["p99.9 25 ms at \"0.025\" of SLO/quick"]);
    let slo = openslo(&good(query), "{targetPercent: 99}");
    assert_eq!(says(&slo), ["p99 25 ms at \"0.025\" of SLO/quick"]);
    let native = "histogram_fraction(0, 0.025, sum(rate(http_request_duration_seconds[5m])))";
    let slo = openslo(&good(native), "{target: 0.99}");
    assert_eq!(says(&slo), ["p99 25 ms at \"0.025\" of SLO/quick"]);
}

#[test]
fn less_than_a_p99_is_none() {
    let query = "sum(rate(http_request_duration_seconds_bucket{le=\"0.025\"}[5m]))";
    assert_eq!(says(&openslo(&good(query), "{target: 0.9}")), SILENCE);
    for which in ["0.5", "0.9", "0.989"] {
        let query = P99.replace("0.99", which);
        let slo = openslo(&threshold(&query), "{op: lt, value: 0.04, target: 0.999}");
        assert_eq!(says(&slo), SILENCE, "{which}");
    }
    // An average, and the share of the time in which it is low.
    let average = "sum(rate(http_request_duration_seconds_sum[5m])) / sum(rate(http_request_duration_seconds_count[5m]))";
    let slo = openslo(&threshold(average), "{op: lt, value: 0.04, target: 0.99}");
    assert_eq!(says(&slo), SILENCE);
}

#[test]
fn what_is_no_latency_is_silent() {
    let throughput = "sum(rate(http_requests_total[5m]))";
    let slo = openslo(
        &threshold(throughput),
        "{op: gt, value: 0.04, target: 0.99}",
    );
    assert_eq!(says(&slo), SILENCE);
    let slo = openslo(
        &threshold(throughput),
        "{op: lt, value: 0.04, target: 0.99}",
    );
    assert_eq!(says(&slo), SILENCE);
    let available = "sum(rate(http_requests_total{code!~\"5..\"}[5m]))";
    assert_eq!(says(&openslo(&good(available), "{target: 0.999}")), SILENCE);
    // Nobody waits for these.
    for metric in [
        "queue_wait_duration_seconds",
        "batch_run_duration_seconds",
        "data_freshness_seconds",
    ] {
        let query = P99.replace("http_request_duration_seconds", metric);
        let slo = openslo(&threshold(&query), "{op: lt, value: 0.04, target: 0.99}");
        assert_eq!(says(&slo), SILENCE, "{metric}");
    }
    // The time that others take.
    for metric in ["http_client_request", "redis_request", "db_query"] {
        let query = P99.replace("http_request", metric);
        let slo = openslo(&threshold(&query), "{op: lt, value: 0.04, target: 0.99}");
        assert_eq!(says(&slo), SILENCE, "{metric}");
    }
}

#[test]
fn a_unit_nobody_wrote_is_unknown() {
    let query = P99.replace("_seconds_", "_");
    let slo = openslo(&threshold(&query), "{op: lt, value: 40, target: 0.99}");
    let note = "unit unknown: the name of `http_request_duration` says none";
    assert_eq!(says(&slo), [format!("? at \"40\" of SLO/quick ({note})")]);
    let odd = format!("{P99} * 60");
    let slo = openslo(&threshold(&odd), "{op: lt, value: 40, target: 0.99}");
    assert_eq!(says(&slo).len(), 1);
    assert!(says(&slo)[0].contains("unit unknown"));
    let foreign = "p99:http.request.latency{service:price}";
    let slo = openslo(&threshold(foreign), "{op: lt, value: 40, target: 0.99}");
    assert_eq!(
        says(&slo),
        ["? at \"40\" of SLO/quick (unit unknown: the query is no PromQL)"]
    );
}

#[test]
fn openslo_an_indicator_of_its_own() {
    let text = format!(
        "apiVersion: openslo/v1
kind: SLI
metadata: {{name: p99}}
spec:
  {}
---
apiVersion: openslo/v1
kind: SLO
metadata: {{name: quick}}
spec:
  service: price
  indicatorRef: p99
  objectives: [{{op: lt, value: 0.04, target: 0.99}}]
---
apiVersion: openslo/v1
kind: SLO
metadata: {{name: elsewhere}}
spec:
  service: price
  indicatorRef: another
  objectives: [{{op: lt, value: 0.03, target: 0.99}}]
---
apiVersion: openslo/v1
kind: SLO
metadata: {{name: told}}
spec:
  service: price
  indicatorRef: latency-elsewhere
  objectives: [{{op: lt, value: 0.02, target: 0.99}}]
",
        threshold(P99)
    );
    assert_eq!(
        says(&text),
        [
            "p99 40 ms at \"0.04\" of SLO/quick",
            "? at \"0.02\" of SLO/told (its indicator `latency-elsewhere` was not found in this file)"
        ]
    );
}

#[test]
fn openslo_version_1alpha() {
    let text = "apiVersion: openslo/v1alpha
kind: SLO
metadata: {name: quick}
spec:
  service: price
  objectives:
    - ratioMetrics:
        good:
          source: prometheus
          queryType: promql
          query: sum(rate(http_request_duration_seconds_bucket{le=\"0.01\"}[{{.window}}]))
        total:
          source: prometheus
          queryType: promql
          query: sum(rate(http_request_duration_seconds_count[{{.window}}]))
      target: 0.99
";
    assert_eq!(says(text), ["p99 10 ms at \"0.01\" of SLO/quick"]);
}

#[test]
fn sloth_counts_errors() {
    let text = "apiVersion: sloth.slok.dev/v1
kind: PrometheusServiceLevel
metadata: {name: price, namespace: monitoring}
spec:
  service: price
  slos:
    - name: latency
      objective: 99.5
      sli:
        events:
          errorQuery: |
            sum(rate(http_request_duration_seconds_count{job=\"price\"}[{{.window}}]))
            -
            sum(rate(http_request_duration_seconds_bucket{job=\"price\",le=\"0.03\"}[{{.window}}]))
          totalQuery: sum(rate(http_request_duration_seconds_count{job=\"price\"}[{{.window}}]))
    - name: availability
      objective: 99.9
      sli:
        events:
          errorQuery: sum(rate(http_request_duration_seconds_count{code=~\"5..\"}[{{.window}}]))
          totalQuery: sum(rate(http_request_duration_seconds_count[{{.window}}]))
    - name: most
      objective: 90
      sli:
        raw:
          errorRatioQuery: 1 - sum(rate(http_request_duration_seconds_bucket{le=\"0.01\"}[5m])) / sum(rate(http_request_duration_seconds_count[5m]))
";
    assert_eq!(says(text), ["p99.5 30 ms at \"0.03\" of SLO/price-latency"]);
}

#[test]
fn sloth_s_own_file() {
    let text = "version: prometheus/v1
service: price
slos:
  - name: latency
    objective: 99
    sli:
      raw:
        error_ratio_query: 1 - sum(rate(http_request_duration_seconds_bucket{le=\"0.01\"}[{{.window}}])) / sum(rate(http_request_duration_seconds_count[{{.window}}]))
";
    assert_eq!(says(text), ["p99 10 ms at \"0.01\" of SLO/price-latency"]);
}

/// A Pyrra object with a target and an indicator.
fn pyrra(target: &str, indicator: &str) -> String {
    format!(
        "apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata: {{name: price-latency, namespace: monitoring}}
spec:
  target: '{target}'
  window: 2w
  indicator:
    {indicator}
"
    )
}

#[test]
fn pyrra_knows_the_service_by_its_labels() {
    let success = "http_request_duration_seconds_bucket{job=\"price\",le=\"0.02\"}";
    let indicator = format!(
        "latency: {{success: {{metric: '{success}'}}, total: {{metric: 'http_request_duration_seconds_count{{job=\"price\"}}'}}}}"
    );
    let found = says(&pyrra("99.5", &indicator));
    assert_eq!(
        found,
        ["p99.5 20 ms at \"0.02\" of ServiceLevelObjective/price-latency"]
    );
    assert_eq!(says(&pyrra("90", &indicator)), SILENCE);
    let native = "latencyNative: {latency: 20ms, total: {metric: 'http_request_duration_seconds{job=\"price\"}'}}";
    let found = says(&pyrra("99", native));
    assert_eq!(
        found,
        ["p99 20 ms at \"20ms\" of ServiceLevelObjective/price-latency"]
    );
    let ratio = "ratio: {errors: {metric: 'http_requests_total{job=\"price\",code=~\"5..\"}'}, total: {metric: 'http_requests_total{job=\"price\"}'}}";
    assert_eq!(says(&pyrra("99.9", ratio)), SILENCE);
}
