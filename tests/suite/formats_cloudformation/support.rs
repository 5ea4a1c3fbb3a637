//! Small words the tests are written in.

use plimsoll::formats;
use plimsoll::model::{Declarations, Fact, Link, Value, Wait};
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

/// What a YAML template says, one line a workload, a companion or a fact.
pub(crate) fn read(text: &str) -> String {
    dump(&declarations("template.yaml", text))
}

/// The facts of one name, one line each.
pub(crate) fn facts(text: &str, name: &str) -> String {
    let lines: Vec<String> = read(text)
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with(&format!("{name} ")))
        .map(str::to_owned)
        .collect();
    lines.join("\n")
}

pub(crate) fn dump(out: &Declarations) -> String {
    let mut lines = Vec::new();
    for workload in &out.workloads {
        let platforms: Vec<&str> = workload
            .placement
            .platforms
            .iter()
            .map(|one| one.name())
            .collect();
        lines.push(format!(
            "{} {} {} {}",
            workload.name,
            workload.kind,
            platforms.join("|"),
            workload.placement.variant.unwrap_or("?"),
        ));
        lines.extend(workload.notes.iter().map(|note| format!("  note: {note}")));
        lines.extend(workload.facts.iter().map(|one| format!("  {}", fact(one))));
    }
    for companion in &out.companions {
        let Link::Resource(function) = &companion.link else {
            continue;
        };
        lines.push(format!("{} -> {function}", companion.title));
        lines.extend(companion.facts.iter().map(|one| format!("  {}", fact(one))));
    }
    lines.join("\n")
}

/// `timeout = 15 min @ "900" stated Properties.Timeout`, and what else there is to say.
pub(crate) fn fact(fact: &Fact) -> String {
    let mut line = format!("{} = {}", fact.name.name(), value(fact.value.as_ref()));
    let at = fact.at.as_ref().map_or("", |at| at.text());
    line += &format!(" @ {at:?} {}", fact.origin.name());
    if let Some(owner) = &fact.owner {
        line += &format!(" by {owner}");
    }
    line += &format!(" {}", fact.field);
    for via in &fact.via {
        line += &format!(" via {:?}", via.text());
    }
    if fact.confidence.name() != "high" {
        line += &format!(" {}", fact.confidence.name());
    }
    if let Some(note) = &fact.note {
        line += &format!(" ({note})");
    }
    line
}

fn value(value: Option<&Value>) -> String {
    match value {
        None => "?".to_owned(),
        Some(Value::Trigger(trigger)) => {
            let mut text = format!("{:?} {}", trigger.kind, trigger.source);
            if let Some(api) = trigger.api {
                text += &format!(" {}", api.variant);
                text += &match api.wait {
                    Wait::Default => String::new(),
                    Wait::Stated(wait) => format!(" {wait}"),
                    Wait::Unknown => " ?".to_owned(),
                };
            }
            if trigger.synchronous {
                text += " sync";
            }
            text
        }
        Some(value) => value.to_string(),
    }
}

/// Compares line by line what a template says with what it must say.
#[track_caller]
pub(crate) fn says(template: &str, expected: &str) {
    assert_eq!(read(template), unindented(expected), "\n{}", read(template));
}

/// A text without its first line break and its common indentation.
pub(crate) fn unindented(text: &str) -> String {
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
