//! AWS Copilot: containers on ECS, one manifest each. App Runner's are listed without a platform.

use super::block::{Block, Row};
use super::{Format, Input, Marks, schedule, values};
use crate::model::{
    Connection, Declarations, Duration, Fact, FactName, Placement, Platform, State, StateKind,
    Trigger, TriggerKind, Value, Workload,
};
use crate::syntax::{Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "copilot",
    title: "AWS Copilot",
    files: "`copilot/*/manifest.yml`",
    marks: Marks {
        names: &[],
        keys: &[&["name", "type"]],
    },
    hint: |raw| TYPES.iter().any(|kind| raw.contains(kind)),
    detect,
    read,
};

const APP_RUNNER: &str = "Request-Driven Web Service";

const TYPES: &[&str] = &[
    "Load Balanced Web Service",
    "Backend Service",
    "Worker Service",
    "Scheduled Job",
    APP_RUNNER,
];

/// The types are whole phrases that nothing else has under `type`.
fn detect(object: Node<'_>) -> bool {
    object.get("name").is_some()
        && object
            .str_at(&["type"])
            .is_some_and(|kind| TYPES.contains(&kind))
}

const NUMBERS: &[Row] = &[
    (&["timeout"], FactName::Timeout, values::duration),
    (&["image", "location"], FactName::Image, values::text),
    (&["memory"], FactName::Memory, values::mebibytes),
];

fn read(input: &Input<'_>, out: &mut Declarations) {
    let object = Block::new(input.object);
    let kind = object.text_at(&["type"]).unwrap_or("");
    let placement = match kind {
        APP_RUNNER => Placement::one_of(&[]),
        _ => Placement::on(Platform::AwsEcs, None),
    };
    let mut workload = Workload::new(
        object.text_at(&["name"]).unwrap_or("(unnamed)"),
        kind,
        FORMAT.name,
        placement,
        input.object.span(),
        input.scope.clone(),
    );
    // What the environment that is deployed says wins over the manifest's own.
    let stage = input.repository.given().stage();
    let environment = stage.and_then(|stage| object.at(&["environments", stage]));
    let at = |path: &[&str]| {
        let own = environment.as_ref().and_then(|block| block.at(path));
        own.or_else(|| object.at(path))
    };
    let numbers = NUMBERS
        .iter()
        .filter_map(|(path, name, read)| Some(at(path)?.fact(*name, *read)));
    workload.facts.extend(numbers);
    let scratch = at(&["storage", "ephemeral"]);
    let scratch = scratch.map(|one| one.fact(FactName::EphemeralStorage, values::gibibytes));
    workload.facts.extend(scratch);
    if let Some(count) = at(&["count"]) {
        workload.facts.extend(bounds(&count));
    }
    // The first manifests had the schedule at the top. `none` switches the job off.
    let cron = at(&["on", "schedule"]).or_else(|| at(&["schedule"]));
    if let Some(cron) = cron.filter(|cron| cron.text() != Some("none")) {
        let source = cron.field.clone();
        workload.facts.extend(cron.schedule(&source, gap));
    }
    for topic in object.items(&["subscribe", "topics"]) {
        let trigger = Trigger::event(TriggerKind::Topic, "subscribe.topics");
        let told = topic.at(&["name"]).unwrap_or(topic);
        let fact = told.shows(FactName::Trigger, Value::Trigger(trigger));
        workload.facts.push(fact);
    }
    let sticky = at(&["http", "stickiness"]);
    if let Some(sticky) = sticky.filter(|one| one.node.as_bool() == Some(true)) {
        let connection = Connection {
            protocol: "session-affinity".to_owned(),
            certain: false,
        };
        let fact = sticky.shows(FactName::Connection, Value::Connection(connection));
        workload.facts.push(fact);
    }
    volumes(&object, &mut workload);
    out.workloads.push(workload);
}

/// A fixed number, or the bounds of autoscaling: `range: 1-10`, `range: {min: 1, max: 10}`.
fn bounds(count: &Block<'_>) -> Vec<Fact> {
    let both = [FactName::ReplicasMin, FactName::ReplicasMax];
    if count.node.kind() != Kind::Mapping {
        return both.map(|name| count.fact(name, values::count)).to_vec();
    }
    let Some(range) = count.at(&["range"]) else {
        return Vec::new();
    };
    if range.node.kind() == Kind::Mapping {
        return range.facts(&[
            (&["min"], FactName::ReplicasMin, values::count),
            (&["max"], FactName::ReplicasMax, values::count),
        ]);
    }
    let bounds = range.text().and_then(|text| text.split_once('-'));
    let number = |text: &str| text.trim().parse().ok().map(Value::Count);
    let values = bounds.and_then(|(least, most)| Some([number(least)?, number(most)?]));
    match values {
        Some([least, most]) => vec![
            range.shows(FactName::ReplicasMin, least),
            range.shows(FactName::ReplicasMax, most),
        ],
        None => both.map(|name| range.fact(name, values::count)).to_vec(),
    }
}

/// Cron, a macro, `@every 1h`, or the notation of EventBridge.
fn gap(text: &str) -> Option<Duration> {
    schedule::kubernetes(text).or_else(|| schedule::aws(text))
}

/// File systems are read-only unless the manifest says otherwise.
fn volumes(object: &Block<'_>, workload: &mut Workload) {
    let Some(volumes) = object.at(&["storage", "volumes"]) else {
        return;
    };
    for entry in volumes.node.entries() {
        let Some(volume) = volumes.at(&[entry.name()]) else {
            continue;
        };
        let Some(efs) = volume.at(&["efs"]) else {
            continue;
        };
        let writes = volume
            .at(&["read_only"])
            .is_some_and(|one| one.node.as_bool() == Some(false));
        let state = State {
            kind: StateKind::SharedFileSystem,
            detail: entry.name().to_owned(),
            read_only: !writes,
        };
        let told = match efs.node.kind() {
            Kind::Mapping => volume.at(&["path"]).unwrap_or(efs),
            _ => efs,
        };
        let fact = told.shows(FactName::State, Value::State(state));
        workload.facts.push(fact);
    }
}
