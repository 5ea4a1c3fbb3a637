//! State machines: the functions that their definitions name are steps of work that is already split.

use super::Reading;
use super::companion::trigger_at;
use super::template::Resource;
use crate::model::{Companion, Trigger, TriggerKind};
use crate::syntax::Node;
use crate::syntax::intrinsic::Intrinsic;
use std::collections::BTreeSet;

/// Where a state machine names its functions; a definition in a file of its own gets them as substitutions.
const PLACES: [&str; 3] = ["Definition", "DefinitionString", "DefinitionSubstitutions"];

/// Nodes looked at in one definition; its text may take 1 MB at all.
const MAX_NODES: usize = 200_000;

pub(super) fn state_machine(reading: &Reading<'_, '_>, resource: &Resource<'_>) -> Vec<Companion> {
    let mut found = Vec::new();
    let mut named = BTreeSet::new();
    let mut budget = MAX_NODES;
    for place in PLACES {
        let mut open: Vec<Node<'_>> = resource.property(&[place]).into_iter().collect();
        while let Some(node) = open.pop() {
            if budget == 0 {
                return found;
            }
            budget -= 1;
            if Intrinsic::of(node).is_none() && node.as_str().is_none() {
                let next = open.len();
                open.extend(node.items().take(budget));
                open.extend(node.entries().take(budget).map(|entry| entry.value));
                open[next..].reverse();
                continue;
            }
            for function in reading.template.functions(node) {
                if named.insert(function) {
                    let trigger = Trigger::event(TriggerKind::Workflow, resource.kind);
                    let fact = trigger_at(resource, &[Some(node)], place, trigger);
                    found.push(reading.companion(resource, function, vec![fact]));
                }
            }
        }
    }
    found
}
