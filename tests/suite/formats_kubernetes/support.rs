//! Small words the tests are written in.

use plimsoll::formats;
use plimsoll::model::{Companion, Declarations, Fact, Link, Value};
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use plimsoll::syntax;

/// Everything one file says.
pub(crate) fn declarations(name: &str, text: &str) -> Declarations {
    let tree = syntax::parse(&Source::new(name, text));
    let mut out = Declarations::default();
    formats::read(&tree, "", &Repository::new("/nowhere"), &mut out);
    out
}

/// What a manifest says, one line a workload, a companion, a note or a fact.
pub(crate) fn read(text: &str) -> String {
    dump(&declarations("manifest.yaml", text))
}

/// What a pod spec says, written as the indented body of `spec:`.
pub(crate) fn pod(spec: &str) -> String {
    let text = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n{spec}");
    facts(&text)
}

/// The facts alone, without the lines they belong to.
pub(crate) fn facts(text: &str) -> String {
    let read = read(text);
    let lines: Vec<&str> = read
        .lines()
        .filter_map(|line| line.strip_prefix("  "))
        .collect();
    lines.join("\n")
}

pub(crate) fn dump(out: &Declarations) -> String {
    let mut lines = Vec::new();
    for workload in &out.workloads {
        let namespace = workload.namespace.as_deref();
        lines.push(format!(
            "{}{} {}/{} on {}",
            namespace.map_or(String::new(), |namespace| format!("{namespace}/")),
            workload.name,
            workload.group,
            workload.kind,
            workload.placement.title(),
        ));
        lines.extend(workload.notes.iter().map(|note| format!("  note: {note}")));
        lines.extend(workload.facts.iter().map(|one| format!("  {}", fact(one))));
    }
    for companion in &out.companions {
        lines.push(format!("{} {}", companion.title, link(companion)));
        lines.extend(companion.facts.iter().map(|one| format!("  {}", fact(one))));
    }
    lines.join("\n")
}

fn link(companion: &Companion) -> String {
    match &companion.link {
        Link::Scales(target) => format!("scales {}/{}/{}", target.group, target.kind, target.name),
        Link::Selects { name, selector, .. } => format!("selects {selector:?} as {name}"),
        Link::Routes(services) => format!("routes to {services:?}"),
        Link::Pods(labels) => format!("is for pods {labels:?}"),
        Link::Uses { service, config } => format!("uses {config} for {service}"),
        Link::Configures(name) => format!("configures as {name}"),
        Link::Stands { name, leads_out } => format!(
            "stands for {}",
            if *leads_out {
                "a host outside"
            } else {
                name.as_str()
            }
        ),
        Link::Data { hosts, .. } => {
            let hosts: Vec<&str> = hosts.iter().map(|one| one.host.name.as_str()).collect();
            format!("names {hosts:?}")
        }
        Link::Claims(name) => format!("claims {name}"),
        Link::Binds { account, role } => format!("gives {account} {}/{}", role.kind, role.name),
        Link::Grants(role) => format!("is {}/{}", role.kind, role.name),
        Link::Service(service) => format!("is about {:?}", service.names),
        Link::Resource(name) | Link::Edge { function: name, .. } => format!("speaks of {name}"),
        Link::Deploys { name, .. } => format!("deploys {name}"),
    }
}

/// `timeout = 15 min @ "900" stated`, and what else there is to say.
fn fact(fact: &Fact) -> String {
    let at = fact.at.as_ref().map_or("", |at| at.text());
    let mut line = format!(
        "{} = {} @ {at:?} {}",
        fact.name.name(),
        value(fact.value.as_ref()),
        fact.origin.name()
    );
    if fact.confidence.name() != "high" {
        line.push(' ');
        line += fact.confidence.name();
    }
    line
}

fn value(value: Option<&Value>) -> String {
    match value {
        None => "?".to_owned(),
        Some(Value::Trigger(trigger)) => {
            let sync = if trigger.synchronous { " sync" } else { "" };
            format!("{:?} {}{sync}", trigger.kind, trigger.source)
        }
        Some(Value::Connection(connection)) => {
            let hint = if connection.certain { "" } else { " hint" };
            format!("{}{hint}", connection.protocol)
        }
        Some(Value::State(state)) => {
            let mode = if state.read_only { " read-only" } else { "" };
            format!("{} {}{mode}", state.kind.name(), state.detail)
        }
        Some(value) => value.to_string(),
    }
}

/// Compares what a manifest says with what it must say.
#[track_caller]
pub(crate) fn says(manifest: &str, expected: &str) {
    let read = read(manifest);
    assert_eq!(read, unindented(expected), "\n{read}");
}

/// Compares what a pod spec says with what it must say.
#[track_caller]
pub(crate) fn pod_says(spec: &str, expected: &str) {
    let read = pod(spec);
    assert_eq!(read, unindented(expected), "\n{spec}\n{read}");
}

/// A text without its first line break and its common indentation.
fn unindented(text: &str) -> String {
    let text = text.trim_matches('\n').trim_end();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let common = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(indent)
        .min()
        .unwrap_or(0);
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.get(common..).unwrap_or(""))
        .collect();
    lines.join("\n")
}
