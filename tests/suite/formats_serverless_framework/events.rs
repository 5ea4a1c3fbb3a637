//! What starts a function, and the WebSocket API that a service's events make.

use super::support::{dump, facts, fixture};

fn triggers(events: &str) -> String {
    facts(
        &format!("functions:\n  f:\n    events:\n{events}"),
        "trigger",
    )
    .replace("trigger = ", "")
}

#[test]
fn apis_and_how_long_they_wait() {
    assert_eq!(
        facts(
            "
              apiGateway:
                timeoutInMillis: 50000
            functions:
              f:
                events:
                  - http: GET /a
                  - http:
                      path: /b
                      async: true
                  - http:
                      path: /c
                      timeoutInMillis: 90000
                  - httpApi: '*'
                  - alb:
                      priority: 1
            ",
            "trigger"
        ),
        "trigger = Http http rest 50 s sync @ \"GET /a\" stated events[0].http\n\
         trigger = Http http rest 50 s @ \"http\" stated events[1].http\n\
         trigger = Http http rest 90 s sync @ \"http\" stated events[2].http\n\
         trigger = Http httpApi http sync @ \"'*'\" stated events[3].httpApi\n\
         trigger = Http alb sync @ \"alb\" stated events[4].alb"
    );
}

#[test]
fn every_other_source() {
    assert_eq!(
        triggers(
            "      - sqs: arn:q
      - sns: topic
      - stream:
          arn: arn:s
      - s3: bucket
      - kafka: {}
      - eventBridge:
          pattern: {}
      - cloudwatchLog: /a
      - alexaSkill
      - sqs:
          arn: arn:r
          enabled: false
      - ${self:custom.none}
"
        ),
        "Queue sqs @ \"arn:q\" stated events[0].sqs\n\
         Topic sns @ \"topic\" stated events[1].sns\n\
         Stream stream @ \"stream\" stated events[2].stream\n\
         Storage s3 @ \"bucket\" stated events[3].s3\n\
         Stream kafka @ \"kafka\" stated events[4].kafka\n\
         Event eventBridge @ \"eventBridge\" stated events[5].eventBridge\n\
         Event cloudwatchLog @ \"/a\" stated events[6].cloudwatchLog\n\
         Event alexaSkill sync @ \"alexaSkill\" stated events[7]\n\
         ? @ \"${self:custom.none}\" unresolved events[9] (there is no `custom.none`)"
    );
}

#[test]
fn schedules() {
    let text = "
        functions:
          f:
            events:
              - schedule: rate(5 minutes)
              - schedule:
                  rate: cron(0 12 * * ? *)
              - schedule:
                  rate: [rate(1 hour), rate(2 hours)]
              - schedule:
                  rate: rate(1 minute)
                  enabled: false
              - eventBridge:
                  schedule: rate(1 day)
              - schedule: ${env:RATE}
    ";
    assert_eq!(
        facts(text, "schedule"),
        "schedule = 5 min @ \"rate(5 minutes)\" stated events[0].schedule\n\
         schedule = 24 h @ \"cron(0 12 * * ? *)\" stated events[1].schedule.rate\n\
         schedule = 60 min @ \"rate(1 hour)\" stated events[2].schedule.rate[0]\n\
         schedule = 2 h @ \"rate(2 hours)\" stated events[2].schedule.rate[1]\n\
         schedule = 24 h @ \"rate(1 day)\" stated events[4].eventBridge.schedule\n\
         schedule = ? @ \"${env:RATE}\" unresolved events[5].schedule (`env:RATE` has no fallback)"
    );
    assert_eq!(facts(text, "trigger").lines().count(), 6);
}

#[test]
fn sockets_make_one_api_which_stands_at_the_first_of_them() {
    let out = fixture("chat.yml");
    assert_eq!(
        dump(&out),
        super::support::unindented(
            r#"
            rooms function aws-lambda zip
              timeout = 6 s default
              memory = 1 GiB default
              trigger = Http http rest sync @ "GET /rooms" stated events[0].http
            connect function aws-lambda zip
              timeout = 6 s default
              memory = 1 GiB default
              trigger = WebSocket websocket websocket sync @ "$connect" stated events[0].websocket
            message function aws-lambda zip
              timeout = 6 s default
              memory = 1 GiB default
              trigger = WebSocket websocket websocket sync @ "websocket" stated events[0].websocket
            WebsocketsApi AWS::ApiGatewayV2::Api aws-api-gateway websocket
              connection = websocket @ "$connect" stated events.websocket
            "#
        )
    );
    let at = &out.workloads[3].at;
    assert_eq!((at.first().line, at.first().column), (17, 20));
}

#[test]
fn unknown_events_are_said_to_be_unknown() {
    assert_eq!(
        facts("functions: {f: {events: '${file(events.js)}'}}", "trigger"),
        "trigger = ? @ \"'${file(events.js)}'\" unresolved events (`events.js` is no YAML or JSON file)"
    );
}
