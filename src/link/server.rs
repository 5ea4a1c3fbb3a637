//! Databases, queues and caches behind an image of the house: what listens on the port of such a server and bears its name,
//! in the image, the workload, a container or the Service in front, is one.

use crate::model::{Confidence, Fact, FactName, Origin, State, StateKind, Value, Workload};
use crate::platform::{server_behind, server_image};

/// Adds the state that a server keeps.
pub(super) fn tell(workloads: &mut [Workload]) {
    for workload in workloads {
        workload.facts.extend(server(workload));
    }
}

fn server(workload: &Workload) -> Option<Fact> {
    let on_kubernetes = workload
        .placement
        .platforms
        .iter()
        .any(|one| one.on_kubernetes());
    if !on_kubernetes || workload.ends() {
        return None;
    }
    let mut images = workload.facts(FactName::Image);
    let main = images.find(|fact| !fact.field.contains("initContainers"))?;
    let image = main.text().unwrap_or_default();
    if main.confidence == Confidence::Low || server_image(image).is_some() {
        return None;
    }
    let state = |kind: StateKind, detail: String| {
        let read_only = false;
        Value::State(State {
            kind,
            detail,
            read_only,
        })
    };
    let services = workload
        .ports
        .iter()
        .filter_map(|port| port.owner.as_deref()?.strip_prefix("Service/"));
    let names: Vec<&str> = [image_name(image), workload.name.as_str()]
        .into_iter()
        .chain(container(&main.field))
        .chain(services)
        .collect();
    for port in &workload.ports {
        let Some((kind, name)) = server_behind(&names, Some(port.number)) else {
            continue;
        };
        let detail = format!("{name} on port {}", port.number);
        let fact = Fact::stated(
            FactName::State,
            state(kind, detail),
            port.at.clone(),
            port.field.clone(),
        );
        return Some(match &port.owner {
            Some(owner) => fact.from_owner(Origin::Linked, owner.clone()),
            None => fact,
        });
    }
    // Without a port the image and the workload must both say nothing else.
    let (kind, name) = server_behind(&names[..2], None)?;
    let at = main.at.clone()?;
    Some(Fact::stated(
        FactName::State,
        state(kind, name),
        at,
        main.field.clone(),
    ))
}

/// The last part of the repository of an image.
fn image_name(reference: &str) -> &str {
    let reference = reference.split('@').next().unwrap_or_default();
    let last = reference.rsplit('/').next().unwrap_or_default();
    last.split(':').next().unwrap_or_default()
}

/// The name of the container that a field is in.
fn container(field: &str) -> Option<&str> {
    let (_, rest) = field.split_once("containers[name=")?;
    Some(rest.split_once(']')?.0)
}
