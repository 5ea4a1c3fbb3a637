//! What starts a function: its `events`, each a word or a map with one key.

use super::service::{MILLIS, Service, wait};
use super::setting::Setting;
use crate::formats::aws::callers;
use crate::formats::schedule;
use crate::model::{Api, Fact, FactName, Trigger, TriggerKind, Value, Wait};
use crate::syntax::{Entry, Node};

/// The events of the framework; what a plugin adds is an event too.
static KINDS: &[(&str, TriggerKind)] = &[
    ("http", TriggerKind::Http),
    ("httpApi", TriggerKind::Http),
    ("alb", TriggerKind::Http),
    ("cloudFront", TriggerKind::Http),
    ("websocket", TriggerKind::WebSocket),
    ("schedule", TriggerKind::Schedule),
    ("sqs", TriggerKind::Queue),
    ("activemq", TriggerKind::Queue),
    ("rabbitmq", TriggerKind::Queue),
    ("sns", TriggerKind::Topic),
    ("stream", TriggerKind::Stream),
    ("kafka", TriggerKind::Stream),
    ("msk", TriggerKind::Stream),
    ("s3", TriggerKind::Storage),
];

/// Reads the events of a function.
pub(super) fn read(body: &Setting<'_>, service: &Service<'_>, facts: &mut Vec<Fact>) {
    let Some(events) = body.get("events", &service.variables) else {
        return;
    };
    if events.why_unknown().is_some() {
        return facts.push(events.fact(FactName::Trigger, "", None));
    }
    for item in events.items(&service.variables) {
        if service.variables.is_exhausted() {
            return;
        }
        let Some(map) = item.map() else {
            let trigger = item.word().map(|source| trigger_of(source, None, service));
            facts.push(item.fact(FactName::Trigger, "an event", trigger.map(Value::Trigger)));
            continue;
        };
        // An event has one key; what is written beside it by a wrong indentation is no second event.
        let known = |entry: &Entry<'_>| kind_of(entry.name()).is_some();
        let entry = map.entries().find(known).or_else(|| map.entries().next());
        if let Some(entry) = entry {
            event(&item, entry, service, facts);
        }
    }
}

/// The ARNs of the queues that a function polls.
pub(super) fn queues<'t>(body: &Setting<'t>, service: &Service<'t>) -> Vec<Node<'t>> {
    let variables = &service.variables;
    let Some(events) = body.get("events", variables) else {
        return Vec::new();
    };
    let arn = |item: &Setting<'t>| {
        let queue = item.get("sqs", variables)?;
        if is_disabled(&queue, service) {
            return None;
        }
        queue.get("arn", variables).unwrap_or(queue).node()
    };
    events.items(variables).iter().filter_map(arn).collect()
}

fn event<'t>(item: &Setting<'t>, entry: Entry<'t>, service: &Service<'t>, facts: &mut Vec<Fact>) {
    let source = entry.name();
    service.variables.spend(source.len());
    let value = item.get(source, &service.variables);
    let field = format!("{}.{source}", item.field);
    let key = item.pointing_at(&entry.key.span()).named(field);
    let Some(value) = value else {
        let trigger = trigger_of(source, None, service);
        return facts.push(key.fact(FactName::Trigger, "", Some(Value::Trigger(trigger))));
    };
    if is_disabled(&value, service) {
        return;
    }
    if let Some(expressions) = timer(source, &value, service) {
        for expression in expressions {
            scheduled(source, &expression, facts);
        }
        return;
    }
    let trigger = trigger_of(source, Some(&value), service);
    // A word tells more than the key before it; a map is best seen at its key.
    let told = if value.text().is_some() { value } else { key };
    facts.push(told.fact(FactName::Trigger, "", Some(Value::Trigger(trigger))));
}

fn kind_of(source: &str) -> Option<TriggerKind> {
    KINDS
        .iter()
        .find(|(name, _)| *name == source)
        .map(|(_, kind)| *kind)
}

fn is_disabled(value: &Setting<'_>, service: &Service<'_>) -> bool {
    let enabled = value.get("enabled", &service.variables);
    let state = value.get("state", &service.variables);
    enabled.is_some_and(|enabled| enabled.bool() == Some(false))
        || state.is_some_and(|state| state.text() == Some("DISABLED"))
}

fn trigger_of(source: &str, value: Option<&Setting<'_>>, service: &Service<'_>) -> Trigger {
    let kind = kind_of(source).unwrap_or(TriggerKind::Event);
    let get = |key| value?.get(key, &service.variables);
    match (source, kind) {
        ("http", _) => {
            let api = service.provider.rest.unwrap_or_else(|| Api::new("rest"));
            let own = get("timeoutInMillis").map(|one| wait(&one, MILLIS));
            let transfer = ["response", "transferMode"];
            let mode = value.and_then(|value| value.at(&transfer, &service.variables));
            let mode = mode.as_ref().and_then(|mode| mode.text());
            let api = api.waiting(own.unwrap_or(api.wait)).transferring(mode);
            Trigger {
                synchronous: get("async").and_then(|one| one.bool()) != Some(true),
                ..Trigger::route(source, api)
            }
        }
        ("httpApi", _) => {
            let wait = service.provider.http_wait.unwrap_or(Wait::Default);
            Trigger::route(source, Api::new("http").waiting(wait))
        }
        ("websocket", _) => Trigger::route(source, Api::new("websocket")),
        ("alexaSkill", _) => callers::alexa(source),
        ("cognitoUserPool", _) => match get("trigger").as_ref().and_then(|one| one.text()) {
            Some(key) => callers::cognito(key, source),
            None => callers::some_cognito(source),
        },
        (_, TriggerKind::Http) => Trigger {
            synchronous: true,
            ..Trigger::event(kind, source)
        },
        _ => Trigger::event(kind, source),
    }
}

/// The expressions of a timer; `None` for an event that is none.
fn timer<'t>(source: &str, value: &Setting<'t>, service: &Service<'t>) -> Option<Vec<Setting<'t>>> {
    let rates = match source {
        "schedule" => match value.get("rate", &service.variables) {
            Some(rate) => rate,
            None => value.clone(),
        },
        "eventBridge" => value.get("schedule", &service.variables)?,
        _ => return None,
    };
    let is_list = rates
        .node()
        .is_some_and(|node| node.items().next().is_some());
    Some(if is_list {
        rates.items(&service.variables)
    } else {
        vec![rates]
    })
}

/// A one-time `at(..)` starts it, but has no gap.
fn scheduled(source: &str, expression: &Setting<'_>, facts: &mut Vec<Fact>) {
    let text = expression.text().unwrap_or("");
    if !text.trim_start().starts_with("at(") {
        let gap = schedule::aws(text).map(Value::Duration);
        facts.push(expression.fact(FactName::Schedule, "a schedule", gap));
    }
    let trigger = Trigger::event(TriggerKind::Schedule, source);
    facts.push(
        expression
            .certain()
            .fact(FactName::Trigger, "", Some(Value::Trigger(trigger))),
    );
}
