//! Amazon ECS: a task definition is the workload, its service says how many there are. Containers that stay.

use super::argument::Argument;
use super::plan::module_prefix;
use super::resource::Resource;
use super::setting::Setting;
use crate::model::{
    Declarations, Fact, FactName, Network, Placement, Platform, State, StateKind, Value,
};
use crate::syntax::Kind;

pub(super) fn read_task(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let compatible = resource.items(&["requires_compatibilities"]);
    let fargate = compatible.iter().any(|one| one.text() == Some("FARGATE"));
    let variant = fargate.then_some("fargate");
    let mut workload = resource.workload(Placement::on(Platform::AwsEcs, variant));
    let cpu = resource.facts(&["cpu"], &Argument::task_cpu(FactName::Cpu));
    workload.facts.extend(cpu);
    let containers = resource.get(&["container_definitions"]);
    let task_memory = resource.facts(&["memory"], &Argument::task_memory(FactName::Memory));
    let has_task_memory = !task_memory.is_empty();
    workload.facts.extend(task_memory);
    match containers.and_then(|setting| setting.node.map(|node| (setting, node))) {
        Some((_, node)) if node.kind() == Kind::Sequence => {
            for (index, container) in node.items().enumerate() {
                let prefix = match container.str_at(&["name"]) {
                    Some(name) => format!("container_definitions[name={name}]"),
                    None => format!("container_definitions[{index}]"),
                };
                let read = |key, argument: Argument| {
                    resource.facts_in(container, &prefix, &[key], &argument)
                };
                let image = read("image", Argument::word(FactName::Image));
                workload.facts.extend(image);
                if !has_task_memory {
                    let memory = read("memory", Argument::task_memory(FactName::Memory));
                    workload.facts.extend(memory);
                }
            }
        }
        Some((setting, _)) => workload.facts.extend(written_out(&setting)),
        None => {
            if let Some(written) = resource.get(&["container_definitions"]) {
                let setting = written.unknown("only literal definitions are read");
                workload
                    .facts
                    .push(setting.fact(FactName::Image, "", |_| None));
            }
        }
    }
    let storage = Argument::gibibytes(FactName::EphemeralStorage);
    workload
        .facts
        .extend(resource.facts(&["ephemeral_storage", "size_in_gib"], &storage));
    workload.facts.extend(volumes(resource));
    let network = resource.get(&["network_mode"]);
    workload
        .facts
        .extend(network.filter(|one| one.text() == Some("host")).map(|one| {
            let network = Network {
                kind: "host-network".to_owned(),
                strong: true,
            };
            one.shows(FactName::Network, Value::Network(network))
        }));
    out.workloads.push(workload);
}

/// Definitions that stand as JSON inside a text, as in a plan: their images, at the text.
fn written_out(setting: &Setting<'_>) -> Vec<Fact> {
    let parsed: Option<serde_json::Value> = setting
        .text()
        .and_then(|text| serde_json::from_str(text).ok());
    let Some(serde_json::Value::Array(containers)) = parsed else {
        return vec![setting.fact(FactName::Image, "a list of containers", |_| None)];
    };
    let images = containers
        .iter()
        .filter_map(|container| container.get("image")?.as_str());
    images
        .map(|image| setting.shows(FactName::Image, Value::Text(image.to_owned())))
        .collect()
}

fn volumes(resource: &Resource<'_, '_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for volume in resource.blocks(&["volume"]) {
        for (key, kind) in [
            ("efs_volume_configuration", StateKind::SharedFileSystem),
            (
                "fsx_windows_file_server_volume_configuration",
                StateKind::SharedFileSystem,
            ),
            ("docker_volume_configuration", StateKind::Volume),
            ("host_path", StateKind::Volume),
        ] {
            if volume.get(key).is_none() {
                continue;
            }
            let Some(name) = resource.get_in(volume, "volume", &["name"]) else {
                continue;
            };
            let state = State {
                kind,
                detail: name.text().unwrap_or("a volume").to_owned(),
                read_only: false,
            };
            facts.push(name.shows(FactName::State, Value::State(state)));
        }
    }
    facts
}

/// A service speaks of its task definition.
pub(super) fn read_service(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let Some(task) = resource.named(&["task_definition"], "aws_ecs_task_definition") else {
        return;
    };
    let facts = [FactName::ReplicasMin, FactName::ReplicasMax]
        .into_iter()
        .flat_map(|name| resource.facts(&["desired_count"], &Argument::count(name)))
        .collect();
    out.companions.push(resource.companion(task.address, facts));
}

/// The bounds of a service's autoscaling, which are its task definition's.
pub(super) fn read_scaling(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let Some(service) = resource.named(&["resource_id"], "aws_ecs_service") else {
        return read_scaled_function(resource, out);
    };
    let module = resource.owner.module;
    let tasks = module.mentions(&service.address, service.body, &["task_definition"]);
    let Some((kind, name)) = tasks
        .iter()
        .find(|(kind, _)| *kind == "aws_ecs_task_definition")
    else {
        return;
    };
    let within = module_prefix(&service.address);
    let task = format!("{within}{kind}.{name}");
    let facts = [
        ("min_capacity", FactName::ReplicasMin),
        ("max_capacity", FactName::ReplicasMax),
    ]
    .into_iter()
    .flat_map(|(key, name)| resource.facts(&[key], &Argument::count(name)))
    .collect();
    out.companions.push(resource.companion(task, facts));
}

/// Provisioned concurrency that scales: at least so many instances are warm.
fn read_scaled_function(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let dimension = resource.text(&["scalable_dimension"]);
    if dimension != Some("lambda:function:ProvisionedConcurrency") {
        return;
    }
    let count = Argument::count(FactName::ProvisionedConcurrency);
    let facts = resource.facts(&["min_capacity"], &count);
    if let Some(function) = resource
        .function(&["resource_id"])
        .filter(|_| !facts.is_empty())
    {
        out.companions.push(resource.companion(function, facts));
    }
}
