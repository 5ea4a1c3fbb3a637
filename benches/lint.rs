//! How long a whole lint takes, as ratios in one run: against the YAML parser's own events, two threads against one,
//! ten times the files, and `fit` in its place. Absolute times say more about the machine than about plimsoll.
//!
//! `fit` is measured on a thousand workloads too: a hundred copies of a small shop.
//!
//! `cargo bench --bench lint -- FOLDER [SMALL_FOLDER]`: FOLDER holds many real files (10,000 is a good number),
//! SMALL_FOLDER a tenth of them. Without arguments the fixtures are linted, which shows that the benchmark runs.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints, and stops when its input is not there"
)]

use plimsoll::config::Settings;
use plimsoll::discover::{Filter, Inputs, discover};
use plimsoll::fit::{Fit, homes};
use plimsoll::pipeline::{Run, on_threads, run};
use plimsoll::platform::Limits;
use plimsoll::report::fit::{FIT_REPORTERS, FitReport};
use plimsoll::report::{Outcome, REPORTERS, Style};
use plimsoll::repository::Repository;
use plimsoll::syntax::drain_events;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const ROUNDS: usize = 5;

fn main() {
    let arguments: Vec<PathBuf> = std::env::args()
        .skip(1)
        .filter(|text| !text.starts_with("--"))
        .map(PathBuf::from)
        .collect();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let large = arguments
        .first()
        .unwrap_or(&fixtures)
        .canonicalize()
        .expect("the folder to lint exists");
    let small = arguments
        .get(1)
        .map(|folder| folder.canonicalize().expect("the small folder exists"));

    // Rounds are interleaved, so that a machine that slows down slows every measurement alike.
    let (mut drained, mut one, mut two, mut tenth) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        drained.push(time(|| drain(&large)));
        one.push(time(|| lint(&large, 1)));
        two.push(time(|| lint(&large, 2)));
        if let Some(small) = &small {
            tenth.push(time(|| lint(small, 1)));
        }
    }
    let (drained, one, two) = (median(drained), median(one), median(two));
    report("draining the parser's events, one thread", drained);
    report("whole lint, one thread", one);
    report("whole lint, two threads", two);
    println!(
        "lint / drain:            {:.2}  (aim: at most 2.0)",
        ratio(one, drained)
    );
    println!(
        "two threads / one:       {:.2}  (aim: at most 0.6)",
        ratio(two, one)
    );
    if !tenth.is_empty() {
        println!(
            "all files / a tenth:     {:.2}  (aim: at most 11)",
            ratio(one, median(tenth))
        );
    }
    matrix("that folder", &large);
    let shops = shops(&fixtures);
    matrix("a thousand workloads", shops.path());
    one_line();
}

/// Files of one line, as programs write them: what looks at a whole line for each value grows with the square.
fn one_line() {
    let (small, large) = (list(500), list(5_000));
    let of = |folder: &tempfile::TempDir| {
        let times = (0..ROUNDS).map(|_| time(|| placed(folder.path(), 1, "csv")));
        median(times.collect())
    };
    println!(
        "fit of one line, ten times as long: {:.2}  (aim: at most 12)",
        ratio(of(&large), of(&small))
    );
}

/// A folder with a list of Deployments on one line.
fn list(length: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let item = |number| {
        serde_json::json!({
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": format!("app{number}")},
            "spec": {"template": {"spec": {"containers": [{"name": "db", "image": "postgres:17"}]}}},
        })
    };
    let items: Vec<serde_json::Value> = (0..length).map(item).collect();
    let text = serde_json::json!({"apiVersion": "v1", "kind": "List", "items": items}).to_string();
    std::fs::write(folder.path().join("list.json"), text).expect("a file can be written");
    folder
}

/// `fit` against `check` on the same files, in pairs, the best of each: what disturbs a run only makes it longer.
fn matrix(what: &str, folder: &Path) {
    for threads in [1, 2] {
        let mut check = Vec::new();
        let mut fit: Vec<(&str, Vec<Duration>)> = Vec::new();
        fit.extend(FIT_REPORTERS.iter().map(|one| (one.name, Vec::new())));
        for _ in 0..2 * ROUNDS {
            check.push(time(|| lint(folder, threads)));
            for (format, times) in &mut fit {
                times.push(time(|| placed(folder, threads, format)));
            }
        }
        let check = check.into_iter().min().unwrap_or_default();
        let fit = fit.into_iter().map(|(format, times)| {
            let best = times.into_iter().min().unwrap_or_default();
            format!("{format} {:.2}", ratio(best, check))
        });
        let fit: Vec<String> = fit.collect();
        println!(
            "fit / check, {what}, {threads} thread(s), check {check:.3?}: {}  (aim: at most 1.5)",
            fit.join(", ")
        );
    }
}

/// A hundred teams with ten workloads each.
fn shops(fixtures: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let shop = fixtures.join("fit/shop");
    for team in 0..100 {
        for file in [
            "k8s/storefront.yaml",
            "k8s/orders-db.yaml",
            "k8s/jobs.yaml",
            "functions/template.yaml",
            "run.yaml",
        ] {
            let to = folder.path().join(format!("team-{team}/{file}"));
            let parent = to.parent().expect("a file lies in a folder");
            std::fs::create_dir_all(parent).expect("a folder can be made");
            std::fs::copy(shop.join(file), &to).expect("a fixture can be copied");
        }
    }
    folder
}

fn time(work: impl FnOnce() -> usize) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

fn report(what: &str, time: Duration) {
    println!("{what}: {time:.3?}");
}

fn inputs(folder: &Path) -> Inputs {
    Inputs {
        directories: vec![folder.to_path_buf()],
        ..Inputs::default()
    }
}

/// What any linter built on this parser pays: find the files, read them, see every event once.
fn drain(folder: &Path) -> usize {
    let repository = Repository::new(folder);
    let found = discover(&inputs(folder), folder, &Filter::default());
    let sources = found
        .candidates
        .iter()
        .filter_map(|file| repository.load_from(&file.file, &file.path).ok());
    sources.map(|source| drain_events(&source)).sum()
}

const STYLE: Style = Style {
    color: false,
    width: 100,
    unicode: true,
    suppressed: false,
    alerts: plimsoll::finding::Severity::Note,
    category: None,
    junit: plimsoll::report::Junit::Usual,
};

fn today() -> jiff::civil::Date {
    jiff::civil::Date::constant(2026, 1, 1)
}

fn settings(threads: usize) -> Settings {
    let mut settings = Settings::new(Limits::builtin().expect("the table loads"), today());
    settings.threads = threads;
    settings
}

fn scan(folder: &Path, settings: &Settings) -> Outcome {
    let repository = Repository::new(folder);
    let discovery = discover(&inputs(folder), folder, &Filter::default());
    run(Run {
        repository: &repository,
        discovery,
        stdin: None,
        missing: Vec::new(),
        settings,
    })
}

/// A whole lint.
fn lint(folder: &Path, threads: usize) -> usize {
    let outcome = scan(folder, &settings(threads));
    let mut out = Vec::new();
    for reporter in REPORTERS.iter().filter(|reporter| reporter.name == "json") {
        (reporter.write)(&outcome, STYLE, &mut out).expect("memory takes it");
    }
    out.len() + outcome.findings.len()
}

/// What `plimsoll fit` does in its place.
fn placed(folder: &Path, threads: usize, format: &str) -> usize {
    let mut settings = settings(threads);
    settings.judges = false;
    let outcome = scan(folder, &settings);
    let platforms: Vec<_> = homes().collect();
    let fit = Fit::of(&outcome.workloads, &platforms, &outcome.grounds);
    let report = FitReport {
        outcome: &outcome,
        fit: &fit,
        today: today(),
        workload: None,
    };
    let mut out = Vec::new();
    for reporter in FIT_REPORTERS.iter().filter(|one| one.name == format) {
        on_threads(threads, || (reporter.write)(&report, STYLE, &mut out))
            .expect("memory takes it");
    }
    out.len()
}
