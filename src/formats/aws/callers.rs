//! Services that call a function and wait for it: user pools, GraphQL APIs, authorizers, delivery streams, distributions in
//! front of a function URL. How long each waits stands in the limits table.

use super::Reading;
use super::companion::{trigger_at, wait_in};
use super::reference::mentions;
use super::setting::Setting;
use super::template::Resource;
use crate::model::{Caller, Companion, Duration, Trigger, TriggerKind, Wait};
use crate::syntax::Node;

/// What a resource says of a function that a node names.
fn says<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
    (function, field): (Node<'t>, &str),
    trigger: Trigger,
) -> Vec<Companion> {
    let fact = trigger_at(resource, &[Some(function)], field, trigger);
    reading.says(resource, Some(function), &[fact])
}

/// The trigger of a user pool by its key in `LambdaConfig`. Custom senders are the ones that Cognito does not wait for.
pub(crate) fn cognito(key: &str, source: &str) -> Trigger {
    let key = key.to_ascii_lowercase().replace('_', "");
    match key.as_str() {
        "customemailsender" | "customsmssender" => Trigger::event(TriggerKind::Event, source),
        _ => Trigger::awaited(TriggerKind::Event, source, Caller::new(Caller::COGNITO)),
    }
}

/// The same of a permission, which does not tell which trigger it is for.
pub(crate) fn some_cognito(source: &str) -> Trigger {
    let caller = Caller::new(Caller::COGNITO).waiting(Wait::Unknown);
    Trigger::awaited(TriggerKind::Event, source, caller)
}

/// A skill of Alexa.
pub(crate) fn alexa(source: &str) -> Trigger {
    Trigger::awaited(TriggerKind::Event, source, Caller::new(Caller::ALEXA))
}

/// The function that decides whether an HTTP API takes a request.
pub(crate) fn authorizer(source: &str) -> Trigger {
    let caller = Caller::new(Caller::HTTP_AUTHORIZER);
    Trigger::awaited(TriggerKind::Http, source, caller)
}

/// The function that transforms the records of a delivery stream.
pub(crate) fn firehose(source: &str) -> Trigger {
    Trigger::awaited(TriggerKind::Stream, source, Caller::new(Caller::FIREHOSE))
}

/// A distribution whose origin is the function's URL.
pub(crate) fn before_url(source: &str, wait: Wait) -> Trigger {
    let caller = Caller::new(Caller::CLOUDFRONT).waiting(wait);
    Trigger::awaited(TriggerKind::FunctionUrl, source, caller)
}

pub(super) fn user_pool<'t>(reading: &Reading<'_, 't>, resource: &Resource<'t>) -> Vec<Companion> {
    let config = resource.property(&["LambdaConfig"]);
    let entries = config.into_iter().flat_map(Node::entries);
    entries
        .flat_map(|entry| {
            let function = entry.value.get("LambdaArn").unwrap_or(entry.value);
            let field = format!("LambdaConfig.{}", entry.name());
            let trigger = cognito(entry.name(), resource.kind);
            says(reading, resource, (function, &field), trigger)
        })
        .collect()
}

/// An authorizer of an HTTP API: only those state the format of what the function gets.
pub(super) fn authorizer_v2<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
) -> Vec<Companion> {
    let is_http = resource
        .property(&["AuthorizerPayloadFormatVersion"])
        .is_some();
    if !is_http || reading.text(resource, &["AuthorizerType"]) != Some("REQUEST") {
        return Vec::new();
    }
    let uri = resource.property(&["AuthorizerUri"]);
    uri.into_iter()
        .flat_map(|uri| {
            let trigger = authorizer(resource.kind);
            says(reading, resource, (uri, "AuthorizerUri"), trigger)
        })
        .collect()
}

/// The authorizers of a SAM HTTP API.
pub(super) fn sam_authorizers<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
) -> Vec<Companion> {
    let authorizers = resource.property(&["Auth", "Authorizers"]);
    let entries = authorizers.into_iter().flat_map(Node::entries);
    entries
        .filter_map(|entry| Some((entry.name(), entry.value.get("FunctionArn")?)))
        .flat_map(|(name, function)| {
            let field = format!("Auth.Authorizers.{name}.FunctionArn");
            says(
                reading,
                resource,
                (function, &field),
                authorizer(resource.kind),
            )
        })
        .collect()
}

/// The functions that transform what a delivery stream takes, whatever its destination.
pub(super) fn delivery_stream<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
) -> Vec<Companion> {
    let destinations = resource.properties().into_iter().flat_map(Node::entries);
    let processors = destinations
        .filter_map(|entry| entry.value.get("ProcessingConfiguration"))
        .filter(|processing| reading.word(*processing, "Enabled") != Some("false"))
        .filter_map(|processing| processing.get("Processors"))
        .flat_map(Node::items);
    let parameters = processors
        .filter_map(|processor| processor.get("Parameters"))
        .flat_map(Node::items);
    parameters
        .filter(|parameter| reading.word(*parameter, "ParameterName") == Some("LambdaArn"))
        .filter_map(|parameter| parameter.get("ParameterValue"))
        .flat_map(|function| {
            let field = "ProcessingConfiguration.Processors.Parameters.LambdaArn";
            says(
                reading,
                resource,
                (function, field),
                firehose(resource.kind),
            )
        })
        .collect()
}

/// A data source of a GraphQL API: its resolvers say whether they wait.
pub(super) fn data_source<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
) -> Vec<Companion> {
    let Some(function) = resource.property(&["LambdaConfig", "LambdaFunctionArn"]) else {
        return Vec::new();
    };
    let resolvers = reading.template.resources().iter();
    let resolvers = resolvers.filter(|one| {
        let kinds = [
            "AWS::AppSync::Resolver",
            "AWS::AppSync::FunctionConfiguration",
        ];
        kinds.contains(&one.kind) && uses(reading, one, resource)
    });
    let trigger = appsync(resource.kind, resolvers.map(invokes));
    says(
        reading,
        resource,
        (function, "LambdaConfig.LambdaFunctionArn"),
        trigger,
    )
}

fn uses<'t>(reading: &Reading<'_, 't>, resolver: &Resource<'t>, source: &Resource<'t>) -> bool {
    let Some(named) = resolver.property(&["DataSourceName"]) else {
        return false;
    };
    let name = |resource, key| reading.text(resource, &[key]);
    let literal = name(resolver, "DataSourceName");
    mentions(named).contains(&source.id) || (literal.is_some() && literal == name(source, "Name"))
}

/// How a resolver invokes the function of its data source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Invokes {
    /// It waits for the answer.
    AndWaits,
    /// It does not.
    AsEvent,
    /// Its code or its template is not seen.
    Somehow,
}

/// The trigger of a data source with those resolvers; a data source without any is there for one that waits.
pub(crate) fn appsync(source: &str, resolvers: impl Iterator<Item = Invokes>) -> Trigger {
    let resolvers: Vec<Invokes> = resolvers.collect();
    let caller = Caller::new(Caller::APPSYNC);
    if resolvers.is_empty() || resolvers.contains(&Invokes::AndWaits) {
        return Trigger::awaited(TriggerKind::Event, source, caller);
    }
    if resolvers.contains(&Invokes::Somehow) {
        return Trigger::awaited(TriggerKind::Event, source, caller.waiting(Wait::Unknown));
    }
    Trigger::event(TriggerKind::Event, source)
}

/// The settings that hold a resolver's code or its template, or say where it lies.
const CODE: [&str; 4] = [
    "Code",
    "CodeS3Location",
    "RequestMappingTemplate",
    "RequestMappingTemplateS3Location",
];

fn invokes(resolver: &Resource<'_>) -> Invokes {
    let code = CODE
        .iter()
        .find_map(|key| Some((key, resolver.property(&[key])?)));
    match code {
        // A resolver without either calls the function directly.
        None => Invokes::AndWaits,
        Some((key, _)) if key.ends_with("S3Location") => Invokes::Somehow,
        Some((_, code)) => code.as_str().map_or(Invokes::Somehow, invoked_by),
    }
}

/// What a template or the code of a resolver asks for: it waits unless it says `invocationType`.
pub(crate) fn invoked_by(code: &str) -> Invokes {
    let Some((_, rest)) = code.split_once("invocationType") else {
        return Invokes::AndWaits;
    };
    let value = rest.trim_start_matches(|c: char| c.is_whitespace() || "\"':=".contains(c));
    let value: String = value
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    match value.as_str() {
        "Event" => Invokes::AsEvent,
        "RequestResponse" => Invokes::AndWaits,
        _ => Invokes::Somehow,
    }
}

/// The origins of a distribution that are function URLs. A URL that streams is not waited for to its end.
pub(super) fn origins<'t>(reading: &Reading<'_, 't>, resource: &Resource<'t>) -> Vec<Companion> {
    let origins = resource.property(&["DistributionConfig", "Origins"]);
    let mut found = Vec::new();
    for origin in origins.into_iter().flat_map(Node::items) {
        let Some(domain) = origin.get("DomainName") else {
            continue;
        };
        let path = ["CustomOriginConfig", "OriginReadTimeout"];
        let stated = reading.template.follow(&Setting::new(origin, ""), &path);
        let wait = wait_in(&stated, Duration::from_secs);
        let trigger = before_url(resource.kind, wait);
        let told = origin.get("Id");
        let field = "DistributionConfig.Origins.DomainName";
        let fact = trigger_at(resource, &[Some(domain), told], field, trigger);
        for function in behind_urls(reading, domain) {
            found.push(reading.companion(resource, function, vec![fact.clone()]));
        }
    }
    found
}

/// Nodes looked at in the expression of one domain name.
const MAX_NODES: usize = 1_000;

/// The functions whose buffered URL an expression names.
fn behind_urls<'t>(reading: &Reading<'_, 't>, domain: Node<'t>) -> Vec<&'t str> {
    let mut functions = Vec::new();
    let mut open = vec![domain];
    let mut budget = MAX_NODES;
    while let Some(node) = open.pop().filter(|_| budget > 0) {
        budget -= 1;
        for name in mentions(node) {
            functions.extend(behind_url(reading, name));
        }
        open.extend(node.items().take(budget));
        open.extend(node.entries().take(budget).map(|entry| entry.value));
    }
    functions.sort_unstable();
    functions.dedup();
    functions
}

/// The function of a URL's resource; SAM names the one that it makes `FunctionUrl` after the function.
fn behind_url<'t>(reading: &Reading<'_, 't>, name: &'t str) -> Vec<&'t str> {
    let template = reading.template;
    let streams = |resource: &Resource<'t>, path: &[&str]| {
        let mode = reading.settings(resource, path);
        mode.first()
            .is_some_and(|mode| mode.text() != Some("BUFFERED"))
    };
    if let Some(url) = template.resource(name) {
        let is_url = url.kind == "AWS::Lambda::Url" && !streams(url, &["InvokeMode"]);
        let target = url.property(&["TargetFunctionArn"]).filter(|_| is_url);
        return target.map_or_else(Vec::new, |target| template.functions(target));
    }
    let function = name
        .strip_suffix("Url")
        .and_then(|id| template.resource(id));
    let function = function.filter(|function| {
        function.property(&["FunctionUrlConfig"]).is_some()
            && !streams(function, &["FunctionUrlConfig", "InvokeMode"])
    });
    function.map(|function| function.id).into_iter().collect()
}
