//! Vercel projects: `vercel.json`. A function is a glob over files; much else is said in code.

mod route;

use super::{Format, Input, Marks, schedule, values};
use crate::model::{
    Declarations, Fact, FactName, Origin, PLAN_UNKNOWN, Placement, Platform, Workload,
};
use crate::syntax::{Entry, Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "vercel",
    title: "Vercel",
    files: "`vercel.json`",
    marks: Marks {
        names: &["vercel.json"],
        keys: &[],
    },
    hint: |raw| FORMAT.marks.name(raw.path),
    detect,
    read,
};

/// The name is part of what a `vercel.json` is: nothing inside it has to say Vercel.
fn detect(object: Node<'_>) -> bool {
    FORMAT.marks.name(object.tree().source().path())
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
        workload.facts.extend(settings(entry.value));
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
        workload.facts.extend(called(input, path, node));
        out.workloads.push(workload);
    }
}

/// What the settings of a function state. `"maxDuration": "max"` is whatever the plan allows: unresolved.
fn settings(settings: Node<'_>) -> Vec<Fact> {
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
    facts.into_iter().flatten().collect()
}

/// What the function states that a cron's path leads to: a route of `functions` that matches one of the files that may
/// answer there. Where none matches and the file is not known either, how long it may run is not known.
fn called(input: &Input<'_>, path: &str, at: Node<'_>) -> Vec<Fact> {
    let Some(functions) = input.object.get("functions") else {
        return Vec::new();
    };
    let folder = input.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut files = route::files(path);
    let (there, is_known) = {
        let there: Vec<String> = files
            .iter()
            .filter(|file| input.repository.holds(folder, file))
            .cloned()
            .collect();
        let is_known = !there.is_empty();
        (there, is_known)
    };
    if is_known {
        files = there;
    }
    let matches = |entry: &Entry<'_>| files.iter().any(|file| route::matches(entry.name(), file));
    if let Some(entry) = functions.entries().find(matches) {
        let facts = settings(entry.value).into_iter();
        let owner = format!("functions[{}]", entry.name());
        return facts
            .map(|fact| fact.from_owner(Origin::Inherited, owner.as_str()))
            .collect();
    }
    if is_known {
        return Vec::new();
    }
    let at = at.span().first_line();
    let fact = Fact::unresolved(FactName::Timeout, at, "functions");
    vec![fact.with_note("which of the functions answers at this path is not known")]
}
