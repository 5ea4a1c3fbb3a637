//! State machines: the functions that their definitions name are steps of work that is already split.

use super::Reading;
use super::companion::trigger_at;
use super::template::Resource;
use crate::formats::step_functions::{MAX_NODES, Step};
use crate::model::{Companion, TriggerKind};
use crate::syntax::Node;
use crate::syntax::intrinsic::Intrinsic;
use std::collections::BTreeSet;

/// Where a state machine names its functions; a definition in a file of its own gets them as substitutions.
const PLACES: [&str; 3] = ["Definition", "DefinitionString", "DefinitionSubstitutions"];

pub(super) fn state_machine(reading: &Reading<'_, '_>, resource: &Resource<'_>) -> Vec<Companion> {
    let mut found = Vec::new();
    let mut named = BTreeSet::new();
    let mut budget = MAX_NODES;
    let types = [["Type"], ["StateMachineType"]];
    let is_express = types
        .iter()
        .any(|path| reading.text(resource, path) == Some("EXPRESS"));
    let definitions = [["Definition"], ["DefinitionString"]];
    let definition = definitions.iter().find_map(|path| resource.property(path));
    for place in PLACES {
        // What gets its functions as substitutions, or stands in a text, is judged as a whole.
        let text = match place {
            "DefinitionSubstitutions" => definition,
            _ => resource.property(&[place]),
        };
        let step = text.map_or(Step::UNSEEN, Step::within);
        let mut open: Vec<(Node<'_>, Step)> = Vec::new();
        open.extend(resource.property(&[place]).map(|node| (node, step)));
        while let Some((node, step)) = open.pop() {
            if budget == 0 {
                return found;
            }
            budget -= 1;
            if Intrinsic::of(node).is_none() && node.as_str().is_none() {
                let step = Step::of(node).unwrap_or(step);
                let next = open.len();
                open.extend(node.items().take(budget).map(|item| (item, step)));
                let values = node.entries().take(budget).map(|entry| entry.value);
                open.extend(values.map(|value| (value, step)));
                open[next..].reverse();
                continue;
            }
            for function in reading.template.functions(node) {
                if named.insert(function) {
                    let trigger = step.trigger(TriggerKind::Workflow, resource.kind, is_express);
                    let fact = trigger_at(resource, &[Some(node)], place, trigger);
                    found.push(reading.companion(resource, function, vec![fact]));
                }
            }
        }
    }
    found
}
