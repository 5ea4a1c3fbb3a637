//! State of a workload's own: what keeps it, how much that counts, and that a client of a database has none.

use super::support::{CLOUD_RUN, KNATIVE, deployment, function, heard, service, words};

fn state(text: &str) -> Vec<String> {
    heard("state", "db.yaml", text, "")
}

const CONTAINER: &str = "      containers: [{name: shop, image: example.com/shop:1}]\n";

/// A Deployment with a volume.
fn mounting(volume: &str) -> Vec<String> {
    state(&deployment(&format!(
        "{CONTAINER}      volumes: [{{name: data, {volume}}}]"
    )))
}

#[test]
fn a_volume_counts_by_what_it_is_and_whether_it_is_written() {
    assert_eq!(
        mounting("persistentVolumeClaim: {claimName: orders}"),
        ["for strong: a durable volume: orders"]
    );
    assert_eq!(
        mounting("persistentVolumeClaim: {claimName: models, readOnly: true}"),
        ["for weak: a durable volume: models, read only"]
    );
    assert_eq!(
        mounting("nfs: {server: nfs.internal, path: /orders}"),
        ["for strong: a shared file system: /orders"]
    );
    assert_eq!(
        mounting("nfs: {server: nfs.internal, path: /models, readOnly: true}"),
        ["for weak: a shared file system: /models, read only"]
    );
    assert_eq!(mounting("emptyDir: {}"), [""; 0]);
}

#[test]
fn a_claim_per_replica_is_decisive_and_a_name_per_replica_a_hint() {
    let stateful = |rest: &str| {
        let text = deployment(CONTAINER).replace("kind: Deployment", "kind: StatefulSet");
        let spec = format!("spec:\n  serviceName: peers\n{rest}  selector");
        state(&text.replace("spec:\n  selector", &spec))
    };
    assert_eq!(
        stateful("  volumeClaimTemplates: [{metadata: {name: data}}]\n"),
        ["for decisive: a volume claim per replica: data"]
    );
    assert_eq!(
        stateful(""),
        ["for weak: a stable identity per replica: peers"]
    );
}

#[test]
fn an_operator_s_kind_is_the_server_that_it_runs() {
    let cluster = "\
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: orders}
spec: {instances: 3}
";
    assert_eq!(state(cluster), ["for strong: a database server: Cluster"]);
}

#[test]
fn the_main_container_s_image_is_the_server_it_is_named_after() {
    let pod = |containers: &str| state(&deployment(&format!("      {containers}")));
    for (image, said) in [
        ("postgres:17", "for strong: the image of a database server"),
        ("rabbitmq:4", "for strong: the image of a queue server"),
        ("valkey/valkey:8", "for strong: the image of a cache server"),
    ] {
        let containers = format!("containers: [{{name: db, image: {image}}}]");
        assert_eq!(pod(&containers), [said], "{image}");
    }
    for near_miss in [
        "containers: [{name: db, image: postgres:17, command: [psql, -c, select 1]}]",
        "containers: [{name: shop, image: example.com/shop:1}, {name: cache, image: valkey/valkey:8}]",
        "initContainers: [{name: migrate, image: postgres:17}]\n      containers: [{name: shop, image: example.com/shop:1}]",
    ] {
        assert_eq!(pod(near_miss), [""; 0], "{near_miss}");
    }
}

#[test]
fn in_a_job_the_same_image_is_a_client() {
    let pod = "{spec: {restartPolicy: Never, containers: [{name: dump, image: 'postgres:17'}]}}";
    let steps = "entrypoint: dump, templates: [{name: dump, container: {image: 'postgres:17'}}]";
    for (kind, spec) in [
        ("batch/v1, kind: Job", format!("template: {pod}")),
        (
            "batch/v1, kind: CronJob",
            format!("schedule: '0 3 * * *', jobTemplate: {{spec: {{template: {pod}}}}}"),
        ),
        (
            "keda.sh/v1alpha1, kind: ScaledJob",
            format!("triggers: [], jobTargetRef: {{template: {pod}}}"),
        ),
        ("argoproj.io/v1alpha1, kind: Workflow", steps.to_owned()),
        (
            "argoproj.io/v1alpha1, kind: WorkflowTemplate",
            steps.to_owned(),
        ),
        (
            "argoproj.io/v1alpha1, kind: ClusterWorkflowTemplate",
            steps.to_owned(),
        ),
        (
            "argoproj.io/v1alpha1, kind: CronWorkflow",
            format!("schedule: '0 3 * * *', workflowSpec: {{{steps}}}"),
        ),
    ] {
        let text = format!("{{apiVersion: {kind}, metadata: {{name: dump}}, spec: {{{spec}}}}}");
        assert_eq!(state(&text), [""; 0], "{kind}");
    }
    let on_cloud_run = "\
apiVersion: run.googleapis.com/v1
kind: Job
metadata: {name: dump}
spec: {template: {spec: {template: {spec: {containers: [{image: postgres:17}]}}}}}
";
    assert_eq!(state(on_cloud_run), [""; 0]);
    let task = "\
type: Microsoft.App/jobs
name: dump
properties:
  configuration: {triggerType: Manual, replicaTimeout: 600}
  template: {containers: [{name: dump, image: postgres:17}]}
";
    assert_eq!(heard("state", "job.yaml", task, ""), [""; 0]);
    // What has no platform yet is no job.
    let compose = "services: {db: {image: 'postgres:17'}}\n";
    assert_eq!(
        heard("state", "compose.yaml", compose, ""),
        ["for strong: the image of a database server"]
    );
}

fn told(path: &str, text: &str) -> [String; 2] {
    words("stateful-workload", path, text).remove(0)
}

const POSTGRES: &str = "      containers: [{image: 'postgres:17'}]";

#[test]
fn the_words_say_what_keeps_the_state_and_where_it_could_go() {
    assert_eq!(
        told("run.yaml", &service(CLOUD_RUN, "", POSTGRES)),
        [
            "`shop` may lose its data: it runs the image of a database server, and serverless instances come and go",
            "keep the state in a managed database, cache or object storage, or run it in a container service with volumes or a Kubernetes StatefulSet"
        ]
    );
    assert_eq!(
        told("run.yaml", &service(KNATIVE, "", POSTGRES))[1],
        "keep the state in a managed service or object storage, or run it as a StatefulSet"
    );
    let arn =
        "arn:aws:elasticfilesystem:eu-west-1:123456789012:access-point/fsap-0a1b2c3d4e5f67890";
    let mount = format!(
        "    Properties:\n      FileSystemConfigs: [{{Arn: '{arn}', LocalMountPath: /mnt/orders}}]"
    );
    assert_eq!(
        told("template.yaml", &function(&mount)),
        [
            "`Shop` may keep state in a shared file system: /mnt/orders; serverless instances come and go, several at once",
            "keep the state in a managed database, cache or object storage, or run it in a container service or on Kubernetes with a volume"
        ]
    );
}

#[test]
fn a_server_with_a_volume_keeps_its_state_there() {
    let volume = "\n      volumes: [{name: data, persistentVolumeClaim: {claimName: orders}}]";
    let text = service(KNATIVE, "", &format!("{POSTGRES}{volume}"));
    assert_eq!(
        told("run.yaml", &text)[0],
        "`shop` may keep state in a durable volume: orders; serverless instances come and go, several at once"
    );
}
