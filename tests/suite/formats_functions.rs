//! The function platforms beside the three clouds: a file, then the facts it must give.

use plimsoll::formats;
use plimsoll::model::Declarations;
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use plimsoll::syntax;
use std::fmt::Write;

/// One line a workload, one line a fact: `name = value @ "source text"`.
fn facts(path: &str, text: &str) -> Vec<String> {
    let tree = syntax::parse(&Source::new(path, text));
    let mut out = Declarations::default();
    formats::read(&tree, "", &Repository::new("/nonexistent"), &mut out);
    let mut lines = Vec::new();
    for workload in &out.workloads {
        let variant = workload
            .placement
            .variant
            .map_or(String::new(), |variant| format!("/{variant}"));
        lines.push(format!(
            "{} {} on {}{variant}",
            workload.kind,
            workload.name,
            workload.placement.names()
        ));
        for fact in &workload.facts {
            let value = fact
                .value
                .as_ref()
                .map_or("?".to_owned(), ToString::to_string);
            lines.push(format!(
                "{} = {value} @ {:?}",
                fact.name.name(),
                fact.at.as_ref().unwrap().text()
            ));
        }
    }
    lines
}

#[test]
fn openfaas_bounds_a_run_by_exec_timeout_alone() {
    let stack = "provider:
  name: openfaas
functions:
  resize:
    image: example.com/resize:1
    environment:
      read_timeout: 60m
      write_timeout: 60m
      exec_timeout: 30m
    labels:
      com.openfaas.scale.min: 2
    annotations:
      schedule: '*/10 * * * *'
      topic: cron-function
    limits: {memory: 128Mi}
  quick:
    image: example.com/${NAME:-quick}
    environment:
      read_timeout: 60m
";
    assert_eq!(
        facts("stack.yml", stack),
        [
            "function resize on openfaas",
            "timeout = 30 min @ \"30m\"",
            "image = example.com/resize:1 @ \"example.com/resize:1\"",
            "memory = 128 MiB @ \"128Mi\"",
            "replicas-min = 2 @ \"2\"",
            "schedule = 10 min @ \"'*/10 * * * *'\"",
            "trigger = schedule @ \"'*/10 * * * *'\"",
            "trigger = topic @ \"cron-function\"",
            "function quick on openfaas",
            "image = ? @ \"example.com/${NAME:-quick}\"",
        ]
    );
}

#[test]
fn fission_s_idle_timeout_bounds_no_run() {
    let function = "apiVersion: fission.io/v1
kind: Function
metadata: {name: export, namespace: jobs}
spec:
  functionTimeout: 9000
  idletimeout: 120
  streaming: {protocol: websocket}
  InvokeStrategy:
    ExecutionStrategy: {ExecutorType: newdeploy, MinScale: 1, MaxScale: 0}
";
    assert_eq!(
        facts("function.yaml", function),
        [
            "Function export on fission",
            "timeout = 150 min @ \"9000\"",
            "replicas-min = 1 @ \"1\"",
            "connection = websocket @ \"websocket\"",
        ]
    );
}

#[test]
fn nuclio_names_its_triggers() {
    let function = "apiVersion: nuclio.io/v1
kind: NuclioFunction
metadata: {name: reader}
spec:
  eventTimeout: 20m
  minReplicas: 0
  triggers:
    in: {kind: kafka-cluster}
";
    assert_eq!(
        facts("function.yaml", function),
        [
            "NuclioFunction reader on nuclio",
            "timeout = 20 min @ \"20m\"",
            "replicas-min = 0 @ \"0\"",
            "trigger = kafka-cluster @ \"kafka-cluster\"",
        ]
    );
}

#[test]
fn a_vercel_function_is_a_glob_and_max_is_up_to_the_plan() {
    let project = r#"{
  "functions": {
    "api/export.ts": {"maxDuration": 1200, "memory": 3009},
    "api/*.ts": {"maxDuration": "max"}
  },
  "crons": [{"path": "/api/cron", "schedule": "0 5 * * *"}]
}"#;
    assert_eq!(
        facts("web/vercel.json", project),
        [
            "function api/export.ts on vercel",
            "timeout = 20 min @ \"1200\"",
            "memory = 3009 MiB @ \"3009\"",
            "function api/*.ts on vercel",
            "timeout = ? @ \"\\\"max\\\"\"",
            "cron /api/cron on vercel",
            "schedule = 24 h @ \"\\\"0 5 * * *\\\"\"",
            "trigger = cron @ \"\\\"0 5 * * *\\\"\"",
            // The glob matches the file behind the cron's path.
            "timeout = ? @ \"\\\"max\\\"\"",
        ]
    );
    assert!(facts("web/package.json", project).is_empty());
}

#[test]
fn azure_s_host_says_the_timeout_and_not_the_plan() {
    let host = |timeout: &str| {
        facts(
            "app/host.json",
            &format!(r#"{{"version": "2.0", "functionTimeout": "{timeout}"}}"#),
        )
    };
    assert_eq!(
        host("00:30:00")[..],
        [
            "host.json app on azure-functions",
            "timeout = 30 min @ \"\\\"00:30:00\\\"\""
        ]
    );
    assert_eq!(host("-1")[1], "timeout = unlimited @ \"\\\"-1\\\"\"");
    assert_eq!(host("soon")[1], "timeout = ? @ \"\\\"soon\\\"\"");
    let function = r#"{"bindings": [{"type": "timerTrigger", "schedule": "0 */5 * * * *"}, {"type": "queue"}]}"#;
    assert_eq!(
        facts("app/tick/function.json", function),
        [
            "function.json tick on azure-functions",
            "schedule = 5 min @ \"\\\"0 */5 * * * *\\\"\"",
            "trigger = timerTrigger @ \"\\\"0 */5 * * * *\\\"\"",
        ]
    );
    assert!(facts("app/host.json", r#"{"hosts": ["a"]}"#).is_empty());
}

#[test]
fn container_apps_are_containers_without_a_cluster() {
    let app = "name: web
type: Microsoft.App/containerApps
properties:
  configuration:
    ingress: {transport: tcp, exposedPort: 5432}
  template:
    containers:
      - image: example.com/web:1
        resources: {memory: 1Gi}
    scale: {minReplicas: 1, maxReplicas: 30}
    volumes:
      - {name: data, storageType: AzureFile}
      - {name: scratch, storageType: EmptyDir}
";
    assert_eq!(
        facts("app.yaml", app),
        [
            "containerApp web on azure-container-apps/consumption",
            "replicas-min = 1 @ \"1\"",
            "replicas-max = 30 @ \"30\"",
            "image = example.com/web:1 @ \"example.com/web:1\"",
            "memory = 1 GiB @ \"1Gi\"",
            "connection = tcp @ \"tcp\"",
            "state = shared-file-system data @ \"AzureFile\"",
        ]
    );
}

#[test]
fn compose_services_have_no_platform_yet() {
    let compose = "services:
  db:
    image: postgres:17
    volumes:
      - data:/var/lib/postgresql/data
      - ./init:/docker-entrypoint-initdb.d
volumes: {data: {}}
";
    assert_eq!(
        facts("docker-compose.yml", compose),
        [
            "service db on no platform yet",
            "image = postgres:17 @ \"postgres:17\"",
            "existing-container = Compose service @ \"image\"",
            "state = volume data @ \"data:/var/lib/postgresql/data\"",
        ]
    );
    assert!(facts("values.yaml", compose).is_empty());
}

#[test]
fn a_worker_s_processor_time_is_no_timeout_and_a_durable_object_no_fact() {
    let worker = r#"{
  // counted in processor time
  "name": "counter",
  "main": "src/index.ts",
  "limits": {"cpu_ms": 300000},
  "durable_objects": {"bindings": [{"name": "COUNTER", "class_name": "Counter"}]},
  "triggers": {"crons": ["*/30 * * * *"]},
  "queues": {"consumers": [{"queue": "jobs"}]},
}"#;
    assert_eq!(
        facts("wrangler.jsonc", worker),
        [
            "Worker counter on cloudflare-workers",
            "schedule = 30 min @ \"\\\"*/30 * * * *\\\"\"",
            "trigger = cron @ \"\\\"*/30 * * * *\\\"\"",
            "cpu-time = 5 min @ \"300000\"",
            "trigger = queue @ \"\\\"jobs\\\"\"",
        ]
    );
}

#[test]
fn a_list_of_aliases_is_read_up_to_a_bound_and_the_cut_is_reported() {
    let text = format!(
        "apiVersion: v1\nkind: List\nbase: &pod {{apiVersion: v1, kind: Pod, metadata: {{name: a}}}}\nitems:\n{}",
        "- *pod\n".repeat(100_000)
    );
    let tree = syntax::parse(&Source::new("list.yaml", text));
    let mut out = Declarations::default();
    formats::read(&tree, "", &Repository::new("/nonexistent"), &mut out);
    assert_eq!(out.workloads.len(), 100);
    assert!(
        out.problems[0].message.contains("the rest is not read"),
        "{:?}",
        out.problems
    );
}

#[test]
fn lists_of_lists_of_aliases_do_not_expand() {
    let mut text =
        "apiVersion: v1\nkind: List\nl0: &l0 {apiVersion: v1, kind: Pod, metadata: {name: a}}\n"
            .to_owned();
    for level in 1..10 {
        let items = vec![format!("*l{}", level - 1); 10].join(", ");
        writeln!(
            text,
            "l{level}: &l{level} {{apiVersion: v1, kind: List, items: [{items}]}}"
        )
        .unwrap();
    }
    text.push_str("items: [*l9]\n");
    assert_eq!(facts("list.yaml", &text).len(), 100);
}

#[test]
fn files_that_wrangler_is_given_by_config_are_its_configurations() {
    let toml =
        "name = \"counter\"\nmain = \"src/index.ts\"\n\n[triggers]\ncrons = [\"*/30 * * * *\"]\n";
    for path in ["wrangler.production.toml", "apps/a/wrangler-e2e.toml"] {
        assert_eq!(
            facts(path, toml)[0],
            "Worker counter on cloudflare-workers",
            "{path}"
        );
    }
    let json = "{\"name\": \"counter\", /* of tests */ \"compatibility_date\": \"2026-01-01\"}";
    assert_eq!(
        facts("wrangler.e2e.jsonc", json),
        ["Worker counter on cloudflare-workers"]
    );
}

#[test]
fn another_file_of_such_a_name_is_none() {
    let schema = "{\"name\": \"counter\", \"properties\": {\"main\": {\"type\": \"string\"}}}";
    assert!(facts("wrangler-schema.json", schema).is_empty());
    let config = "{\"name\": \"counter\", \"main\": \"index.ts\"}";
    assert!(facts("package.json", config).is_empty());
}
