//! Azure Container Apps as the command line writes them: containers that stay, without a cluster to run.

use super::{Format, Input, values};
use crate::model::{
    Connection, Declarations, Fact, FactName, Placement, Platform, State, StateKind, Value,
    Workload,
};
use crate::syntax::Node;

pub(super) static FORMAT: Format = Format {
    name: "azure-container-apps",
    title: "Azure Container Apps",
    files: "YAML with `properties.template.containers`",
    hint: |text| text.contains("properties") && text.contains("containers"),
    detect,
    read,
};

fn detect(object: Node<'_>) -> bool {
    let typed = object
        .str_at(&["type"])
        .is_some_and(|kind| kind.eq_ignore_ascii_case("Microsoft.App/containerApps"));
    let shaped = ["configuration", "environmentId"]
        .iter()
        .any(|key| object.at(&["properties", key]).is_some());
    object
        .at(&["properties", "template", "containers"])
        .is_some()
        && (typed || shaped)
        && object.get("kind").is_none()
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    let Some(properties) = input.object.get("properties") else {
        return;
    };
    let job = properties
        .at(&["configuration", "replicaTimeout"])
        .is_some();
    let platform = if job {
        Platform::AzureContainerAppsJob
    } else {
        Platform::AzureContainerApps
    };
    let name = input.object.str_at(&["name"]).unwrap_or("(unnamed)");
    let placement = Placement::on(platform, None);
    let mut workload = Workload::new(
        name,
        "containerApp",
        FORMAT.name,
        placement,
        input.object.span(),
        input.scope.clone(),
    );
    let scale = |key| ["template", "scale", key];
    let facts = [
        values::at(
            properties,
            &["configuration", "replicaTimeout"],
            FactName::Timeout,
            values::seconds,
        ),
        values::at(
            properties,
            &scale("minReplicas"),
            FactName::ReplicasMin,
            values::count,
        ),
        values::at(
            properties,
            &scale("maxReplicas"),
            FactName::ReplicasMax,
            values::count,
        ),
    ];
    workload.facts.extend(facts.into_iter().flatten());
    for container in properties
        .at(&["template", "containers"])
        .into_iter()
        .flat_map(Node::items)
    {
        let facts = [
            values::at(container, &["image"], FactName::Image, values::text),
            values::at(
                container,
                &["resources", "memory"],
                FactName::Memory,
                values::size,
            ),
        ];
        workload.facts.extend(facts.into_iter().flatten());
    }
    connections(properties, &mut workload);
    volumes(properties, &mut workload);
    out.workloads.push(workload);
}

fn connections(properties: Node<'_>, workload: &mut Workload) {
    let ingress = |path: &[&str]| properties.at(&[&["configuration", "ingress"], path].concat());
    let tcp = ingress(&["transport"]).filter(|node| {
        node.as_str()
            .is_some_and(|text| text.eq_ignore_ascii_case("tcp"))
    });
    let sticky =
        ingress(&["stickySessions", "affinity"]).filter(|node| node.as_str() == Some("sticky"));
    for (node, protocol) in [(tcp, "tcp"), (sticky, "session-affinity")] {
        let Some(node) = node else { continue };
        let connection = Connection {
            protocol: protocol.to_owned(),
            certain: false,
        };
        let at = node.span().first_line();
        workload.facts.push(Fact::stated(
            FactName::Connection,
            Value::Connection(connection),
            at,
            "configuration.ingress",
        ));
    }
}

fn volumes(properties: Node<'_>, workload: &mut Workload) {
    for volume in properties
        .at(&["template", "volumes"])
        .into_iter()
        .flat_map(Node::items)
    {
        let Some(node) = volume.get("storageType") else {
            continue;
        };
        if !matches!(node.as_str(), Some("AzureFile" | "NfsAzureFile")) {
            continue;
        }
        let detail = volume.str_at(&["name"]).unwrap_or("volume").to_owned();
        let state = State {
            kind: StateKind::SharedFileSystem,
            detail,
            read_only: false,
        };
        let at = node.span().first_line();
        workload.facts.push(Fact::stated(
            FactName::State,
            Value::State(state),
            at,
            "template.volumes.storageType",
        ));
    }
}
