//! A function behind a gateway: how long each kind of API waits, and what makes the finding a note.

use super::support::{judge_text, judge_under, told};

const NOTHING: [&str; 0] = [];

/// A function with a timeout, started by these events (from line 8 on).
fn function(seconds: u32, events: &str) -> String {
    format!(
        "Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: {seconds}
      Events:
{events}"
    )
}

fn behind(seconds: u32, events: &str) -> Vec<String> {
    told(&judge_text("template.yaml", &function(seconds, events)))
}

const HTTP: &str = "        Http: {Type: HttpApi}\n";
const REST: &str = "        Rest: {Type: Api, Properties: {Path: /x, Method: get}}\n";
const LIMIT: &str = "docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html, checked 2026-08";

#[test]
fn an_http_api_waits_30_seconds() {
    assert_eq!(behind(30, HTTP), NOTHING);
    assert_eq!(
        behind(31, HTTP),
        [
            "timeout-exceeds-gateway note high 6: `F` may run for 31 s, but the HTTP API in front waits only 30 s",
            "  integration-timeout for decisive: allowed 31 s, the HTTP API waits 30 s (template.yaml:6)",
            "  integration-timeout for strong: the HTTP API in front (template.yaml:8)",
            "  integration-timeout: the HTTP API waits at most 30 s (docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-integration.html, checked 2026-10)",
            "  help: lower the timeout to 30 s or less, or answer at once and do the work behind a queue or a workflow",
        ]
    );
}

#[test]
fn one_second_over_is_a_note_and_two_are_a_warning() {
    for (seconds, events, expected) in [
        (30, REST, "timeout-exceeds-gateway note"),
        (31, REST, "timeout-exceeds-gateway warning"),
        (31, HTTP, "timeout-exceeds-gateway note"),
        (32, HTTP, "timeout-exceeds-gateway warning"),
    ] {
        let found = behind(seconds, events);
        assert!(found[0].starts_with(expected), "{seconds}: {found:?}");
    }
}

#[test]
fn a_rest_api_waits_29_seconds_unless_its_quota_was_raised() {
    assert_eq!(behind(29, REST), NOTHING);
    assert_eq!(
        behind(30, REST),
        [
            "timeout-exceeds-gateway note high 6: `F` may run for 30 s, but the REST API in front waits only 29 s".to_owned(),
            "  integration-timeout for decisive: allowed 30 s, the REST API waits 29 s (template.yaml:6)".to_owned(),
            "  integration-timeout for strong: the REST API in front (template.yaml:8)".to_owned(),
            format!("  integration-timeout: the REST API waits at most 29 s ({LIMIT})"),
            "  help: lower the timeout to 29 s or less, or answer at once and do the work behind a queue or a workflow; what an edge-optimised REST API waits cannot be raised, a regional one has a quota for it".to_owned(),
        ]
    );
    let raised = "limits: [{platform: aws-api-gateway, variant: rest, setting: integration-timeout, value: 60s, reason: granted}]";
    let raised = |seconds| {
        told(&judge_under(
            raised,
            "template.yaml",
            &function(seconds, REST),
        ))
    };
    assert_eq!(raised(60), NOTHING);
    let over = raised(61);
    assert_eq!(
        over[3..],
        [
            "  integration-timeout: the REST API waits at most 60 s (set in plimsoll.yaml)",
            "  help: lower the timeout to 60 s or less, or answer at once and do the work behind a queue or a workflow",
        ]
    );
}

#[test]
fn a_timeout_that_the_api_states_counts_and_the_shortest_of_all() {
    let stated = "        Http: {Type: HttpApi, Properties: {TimeoutInMillis: 10000}}\n";
    assert_eq!(behind(10, stated), NOTHING);
    let both = format!("{HTTP}{stated}{REST}").replace(
        "        Http: {Type: HttpApi, ",
        "        Short: {Type: HttpApi, ",
    );
    for events in [stated, &both] {
        let found = behind(31, events);
        assert!(
            found[0].ends_with("but the HTTP API in front waits only 10 s"),
            "{found:?}"
        );
        // It stands in the template, so no page of the vendor is cited.
        assert_eq!(found.len(), 4, "{found:?}");
    }
}

const SAM_SOCKET: &str = "Transform: AWS::Serverless-2016-10-31
Resources:
  talk:
    Type: AWS::Serverless::Function
    Properties: {Timeout: SECONDS}
  Chat:
    Type: AWS::Serverless::WebSocketApi
    Properties:
      Routes:
        $default: {FunctionArn: !GetAtt talk.Arn}
";

const FRAMEWORK_SOCKET: &str = "service: chat
provider: {name: aws}
functions:
  talk:
    timeout: SECONDS
    events: [{websocket: $default}]
";

const TERRAFORM_SOCKET: &str = "resource \"aws_lambda_function\" \"talk\" {
  handler = \"a.b\"


  timeout = SECONDS
}
resource \"aws_apigatewayv2_api\" \"chat\" {
  protocol_type = \"WEBSOCKET\"
}
resource \"aws_apigatewayv2_integration\" \"talk\" {
  api_id          = aws_apigatewayv2_api.chat.id
  integration_uri = aws_lambda_function.talk.invoke_arn
}
resource \"aws_apigatewayv2_route\" \"talk\" {
  api_id    = aws_apigatewayv2_api.chat.id
  route_key = \"$default\"
  target    = \"integrations/${aws_apigatewayv2_integration.talk.id}\"
}
";

#[test]
fn a_web_socket_waits_29_seconds_for_each_message() {
    for (path, text, name) in [
        ("template.yaml", SAM_SOCKET, "talk"),
        ("serverless.yml", FRAMEWORK_SOCKET, "talk"),
        ("main.tf", TERRAFORM_SOCKET, "aws_lambda_function.talk"),
    ] {
        let found = |seconds: &str| {
            let lines = told(&judge_text(path, &text.replace("SECONDS", seconds)));
            let mut about = lines
                .into_iter()
                .filter(|line| line.starts_with("timeout-"));
            about.next()
        };
        assert_eq!(found("29"), None, "{path}");
        let expected = format!(
            "timeout-exceeds-gateway note high 5: `{name}` may run for 30 s, but the WebSocket API in front waits only 29 s"
        );
        assert_eq!(found("30"), Some(expected), "{path}");
    }
}

const OTHERS: &str =
    "  integration-timeout: it has other triggers too, which may need the longer timeout";

#[test]
fn another_trigger_that_may_need_the_time_makes_it_a_note() {
    let queue = "        Jobs: {Type: SQS, Properties: {Queue: arn}}\n";
    let found = behind(60, &format!("{HTTP}{queue}"));
    assert!(found[0].starts_with("timeout-exceeds-gateway note high 6:"));
    assert!(found.contains(&OTHERS.to_owned()), "{found:?}");
    // A second route of an API does not wait any longer.
    let found = behind(60, &format!("{HTTP}{REST}"));
    assert!(found[0].starts_with("timeout-exceeds-gateway warning high 6:"));
    assert!(!found.contains(&OTHERS.to_owned()), "{found:?}");
}

#[test]
fn a_route_that_answers_at_once_is_such_a_trigger() {
    let later = "service: s
provider: {name: aws}
functions:
  work:
    handler: a.b
    timeout: 60
    events:
      - http: {path: later, method: post, async: true}
";
    assert_eq!(told(&judge_text("serverless.yml", later)), NOTHING);
    let both = format!("{later}      - httpApi: GET /now\n");
    let found = told(&judge_text("serverless.yml", &both));
    assert_eq!(
        found[0],
        "timeout-exceeds-gateway note high 6: `work` may run for 60 s, but the HTTP API in front waits only 30 s"
    );
    assert!(found.contains(&OTHERS.to_owned()), "{found:?}");
}

#[test]
fn an_inherited_timeout_is_a_note() {
    let text = "Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Timeout: 100}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Events: {Http: {Type: HttpApi}}}
";
    let found = told(&judge_text("template.yaml", text));
    assert!(
        found[0].starts_with("timeout-exceeds-gateway note high 2:"),
        "{found:?}"
    );
    assert!(!found.contains(&OTHERS.to_owned()), "{found:?}");
}

#[test]
fn a_caller_waits_for_a_whole_durable_execution() {
    let durable = |timeout: u32| {
        let durable = format!("      DurableConfig: {{ExecutionTimeout: {timeout}}}\n      Events");
        let text = function(60, HTTP).replace("      Events", &durable);
        told(&judge_text("template.yaml", &text))
    };
    assert_eq!(durable(30), NOTHING);
    let found = durable(604_800);
    assert!(
        found[0].starts_with("timeout-exceeds-gateway warning high 7: `F` may take 168 h"),
        "{found:?}"
    );
}
