//! Step Functions in Amazon States Language: work that is already cut into steps. Recognised so that nobody wonders; it
//! holds no workload of its own. Which functions are its steps says the template that deploys it.

use super::{Format, Marks};
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
