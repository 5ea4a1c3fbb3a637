//! Google Cloud Run: services of both API generations, jobs, worker pools.

use super::argument::Argument;
use super::device;
use super::resource::Resource;
use super::setting::Setting;
use crate::formats::serving;
use crate::model::{
    Blocker, Connection, Declarations, Fact, FactName, Network, Placement, Platform, State,
    StateKind, Value, Workload,
};
use crate::syntax::Node;

type Path = &'static [&'static str];

const SERVICE: &[(Path, Argument)] = &[
    (
        &["template", "timeout"],
        Argument::duration(FactName::Timeout),
    ),
    (
        &["template", "max_instance_request_concurrency"],
        Argument::count(FactName::Concurrency),
    ),
    (
        &["template", "scaling", "min_instance_count"],
        Argument::count(FactName::ReplicasMin),
    ),
    (
        &["template", "scaling", "max_instance_count"],
        Argument::count(FactName::ReplicasMax),
    ),
    (
        &["scaling", "min_instance_count"],
        Argument::count(FactName::ReplicasMin),
    ),
];

pub(super) fn read_service(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let mut workload = resource.workload(Placement::on(Platform::CloudRunService, None));
    numbers(resource, SERVICE, &mut workload);
    pod(resource, &["template"], &mut workload);
    let affinity = resource.get(&["template", "session_affinity"]);
    if let Some(setting) = affinity
        && setting.node.and_then(Node::as_bool) == Some(true)
    {
        let connection = Connection {
            protocol: "session-affinity".to_owned(),
            certain: false,
        };
        let fact = setting.shows(FactName::Connection, Value::Connection(connection));
        workload.facts.push(fact);
    }
    out.workloads.push(workload);
}

/// The first generation has Knative's shape.
pub(super) fn read_v1(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let mut workload = resource.workload(Placement::on(Platform::CloudRunService, None));
    let annotation = |name| ["template", "metadata", "annotations", name];
    let spec = |name| ["template", "spec", name];
    for (path, argument) in [
        (
            &spec("timeout_seconds")[..],
            Argument::seconds(FactName::Timeout),
        ),
        (
            &spec("container_concurrency"),
            Argument::count(FactName::Concurrency),
        ),
        (
            &annotation("autoscaling.knative.dev/minScale"),
            Argument::count(FactName::ReplicasMin),
        ),
        (
            &annotation("autoscaling.knative.dev/maxScale"),
            Argument::count(FactName::ReplicasMax),
        ),
    ] {
        workload.facts.extend(resource.facts(path, &argument));
    }
    let throttling = resource.get(&annotation("run.googleapis.com/cpu-throttling"));
    workload
        .facts
        .extend(throttling.and_then(|one| cpu_always(&one)));
    pod(resource, &["template", "spec"], &mut workload);
    out.workloads.push(workload);
}

/// CPU outside requests too, where the switch that takes it away is off.
fn cpu_always(switch: &Setting<'_>) -> Option<Fact> {
    let off = switch.node.and_then(Node::as_bool) == Some(false);
    let value = Value::Text(serving::CPU_ALWAYS.to_owned());
    off.then(|| switch.shows(FactName::AlwaysOn, value))
}

const JOB: &[(Path, Argument)] = &[(
    &["template", "template", "timeout"],
    Argument::duration(FactName::Timeout),
)];

pub(super) fn read_job(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let mut workload = resource.workload(Placement::on(Platform::CloudRunJob, None));
    numbers(resource, JOB, &mut workload);
    pod(resource, &["template", "template"], &mut workload);
    out.workloads.push(workload);
}

const WORKER_POOL: &[(Path, Argument)] = &[
    (
        &["scaling", "manual_instance_count"],
        Argument::count(FactName::ReplicasMin),
    ),
    (
        &["scaling", "manual_instance_count"],
        Argument::count(FactName::ReplicasMax),
    ),
    (
        &["scaling", "min_instance_count"],
        Argument::count(FactName::ReplicasMin),
    ),
    (
        &["scaling", "max_instance_count"],
        Argument::count(FactName::ReplicasMax),
    ),
];

pub(super) fn read_worker_pool(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let mut workload = resource.workload(Placement::on(Platform::CloudRunWorkerPool, None));
    numbers(resource, WORKER_POOL, &mut workload);
    pod(resource, &["template"], &mut workload);
    out.workloads.push(workload);
}

fn numbers(resource: &Resource<'_, '_>, table: &[(Path, Argument)], workload: &mut Workload) {
    let facts = table
        .iter()
        .flat_map(|(path, argument)| resource.facts(path, argument));
    workload.facts.extend(facts);
}

/// Containers, volumes and the VPC, below the block that holds them.
fn pod(resource: &Resource<'_, '_>, path: &[&str], workload: &mut Workload) {
    let below = |key| [path, &[key]].concat();
    let prefix = path.join(".");
    // A `dynamic` block may make containers that ask for anything: no default of theirs holds for certain.
    if let Some(unknown) = resource.get(&below("containers"))
        && unknown.node.is_none()
    {
        let facts = [FactName::Image, FactName::Memory];
        let facts = facts.map(|name| unknown.fact(name, "", |_| None));
        workload.facts.extend(facts);
    }
    let gpu = resource.get(&below("node_selector"));
    if let Some(gpu) = gpu.filter(|gpu| gpu.node.is_some()) {
        let told = resource.get(&[path, &["node_selector", "accelerator"]].concat());
        let blocker = Blocker {
            kind: "node-selection".to_owned(),
            detail: "accelerator".to_owned(),
        };
        let fact = told
            .unwrap_or(gpu)
            .shows(FactName::Blocker, Value::Blocker(blocker));
        workload.facts.push(fact);
    }
    for (index, container) in resource
        .blocks(&below("containers"))
        .into_iter()
        .enumerate()
    {
        let prefix = match container.str_at(&["name"]) {
            Some(name) => format!("{prefix}.containers[name={name}]"),
            None => format!("{prefix}.containers[{index}]"),
        };
        let read = |path: &[&str], argument| resource.facts_in(container, &prefix, path, &argument);
        let image = read(&["image"], Argument::word(FactName::Image));
        let limits = ["resources", "limits", "memory"];
        let memory = read(&limits, Argument::size(FactName::Memory));
        let cpu = ["resources", "limits", "cpu"];
        let cpu = read(&cpu, Argument::cpu(FactName::Cpu));
        let facts = image.into_iter().chain(memory).chain(cpu);
        workload.facts.extend(facts);
        let devices = device::facts(resource, container, &prefix);
        workload.facts.extend(devices);
        let idle = resource.get_in(container, &prefix, &["resources", "cpu_idle"]);
        workload.facts.extend(idle.and_then(|one| cpu_always(&one)));
        if let Some(port) = resource.get_in(container, &prefix, &["ports", "name"])
            && port.text() == Some("h2c")
        {
            let connection = Connection {
                protocol: "h2c".to_owned(),
                certain: false,
            };
            let fact = port.shows(FactName::Connection, Value::Connection(connection));
            workload.facts.push(fact);
        }
    }
    for volume in resource.blocks(&below("volumes")) {
        let prefix = format!("{prefix}.volumes");
        for key in ["nfs", "gcs"] {
            let Some(block) = resource.get_in(volume, &prefix, &[key]) else {
                continue;
            };
            let told = ["server", "bucket"]
                .iter()
                .find_map(|name| resource.get_in(volume, &prefix, &[key, name]));
            let read_only = resource
                .get_in(volume, &prefix, &[key, "read_only"])
                .and_then(|one| one.node?.as_bool());
            let state = State {
                kind: StateKind::SharedFileSystem,
                detail: volume.str_at(&["name"]).unwrap_or(key).to_owned(),
                read_only: read_only == Some(true),
            };
            let fact = told
                .unwrap_or(block)
                .shows(FactName::State, Value::State(state));
            workload.facts.push(fact);
        }
    }
    let vpc = [&below("vpc_access")[..], &["connector"]].concat();
    let vpc = resource.get(&vpc).or_else(|| {
        let interfaces = [
            &below("vpc_access")[..],
            &["network_interfaces", "subnetwork"],
        ];
        resource.get(&interfaces.concat())
    });
    if let Some(setting) = vpc {
        let network = Network {
            kind: "vpc".to_owned(),
            strong: false,
        };
        let fact = setting.shows(FactName::Network, Value::Network(network));
        workload.facts.push(fact);
    }
}
