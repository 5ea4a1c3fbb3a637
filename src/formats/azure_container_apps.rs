//! Azure Container Apps as the command line writes them: containers that stay, without a cluster to run. In an ARM
//! template they look the same.

use super::block::{Block, Row};
use super::{Format, Input, Marks, schedule, values};
use crate::model::{
    Connection, Declarations, FactName, Placement, Platform, State, StateKind, Value, Workload,
};
use crate::syntax::Node;

pub(super) static FORMAT: Format = Format {
    name: "azure-container-apps",
    title: "Azure Container Apps",
    files: "YAML with `properties.template.containers`",
    marks: Marks {
        names: &[],
        keys: &[&["type", "properties"], &["location", "properties"]],
    },
    hint: |raw| raw.contains("properties") && raw.contains("containers"),
    detect,
    read,
};

fn detect(object: Node<'_>) -> bool {
    let typed = object
        .str_at(&["type"])
        .is_some_and(|kind| is_app(kind) || is_job(kind));
    let shaped = ["configuration", "environmentId"]
        .iter()
        .any(|key| object.at(&["properties", key]).is_some());
    object
        .at(&["properties", "template", "containers"])
        .is_some()
        && (typed || shaped)
        && object.get("kind").is_none()
}

/// Whether a resource type is an app.
pub(super) fn is_app(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("Microsoft.App/containerApps")
}

/// Whether a resource type is a job.
pub(super) fn is_job(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("Microsoft.App/jobs")
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    let object = Block::new(input.object);
    let name = input.object.str_at(&["name"]).unwrap_or("(unnamed)");
    let job = input.object.str_at(&["type"]).is_some_and(is_job)
        || object
            .at(&["properties", "configuration", "replicaTimeout"])
            .is_some();
    let platform = if job {
        Platform::AzureContainerAppsJob
    } else {
        Platform::AzureContainerApps
    };
    let mut workload = Workload::new(
        name,
        "containerApp",
        FORMAT.name,
        Placement::on(platform, profile(&object)),
        input.object.span(),
        input.scope.clone(),
    );
    container_app(&object, &mut workload);
    out.workloads.push(workload);
}

/// The variant of a workload profile: the one that is always there and that an app runs on where none is named, or one that
/// the environment adds, of a size that its own file states.
pub(super) fn profile(object: &Block<'_>) -> Option<&'static str> {
    let Some(name) = object.at(&["properties", "workloadProfileName"]) else {
        return Some(CONSUMPTION);
    };
    named_profile(name.text())
}

/// The variant of a profile by its name; `None` where the name is not known.
pub(super) fn named_profile(name: Option<&str>) -> Option<&'static str> {
    let name = name?;
    Some(if name.eq_ignore_ascii_case("Consumption") {
        CONSUMPTION
    } else {
        "dedicated"
    })
}

pub(super) const CONSUMPTION: &str = "consumption";

const NUMBERS: &[Row] = &[
    (
        &["properties", "configuration", "replicaTimeout"],
        FactName::Timeout,
        values::seconds,
    ),
    (
        &["properties", "template", "scale", "minReplicas"],
        FactName::ReplicasMin,
        values::count,
    ),
    (
        &["properties", "template", "scale", "maxReplicas"],
        FactName::ReplicasMax,
        values::count,
    ),
];

const IN_CONTAINER: &[Row] = &[
    (&["image"], FactName::Image, values::text),
    (&["resources", "memory"], FactName::Memory, values::size),
    (&["resources", "cpu"], FactName::Cpu, values::cpu),
];

/// What an app or a job says, from its `properties` down.
pub(super) fn container_app(object: &Block<'_>, workload: &mut Workload) {
    workload.facts.extend(object.facts(NUMBERS));
    for container in object.items(&["properties", "template", "containers"]) {
        workload.facts.extend(container.facts(IN_CONTAINER));
    }
    if let Some(configuration) = object.at(&["properties", "configuration"]) {
        let cron = configuration.at(&["scheduleTriggerConfig", "cronExpression"]);
        if let Some(cron) = cron {
            let facts = cron.schedule("scheduleTriggerConfig", schedule::kubernetes);
            workload.facts.extend(facts);
        }
        connections(&configuration, workload);
    }
    volumes(object, workload);
}

fn connections(configuration: &Block<'_>, workload: &mut Workload) {
    let tcp = configuration.at(&["ingress", "transport"]).filter(|block| {
        block
            .text()
            .is_some_and(|text| text.eq_ignore_ascii_case("tcp"))
    });
    let sticky = configuration
        .at(&["ingress", "stickySessions", "affinity"])
        .filter(|block| block.text() == Some("sticky"));
    for (block, protocol) in [(tcp, "tcp"), (sticky, "session-affinity")] {
        let Some(block) = block else { continue };
        let connection = Connection {
            protocol: protocol.to_owned(),
            certain: false,
        };
        let fact = block.shows(FactName::Connection, Value::Connection(connection));
        workload.facts.push(fact);
    }
}

fn volumes(object: &Block<'_>, workload: &mut Workload) {
    for volume in object.items(&["properties", "template", "volumes"]) {
        let Some(kind) = volume.at(&["storageType"]) else {
            continue;
        };
        if !matches!(kind.text(), Some("AzureFile" | "NfsAzureFile")) {
            continue;
        }
        let state = State {
            kind: StateKind::SharedFileSystem,
            detail: volume.text_at(&["name"]).unwrap_or("volume").to_owned(),
            read_only: false,
        };
        let fact = kind.shows(FactName::State, Value::State(state));
        workload.facts.push(fact);
    }
}
