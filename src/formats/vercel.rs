//! Vercel projects: `vercel.json`. A function is a glob over files; much else is said in code.

use super::{Format, Input, schedule, values};
use crate::model::{Declarations, FactName, PLAN_UNKNOWN, Placement, Platform, Workload};
use crate::syntax::{Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "vercel",
    title: "Vercel",
    files: "`vercel.json`",
    hint: |text| text.contains("\"functions\"") || text.contains("\"crons\""),
    detect,
    read,
};

/// The name is part of what a `vercel.json` is: nothing inside it has to say Vercel.
fn detect(object: Node<'_>) -> bool {
    let path = object.tree().source().path();
    let named = path == "vercel.json" || path.ends_with("/vercel.json");
    named
        && object.kind() == Kind::Mapping
        && ["functions", "crons"]
            .iter()
            .any(|key| object.get(key).is_some())
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    for entry in input
        .object
        .get("functions")
        .into_iter()
        .flat_map(Node::entries)
    {
        let placement = Placement::on(Platform::Vercel, None);
        let mut workload = Workload::new(
            entry.name(),
            "function",
            FORMAT.name,
            placement,
            entry.span(),
            input.scope.clone(),
        );
        workload.notes.push(PLAN_UNKNOWN.to_owned());
        let settings = entry.value;
        // `"maxDuration": "max"` is whatever the plan allows: unresolved.
        let facts = [
            values::at(
                settings,
                &["maxDuration"],
                FactName::Timeout,
                values::seconds,
            ),
            values::at(settings, &["memory"], FactName::Memory, values::mebibytes),
            values::at(
                settings,
                &["maxConcurrency"],
                FactName::Concurrency,
                values::count,
            ),
        ];
        workload.facts.extend(facts.into_iter().flatten());
        out.workloads.push(workload);
    }
    for cron in input.object.get("crons").into_iter().flat_map(Node::items) {
        let (Some(path), Some(node)) = (cron.str_at(&["path"]), cron.get("schedule")) else {
            continue;
        };
        let placement = Placement::on(Platform::Vercel, None);
        let mut workload = Workload::new(
            path,
            "cron",
            FORMAT.name,
            placement,
            cron.span(),
            input.scope.clone(),
        );
        workload.facts.extend(values::schedule(
            node,
            "cron",
            "schedule",
            schedule::kubernetes,
        ));
        out.workloads.push(workload);
    }
}
