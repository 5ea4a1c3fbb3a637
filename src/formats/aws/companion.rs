//! The shape of what one resource says of a function.

use super::lambda::{is_one_line, lower};
use super::setting::Setting;
use super::template::Resource;
use super::{Reading, properties::Properties};
use crate::model::{
    Api, Companion, Duration, Fact, FactName, Link, Trigger, TriggerKind, Value, Wait,
};
use crate::source::Span;
use crate::syntax::Node;

impl<'t> Reading<'_, 't> {
    /// What a resource says of each function that an expression names.
    pub(super) fn says(
        &self,
        resource: &Resource<'t>,
        functions: Option<Node<'t>>,
        facts: &[Fact],
    ) -> Vec<Companion> {
        let functions = functions.map(|node| self.template.functions(node));
        functions
            .into_iter()
            .flatten()
            .map(|function| self.companion(resource, function, facts.to_vec()))
            .collect()
    }

    /// What a resource says of one function.
    pub(crate) fn companion(
        &self,
        resource: &Resource<'t>,
        function: &str,
        mut facts: Vec<Fact>,
    ) -> Companion {
        if resource.is_conditional() {
            lower(&mut facts);
        }
        Companion {
            title: resource.title().into(),
            namespace: None,
            scope: self.scope.clone(),
            at: resource.entry.key.span(),
            link: Link::Resource(function.to_owned()),
            facts,
        }
    }

    /// Everything that may stand at a path of a resource's properties.
    pub(super) fn settings(&self, resource: &Resource<'t>, path: &[&str]) -> Vec<Setting<'t>> {
        Properties::new(self.template, resource.properties()).get(path)
    }

    /// The text at a path of a resource's properties, where the template settles it.
    pub(super) fn text(&self, resource: &Resource<'t>, path: &[&str]) -> Option<&'t str> {
        self.settings(resource, path)
            .first()
            .and_then(Setting::text)
    }

    /// How long a gateway waits: the number of milliseconds at a key of its integration.
    pub(super) fn wait(&self, integration: Node<'t>, key: &str) -> Wait {
        wait(&self.template.follow(&Setting::new(integration, ""), &[key]))
    }

    /// What a resource states of that wait, for the functions that an expression names.
    pub(super) fn stated_wait(
        &self,
        resource: &Resource<'t>,
        integration: Node<'t>,
        key: &str,
        (functions, field): (Option<Node<'t>>, &str),
    ) -> Vec<Companion> {
        let block = Setting::new(integration, field);
        let facts = stated_wait(&self.template.follow(&block, &[key]));
        if facts.is_empty() {
            return Vec::new();
        }
        self.says(resource, functions, &facts)
    }

    /// The word at a key of a node, where the template settles it.
    pub(super) fn word(&self, node: Node<'t>, key: &str) -> Option<&'t str> {
        let settings = self.template.follow(&Setting::new(node, ""), &[key]);
        settings.first().and_then(Setting::text)
    }
}

/// The wait that settings of milliseconds come to; of the branches of a condition the longest.
pub(crate) fn wait(settings: &[Setting<'_>]) -> Wait {
    wait_in(settings, Duration::from_millis)
}

/// The same of settings in another unit.
pub(super) fn wait_in(settings: &[Setting<'_>], unit: fn(u64) -> Duration) -> Wait {
    let number = |one: &Setting<'_>| one.node?.as_u64();
    match settings.iter().map(number).collect::<Option<Vec<u64>>>() {
        None => Wait::Unknown,
        Some(all) => {
            let longest = all.into_iter().max();
            longest.map_or(Wait::Default, |longest| Wait::Stated(unit(longest)))
        }
    }
}

/// The wait that settings of milliseconds state.
pub(crate) fn stated_wait(settings: &[Setting<'_>]) -> Vec<Fact> {
    let read = |node: Node<'_>| {
        node.as_u64()
            .map(Duration::from_millis)
            .map(Value::Duration)
    };
    let wanted = "a whole number of milliseconds";
    let fact = |one: &Setting<'_>| one.fact(FactName::IntegrationTimeout, wanted, read);
    settings.iter().map(fact).collect()
}

/// A trigger that stands at the first of these nodes that is one line, else at the resource's type.
pub(super) fn trigger_at(
    resource: &Resource<'_>,
    candidates: &[Option<Node<'_>>],
    field: &str,
    trigger: Trigger,
) -> Fact {
    let at: Option<Span> = candidates
        .iter()
        .flatten()
        .map(|node| node.span())
        .find(is_one_line);
    let (at, field) = match at {
        Some(at) => (at, format!("Properties.{field}")),
        None => (resource.kind_node.span(), "Type".to_owned()),
    };
    Fact::stated(FactName::Trigger, Value::Trigger(trigger), at, field)
}

/// An HTTP trigger whose caller waits, behind a gateway whose kind is not known.
pub(super) fn unknown_route(source: &str) -> Trigger {
    Trigger {
        synchronous: true,
        ..Trigger::event(TriggerKind::Http, source)
    }
}

/// A route of an API, HTTP or WebSocket by its variant.
pub(super) fn route(source: &str, api: Api, asynchronous: bool) -> Trigger {
    let mut trigger = Trigger::route(source, api);
    trigger.synchronous = !asynchronous;
    trigger
}
