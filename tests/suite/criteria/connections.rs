//! What keeps connections open, how much each sign counts, and who ends them when: the platform's own words.

use super::support::{
    CLOUD_RUN, EITHER, KNATIVE, PLAIN, deployment, findings, function, heard, service, words,
};

fn connections(path: &str, text: &str) -> Vec<String> {
    heard("connections", path, text, "")
}

/// A Deployment whose Service has a port.
fn behind(port: &str) -> String {
    let pod = "      containers: [{name: shop, image: example.com/shop:1}]";
    let service = format!(
        "apiVersion: v1\nkind: Service\nmetadata: {{name: shop}}\nspec:\n  selector: {{app: shop}}\n  ports: [{{port: 80, {port}}}]\n"
    );
    deployment(pod) + &service
}

#[test]
fn what_a_port_says_is_decisive_what_its_name_tells_is_strong_and_the_rest_hints() {
    for (port, said) in [
        (
            "appProtocol: kubernetes.io/ws",
            "for decisive: WebSocket connections stay open",
        ),
        (
            "appProtocol: mqtt",
            "for decisive: MQTT connections stay open",
        ),
        (
            "appProtocol: xmpp-client",
            "for decisive: xmpp connections stay open",
        ),
        ("name: tcp-amqp", "for strong: AMQP connections stay open"),
        ("name: ws", "for strong: WebSocket connections stay open"),
        (
            "appProtocol: grpc",
            "for weak: gRPC connections may stay open",
        ),
        ("name: h2c", "for weak: HTTP/2 connections may stay open"),
    ] {
        assert_eq!(connections("web.yaml", &behind(port)), [said], "{port}");
    }
    assert_eq!(connections("web.yaml", &behind("name: http")), [""; 0]);
}

#[test]
fn what_waits_very_long_is_said_in_words() {
    let ingress = |annotation: &str| {
        let ingress = format!(
            "---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {{name: shop, annotations: {{{annotation}}}}}\nspec: {{defaultBackend: {{service: {{name: shop, port: {{number: 80}}}}}}}}\n"
        );
        connections("web.yaml", &(behind("name: http") + &ingress))
    };
    assert_eq!(
        ingress(
            "alb.ingress.kubernetes.io/load-balancer-attributes: 'idle_timeout.timeout_seconds=4000'"
        ),
        ["for weak: its load balancer keeps silent connections very long"]
    );
    assert_eq!(
        ingress("nginx.ingress.kubernetes.io/affinity: cookie"),
        ["for weak: session affinity"]
    );
    let route = "\
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: shop}
spec: {rules: [{timeouts: {request: 0s}, backendRefs: [{name: shop, port: 80}]}]}
";
    assert_eq!(
        connections("web.yaml", &(behind("name: http") + route)),
        ["for weak: a route to it waits very long for an answer"]
    );
}

#[test]
fn plain_tcp_through_an_ingress_rarely_means_anything_else() {
    let app = |transport: &str| {
        format!(
            "type: Microsoft.App/containerApps\nname: shop\nproperties:\n  configuration:\n    ingress: {{transport: {transport}}}\n  template:\n    containers: [{{name: shop, image: 'example.com/shop:1'}}]\n"
        )
    };
    assert_eq!(
        connections("app.yaml", &app("tcp")),
        ["for strong: TCP connections stay open"]
    );
    assert_eq!(connections("app.yaml", &app("http")), [""; 0]);
}

#[test]
fn sticky_sessions_hint_until_requests_may_last_half_an_hour() {
    let sticky = |seconds: &str| {
        let annotations = "run.googleapis.com/sessionAffinity: 'true'";
        let pod = format!("{seconds}{PLAIN}");
        connections("run.yaml", &service(CLOUD_RUN, annotations, &pod))
    };
    let held = "remark: Cloud Run holds a connection for 60 min at most (docs.cloud.google.com/run/docs/triggering/websockets";
    for (seconds, said) in [
        ("", "for weak: session affinity"),
        ("      timeoutSeconds: 1799\n", "for weak: session affinity"),
        (
            "      timeoutSeconds: 1800\n",
            "for strong: session affinity, and requests may last 30 min",
        ),
    ] {
        assert_eq!(sticky(seconds), [said, held], "{seconds}");
    }
    // Without a connection there is nothing to hold.
    let plain = service(CLOUD_RUN, "", PLAIN);
    assert_eq!(connections("run.yaml", &plain), [""; 0]);
}

const SOCKETS: &str = "\
Resources:
  Chat:
    Type: AWS::ApiGatewayV2::Api
    Properties: {Name: chat, ProtocolType: WEBSOCKET, RouteSelectionExpression: $request.body.action}
";

#[test]
fn a_websocket_api_says_for_how_long_the_gateway_holds_a_socket() {
    let page = "docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html";
    assert_eq!(
        connections("template.yaml", SOCKETS),
        [
            "for decisive: WebSocket connections stay open".to_owned(),
            format!("remark: API Gateway holds a connection for 2 h at most ({page}"),
            format!("remark: API Gateway closes a connection after 10 min of silence ({page}"),
        ]
    );
    assert_eq!(
        words("persistent-connections", "template.yaml", SOCKETS),
        [[
            "`Chat` can keep connections open; API Gateway holds each for 2 h at most and closes it after 10 min of silence",
            "make clients reconnect, or hold the sockets in a container service, AWS AppSync, AWS IoT Core or a Kubernetes Deployment"
        ]]
    );
}

#[test]
fn a_function_behind_it_answers_for_none_of_its_sockets() {
    let chat = "    Properties:\n      Events: {Connect: {Type: WebSocket, Properties: {RouteKey: $connect}}}";
    assert_eq!(connections("template.yaml", &function(chat)), [""; 0]);
    let service = "\
service: shop
provider: {name: aws, runtime: nodejs22.x}
functions: {connect: {handler: a.b, events: [{websocket: $connect}]}}
";
    let all = findings("serverless.yml", service, "");
    let names = all.iter().flat_map(|one| &one.workloads);
    assert_eq!(
        names.map(|one| one.id.name.as_str()).collect::<Vec<_>>(),
        ["WebsocketsApi"]
    );
}

/// A service with a port of its container, as a finding tells of it.
fn told(mark: &str, port: &str) -> Vec<[String; 2]> {
    let pod = format!(
        "      containers: [{{image: example.com/shop:1, ports: [{{containerPort: 80, name: {port}}}]}}]"
    );
    let text = service(mark, "", &pod);
    words("persistent-connections", "run.yaml", &text)
}

#[test]
fn the_words_are_those_of_the_platform() {
    assert_eq!(
        told(CLOUD_RUN, "ws"),
        [[
            "`shop` can keep connections open; Cloud Run ends each with its request, after 60 min at most",
            "make clients reconnect, or hold the sockets in a container service or a Kubernetes Deployment"
        ]]
    );
    assert_eq!(
        told(KNATIVE, "ws"),
        [[
            "`shop` can keep connections open; the serverless model ends each with its request and takes idle instances away",
            "make clients reconnect, or hold the sockets in a Deployment beside it"
        ]]
    );
    // Where it may be either, nobody's time is known.
    assert_eq!(
        told(EITHER, "ws")[0][0],
        "`shop` can keep connections open; the serverless model ends each with its request and takes idle instances away"
    );
    assert_eq!(
        told("plimsoll/platform: google-cloud-functions, ", "ws"),
        [[
            "`shop` can keep connections open; request-driven serverless ends each with its request",
            "make clients reconnect, or hold the sockets in a container service or a Kubernetes Deployment"
        ]]
    );
    assert_eq!(told(CLOUD_RUN, "h2c"), [[""; 2]; 0], "one hint is none");
    let hints = service(
        CLOUD_RUN,
        "run.googleapis.com/sessionAffinity: 'true'",
        "      containers: [{image: example.com/shop:1, ports: [{containerPort: 80, name: h2c}]}]",
    );
    assert_eq!(
        words("persistent-connections", "run.yaml", &hints)[0][0],
        "`shop` may keep connections open; Cloud Run ends each with its request, after 60 min at most"
    );
}
