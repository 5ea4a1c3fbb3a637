//! Functions and containers of a cloud, declared as objects of something else: a file, then the facts it must give.

use plimsoll::formats;
use plimsoll::model::{Declarations, Fact};
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use plimsoll::{link, syntax};
use std::fs;
use std::path::Path;

fn declarations(path: &str, text: &str) -> Declarations {
    let tree = syntax::parse(&Source::new(path, text));
    assert!(tree.errors().is_empty());
    let mut out = Declarations::default();
    formats::read(&tree, "", &Repository::new("/nonexistent"), &mut out);
    link::link(&out.companions, &mut out.workloads);
    out
}

fn line(fact: &Fact) -> String {
    let value = fact
        .value
        .as_ref()
        .map_or("?".to_owned(), ToString::to_string);
    let owner = fact
        .owner
        .as_ref()
        .map_or(String::new(), |owner| format!("{owner} "));
    format!(
        "{} = {value} @ {:?} {owner}{}",
        fact.name.name(),
        fact.at.as_ref().unwrap().text(),
        fact.field
    )
}

/// One line a workload, one line a fact: `name = value @ "source text" field`.
fn facts(path: &str, text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for workload in &declarations(path, text).workloads {
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
        lines.extend(workload.facts.iter().map(line));
        lines.extend(workload.notes.iter().map(|note| format!("note: {note}")));
    }
    lines
}

/// Compares a fixture's facts with the file beside it; `BLESS=1` rewrites that.
fn holds(name: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/formats")
        .join(name);
    let text = fs::read_to_string(&file).unwrap();
    let found = facts(name, &text).join("\n") + "\n";
    let wanted = format!("{}.facts", file.display());
    if std::env::var_os("BLESS").is_some() {
        fs::write(&wanted, &found).unwrap();
    }
    let wanted = fs::read_to_string(&wanted).unwrap_or_default();
    assert_eq!(found, wanted.replace("\r\n", "\n"), "{name}");
}

#[test]
fn functions_declared_as_kubernetes_objects_are_functions() {
    holds("ack/function.yaml");
    // Blocks are lists of one in one version and maps in the next.
    holds("crossplane/function.yaml");
    holds("config-connector/run.yaml");
    holds("config-connector/functions.yaml");
}

#[test]
fn other_objects_of_the_same_groups_are_left_alone() {
    let text = "apiVersion: lambda.services.k8s.aws/v1alpha1
kind: Alias
metadata: {name: live}
---
apiVersion: lambda.aws.upbound.io/v1beta1
kind: Permission
metadata: {name: api}
spec: {forProvider: {}}
---
apiVersion: sql.cnrm.cloud.google.com/v1beta1
kind: SQLInstance
metadata: {name: db}
---
apiVersion: lambda.aws.upbound.io/v1beta1
kind: Function
metadata: {name: a-composition-patches-it}
spec: {}
";
    assert_eq!(facts("objects.yaml", text), [""; 0]);
}

#[test]
fn crossplane_makes_functions_and_containers_of_other_clouds() {
    holds("crossplane/clouds.yaml");
}

#[test]
fn an_arm_template_joins_a_function_app_to_its_plan() {
    holds("arm/functions.json");
    holds("arm/containers.json");
}

#[test]
fn of_two_plans_the_one_whose_whole_name_stands_there_is_meant() {
    let text = r#"{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "resources": [
    {"type": "Microsoft.Web/serverfarms", "name": "[parameters('plan')]", "sku": {"name": "Y1"}},
    {"type": "Microsoft.Web/serverfarms", "name": "[concat(parameters('plan'), '-eu')]", "sku": {"name": "EP1"}},
    {"type": "Microsoft.Web/sites", "kind": "functionapp", "name": "eu", "properties":
      {"serverFarmId": "[resourceId('Microsoft.Web/serverfarms', concat(parameters('plan'), '-eu'))]"}},
    {"type": "Microsoft.Web/sites", "kind": "functionapp", "name": "us", "properties":
      {"serverFarmId": "[resourceId('Microsoft.Web/serverfarms', parameters('plan'))]"}}
  ]}"#;
    assert_eq!(
        facts("azuredeploy.json", text),
        [
            "Microsoft.Web/sites eu on azure-functions/premium",
            "Microsoft.Web/sites us on azure-functions/consumption",
        ]
    );
}

#[test]
fn a_slot_is_on_its_app_s_plan_and_has_settings_of_its_own() {
    let text = r#"{"$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
  "resources": [
    {"type": "Microsoft.Web/serverfarms", "name": "plan", "sku": {"name": "Y1"}},
    {"type": "Microsoft.Web/sites", "kind": "functionapp", "name": "app",
      "properties": {"serverFarmId": "[resourceId('Microsoft.Web/serverfarms', 'plan')]"}},
    {"type": "Microsoft.Web/sites/slots", "kind": "functionapp", "name": "app/next", "properties": {"siteConfig":
      {"appSettings": [{"name": "AzureFunctionsJobHost__functionTimeout", "value": "00:08:00"}]}}}
  ]}"#;
    assert_eq!(
        facts("azuredeploy.json", text),
        [
            "Microsoft.Web/sites app on azure-functions/consumption",
            "Microsoft.Web/sites/slots app/next on azure-functions/consumption",
            "timeout = 8 min @ \"\\\"00:08:00\\\"\" \
             properties.siteConfig.appSettings[name=AzureFunctionsJobHost__functionTimeout].value",
        ]
    );
}

#[test]
fn a_worker_pool_is_there_all_the_time() {
    let text = "apiVersion: run.googleapis.com/v1
kind: WorkerPool
metadata:
  name: importer
  annotations:
    run.googleapis.com/scalingMode: manual
    run.googleapis.com/manualInstanceCount: '3'
spec:
  template:
    spec:
      containers:
      - image: example.com/importer:1
";
    assert_eq!(
        facts("pool.yaml", text),
        [
            "WorkerPool importer on cloud-run-worker-pool",
            "replicas-min = 3 @ \"'3'\" metadata.annotations.run.googleapis.com/manualInstanceCount",
            "replicas-max = 3 @ \"'3'\" metadata.annotations.run.googleapis.com/manualInstanceCount",
            "image = example.com/importer:1 @ \"example.com/importer:1\" spec.template.spec.containers[0].image",
        ]
    );
}

#[test]
fn copilot_jobs_run_on_a_schedule_of_either_age() {
    let job = |on: &str| format!("name: report\ntype: Scheduled Job\n{on}\n");
    assert_eq!(
        facts("copilot/report/manifest.yml", &job("schedule: '@daily'")),
        [
            "Scheduled Job report on aws-ecs",
            "schedule = 24 h @ \"'@daily'\" schedule",
            "trigger = schedule @ \"'@daily'\" schedule",
        ]
    );
    assert_eq!(
        facts("copilot/report/manifest.yml", &job("on: {schedule: none}")),
        ["Scheduled Job report on aws-ecs"]
    );
}

#[test]
fn copilot_manifests_are_containers_on_ecs() {
    holds("copilot/manifest.yml");
    let static_site = "name: docs\ntype: Static Site\n";
    assert_eq!(facts("copilot/docs/manifest.yml", static_site), [""; 0]);
}

#[test]
fn knative_functions_and_what_starts_them() {
    holds("knative-func/func.yaml");
    holds("knative-eventing/eventing.yaml");
}

#[test]
fn another_tool_s_func_yaml_is_not_knative_s() {
    let fn_project = "schema_version: 20180708\nname: hello\nversion: 0.0.1\nruntime: go\nbuild: x\ntimeout: 30\n";
    assert_eq!(facts("func.yaml", fn_project), [""; 0]);
    let near = "specVersion: 0.36.0\nname: hello\nruntime: go\n";
    assert_eq!(facts("values.yaml", near), [""; 0]);
}

#[test]
fn a_state_machine_is_recognised_and_says_nothing() {
    holds("step-functions/export.asl.json");
}

#[test]
fn every_other_platform_of_functions_and_containers() {
    holds("openfaas/stack.yml");
    holds("fission/function.yaml");
    holds("nuclio/function.yaml");
    holds("vercel/vercel.json");
    holds("netlify/netlify.toml");
    holds("wrangler/wrangler.jsonc");
    holds("azure-functions/host.json");
    holds("azure-functions/resize/function.json");
    holds("azure-container-apps/app.yaml");
    holds("compose/docker-compose.yml");
}
