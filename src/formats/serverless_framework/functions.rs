//! The functions of a service: where each one's block is, and what it says.

use super::service::Service;
use super::setting::Setting;
use super::{FORMAT, events, image, package};
use crate::formats::aws::{callers, cloudfront};
use crate::formats::web_adapter as adapter;
use crate::model::{
    Duration, Fact, FactName, Network, Placement, Platform, Size, State, StateKind, Trigger,
    TriggerKind, Value, Workload,
};
use crate::source::Span;
use crate::syntax::{Kind, Node};
use std::collections::BTreeMap;

/// What the framework gives a function that says nothing.
const TIMEOUT: Duration = Duration::from_secs(6);
const MEMORY: Size = Size::from_mib(1024);

/// The same on a capacity provider.
const MANAGED_MEMORY: Size = Size::from_mib(2048);

/// One function.
pub(super) struct Function<'t> {
    name: String,
    at: Span,
    extent: Span,
    body: Setting<'t>,
}

/// Whether some functions are where plimsoll does not look.
pub(super) fn are_open(service: &Service<'_>) -> bool {
    let Some(functions) = service.root.get("functions", &service.variables) else {
        return false;
    };
    let is_unknown = |one: &Setting<'_>| one.why_unknown().is_some();
    is_unknown(&functions) || functions.items(&service.variables).iter().any(is_unknown)
}

/// The functions of a map, of a list of maps, or of the file that holds either. Of a name that occurs twice the last
/// one counts.
pub(super) fn all<'t>(service: &Service<'t>) -> Vec<Function<'t>> {
    let Some(functions) = service.root.get("functions", &service.variables) else {
        return Vec::new();
    };
    let maps: Vec<Node<'t>> = match functions.map() {
        Some(map) => vec![map],
        None => functions
            .items(&service.variables)
            .iter()
            .filter_map(Setting::map)
            .collect(),
    };
    let mut found: Vec<Function<'t>> = Vec::new();
    let mut known = BTreeMap::new();
    for map in maps {
        // Wherever the map was found, its functions stand there.
        let block = Setting::block(map);
        for entry in map.entries().filter(|entry| !entry.name().is_empty()) {
            service.variables.spend(1);
            if service.variables.is_exhausted() {
                return found;
            }
            let function = function(&block, entry, service);
            match known.get(entry.name()) {
                Some(at) => found[*at] = function,
                None => {
                    known.insert(entry.name(), found.len());
                    found.push(function);
                }
            }
        }
    }
    found
}

fn function<'t>(
    block: &Setting<'t>,
    entry: crate::syntax::Entry<'t>,
    service: &Service<'t>,
) -> Function<'t> {
    let mut function = Function {
        name: entry.name().to_owned(),
        at: entry.key.span(),
        extent: entry.span(),
        body: Setting::block(entry.value),
    };
    let Some(body) = block.value(entry.value, &service.variables) else {
        return function;
    };
    match body.node() {
        Some(node) if node.kind() == Kind::Mapping => {
            if !body.via.is_empty() {
                (function.at, function.extent) = match body.entry() {
                    Some(entry) => (entry.key.span(), entry.span()),
                    None => (node.span().first_line(), node.span()),
                };
            }
            function.body = Setting::block(node);
        }
        _ => {
            let why = body.why_unknown().unwrap_or("this is no function");
            function.body = Setting::unknown(body.at.clone(), why);
        }
    }
    function
}

impl<'t> Function<'t> {
    /// Its key.
    pub(super) fn at(&self) -> &Span {
        &self.at
    }

    /// Its logical id, and the ARNs of the queues that it polls.
    pub(super) fn queues(&self, service: &Service<'t>) -> (String, Vec<Node<'t>>) {
        (logical_id(&self.name), events::queues(&self.body, service))
    }

    /// Its settings.
    pub(super) fn body(&self) -> &Setting<'t> {
        &self.body
    }

    /// A workload without facts.
    pub(super) fn begin(&self, service: &Service<'t>, placement: Placement) -> Workload {
        let mut workload = Workload::new(
            self.name.clone(),
            "function",
            FORMAT.name,
            placement,
            self.extent.clone(),
            service.scope.clone(),
        );
        workload.at = self.at.clone();
        let deployed = self.body.get("name", &service.variables);
        let deployed = deployed.as_ref().and_then(|name| name.text());
        workload.aliases.extend(deployed.map(str::to_owned));
        if let Some(why) = self.body.why_unknown() {
            let note = format!("its definition is unknown: {why}");
            workload.notes.push(note);
        }
        workload
    }

    /// The workload that it is, on AWS.
    pub(super) fn workload(&self, service: &Service<'t>) -> Workload {
        let variables = &service.variables;
        let has = |key| self.body.get(key, variables).is_some();
        let variant = match () {
            () if has("capacityProvider") => Some("managed-instances"),
            () if has("durableConfig") => Some("durable"),
            () if self.edge(service).is_some() => self.edge(service),
            () if has("image") => Some("image"),
            () if self.body.why_unknown().is_some() => None,
            () => Some("zip"),
        };
        let placement = Placement::on(Platform::AwsLambda, variant);
        let mut workload = self.begin(service, placement);
        workload.logical_ids = vec![logical_id(&self.name)];
        if self.body.why_unknown().is_some() {
            workload.facts = [
                ("timeout", FactName::Timeout),
                ("memorySize", FactName::Memory),
            ]
            .map(|(field, name)| self.body.clone().named(field).fact(name, "", None))
            .into();
            return workload;
        }
        workload.facts = self.facts(service, variant == Some("managed-instances"));
        if variant != Some("image") {
            workload.artefacts = package::of(&self.name, &self.at, &self.body, service);
        }
        workload
    }

    /// The variant of a function at CloudFront's edge; called at both ends, it must keep to the stricter limits.
    fn edge(&self, service: &Service<'t>) -> Option<&'static str> {
        let variables = &service.variables;
        let events = self.body.get("events", variables)?;
        let variants = events.items(variables).into_iter().filter_map(|item| {
            let event = item.at(&["cloudFront", "eventType"], variables)?;
            cloudfront::variant(event.text()?)
        });
        variants.max_by_key(|variant| *variant == "edge-viewer")
    }

    fn facts(&self, service: &Service<'t>, is_managed: bool) -> Vec<Fact> {
        let own = |key| self.body.get(key, &service.variables);
        let provider = &service.provider;
        let mut facts = vec![
            match own("timeout").or_else(|| provider.timeout.clone()) {
                Some(timeout) => seconds(&timeout, FactName::Timeout),
                None => Fact::default_of(FactName::Timeout, Value::Duration(TIMEOUT)),
            },
            match own("memorySize").or_else(|| provider.memory.clone()) {
                Some(memory) => mebibytes(&memory, FactName::Memory),
                None => {
                    let size = if is_managed { MANAGED_MEMORY } else { MEMORY };
                    Fact::default_of(FactName::Memory, Value::Size(size))
                }
            },
        ];
        facts.extend(
            own("ephemeralStorageSize").map(|size| mebibytes(&size, FactName::EphemeralStorage)),
        );
        facts.extend(own("durableConfig").and_then(|durable| {
            let timeout = durable.get("executionTimeout", &service.variables)?;
            Some(seconds(&timeout, FactName::ExecutionTimeout))
        }));
        facts.extend(own("image").map(|image| image::fact(&image, service)));
        facts.extend(own("reservedConcurrency").map(|one| count(&one, FactName::Concurrency)));
        facts.extend(own("provisionedConcurrency").map(|one| {
            let executions = one.get("executions", &service.variables);
            count(&executions.unwrap_or(one), FactName::ProvisionedConcurrency)
        }));
        facts.extend(own("snapStart").and_then(|one| snap_start(&one)));
        facts.extend(own("fileSystemConfig").map(|one| file_system(&one, service)));
        let vpc = own("vpc").or_else(|| provider.vpc.clone());
        facts.extend(vpc.and_then(|vpc| network(&vpc, service)));
        facts.extend(own("url").and_then(|url| function_url(&url)));
        facts.extend(self.web_adapter(service));
        facts.extend(self.layers(service));
        events::read(&self.body, service, &mut facts);
        facts.extend(self.authorizes(service));
        facts
    }
}

impl Function<'_> {
    /// The HTTP API asks it whether a request may pass.
    fn authorizes(&self, service: &Service<'_>) -> Option<Fact> {
        let mut all = service.provider.authorizers.iter();
        let named = all.find(|one| one.text() == Some(self.name.as_str()))?;
        let trigger = callers::authorizer("httpApi authorizer");
        let value = Some(Value::Trigger(trigger));
        let named = named.clone().named("provider.httpApi.authorizers");
        Some(named.fact(FactName::Trigger, "", value))
    }

    /// How many layers there are; a function's own replace the provider's.
    fn layers(&self, service: &Service<'_>) -> Option<Fact> {
        let variables = &service.variables;
        let own = self.body.get("layers", variables);
        let layers = own.or_else(|| service.provider.layers.clone())?;
        let items = layers.items(variables);
        let count = u64::try_from(items.len()).ok()?;
        let last = items.last()?.certain().named("layers");
        Some(last.fact(FactName::Layers, "", Some(Value::Count(count))))
    }

    /// The Web Adapter, by its layer or by its environment variables, whose values do not matter and are not shown.
    fn web_adapter(&self, service: &Service<'_>) -> Option<Fact> {
        let variables = &service.variables;
        let own = |key| self.body.get(key, variables);
        let layers = own("layers").or_else(|| service.provider.layers.clone());
        let layer = layers.and_then(|layers| {
            // Between the region's name and the layer's anything may be left to fill in.
            let told = |layer: &Setting<'_>| {
                let mut places = layer.via.iter().chain([&layer.at]);
                places.any(|place| adapter::is_layer(place.text()))
            };
            layers.items(variables).into_iter().find(told)
        });
        let variable = || {
            let both = [own("environment"), service.provider.environment.clone()];
            both.into_iter().flatten().find_map(|environment| {
                let mut entries = environment.map()?.entries();
                let entry = entries.find(|entry| adapter::is_variable(entry.name()))?;
                Some(environment.pointing_at(&entry.key.span()))
            })
        };
        let setting = layer.or_else(variable)?.certain();
        Some(setting.fact(FactName::ExistingContainer, "", Some(adapter::value())))
    }
}

/// The logical id that the framework makes of a function's key.
fn logical_id(name: &str) -> String {
    format!("{}LambdaFunction", title(name))
}

/// The part of a logical id that stands for a key.
pub(super) fn title(name: &str) -> String {
    let name = name.replace('-', "Dash").replace('_', "Underscore");
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => format!("{}{}", first.to_uppercase(), letters.as_str()),
        None => String::new(),
    }
}

fn seconds(setting: &Setting<'_>, name: FactName) -> Fact {
    let value = setting.number().map(Duration::from_secs);
    setting.fact(name, "a number of seconds", value.map(Value::Duration))
}

fn mebibytes(setting: &Setting<'_>, name: FactName) -> Fact {
    let value = setting.number().map(Size::from_mib);
    setting.fact(name, "a number of MB", value.map(Value::Size))
}

fn count(setting: &Setting<'_>, name: FactName) -> Fact {
    setting.fact(name, "a whole number", setting.number().map(Value::Count))
}

fn snap_start(setting: &Setting<'_>) -> Option<Fact> {
    let value = match setting.bool() {
        Some(false) => return None,
        Some(true) => Some(Value::Text("SnapStart".to_owned())),
        None => None,
    };
    Some(setting.fact(FactName::ProvisionedConcurrency, "`true` or `false`", value))
}

/// A shared file system is mounted whatever its ARN turns out to be.
fn file_system(setting: &Setting<'_>, service: &Service<'_>) -> Fact {
    let path = setting.get("localMountPath", &service.variables);
    let arn = setting.get("arn", &service.variables);
    let detail = path.as_ref().and_then(Setting::word);
    let state = State {
        kind: StateKind::SharedFileSystem,
        detail: detail.unwrap_or("a file system").to_owned(),
        read_only: false,
    };
    let told = [&arn, &path].into_iter().flatten().next();
    let at = told.map_or(&setting.at, |told| &told.at).clone();
    let value = setting.map().map(|_| Value::State(state));
    setting
        .pointing_at(&at)
        .fact(FactName::State, "a file system's settings", value)
}

/// A VPC is where it stands, unless it says that there are no subnets.
fn network(setting: &Setting<'_>, service: &Service<'_>) -> Option<Fact> {
    let subnets = setting.get("subnetIds", &service.variables);
    let is_empty = |node: Node<'_>| node.kind() == Kind::Sequence && node.items().next().is_none();
    if subnets
        .and_then(|subnets| subnets.node())
        .is_some_and(is_empty)
    {
        return None;
    }
    let network = Network {
        kind: "vpc".to_owned(),
        strong: false,
    };
    let value = setting.map().map(|_| Value::Network(network));
    Some(first_key(setting).fact(FactName::Network, "a VPC's settings", value))
}

/// A function URL: its caller waits, and no gateway cuts it off.
fn function_url(setting: &Setting<'_>) -> Option<Fact> {
    if setting.bool() == Some(false) {
        return None;
    }
    let trigger = Trigger {
        synchronous: true,
        ..Trigger::event(TriggerKind::FunctionUrl, "url")
    };
    let is_known = setting.bool().is_some() || setting.map().is_some();
    let value = is_known.then_some(Value::Trigger(trigger));
    Some(first_key(setting).fact(FactName::Trigger, "a function URL's settings", value))
}

/// A block is best seen at its first key.
fn first_key<'t>(setting: &Setting<'t>) -> Setting<'t> {
    match setting.map().and_then(|map| map.entries().next()) {
        Some(entry) => setting.pointing_at(&entry.key.span()),
        None => setting.clone(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn logical_ids_are_the_frameworks() {
        for (name, id) in [
            ("hello", "HelloLambdaFunction"),
            ("my-fn_2", "MyDashfnUnderscore2LambdaFunction"),
        ] {
            assert_eq!(super::logical_id(name), id);
        }
    }
}
