//! Azure function apps, whose plan decides what they may do, and Container Apps.

use super::argument::Argument;
use super::resource::Resource;
use crate::formats::{azure_container_apps, azure_functions, schedule};
use crate::model::{
    Connection, Declarations, FactName, Network, PLAN_UNKNOWN, Placement, Platform, State,
    StateKind, Trigger, TriggerKind, Value, Workload,
};
use crate::syntax::Node;

pub(super) fn read_function_app(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let variant = if resource.kind == "azurerm_function_app_flex_consumption" {
        Some("flex-consumption")
    } else {
        resource
            .named(&["service_plan_id"], "azurerm_service_plan")
            .and_then(|plan| resource.get_in(plan.body, "", &["sku_name"])?.text())
            .and_then(plan)
    };
    let mut workload = resource.workload(Placement::on(Platform::AzureFunctions, variant));
    if variant.is_none() {
        workload.notes.push(PLAN_UNKNOWN.to_owned());
    }
    if variant == Some("dedicated")
        && let Some(plan) = resource.get(&["service_plan_id"])
    {
        let value = Value::Text(azure_functions::DEDICATED.to_owned());
        workload.facts.push(plan.shows(FactName::AlwaysOn, value));
    }
    for (path, argument) in [
        (
            &["site_config", "elastic_instance_minimum"][..],
            Argument::count(FactName::ReplicasMin),
        ),
        (
            &["site_config", "app_scale_limit"],
            Argument::count(FactName::ReplicasMax),
        ),
        (
            &["maximum_instance_count"],
            Argument::count(FactName::ReplicasMax),
        ),
        (
            &["instance_memory_in_mb"],
            Argument::mebibytes(FactName::Memory),
        ),
    ] {
        workload.facts.extend(resource.facts(path, &argument));
    }
    if let Some(setting) = resource.get(&["app_settings", azure_functions::TIMEOUT_SETTING]) {
        let wanted = "a time such as \"00:10:00\"";
        workload
            .facts
            .push(setting.fact(FactName::Timeout, wanted, |node| {
                azure_functions::timeout(node.as_str()?).map(Value::Duration)
            }));
    }
    let sockets = resource.get(&["site_config", "websockets_enabled"]);
    if let Some(setting) = sockets
        && setting.node.and_then(Node::as_bool) == Some(true)
    {
        // As in ARM: it lets sockets through, and no trigger takes them.
        let connection = Connection {
            protocol: "websocket".to_owned(),
            certain: false,
        };
        let fact = setting.shows(FactName::Connection, Value::Connection(connection));
        workload.facts.push(fact);
    }
    if let Some(setting) = resource.get(&["virtual_network_subnet_id"]) {
        let network = Network {
            kind: "vpc".to_owned(),
            strong: false,
        };
        let fact = setting.shows(FactName::Network, Value::Network(network));
        workload.facts.push(fact);
    }
    out.workloads.push(workload);
}

/// The plan behind a price tier.
fn plan(sku: &str) -> Option<&'static str> {
    match sku {
        "Y1" => Some("consumption"),
        "FC1" => Some("flex-consumption"),
        _ if sku.starts_with("EP") => Some("premium"),
        _ if sku.starts_with(['B', 'S', 'P']) => Some("dedicated"),
        _ => None,
    }
}

pub(super) fn read_container_app(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let mut workload = resource.workload(Placement::on(
        Platform::AzureContainerApps,
        profile(resource),
    ));
    for (key, name) in [
        ("min_replicas", FactName::ReplicasMin),
        ("max_replicas", FactName::ReplicasMax),
    ] {
        workload
            .facts
            .extend(resource.facts(&["template", key], &Argument::count(name)));
    }
    if let Some(transport) = resource.get(&["ingress", "transport"])
        && transport.text() == Some("tcp")
    {
        let connection = Connection {
            protocol: "tcp".to_owned(),
            certain: false,
        };
        let fact = transport.shows(FactName::Connection, Value::Connection(connection));
        workload.facts.push(fact);
    }
    template(resource, &mut workload);
    out.workloads.push(workload);
}

pub(super) fn read_container_app_job(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let mut workload = resource.workload(Placement::on(
        Platform::AzureContainerAppsJob,
        profile(resource),
    ));
    let timeout = Argument::seconds(FactName::Timeout);
    workload
        .facts
        .extend(resource.facts(&["replica_timeout_in_seconds"], &timeout));
    if let Some(cron) = resource.get(&["schedule_trigger_config", "cron_expression"]) {
        let gap = cron.fact(FactName::Schedule, "a schedule", |node| {
            schedule::kubernetes(node.as_str()?).map(Value::Duration)
        });
        let trigger = Trigger::event(TriggerKind::Schedule, "schedule_trigger_config");
        let trigger = cron.shows(FactName::Trigger, Value::Trigger(trigger));
        workload.facts.extend([gap, trigger]);
    }
    template(resource, &mut workload);
    out.workloads.push(workload);
}

/// The variant of the workload profile.
fn profile(resource: &Resource<'_, '_>) -> Option<&'static str> {
    match resource.get(&["workload_profile_name"]) {
        Some(name) => azure_container_apps::named_profile(name.text()),
        None => Some(azure_container_apps::CONSUMPTION),
    }
}

/// Containers and volumes.
fn template(resource: &Resource<'_, '_>, workload: &mut Workload) {
    for (index, container) in resource
        .blocks(&["template", "container"])
        .into_iter()
        .enumerate()
    {
        let prefix = match container.str_at(&["name"]) {
            Some(name) => format!("template.container[name={name}]"),
            None => format!("template.container[{index}]"),
        };
        for (key, argument) in [
            ("image", Argument::word(FactName::Image)),
            ("memory", Argument::size(FactName::Memory)),
            ("cpu", Argument::cpu(FactName::Cpu)),
        ] {
            workload
                .facts
                .extend(resource.facts_in(container, &prefix, &[key], &argument));
        }
    }
    for volume in resource.blocks(&["template", "volume"]) {
        let Some(kind) = resource.get_in(volume, "template.volume", &["storage_type"]) else {
            continue;
        };
        if matches!(kind.text(), Some("AzureFile" | "NfsAzureFile")) {
            let state = State {
                kind: StateKind::SharedFileSystem,
                detail: volume.str_at(&["name"]).unwrap_or("volume").to_owned(),
                read_only: false,
            };
            let fact = kind.shows(FactName::State, Value::State(state));
            workload.facts.push(fact);
        }
    }
}
