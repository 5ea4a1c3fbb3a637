//! Services of the framework's older versions on Google Cloud and Azure, as their plugins have them:
//! serverless-google-cloudfunctions and serverless-azure-functions.

use super::functions::Function;
use super::service::Service;
use super::setting::Setting;
use crate::formats::azure_functions;
use crate::model::{
    Caller, Duration, Fact, FactName, Network, PLAN_UNKNOWN, Placement, Platform, Size, Trigger,
    TriggerKind, Value, Workload,
};
use crate::syntax::Entry;

/// What the plugin for Google gives a function that says nothing.
const TIMEOUT: Duration = Duration::from_secs(60);
const MEMORY: Size = Size::from_mib(256);

/// Parts of Google's event types.
static EVENT_TYPES: &[(&str, TriggerKind)] = &[
    ("pubsub", TriggerKind::Topic),
    ("storage", TriggerKind::Storage),
    ("firestore", TriggerKind::Stream),
    ("database", TriggerKind::Stream),
];

/// The events of the plugin for Azure.
static AZURE_EVENTS: &[(&str, TriggerKind)] = &[
    ("http", TriggerKind::Http),
    ("timer", TriggerKind::Schedule),
    ("queue", TriggerKind::Queue),
    ("serviceBus", TriggerKind::Queue),
    ("eventHub", TriggerKind::Stream),
    ("cosmosDB", TriggerKind::Stream),
    ("blob", TriggerKind::Storage),
];

/// A function on Google Cloud; the plugin makes those of the first generation.
pub(super) fn google(function: &Function<'_>, service: &Service<'_>) -> Workload {
    let placement = Placement::on(Platform::CloudFunctions, Some("gen1"));
    let mut workload = function.begin(service, placement);
    let variables = &service.variables;
    let own = |key| function.body().get(key, variables);
    let provider = &service.provider;
    // `'300s'`; a number without its unit is none.
    let timeout = own("timeout").or_else(|| provider.timeout.clone());
    workload.facts.push(match timeout {
        Some(timeout) => {
            let value = timeout.text().and_then(|text| Duration::parse(text).ok());
            let value = value.map(Value::Duration);
            timeout.fact(FactName::Timeout, "a duration such as `60s`", value)
        }
        None => Fact::default_of(FactName::Timeout, Value::Duration(TIMEOUT)),
    });
    let memory = own("memorySize").or_else(|| provider.memory.clone());
    workload.facts.push(match memory {
        Some(memory) => {
            let value = memory.number().map(Size::from_mib).map(Value::Size);
            memory.fact(FactName::Memory, "a number of MB", value)
        }
        None => Fact::default_of(FactName::Memory, Value::Size(MEMORY)),
    });
    for (key, name) in [
        ("minInstances", FactName::ReplicasMin),
        ("maxInstances", FactName::ReplicasMax),
    ] {
        let fact =
            own(key).map(|one| one.fact(name, "a whole number", one.number().map(Value::Count)));
        workload.facts.extend(fact);
    }
    let vpc = own("vpc").or_else(|| provider.vpc.clone());
    workload.facts.extend(vpc.map(|vpc| {
        let network = Network {
            kind: "vpc".to_owned(),
            strong: false,
        };
        vpc.certain()
            .fact(FactName::Network, "", Some(Value::Network(network)))
    }));
    each_event(function, service, |source, value, key| {
        let trigger = match source {
            "http" => Trigger {
                synchronous: true,
                ..Trigger::event(TriggerKind::Http, source)
            },
            _ => {
                let kind = value.and_then(|value| value.get("eventType", variables));
                let told = kind.as_ref().and_then(Setting::word).unwrap_or(source);
                let known = EVENT_TYPES.iter().find(|(part, _)| told.contains(part));
                Trigger::event(known.map_or(TriggerKind::Event, |(_, kind)| *kind), told)
            }
        };
        workload
            .facts
            .push(key.fact(FactName::Trigger, "", Some(Value::Trigger(trigger))));
    });
    workload
}

/// A function on Azure; its timeout stands in `host.json`.
pub(super) fn azure(function: &Function<'_>, service: &Service<'_>) -> Workload {
    let variant = match service.provider.plan.as_deref() {
        Some("consumption") => Some("consumption"),
        Some("premium") => Some("premium"),
        _ => None,
    };
    let mut workload = function.begin(service, Placement::on(Platform::AzureFunctions, variant));
    if variant.is_none() {
        workload.notes.push(PLAN_UNKNOWN.to_owned());
    }
    let variables = &service.variables;
    each_event(function, service, |source, value, key| {
        let known = AZURE_EVENTS.iter().find(|(name, _)| *name == source);
        let kind = known.map_or(TriggerKind::Event, |(_, kind)| *kind);
        let trigger = match kind {
            TriggerKind::Http => {
                Trigger::awaited(kind, source, Caller::new(Caller::AZURE_FRONT_END))
            }
            _ => Trigger::event(kind, source),
        };
        workload
            .facts
            .push(key.fact(FactName::Trigger, "", Some(Value::Trigger(trigger))));
        let schedule = value.and_then(|value| value.get("schedule", variables));
        if let Some(schedule) = schedule.filter(|_| kind == TriggerKind::Schedule) {
            let gap = schedule.text().and_then(azure_functions::ncrontab);
            workload.facts.push(schedule.fact(
                FactName::Schedule,
                "a schedule",
                gap.map(Value::Duration),
            ));
        }
    });
    workload
}

/// Hands on each event: its name, its settings (below it, or beside it as `x-azure-settings`), and where its key stands.
fn each_event<'t>(
    function: &Function<'t>,
    service: &Service<'t>,
    mut take: impl FnMut(&str, Option<&Setting<'t>>, &Setting<'t>),
) {
    let variables = &service.variables;
    let events = function.body().get("events", variables);
    for item in events.iter().flat_map(|events| events.items(variables)) {
        if variables.is_exhausted() {
            return;
        }
        let Some(entry) = item.map().and_then(|map| map.entries().find(is_event)) else {
            continue;
        };
        let source = entry.name();
        let beside = item.get("x-azure-settings", variables);
        let value = beside.or_else(|| item.get(source, variables));
        let field = format!("{}.{source}", item.field);
        let key = item.pointing_at(&entry.key.span()).named(field);
        take(source, value.as_ref(), &key);
    }
}

fn is_event(entry: &Entry<'_>) -> bool {
    !entry.name().starts_with("x-azure")
}
