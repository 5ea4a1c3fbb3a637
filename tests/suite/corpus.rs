//! Real files, when a corpus is there (`PLIMSOLL_CORPUS`, else `../shared/corpus`): nothing crashes, every fact stands
//! where it says, the coverage adds up, and thread count changes nothing.

use plimsoll::config::Settings;
use plimsoll::discover::{Filter, Inputs, discover};
use plimsoll::model::Origin;
use plimsoll::pipeline::{Run, run};
use plimsoll::platform::Limits;
use plimsoll::report::{Outcome, REPORTERS, Style, inspect::INSPECT_REPORTERS};
use plimsoll::repository::Repository;
use plimsoll::source::Span;
use std::path::{Path, PathBuf};

fn corpus() -> Option<PathBuf> {
    let named = std::env::var_os("PLIMSOLL_CORPUS").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    named.unwrap_or(beside).canonicalize().ok()
}

fn lint(folder: &Path, threads: usize) -> Outcome {
    let repository = Repository::new(folder);
    let mut settings = Settings::new(
        Limits::builtin().unwrap(),
        jiff::civil::Date::constant(2026, 1, 1),
    );
    settings.threads = threads;
    let inputs = Inputs {
        directories: vec![folder.to_path_buf()],
        ..Inputs::default()
    };
    let discovery = discover(&inputs, folder, &Filter::default());
    let run_it = Run {
        repository: &repository,
        discovery,
        stdin: None,
        missing: Vec::new(),
        settings: &settings,
    };
    run(run_it)
}

/// The slice really starts at the line and column that are reported, counted afresh from the file's text.
fn stands(span: &Span) {
    let first = span.first();
    let text = span
        .source()
        .text()
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    let line = text.split('\n').nth(first.line as usize - 1).unwrap();
    let rest: String = line.chars().skip(first.column as usize - 1).collect();
    let head = span.text().split(['\n', '\r']).next().unwrap();
    assert!(
        rest.starts_with(head),
        "{span:?}: the line goes on with {rest:?}"
    );
}

#[test]
fn every_fact_stands_where_it_says() {
    let Some(corpus) = corpus() else { return };
    let outcome = lint(&corpus, 0);
    assert!(
        outcome.workloads.len() > 100,
        "only {} workloads",
        outcome.workloads.len()
    );
    for workload in &outcome.workloads {
        assert!(workload.extent.contains(&workload.at), "{}", workload.name);
        for fact in &workload.facts {
            assert_eq!(
                fact.at.is_none(),
                fact.origin == Origin::Default,
                "{} {fact:?}",
                workload.name
            );
            assert_eq!(
                fact.value.is_none(),
                fact.origin == Origin::Unresolved,
                "{} {fact:?}",
                workload.name
            );
            fact.at.iter().chain(&fact.via).for_each(stands);
        }
    }
    for finding in &outcome.findings {
        stands(&finding.location);
        assert_eq!(
            finding.location.first().line,
            finding.location.last().line,
            "a finding is one line: {finding:?}"
        );
    }
}

#[test]
fn every_report_is_the_same_with_any_number_of_threads() {
    let Some(corpus) = corpus() else { return };
    let (one, many) = (lint(&corpus, 1), lint(&corpus, 7));
    for reporter in REPORTERS.iter().chain(INSPECT_REPORTERS) {
        let bytes = |outcome: &Outcome| {
            let mut out = Vec::new();
            (reporter.write)(
                outcome,
                Style {
                    color: false,
                    width: 80,
                    unicode: true,
                    suppressed: false,
                    alerts: plimsoll::finding::Severity::Note,
                    category: None,
                    junit: plimsoll::report::Junit::Usual,
                },
                &mut out,
            )
            .unwrap();
            String::from_utf8(out).unwrap()
        };
        let report = bytes(&one);
        assert_eq!(report, bytes(&many), "{}", reporter.name);
        assert!(
            !report.contains('\u{1b}'),
            "{}: no escapes without colour",
            reporter.name
        );
    }
}

#[test]
fn broken_files_fail_and_templates_and_others_do_not() {
    let Some(corpus) = corpus() else { return };
    let outcome = lint(&corpus, 0);
    let coverage = &outcome.coverage;
    let failed: Vec<&str> = coverage
        .failed
        .iter()
        .map(|failed| failed.path.as_str())
        .collect();
    for file in &failed {
        assert!(
            file.starts_with("broken/"),
            "{file} failed: {:?}",
            coverage.failed
        );
    }
    // Not every reader's broken file is everyone's: only what this parser refuses must be reported.
    let repository = Repository::new(&corpus);
    for skipped in coverage
        .skipped
        .iter()
        .filter(|skipped| skipped.path.starts_with("broken/"))
    {
        let source = repository.load(&skipped.path).unwrap();
        let manifest = source.text().contains("apiVersion");
        assert!(
            !manifest || plimsoll::syntax::parse(&source).errors().is_empty(),
            "{skipped:?}"
        );
    }
    assert!(!failed.is_empty());
    let templates = coverage
        .read
        .iter()
        .filter(|file| file.starts_with("templated/"));
    assert_eq!(
        templates.collect::<Vec<_>>(),
        Vec::<&String>::new(),
        "templates are not read"
    );
}
