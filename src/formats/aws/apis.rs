//! The functions behind each API of a template. Where there is only one, what is said of the API is said of it.

use super::Reading;
use super::reference::mentions;
use super::template::{Resource, text};
use crate::model::{Companion, Link, Workload};
use crate::syntax::Node;
use std::collections::{BTreeMap, BTreeSet};

static TYPES: &[&str] = &[
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGatewayV2::Api",
    "AWS::Serverless::Api",
    "AWS::Serverless::HttpApi",
];

/// Who stands behind which API.
pub(super) struct Apis<'t> {
    functions: BTreeMap<&'t str, BTreeSet<String>>,
    by_name: BTreeMap<&'t str, Vec<&'t str>>,
}

impl<'t> Apis<'t> {
    /// The routes among the companions read so far tell, and the events of SAM's functions.
    pub(super) fn of(reading: &Reading<'_, 't>, companions: &[Companion]) -> Self {
        let mut apis = Self {
            functions: BTreeMap::new(),
            by_name: BTreeMap::new(),
        };
        for resource in reading.template.resources() {
            if TYPES.contains(&resource.kind)
                && let Some(name) = resource.property(&["Name"]).and_then(text)
            {
                apis.by_name.entry(name).or_default().push(resource.id);
            }
            for api in of_events(resource) {
                apis.add(api, resource.id);
            }
        }
        for companion in companions {
            let Link::Resource(function) = &companion.link else {
                continue;
            };
            let id = companion.title.split_once('/').map_or("", |(_, id)| id);
            let Some(route) = reading.template.resource(id) else {
                continue;
            };
            let named = [route.property(&["ApiId"]), route.property(&["RestApiId"])];
            let named = named.into_iter().flatten().flat_map(mentions);
            let own = TYPES.contains(&route.kind).then_some(route.id);
            for api in named.chain(own) {
                apis.add(api, function);
            }
        }
        apis
    }

    fn add(&mut self, api: &'t str, function: &str) {
        let functions = self.functions.entry(api).or_default();
        functions.insert(function.to_owned());
    }

    /// The only function behind the API that an expression names, by reference or by its name.
    pub(super) fn behind(&self, api: Node<'t>) -> Option<&str> {
        let named = text(api).and_then(|name| self.by_name.get(name));
        let named = named.into_iter().flatten().copied();
        let ids: BTreeSet<&str> = mentions(api).into_iter().chain(named).collect();
        let mut functions = ids.iter().filter_map(|id| self.functions.get(id)).flatten();
        let first = functions.next()?;
        functions.all(|other| other == first).then_some(first)
    }

    /// Gives the only function behind an API the API's names: people who measure it may use them.
    pub(super) fn name(&self, reading: &Reading<'_, '_>, workloads: &mut [Workload]) {
        let mut aliases: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (api, functions) in &self.functions {
            let (Some(only), 1) = (functions.first(), functions.len()) else {
                continue;
            };
            let resource = reading.template.resource(api);
            let name = resource.and_then(|api| text(api.property(&["Name"])?));
            let name = name.filter(|name| !name.contains("${"));
            aliases.entry(only).or_default().extend(name);
            aliases.entry(only).or_default().push(api);
        }
        if aliases.is_empty() {
            return;
        }
        let own = workloads
            .iter_mut()
            .filter(|workload| workload.scope == reading.scope);
        for workload in own {
            let ids = workload.logical_ids.iter();
            let known: Vec<&str> = ids
                .filter_map(|id| aliases.get(id.as_str()))
                .flatten()
                .copied()
                .collect();
            workload
                .aliases
                .extend(known.into_iter().map(str::to_owned));
        }
    }
}

/// The APIs that a SAM function's own events put it behind. An event that names none is behind the one that SAM makes
/// for all of them.
fn of_events<'t>(resource: &Resource<'t>) -> Vec<&'t str> {
    if resource.kind != "AWS::Serverless::Function" {
        return Vec::new();
    }
    let events = resource.property(&["Events"]);
    let mut found = Vec::new();
    for event in events.into_iter().flat_map(Node::entries) {
        let (key, made) = match event.value.str_at(&["Type"]) {
            Some("Api") => ("RestApiId", "ServerlessRestApi"),
            Some("HttpApi") => ("ApiId", "ServerlessHttpApi"),
            _ => continue,
        };
        match event.value.at(&["Properties", key]) {
            Some(named) => found.extend(mentions(named)),
            None => found.push(made),
        }
    }
    found
}
