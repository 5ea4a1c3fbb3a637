//! Compose files: existing containers that have no platform yet. Listed, and nothing is judged.

use super::{Format, Input, Marks, values};
use crate::model::{Declarations, Fact, FactName, Placement, State, StateKind, Value, Workload};
use crate::syntax::{Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "compose",
    title: "Compose",
    files: "`compose.yaml`, `docker-compose.yml`",
    marks: Marks {
        names: &["docker-compose*", "compose.*"],
        keys: &[],
    },
    hint: |raw| FORMAT.marks.name(raw.path) && raw.contains("services"),
    detect,
    read,
};

fn detect(object: Node<'_>) -> bool {
    let named = FORMAT.marks.name(object.tree().source().path());
    let runs = |service: Node<'_>| service.get("image").is_some() || service.get("build").is_some();
    let services = object
        .get("services")
        .filter(|services| services.kind() == Kind::Mapping);
    named && services.is_some_and(|services| services.entries().any(|entry| runs(entry.value)))
}

/// The memory limit; `mem_limit` is its older key.
fn memory(service: Node<'_>) -> Option<Fact> {
    let paths: [&[&str]; 2] = [&["deploy", "resources", "limits", "memory"], &["mem_limit"]];
    paths
        .iter()
        .find_map(|path| values::at(service, path, FactName::Memory, values::docker_size))
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    for entry in input
        .object
        .get("services")
        .into_iter()
        .flat_map(Node::entries)
    {
        let nowhere = Placement {
            platforms: Vec::new(),
            variant: None,
        };
        let mut workload = Workload::new(
            entry.name(),
            "service",
            FORMAT.name,
            nowhere,
            entry.span(),
            input.scope.clone(),
        );
        let service = entry.value;
        let facts = [
            values::at(service, &["image"], FactName::Image, values::text),
            values::at(
                service,
                &["deploy", "replicas"],
                FactName::ReplicasMin,
                values::count,
            ),
            memory(service),
        ];
        workload.facts.extend(facts.into_iter().flatten());
        let runs = ["image", "build"]
            .iter()
            .find_map(|key| Some((*key, service.entry(key)?)));
        let exists = runs.map(|(field, entry)| {
            let value = Value::Text("Compose service".to_owned());
            let at = entry.key.span();
            Fact::stated(FactName::ExistingContainer, value, at, field)
        });
        workload.facts.extend(exists);
        for volume in service.get("volumes").into_iter().flat_map(Node::items) {
            let Some(source) = volume.as_str().and_then(|text| text.split(':').next()) else {
                continue;
            };
            // A named volume is state; a path is the developer's own folder.
            if source.is_empty() || source.starts_with(['.', '/', '~', '$']) {
                continue;
            }
            let state = State {
                kind: StateKind::Volume,
                detail: source.to_owned(),
                read_only: false,
            };
            let at = volume.span().first_line();
            workload.facts.push(Fact::stated(
                FactName::State,
                Value::State(state),
                at,
                "volumes",
            ));
        }
        out.workloads.push(workload);
    }
}
