//! Azure Functions: `host.json` for the app, `function.json` for each trigger. The plan that decides the limits stands in
//! neither; without it plimsoll says so.

use super::{Format, Input, Marks, schedule, values};
use crate::model::{
    Caller, Declarations, Duration, Fact, FactName, Origin, PLAN_UNKNOWN, Placement, Platform,
    Trigger, TriggerKind, Value, Wait, Workload,
};
use crate::syntax::{self, Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "azure-functions",
    title: "Azure Functions",
    files: "`host.json`, `function.json`",
    marks: Marks {
        names: &["host.json", "function.json"],
        keys: &[],
    },
    hint: |raw| {
        let words = ["version", "bindings"].iter().chain(HOST_KEYS);
        FORMAT.marks.name(raw.path) && words.into_iter().any(|word| raw.contains(word))
    },
    detect: |object| is_host(object) || is_function(object),
    read,
};

/// What a plan is called whose machines are there whether anything runs or not.
pub(super) const DEDICATED: &str = "a Dedicated plan, whose machines stay";

/// Keys that no other tool's `host.json` has.
const HOST_KEYS: &[&str] = &[
    "functionTimeout",
    "extensionBundle",
    "extensions",
    "logging",
    "aggregator",
    "singleton",
];

fn named(object: Node<'_>, name: &str) -> bool {
    let path = object.tree().source().path();
    path.rsplit('/').next() == Some(name)
}

fn is_host(object: Node<'_>) -> bool {
    let known = || HOST_KEYS.iter().any(|key| object.get(key).is_some());
    named(object, "host.json") && (object.str_at(&["version"]) == Some("2.0") || known())
}

fn is_function(object: Node<'_>) -> bool {
    let trigger = |binding: Node<'_>| {
        binding
            .str_at(&["type"])
            .is_some_and(|kind| kind.ends_with("Trigger"))
    };
    named(object, "function.json")
        && object.get("bindings").is_some_and(|bindings| {
            bindings.kind() == Kind::Sequence && bindings.items().any(trigger)
        })
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    let object = input.object;
    let folder = input.path.rsplit('/').nth(1).unwrap_or("(root)");
    let kind = if is_host(object) {
        "host.json"
    } else {
        "function.json"
    };
    let placement = Placement::on(Platform::AzureFunctions, None);
    let mut workload = Workload::new(
        folder,
        kind,
        FORMAT.name,
        placement,
        object.span(),
        input.scope.clone(),
    );
    workload.notes.push(PLAN_UNKNOWN.to_owned());
    if is_host(object) {
        workload.facts.extend(function_timeout(object));
    } else {
        let host = input.repository.include(input.path, "../host.json").ok();
        let host = host.map(|source| syntax::parse(&source));
        let root = host.as_ref().and_then(|tree| tree.documents().next());
        let root = root
            .map(|document| document.root)
            .filter(|root| is_host(*root));
        let timeout = root.and_then(function_timeout);
        workload
            .facts
            .extend(timeout.map(|fact| fact.from_owner(Origin::Inherited, "host.json")));
    }
    let bindings = || object.get("bindings").into_iter().flat_map(Node::items);
    let starts = bindings().any(|binding| {
        let kind = binding.str_at(&["type"]);
        matches!(kind, Some("durableClient" | "orchestrationClient"))
    });
    for binding in bindings() {
        trigger(binding, starts, &mut workload);
    }
    out.workloads.push(workload);
}

/// The timeout that `host.json` sets for every function of its app.
fn function_timeout(host: Node<'_>) -> Option<Fact> {
    let node = host.get("functionTimeout")?;
    let field = "functionTimeout".to_owned();
    Some(read_timeout(node, FactName::Timeout, field))
}

/// `HH:MM:SS`, or `-1` for no bound.
pub(super) fn timeout(text: &str) -> Option<Duration> {
    if text.trim() == "-1" {
        return Some(Duration::UNLIMITED);
    }
    let parts: Vec<u64> = text
        .trim()
        .split(':')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [hours, minutes, seconds] if *hours < 24 && *minutes < 60 && *seconds < 60 => {
            Some(Duration::from_secs(hours * 3_600 + minutes * 60 + seconds))
        }
        _ => None,
    }
}

fn trigger(binding: Node<'_>, starts: bool, workload: &mut Workload) {
    let Some(node) = binding.get("type") else {
        return;
    };
    let Some(source) = node.as_str().filter(|source| source.ends_with("Trigger")) else {
        return;
    };
    if let Some(node) = binding.get("schedule").filter(|_| source == "timerTrigger") {
        workload.facts.extend(values::schedule(
            node,
            source,
            "bindings.schedule",
            ncrontab,
        ));
        return;
    }
    let trigger = match source {
        "httpTrigger" => {
            // A function that starts an orchestration answers at once; what it started runs on.
            let wait = if starts { Wait::Unknown } else { Wait::Default };
            let caller = Caller::new(Caller::AZURE_FRONT_END).waiting(wait);
            Trigger::awaited(TriggerKind::Http, source, caller)
        }
        "timerTrigger" => Trigger::event(TriggerKind::Schedule, source),
        "queueTrigger" | "serviceBusTrigger" => Trigger::event(TriggerKind::Queue, source),
        "eventHubTrigger" | "kafkaTrigger" | "cosmosDBTrigger" => {
            Trigger::event(TriggerKind::Stream, source)
        }
        "blobTrigger" => Trigger::event(TriggerKind::Storage, source),
        _ => Trigger::event(TriggerKind::Event, source),
    };
    let at = node.span().first_line();
    workload.facts.push(Fact::stated(
        FactName::Trigger,
        Value::Trigger(trigger),
        at,
        "bindings.type",
    ));
}

/// NCRONTAB has seconds in front; a schedule within a minute is one of a minute here.
pub(super) fn ncrontab(text: &str) -> Option<Duration> {
    let (_seconds, fields) = text.trim().split_once(char::is_whitespace)?;
    schedule::kubernetes(fields)
}

/// The app setting that overrides `functionTimeout` of `host.json`.
pub(super) const TIMEOUT_SETTING: &str = "AzureFunctionsJobHost__functionTimeout";

/// The timeout that a value states.
pub(super) fn read_timeout(node: Node<'_>, name: FactName, field: String) -> Fact {
    let at = node.span().first_line();
    match node.as_str().and_then(timeout) {
        Some(timeout) => Fact::stated(name, Value::Duration(timeout), at, field),
        None => Fact::unresolved(name, at, field).with_note("not a time such as \"00:10:00\""),
    }
}
