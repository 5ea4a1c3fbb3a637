//! Small words the tests are written in.

use plimsoll::formats;
use plimsoll::model::{Declarations, Fact, Link, Value};
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use plimsoll::syntax;
use std::path::{Path, PathBuf};

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats")
}

pub(crate) fn declarations(
    repository: &Repository,
    source: &std::sync::Arc<Source>,
) -> Declarations {
    let tree = syntax::parse(source);
    assert!(tree.errors().is_empty(), "{:?}", tree.errors());
    let mut out = Declarations::default();
    formats::read(&tree, "", repository, &mut out);
    out
}

pub(crate) fn fixture(path: &str) -> Declarations {
    let repository = Repository::new(fixtures());
    let source = repository.load(path).unwrap();
    declarations(&repository, &source)
}

/// What one file without siblings says.
pub(crate) fn read(text: &str) -> Vec<String> {
    let repository = Repository::new("/nowhere");
    dump(&declarations(&repository, &Source::new("main.tf", text)))
}

pub(crate) fn dump(out: &Declarations) -> Vec<String> {
    let mut lines = Vec::new();
    for workload in &out.workloads {
        let platform = workload.placement.platforms[0].name();
        let variant = workload.placement.variant.unwrap_or("?");
        lines.push(format!("{} on {platform} {variant}", workload.name));
        lines.extend(workload.notes.iter().map(|note| format!("  note: {note}")));
        lines.extend(workload.facts.iter().map(fact));
    }
    for companion in &out.companions {
        let Link::Resource(function) = &companion.link else {
            continue;
        };
        lines.push(format!("{} -> {function}", companion.title));
        lines.extend(companion.facts.iter().map(fact));
    }
    lines
}

/// `timeout = 15 min @ "900"`, and what else there is to say.
fn fact(fact: &Fact) -> String {
    let value = match &fact.value {
        None => "?".to_owned(),
        Some(Value::Trigger(trigger)) => format!("{:?} {}", trigger.kind, trigger.source),
        Some(value) => value.to_string(),
    };
    let at = fact.at.as_ref().map_or("", |at| at.text());
    let via: Vec<String> = fact
        .via
        .iter()
        .map(|via| {
            format!(
                " via {} {:?}",
                via.path().rsplit('/').next().unwrap(),
                via.text()
            )
        })
        .collect();
    let note = fact.note.iter().map(|note| format!(" ({note})"));
    let sure = if fact.confidence.name() == "high" {
        ""
    } else {
        " medium"
    };
    let note: String = note.collect();
    format!(
        "  {} {} = {value} @ {at}{}{sure}{note}",
        fact.name.name(),
        fact.field,
        via.concat()
    )
}

/// Compares the lines of a block that starts with `head`.
#[track_caller]
pub(crate) fn says(lines: &[String], head: &str, expected: &[&str]) {
    let start = lines.iter().position(|line| line.starts_with(head));
    let start = start.unwrap_or_else(|| panic!("no {head} in {lines:#?}"));
    let block: Vec<&str> = lines[start + 1..]
        .iter()
        .map(String::as_str)
        .take_while(|line| line.starts_with(' '))
        .map(str::trim)
        .collect();
    assert_eq!(block, expected, "{head}");
}
