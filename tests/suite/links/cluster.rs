//! What ties a workload to its cluster and stands in other objects: roles, webhooks, claims, owners.

use super::support::{dump, read, read_and_cut};
use plimsoll::model::FactName;

const OPERATOR: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: op, namespace: ops}
spec:
  template:
    metadata: {labels: {app: op}}
    spec:
      serviceAccountName: op
      containers: [{name: op, image: op:1}]
";

const BINDING: &str = "
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: op}
roleRef: {kind: ClusterRole, name: op}
subjects: [{kind: ServiceAccount, name: op, namespace: ops}, {kind: User, name: op}]
";

fn role(rules: &str) -> String {
    format!(
        "
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {{name: op}}
rules: {rules}
"
    )
}

#[test]
fn an_account_with_a_role_talks_to_the_cluster() {
    let role = role("[{apiGroups: [\"\"], resources: [pods], verbs: [get, list]}]");
    assert_eq!(
        dump(&[
            ("k8s/op.yaml", OPERATOR),
            ("k8s/bind.yaml", BINDING),
            ("k8s/role.yaml", &role)
        ]),
        "op: blocker cluster-api get, list pods linked by ClusterRole/op at k8s/role.yaml:5 `pods`"
    );
    // A ClusterRole is the cluster's, whatever folder it lies in.
    let far = dump(&[
        ("k8s/op.yaml", OPERATOR),
        ("k8s/bind.yaml", BINDING),
        ("rbac/role.yaml", &role),
    ]);
    assert!(
        far.contains("linked by ClusterRole/op at rbac/role.yaml:5"),
        "{far}"
    );
}

#[test]
fn a_role_that_writes_leases_elects_a_leader() {
    let role =
        role("[{apiGroups: [coordination.k8s.io], resources: [leases], verbs: [create, update]}]");
    let said = dump(&[
        ("k8s/op.yaml", OPERATOR),
        ("k8s/bind.yaml", BINDING),
        ("k8s/role.yaml", &role),
    ]);
    assert!(
        said.contains("blocker leader-election leases linked by ClusterRole/op"),
        "{said}"
    );
}

#[test]
fn a_role_that_nobody_can_see_stays_open_and_one_that_every_cluster_has_does_not() {
    let bound = |name: &str| {
        let binding = BINDING.replace("name: op}\nsubjects", &format!("name: {name}}}\nsubjects"));
        [
            ("k8s/op.yaml", OPERATOR.to_owned()),
            ("k8s/bind.yaml", binding),
        ]
    };
    let files = |name: &str| {
        let files = bound(name);
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, &**text)).collect();
        (dump(&files), read(&files))
    };
    let (linked, all) = files("elsewhere");
    let open = all[0].fact(FactName::Blocker).unwrap();
    assert_eq!((linked.as_str(), &open.value), ("", &None));
    assert_eq!(open.at.as_ref().unwrap().text(), "elsewhere");
    assert_eq!(
        files("view").0,
        "op: blocker cluster-api view linked by ClusterRoleBinding/op at k8s/bind.yaml:5 `view`"
    );
    let (_, all) = files("system:openshift:scc:anyuid");
    assert!(!all[0].has(FactName::Blocker));
}

#[test]
fn a_role_without_anything_at_the_api_ties_nobody() {
    for rules in [
        "[]",
        "[{apiGroups: [policy], resources: [podsecuritypolicies], verbs: [use]}]",
        "[{nonResourceURLs: [/metrics], verbs: [get]}]",
    ] {
        let role = role(rules);
        let files = [
            ("k8s/op.yaml", OPERATOR),
            ("k8s/bind.yaml", BINDING),
            ("k8s/role.yaml", &*role),
        ];
        assert_eq!(dump(&files), "", "{rules}");
    }
}

#[test]
fn another_account_and_one_without_a_token_are_not_bound() {
    let role = role("[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]");
    for (from, to) in [
        ("serviceAccountName: op", "serviceAccountName: other"),
        ("serviceAccountName: op", "restartPolicy: Always"),
        ("namespace: ops}\nspec", "namespace: shop}\nspec"),
        (
            "serviceAccountName: op",
            "automountServiceAccountToken: false\n      serviceAccountName: op",
        ),
    ] {
        let workload = OPERATOR.replace(from, to);
        assert_ne!(workload, OPERATOR);
        let files = [
            ("k8s/op.yaml", &*workload),
            ("k8s/bind.yaml", BINDING),
            ("k8s/role.yaml", &*role),
        ];
        assert_eq!(dump(&files), "", "{to}");
    }
}

const SERVICE: &str = "
apiVersion: v1
kind: Service
metadata: {name: hook, namespace: ops}
spec: {selector: {app: op}, ports: [{port: 443}]}
";

#[test]
fn what_the_api_server_calls_is_a_part_of_the_cluster() {
    let admission = "
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: checks}
webhooks:
  - {name: a, clientConfig: {service: {name: hook, namespace: ops}}}
  - {name: b, clientConfig: {service: {name: hook, namespace: ops}}}
  - {name: c, clientConfig: {url: https://elsewhere.example}}
";
    assert_eq!(
        dump(&[
            ("k8s/op.yaml", OPERATOR),
            ("k8s/svc.yaml", SERVICE),
            ("hooks/a.yaml", admission)
        ]),
        "op: blocker admission-webhook checks linked by ValidatingWebhookConfiguration/checks at hooks/a.yaml:6 `hook`"
    );
    let conversion = "
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec: {conversion: {strategy: Webhook, webhook: {clientConfig: {service: {name: hook, namespace: ops}}}}}
";
    let said = dump(&[
        ("k8s/op.yaml", OPERATOR),
        ("k8s/svc.yaml", SERVICE),
        ("k8s/crd.yaml", conversion),
    ]);
    assert!(
        said.contains("conversion-webhook things.example.com"),
        "{said}"
    );
    let api = "
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1.metrics.example.com}
spec: {service: {name: hook, namespace: elsewhere}}
";
    let files = [
        ("k8s/op.yaml", OPERATOR),
        ("k8s/svc.yaml", SERVICE),
        ("k8s/api.yaml", api),
    ];
    assert_eq!(dump(&files), "", "another namespace");
}

const POD: &str = "
apiVersion: v1
kind: Pod
metadata: {name: db}
spec:
  containers: [{name: db, image: db:1}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
";

#[test]
fn a_claim_and_the_volume_that_mounts_it_are_one_state() {
    let claim = |mode: &str| {
        format!(
            "
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {{name: data}}
spec: {{accessModes: [{mode}]}}
"
        )
    };
    for (mode, expected) in [
        ("ReadWriteOnce", "volume data"),
        ("ReadWriteMany", "shared-file-system data"),
        ("ReadOnlyMany", "shared-file-system data read-only"),
        ("${MODE}", "volume data"),
    ] {
        let all = read(&[("k8s/pod.yaml", POD), ("k8s/pvc.yaml", &claim(mode))]);
        let states: Vec<String> = all[0]
            .facts(FactName::State)
            .map(|fact| {
                let state = fact.state().unwrap();
                assert_eq!(fact.at.as_ref().unwrap().text(), "data");
                let mode = if state.read_only { " read-only" } else { "" };
                format!("{} {}{mode}", state.kind.name(), state.detail)
            })
            .collect();
        assert_eq!(states, [expected], "{mode}");
    }
}

#[test]
fn a_dump_of_a_cluster_holds_each_workload_once() {
    let dumped = |deployment: &str| {
        format!(
            r#"{{"apiVersion": "v1", "kind": "List", "items": [{deployment}
  {{"apiVersion": "v1", "kind": "Pod", "metadata": {{"name": "web-1-a", "namespace": "shop",
    "ownerReferences": [{{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-1", "controller": true}}]}}}},
  {{"apiVersion": "v1", "kind": "Pod", "metadata": {{"name": "web-1-b", "namespace": "shop",
    "ownerReferences": [{{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-1", "controller": true}}]}}}}
]}}"#
        )
    };
    let names = |text: &str| {
        let all = read(&[("dump.json", text)]);
        all.iter().map(|one| one.name.clone()).collect::<Vec<_>>()
    };
    let whole = dumped(
        r#"
  {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"}},
  {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "web-1", "namespace": "shop",
    "ownerReferences": [{"apiVersion": "apps/v1", "kind": "Deployment", "name": "web", "controller": true}]}},"#,
    );
    assert_eq!(names(&whole), ["web"]);
    // Of pods alone the first stands for those of its owner.
    assert_eq!(names(&dumped("")), ["web-1-a"]);
}

#[test]
fn what_an_operator_made_is_the_operators() {
    let made = OPERATOR.replace(
        "namespace: ops}",
        "namespace: ops, ownerReferences: [{apiVersion: example.com/v1, kind: Shop, name: main}]}",
    );
    let all = read(&[("k8s/op.yaml", &made)]);
    let blockers: Vec<String> = all[0]
        .facts(FactName::Blocker)
        .map(|fact| fact.value.as_ref().unwrap().to_string())
        .collect();
    assert_eq!(blockers, ["operator Shop main"]);
}

#[test]
fn a_backend_config_reaches_the_pods_of_the_services_that_name_it() {
    let service = SERVICE.replace(
        "namespace: ops}\nspec",
        "namespace: ops, annotations: {cloud.google.com/backend-config: '{\"default\": \"slow\"}'}}\nspec",
    );
    let config = "
apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: {name: slow, namespace: ops}
spec: {timeoutSec: 7200}
";
    let files = [
        ("k8s/op.yaml", OPERATOR),
        ("k8s/svc.yaml", &*service),
        ("k8s/config.yaml", config),
    ];
    // The annotation itself is one cloud's.
    let cloud = "op: cloud Google Cloud linked by Service/hook at k8s/svc.yaml:4 `'{\"default\": \"slow\"}'`";
    let socket =
        "op: connection websocket linked by BackendConfig/slow at k8s/config.yaml:5 `7200`";
    assert_eq!(dump(&files), format!("{cloud}\n{socket}"));
    let other = config.replace("name: slow", "name: other");
    let files = [files[0], files[1], ("k8s/config.yaml", &other)];
    assert_eq!(dump(&files), cloud);
}

/// So many copies of the operator, each with a name of its own.
fn operators(many: usize) -> String {
    let one = |number| {
        let name = format!("name: op{number},");
        format!("{}---", OPERATOR.replace("name: op,", &name))
    };
    (0..many).map(one).collect()
}

#[test]
fn an_account_of_many_workloads_speaks_for_all_of_them() {
    let role = role("[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]");
    let said = |many: &str| {
        dump(&[
            ("k8s/op.yaml", many),
            ("k8s/bind.yaml", BINDING),
            ("k8s/role.yaml", &role),
        ])
    };
    let said = said(&operators(40));
    assert_eq!(
        said.matches("blocker cluster-api get pods").count(),
        40,
        "{said}"
    );
}

#[test]
fn what_is_of_more_workloads_than_are_joined_is_a_cut() {
    let role = role("[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]");
    let many = operators(501);
    let files = [
        ("k8s/op.yaml", &*many),
        ("k8s/bind.yaml", BINDING),
        ("k8s/role.yaml", &*role),
    ];
    let (workloads, cuts) = read_and_cut(&files);
    assert_eq!(
        cuts,
        [
            "k8s/bind.yaml:2: ClusterRoleBinding/op speaks of over 500 workloads, more than are joined, so it is joined to none of them"
        ]
    );
    assert!(
        workloads.iter().all(|one| one.cut),
        "of any of them less is known"
    );
    let (workloads, cuts) = read_and_cut(&[("k8s/op.yaml", OPERATOR), files[1], files[2]]);
    assert_eq!(cuts, [""; 0]);
    assert!(!workloads[0].cut);
}

#[test]
fn a_role_of_the_default_account_is_for_pods_that_name_it() {
    let role = role("[{apiGroups: [\"\"], resources: [pods], verbs: [get]}]");
    let binding = BINDING.replace(
        "kind: ServiceAccount, name: op",
        "kind: ServiceAccount, name: default",
    );
    let said = |account: &str| {
        let op = OPERATOR.replace("      serviceAccountName: op\n", account);
        dump(&[
            ("k8s/op.yaml", &op),
            ("k8s/bind.yaml", &binding),
            ("k8s/role.yaml", &role),
        ])
    };
    assert_eq!(said(""), "", "every pod without an account has that one");
    for account in ["serviceAccountName: default", "serviceAccount: default"] {
        let said = said(&format!("      {account}\n"));
        assert!(said.contains("blocker cluster-api"), "{account}: {said}");
    }
    assert_eq!(said("      serviceAccountName: other\n"), "");
}

#[test]
fn a_backend_config_of_many_services_is_joined_to_all_of_them() {
    let mut objects = vec![
        "
apiVersion: cloud.google.com/v1
kind: BackendConfig
metadata: {name: slow}
spec: {timeoutSec: 7200}
"
        .to_owned(),
    ];
    for number in 0..40 {
        objects.push(format!(
            "
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web{number}}}
spec: {{template: {{metadata: {{labels: {{app: web{number}}}}}, spec: {{containers: [{{name: web}}]}}}}}}
---
apiVersion: v1
kind: Service
metadata:
  name: web{number}
  annotations: {{cloud.google.com/backend-config: '{{\"default\": \"slow\"}}'}}
spec: {{selector: {{app: web{number}}}, ports: [{{port: 80}}]}}
"
        ));
    }
    let said = dump(&[("k8s/all.yaml", &objects.join("---"))]);
    assert_eq!(said.matches("connection websocket").count(), 40, "{said}");
}
