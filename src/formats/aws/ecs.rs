//! Amazon ECS: a task definition is the workload; services, autoscaling and rules say how many run and when.

use super::Reading;
use super::events::timer;
use super::lambda::is_one_line;
use super::properties::Properties;
use super::setting::Setting;
use super::template::Resource;
use crate::model::{
    Companion, Cpu, Fact, FactName, Network, Placement, Platform, Size, State, StateKind, Value,
    Workload,
};
use crate::syntax::Node;

pub(super) const TASK: &str = "AWS::ECS::TaskDefinition";
const SERVICE: &str = "AWS::ECS::Service";

/// The workload of a task definition.
pub(super) fn workload(reading: &Reading<'_, '_>, resource: &Resource<'_>) -> Workload {
    let template = reading.template;
    let properties = Properties::new(template, resource.properties());
    let compatible = properties.items(&["RequiresCompatibilities"]);
    let fargate = compatible.iter().any(|one| one.text() == Some("FARGATE"));
    let placement = Placement::on(Platform::AwsEcs, fargate.then_some("fargate"));
    let mut workload = reading.workload(resource, placement);
    let facts = &mut workload.facts;
    let task_memory = properties.get(&["Memory"]);
    facts.extend(task_memory.iter().map(memory));
    let cpus = properties.get(&["Cpu"]);
    facts.extend(cpus.iter().map(|one| {
        one.fact(FactName::Cpu, "a number of CPU units or of vCPUs", |node| {
            Cpu::of_ecs(node.as_str()?).ok().map(Value::Cpu)
        })
    }));
    for item in properties.items(&["ContainerDefinitions"]) {
        let of = |path: &[&str]| template.follow(&item, path);
        let image = of(&["Image"]);
        facts.extend(
            image
                .iter()
                .map(|one| one.fact(FactName::Image, "an image", word)),
        );
        if task_memory.is_empty() {
            let limit = [of(&["Memory"]), of(&["MemoryReservation"])];
            let limit = limit.into_iter().find(|found| !found.is_empty());
            facts.extend(limit.iter().flatten().map(memory));
        }
    }
    let storage = properties.get(&["EphemeralStorage", "SizeInGiB"]);
    facts.extend(storage.iter().map(|one| {
        one.fact(FactName::EphemeralStorage, "a number of GiB", |node| {
            Some(Value::Size(Size::from_mib(
                node.as_u64()?.saturating_mul(1024),
            )))
        })
    }));
    for volume in properties.items(&["Volumes"]) {
        facts.extend(state(reading, &volume));
    }
    let modes = properties.get(&["NetworkMode"]);
    for mode in modes.iter().filter(|mode| mode.text() == Some("host")) {
        let network = Network {
            kind: "host-network".to_owned(),
            strong: true,
        };
        facts.push(mode.fact(FactName::Network, "", |_| {
            Some(Value::Network(network.clone()))
        }));
    }
    workload
}

fn memory(setting: &Setting<'_>) -> Fact {
    setting.fact(FactName::Memory, "a number of MiB or of GB", |node| {
        Size::of_ecs(node.as_str()?).ok().map(Value::Size)
    })
}

fn word(node: Node<'_>) -> Option<Value> {
    let text = node.as_str().filter(|_| !node.is_placeholder())?;
    Some(Value::Text(text.to_owned()))
}

/// Volumes that outlive a task. One without any of these is a scratch folder.
const VOLUMES: &[(&str, StateKind)] = &[
    ("EFSVolumeConfiguration", StateKind::SharedFileSystem),
    (
        "FSxWindowsFileServerVolumeConfiguration",
        StateKind::SharedFileSystem,
    ),
    ("DockerVolumeConfiguration", StateKind::Volume),
    ("Host", StateKind::Volume),
];

fn state(reading: &Reading<'_, '_>, volume: &Setting<'_>) -> Option<Fact> {
    let node = volume.node?;
    let (_, kind) = VOLUMES.iter().find(|(key, _)| match *key {
        "Host" => node.at(&["Host", "SourcePath"]).is_some(),
        key => node.get(key).is_some(),
    })?;
    let names = reading.template.follow(volume, &["Name"]);
    let name = names.first().filter(|name| is_one_line(&name.at))?;
    let state = State {
        kind: *kind,
        detail: name.text().unwrap_or("a volume").to_owned(),
        read_only: false,
    };
    // It is mounted whatever its name turns out to be.
    let mut fact = Fact::stated(
        FactName::State,
        Value::State(state),
        name.at.clone(),
        name.field.as_str(),
    );
    fact.confidence = name.confidence;
    Some(fact)
}

/// What the other resources of a template say of its task definitions.
pub(super) fn companions(reading: &Reading<'_, '_>, resource: &Resource<'_>) -> Vec<Companion> {
    let says = |at: Option<Node<'_>>, facts: &[Fact]| -> Vec<Companion> {
        let tasks = at.map(|node| tasks(reading, node)).unwrap_or_default();
        tasks
            .iter()
            .map(|task| reading.companion(resource, task, facts.to_vec()))
            .collect()
    };
    match resource.kind {
        SERVICE => {
            let desired = reading.settings(resource, &["DesiredCount"]);
            let facts = counts(&desired, &[FactName::ReplicasMin, FactName::ReplicasMax]);
            says(resource.property(&["TaskDefinition"]), &facts)
        }
        "AWS::ApplicationAutoScaling::ScalableTarget" => {
            let least = reading.settings(resource, &["MinCapacity"]);
            let most = reading.settings(resource, &["MaxCapacity"]);
            let mut facts = counts(&least, &[FactName::ReplicasMin]);
            facts.extend(counts(&most, &[FactName::ReplicasMax]));
            let id = resource.property(&["ResourceId"]);
            let services = id.map(|id| reading.template.referenced(id, SERVICE));
            let services = services.into_iter().flatten();
            services
                .flat_map(|service| says(service.property(&["TaskDefinition"]), &facts))
                .collect()
        }
        "AWS::Events::Rule" => {
            let facts = timer(
                &reading.settings(resource, &["ScheduleExpression"]),
                resource.kind,
            );
            let targets = resource.property(&["Targets"]);
            let targets = targets.into_iter().flat_map(Node::items);
            targets
                .map(|target| target.at(&["EcsParameters", "TaskDefinitionArn"]))
                .flat_map(|task| says(task, &facts))
                .collect()
        }
        "AWS::Scheduler::Schedule" => {
            let facts = timer(
                &reading.settings(resource, &["ScheduleExpression"]),
                resource.kind,
            );
            let path = ["Target", "EcsParameters", "TaskDefinitionArn"];
            says(resource.property(&path), &facts)
        }
        _ => Vec::new(),
    }
    .into_iter()
    .filter(|companion| !companion.facts.is_empty())
    .collect()
}

fn tasks<'t>(reading: &Reading<'_, 't>, node: Node<'t>) -> Vec<&'t str> {
    let found = reading.template.referenced(node, TASK);
    found.into_iter().map(|task| task.id).collect()
}

fn counts(settings: &[Setting<'_>], names: &[FactName]) -> Vec<Fact> {
    let read = |node: Node<'_>| node.as_u64().map(Value::Count);
    settings
        .iter()
        .flat_map(|one| {
            names
                .iter()
                .map(move |name| one.fact(*name, "a whole number", read))
        })
        .collect()
}
