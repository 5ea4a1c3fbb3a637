//! Step Functions in Amazon States Language: work that is already cut into steps. Recognised so that nobody wonders; it
//! holds no workload of its own. Which functions are its steps says the template that deploys it.

use super::{Format, Marks};
use crate::model::{Caller, Duration, Trigger, TriggerKind, Wait};
use crate::syntax::{Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "step-functions",
    title: "Step Functions",
    files: "`*.asl.json`, `*.asl.yaml`: recognised, holds no workload",
    marks: Marks {
        names: &["*.asl.json", "*.asl.yaml", "*.asl.yml"],
        keys: &[&["StartAt", "States"]],
    },
    hint: |raw| raw.contains("StartAt") && raw.contains("States"),
    detect,
    read: |_, _| {},
};

/// The state that it starts at is one of its states, and that has a type.
fn detect(object: Node<'_>) -> bool {
    let Some(first) = object.str_at(&["StartAt"]) else {
        return false;
    };
    object.kind() == Kind::Mapping && object.str_at(&["States", first, "Type"]).is_some()
}

/// Nodes looked at in one definition; its text may take 1 MB at all.
pub(super) const MAX_NODES: usize = 200_000;

/// How long a task lets its function run, as far as its state is seen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// `TimeoutSeconds`; unknown where that is an expression, or the state is not seen.
    wait: Wait,
    /// Whether it waits for the function at all.
    waits: bool,
}

impl Step {
    /// A step whose state stands elsewhere.
    pub(super) const UNSEEN: Self = Self {
        wait: Wait::Unknown,
        waits: true,
    };

    /// The step whose state stands in a text, or in an expression for one: unseen where that says how to invoke.
    pub(super) fn within(definition: Node<'_>) -> Self {
        let mut open = vec![definition];
        let mut budget = MAX_NODES;
        while let Some(node) = open.pop() {
            let says = |text: &str| text.contains("InvocationType");
            let is_key = node.entries().any(|entry| says(entry.name()));
            if budget == 0 || is_key || node.as_str().is_some_and(says) {
                return Self::UNSEEN;
            }
            budget -= 1;
            open.extend(node.items().take(budget));
            open.extend(node.entries().take(budget).map(|entry| entry.value));
        }
        Self {
            wait: Wait::Default,
            waits: true,
        }
    }

    /// The step that a node is, if it is a task.
    pub(super) fn of(node: Node<'_>) -> Option<Self> {
        if node.kind() != Kind::Mapping || node.str_at(&["Type"]) != Some("Task") {
            return None;
        }
        let timeout = node.get("TimeoutSeconds");
        let wait = match timeout {
            None if node.get("TimeoutSecondsPath").is_some() => Wait::Unknown,
            None => Wait::Default,
            Some(timeout) => timeout.as_u64().map_or(Wait::Unknown, |seconds| {
                Wait::Stated(Duration::from_secs(seconds))
            }),
        };
        let arguments = ["Parameters", "Arguments"];
        let invocation = arguments
            .iter()
            .find_map(|key| node.at(&[key, "InvocationType"]));
        Some(Self {
            wait,
            waits: invocation.is_none_or(|kind| kind.as_str() == Some("RequestResponse")),
        })
    }

    /// The trigger of its function. A function that is called and not waited for is a step all the same.
    pub(super) fn trigger(self, kind: TriggerKind, source: &str, is_express: bool) -> Trigger {
        let name = match self.wait {
            _ if !self.waits => None,
            _ if is_express => Some(Caller::EXPRESS),
            Wait::Stated(_) => Some(Caller::TASK),
            Wait::Default | Wait::Unknown => None,
        };
        match name {
            Some(name) => Trigger::awaited(kind, source, Caller::new(name).waiting(self.wait)),
            None => Trigger::event(kind, source),
        }
    }
}
