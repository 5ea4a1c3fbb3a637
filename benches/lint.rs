//! How long a whole lint takes, as ratios in one run: against the YAML parser's own events, two threads against one,
//! ten times the files, and the placement map in its place. Absolute times say more about the machine than about plimsoll.
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
use plimsoll::pipeline::{Run, run};
use plimsoll::platform::Limits;
use plimsoll::report::fit::{FIT_REPORTERS, FitReport};
use plimsoll::report::{REPORTERS, Style};
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
    let (mut drained, mut one, mut two, mut tenth, mut mapped) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        drained.push(time(|| drain(&large)));
        one.push(time(|| lint(&large, 1, false)));
        two.push(time(|| lint(&large, 2, false)));
        mapped.push(time(|| lint(&large, 1, true)));
        if let Some(small) = &small {
            tenth.push(time(|| lint(small, 1, false)));
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
    println!(
        "placement map / lint:    {:.2}  (aim: at most 1.5)",
        ratio(median(mapped), one)
    );
    if !tenth.is_empty() {
        println!(
            "all files / a tenth:     {:.2}  (aim: at most 11)",
            ratio(one, median(tenth))
        );
    }
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

/// A whole lint, and with `matrix` what `plimsoll fit --format html` does instead of the report.
fn lint(folder: &Path, threads: usize, matrix: bool) -> usize {
    let repository = Repository::new(folder);
    let today = jiff::civil::Date::constant(2026, 1, 1);
    let mut settings = Settings::new(Limits::builtin().expect("the table loads"), today);
    settings.threads = threads;
    let discovery = discover(&inputs(folder), folder, &Filter::default());
    let run_it = Run {
        repository: &repository,
        discovery,
        stdin: None,
        missing: Vec::new(),
        settings: &settings,
    };
    let outcome = run(run_it);
    let mut out = Vec::new();
    let style = Style {
        color: false,
        width: 100,
        unicode: true,
        suppressed: false,
    };
    if matrix {
        let platforms: Vec<_> = homes().collect();
        let fit = Fit::of(&outcome.workloads, &platforms, &outcome.basis);
        let report = FitReport {
            outcome: &outcome,
            fit: &fit,
            today,
            workload: None,
        };
        for reporter in FIT_REPORTERS.iter().filter(|one| one.name == "html") {
            (reporter.write)(&report, style, &mut out).expect("memory takes it");
        }
        return out.len();
    }
    for reporter in REPORTERS.iter().filter(|reporter| reporter.name == "json") {
        (reporter.write)(&outcome, style, &mut out).expect("memory takes it");
    }
    out.len() + outcome.findings.len()
}
