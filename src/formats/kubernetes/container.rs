//! One container: its image, what it may use, the ports it names, the privileges it asks for.

use super::element::Element;
use super::{blockers, connections, network, quantity};
use crate::formats::values;
use crate::model::{Confidence, Fact, FactName};
use crate::platform::client_command;
use k8s_openapi::api::core::v1::{ContainerPort, ResourceRequirements, SecurityContext};

/// Reads a container.
pub(super) fn read(container: &Element<'_>, facts: &mut Vec<Fact>) {
    let image = container.at(&["image"]).map(|at| match at.text() {
        // An image that a trigger of OpenShift fills in is left blank.
        Some(text) if text.trim().is_empty() => at
            .unresolved(FactName::Image)
            .with_note("blank: a trigger fills it in"),
        _ => at.read(FactName::Image, values::text),
    });
    facts.extend(image.map(|image| as_run(container, image)));
    resources(container, facts);
    ports(container, facts);
    facts.extend(connections::of_environment(container));
    if let Some(context) = container.at(&["securityContext"]) {
        privileges(&context, facts);
    }
    blockers::leader_election(container, facts);
}

/// The image as it is run: with the command of a client it is not the server that its name tells of.
fn as_run(container: &Element<'_>, mut image: Fact) -> Fact {
    let lists = ["command", "args"];
    let words = lists.iter().flat_map(|list| container.items(list));
    let first = words.filter_map(|word| word.text()).find(|word| {
        let is_shell = matches!(*word, "sh" | "bash" | "/bin/sh" | "/bin/bash");
        !is_shell && !word.starts_with('-')
    });
    // Of a shell's script the first word tells.
    let program = first.and_then(|text| text.split_whitespace().next());
    if let Some(program) = program.filter(|program| client_command(program)) {
        image.confidence = Confidence::Low;
        image.note = Some(format!("runs `{program}`"));
    }
    image
}

/// Reads `resources` of a container or, since 1.34, of a whole pod: the limit where there is one, else the request.
pub(super) fn resources(parent: &Element<'_>, facts: &mut Vec<Fact>) {
    let Some(resources) = parent.at(&["resources"]) else {
        return;
    };
    if resources
        .decode::<ResourceRequirements>(FactName::Memory, facts)
        .is_none()
    {
        return;
    }
    for (key, name) in [
        ("memory", FactName::Memory),
        ("ephemeral-storage", FactName::EphemeralStorage),
    ] {
        let limit = resources.at(&["limits", key]);
        let stated = limit.or_else(|| resources.at(&["requests", key]));
        facts.extend(stated.map(|stated| quantity::fact(&stated, name)));
    }
    devices(&resources, facts);
}

/// GPUs and other extended resources have a domain in their name; huge pages a prefix.
fn devices(resources: &Element<'_>, facts: &mut Vec<Fact>) {
    let mut seen = Vec::new();
    for list in ["limits", "requests"] {
        for (key, amount) in resources.at(&[list]).iter().flat_map(Element::entries) {
            let kind = if key.starts_with("hugepages-") {
                "hugepages"
            } else if key.contains('/') {
                "device"
            } else {
                continue;
            };
            if amount.text() != Some("0") && !seen.contains(&key) {
                seen.push(key);
                facts.push(if amount.node.is_placeholder() {
                    // It may be none.
                    amount.unresolved(FactName::Blocker)
                } else {
                    blockers::fact(&amount, kind, key)
                });
            }
        }
    }
}

fn ports(container: &Element<'_>, facts: &mut Vec<Fact>) {
    for port in container.items("ports") {
        let Some(typed) = port.decode::<ContainerPort>(FactName::Network, facts) else {
            continue;
        };
        facts.extend(connections::of_port_name(&port));
        // Zero asks for none.
        if typed.host_port.is_some_and(|number| number > 0) {
            let at = port.at(&["hostPort"]);
            facts.extend(at.map(|at| network::fact(&at, "host-port")));
        }
    }
}

fn privileges(context: &Element<'_>, facts: &mut Vec<Fact>) {
    let Some(typed) = context.decode::<SecurityContext>(FactName::Blocker, facts) else {
        return;
    };
    if let (Some(true), Some(at)) = (typed.privileged, context.at(&["privileged"])) {
        facts.push(blockers::fact(&at, "privileged", "true"));
    }
    let capabilities = context.at(&["capabilities"]);
    for at in capabilities.iter().flat_map(|all| all.items("add")) {
        let text = at.text().unwrap_or_default().to_uppercase();
        let name = text.strip_prefix("CAP_").unwrap_or(&text);
        if name == "NET_ADMIN" || name == "ALL" || name.starts_with("SYS_") {
            facts.push(blockers::fact(&at, "capability", name));
        }
    }
}
