//! Devices that a container asks for: `limits = { "nvidia.com/gpu" = 1 }`.

use super::resource::Resource;
use crate::model::{Blocker, Fact, FactName, Value};
use crate::syntax::Node;

/// GPUs and other extended resources of a container; they have a domain in their name.
pub(super) fn facts<'t>(
    resource: &Resource<'_, 't>,
    container: Node<'t>,
    prefix: &str,
) -> Vec<Fact> {
    let (mut seen, mut facts) = (Vec::new(), Vec::new());
    for list in ["limits", "requests"] {
        let path = ["resources", list];
        let asked = resource.get_in(container, prefix, &path);
        let entries = asked.and_then(|list| list.node).into_iter();
        for key in entries.flat_map(Node::entries).map(|entry| entry.name()) {
            if !key.contains('/') || seen.contains(&key) {
                continue;
            }
            let Some(amount) = resource.get_in(container, prefix, &[path[0], list, key]) else {
                continue;
            };
            let is_none = amount.text() == Some("0") || amount.is_null;
            if is_none {
                continue;
            }
            seen.push(key);
            let blocker = Blocker {
                kind: "device".to_owned(),
                detail: key.to_owned(),
            };
            facts.push(if amount.node.is_some() {
                amount.shows(FactName::Blocker, Value::Blocker(blocker))
            } else {
                // It may be none.
                amount.fact(FactName::Blocker, "", |_| None)
            });
        }
    }
    facts
}
