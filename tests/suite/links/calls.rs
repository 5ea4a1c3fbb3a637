//! What workloads call by name, held against the Services of the scan: what is a call, what is none, and what is shown of it.

use super::support::read;
use plimsoll::model::{Fact, FactName, Workload};

/// The Service `orders` with port 8080, and the pods behind it.
const ORDERS: &str = "
apiVersion: v1
kind: Service
metadata: {name: orders}
spec: {selector: {app: orders}, ports: [{port: 8080}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec: {template: {metadata: {labels: {app: orders}}, spec: {containers: [{name: orders, image: 'example.com/orders:4'}]}}}
";

/// A Job with this in its pod spec.
fn job(spec: &str) -> String {
    format!(
        "
apiVersion: batch/v1
kind: Job
metadata: {{name: close-day}}
spec:
  template:
    spec:
      {spec}
"
    )
}

/// A Job with this in its only container.
fn container(rest: &str) -> String {
    job(&format!(
        "containers: [{{name: a, image: 'example.com/a:1', {rest}}}]"
    ))
}

fn command(command: &str) -> String {
    container(&format!("command: [sh, -c, '{command}']"))
}

fn variable(name: &str, value: &str) -> String {
    container(&format!("env: [{{name: {name}, value: '{value}'}}]"))
}

/// What the Job calls, beside the Service `orders` and what else is there.
fn calls_beside(job: &str, other: &str) -> Vec<String> {
    let files = [
        ("k8s/job.yaml", job),
        ("k8s/orders.yaml", ORDERS),
        ("k8s/other.yaml", other),
    ];
    let workloads = read(&files);
    let job = workloads
        .iter()
        .find(|one| one.name == "close-day")
        .unwrap();
    said(job)
}

fn said(workload: &Workload) -> Vec<String> {
    let facts = workload.facts(FactName::Dependency);
    facts
        .map(|fact| fact.value.as_ref().unwrap().to_string())
        .collect()
}

#[track_caller]
fn calls(job: &str, expected: &[&str]) {
    assert_eq!(calls_beside(job, ""), expected, "{job}");
}

#[test]
fn a_command_calls_a_service_by_its_bare_name() {
    for text in [
        "wget -qO- http://orders:8080/close-day",
        "curl -d \"{}\" http://orders/x",
        "curl orders/x",
        "until nc -z orders 8080; do sleep 1; done",
        "echo > /dev/tcp/orders/8080",
        "client --host orders run",
        "client --orders-url=http://user:secret@orders:8080",
        "client -h orders",
        "client orders:8080",
        "nslookup orders",
        "psql host=orders dbname=x",
        "client tcp(orders:8080)/x",
    ] {
        calls(&command(text), &["Service orders"]);
    }
    calls(
        &container("command: [nc, -z, orders, '8080']"),
        &["Service orders"],
    );
    calls(&container("args: [--host, orders]"), &["Service orders"]);
}

#[test]
fn a_variable_calls_it_and_its_value_is_not_shown() {
    for (name, value) in [
        ("ORDERS_URL", "http://orders:8080"),
        ("ORDERS_ADDR", "orders:8080"),
        ("DB_HOST", "orders"),
        ("PGHOST", "orders"),
        ("spring.datasource.url", "jdbc:mysql://orders:3306/x"),
        ("SINK", "http://u:hunter2@orders/x?token=1"),
        ("BROKERS", "orders:8080,other:9092"),
        ("WHERE", "${ORDERS:-http://orders:8080}"),
    ] {
        let by = format!("Service orders (by {name})");
        calls(&variable(name, value), &[by.as_str()]);
    }
    let workloads = read(&[(
        "k8s/job.yaml",
        &variable("SINK", "http://u:hunter2@ledger.shop.svc:80/x"),
    )]);
    let fact: &Fact = workloads[0].fact(FactName::Dependency).unwrap();
    assert_eq!(fact.at.as_ref().unwrap().text(), "SINK");
    assert!(!format!("{:?}", fact.value).contains("ledger"), "{fact:?}");
}

#[test]
fn a_name_under_svc_is_of_a_cluster_without_its_service() {
    for name in [
        "ledger.shop.svc",
        "ledger.shop.svc.cluster.local",
        "ledger.shop.svc.cluster.local.",
        "ledger.shop.svc.k8s.local",
        "db-0.ledger.shop.svc.cluster.local",
    ] {
        let shown = name.trim_end_matches('.');
        let expected = format!("Service {shown}");
        calls(
            &command(&format!("curl https://{name}:8080/x")),
            &[expected.as_str()],
        );
        calls(
            &command(&format!("client {name}:8080")),
            &[expected.as_str()],
        );
    }
    calls(
        &command("curl http://ledger.$(NAMESPACE).svc.cluster.local/x"),
        &["Service ledger.*.svc.cluster.local"],
    );
    calls(
        &variable("SINK", "http://ledger.shop.svc.cluster.local:8080"),
        &["a Service (by SINK)"],
    );
}

#[test]
fn the_clusters_api_is_one_of_its_services() {
    for text in [
        "curl https://kubernetes.default.svc/api",
        "curl https://kubernetes.default.svc.cluster.local/api",
        "curl https://kubernetes.default/api",
        "curl https://$KUBERNETES_SERVICE_HOST/api",
    ] {
        calls(&command(text), &["the Kubernetes API"]);
    }
}

#[test]
fn an_address_without_a_domain_is_of_the_cluster() {
    calls(
        &command("curl http://ledger:8080/x"),
        &["ledger, a host without a domain"],
    );
    calls(
        &variable("LEDGER_URL", "http://ledger"),
        &["a host without a domain (by LEDGER_URL)"],
    );
}

#[test]
fn what_stands_elsewhere_than_a_host_is_no_call() {
    for text in [
        "curl https://orders.example.com/close-day",
        "export orders --format=csv",
        "aws s3 cp s3://orders/x .",
        "gsutil cp gs://orders/x .",
        "cat /data/orders",
        "curl http://localhost:8080/orders",
        "curl http://127.0.0.1:8080",
        "curl http://metadata/computeMetadata/v1",
        "curl http://$(HOST):8080",
        "curl http://${LEDGER}/x",
        "curl https://files.example.com/Orders.svc?wsdl",
        "client orders:9999",
        "run orders 3",
        "client --set image=orders:4",
        "curl --unix-socket /run/x.sock http+unix://orders/x",
        "vault read secret://orders",
    ] {
        calls(&command(text), &[]);
    }
    for (name, value) in [
        ("EXPORT_TABLE", "orders"),
        ("TARGET_URL", "https://orders.example.com/in"),
        ("NO_PROXY", "orders,.svc,.svc.cluster.local,ledger.shop.svc"),
        ("OTHER", "$(ORDERS)"),
    ] {
        calls(&variable(name, value), &[]);
    }
}

#[test]
fn all_places_of_a_pod_that_name_hosts_count() {
    calls(
        &job(
            "initContainers: [{name: wait, image: 'example.com/b:1', command: [nc, -z, orders, '8080']}]\n      containers: []",
        ),
        &["Service orders"],
    );
    calls(
        &container("livenessProbe: {httpGet: {host: orders, port: 8080}}"),
        &["Service orders"],
    );
    calls(
        &container("readinessProbe: {exec: {command: [curl, 'http://orders/x']}}"),
        &["Service orders"],
    );
    calls(
        &container("lifecycle: {preStop: {httpGet: {host: orders, port: 8080}}}"),
        &["Service orders"],
    );
    calls(
        &container("args: ['http://$(ORDERS_SERVICE_HOST):$(ORDERS_SERVICE_PORT)/x']"),
        &["Service orders"],
    );
}

const SETTINGS: &str = "
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  ORDERS_URL: http://orders:8080
  OTHER_URL: https://files.example.com
  run.sh: |
    curl http://orders/x
    curl http://ledger/x
";

#[test]
fn a_config_map_counts_where_it_is_given() {
    let from = |reference: &str| calls_beside(&container(reference), SETTINGS);
    let key = |key| {
        from(&format!(
            "env: [{{name: SINK, valueFrom: {{configMapKeyRef: {{name: settings, key: {key}}}}}}}]"
        ))
    };
    assert_eq!(key("ORDERS_URL"), ["Service orders (by SINK)"]);
    assert_eq!(key("OTHER_URL"), [""; 0]);
    assert_eq!(
        from("envFrom: [{configMapRef: {name: settings}}]"),
        ["Service orders (by ConfigMap settings)"],
        "and what is no Service of the scan may be an example there"
    );
    let mounted = job(
        "volumes: [{name: a, configMap: {name: settings}}]\n      containers: [{name: a, image: 'example.com/a:1'}]",
    );
    assert_eq!(
        calls_beside(&mounted, SETTINGS),
        ["Service orders (by ConfigMap settings)"]
    );
    assert_eq!(from("envFrom: [{configMapRef: {name: others}}]"), [""; 0]);
    assert_eq!(calls_beside(&container(""), SETTINGS), [""; 0]);
}

#[test]
fn a_bare_name_means_the_own_namespace() {
    let at = |namespace: &str, text: &str| {
        text.replace(
            "metadata: {name: ",
            &format!("metadata: {{namespace: {namespace}, name: "),
        )
    };
    let called = |caller: &str, service: &str, text: &str| {
        let job = at(caller, &command(text));
        let orders = at(service, ORDERS);
        let workloads = read(&[("k8s/job.yaml", &job), ("k8s/orders.yaml", &orders)]);
        said(
            workloads
                .iter()
                .find(|one| one.name == "close-day")
                .unwrap(),
        )
    };
    assert_eq!(
        called("shop", "shop", "curl http://orders:8080"),
        ["Service orders"]
    );
    assert_eq!(
        called("shop", "billing", "curl http://orders:8080"),
        [""; 0]
    );
    assert_eq!(
        called("shop", "billing", "curl http://orders.billing:8080"),
        ["Service orders.billing"]
    );
    assert_eq!(
        called("shop", "billing", "curl http://orders.other:8080"),
        [""; 0]
    );
    assert_eq!(
        called("shop", "billing", "curl http://pod-0.orders.billing:8080"),
        ["Service orders.billing"]
    );
}

#[test]
fn a_pod_of_a_stateful_set_is_called_by_its_service() {
    let headless = "
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: db}, ports: [{port: 5432}]}
";
    for text in [
        "psql -h db-0.db",
        "client db-0.db:5432",
        "curl http://db-0.db/x",
        "nc -z db 5432",
    ] {
        assert_eq!(
            calls_beside(&command(text), headless),
            ["Service db"],
            "{text}"
        );
    }
}

#[test]
fn a_service_that_leads_out_is_no_call_and_one_without_a_selector_is() {
    let service = |spec: &str| {
        format!("{{apiVersion: v1, kind: Service, metadata: {{name: bank}}, spec: {{{spec}}}}}")
    };
    let out = service("type: ExternalName, externalName: api.bank.example");
    for text in [
        "curl http://bank/x",
        "curl http://bank.shop.svc.cluster.local/x",
    ] {
        assert_eq!(calls_beside(&command(text), &out), [""; 0], "{text}");
    }
    let kept = service("ports: [{port: 80}]");
    assert_eq!(
        calls_beside(&command("curl http://bank/x"), &kept),
        ["Service bank"]
    );
}

#[test]
fn a_pod_that_resolves_names_by_itself_calls_no_service() {
    let pod = |more: &str| {
        job(&format!(
            "{more}\n      containers: [{{name: a, image: 'example.com/a:1', command: [curl, 'http://orders/x']}}]"
        ))
    };
    calls(&pod("restartPolicy: Never"), &["Service orders"]);
    calls(&pod("dnsPolicy: Default"), &[]);
    calls(
        &pod("hostAliases: [{ip: 203.0.113.7, hostnames: [orders]}]"),
        &[],
    );
}

#[test]
fn a_workload_does_not_depend_on_itself() {
    let own = ORDERS.replace(
        "image: 'example.com/orders:4'",
        "image: 'example.com/orders:4', env: [{name: SELF_URL, value: 'http://orders:8080'}]",
    );
    let workloads = read(&[("k8s/orders.yaml", &own)]);
    assert_eq!(said(&workloads[0]), [""; 0]);
}

#[test]
fn where_traces_go_stands_beside_the_work() {
    let aside = |name: &str, value: &str| {
        let workloads = read(&[("k8s/job.yaml", &variable(name, value))]);
        let fact = workloads[0].fact(FactName::Dependency).unwrap();
        fact.dependency().unwrap().aside
    };
    assert!(aside(
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "http://agent.ops.svc:4317"
    ));
    assert!(aside("TRACES", "http://otel-collector.ops.svc:4317"));
    assert!(aside("HTTPS_PROXY", "http://squid.ops.svc:3128"));
    assert!(!aside("SINK", "http://ledger.ops.svc:4317"));
}
