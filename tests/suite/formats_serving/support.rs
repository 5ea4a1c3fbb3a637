//! Small words the tests are written in.

use plimsoll::formats;
use plimsoll::model::{Declarations, Fact, Value, Workload};
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use plimsoll::syntax;

fn workloads(text: &str) -> Vec<Workload> {
    let tree = syntax::parse(&Source::new("app.yaml", text));
    let mut out = Declarations::default();
    formats::read(&tree, "", &Repository::new("/nowhere"), &mut out);
    out.workloads
}

/// `knative: knative|cloud-run-service`: the format, and what the first workload stands on.
pub(crate) fn platform(text: &str) -> String {
    let workload = &workloads(text)[0];
    let platforms = workload.placement.platforms.iter();
    let names: Vec<&str> = platforms.map(|one| one.name()).collect();
    format!("{}: {}", workload.format, names.join("|"))
}

pub(crate) fn notes(text: &str) -> String {
    workloads(text)[0].notes.join("\n")
}

/// What a manifest says, one line a workload or a fact.
pub(crate) fn read(text: &str) -> String {
    let mut lines = Vec::new();
    for workload in workloads(text) {
        let platforms = workload.placement.platforms.iter();
        let names: Vec<&str> = platforms.map(|one| one.name()).collect();
        lines.push(format!(
            "{} {} {}",
            workload.name,
            workload.kind,
            names.join("|")
        ));
        lines.extend(
            workload
                .claims
                .iter()
                .map(|claim| format!("  claim {claim}")),
        );
        lines.extend(workload.facts.iter().map(|one| format!("  {}", fact(one))));
    }
    lines.join("\n")
}

/// The facts of one name, one line each.
pub(crate) fn facts(text: &str, name: &str) -> String {
    let all = read(text);
    let lines: Vec<&str> = all
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with(&format!("{name} = ")))
        .collect();
    lines.join("\n")
}

/// `timeout = 15 min @ "900" stated spec.template.spec.timeoutSeconds`, and what else there is to say.
fn fact(fact: &Fact) -> String {
    let value = match &fact.value {
        None => "?".to_owned(),
        Some(Value::State(state)) if state.read_only => {
            format!("{} {} read-only", state.kind.name(), state.detail)
        }
        Some(value) => value.to_string(),
    };
    let at = fact.at.as_ref().map_or("", |at| at.text());
    let mut line = format!(
        "{} = {value} @ {at:?} {} {}",
        fact.name.name(),
        fact.origin.name(),
        fact.field
    );
    if let Some(note) = &fact.note {
        line = format!("{line} ({note})");
    }
    line
}

/// How many formats say that a file's object is theirs.
pub(crate) fn claims(text: &str) -> usize {
    let tree = syntax::parse(&Source::new("app.yaml", text));
    let root = tree.documents().next().map(|document| document.root);
    let mine = |format: &&&formats::Format| root.is_some_and(|root| (format.detect)(root));
    formats::FORMATS.iter().filter(mine).count()
}
