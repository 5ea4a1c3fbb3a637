//! AWS Lambda functions, what is configured beside them, and the module most teams declare them with.

use super::argument::Argument;
use super::package;
use super::resource::Resource;
use super::setting::Setting;
use crate::formats::web_adapter as adapter;
use crate::model::{
    Declarations, Fact, FactName, Network, Placement, Platform, State, StateKind, Trigger,
    TriggerKind, Value, Workload,
};
use crate::syntax::{Kind, Node};

/// The public module, in its registry's short and long name and as a Git source.
const MODULE: &str = "terraform-aws-modules/lambda/aws";
const MODULE_GIT: &str = "terraform-aws-modules/terraform-aws-lambda";

/// Whether a module call creates a function.
pub(in crate::formats) fn is_module(body: Node<'_>) -> bool {
    // `//modules/alias` and its neighbours create no function.
    body.str_at(&["source"]).is_some_and(|source| {
        [MODULE, MODULE_GIT]
            .iter()
            .any(|name| source.contains(name))
            && !source.contains("//modules/")
    })
}

const NUMBERS: &[(&[&str], Argument)] = &[
    (&["timeout"], Argument::seconds(FactName::Timeout)),
    (&["memory_size"], Argument::mebibytes(FactName::Memory)),
    (
        &["ephemeral_storage", "size"],
        Argument::mebibytes(FactName::EphemeralStorage),
    ),
    (
        &["durable_config", "execution_timeout"],
        Argument::seconds(FactName::ExecutionTimeout),
    ),
    (&["image_uri"], Argument::word(FactName::Image)),
];

pub(super) fn read(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let mut workload = function(resource, &["capacity_provider_config"], &["durable_config"]);
    let facts = NUMBERS
        .iter()
        .flat_map(|(path, argument)| resource.facts(path, argument));
    workload.facts.extend(facts);
    workload
        .facts
        .extend(snap_start(resource, &["snap_start", "apply_on"]));
    for block in resource.blocks(&["file_system_config"]) {
        let state = |path| resource.get_in(block, "file_system_config", &[path]);
        let Some(setting) = state("local_mount_path").or_else(|| state("arn")) else {
            continue;
        };
        let detail = setting.text().unwrap_or("a file system").to_owned();
        let state = State {
            kind: StateKind::SharedFileSystem,
            detail,
            read_only: false,
        };
        let fact = setting.shows(FactName::State, Value::State(state));
        workload.facts.push(fact);
    }
    workload
        .facts
        .extend(vpc(resource, &["vpc_config", "subnet_ids"]));
    let adapter = web_adapter(resource, &["environment", "variables"]);
    workload.facts.extend(adapter);
    workload.facts.extend(layers(resource));
    workload.artefacts = package::of(resource, "filename");
    out.workloads.push(workload);
}

/// A call of the public module: flat inputs of nearly the same names.
pub(super) fn read_module(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let off = |key| resource.get(&[key]).and_then(|one| one.node?.as_bool()) == Some(false);
    if off("create") || off("create_function") {
        return;
    }
    let mut workload = function(
        resource,
        &["capacity_provider_config"],
        &["durable_config_execution_timeout"],
    );
    for (path, argument) in NUMBERS {
        let path = match path {
            ["ephemeral_storage", ..] => &["ephemeral_storage_size"],
            ["durable_config", ..] => &["durable_config_execution_timeout"],
            path => *path,
        };
        workload.facts.extend(resource.facts(path, argument));
    }
    let provisioned = Argument::count(FactName::ProvisionedConcurrency);
    workload.facts.extend(
        resource
            .facts(&["provisioned_concurrent_executions"], &provisioned)
            .into_iter()
            .filter(|fact| !is_off(resource, "provisioned_concurrent_executions", fact)),
    );
    if let Some(setting) = resource.get(&["snap_start"])
        && setting.node.and_then(Node::as_bool) == Some(true)
    {
        workload.facts.push(warm(&setting));
    }
    if let Some(setting) = resource.get(&["file_system_local_mount_path"]) {
        let state = State {
            kind: StateKind::SharedFileSystem,
            detail: setting.text().unwrap_or("a file system").to_owned(),
            read_only: false,
        };
        let fact = setting.shows(FactName::State, Value::State(state));
        workload.facts.push(fact);
    }
    workload.facts.extend(vpc(resource, &["vpc_subnet_ids"]));
    let adapter = web_adapter(resource, &["environment_variables"]);
    workload.facts.extend(adapter);
    workload.facts.extend(layers(resource));
    workload.artefacts = package::of(resource, "local_existing_package");
    if let Some(setting) = resource.get(&["create_lambda_function_url"])
        && setting.node.and_then(Node::as_bool) == Some(true)
    {
        let fact = setting.shows(FactName::Trigger, Value::Trigger(url()));
        workload.facts.push(fact);
    }
    out.workloads.push(workload);
}

/// The workload, its variant and its reserved concurrency, of which -1 is none.
fn function(resource: &Resource<'_, '_>, capacity: &[&str], durable: &[&str]) -> Workload {
    let package = resource.get(&["package_type"]);
    // A plan writes a block that is not there as an empty list.
    let is_block = |path: &[&str]| {
        let there = resource.has(path)?;
        Some(there && !is_empty(resource, path))
    };
    let variant = match package {
        _ if is_block(capacity) == Some(true) => Some("managed-instances"),
        _ if is_block(durable) == Some(true) => Some("durable"),
        _ if is_block(capacity).is_none() || is_block(durable).is_none() => None,
        Some(package) => match package.text().filter(|_| package.node.is_some()) {
            Some("Image") => Some("image"),
            Some("Zip") => Some("zip"),
            _ => None,
        },
        None if resource.get(&["image_uri"]).is_some() => Some("image"),
        None => Some("zip"),
    };
    let mut workload = resource.workload(Placement::on(Platform::AwsLambda, variant));
    let reserved = "reserved_concurrent_executions";
    let count = Argument::count(FactName::Concurrency);
    workload.facts.extend(
        resource
            .facts(&[reserved], &count)
            .into_iter()
            .filter(|fact| !is_off(resource, reserved, fact)),
    );
    workload
}

/// -1 says that there is no such bound.
fn is_off(resource: &Resource<'_, '_>, key: &str, fact: &Fact) -> bool {
    fact.value.is_none() && resource.text(&[key]) == Some("-1")
}

fn snap_start(resource: &Resource<'_, '_>, path: &[&str]) -> Option<Fact> {
    let setting = resource.get(path)?;
    match setting.text() {
        Some("None") => None,
        _ => Some(setting.fact(
            FactName::ProvisionedConcurrency,
            "`PublishedVersions`",
            |node| {
                (node.as_str()? == "PublishedVersions").then(|| Value::Text("SnapStart".to_owned()))
            },
        )),
    }
}

fn warm(setting: &Setting<'_>) -> Fact {
    let value = Value::Text("SnapStart".to_owned());
    setting.shows(FactName::ProvisionedConcurrency, value)
}

/// Subnets put it into a VPC, whichever they turn out to be; an empty list does not.
fn vpc(resource: &Resource<'_, '_>, path: &[&str]) -> Option<Fact> {
    let setting = resource.get(path)?;
    if resource.has(path).is_none() {
        return Some(setting.fact(FactName::Network, "", |_| None));
    }
    let network = Network {
        kind: "vpc".to_owned(),
        strong: false,
    };
    (!is_empty(resource, path)).then(|| setting.shows(FactName::Network, Value::Network(network)))
}

/// The Web Adapter, by its layer or by its environment variables, whose values do not matter and are not shown.
fn web_adapter(resource: &Resource<'_, '_>, variables: &[&str]) -> Option<Fact> {
    let show = |setting: &Setting<'_>| setting.shows(FactName::ExistingContainer, adapter::value());
    let layer = resource.items(&["layers"]).into_iter().find(|layer| {
        layer.text().is_some_and(adapter::is_layer) || adapter::is_layer(layer.at.text())
    });
    if let Some(layer) = layer {
        return Some(show(&layer));
    }
    let variables = resource.get(variables)?;
    let mut entries = variables.node?.entries();
    let entry = entries.find(|entry| adapter::is_variable(entry.name()))?;
    let at = if variables.via.is_empty() {
        entry.key.span()
    } else {
        variables.at.clone()
    };
    Some(show(&Setting { at, ..variables }))
}

/// How many layers a list has that is written out.
fn layers(resource: &Resource<'_, '_>) -> Option<Fact> {
    let list = resource.get(&["layers"])?;
    let node = list.node.filter(|node| node.kind() == Kind::Sequence)?;
    let items = resource.items(&["layers"]);
    let count = u64::try_from(node.items().count()).ok()?;
    let at = items.last()?.at.clone();
    let last = Setting { at, ..list };
    Some(last.shows(FactName::Layers, Value::Count(count)))
}

fn is_empty(resource: &Resource<'_, '_>, path: &[&str]) -> bool {
    let node = resource.get(path).and_then(|setting| setting.node);
    node.is_some_and(|node| node.kind() == Kind::Sequence && node.items().next().is_none())
}

/// Provisioned concurrency of an alias, which is its function's.
pub(super) fn read_provisioned(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let count = Argument::count(FactName::ProvisionedConcurrency);
    let facts = resource.facts(&["provisioned_concurrent_executions"], &count);
    if let Some(function) = resource
        .function(&["function_name"])
        .filter(|_| !facts.is_empty())
    {
        out.companions.push(resource.companion(function, facts));
    }
}

pub(super) fn read_url(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let told = [&["authorization_type"][..], &["function_name"]];
    let told = told.iter().find_map(|path| resource.get(path));
    if let (Some(function), Some(told)) = (resource.function(&["function_name"]), told) {
        let fact = told.shows(FactName::Trigger, Value::Trigger(url()));
        out.companions
            .push(resource.companion(function, vec![fact]));
    }
}

/// A function URL: its caller waits, and no gateway cuts it off.
fn url() -> Trigger {
    Trigger {
        synchronous: true,
        ..Trigger::event(TriggerKind::FunctionUrl, "aws_lambda_function_url")
    }
}
