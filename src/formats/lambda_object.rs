//! A Lambda function declared as a Kubernetes object: ACK and Crossplane call the same settings by nearly the same keys.

use super::block::{Block, Row};
use super::{Input, object, values, web_adapter};
use crate::model::{
    Declarations, FactName, Link, Network, ObjectRef, Placement, Platform, State, StateKind,
    Trigger, TriggerKind, Value, Workload,
};

const NUMBERS: &[Row] = &[
    (&["timeout"], FactName::Timeout, values::seconds),
    (&["memorySize"], FactName::Memory, values::mebibytes),
    (
        &["ephemeralStorage", "size"],
        FactName::EphemeralStorage,
        values::mebibytes,
    ),
    (
        &["reservedConcurrentExecutions"],
        FactName::Concurrency,
        values::count,
    ),
];

/// Where an image stands: ACK, Crossplane's own provider, the provider made from Terraform.
const IMAGES: &[&[&str]] = &[
    &["code", "imageURI"],
    &["code", "imageUri"],
    &["imageURI"],
    &["imageUri"],
];

/// Reads a function whose settings stand at a path.
pub(super) fn function(
    input: &Input<'_>,
    format: &'static str,
    settings: &[&str],
    out: &mut Declarations,
) {
    let settings = Block::new(input.object).at(settings);
    let image = settings
        .as_ref()
        .and_then(|settings| IMAGES.iter().find_map(|path| settings.at(path)));
    let package = settings
        .as_ref()
        .and_then(|block| block.at(&["packageType"]));
    let variant = match package.as_ref().map(Block::text) {
        Some(Some(text)) if text.eq_ignore_ascii_case("image") => Some("image"),
        Some(Some(_)) => Some("zip"),
        Some(None) => None,
        None if image.is_some() => Some("image"),
        None => Some("zip"),
    };
    let placement = Placement::on(Platform::AwsLambda, variant);
    let mut workload = object::workload(input, format, placement);
    object::annotations(input, &["metadata", "annotations"], &mut workload, out);
    if let Some(settings) = settings {
        workload.facts.extend(settings.facts(NUMBERS));
        let image = image.map(|image| image.fact(FactName::Image, values::text));
        workload.facts.extend(image);
        rest(&settings, &mut workload);
    }
    out.workloads.push(workload);
}

fn rest(settings: &Block<'_>, workload: &mut Workload) {
    let snap_start = settings.at(&["snapStart", "applyOn"]);
    if let Some(block) = snap_start.filter(|block| block.text() == Some("PublishedVersions")) {
        let value = Value::Text("SnapStart".to_owned());
        let fact = block.shows(FactName::ProvisionedConcurrency, value);
        workload.facts.push(fact);
    }
    let subnets = ["subnetIDs", "subnetIds", "subnetRefs", "subnetIdRefs"];
    let subnet = |key: &&str| settings.at(&["vpcConfig", *key]);
    if let Some(block) = subnets.iter().find_map(subnet) {
        let first = block.items(&[]).into_iter().next();
        let network = Network {
            kind: "vpc".to_owned(),
            strong: false,
        };
        let fact = first.map(|first| first.shows(FactName::Network, Value::Network(network)));
        workload.facts.extend(fact);
    }
    let layers = settings.items(&["layers"]);
    let count = u64::try_from(layers.len()).ok();
    let last = layers.last().zip(count);
    let count = last.map(|(last, count)| last.shows(FactName::Layers, Value::Count(count)));
    workload.facts.extend(count);
    let layer = layers
        .iter()
        .find(|layer| layer.text().is_some_and(web_adapter::is_layer));
    let adapter = layer.map(|layer| layer.shows(FactName::ExistingContainer, web_adapter::value()));
    workload.facts.extend(adapter);
    let systems = ["fileSystemConfigs", "fileSystemConfig"];
    for system in systems.iter().flat_map(|key| settings.items(&[key])) {
        let Some(path) = system.at(&["localMountPath"]) else {
            continue;
        };
        let state = State {
            kind: StateKind::SharedFileSystem,
            detail: path.text().unwrap_or("a file system").to_owned(),
            read_only: false,
        };
        let fact = path.shows(FactName::State, Value::State(state));
        workload.facts.push(fact);
    }
}

/// The services of an event source's ARN.
const SERVICES: &[(&str, TriggerKind)] = &[
    ("sqs", TriggerKind::Queue),
    ("mq", TriggerKind::Queue),
    ("kinesis", TriggerKind::Stream),
    ("dynamodb", TriggerKind::Stream),
    ("kafka", TriggerKind::Stream),
    ("rds", TriggerKind::Stream),
];

/// Reads an event source mapping, which names its function at one of some paths.
pub(super) fn source_mapping(
    input: &Input<'_>,
    settings: &[&str],
    functions: &[&[&str]],
    out: &mut Declarations,
) {
    let Some(settings) = Block::new(input.object).at(settings) else {
        return;
    };
    let function = functions.iter().find_map(|path| settings.text_at(path));
    let Some((group, _)) = object::group_kind(input.object) else {
        return;
    };
    let source = ["eventSourceARN", "eventSourceArn"]
        .iter()
        .find_map(|key| settings.at(&[key]));
    let service = source
        .as_ref()
        .and_then(Block::text)
        .and_then(|arn| arn.split(':').nth(2));
    let (word, trigger) = SERVICES
        .iter()
        .find(|(name, _)| Some(*name) == service)
        .copied()
        .unwrap_or(("EventSourceMapping", TriggerKind::Event));
    let told = source
        .or_else(|| settings.at(&["queues"])?.items(&[]).into_iter().next())
        .or_else(|| settings.at(&["startingPosition"]))
        .unwrap_or(settings);
    let Some(function) = function else { return };
    // A name may be an ARN.
    let name = function.rsplit(':').next().unwrap_or(function);
    let target = ObjectRef {
        group: group.to_owned(),
        kind: "Function".to_owned(),
        name: name.to_owned(),
    };
    let value = Value::Trigger(Trigger::event(trigger, word));
    let facts = vec![told.shows(FactName::Trigger, value)];
    out.companions
        .push(object::companion(input, Link::Scales(target), facts));
}
