//! From a route to the function behind it, and APIs that hold sockets.

use super::support::{read, says, unindented};

/// The template with a function `F` in front; what it says besides the function itself.
#[track_caller]
fn beside(resources: &str, expected: &str) {
    let text = format!("Resources:\n  F: {{Type: AWS::Lambda::Function}}\n{resources}");
    let read = read(&text);
    let rest: Vec<&str> = read.lines().skip(1).collect();
    assert_eq!(rest.join("\n"), unindented(expected), "\n{read}");
}

#[test]
fn a_rest_method_names_its_function_in_any_notation() {
    for uri in [
        "!Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations",
        "{'Fn::Sub': ['arn:${Fn}', {Fn: !GetAtt F.Arn}]}",
        "!Join ['', ['arn:', !GetAtt [F, Arn], '/invocations']]",
        "{'Fn::Join': ['', ['arn:', {'Fn::GetAtt': [F, Arn]}]]}",
        "!Ref F",
        "!If [c, !GetAtt F.Arn, !GetAtt F.Arn]",
    ] {
        beside(
            &format!(
                "
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      HttpMethod: GET
      Integration:
        Type: AWS_PROXY
        TimeoutInMillis: 50000
        Uri: {uri}
"
            ),
            r#"
            AWS::ApiGateway::Method/Get -> F
              trigger = Http AWS::ApiGateway::Method rest 50 s sync @ "GET" stated Properties.HttpMethod
            "#,
        );
    }
}

#[test]
fn nobody_waits_for_an_asynchronous_integration() {
    beside(
        "
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      HttpMethod: POST
      Integration:
        Type: AWS
        RequestParameters:
          integration.request.header.X-Amz-Invocation-Type: \"'Event'\"
        Uri: !Sub 'arn:${F.Arn}'
",
        r#"
        AWS::ApiGateway::Method/Post -> F
          trigger = Http AWS::ApiGateway::Method rest @ "POST" stated Properties.HttpMethod
        "#,
    );
}

#[test]
fn a_websocket_api_is_a_workload_and_its_routes_lead_to_functions() {
    beside(
        "
  Chat:
    Type: AWS::ApiGatewayV2::Api
    Properties: {ProtocolType: WEBSOCKET}
  Connect:
    Type: AWS::ApiGatewayV2::Route
    Properties:
      ApiId: !Ref Chat
      RouteKey: $connect
      Target: !Join [/, [integrations, !Ref Join]]
  Join:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      ApiId: !Ref Chat
      IntegrationUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${F.Arn}/invocations
",
        r#"
        Chat AWS::ApiGatewayV2::Api aws-api-gateway websocket
          connection = websocket @ "WEBSOCKET" stated Properties.ProtocolType
        AWS::ApiGatewayV2::Route/Connect -> F
          trigger = WebSocket AWS::ApiGatewayV2::Route websocket sync @ "$connect" stated Properties.RouteKey
        "#,
    );
}

#[test]
fn an_http_api_holds_no_socket() {
    beside(
        "
  Web:
    Type: AWS::ApiGatewayV2::Api
    Properties: {ProtocolType: HTTP}
  Route:
    Type: AWS::ApiGatewayV2::Route
    Properties: {ApiId: !Ref Web, RouteKey: GET /, Target: !Sub 'integrations/${Call}'}
  Call:
    Type: AWS::ApiGatewayV2::Integration
    Properties: {IntegrationUri: !GetAtt F.Arn, TimeoutInMillis: 5000}
  Quick:
    Type: AWS::ApiGatewayV2::Api
    Properties:
      ProtocolType: HTTP
      Target: !GetAtt F.Arn
",
        r#"
        AWS::ApiGatewayV2::Route/Route -> F
          trigger = Http AWS::ApiGatewayV2::Route http 5 s sync @ "GET /" stated Properties.RouteKey
        AWS::ApiGatewayV2::Integration/Call -> F
          integration-timeout = 5 s @ "5000" stated Properties.TimeoutInMillis
        AWS::ApiGatewayV2::Api/Quick -> F
          trigger = Http AWS::ApiGatewayV2::Api http sync @ "!GetAtt F.Arn" stated Properties.Target
        "#,
    );
}

#[test]
fn a_protocol_nobody_knows_is_no_websocket() {
    beside(
        "
  A: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: !Ref Protocol}}
  B: {Type: AWS::ApiGatewayV2::Api, Properties: {}}
  C: {Type: AWS::ApiGatewayV2::Api}
",
        "",
    );
}

#[test]
fn routes_may_stand_in_an_openapi_body() {
    beside(
        "
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        paths:
          /jobs:
            post:
              x-amazon-apigateway-integration:
                type: aws_proxy
                uri: !Sub 'arn:${F.Arn}/invocations'
",
        r#"
        AWS::ApiGateway::RestApi/Api -> F
          trigger = Http AWS::ApiGateway::RestApi rest sync @ "post" stated Properties.Body.paths./jobs.post
        "#,
    );
}

#[test]
fn sam_knows_websocket_apis_by_their_type() {
    says(
        "
Transform: AWS::Serverless-2016-10-31
Resources:
  F: {Type: AWS::Serverless::Function}
  Chat:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      Routes:
        $default: {FunctionArn: !GetAtt F.Arn, IntegrationTimeout: 20000}
",
        r#"
        F AWS::Serverless::Function aws-lambda zip
        Chat AWS::Serverless::WebSocketApi aws-api-gateway websocket
          connection = websocket @ "Routes" stated Properties.Routes
        AWS::Serverless::WebSocketApi/Chat -> F
          trigger = WebSocket AWS::Serverless::WebSocketApi websocket 20 s sync @ "$default" stated Properties.Routes.$default
        AWS::Serverless::WebSocketApi/Chat -> F
          integration-timeout = 20 s @ "20000" stated Properties.Routes.$default.IntegrationTimeout
        "#,
    );
}
