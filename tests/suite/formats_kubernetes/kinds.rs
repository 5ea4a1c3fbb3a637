//! Kinds that are not built in: what they run, and what they say of others.

use super::support::{read, says};

#[test]
fn a_rollout_is_a_deployment_with_steps_or_speaks_of_one() {
    says(
        "
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web}
spec:
  replicas: 3
  strategy: {canary: {trafficRouting: {nginx: {stableIngress: web}}}}
  template: {spec: {containers: [{name: web, image: web:1}]}}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: shop}
spec:
  replicas: 0
  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
",
        r#"
        web argoproj.io/Rollout on Kubernetes
          image = web:1 @ "web:1" stated
          replicas-min = 3 @ "3" stated
          replicas-max = 3 @ "3" stated
          network = traffic-routing @ "{nginx: {stableIngress: web}}" stated
        Rollout/shop scales apps/Deployment/shop
        "#,
    );
}

#[test]
fn a_scaled_job_brings_its_job_and_its_events() {
    says(
        "
apiVersion: keda.sh/v1alpha1
kind: ScaledJob
metadata: {name: resize}
spec:
  maxReplicaCount: 20
  jobTargetRef:
    activeDeadlineSeconds: 600
    template: {spec: {containers: [{name: resize, image: resize:1}]}}
  triggers: [{type: aws-sqs-queue}]
",
        r#"
        resize keda.sh/ScaledJob on Kubernetes
          timeout = 10 min @ "600" stated
          image = resize:1 @ "resize:1" stated
          replicas-min = 0 @ "aws-sqs-queue" stated
          replicas-max = 20 @ "20" stated
          trigger = Queue aws-sqs-queue @ "aws-sqs-queue" stated
        "#,
    );
}

#[test]
fn the_http_add_on_scales_workloads_and_routes_to_services() {
    says(
        "
apiVersion: http.keda.sh/v1alpha1
kind: HTTPScaledObject
metadata: {name: web}
spec:
  scaleTargetRef: {name: web, kind: Deployment, apiVersion: apps/v1, service: web, port: 80}
  replicas: {min: 0, max: 10}
---
apiVersion: http.keda.sh/v1alpha1
kind: HTTPScaledObject
metadata: {name: old}
spec: {scaleTargetRef: {deployment: old, service: old}}
---
apiVersion: http.keda.sh/v1beta1
kind: InterceptorRoute
metadata: {name: api}
spec: {target: {service: api}}
",
        r#"
        HTTPScaledObject/web scales apps/Deployment/web
          replicas-min = 0 @ "0" stated
          replicas-max = 10 @ "10" stated
          trigger = Http HTTPScaledObject sync @ "HTTPScaledObject" stated
        HTTPScaledObject/old scales apps/Deployment/old
          replicas-min = 0 @ "old" stated
          replicas-max = 100 @ "" default
          trigger = Http HTTPScaledObject sync @ "HTTPScaledObject" stated
        InterceptorRoute/api routes to ["api"]
          trigger = Http InterceptorRoute sync @ "InterceptorRoute" stated
        "#,
    );
}

#[test]
fn an_http_scaled_object_that_leaves_scaling_to_another_has_no_defaults() {
    says(
        "
apiVersion: http.keda.sh/v1alpha1
kind: HTTPScaledObject
metadata: {name: web, annotations: {httpscaledobject.keda.sh/skip-scaledobject-creation: 'true'}}
spec: {scaleTargetRef: {name: web, kind: Deployment, apiVersion: apps/v1}}
---
apiVersion: http.keda.sh/v1alpha1
kind: HTTPScaledObject
metadata: {name: api}
spec:
  scaleTargetRef: {name: api, kind: Deployment, apiVersion: apps/v1}
  replicas: ${REPLICAS}
",
        r#"
        HTTPScaledObject/web scales apps/Deployment/web
          trigger = Http HTTPScaledObject sync @ "HTTPScaledObject" stated
        HTTPScaledObject/api scales apps/Deployment/api
          trigger = Http HTTPScaledObject sync @ "HTTPScaledObject" stated
        "#,
    );
}

#[test]
fn a_workflow_runs_its_steps_on_the_cluster() {
    says(
        "
apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: nightly}
spec:
  schedules: [0 2 * * *]
  workflowSpec:
    activeDeadlineSeconds: 7200
    volumeClaimTemplates: [{metadata: {name: scratch}}]
    volumes: [{name: models, persistentVolumeClaim: {claimName: models}}]
    templates:
      - {name: a, container: {image: a:1}}
      - {name: b, script: {image: b:1, source: 'exit 0'}}
      - {name: c, containerSet: {containers: [{name: c, image: c:1}]}}
      - {name: all, steps: [[{name: a, template: a}]]}
",
        r#"
        nightly argoproj.io/CronWorkflow on Kubernetes
          schedule = 24 h @ "0 2 * * *" stated
          trigger = Schedule CronWorkflow @ "0 2 * * *" stated
          timeout = 2 h @ "7200" stated
          state = volume models @ "models" stated
          image = a:1 @ "a:1" stated
          image = b:1 @ "b:1" stated
          image = c:1 @ "c:1" stated
          blocker = operator CronWorkflow @ "CronWorkflow" stated
        "#,
    );
}

#[test]
fn an_operators_server_keeps_state_and_its_helpers_do_not() {
    for (version, kind, state) in [
        ("postgresql.cnpg.io/v1", "Cluster", "database"),
        ("kafka.strimzi.io/v1", "Kafka", "queue"),
        ("databases.spotahome.com/v1", "RedisFailover", "cache"),
    ] {
        says(
            &format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x}}"),
            &format!(
                "x {}/{kind} on Kubernetes\n  state = {state} {kind} @ \"{kind}\" stated\n  blocker = operator {kind} @ \"{kind}\" stated",
                version.split('/').next().unwrap()
            ),
        );
    }
    for (version, kind) in [
        ("kafka.strimzi.io/v1", "KafkaTopic"),
        ("postgresql.cnpg.io/v1", "Pooler"),
        ("cluster.x-k8s.io/v1", "Cluster"),
    ] {
        let text = format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x}}");
        assert_eq!(read(&text), "", "{version} {kind}");
    }
}

#[test]
fn a_kind_nobody_knows_is_read_by_its_pod_template_and_stays_its_operators() {
    says(
        "
apiVersion: apps.kruise.io/v1alpha1
kind: CloneSet
metadata: {name: web}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: web:1}]}}}
---
apiVersion: agones.dev/v1
kind: Fleet
metadata: {name: game}
spec: {template: {spec: {template: {spec: {containers: [{name: game, image: game:1}]}}}}}
",
        r#"
        web apps.kruise.io/CloneSet on Kubernetes
          image = web:1 @ "web:1" stated
          blocker = operator CloneSet @ "CloneSet" stated
        game agones.dev/Fleet on Kubernetes
          image = game:1 @ "game:1" stated
          blocker = operator Fleet @ "Fleet" stated
        "#,
    );
}

#[test]
fn a_pod_template_of_another_platform_is_not_the_clusters() {
    let template = "spec: {template: {spec: {containers: [{name: web, image: web:1}]}}}";
    for version in [
        "serving.knative.dev/v1",
        "run.cnrm.cloud.google.com/v1beta1",
        "example.com/v1",
        "apps/v1",
    ] {
        let text = format!(
            "apiVersion: {version}\nkind: Configuration\nmetadata: {{name: x}}\n{template}"
        );
        let out = super::support::declarations("manifest.yaml", &text);
        let kubernetes = out
            .workloads
            .iter()
            .filter(|one| one.format == "kubernetes")
            .count();
        assert_eq!(
            kubernetes,
            usize::from(version.starts_with("example.com")),
            "{version}"
        );
    }
}
