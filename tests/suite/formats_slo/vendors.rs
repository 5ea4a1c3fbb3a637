//! slo-generator, Nobl9, Datadog: what each one's numbers mean.

use super::support::{SILENCE, says};

/// An slo-generator document with a backend, a method and an indicator.
fn generator(backend: &str, indicator: &str) -> String {
    format!(
        "apiVersion: sre.google.com/v2
kind: ServiceLevelObjective
metadata: {{name: quick, labels: {{service_name: price, feature_name: web, slo_name: latency}}}}
spec:
  backend: {backend}
  service_level_indicator: {indicator}
  goal: 0.999
"
    )
}

#[test]
fn slo_generator_s_prometheus_counts_in_the_metric_s_unit() {
    let found = ["p99.9 25 ms at \"0.025\" of ServiceLevelObjective/quick"];
    let cut = "{expression: 'http_request_duration_seconds_bucket{code=~\"2..\"}', threshold_bucket: 0.025}";
    assert_eq!(says(&generator("prometheus", cut)), found);
    let query = "{expression: 'increase(http_request_duration_seconds_bucket{le=\"0.025\"}[window]) / ignoring (le) increase(http_request_duration_seconds_count[window])'}";
    assert_eq!(says(&generator("prometheus/main", query)), found);
    let most = generator("prometheus", cut).replace("0.999", "0.9");
    assert_eq!(says(&most), SILENCE);
    let available =
        "{filter_good: 'http_requests_total{code!~\"5..\"}', filter_valid: http_requests_total}";
    assert_eq!(says(&generator("prometheus", available)), SILENCE);
}

#[test]
fn slo_generator_s_google_backends() {
    let basic =
        "{mesh_istio: {service_namespace: shop, service_name: price}, latency: {threshold: 40}}";
    assert_eq!(
        says(&generator("cloud_service_monitoring", basic)),
        ["p99.9 40 ms at \"40\" of ServiceLevelObjective/quick"]
    );
    let cut = "{filter_valid: 'metric.type=\"run.googleapis.com/request_latencies\"', range_min: 0, range_max: 40}";
    assert_eq!(
        says(&generator("cloud_service_monitoring", cut)),
        ["p99.9 40 ms at \"40\" of ServiceLevelObjective/quick"]
    );
    let sizes = cut.replace("request_latencies", "response_sizes");
    assert_eq!(
        says(&generator("cloud_service_monitoring", &sizes)),
        SILENCE
    );
    let bucket = "{filter_valid: 'metric.type=\"run.googleapis.com/request_latencies\"', threshold_bucket: 4}";
    assert_eq!(
        says(&generator("cloud_monitoring", bucket)),
        [
            "? at \"4\" of ServiceLevelObjective/quick (unit unknown: the number of a bucket is no time)"
        ]
    );
    let elsewhere = basic.replace("service_namespace: shop", "service_namespace: staging");
    assert_eq!(
        says(&generator("cloud_service_monitoring", &elsewhere)),
        SILENCE
    );
}

/// A Nobl9 list of one SLO with one objective.
fn nobl9(objective: &str) -> String {
    format!(
        "- apiVersion: n9/v1alpha
  kind: SLO
  metadata: {{name: quick, project: shop}}
  spec:
    service: price
    indicator: {{metricSource: {{name: agent, project: shop}}}}
    objectives:
      - {objective}
"
    )
}

#[test]
fn nobl9_over_its_sources() {
    let promql = "prometheus: {promql: 'histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))'}";
    let raw = |source: &str, value: &str| {
        nobl9(&format!(
            "{{op: lt, value: {value}, target: 0.95, rawMetric: {{query: {{{source}}}}}}}"
        ))
    };
    assert_eq!(
        says(&raw(promql, "0.04")),
        ["p99 40 ms at \"0.04\" of SLO/quick"]
    );
    let lambda =
        "cloudWatch: {region: eu-west-1, namespace: AWS/Lambda, metricName: Duration, stat: p99}";
    assert_eq!(
        says(&raw(lambda, "40")),
        ["p99 40 ms at \"40\" of SLO/quick"]
    );
    let median = lambda.replace("p99", "p50");
    assert_eq!(says(&raw(&median, "40")), SILENCE);
    let foreign = "lightstep: {streamId: x, typeOfData: latency, percentile: 99}";
    assert_eq!(
        says(&raw(foreign, "40")),
        ["? at \"40\" of SLO/quick (unit unknown: the metric is of another source)"]
    );
    let throughput = "{op: gt, value: 0.04, target: 0.99, rawMetric: {query: {prometheus: {promql: 'sum(rate(http_requests_total[5m]))'}}}}";
    assert_eq!(says(&nobl9(throughput)), SILENCE);
    let counts = "{value: 1, target: 0.995, countMetrics: {incremental: true, good: {prometheus: {promql: 'sum(http_request_duration_seconds_bucket{le=\"0.02\"})'}}, total: {prometheus: {promql: 'sum(http_request_duration_seconds_count)'}}}}";
    assert_eq!(
        says(&nobl9(counts)),
        ["p99.5 20 ms at \"0.02\" of SLO/quick"]
    );
}

#[test]
fn datadog_never_says_the_unit() {
    let slo = |query: &str, comparator: &str| {
        format!(
            "apiVersion: datadoghq.com/v1alpha1
kind: DatadogSLO
metadata: {{name: quick, namespace: monitoring}}
spec:
  name: quick
  type: time_slice
  timeSliceSpec:
    timeSliceCondition: {{comparator: '{comparator}', threshold: '0.04'}}
    query:
      formulas: [{{formula: q}}]
      queries: [{{dataSource: metrics, name: q, query: '{query}'}}]
  targetThreshold: '99.0'
  timeframe: 7d
  tags: ['team:shop']
"
        )
    };
    let query = "p99:trace.http.request{service:price,env:prod}";
    let found = ["? at \"'0.04'\" of DatadogSLO/quick (unit unknown: the query does not say it)"];
    assert_eq!(says(&slo(query, "<")), found);
    assert_eq!(says(&slo(query, ">")), SILENCE);
    assert_eq!(
        says(&slo("avg:system.cpu.user{service:price}", "<")),
        SILENCE
    );
    assert_eq!(
        says(&slo("p50:trace.http.request{service:price}", "<")),
        SILENCE
    );
}
