//! What ties a pod to a cluster: the host's namespaces, its own runtime, devices, a lease to elect a leader with.

use super::element::Element;
use crate::model::{Blocker, Fact, FactName, Value};

/// What the flags that switch leader election on are called.
const LEADER_ELECTION: &[&str] = &[
    "--leader-elect",
    "--leader-election",
    "--enable-leader-election",
];

/// A blocker that an element shows.
pub(super) fn fact(element: &Element<'_>, kind: &str, detail: &str) -> Fact {
    let blocker = Blocker {
        kind: kind.to_owned(),
        detail: detail.to_owned(),
    };
    element.stated(FactName::Blocker, Value::Blocker(blocker))
}

/// Reads what a pod spec says of the host and the runtime.
pub(super) fn read(spec: &Element<'_>, facts: &mut Vec<Fact>) {
    for (key, kind) in [
        ("hostNetwork", "host-network"),
        ("hostPID", "host-pid"),
        ("hostIPC", "host-ipc"),
    ] {
        let switch = spec.switch(&[key], FactName::Blocker, facts);
        facts.extend(switch.map(|at| fact(&at, kind, "true")));
    }
    if let Some(class) = spec.at(&["runtimeClassName"]) {
        facts.push(match class.text() {
            Some(name) if !class.node.is_placeholder() => fact(&class, "runtime-class", name),
            _ => class.unresolved(FactName::Blocker),
        });
    }
    for claim in spec.items("resourceClaims") {
        let at = claim.at(&["name"]).unwrap_or_else(|| claim.clone());
        facts.push(fact(&at, "device", at.text().unwrap_or_default()));
    }
}

/// The first argument that asks for leader election, unless one switches it off.
pub(super) fn leader_election(container: &Element<'_>, facts: &mut Vec<Fact>) {
    let mut asked = None;
    for list in ["command", "args"] {
        for argument in container.items(list) {
            let Some(text) = argument.text() else {
                continue;
            };
            // Go's flag package takes one dash as well as two.
            let flag = format!("--{}", text.trim_start_matches('-'));
            if !text.starts_with('-') || !LEADER_ELECTION.iter().any(|name| flag.starts_with(name))
            {
                continue;
            }
            let (name, value) = flag.split_once('=').unwrap_or((&flag, "true"));
            if LEADER_ELECTION.contains(&name) && matches!(value, "false" | "0" | "f" | "False") {
                return;
            }
            asked.get_or_insert_with(|| fact(&argument, "leader-election", name));
        }
    }
    facts.extend(asked);
}
