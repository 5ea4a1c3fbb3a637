//! p99 alarms are the latency objectives that a template knows.

use super::support::facts;

fn latency(alarm: &str) -> String {
    let text = format!(
        "
Resources:
  F: {{Type: AWS::Lambda::Function}}
  Api: {{Type: AWS::ApiGatewayV2::Api, Properties: {{ProtocolType: HTTP, Target: !GetAtt F.Arn}}}}
  Rest: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: orders}}}}
  Get: {{Type: AWS::ApiGateway::Method, Properties: {{RestApiId: !Ref Rest, Integration: {{Uri: !GetAtt F.Arn}}}}}}
  Other: {{Type: AWS::Lambda::Function}}
  Busy: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: busy}}}}
  B1: {{Type: AWS::ApiGateway::Method, Properties: {{RestApiId: !Ref Busy, Integration: {{Uri: !GetAtt F.Arn}}}}}}
  B2: {{Type: AWS::ApiGateway::Method, Properties: {{RestApiId: !Ref Busy, Integration: {{Uri: !GetAtt Other.Arn}}}}}}
  Slow:
    Type: AWS::CloudWatch::Alarm
    Properties: {alarm}
"
    );
    facts(&text, "latency")
}

#[test]
fn a_p99_alarm_on_the_function_is_an_objective() {
    for statistic in ["p99", "p99.9", "p99.99"] {
        assert_eq!(
            latency(&format!(
                "{{Namespace: AWS/Lambda, MetricName: Duration, ExtendedStatistic: {statistic}, Threshold: 40, \
                 Dimensions: [{{Name: FunctionName, Value: !Ref F}}]}}"
            )),
            format!("latency = {statistic} 40 ms @ \"40\" stated Properties.Threshold"),
            "{statistic}"
        );
    }
    assert_eq!(
        latency(
            "{Threshold: 45.5, Metrics: [{Id: m, MetricStat: {Stat: p99, Period: 60, Metric: {Namespace: AWS/Lambda, \
             MetricName: Duration, Dimensions: [{Name: FunctionName, Value: !Ref F}]}}}]}"
        ),
        "latency = p99 46 ms @ \"45.5\" stated Properties.Threshold"
    );
}

#[test]
fn an_api_s_latency_is_its_only_function_s() {
    for dimension in [
        "{Name: ApiId, Value: !Ref Api}",
        "{Name: ApiName, Value: orders}",
    ] {
        assert_eq!(
            latency(&format!(
                "{{Namespace: AWS/ApiGateway, MetricName: Latency, ExtendedStatistic: p99, Threshold: 40, \
                 Dimensions: [{dimension}]}}"
            )),
            "latency = p99 40 ms @ \"40\" stated Properties.Threshold",
            "{dimension}"
        );
    }
}

#[test]
fn other_alarms_say_nothing_of_latency() {
    for (alarm, why) in [
        (
            "Namespace: AWS/Lambda, MetricName: Duration, ExtendedStatistic: p95, Dimensions: [{Name: FunctionName, Value: !Ref F}]",
            "p95",
        ),
        (
            "Namespace: AWS/Lambda, MetricName: Duration, Statistic: Average, Dimensions: [{Name: FunctionName, Value: !Ref F}]",
            "an average",
        ),
        (
            "Namespace: AWS/Lambda, MetricName: Errors, ExtendedStatistic: p99, Dimensions: [{Name: FunctionName, Value: !Ref F}]",
            "errors",
        ),
        (
            "Namespace: AWS/Lambda, MetricName: Duration, ExtendedStatistic: p99, Unit: Seconds, Dimensions: [{Name: FunctionName, Value: !Ref F}]",
            "seconds",
        ),
        (
            "Namespace: AWS/Lambda, MetricName: Duration, ExtendedStatistic: p99, ComparisonOperator: LessThanThreshold, Dimensions: [{Name: FunctionName, Value: !Ref F}]",
            "too fast",
        ),
        (
            "Namespace: AWS/ApplicationELB, MetricName: TargetResponseTime, ExtendedStatistic: p99",
            "a load balancer",
        ),
        (
            "Namespace: AWS/Lambda, MetricName: Duration, ExtendedStatistic: p99",
            "every function",
        ),
        (
            "Namespace: AWS/Lambda, MetricName: Duration, ExtendedStatistic: p99, Dimensions: [{Name: FunctionName, Value: elsewhere}]",
            "another function",
        ),
        (
            "Namespace: AWS/ApiGateway, MetricName: Latency, ExtendedStatistic: p99, Dimensions: [{Name: ApiName, Value: busy}]",
            "two functions",
        ),
    ] {
        assert_eq!(latency(&format!("{{Threshold: 40, {alarm}}}")), "", "{why}");
    }
}

#[test]
fn an_unknown_threshold_is_unresolved() {
    assert_eq!(
        latency(
            "{Namespace: AWS/Lambda, MetricName: Duration, ExtendedStatistic: p99, Threshold: !Ref Limit, \
             Dimensions: [{Name: FunctionName, Value: !Ref F}]}"
        ),
        "latency = ? @ \"!Ref Limit\" unresolved Properties.Threshold (`Limit` is known only at deployment)"
    );
}

#[test]
fn an_api_that_only_sam_s_events_make_has_the_functions_that_name_it() {
    let latency = |value: &str, events: &str| {
        let text = format!(
            "
Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {{Events: {{Get: {{Type: HttpApi, Properties: {{Path: /, Method: get}}}}}}}}
  G:
    Type: AWS::Serverless::Function
    Properties: {{Events: {events}}}
  Slow:
    Type: AWS::CloudWatch::Alarm
    Properties:
      {{Namespace: AWS/ApiGateway, MetricName: Latency, ExtendedStatistic: p99, Threshold: 40,
       Dimensions: [{{Name: ApiId, Value: !Ref {value}}}]}}
"
        );
        facts(&text, "latency")
    };
    let other = "{Get: {Type: HttpApi, Properties: {ApiId: !Ref Own}}}";
    let objective = "latency = p99 40 ms @ \"40\" stated Properties.Threshold";
    assert_eq!(latency("ServerlessHttpApi", other), objective);
    assert_eq!(latency("Own", other), objective);
    // Of two functions nobody knows which one is slow.
    assert_eq!(latency("ServerlessHttpApi", "{Put: {Type: HttpApi}}"), "");
}
