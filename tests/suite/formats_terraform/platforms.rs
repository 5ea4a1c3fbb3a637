//! The platforms besides AWS Lambda.

use super::support::{dump, fixture, says};

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
        &[
            "note: the plan is unknown, and with it how long a function may run; declare it as `platform`",
        ],
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
        "aws_appautoscaling_target.web -> aws_ecs_task_definition.web",
        &[
            "replicas-min min_capacity = 2 @ 2",
            "replicas-max max_capacity = 40 @ 40",
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
