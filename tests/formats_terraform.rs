//! Terraform as examples: a module's file goes in, its workloads and their facts come out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

use plimsoll::formats;
use plimsoll::model::{Declarations, Fact, Link, Value};
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use plimsoll::syntax;
use std::path::{Path, PathBuf};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats")
}

fn declarations(repository: &Repository, source: &std::sync::Arc<Source>) -> Declarations {
    let tree = syntax::parse(source);
    assert!(tree.errors().is_empty(), "{:?}", tree.errors());
    let mut out = Declarations::default();
    formats::read(&tree, "", repository, &mut out);
    out
}

fn fixture(path: &str) -> Declarations {
    let repository = Repository::new(fixtures());
    let source = repository.load(path).unwrap();
    declarations(&repository, &source)
}

/// What one file without siblings says.
fn read(text: &str) -> Vec<String> {
    let repository = Repository::new("/nowhere");
    dump(&declarations(&repository, &Source::new("main.tf", text)))
}

fn dump(out: &Declarations) -> Vec<String> {
    let mut lines = Vec::new();
    for workload in &out.workloads {
        let platform = workload.placement.platforms[0].name();
        let variant = workload.placement.variant.unwrap_or("?");
        lines.push(format!("{} on {platform} {variant}", workload.name));
        lines.extend(workload.notes.iter().map(|note| format!("  note: {note}")));
        lines.extend(workload.facts.iter().map(fact));
    }
    for companion in &out.companions {
        let Link::Resource(function) = &companion.link else {
            continue;
        };
        lines.push(format!("{} -> {function}", companion.title));
        lines.extend(companion.facts.iter().map(fact));
    }
    lines
}

/// `timeout = 15 min @ "900"`, and what else there is to say.
fn fact(fact: &Fact) -> String {
    let value = match &fact.value {
        None => "?".to_owned(),
        Some(Value::Trigger(trigger)) => format!("{:?} {}", trigger.kind, trigger.source),
        Some(value) => value.to_string(),
    };
    let at = fact.at.as_ref().map_or("", |at| at.text());
    let via: Vec<String> = fact
        .via
        .iter()
        .map(|via| {
            format!(
                " via {} {:?}",
                via.path().rsplit('/').next().unwrap(),
                via.text()
            )
        })
        .collect();
    let note = fact.note.iter().map(|note| format!(" ({note})"));
    let sure = if fact.confidence.name() == "high" {
        ""
    } else {
        " medium"
    };
    let note: String = note.collect();
    format!(
        "  {} {} = {value} @ {at}{}{sure}{note}",
        fact.name.name(),
        fact.field,
        via.concat()
    )
}

/// Compares the lines of a block that starts with `head`.
#[track_caller]
fn says(lines: &[String], head: &str, expected: &[&str]) {
    let start = lines.iter().position(|line| line.starts_with(head));
    let start = start.unwrap_or_else(|| panic!("no {head} in {lines:#?}"));
    let block: Vec<&str> = lines[start + 1..]
        .iter()
        .map(String::as_str)
        .take_while(|line| line.starts_with(' '))
        .map(str::trim)
        .collect();
    assert_eq!(block, expected, "{head}");
}

#[test]
fn values_stand_in_all_files_of_the_folder() {
    let lines = dump(&fixture("terraform/module/main.tf"));
    says(
        &lines,
        "aws_lambda_function.report on aws-lambda zip",
        &[
            "timeout timeout = 10 min @ var.timeout via prod.auto.tfvars \"600\"",
            "memory memory_size = 1 GiB @ local.limits.memory via main.tf \"1024\"",
            "ephemeral-storage ephemeral_storage.size = 2 GiB @ \"2048\"",
            "provisioned-concurrency snap_start.apply_on = SnapStart @ \"PublishedVersions\"",
            "state file_system_config.local_mount_path = shared-file-system /mnt/data @ \"/mnt/data\"",
            "network vpc_config.subnet_ids = vpc @ var.subnets",
        ],
    );
    says(
        &lines,
        "aws_lambda_function.managed on aws-lambda managed-instances",
        &[
            "timeout timeout = 20 min @ var.batch_timeout via variables.tf \"1200\"",
            "memory memory_size = ? @ var.secret_memory (variable `secret_memory` is sensitive)",
        ],
    );
}

#[test]
fn what_only_terraform_knows_is_unresolved() {
    let lines = dump(&fixture("terraform/module/main.tf"));
    says(
        &lines,
        "aws_lambda_function.thumbnail on aws-lambda image",
        &[
            "timeout timeout = 15 min @ \"900\" medium",
            "memory memory_size = ? @ var.nowhere medium (variable `nowhere` has no default here)",
            "image image_uri = ? @ \"${aws_ecr_repository.images.repository_url}:latest\" medium \
             (only Terraform evaluates this expression)",
        ],
    );
    says(
        &lines,
        "aws_lambda_function.each on aws-lambda zip",
        &[
            "note: `for_each` repeats it; what differs between the copies is unknown",
            "timeout timeout = ? @ each.value.timeout (`each.value.timeout` differs between the copies)",
        ],
    );
}

#[test]
fn a_count_of_zero_is_not_deployed_and_the_lambda_module_is_a_function() {
    let lines = dump(&fixture("terraform/module/main.tf"));
    assert!(!lines.iter().any(|line| line.contains(".off")));
    assert!(!lines.iter().any(|line| line.contains("module.alias")));
    says(
        &lines,
        "module.resize on aws-lambda zip",
        &[
            "timeout timeout = 5 min @ 300",
            "memory memory_size = 512 MiB @ 512",
        ],
    );
}

#[test]
fn json_reads_as_hcl_does() {
    says(
        &dump(&fixture("terraform/module/json.tf.json")),
        "aws_lambda_function.from_json on aws-lambda image",
        &[
            "timeout timeout = 10 min @ \"${var.timeout}\" via prod.auto.tfvars \"600\"",
            "memory memory_size = 128 MiB @ 128",
            "image image_uri = repo/x:1 @ \"repo/x:1\"",
        ],
    );
}

#[test]
fn other_resources_speak_of_their_function() {
    let lines = dump(&fixture("terraform/events/main.tf"));
    let api = "aws_lambda_function.api";
    for (resource, facts) in [
        (
            "aws_lambda_provisioned_concurrency_config.api",
            &["provisioned-concurrency provisioned_concurrent_executions = 5 @ 5"][..],
        ),
        (
            "aws_lambda_function_url.api",
            &["trigger authorization_type = FunctionUrl aws_lambda_function_url @ \"NONE\""],
        ),
        (
            "aws_lambda_event_source_mapping.queue",
            &["trigger event_source_arn = Queue sqs @ aws_sqs_queue.work.arn"],
        ),
        (
            "aws_cloudwatch_event_target.hourly",
            &[
                "schedule schedule_expression = 60 min @ \"rate(1 hour)\"",
                "trigger schedule_expression = Schedule aws_cloudwatch_event_rule @ \"rate(1 hour)\"",
            ],
        ),
        (
            "aws_scheduler_schedule.nightly",
            &[
                "schedule schedule_expression = 24 h @ \"cron(0 2 * * ? *)\"",
                "trigger schedule_expression = Schedule aws_scheduler_schedule @ \"cron(0 2 * * ? *)\"",
            ],
        ),
        (
            "aws_apigatewayv2_route.get",
            &["trigger route_key = Http aws_apigatewayv2_route @ \"GET /\""],
        ),
        (
            "aws_apigatewayv2_route.connect",
            &["trigger route_key = WebSocket aws_apigatewayv2_route @ \"$connect\""],
        ),
        (
            "aws_api_gateway_integration.rest",
            &["trigger type = Http aws_api_gateway_integration @ \"AWS_PROXY\""],
        ),
        (
            "aws_s3_bucket_notification.uploads",
            &["trigger lambda_function.events = Storage s3 @ [\"s3:ObjectCreated:*\"]"],
        ),
        (
            "aws_cloudwatch_metric_alarm.slow",
            &["latency threshold = 40 ms @ 40"],
        ),
    ] {
        says(&lines, &format!("{resource} -> {api}"), facts);
    }
    says(
        &lines,
        "aws_apigatewayv2_api.sockets on aws-api-gateway websocket",
        &["connection protocol_type = websocket @ \"WEBSOCKET\""],
    );
}

#[test]
fn google_cloud() {
    let lines = dump(&fixture("terraform/platforms/main.tf"));
    says(
        &lines,
        "google_cloud_run_v2_service.report on cloud-run-service",
        &[
            "timeout template.timeout = 60 min @ \"3600s\"",
            "concurrency template.max_instance_request_concurrency = 1 @ 1",
            "replicas-min template.scaling.min_instance_count = 1 @ 1",
            "replicas-max template.scaling.max_instance_count = 20 @ 20",
            "image template.containers[name=app].image = europe-docker.pkg.dev/p/r/app:1 @ \
             \"europe-docker.pkg.dev/p/r/app:1\"",
            "memory template.containers[name=app].resources.limits.memory = 512 MiB @ \"512Mi\"",
            "state template.volumes.gcs.bucket = shared-file-system bucket @ \"assets\"",
            "connection template.session_affinity = session-affinity @ true",
        ],
    );
    says(
        &lines,
        "google_cloud_run_v2_job.import on cloud-run-job",
        &[
            "timeout template.template.timeout = 24 h @ \"86400s\"",
            "image template.template.containers[0].image = import:1 @ \"import:1\"",
        ],
    );
    says(
        &lines,
        "google_cloud_run_v2_worker_pool.pull on cloud-run-worker-pool",
        &[
            "replicas-min scaling.manual_instance_count = 3 @ 3",
            "replicas-max scaling.manual_instance_count = 3 @ 3",
        ],
    );
    says(
        &lines,
        "google_cloud_run_service.old on cloud-run-service",
        &[
            "timeout template.spec.timeout_seconds = 15 min @ 900",
            "concurrency template.spec.container_concurrency = 80 @ 80",
            "replicas-max template.metadata.annotations.autoscaling.knative.dev/maxScale = 10 @ \"10\"",
            "image template.spec.containers[0].image = old:1 @ \"old:1\"",
        ],
    );
    says(
        &lines,
        "google_cloudfunctions2_function.on_upload on google-cloud-functions gen2-event",
        &[
            "timeout service_config.timeout_seconds = 9 min @ 540",
            "memory service_config.available_memory = 256 MB @ \"256M\"",
            "trigger event_trigger.event_type = Storage google.cloud.storage.object.v1.finalized @ \
             \"google.cloud.storage.object.v1.finalized\"",
        ],
    );
    says(
        &lines,
        "google_cloudfunctions_function.first on google-cloud-functions gen1",
        &[
            "timeout timeout = 2 min @ 120",
            "memory available_memory_mb = 256 MiB @ 256",
            "trigger trigger_http = Http trigger_http @ true",
        ],
    );
}

#[test]
fn azure_and_its_plans() {
    let lines = dump(&fixture("terraform/platforms/main.tf"));
    says(
        &lines,
        "azurerm_linux_function_app.consumption on azure-functions consumption",
        &[
            "timeout app_settings.AzureFunctionsJobHost__functionTimeout = 30 min @ \"00:30:00\"",
            "connection site_config.websockets_enabled = websocket @ true",
        ],
    );
    says(
        &lines,
        "azurerm_linux_function_app.unknown on azure-functions ?",
        &["note: the plan is unknown, and with it how long a function may run"],
    );
    says(
        &lines,
        "azurerm_container_app_job.nightly on azure-container-apps-job",
        &[
            "timeout replica_timeout_in_seconds = 30 min @ 1800",
            "schedule schedule_trigger_config.cron_expression = 24 h @ \"0 3 * * *\"",
            "trigger schedule_trigger_config.cron_expression = Schedule schedule_trigger_config @ \"0 3 * * *\"",
            "image template.container[name=job].image = job:1 @ \"job:1\"",
            "memory template.container[name=job].memory = 1 GiB @ \"1Gi\"",
        ],
    );
}

#[test]
fn containers_with_and_without_a_cluster() {
    let lines = dump(&fixture("terraform/platforms/main.tf"));
    says(
        &lines,
        "aws_ecs_task_definition.web on aws-ecs",
        &[
            "memory memory = 2 GiB @ 2048",
            "image container_definitions[name=web].image = web:1 @ \"web:1\"",
            "state volume.name = shared-file-system shared @ \"shared\"",
        ],
    );
    says(
        &lines,
        "aws_ecs_service.web -> aws_ecs_task_definition.web",
        &[
            "replicas-min desired_count = 3 @ 3",
            "replicas-max desired_count = 3 @ 3",
        ],
    );
    says(
        &lines,
        "kubernetes_deployment_v1.web on kubernetes",
        &[
            "replicas-min spec.replicas = 2 @ 2",
            "replicas-max spec.replicas = 2 @ 2",
            "image spec.template.spec.container[name=web].image = nginx:1 @ \"nginx:1\"",
            "memory spec.template.spec.container[name=web].resources.limits.memory = 256 MiB @ \"256Mi\"",
            "state spec.template.spec.volume.persistent_volume_claim.claim_name = volume data @ \"data\"",
        ],
    );
    says(
        &lines,
        "kubernetes_cron_job_v1.clean on kubernetes",
        &[
            "timeout spec.job_template.spec.active_deadline_seconds = 2 min @ 120",
            "schedule spec.schedule = 5 min @ \"*/5 * * * *\"",
            "trigger spec.schedule = Schedule schedule @ \"*/5 * * * *\"",
            "image spec.job_template.spec.template.spec.container[name=clean].image = clean:1 @ \"clean:1\"",
        ],
    );
}

#[test]
fn a_plan_is_settled_and_keeps_its_secrets() {
    let out = fixture("terraform-plan/plan.json");
    let lines = dump(&out);
    says(
        &lines,
        "aws_lambda_function.report[0] on aws-lambda zip",
        &[
            "timeout timeout = 20 min @ 1200",
            "memory memory_size = ? @ \"aws_lambda_function.report[0]\" (the value is sensitive)",
            "ephemeral-storage ephemeral_storage.size = 512 MiB @ 512",
        ],
    );
    says(
        &lines,
        "module.api.aws_lambda_function_url.api -> module.api.aws_lambda_function.api",
        &["trigger authorization_type = FunctionUrl aws_lambda_function_url @ \"NONE\""],
    );
}

#[test]
fn quirks() {
    // A local that refers to itself, and a variable that goes nowhere.
    says(
        &read("locals {\n  a = local.b\n  b = local.a\n}\nresource \"aws_lambda_function\" \"f\" {\n  timeout = local.a\n  memory_size = -1\n}\n")
            .into_iter()
            .map(|line| line.split(" via ").next().unwrap().to_owned())
            .collect::<Vec<_>>(),
        "aws_lambda_function.f",
        &[
            "timeout timeout = ? @ local.a",
            "memory memory_size = ? @ -1 (`-1` is not a number of MB)",
        ],
    );
    // A file of other resources only is of no format.
    assert!(read("resource \"aws_s3_bucket\" \"b\" {}\nvariable \"x\" {}\n").is_empty());
    // The same address twice is broken Terraform, and still only read.
    let twice = "resource \"aws_lambda_function\" \"f\" {\n  timeout = 1\n}\n".repeat(2);
    assert_eq!(read(&twice).len(), 2);
}

#[test]
fn a_workload_begins_at_its_label_and_ends_with_its_block() {
    let text = "resource \"aws_lambda_function\" \"f\" {\n  timeout = 1\n}\n";
    let repository = Repository::new("/nowhere");
    let out = declarations(&repository, &Source::new("infra/main.tf", text));
    let workload = &out.workloads[0];
    assert_eq!(workload.at.text(), "\"f\"");
    assert!(workload.extent.text().ends_with("timeout = 1\n}"));
    assert_eq!(workload.kind, "aws_lambda_function");
    assert_eq!(workload.scope.stack, "terraform:infra");
}

/// Every resource of the corpus whose type runs something is a workload.
#[test]
fn every_workload_of_the_corpus_is_read() {
    let corpus = std::env::var_os("PLIMSOLL_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"),
        PathBuf::from,
    );
    let walk = ignore::WalkBuilder::new(corpus.join("terraform"))
        .standard_filters(false)
        .build();
    for entry in walk.filter_map(Result::ok) {
        let path = entry.path();
        if path.extension().is_none_or(|ending| ending != "tf") {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        let kinds = [
            "aws_lambda_function",
            "kubernetes_deployment",
            "kubernetes_pod",
            "google_cloud_run_v2_service",
        ];
        let expected = text
            .lines()
            .filter(|line| {
                kinds
                    .iter()
                    .any(|kind| line.starts_with(&format!("resource \"{kind}\"")))
            })
            .count();
        let repository = Repository::new(path.parent().unwrap());
        let name = path.file_name().unwrap().to_string_lossy();
        let tree = syntax::parse(&Source::new(name, text));
        let mut out = Declarations::default();
        formats::read(&tree, "", &repository, &mut out);
        assert!(tree.errors().is_empty(), "{}", path.display());
        assert!(out.workloads.len() >= expected, "{}", path.display());
    }
}
