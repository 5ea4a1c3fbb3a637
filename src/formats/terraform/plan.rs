//! What a plan's resources refer to: its values are settled, and its configuration keeps the references.

use super::reference::resources;
use crate::syntax::Node;

/// Modules inside modules that are followed.
const MAX_DEPTH: usize = 128;

/// A plan.
#[derive(Clone, Copy)]
pub(super) struct Plan<'t> {
    root: Node<'t>,
}

impl<'t> Plan<'t> {
    pub(super) fn new(root: Node<'t>) -> Self {
        Self { root }
    }

    /// The resources that an argument refers to, as type and name; all stand in the same module.
    pub(super) fn mentions(self, address: &str, path: &[&str]) -> Vec<(&'t str, &'t str)> {
        let (modules, local) = split(address);
        let mut module = self.root.at(&["configuration", "root_module"]);
        for name in modules {
            module = module.and_then(|module| module.at(&["module_calls", name, "module"]));
        }
        let resources_of = module.and_then(|module| module.get("resources"));
        let resource = resources_of
            .into_iter()
            .flat_map(Node::items)
            .find(|resource| resource.str_at(&["address"]) == Some(without_index(local)));
        let argument = resource.and_then(|resource| {
            let start = resource.get("expressions")?;
            path.iter()
                .try_fold(start, |node, key| super::resource::first(node)?.get(key))
        });
        let references = argument.and_then(|argument| argument.get("references"));
        let items = references.into_iter().flat_map(Node::items);
        items
            .filter_map(|item| item.as_str())
            .flat_map(resources)
            .collect()
    }

    /// The planned values of a resource in the same module as `beside`.
    pub(super) fn resource(self, beside: &str, kind: &str, name: &str) -> Option<Node<'t>> {
        let (modules, _) = split(beside);
        let mut module = self.root.at(&["planned_values", "root_module"])?;
        let mut prefix = String::new();
        for name in modules {
            prefix.push_str("module.");
            prefix.push_str(name);
            let mut children = module.get("child_modules")?.items();
            module = children.find(|child| {
                let address = child.str_at(&["address"]);
                address.is_some_and(|address| without_index(address) == prefix)
            })?;
            prefix.push('.');
        }
        let mut resources = module.get("resources")?.items();
        let found = resources.find(|resource| {
            resource.str_at(&["type"]) == Some(kind) && resource.str_at(&["name"]) == Some(name)
        })?;
        found.get("values")
    }
}

/// The modules that an address stands in, outermost first, and the rest of it.
fn split(address: &str) -> (Vec<&str>, &str) {
    let mut modules = Vec::new();
    let mut rest = address;
    while let Some(inner) = rest.strip_prefix("module.")
        && let Some((name, after)) = inner.split_once('.')
        && modules.len() < MAX_DEPTH
    {
        modules.push(without_index(name));
        rest = after;
    }
    (modules, rest)
}

/// `module.a.` of an address in module `a`, indices kept.
pub(super) fn module_prefix(address: &str) -> &str {
    let (_, local) = split(address);
    &address[..address.len() - local.len()]
}

/// An address without the index of its copy.
pub(super) fn without_index(address: &str) -> &str {
    match address
        .strip_suffix(']')
        .and_then(|rest| rest.rsplit_once('['))
    {
        Some((address, _)) => address,
        None => address,
    }
}
