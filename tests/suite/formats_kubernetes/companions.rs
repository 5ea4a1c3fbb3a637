//! Objects that speak of workloads in other documents.

use super::support::{facts, read, says};

#[test]
fn an_hpa_says_what_is_written_in_it_and_no_default() {
    says(
        "
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: extensions/v1beta1, kind: Deployment, name: web}
  maxReplicas: 10
---
apiVersion: autoscaling/v2beta2
kind: HorizontalPodAutoscaler
metadata: {name: db}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: db}
  minReplicas: 3
  maxReplicas: ${MAX}
",
        r#"
        HorizontalPodAutoscaler/web scales apps/Deployment/web
          replicas-max = 10 @ "10" stated
        HorizontalPodAutoscaler/db scales apps/StatefulSet/db
          replicas-min = 3 @ "3" stated
          replicas-max = ? @ "${MAX}" unresolved
        "#,
    );
}

#[test]
fn a_scaled_object_says_its_bounds_and_its_events() {
    says(
        "
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: worker}
spec:
  scaleTargetRef: {name: worker}
  idleReplicaCount: 0
  minReplicaCount: 2
  maxReplicaCount: 40
  triggers:
    - type: aws-sqs-queue
      metadata: {queueURL: orders}
    - type: azure-servicebus
      metadata: {topicName: orders}
    - type: kafka
    - type: cron
      metadata: {start: 0 8 * * *, end: 0 18 * * *, desiredReplicas: \"20\"}
    - type: cpu
    - type: prometheus
    - type: postgresql
    - type: github-runner
    - type: ${TYPE}
",
        r#"
        ScaledObject/worker scales apps/Deployment/worker
          replicas-min = 2 @ "2" stated
          replicas-min = 0 @ "0" stated
          replicas-max = 40 @ "40" stated
          trigger = Queue aws-sqs-queue @ "aws-sqs-queue" stated
          trigger = Topic azure-servicebus @ "azure-servicebus" stated
          trigger = Stream kafka @ "kafka" stated
          trigger = Schedule cron @ "cron" stated
          replicas-max = 20 @ "\"20\"" stated
          trigger = ? @ "${TYPE}" unresolved
        "#,
    );
}

#[test]
fn a_service_selects_pods_and_tells_what_its_ports_carry() {
    says(
        "
apiVersion: v1
kind: Service
metadata: {name: web, annotations: {konghq.com/protocols: \"http,ws\"}}
spec:
  selector: {app: web, tier: 1}
  sessionAffinity: ClientIP
  ports:
    - {name: http, port: 80}
    - {name: ws, port: 81, appProtocol: kubernetes.io/wss}
    - {name: rpc, port: 82, appProtocol: kubernetes.io/h2c}
    - {name: game, port: 83, protocol: UDP}
",
        r#"
        Service/web selects {"app": "web", "tier": "1"} as web
          connection = websocket @ "kubernetes.io/wss" stated
          connection = h2c hint @ "kubernetes.io/h2c" stated
          network = udp @ "UDP" stated
          connection = session-affinity hint @ "ClientIP" stated
          connection = websocket @ "\"http,ws\"" stated
        "#,
    );
}

#[test]
fn a_service_without_pods_of_its_own_selects_nothing() {
    for (spec, stands_for) in [
        ("{}", "s"),
        ("{selector: {}}", "s"),
        (
            "{type: ExternalName, externalName: db.example, selector: {app: web}}",
            "a host outside",
        ),
    ] {
        let text = format!("apiVersion: v1\nkind: Service\nmetadata: {{name: s}}\nspec: {spec}");
        let expected = format!("Service/s stands for {stands_for}");
        assert_eq!(read(&text), expected, "{spec}");
    }
}

#[test]
fn an_ingress_routes_to_services_in_the_old_and_the_new_notation() {
    says(
        "
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations: {nginx.org/websocket-services: \"chat, feed\"}
spec:
  defaultBackend: {service: {name: fallback, port: {number: 80}}}
  rules:
    - host: shop.example
      http:
        paths:
          - {path: /, backend: {service: {name: web}}}
          - {path: /socket.io/, backend: {service: {name: push}}}
          - {path: /files, backend: {resource: {kind: Bucket, name: files}}}
          - {path: /again, backend: {service: {name: web}}}
---
apiVersion: extensions/v1beta1
kind: Ingress
metadata: {name: old}
spec:
  backend: {serviceName: fallback}
  rules: [{http: {paths: [{backend: {serviceName: web, servicePort: 80}}]}}]
",
        r#"
        Ingress/shop routes to ["fallback", "push", "web"]
          trigger = Http Ingress sync @ "Ingress" stated
        Ingress/shop routes to ["chat"]
          connection = websocket @ "\"chat, feed\"" stated
        Ingress/shop routes to ["feed"]
          connection = websocket @ "\"chat, feed\"" stated
        Ingress/shop routes to ["push"]
          connection = websocket hint @ "/socket.io/" stated
        Ingress/old routes to ["fallback", "web"]
          trigger = Http Ingress sync @ "Ingress" stated
        "#,
    );
}

#[test]
fn annotations_of_an_ingress_tell_of_connections_held_open() {
    let ingress = |annotations: &str| {
        let text = format!(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: i\n  annotations:\n{annotations}\nspec: {{defaultBackend: {{service: {{name: web}}}}}}"
        );
        let facts = facts(&text);
        let connections: Vec<&str> = facts
            .lines()
            .filter(|line| line.starts_with("connection"))
            .collect();
        connections.join("\n")
    };
    let nginx = "    nginx.ingress.kubernetes.io/proxy";
    assert_eq!(
        ingress(&format!(
            "{nginx}-read-timeout: \"3600\"\n{nginx}-send-timeout: \"7200\""
        )),
        "connection = websocket @ \"\\\"3600\\\"\" stated medium"
    );
    assert_eq!(ingress(&format!("{nginx}-read-timeout: \"3600\"")), "");
    assert_eq!(
        ingress(&format!(
            "{nginx}-read-timeout: \"3599\"\n{nginx}-send-timeout: \"3600\""
        )),
        ""
    );
    for (annotation, expected) in [
        (
            "projectcontour.io/websocket-routes: /ws",
            "connection = websocket @ \"/ws\" stated",
        ),
        (
            "nginx.ingress.kubernetes.io/server-snippet: proxy_set_header Upgrade $http_upgrade;",
            "connection = websocket @ \"proxy_set_header Upgrade $http_upgrade;\" stated medium",
        ),
        (
            "nginx.ingress.kubernetes.io/server-snippet: \"# upgrade later\"",
            "",
        ),
        (
            "nginx.ingress.kubernetes.io/affinity: cookie",
            "connection = session-affinity hint @ \"cookie\" stated",
        ),
        (
            "alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds=4000",
            "connection = idle-connection hint @ \"idle_timeout.timeout_seconds=4000\" stated",
        ),
        (
            "alb.ingress.kubernetes.io/load-balancer-attributes: idle_timeout.timeout_seconds=600",
            "",
        ),
    ] {
        assert_eq!(ingress(&format!("    {annotation}")), expected);
    }
}

#[test]
fn a_claim_says_who_may_mount_it() {
    let claim = |modes: &str| {
        read(&format!(
            "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {{name: data}}\nspec: {{accessModes: {modes}}}"
        ))
    };
    for (modes, expected) in [
        ("[ReadWriteOnce]", "volume data @ \"ReadWriteOnce\" stated"),
        (
            "[ReadWriteOnce, ReadWriteMany]",
            "shared-file-system data @ \"ReadWriteMany\" stated",
        ),
        (
            "[ReadOnlyMany]",
            "shared-file-system data read-only @ \"ReadOnlyMany\" stated",
        ),
        ("[\"${MODE}\"]", "? @ \"\\\"${MODE}\\\"\" unresolved"),
    ] {
        let expected = format!("PersistentVolumeClaim/data claims data\n  state = {expected}");
        assert_eq!(claim(modes), expected);
    }
}

#[test]
fn marks_of_meshes_and_of_the_compose_converter_are_read_from_object_and_pods() {
    says(
        "
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations: {kompose.cmd: kompose convert, kompose.version: 1.34.0}
spec:
  template:
    metadata:
      annotations: {linkerd.io/inject: enabled, k8s.v1.cni.cncf.io/networks: storage}
      labels: {sidecar.istio.io/inject: 'false'}
    spec: {containers: []}
",
        r#"
        web apps/Deployment on Kubernetes
          existing-container = converted from a Compose file @ "kompose convert" stated
          network = mesh-sidecar @ "enabled" stated
          network = extra-interface @ "storage" stated
        "#,
    );
}
