//! CloudWatch Application Signals: an objective in the template of its function.

use super::support::{SILENCE, learned};

/// A template with a function, two APIs and an objective.
fn template(objective: &str) -> String {
    format!(
        "Transform: AWS::Serverless-2016-10-31
Resources:
  Price:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: shop-price
      Handler: a.b
      Runtime: python3.13
      Events:
        Get: {{Type: HttpApi, Properties: {{ApiId: !Ref Shop, Path: /price, Method: get}}}}
  Shop: {{Type: AWS::Serverless::HttpApi, Properties: {{Name: shop-api}}}}
  Quick:
    Type: AWS::ApplicationSignals::ServiceLevelObjective
    Properties: {objective}
"
    )
}

fn says(objective: &str) -> Vec<String> {
    learned(&[("template.yaml", &template(objective))])
}

const FOUND: [&str; 1] =
    ["Price: p99 40 ms at \"40\" of AWS::ApplicationSignals::ServiceLevelObjective/Quick"];

/// A period-based objective.
fn periods(metric: &str, rest: &str) -> String {
    format!(
        "{{Name: quick, Sli: {{SliMetric: {{{metric}}}, {rest}}}, Goal: {{AttainmentGoal: 95}}}}"
    )
}

#[test]
fn of_periods_by_the_function_s_name_or_reference() {
    for name in ["shop-price", "!Ref Price", "!Sub '${Price}'"] {
        let metric = format!(
            "KeyAttributes: {{Type: Service, Name: {name}, Environment: 'lambda:default'}}, MetricType: LATENCY, Statistic: p99"
        );
        let objective = periods(&metric, "MetricThreshold: 40, ComparisonOperator: LessThan");
        assert_eq!(says(&objective), FOUND, "{name}");
    }
}

#[test]
fn of_requests_the_goal_is_the_share() {
    let objective = |goal: &str| {
        format!(
            "{{Name: quick, RequestBasedSli: {{RequestBasedSliMetric: {{KeyAttributes: {{Name: shop-price}}, MetricType: LATENCY}}, MetricThreshold: 40, ComparisonOperator: LessThanOrEqualTo}}, Goal: {{AttainmentGoal: {goal}}}}}"
        )
    };
    assert_eq!(says(&objective("99")), FOUND);
    assert_eq!(says(&objective("95")), SILENCE);
}

#[test]
fn of_a_cloudwatch_metric() {
    let queries = |metric: &str| {
        let metric = format!(
            "MetricDataQueries: [{{Id: m, ReturnData: true, MetricStat: {{Stat: p99, Period: 60, Metric: {{{metric}}}}}}}]"
        );
        periods(&metric, "MetricThreshold: 40, ComparisonOperator: LessThan")
    };
    for metric in [
        "Namespace: AWS/Lambda, MetricName: Duration, Dimensions: [{Name: FunctionName, Value: !Ref Price}]",
        "Namespace: AWS/ApiGateway, MetricName: Latency, Dimensions: [{Name: ApiId, Value: !Ref Shop}]",
        "Namespace: ApplicationSignals, MetricName: Latency, Dimensions: [{Name: Service, Value: shop-price}]",
    ] {
        assert_eq!(says(&queries(metric)), FOUND, "{metric}");
    }
    for metric in [
        "Namespace: AWS/SQS, MetricName: ApproximateAgeOfOldestMessage, Dimensions: [{Name: FunctionName, Value: !Ref Price}]",
        "Namespace: Mine, MetricName: Duration, Dimensions: [{Name: FunctionName, Value: !Ref Price}]",
    ] {
        assert_eq!(says(&queries(metric)), SILENCE, "{metric}");
    }
}

#[test]
fn what_is_no_p99_of_this_service_is_silent() {
    let of = |metric: &str, rest: &str| {
        says(&periods(
            &format!("KeyAttributes: {{Name: shop-price}}, {metric}"),
            rest,
        ))
    };
    let below = "MetricThreshold: 40, ComparisonOperator: LessThan";
    assert_eq!(of("MetricType: AVAILABILITY", below), SILENCE);
    assert_eq!(of("MetricType: LATENCY, Statistic: p50", below), SILENCE);
    assert_eq!(
        of("MetricType: LATENCY, Statistic: Average", below),
        SILENCE
    );
    let above = "MetricThreshold: 40, ComparisonOperator: GreaterThan";
    assert_eq!(of("MetricType: LATENCY, Statistic: p99", above), SILENCE);
    // The latency of what it calls.
    let dependency =
        "MetricType: LATENCY, Statistic: p99, DependencyConfig: {DependencyOperationName: Get}";
    assert_eq!(of(dependency, below), SILENCE);
    let elsewhere = periods(
        "KeyAttributes: {Name: another}, MetricType: LATENCY, Statistic: p99",
        below,
    );
    assert_eq!(says(&elsewhere), SILENCE);
}

/// An SLO for the API is one for the only function behind it.
#[test]
fn an_api_s_name_is_its_only_function_s() {
    let slo = "version: prometheus/v1
service: shop-api
slos:
  - name: latency
    objective: 99
    sli: {raw: {error_ratio_query: '1 - sum(rate(http_request_duration_seconds_bucket{le=\"0.04\"}[5m])) / sum(rate(http_request_duration_seconds_count[5m]))'}}
";
    let template = template("{}");
    let found = learned(&[("template.yaml", &template), ("slo.yaml", slo)]);
    assert_eq!(
        found,
        ["Price: p99 40 ms at \"0.04\" of SLO/shop-api-latency"]
    );
    let two = template.replace(
        "  Shop:",
        "  Other:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Get: {Type: HttpApi, Properties: {ApiId: !Ref Shop, Path: /, Method: get}}
  Shop:",
    );
    assert_eq!(
        learned(&[("template.yaml", &two), ("slo.yaml", slo)]),
        SILENCE
    );
}
