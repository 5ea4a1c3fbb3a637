//! A function's properties to facts; CloudFormation and SAM name most of them alike.

use super::properties::Properties;
use super::setting::Setting;
use super::template::Resource;
use super::{Reading, cloudfront, include, layers};
use crate::formats::{declared, web_adapter as adapter};
use crate::model::{
    Companion, Confidence, Declarations, Duration, Fact, FactName, Network, Placement, Platform,
    Size, State, StateKind, Trigger, TriggerKind, Value, Workload,
};
use crate::source::Span;
use crate::syntax::Node;
use std::collections::BTreeMap;

/// Where each format keeps a container image.
const IMAGES: [&[&str]; 2] = [&["Code", "ImageUri"], &["ImageUri"]];

/// The places where a function's own properties may name an image: `Code` that is a text is a path to package.
fn images(properties: &Properties<'_, '_>) -> impl Iterator<Item = &'static [&'static str]> {
    let code = properties.get(&["Code"]);
    let is_path = code.iter().any(|code| code.text().is_some());
    let places = IMAGES.into_iter();
    places.filter(move |path| !(is_path && path.first() == Some(&"Code")))
}

/// The workload of a function resource.
pub(crate) fn workload(
    reading: &Reading<'_, '_>,
    resource: &Resource<'_>,
    properties: &Properties<'_, '_>,
) -> Workload {
    let variant = variant(resource, properties);
    let mut workload = reading.workload(resource, Placement::on(Platform::AwsLambda, variant));
    let facts = &mut workload.facts;
    for (path, name, wanted, read) in NUMBERS {
        let settings = properties.get(path);
        facts.extend(settings.iter().map(|one| one.fact(*name, wanted, read)));
    }
    for path in images(properties) {
        let settings = properties.get(path);
        facts.extend(
            settings
                .iter()
                .map(|one| one.fact(FactName::Image, "an image", word)),
        );
    }
    facts.extend(snap_start(properties));
    facts.extend(file_systems(properties));
    facts.extend(vpc(properties));
    facts.extend(function_url(properties));
    facts.extend(web_adapter(properties));
    facts.extend(cloudfront::features(resource, properties));
    facts.extend(layers::count(properties));
    let deployed = properties.get(&["FunctionName"]);
    let deployed = deployed.iter().filter_map(|one| one.text());
    workload.aliases.extend(deployed.map(str::to_owned));
    if variant != Some("image") {
        workload.artefacts = reading.packages.of(reading, resource, properties);
    }
    include::read((reading, resource, properties), &mut workload);
    workload
}

type Number = (
    &'static [&'static str],
    FactName,
    &'static str,
    fn(Node<'_>) -> Option<Value>,
);

/// The settings that are one number each.
static NUMBERS: &[Number] = &[
    (
        &["Timeout"],
        FactName::Timeout,
        "a number of seconds",
        seconds,
    ),
    (
        &["DurableConfig", "ExecutionTimeout"],
        FactName::ExecutionTimeout,
        "a number of seconds",
        seconds,
    ),
    (&["MemorySize"], FactName::Memory, "a number of MB", mib),
    (
        &["EphemeralStorage", "Size"],
        FactName::EphemeralStorage,
        "a number of MB",
        mib,
    ),
    (
        &["ReservedConcurrentExecutions"],
        FactName::Concurrency,
        "a whole number",
        count,
    ),
    (
        PROVISIONED,
        FactName::ProvisionedConcurrency,
        "a whole number",
        count,
    ),
];

const PROVISIONED: &[&str] = &[
    "ProvisionedConcurrencyConfig",
    "ProvisionedConcurrentExecutions",
];

fn seconds(node: Node<'_>) -> Option<Value> {
    node.as_u64()
        .map(|seconds| Value::Duration(Duration::from_secs(seconds)))
}

fn mib(node: Node<'_>) -> Option<Value> {
    node.as_u64().map(|mib| Value::Size(Size::from_mib(mib)))
}

fn count(node: Node<'_>) -> Option<Value> {
    node.as_u64().map(Value::Count)
}

fn word(node: Node<'_>) -> Option<Value> {
    let text = node.as_str().filter(|_| !node.is_placeholder())?;
    Some(Value::Text(text.to_owned()))
}

/// Provisioned concurrency of an alias or a version, which is its function's.
pub(super) fn provisioned<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
) -> Vec<Companion> {
    let facts: Vec<Fact> = reading
        .settings(resource, PROVISIONED)
        .iter()
        .map(|one| one.fact(FactName::ProvisionedConcurrency, "a whole number", count))
        .collect();
    if facts.is_empty() {
        return Vec::new();
    }
    reading.says(resource, resource.property(&["FunctionName"]), &facts)
}

/// Provisioned concurrency that scales: at least so many instances are warm.
pub(super) fn scaled<'t>(reading: &Reading<'_, 't>, resource: &Resource<'t>) -> Vec<Companion> {
    let dimension = reading.text(resource, &["ScalableDimension"]);
    if dimension != Some("lambda:function:ProvisionedConcurrency") {
        return Vec::new();
    }
    let least = reading.settings(resource, &["MinCapacity"]);
    let facts: Vec<Fact> = least
        .iter()
        .map(|one| one.fact(FactName::ProvisionedConcurrency, "a whole number", count))
        .collect();
    reading.says(resource, resource.property(&["ResourceId"]), &facts)
}

/// What it runs as. Unknown where the package type is.
fn variant(resource: &Resource<'_>, properties: &Properties<'_, '_>) -> Option<&'static str> {
    if properties.has(&["CapacityProviderConfig"]) {
        return Some("managed-instances");
    }
    if properties.has(&["DurableConfig"]) {
        return Some("durable");
    }
    let mut packages = properties
        .get(&["PackageType"])
        .into_iter()
        .map(|setting| setting.text());
    match (packages.next(), packages.next()) {
        (Some(Some("Image")), None) => Some("image"),
        (Some(Some(_)), None) => Some("zip"),
        (Some(_), _) => None,
        (None, _) => {
            let built = || {
                resource
                    .entry
                    .value
                    .at(&["Metadata", "Dockerfile"])
                    .is_some()
            };
            let is_image = images(properties).any(|path| properties.has(path)) || built();
            Some(if is_image { "image" } else { "zip" })
        }
    }
}

fn snap_start(properties: &Properties<'_, '_>) -> Vec<Fact> {
    properties
        .get(&["SnapStart", "ApplyOn"])
        .iter()
        .filter(|setting| setting.text() != Some("None"))
        .map(|setting| {
            let read = |node: Node<'_>| {
                (node.as_str()? == "PublishedVersions").then(|| Value::Text("SnapStart".to_owned()))
            };
            setting.fact(
                FactName::ProvisionedConcurrency,
                "`PublishedVersions`",
                read,
            )
        })
        .collect()
}

/// A shared file system is mounted whatever its ARN turns out to be.
fn file_systems(properties: &Properties<'_, '_>) -> Vec<Fact> {
    let template = properties.template();
    let items = properties.items(&["FileSystemConfigs"]);
    items
        .iter()
        .flat_map(|item| template.resolve(item.clone()))
        .filter_map(|item| {
            let node = item.node?;
            let arn = node.get("Arn");
            let path = node.get("LocalMountPath");
            let at = [arn, path]
                .into_iter()
                .flatten()
                .map(Node::span)
                .find(is_one_line);
            let literal = path.and_then(|path| {
                let settings = template.resolve(Setting::new(path, ""));
                settings.first().and_then(Setting::text).map(str::to_owned)
            });
            let state = State {
                kind: StateKind::SharedFileSystem,
                detail: literal.unwrap_or_else(|| "a file system".to_owned()),
                read_only: false,
            };
            let item = Setting {
                at: at.unwrap_or_else(|| node.span().first_line()),
                ..item
            };
            Some(item.fact(FactName::State, "", |_| Some(Value::State(state.clone()))))
        })
        .collect()
}

/// A VPC is where it stands, unless it says that there are no subnets.
fn vpc(properties: &Properties<'_, '_>) -> Option<Fact> {
    let settings = properties.get(&["VpcConfig"]);
    let setting = settings
        .iter()
        .find(|setting| setting.node.is_some())
        .or_else(|| settings.first())?;
    let subnets = setting.node.and_then(|node| node.get("SubnetIds"));
    if subnets.is_some_and(|subnets| {
        subnets.kind() == crate::syntax::Kind::Sequence && subnets.items().next().is_none()
    }) {
        return None;
    }
    let told = setting
        .node
        .and_then(|node| node.entries().next())
        .map(|entry| entry.key.span());
    let network = Network {
        kind: "vpc".to_owned(),
        strong: false,
    };
    let setting = Setting {
        at: told.unwrap_or_else(|| setting.at.first_line()),
        ..setting.clone()
    };
    Some(setting.fact(FactName::Network, "", |_| {
        Some(Value::Network(network.clone()))
    }))
}

fn function_url(properties: &Properties<'_, '_>) -> Option<Fact> {
    let setting = properties.get(&["FunctionUrlConfig"]).into_iter().next()?;
    let told = setting.node.and_then(|node| node.get("AuthType"));
    let setting = Setting {
        at: told.map_or_else(|| setting.at.first_line(), Node::span),
        ..setting
    };
    Some(setting.fact(FactName::Trigger, "", |_| {
        Some(Value::Trigger(url_trigger("FunctionUrlConfig")))
    }))
}

/// The Web Adapter, by its layer or by its environment variables, whose values do not matter and are not shown.
fn web_adapter(properties: &Properties<'_, '_>) -> Option<Fact> {
    let template = properties.template();
    let layers = properties.items(&["Layers"]);
    let mut layers = layers
        .iter()
        .flat_map(|item| template.resolve(item.clone()));
    // An ARN with a region to fill in is as telling as one without.
    let layer = layers.find(|one| {
        let mut places = one.via.iter().chain([&one.at]);
        places.any(|place| adapter::is_layer(place.text()))
    });
    let setting = layer.or_else(|| {
        let variables = properties.get(&["Environment", "Variables"]);
        variables.into_iter().find_map(|variables| {
            let mut entries = variables.node?.entries();
            let entry = entries.find(|entry| adapter::is_variable(entry.name()))?;
            Some(Setting {
                at: entry.key.span(),
                field: format!("{}.{}", variables.field, entry.name()),
                ..variables
            })
        })
    })?;
    let setting = Setting {
        node: setting.node.or(properties.local()),
        at: setting.at.first_line(),
        ..setting
    };
    Some(setting.fact(FactName::ExistingContainer, "", |_| Some(adapter::value())))
}

/// A function URL: its caller waits, and no gateway cuts it off.
pub(super) fn url_trigger(source: &str) -> Trigger {
    Trigger {
        synchronous: true,
        ..Trigger::event(TriggerKind::FunctionUrl, source)
    }
}

pub(super) fn is_one_line(span: &Span) -> bool {
    !span.text().contains(['\n', '\r'])
}

/// Reads what people declared beside a workload, and hands it on.
pub(crate) fn finish(resource: &Resource<'_>, mut workload: Workload, out: &mut Declarations) {
    if resource.is_conditional() {
        lower(&mut workload.facts);
    }
    if let Some(declared) = resource.entry.value.at(&["Metadata", "plimsoll"]) {
        declared::metadata(declared, "Metadata.plimsoll", &mut workload, out);
    }
    out.workloads.push(workload);
}

/// What stands in a conditional resource holds only where that is deployed.
pub(super) fn lower(facts: &mut [Fact]) {
    for fact in facts {
        fact.confidence = fact.confidence.min(Confidence::Medium);
    }
}

impl Reading<'_, '_> {
    /// A workload without facts, for a resource.
    pub(crate) fn workload(&self, resource: &Resource<'_>, placement: Placement) -> Workload {
        let repeated = resource
            .repeated
            .map(|name| format!("`{name}` repeats it; what differs between the copies is unknown"));
        let construct = resource
            .construct()
            .map(|path| format!("`{path}` in the CDK app"));
        Workload {
            name: resource.id.to_owned(),
            namespace: None,
            kind: resource.kind.to_owned(),
            group: String::new(),
            format: self.format,
            placement,
            platform_declared: false,
            undeclared: None,
            at: resource.entry.key.span(),
            extent: resource.entry.span(),
            facts: Vec::new(),
            pod_labels: BTreeMap::new(),
            scope: self.scope.clone(),
            logical_ids: vec![resource.id.to_owned()],
            aliases: Vec::new(),
            claims: Vec::new(),
            service_account: None,
            owner: None,
            calls: Vec::new(),
            ports: Vec::new(),
            suspended: false,
            cut: false,
            generated_by: resource.is_of_the_cdk().then_some("the AWS CDK"),
            artefacts: Vec::new(),
            notes: repeated.into_iter().chain(construct).collect(),
        }
    }
}
