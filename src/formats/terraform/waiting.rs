//! Services that call a function and wait for it: user pools, GraphQL APIs, authorizers, delivery streams, distributions in
//! front of a function URL.

use super::reference::expression;
use super::resource::{Resource, first};
use super::setting::Setting;
use crate::formats::aws::callers::{self, Invokes};
use crate::formats::aws::cloudfront;
use crate::model::{
    Confidence, Declarations, Duration, Fact, FactName, Trigger, Value, Wait, feature,
};
use crate::syntax::Node;

/// Says of the function at a path what it is to the resource.
fn says(resource: &Resource<'_, '_>, path: &[&str], trigger: Trigger, out: &mut Declarations) {
    let told = resource.get(path);
    if let (Some(function), Some(told)) = (resource.function(path), told) {
        let fact = told.shows(FactName::Trigger, Value::Trigger(trigger));
        out.companions
            .push(resource.companion(function, vec![fact]));
    }
}

pub(super) fn read_user_pool(resource: &Resource<'_, '_>, out: &mut Declarations) {
    for block in resource.blocks(&["lambda_config"]) {
        for entry in block.entries() {
            let key = entry.name();
            let trigger = callers::cognito(key, "aws_cognito_user_pool");
            let nested = first(entry.value).is_some_and(|block| block.get("lambda_arn").is_some());
            if nested {
                says(
                    resource,
                    &["lambda_config", key, "lambda_arn"],
                    trigger,
                    out,
                );
            } else {
                says(resource, &["lambda_config", key], trigger, out);
            }
        }
    }
}

/// An authorizer of an HTTP API: only those state the format of what the function gets.
pub(super) fn read_authorizer(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let is_http = resource
        .get(&["authorizer_payload_format_version"])
        .is_some();
    if is_http && resource.text(&["authorizer_type"]) == Some("REQUEST") {
        let trigger = callers::authorizer("aws_apigatewayv2_authorizer");
        says(resource, &["authorizer_uri"], trigger, out);
    }
}

/// The functions that transform what a delivery stream takes, whatever its destination.
pub(super) fn read_delivery_stream(resource: &Resource<'_, '_>, out: &mut Declarations) {
    for destination in resource.body.entries() {
        let processing = [destination.name(), "processing_configuration"];
        let Some(enabled) = resource.get(&processing) else {
            continue;
        };
        let enabled = enabled.node.and_then(first);
        let enabled = enabled.and_then(|block| block.get("enabled"));
        if enabled.and_then(Node::as_bool) == Some(false) {
            continue;
        }
        let processors = [processing[0], processing[1], "processors"];
        for processor in resource.blocks(&processors) {
            let parameters = processor.get("parameters");
            for parameter in parameters.into_iter().flat_map(super::resource::blocks) {
                transforms(resource, parameter, out);
            }
        }
    }
}

fn transforms(resource: &Resource<'_, '_>, parameter: Node<'_>, out: &mut Declarations) {
    const PREFIX: &str = "processing_configuration.processors.parameters";
    if parameter.str_at(&["parameter_name"]) != Some("LambdaArn") {
        return;
    }
    let value = ["parameter_value"];
    let function = resource
        .owner
        .module
        .function(&resource.address, parameter, &value);
    let told = resource.get_in(parameter, PREFIX, &value);
    if let (Some(function), Some(told)) = (function, told) {
        let trigger = callers::firehose("aws_kinesis_firehose_delivery_stream");
        let fact = told.shows(FactName::Trigger, Value::Trigger(trigger));
        out.companions
            .push(resource.companion(function, vec![fact]));
    }
}

/// A data source of a GraphQL API: its resolvers say whether they wait.
pub(super) fn read_data_source(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let module = resource.owner.module;
    let kinds = ["aws_appsync_resolver", "aws_appsync_function"];
    let Some(resolvers) = module.all_of(&kinds) else {
        return;
    };
    let own = resource.address.as_str();
    let uses = |(address, body): &(String, Node<'_>)| {
        let named = module.mentions(address, *body, &["data_source"]);
        named
            .iter()
            .any(|(kind, name)| format!("{kind}.{name}") == own)
    };
    let resolvers = resolvers.iter().filter(|one| uses(one));
    let source = "aws_appsync_datasource";
    let trigger = callers::appsync(source, resolvers.map(|(_, body)| invokes(*body)));
    says(resource, &["lambda_config", "function_arn"], trigger, out);
}

fn invokes(resolver: Node<'_>) -> Invokes {
    let code = ["code", "request_template"];
    match code.iter().find_map(|key| resolver.get(key)) {
        // A resolver without either calls the function directly.
        None => Invokes::AndWaits,
        Some(code) if expression(code).is_some() => Invokes::Somehow,
        Some(code) => code.as_str().map_or(Invokes::Somehow, callers::invoked_by),
    }
}

/// The origins of a distribution that are function URLs. A URL that streams is not waited for to its end.
pub(super) fn read_origins(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let module = resource.owner.module;
    for origin in resource.blocks(&["origin"]) {
        let named = module.mentions(&resource.address, origin, &["domain_name"]);
        let mut urls = named.into_iter().filter(|(kind, _)| *kind == URL);
        let Some((_, name)) = urls.next() else {
            continue;
        };
        let Some(body) = module.resource(&resource.address, URL, name) else {
            continue;
        };
        let address = format!("{URL}.{name}");
        let buffered = body.get("invoke_mode");
        let buffered = buffered.is_none_or(|mode| mode.as_str() == Some("BUFFERED"));
        let function = module.function(&address, body, &["function_name"]);
        let told = resource.get_in(origin, "origin", &["domain_name"]);
        let (Some(function), Some(told), true) = (function, told, buffered) else {
            continue;
        };
        let path = ["custom_origin_config", "origin_read_timeout"];
        let wait = match resource.get_in(origin, "origin", &path) {
            None => Wait::Default,
            Some(stated) => stated
                .node
                .and_then(Node::as_u64)
                .map_or(Wait::Unknown, |seconds| {
                    Wait::Stated(Duration::from_secs(seconds))
                }),
        };
        let trigger = callers::before_url("aws_cloudfront_distribution", wait);
        let fact = told.shows(FactName::Trigger, Value::Trigger(trigger));
        out.companions
            .push(resource.companion(function, vec![fact]));
    }
}

const URL: &str = "aws_lambda_function_url";

/// What Lambda@Edge has not: where a function states it, and the text that states it where not every value does.
static FEATURES: &[(&str, &[&str], Option<&str>)] = &[
    (feature::ENVIRONMENT, &["environment", "variables"], None),
    (feature::VPC, &["vpc_config", "subnet_ids"], None),
    (feature::LAYERS, &["layers"], None),
    (feature::IMAGE, &["package_type"], Some("Image")),
    (feature::ARM64, &["architectures"], Some("arm64")),
    (feature::DEAD_LETTERS, &["dead_letter_config"], None),
];

/// What a function that a distribution calls at its edge uses for certain and cannot have there.
pub(super) fn features(distribution: &Resource<'_, '_>, function: &str) -> Vec<Fact> {
    const FUNCTION: &str = "aws_lambda_function";
    let module = distribution.owner.module;
    let name = function
        .rsplit_once("aws_lambda_function.")
        .map(|(_, name)| name);
    let body = name.and_then(|name| module.resource(&distribution.address, FUNCTION, name));
    let Some(body) = body else {
        return Vec::new();
    };
    let certain = |(name, path, wanted): &(&str, &[&str], Option<&str>)| {
        let setting = distribution.get_in(body, "", path)?;
        let node = setting
            .node
            .filter(|_| setting.confidence == Confidence::High)?;
        let shown = cloudfront::shown(node, *wanted)?;
        let at = if setting.via.is_empty() {
            shown
        } else {
            setting.at.clone()
        };
        let value = Value::Text((*name).to_owned());
        Some(Setting { at, ..setting }.shows(FactName::Feature, value))
    };
    FEATURES.iter().filter_map(certain).collect()
}
