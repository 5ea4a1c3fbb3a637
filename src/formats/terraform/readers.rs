//! Which resource types are read, and by what.

use super::resource::Resource;
use super::{
    azure, cloud_functions, cloud_run, ecs, events, gateway, kubernetes, lambda, objective, waiting,
};
use crate::model::Declarations;

type Read = fn(&Resource<'_, '_>, &mut Declarations);

static READERS: &[(&str, Read)] = &[
    ("aws_lambda_function", lambda::read),
    (
        "aws_lambda_provisioned_concurrency_config",
        lambda::read_provisioned,
    ),
    ("aws_lambda_function_url", lambda::read_url),
    ("aws_lambda_event_source_mapping", events::read_mapping),
    ("aws_lambda_permission", events::read_permission),
    ("aws_cloudwatch_event_target", events::read_rule_target),
    ("aws_scheduler_schedule", events::read_schedule),
    ("aws_sfn_state_machine", events::read_state_machine),
    ("aws_sns_topic_subscription", events::read_subscription),
    ("aws_s3_bucket_notification", events::read_notification),
    ("aws_cloudwatch_metric_alarm", gateway::read_alarm),
    ("aws_apigatewayv2_api", gateway::read_api),
    ("aws_apigatewayv2_route", gateway::read_route),
    (
        "aws_api_gateway_integration",
        gateway::read_rest_integration,
    ),
    ("aws_cloudfront_distribution", gateway::read_distribution),
    ("aws_apigatewayv2_authorizer", waiting::read_authorizer),
    ("aws_appsync_datasource", waiting::read_data_source),
    ("aws_cognito_user_pool", waiting::read_user_pool),
    (
        "aws_kinesis_firehose_delivery_stream",
        waiting::read_delivery_stream,
    ),
    ("aws_ecs_task_definition", ecs::read_task),
    ("aws_ecs_service", ecs::read_service),
    ("aws_appautoscaling_target", ecs::read_scaling),
    ("google_cloud_run_v2_service", cloud_run::read_service),
    ("google_cloud_run_service", cloud_run::read_v1),
    ("google_cloud_run_v2_job", cloud_run::read_job),
    (
        "google_cloud_run_v2_worker_pool",
        cloud_run::read_worker_pool,
    ),
    (
        "google_cloudfunctions2_function",
        cloud_functions::read_second,
    ),
    (
        "google_cloudfunctions_function",
        cloud_functions::read_first,
    ),
    ("azurerm_linux_function_app", azure::read_function_app),
    ("azurerm_windows_function_app", azure::read_function_app),
    ("azurerm_function_app", azure::read_function_app),
    (
        "azurerm_function_app_flex_consumption",
        azure::read_function_app,
    ),
    ("azurerm_container_app", azure::read_container_app),
    ("azurerm_container_app_job", azure::read_container_app_job),
    ("google_monitoring_slo", objective::read),
    ("kubernetes_deployment", kubernetes::read),
    ("kubernetes_deployment_v1", kubernetes::read),
    ("kubernetes_stateful_set", kubernetes::read),
    ("kubernetes_stateful_set_v1", kubernetes::read),
    ("kubernetes_daemonset", kubernetes::read),
    ("kubernetes_daemon_set_v1", kubernetes::read),
    ("kubernetes_pod", kubernetes::read),
    ("kubernetes_pod_v1", kubernetes::read),
    ("kubernetes_job", kubernetes::read),
    ("kubernetes_job_v1", kubernetes::read),
    ("kubernetes_cron_job", kubernetes::read),
    ("kubernetes_cron_job_v1", kubernetes::read),
];

fn reader(kind: &str) -> Option<Read> {
    READERS
        .iter()
        .find(|(name, _)| *name == kind)
        .map(|(_, read)| *read)
}

/// Whether a resource type is read.
pub(in crate::formats) fn reads(kind: &str) -> bool {
    reader(kind).is_some()
}

/// Reads a resource, if its type is known and it is deployed at all.
pub(in crate::formats) fn read(resource: &Resource<'_, '_>, out: &mut Declarations) {
    if let Some(read) = reader(resource.kind).filter(|_| resource.is_deployed()) {
        read(resource, out);
    }
}
