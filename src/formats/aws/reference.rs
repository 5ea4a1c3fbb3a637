//! Which functions an expression names: `!Ref F`, `!GetAtt F.Arn`, a `!Sub` or `Fn::Join` with `F` in it, the text of a
//! function's own `FunctionName`, an alias of it.

use super::template::{Resource, Template, text};
use crate::syntax::Node;
use crate::syntax::intrinsic::{Intrinsic, placeholders};

/// Nodes looked at in one expression; aliases can make a small one large.
const MAX_NODES: usize = 4_096;

/// Names taken from one expression: as many as a template may have resources.
const MAX_NAMES: usize = 500;

/// Aliases and versions followed to their function.
const MAX_HOPS: usize = 16;

impl<'t> Template<'t> {
    /// The logical ids of the functions that an expression names, each once, in order.
    pub(crate) fn functions(&self, node: Node<'t>) -> Vec<&'t str> {
        let mut found = Vec::new();
        self.collect_functions(node, MAX_HOPS, &mut found);
        found
    }

    /// The resources of a type that an expression names.
    pub(crate) fn referenced(&self, node: Node<'t>, kind: &str) -> Vec<&Resource<'t>> {
        mentions(node)
            .into_iter()
            .filter_map(|name| self.resource(name))
            .filter(|resource| resource.kind == kind)
            .collect()
    }

    fn collect_functions(&self, node: Node<'t>, hops: usize, found: &mut Vec<&'t str>) {
        let named = text(node).and_then(|name| {
            let behind_arn = name.split_once(":function:").map(|(_, name)| name);
            self.function_named(name)
                .or_else(|| self.function_named(behind_arn?))
        });
        for name in named.into_iter().chain(mentions(node)) {
            match self.resource(name) {
                Some(resource) if resource.is_function() => add(found, resource.id),
                Some(resource) if is_pointer(resource) && hops > 0 => {
                    if let Some(function) = resource.property(&["FunctionName"]) {
                        self.collect_functions(function, hops - 1, found);
                    }
                }
                None if self.may_stand_outside(name) => add(found, name),
                _ => {}
            }
        }
    }
}

fn is_pointer(resource: &Resource<'_>) -> bool {
    matches!(resource.kind, "AWS::Lambda::Alias" | "AWS::Lambda::Version")
}

fn add<'t>(found: &mut Vec<&'t str>, id: &'t str) {
    if found.len() < MAX_NAMES && !found.contains(&id) {
        found.push(id);
    }
}

/// The logical ids in an expression, without their attributes. `F.Alias` and `F.Version` are SAM's for what it makes
/// of `F`.
pub(super) fn mentions(node: Node<'_>) -> Vec<&str> {
    fn id(name: &str) -> &str {
        name.split_once('.').map_or(name, |(id, _)| id)
    }
    let mut found = Vec::new();
    let mut open = vec![node];
    let mut budget = MAX_NODES;
    while let Some(node) = open.pop() {
        if budget == 0 {
            break;
        }
        budget -= 1;
        let next = open.len();
        match Intrinsic::of(node) {
            Some(Intrinsic::Ref(name)) => add(&mut found, id(name)),
            Some(Intrinsic::GetAtt { resource, .. }) => add(&mut found, id(resource)),
            Some(Intrinsic::Sub {
                template,
                variables,
            }) => {
                for name in placeholders(template.as_str().unwrap_or("")).take(MAX_NAMES) {
                    match variables.and_then(|variables| variables.get(name)) {
                        Some(value) => open.push(value),
                        None => add(&mut found, id(name)),
                    }
                }
            }
            Some(Intrinsic::Join { parts }) => match Intrinsic::of(parts) {
                Some(_) => open.push(parts),
                None => open.extend(parts.items().take(budget)),
            },
            Some(Intrinsic::If {
                then, otherwise, ..
            }) => open.extend([then, otherwise]),
            Some(Intrinsic::FindInMap { .. } | Intrinsic::Other { .. }) | None => {}
        }
        // The last one pushed is taken first; the order of writing is the one to report in.
        open[next..].reverse();
    }
    found
}
