//! Config Connector: manifests that make Cloud Run services, jobs and functions, in the shape of Google's own APIs.

use super::block::{Block, Row};
use super::{Format, Input, Marks, object, serving, values};
use crate::model::{
    Blocker, Connection, Declarations, Fact, FactName, Network, Placement, Platform, State,
    StateKind, Trigger, TriggerKind, Value, Workload,
};

pub(super) static FORMAT: Format = Format {
    name: "config-connector",
    title: "Config Connector",
    files: "`RunService`, `RunJob` and functions of `*.cnrm.cloud.google.com`",
    marks: Marks::OBJECT,
    hint: |raw| raw.contains(".cnrm.cloud.google.com"),
    detect: |object| {
        object::group_kind(object).is_some_and(|(group, kind)| reader(group, kind).is_some())
    },
    read: |input, out| {
        let found = object::group_kind(input.object).and_then(|(group, kind)| reader(group, kind));
        if let Some(read) = found {
            read(input, out);
        }
    },
};

fn reader(group: &str, kind: &str) -> Option<fn(&Input<'_>, &mut Declarations)> {
    match (group.strip_suffix(".cnrm.cloud.google.com")?, kind) {
        ("run", "RunService") => Some(service),
        ("run", "RunJob") => Some(job),
        ("cloudfunctions", "CloudFunctionsFunction") => Some(first_generation),
        ("cloudfunctions2", "CloudFunctions2Function") => Some(second_generation),
        _ => None,
    }
}

const SERVICE: &[Row] = &[
    (
        &["spec", "template", "timeout"],
        FactName::Timeout,
        values::duration,
    ),
    (
        &["spec", "template", "maxInstanceRequestConcurrency"],
        FactName::Concurrency,
        values::count,
    ),
    (
        &["spec", "template", "scaling", "minInstanceCount"],
        FactName::ReplicasMin,
        values::count,
    ),
    (
        &["spec", "template", "scaling", "maxInstanceCount"],
        FactName::ReplicasMax,
        values::count,
    ),
];

const JOB: &[Row] = &[(
    &["spec", "template", "template", "timeout"],
    FactName::Timeout,
    values::duration,
)];

const FIRST: &[Row] = &[
    (&["spec", "timeout"], FactName::Timeout, values::duration),
    (
        &["spec", "availableMemoryMb"],
        FactName::Memory,
        values::mebibytes,
    ),
    (
        &["spec", "minInstances"],
        FactName::ReplicasMin,
        values::count,
    ),
    (
        &["spec", "maxInstances"],
        FactName::ReplicasMax,
        values::count,
    ),
];

const SECOND: &[Row] = &[
    (
        &["spec", "serviceConfig", "timeoutSeconds"],
        FactName::Timeout,
        values::seconds,
    ),
    (
        &["spec", "serviceConfig", "availableMemory"],
        FactName::Memory,
        values::size,
    ),
    (
        &["spec", "serviceConfig", "availableCpu"],
        FactName::Cpu,
        values::cpu,
    ),
    (
        &["spec", "serviceConfig", "maxInstanceRequestConcurrency"],
        FactName::Concurrency,
        values::count,
    ),
    (
        &["spec", "serviceConfig", "minInstanceCount"],
        FactName::ReplicasMin,
        values::count,
    ),
    (
        &["spec", "serviceConfig", "maxInstanceCount"],
        FactName::ReplicasMax,
        values::count,
    ),
];

const IN_CONTAINER: &[Row] = &[
    (&["image"], FactName::Image, values::text),
    (
        &["resources", "limits", "memory"],
        FactName::Memory,
        values::size,
    ),
    (&["resources", "limits", "cpu"], FactName::Cpu, values::cpu),
];

fn begin(
    input: &Input<'_>,
    platform: Platform,
    variant: Option<&'static str>,
    rows: &[Row],
    out: &mut Declarations,
) -> Workload {
    let placement = Placement::on(platform, variant);
    let mut workload = object::workload(input, FORMAT.name, placement);
    object::annotations(input, &["metadata", "annotations"], &mut workload, out);
    workload.facts.extend(Block::new(input.object).facts(rows));
    workload
}

fn service(input: &Input<'_>, out: &mut Declarations) {
    let mut workload = begin(input, Platform::CloudRunService, None, SERVICE, out);
    let template = Block::new(input.object).at(&["spec", "template"]);
    if let Some(template) = template {
        pod(&template, &mut workload);
    }
    out.workloads.push(workload);
}

fn job(input: &Input<'_>, out: &mut Declarations) {
    let mut workload = begin(input, Platform::CloudRunJob, None, JOB, out);
    if let Some(task) = Block::new(input.object).at(&["spec", "template", "template"]) {
        pod(&task, &mut workload);
    }
    out.workloads.push(workload);
}

fn hint(block: &Block<'_>, protocol: &str) -> Fact {
    let connection = Connection {
        protocol: protocol.to_owned(),
        certain: false,
    };
    block.shows(FactName::Connection, Value::Connection(connection))
}

/// Containers, volumes, sticky sessions and the way into a private network.
pub(super) fn pod(pod: &Block<'_>, workload: &mut Workload) {
    let affinity = pod.at(&["sessionAffinity"]);
    if let Some(affinity) = affinity.filter(|block| block.node.as_bool() == Some(true)) {
        workload.facts.push(hint(&affinity, "session-affinity"));
    }
    for container in pod.items(&["containers"]) {
        workload.facts.extend(container.facts(IN_CONTAINER));
        let port = container.at(&["ports", "name"]);
        let h2c = port.filter(|port| port.text() == Some("h2c"));
        workload.facts.extend(h2c.map(|port| hint(&port, "h2c")));
        let limits = container.at(&["resources", "limits"]);
        let entries = limits.iter().flat_map(|limits| limits.node.entries());
        for key in entries.map(|entry| entry.name()) {
            let amount = container.at(&["resources", "limits", key]);
            let asked = amount.filter(|amount| key.contains('/') && amount.text() != Some("0"));
            let blocker = Value::Blocker(Blocker {
                kind: "device".to_owned(),
                detail: key.to_owned(),
            });
            let fact = asked.map(|amount| amount.shows(FactName::Blocker, blocker));
            workload.facts.extend(fact);
        }
        let idle = container.at(&["resources", "cpuIdle"]);
        if let Some(idle) = idle.filter(|idle| idle.node.as_bool() == Some(false)) {
            let value = Value::Text(serving::CPU_ALWAYS.to_owned());
            workload.facts.push(idle.shows(FactName::AlwaysOn, value));
        }
    }
    for volume in pod.items(&["volumes"]) {
        for (key, told) in [("gcs", "bucket"), ("nfs", "server")] {
            let Some(told) = volume.at(&[key, told]) else {
                continue;
            };
            let state = State {
                kind: StateKind::SharedFileSystem,
                detail: volume.text_at(&["name"]).unwrap_or(key).to_owned(),
                read_only: volume.is_true(&[key, "readOnly"]),
            };
            let fact = told.shows(FactName::State, Value::State(state));
            workload.facts.push(fact);
        }
    }
    vpc(
        pod,
        &[
            &["vpcAccess", "connectorRef"],
            &["vpcAccess", "networkInterfaces"],
        ],
        workload,
    );
}

/// A reference into a private network stands as `name`, `external` or more below one of some keys.
fn vpc(block: &Block<'_>, paths: &[&[&str]], workload: &mut Workload) {
    let Some(mut told) = paths.iter().find_map(|path| block.at(path)) else {
        return;
    };
    for key in ["networkRef", "subnetworkRef", "name", "external"] {
        told = told.at(&[key]).unwrap_or(told);
    }
    let network = Network {
        kind: "vpc".to_owned(),
        strong: false,
    };
    let fact = told.shows(FactName::Network, Value::Network(network));
    workload.facts.push(fact);
}

fn first_generation(input: &Input<'_>, out: &mut Declarations) {
    let mut workload = begin(input, Platform::CloudFunctions, Some("gen1"), FIRST, out);
    let object = Block::new(input.object);
    if let Some(node) = object.at(&["spec", "httpsTrigger"]) {
        let trigger = Trigger {
            synchronous: true,
            ..Trigger::event(TriggerKind::Http, "httpsTrigger")
        };
        let told = node.at(&["securityLevel"]).unwrap_or(node);
        let fact = told.shows(FactName::Trigger, Value::Trigger(trigger));
        workload.facts.push(fact);
    }
    rest(&object, &["spec", "vpcConnectorRef"], &mut workload);
    out.workloads.push(workload);
}

fn second_generation(input: &Input<'_>, out: &mut Declarations) {
    let object = Block::new(input.object);
    let variant = match object.at(&["spec", "eventTrigger"]) {
        Some(_) => "gen2-event",
        None => "gen2-http",
    };
    let mut workload = begin(input, Platform::CloudFunctions, Some(variant), SECOND, out);
    let connectors: [&str; 3] = ["spec", "serviceConfig", "vpcConnectorRef"];
    rest(&object, &connectors, &mut workload);
    out.workloads.push(workload);
}

/// Parts of event types, of both generations.
const EVENTS: &[(&str, TriggerKind)] = &[
    ("pubsub", TriggerKind::Topic),
    ("storage", TriggerKind::Storage),
    ("firestore", TriggerKind::Stream),
    ("database", TriggerKind::Stream),
];

fn rest(object: &Block<'_>, connector: &[&str], workload: &mut Workload) {
    vpc(object, &[connector], workload);
    let Some(event) = object.at(&["spec", "eventTrigger", "eventType"]) else {
        return;
    };
    workload.facts.push(self::event(&event));
}

/// The trigger that an event type is.
pub(super) fn event(event: &Block<'_>) -> Fact {
    let source = event.text().unwrap_or("eventTrigger");
    let kind = EVENTS
        .iter()
        .find(|(part, _)| source.contains(part))
        .map_or(TriggerKind::Event, |(_, kind)| *kind);
    let trigger = Trigger::event(kind, source);
    event.shows(FactName::Trigger, Value::Trigger(trigger))
}
