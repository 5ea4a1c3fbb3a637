//! `AWS::Lambda::Permission`: who may invoke a function. The weakest word on its triggers, so it counts only where no
//! other resource names the same service.

use super::Reading;
use super::callers;
use super::companion::{trigger_at, unknown_route};
use super::lambda::url_trigger;
use super::template::Resource;
use crate::model::{Companion, Fact, Link, Trigger, TriggerKind, Workload};
use std::collections::{BTreeMap, BTreeSet};

/// A service that invokes functions.
struct Service {
    /// The first label of its principal.
    principal: &'static str,
    /// What it is to a function.
    trigger: fn(&str) -> Trigger,
    /// Parts of the sources, in lower case, under which better evidence names it.
    sources: &'static [&'static str],
}

static SERVICES: &[Service] = &[
    Service {
        principal: "apigateway",
        trigger: unknown_route,
        sources: &["api", "http", "websocket"],
    },
    Service {
        principal: "elasticloadbalancing",
        trigger: unknown_route,
        sources: &["loadbalancing", "alb"],
    },
    Service {
        principal: "s3",
        trigger: |source| Trigger::event(TriggerKind::Storage, source),
        sources: &["s3"],
    },
    Service {
        principal: "sns",
        trigger: |source| Trigger::event(TriggerKind::Topic, source),
        sources: &["sns"],
    },
    Service {
        principal: "sqs",
        trigger: |source| Trigger::event(TriggerKind::Queue, source),
        sources: &["sqs", "eventsourcemapping"],
    },
    Service {
        principal: "scheduler",
        trigger: |source| Trigger::event(TriggerKind::Schedule, source),
        sources: &["schedule"],
    },
    Service {
        principal: "events",
        trigger: |source| Trigger::event(TriggerKind::Event, source),
        sources: &["events::", "eventbridge", "cloudwatchevent", "schedule"],
    },
    Service {
        principal: "logs",
        trigger: |source| Trigger::event(TriggerKind::Event, source),
        sources: &["logs", "cloudwatchlog"],
    },
    Service {
        principal: "iot",
        trigger: |source| Trigger::event(TriggerKind::Event, source),
        sources: &["iot"],
    },
    Service {
        principal: "cognito-idp",
        trigger: callers::some_cognito,
        sources: &["cognito"],
    },
    Service {
        principal: "alexa-appkit",
        trigger: callers::alexa,
        sources: &["alexa"],
    },
    Service {
        principal: "config",
        trigger: |source| Trigger::event(TriggerKind::Event, source),
        sources: &["config"],
    },
];

/// What starts each function, in lower case, by logical id.
struct Known(BTreeMap<String, BTreeSet<String>>);

impl Known {
    fn add(&mut self, function: &str, facts: &[Fact]) {
        let sources = facts.iter().filter_map(Fact::trigger);
        let sources = sources.map(|trigger| trigger.source.to_ascii_lowercase());
        let known = self.0.entry(function.to_owned()).or_default();
        known.extend(sources);
    }

    /// Whether the service is known; a permission for each of an API's routes is one trigger.
    fn has(&self, function: &str, sources: &[&str]) -> bool {
        self.0.get(function).is_some_and(|known| {
            let is_same = |source: &String| sources.iter().any(|part| source.contains(part));
            known.iter().any(is_same)
        })
    }
}

/// What all permissions of a template add to what is known of its functions.
pub(super) fn read(
    reading: &Reading<'_, '_>,
    workloads: &[Workload],
    companions: &[Companion],
) -> Vec<Companion> {
    let mut known = Known(BTreeMap::new());
    for workload in workloads.iter().filter(|one| one.scope == reading.scope) {
        for id in &workload.logical_ids {
            known.add(id, &workload.facts);
        }
    }
    for companion in companions {
        if let Link::Resource(function) = &companion.link {
            known.add(function, &companion.facts);
        }
    }
    let mut added: Vec<Companion> = Vec::new();
    let permissions = reading.template.resources().iter();
    for resource in permissions.filter(|one| one.kind == "AWS::Lambda::Permission") {
        let Some((trigger, sources)) = trigger(reading, resource) else {
            continue;
        };
        let principal = resource.property(&["Principal"]);
        let fact = trigger_at(resource, &[principal], "Principal", trigger);
        let functions = resource.property(&["FunctionName"]);
        for companion in reading.says(resource, functions, &[fact]) {
            if let Link::Resource(function) = &companion.link
                && !known.has(function, &sources)
            {
                known.add(function, &companion.facts);
                added.push(companion);
            }
        }
    }
    added
}

fn trigger<'t>(
    reading: &Reading<'_, 't>,
    resource: &Resource<'t>,
) -> Option<(Trigger, Vec<&'static str>)> {
    if resource.property(&["FunctionUrlAuthType"]).is_some() {
        return Some((url_trigger("FunctionUrlAuthType"), vec!["url"]));
    }
    let principal = resource.property(&["Principal"])?;
    let text = reading
        .text(resource, &["Principal"])
        .or_else(|| super::template::text(principal))?;
    if !text.contains(".amazon") {
        return None;
    }
    let (name, _) = text.split_once('.')?;
    let service = SERVICES.iter().find(|service| service.principal == name);
    Some(match service {
        Some(service) => ((service.trigger)(text), service.sources.to_vec()),
        None => (Trigger::event(TriggerKind::Event, text), Vec::new()),
    })
}
