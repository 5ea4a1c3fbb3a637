//! What a pod spec says: images, sizes, volumes, the host.

use super::support::{declarations, facts, pod_says, read, says};

#[test]
fn a_deployment_says_what_it_runs_and_how_often() {
    says(
        "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 3
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
        - name: migrate
          image: registry.example/migrate:2
      containers:
        - name: web
          image: registry.example/web:2
          resources:
            requests: {memory: 128Mi, ephemeral-storage: 1Gi}
            limits: {memory: 256Mi}
        - name: proxy
          image: \"proxy:1\"
          resources: {requests: {memory: 64M}}
",
        r#"
        shop/web apps/Deployment on Kubernetes
          replicas-min = 3 @ "3" stated
          replicas-max = 3 @ "3" stated
          image = registry.example/migrate:2 @ "registry.example/migrate:2" stated
          image = registry.example/web:2 @ "registry.example/web:2" stated
          memory = 256 MiB @ "256Mi" stated
          ephemeral-storage = 1 GiB @ "1Gi" stated
          image = proxy:1 @ "\"proxy:1\"" stated
          memory = 64 MB @ "64M" stated
        "#,
    );
}

#[test]
fn volumes_tell_state_from_files_brought_along() {
    pod_says(
        "
  containers:
    - name: web
      volumeMounts:
        - {name: reports, mountPath: /in, readOnly: true}
  volumes:
    - name: data
      persistentVolumeClaim: {claimName: data-claim}
    - name: reports
      nfs: {server: files.example, path: /reports}
    - name: disk
      awsElasticBlockStore: {volumeID: vol-1, readOnly: true}
    - name: shared
      csi: {driver: efs.csi.aws.com}
    - name: certificate
      csi: {driver: csi.cert-manager.io, readOnly: true}
    - {name: scratch, emptyDir: {}}
    - {name: config, configMap: {name: web}}
    - {name: password, secret: {secretName: web}}
    - name: generic
      ephemeral: {volumeClaimTemplate: {spec: {}}}
",
        r#"
        state = volume data-claim @ "data-claim" stated
        state = shared-file-system /reports read-only @ "/reports" stated
        state = volume vol-1 read-only @ "vol-1" stated
        state = shared-file-system efs.csi.aws.com @ "efs.csi.aws.com" stated
        "#,
    );
}

#[test]
fn a_folder_of_the_host_ties_to_it_but_holds_state_only_where_data_lies() {
    pod_says(
        "
  volumes:
    - {name: data, hostPath: {path: /srv/data}}
    - {name: docker, hostPath: {path: /var/run/docker.sock}}
    - {name: agent, hostPath: {path: /opt/agent.sock, type: Socket}}
    - {name: runner, hostPath: {path: /var/runner}}
",
        r#"
        blocker = host-path /srv/data @ "/srv/data" stated
        state = volume /srv/data @ "/srv/data" stated
        blocker = host-path /var/run/docker.sock @ "/var/run/docker.sock" stated
        blocker = host-path /opt/agent.sock @ "/opt/agent.sock" stated
        blocker = host-path /var/runner @ "/var/runner" stated
        state = volume /var/runner @ "/var/runner" stated
        "#,
    );
}

#[test]
fn the_host_its_devices_and_its_privileges_are_blockers() {
    pod_says(
        "
  hostNetwork: true
  hostPID: false
  hostIPC: true
  runtimeClassName: gvisor
  resourceClaims:
    - {name: accelerator, resourceClaimTemplateName: a100}
  containers:
    - name: train
      args: [--leader-elect-lease-duration=15s, --leader-elect]
      resources:
        requests: {nvidia.com/gpu: 2, amd.com/gpu: 0}
        limits: {nvidia.com/gpu: 2, hugepages-2Mi: 64Mi, cpu: 4}
      securityContext:
        privileged: true
        capabilities: {add: [NET_BIND_SERVICE, net_admin, CAP_SYS_PTRACE], drop: [ALL]}
",
        r#"
        blocker = device nvidia.com/gpu @ "2" stated
        blocker = hugepages hugepages-2Mi @ "64Mi" stated
        blocker = privileged true @ "true" stated
        blocker = capability NET_ADMIN @ "net_admin" stated
        blocker = capability SYS_PTRACE @ "CAP_SYS_PTRACE" stated
        blocker = leader-election --leader-elect-lease-duration @ "--leader-elect-lease-duration=15s" stated
        network = host-network @ "true" stated
        blocker = host-network true @ "true" stated
        blocker = host-ipc true @ "true" stated
        blocker = runtime-class gvisor @ "gvisor" stated
        blocker = device accelerator @ "accelerator" stated
        "#,
    );
}

#[test]
fn networking_of_its_own() {
    pod_says(
        "
  dnsPolicy: None
  dnsConfig: {nameservers: [10.0.0.53]}
  hostAliases:
    - {ip: 10.1.2.3, hostnames: [legacy.example]}
  containers:
    - name: web
      ports:
        - {containerPort: 80, hostPort: 8080}
        - {containerPort: 81, hostPort: 0}
",
        r#"
        network = host-port @ "8080" stated
        network = custom-dns @ "None" stated
        network = host-aliases @ "10.1.2.3" stated
        "#,
    );
}

#[test]
fn nodes_are_a_blocker_where_the_hardware_is_asked_for() {
    pod_says(
        "
  nodeSelector:
    kubernetes.io/os: linux
    kubernetes.io/arch: arm64
    topology.kubernetes.io/zone: a
    cloud.google.com/gke-accelerator: nvidia-tesla-t4
  affinity:
    nodeAffinity:
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
          - matchExpressions:
              - {key: node.kubernetes.io/instance-type, operator: In, values: [m6i.large]}
              - {key: nvidia.com/gpu.present, operator: DoesNotExist}
",
        r#"
        cloud = Google Cloud @ "nvidia-tesla-t4" stated
        blocker = node-selection cloud.google.com/gke-accelerator @ "nvidia-tesla-t4" stated
        blocker = node-selection node.kubernetes.io/instance-type @ "node.kubernetes.io/instance-type" stated
        "#,
    );
    // What one of the alternatives does without is not asked for, and a wish is no demand.
    pod_says(
        "
  affinity:
    nodeAffinity:
      preferredDuringSchedulingIgnoredDuringExecution:
        - weight: 1
          preference: {matchExpressions: [{key: disktype, operator: Exists}]}
      requiredDuringSchedulingIgnoredDuringExecution:
        nodeSelectorTerms:
          - matchExpressions: [{key: disktype, operator: In, values: [ssd]}]
          - matchExpressions: [{key: zone, operator: In, values: [a]}]
",
        "",
    );
    pod_says(
        "  nodeSelector: {kubernetes.io/os: windows}",
        r#"blocker = node-selection kubernetes.io/os @ "windows" stated"#,
    );
    let on = |operator: &str, systems: &str| {
        format!(
            "  affinity: {{nodeAffinity: {{requiredDuringSchedulingIgnoredDuringExecution: {{nodeSelectorTerms: [{{matchExpressions: [{{key: kubernetes.io/os, operator: {operator}, values: [{systems}]}}]}}]}}}}}}"
        )
    };
    pod_says(
        &on("In", "windows"),
        r#"blocker = node-selection kubernetes.io/os @ "kubernetes.io/os" stated"#,
    );
    for (operator, systems) in [
        ("In", "linux"),
        ("In", "windows, linux"),
        ("NotIn", "windows"),
    ] {
        pod_says(&on(operator, systems), "");
    }
}

#[test]
fn ports_are_named_after_what_they_carry() {
    pod_says(
        "
  containers:
    - name: web
      ports:
        - {name: http, containerPort: 80}
        - {name: http-ws, containerPort: 81}
        - {name: news, containerPort: 82}
        - {name: tcp-mqtt, containerPort: 1883}
        - {name: socketio, containerPort: 83}
",
        r#"
        connection = websocket @ "http-ws" stated medium
        connection = mqtt @ "tcp-mqtt" stated medium
        connection = websocket hint @ "socketio" stated
        "#,
    );
}

#[test]
fn stateful_sets_keep_claims_or_at_least_a_name() {
    let stateful = |rest: &str| {
        facts(&format!(
            "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: db}}\nspec: {{serviceName: db-headless{rest}}}"
        ))
    };
    assert_eq!(
        stateful(", volumeClaimTemplates: [{metadata: {name: data}}]"),
        "blocker = stateful-set StatefulSet @ \"StatefulSet\" stated
state = claim-template data @ \"data\" stated"
    );
    assert_eq!(
        stateful(""),
        "blocker = stateful-set StatefulSet @ \"StatefulSet\" stated
state = identity db-headless @ \"StatefulSet\" stated"
    );
    assert_eq!(
        stateful(
            ", template: {spec: {volumes: [{name: d, persistentVolumeClaim: {claimName: c}}]}}"
        ),
        "state = volume c @ \"c\" stated
blocker = stateful-set StatefulSet @ \"StatefulSet\" stated"
    );
}

#[test]
fn old_groups_read_as_their_successors_do() {
    let deployment = |version: &str, kind: &str| {
        read(&format!(
            "apiVersion: {version}\nkind: {kind}\nmetadata: {{name: web}}\nspec: {{replicas: 2}}"
        ))
    };
    for (version, kind, group) in [
        ("extensions/v1beta1", "Deployment", "apps"),
        ("apps/v1beta1", "Deployment", "apps"),
        ("apps/v1beta2", "StatefulSet", "apps"),
        ("extensions/v1beta1", "ReplicaSet", "apps"),
        ("v1", "ReplicationController", ""),
    ] {
        let read = deployment(version, kind);
        let first = format!("web {group}/{kind} on Kubernetes\n  replicas-min = 2 @ \"2\" stated");
        assert!(read.starts_with(&first), "{version} {kind}\n{read}");
    }
}

#[test]
fn annotations_of_the_template_win() {
    let text = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, annotations: {plimsoll/p99-latency: 90ms, plimsoll/image-size: 310MB}}
spec: {template: {metadata: {annotations: {plimsoll/p99-latency: 40ms}}}}
";
    assert_eq!(
        facts(text),
        "image-size = 310 MB @ \"310MB\" declared\nlatency = 40 ms @ \"40ms\" declared"
    );
}

#[test]
fn fields_name_the_items_of_lists() {
    let out = declarations(
        "manifest.yaml",
        "
apiVersion: batch/v1
kind: CronJob
metadata: {name: report, namespace: kube-system}
spec:
  jobTemplate:
    spec:
      activeDeadlineSeconds: 60
      template:
        spec:
          volumes: [{name: data, nfs: {path: /data}}]
          containers:
            - name: report
              image: report:1
              args: [-v, --leader-elect]
              resources: {limits: {memory: 1Gi}}
            - image: nameless:1
",
    );
    let fields: Vec<&str> = out.workloads[0]
        .facts
        .iter()
        .map(|fact| &*fact.field)
        .collect();
    let pod = "spec.jobTemplate.spec.template.spec";
    assert_eq!(
        fields,
        [
            "spec.jobTemplate.spec.activeDeadlineSeconds",
            &format!("{pod}.containers[name=report].image"),
            &format!("{pod}.containers[name=report].resources.limits.memory"),
            &format!("{pod}.containers[name=report].args[1]"),
            &format!("{pod}.containers[1].image"),
            &format!("{pod}.volumes[name=data].nfs.path"),
            "metadata.namespace",
        ]
    );
}

#[test]
fn names_mean_something_across_the_whole_source_root() {
    let out = declarations(
        "manifest.yaml",
        "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: other}}
spec:
  template:
    metadata: {labels: {app: web, port: 80}}
    spec: {volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}}
",
    );
    let workload = &out.workloads[0];
    assert_eq!(workload.scope, out.companions[0].scope);
    assert_eq!(workload.claims, ["data"]);
    let labels: Vec<String> = workload
        .pod_labels
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    assert_eq!(labels, ["app=web", "port=80"]);
    assert_eq!(workload.at.text(), "apiVersion: apps/v1");
}
