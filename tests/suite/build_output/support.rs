//! Small words the tests are written in.

use plimsoll::config::Settings;
use plimsoll::discover::{Filter, Inputs, common_root, discover};
use plimsoll::model::Fact;
use plimsoll::pipeline::{Run, run};
use plimsoll::platform::Limits;
use plimsoll::report::Outcome;
use plimsoll::repository::Repository;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// What people ignore.
pub(crate) const IGNORED: &str = ".aws-sam/\n.serverless\ncdk.out\n";

/// A repository with these files.
pub(crate) fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

/// A copy of a fixture, whose build output is ignored.
pub(crate) fn fixture(name: &str) -> TempDir {
    let folder = repository(&[(".gitignore", IGNORED)]);
    let from = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/build-output")
        .join(name);
    copy(&from, folder.path());
    folder
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Reads what these arguments name.
pub(crate) fn read(folder: &TempDir, arguments: &[&str]) -> Outcome {
    read_with(folder, arguments, true)
}

/// The same with or without build output.
pub(crate) fn read_with(folder: &TempDir, arguments: &[&str], build_output: bool) -> Outcome {
    let folder = folder.path().canonicalize().unwrap();
    let arguments: Vec<String> = arguments.iter().map(|&one| one.to_owned()).collect();
    let inputs = Inputs::resolve(&arguments, &folder);
    let root = common_root(&inputs, &folder);
    let mut settings = Settings::new(Limits::builtin().unwrap(), jiff::civil::date(2026, 1, 1));
    settings.build_output = build_output;
    let filter = Filter {
        no_build_output: !build_output,
        ..Filter::default()
    };
    let outcome = run(Run {
        repository: &Repository::new(&root),
        discovery: discover(&inputs, &root, &filter),
        stdin: None,
        missing: Vec::new(),
        settings: &settings,
    });
    assert!(outcome.coverage.failed.is_empty(), "{:?}", outcome.coverage);
    outcome
}

/// Every workload as `name path:line`.
pub(crate) fn workloads(outcome: &Outcome) -> Vec<String> {
    let workloads = outcome.workloads.iter();
    workloads
        .map(|one| format!("{} {}:{}", one.name, one.at.path(), one.at.first().line))
        .collect()
}

/// The facts of a workload but for the platform's defaults, one line each: what it says, where that stands, where it
/// was found.
pub(crate) fn facts(outcome: &Outcome, name: &str) -> String {
    let workload = outcome.workloads.iter().find(|one| one.name == name);
    let facts = workload.unwrap().facts.iter();
    let lines: Vec<String> = facts.filter_map(fact).collect();
    lines.join("\n")
}

fn fact(fact: &Fact) -> Option<String> {
    let at = fact.at.as_ref()?;
    let value = fact
        .value
        .as_ref()
        .map_or("?".to_owned(), ToString::to_string);
    let mut line = format!(
        "{} {value} {} {}",
        fact.name.name(),
        fact.origin.name(),
        place(at)
    );
    if fact.confidence.name() != "high" {
        write!(line, " {}", fact.confidence.name()).unwrap();
    }
    for via in &fact.via {
        write!(line, " via {}", place(via)).unwrap();
    }
    Some(line)
}

fn place(span: &plimsoll::source::Span) -> String {
    let file = span.path().rsplit('/').next().unwrap();
    format!("{file}:{}", span.first().line)
}

/// Every finding as `rule path:line confidence`.
pub(crate) fn findings(outcome: &Outcome) -> Vec<String> {
    let findings = outcome.findings.iter();
    findings
        .map(|one| {
            let at = &one.location;
            let confidence = one.confidence.name();
            format!(
                "{} {}:{} {confidence}",
                one.rule.name,
                at.path(),
                at.first().line
            )
        })
        .collect()
}

/// Every skipped file as `path reason`.
pub(crate) fn skipped(outcome: &Outcome) -> Vec<String> {
    let skipped = outcome.coverage.skipped.iter();
    skipped
        .map(|one| format!("{} {}", one.path, one.reason.name()))
        .collect()
}
