//! What looks alike and is something else, and what cannot be known.

use super::support::{declarations, facts, pod_says, read};

#[test]
fn a_kind_of_another_group_is_another_kind() {
    for (version, kind) in [
        ("serving.knative.dev/v1", "Service"),
        ("openslo/v1", "Service"),
        ("n9/v1alpha", "Service"),
        ("apps.kruise.io/v1alpha1", "StatefulSet"),
        ("argoproj.io/v1alpha1", "Application"),
        ("example.com/v1", "Deployment"),
        ("apps/v1", "Service"),
        ("{{ .Values.version }}", "Deployment"),
    ] {
        let text = format!("apiVersion: {version}\nkind: {kind}\nspec: {{selector: {{a: b}}}}");
        let out = declarations("manifest.yaml", &text);
        let kubernetes = out
            .workloads
            .iter()
            .any(|workload| workload.format == "kubernetes");
        assert!(!kubernetes, "{version} {kind}");
        assert!(out.companions.is_empty(), "{version} {kind}");
    }
}

#[test]
fn placeholders_stay_open_and_never_lose_the_object() {
    let text = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: ${REPLICAS}
  template:
    spec:
      hostNetwork: ${HOST}
      containers:
        - name: web
          image: ${IMAGE}
          resources: {limits: {memory: lots}}
          ports: [{name: ws, containerPort: PORT}]
        - name: other
          image: other:1
";
    assert_eq!(
        facts(text),
        "replicas-min = ? @ \"${REPLICAS}\" unresolved
replicas-max = ? @ \"${REPLICAS}\" unresolved
image = ? @ \"${IMAGE}\" unresolved
memory = ? @ \"lots\" unresolved
network = ? @ \"PORT\" unresolved
image = other:1 @ \"other:1\" stated
blocker = ? @ \"${HOST}\" unresolved"
    );
}

#[test]
fn an_element_that_kubernetes_refuses_costs_one_fact() {
    pod_says(
        "
  containers:
    - name: web
      image: web:1
      resources: {limits: \"${LIMITS}\"}
      securityContext: {privileged: sometimes}
  volumes:
    - just a name
    - {name: data, persistentVolumeClaim: {claimName: data}}
",
        r#"
        image = web:1 @ "web:1" stated
        memory = ? @ "\"${LIMITS}\"" unresolved
        blocker = ? @ "sometimes" unresolved
        state = ? @ "just a name" unresolved
        state = volume data @ "data" stated
        "#,
    );
    pod_says("  containers: none", r#"image = ? @ "none" unresolved"#);
}

#[test]
fn leader_election_that_is_switched_off_is_none() {
    for (args, expected) in [
        ("[--leader-elect=false]", ""),
        (
            "[--leader-elect-lease-duration=15s, --leader-elect=false]",
            "",
        ),
        ("[--elect-leader]", ""),
        ("[leader-elect]", ""),
        (
            "[-leader-elect]",
            "blocker = leader-election --leader-elect @ \"-leader-elect\" stated",
        ),
        (
            "[--enable-leader-election=true]",
            "blocker = leader-election --enable-leader-election @ \"--enable-leader-election=true\" stated",
        ),
    ] {
        pod_says(
            &format!("  containers: [{{name: manager, args: {args}}}]"),
            expected,
        );
    }
}

#[test]
fn infrastructure_is_told_by_its_namespace() {
    let blockers = |namespace: &str| {
        facts(&format!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: d, namespace: {namespace}}}"
        ))
    };
    for namespace in [
        "kube-system",
        "flux-system",
        "openshift-dns",
        "ingress-nginx",
        "monitoring",
    ] {
        assert_eq!(
            blockers(namespace),
            format!("blocker = infrastructure-namespace {namespace} @ \"{namespace}\" stated")
        );
    }
    for namespace in ["shop", "systems", "system", "my-monitoring", "default"] {
        assert_eq!(blockers(namespace), "", "{namespace}");
    }
}

#[test]
fn objects_without_a_name_and_without_anything() {
    assert_eq!(
        read("apiVersion: v1\nkind: Pod"),
        "(unnamed) /Pod on Kubernetes"
    );
    assert_eq!(
        read("apiVersion: batch/v1\nkind: CronJob\nspec: nothing"),
        "(unnamed) batch/CronJob on Kubernetes"
    );
    assert_eq!(
        read("apiVersion: apps/v1\nkind: Deployment\nmetadata: [web]\nspec:\n  template: ${T}"),
        "(unnamed) apps/Deployment on Kubernetes\n  image = ? @ \"${T}\" unresolved"
    );
    for text in [
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler",
        "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nspec: {scaleTargetRef: web}",
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: {rules: [{host: a}]}",
        "apiVersion: v1\nkind: Service",
    ] {
        assert_eq!(read(text), "", "{text}");
    }
}

#[test]
fn a_default_is_no_statement() {
    let text = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {dnsPolicy: None, containers: [{name: web, image: web}]}}}
";
    assert_eq!(facts(text), "image = web @ \"web\" stated");
}

#[test]
fn a_placeholder_may_stand_for_none() {
    pod_says(
        "
  runtimeClassName: ${CLASS}
  containers:
    - name: web
      resources: {limits: {nvidia.com/gpu: \"${GPUS}\"}}
  volumes:
    - {name: data, hostPath: {path: \"${FOLDER}\"}}
",
        r#"
        blocker = ? @ "\"${GPUS}\"" unresolved
        blocker = host-path ${FOLDER} @ "\"${FOLDER}\"" stated
        state = ? @ "\"${FOLDER}\"" unresolved
        blocker = ? @ "${CLASS}" unresolved
        "#,
    );
}

#[test]
fn lists_of_aliases_to_lists_end_and_say_so() {
    let ports = "{name: ws, containerPort: 1}, ".repeat(2_000);
    let containers = "*c, ".repeat(2_000);
    let text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{annotations: {{c: &c {{name: c, ports: [{ports}]}}}}}}\nspec: {{containers: [{containers}]}}"
    );
    let out = declarations("manifest.yaml", &text);
    assert!(out.workloads[0].facts.len() < 100_000);
    let said: Vec<&str> = out
        .problems
        .iter()
        .map(|problem| &*problem.message)
        .collect();
    assert_eq!(
        said,
        ["over 100000 parts in one object; the rest is not read"]
    );
}

#[test]
fn an_image_run_with_a_clients_command_is_not_the_server() {
    pod_says(
        "
  containers:
    - {name: a, image: postgres, command: [psql, -h, db]}
    - {name: b, image: mysql, command: [sh, -c, 'mysqldump -h db > /tmp/dump']}
    - {name: c, image: redis, args: [--appendonly, 'yes']}
    - {name: d, image: postgres, args: [-c, max_connections=100]}
",
        r#"
        image = postgres @ "postgres" stated low
        image = mysql @ "mysql" stated low
        image = redis @ "redis" stated
        image = postgres @ "postgres" stated
        "#,
    );
}
