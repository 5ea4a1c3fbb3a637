//! How long an API in front of a function waits, and what can make it wait longer.

use super::support::{findings, words};

const RULE: &str = "timeout-exceeds-gateway";

/// A REST method of CloudFormation before a function of 300 s.
fn method(endpoint: &str, integration: &str) -> String {
    format!(
        "Resources:
  Talk:
    Type: AWS::Lambda::Function
    Properties: {{Handler: a.b, Runtime: python3.13, Code: {{S3Bucket: b, S3Key: k}}, Timeout: 300}}
  Front:
    Type: AWS::ApiGateway::RestApi
    Properties: {{Name: talk{endpoint}}}
  Ask:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Front
      HttpMethod: POST
      Integration:
        Type: AWS_PROXY
        Uri: !Sub arn:aws:apigateway:${{AWS::Region}}:lambda:path/2021-11-15/functions/${{Talk.Arn}}/response-streaming-invocations
{integration}"
    )
}

#[test]
fn a_streamed_response_waits_as_long_as_its_timeout_says() {
    let streams = "        ResponseTransferMode: STREAM\n";
    for (timeout, found) in [
        ("        TimeoutInMillis: 300000\n", 0),
        ("        TimeoutInMillis: 200000\n", 1),
        // Without one the default of 29 s holds, and no quota has to be raised.
        ("", 1),
    ] {
        let template = method("", &format!("{streams}{timeout}"));
        let said = words(&[("template.yaml", &template)], RULE);
        assert_eq!(said.len(), found, "{timeout}");
        assert!(
            said.iter().all(|said| said.contains("up to 15 min")),
            "{said:?}"
        );
        assert!(said.iter().all(|said| !said.contains("quota")), "{said:?}");
    }
}

#[test]
fn only_a_regional_or_private_endpoint_has_a_quota_to_raise() {
    for (endpoint, has_quota) in [
        (", EndpointConfiguration: {Types: [REGIONAL]}", true),
        (", EndpointConfiguration: {Types: [PRIVATE]}", true),
        (", Parameters: {endpointConfigurationTypes: REGIONAL}", true),
        (", EndpointConfiguration: {Types: [EDGE]}", false),
        // Edge-optimised is what it is unless something else is stated.
        ("", false),
    ] {
        let template = method(endpoint, "");
        let said = words(&[("template.yaml", &template)], RULE);
        let [said] = said.as_slice() else {
            panic!("{endpoint}: {said:?}");
        };
        assert_eq!(
            said.contains("quota request"),
            has_quota,
            "{endpoint}: {said}"
        );
    }
}

#[test]
fn sam_states_the_endpoint_and_the_transfer_mode_of_an_event() {
    let template = |globals: &str, api: &str, event: &str| {
        format!(
            "Transform: AWS::Serverless-2016-10-31
{globals}Resources:
{api}  Talk:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: python3.13
      CodeUri: s3://b/k
      Timeout: 300
      Events:
        Ask: {{Type: Api, Properties: {{Path: /ask, Method: post{event}}}}}
"
        )
    };
    let regional = "  Front:
    Type: AWS::Serverless::Api
    Properties: {StageName: v1, EndpointConfiguration: REGIONAL}
";
    let said = |globals, api, event| {
        let template = template(globals, api, event);
        words(&[("template.yaml", &template)], RULE).join("\n")
    };
    assert!(said("", regional, ", RestApiId: !Ref Front").contains("quota request"));
    let globals = "Globals: {Api: {EndpointConfiguration: {Type: REGIONAL}}}\n";
    assert!(said(globals, "", "").contains("quota request"));
    assert!(said("", "", "").contains("edge-optimised"));
    let streams = ", ResponseTransferMode: RESPONSE_STREAM, TimeoutInMillis: 300000";
    assert_eq!(said("", "", streams), "");
}

#[test]
fn a_wait_that_only_the_deployment_knows_is_not_the_default() {
    let template = method("", "        TimeoutInMillis: !Ref Wait\n");
    let template = format!("Parameters: {{Wait: {{Type: Number}}}}\n{template}");
    assert!(words(&[("template.yaml", &template)], RULE).is_empty());
}

#[test]
fn terraform_streams_and_starts_without_waiting_too() {
    let module = |function: &str, integration: &str| {
        format!(
            "resource \"aws_lambda_function\" \"talk\" {{
  function_name = \"talk\"
  timeout       = 300
{function}}}
resource \"aws_api_gateway_rest_api\" \"front\" {{
  name = \"talk\"
  endpoint_configuration {{
    types = [\"REGIONAL\"]
  }}
}}
resource \"aws_api_gateway_integration\" \"ask\" {{
  rest_api_id = aws_api_gateway_rest_api.front.id
  type        = \"AWS_PROXY\"
  uri         = aws_lambda_function.talk.invoke_arn
{integration}}}
"
        )
    };
    let said = |function, integration| {
        let module = module(function, integration);
        words(&[("main.tf", &module)], RULE).join("\n")
    };
    assert!(said("", "").contains("quota request"));
    let streams = "  response_transfer_mode = \"STREAM\"\n";
    assert!(said("", streams).contains("up to 15 min"));
    let waits = format!("{streams}  timeout_milliseconds = 300000\n");
    assert_eq!(said("", &waits), "");
    let starts = "  request_parameters = {
    \"integration.request.header.X-Amz-Invocation-Type\" = \"'Event'\"
  }
";
    assert_eq!(said("", starts), "");
    let durable = "  durable_config {\n    execution_timeout = 3600\n  }\n";
    assert!(said(durable, "").contains("may take 60 min"));
    assert_eq!(said(durable, starts), "");
}

#[test]
fn the_serverless_framework_states_both_beside_the_event() {
    let service = |provider: &str, event: &str| {
        format!(
            "service: shop
provider: {{name: aws, runtime: nodejs22.x{provider}}}
functions:
  talk:
    handler: a.b
    timeout: 300
    events:
      - http: {{path: ask, method: post{event}}}
"
        )
    };
    let said = |provider, event| {
        let service = service(provider, event);
        words(&[("serverless.yml", &service)], RULE).join("\n")
    };
    assert!(said(", endpointType: regional", "").contains("quota request"));
    assert!(!said("", "").contains("quota request"));
    let streams = ", response: {transferMode: STREAM}";
    assert!(said("", streams).contains("up to 15 min"));
    let waits = ", timeoutInMillis: 300000, response: {transferMode: STREAM}";
    assert_eq!(said("", waits), "");
}

#[test]
fn a_caller_waits_for_a_whole_durable_execution() {
    let template = |event: &str| {
        format!(
            "Transform: AWS::Serverless-2016-10-31
Resources:
  Order:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: python3.13
      CodeUri: s3://b/k
      Timeout: 20
      DurableConfig:
        ExecutionTimeout: 300
      Events:
        Go: {event}
"
        )
    };
    let api = template("{Type: Api, Properties: {Path: /order, Method: post}}");
    let found = findings(&[("template.yaml", &api)]);
    assert_eq!(found, ["warning timeout-exceeds-gateway template.yaml:11"]);
    let schedule = template("{Type: Schedule, Properties: {Schedule: rate(1 day)}}");
    assert!(findings(&[("template.yaml", &schedule)]).is_empty());
}

/// A setting of the API or a streamed response comes before the function's own timeout; a second is not worth either.
#[test]
fn the_platforms_own_way_out_comes_first() {
    let help = |timeout: &str| {
        let template = method("", timeout);
        words(&[("template.yaml", &template)], RULE).join("\n")
    };
    let buffered = help("");
    let (streams, lower) = (
        "stream the response with a longer integration timeout (up to 15 min), ",
        "lower the timeout to",
    );
    assert!(
        buffered.contains(&format!("{streams}{lower} 29 s")),
        "{buffered}"
    );
    let streamed = help("        ResponseTransferMode: STREAM\n");
    let raise =
        "raise the integration's timeout to 300 s, as a streamed response may take up to 15 min, ";
    assert!(
        streamed.contains(&format!("{raise}{lower} 29 s")),
        "{streamed}"
    );
}
