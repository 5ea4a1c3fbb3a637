//! Cost grows with the input only. The dearest inputs of each room are run at one size and at twice that size, and what
//! is counted may grow by 2.2 at most:
//!
//! - steps: nodes looked at, paths compared, places worked out (`plimsoll::source::steps`). A search within a search
//!   shows here, whatever it compares.
//! - bytes allocated: what is read, parsed or copied again and again shows here.
//!
//! Neither is a time, so a busy machine changes nothing. Instructions would say more, and safe code cannot read them.
//! The allocator that counts is a library's: the house forbids `unsafe` in tests too. Each run is a process of its own,
//! this binary again, so that its counters begin at nought.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a test stops at the first thing that is wrong and tells what it counted, as a ratio"
)]

mod inputs;

use cap::Cap;
use inputs::Files;
use std::alloc::System;
use std::ffi::OsString;
use std::process::Command;
use tempfile::TempDir;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// What the process that measures is told to run: the arguments, one a line.
const RUN: &str = "PLIMSOLL_MEASURED_RUN";

/// What a run cost.
#[derive(Debug, Clone, Copy)]
struct Cost {
    steps: u64,
    allocated: u64,
    /// The most bytes in use at once.
    peak: u64,
    /// The bytes of the files.
    input: u64,
}

/// Runs `plimsoll` with these arguments in a folder of these files.
fn cost(files: &Files, arguments: &[&str]) -> Cost {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let report = folder.path().join(".git/report");
    let report_flag = format!("--output={}", report.display());
    let line = [arguments, &["--threads=1", &report_flag, "."]].concat();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "one_run", "--nocapture"])
        .current_dir(folder.path())
        .env(RUN, line.join("\n"))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(report.exists(), "{arguments:?} wrote its report: {text}");
    let counted = text.lines().find_map(|line| line.split_once("counted "));
    let counted: Vec<u64> = counted
        .map(|(_, rest)| rest.split(' ').filter_map(|one| one.parse().ok()).collect())
        .unwrap_or_default();
    let [steps, allocated, peak] = counted[..] else {
        panic!("no counts of {arguments:?}: {text}");
    };
    let input = files.iter().map(|(_, text)| text.len() as u64).sum();
    Cost {
        steps,
        allocated,
        peak,
        input,
    }
}

/// What the process that measures does; without its order it does nothing.
#[test]
fn one_run() {
    let Ok(line) = std::env::var(RUN) else { return };
    let before = (plimsoll::source::steps(), ALLOCATOR.total_allocated());
    let line = line.lines().map(OsString::from);
    plimsoll::cli::run(std::iter::once("plimsoll".into()).chain(line));
    let steps = plimsoll::source::steps() - before.0;
    let allocated = ALLOCATOR.total_allocated() - before.1;
    println!(
        "\ncounted {steps} {allocated} {}",
        ALLOCATOR.max_allocated()
    );
}

/// Twice the input, and a tenth for what grows with its logarithm.
const MOST: f64 = 2.2;

#[test]
fn twice_the_input_is_at_most_about_twice_the_work() {
    let mut grown = Vec::new();
    for room in inputs::ROOMS {
        let [none, small, large] =
            [0, room.size, 2 * room.size].map(|size| cost(&(room.files)(size), room.arguments));
        assert!(
            small.steps > none.steps + room.size as u64,
            "{}: an input of this size is looked at: {none:?} {small:?}",
            room.name
        );
        // What a run costs without any input is no part of the growth.
        let ratio = |of: fn(Cost) -> u64| {
            let from = |cost: Cost| (of(cost) - of(none).min(of(cost))) as f64;
            from(large) / from(small)
        };
        let (steps, allocated) = (ratio(|cost| cost.steps), ratio(|cost| cost.allocated));
        println!(
            "{:24} steps x{steps:.2}, bytes allocated x{allocated:.2}",
            room.name
        );
        if steps > MOST || allocated > MOST {
            grown.push(format!(
                "{}: steps x{steps:.2}, bytes allocated x{allocated:.2} for twice the input",
                room.name
            ));
        }
    }
    assert!(grown.is_empty(), "{}", grown.join("\n"));
}

/// The most bytes in use at once, in bytes of the input: lists of single digits are the worst that a tree can meet.
#[test]
fn memory_is_a_few_times_the_largest_file() {
    let mut large = Vec::new();
    for one in inputs::LARGE {
        let [none, some] = [0, one.size].map(|size| cost(&(one.files)(size), &["check"]));
        let times = some.peak.saturating_sub(none.peak) as f64 / some.input as f64;
        println!(
            "{:24} {times:.1} x the input of {} bytes",
            one.name, some.input
        );
        if times > one.most {
            large.push(format!("{}: {times:.1} x, at most {}", one.name, one.most));
        }
    }
    assert!(large.is_empty(), "{}", large.join("\n"));
}

/// Files are read one after the other: many small ones are no more at once than one, but for what is told of each.
#[test]
fn memory_of_a_workload_and_of_a_file_is_bounded() {
    let mut large = Vec::new();
    for one in inputs::MANY {
        let [small, some] =
            [one.size, 2 * one.size].map(|size| cost(&(one.files)(size), one.arguments));
        let each = (some.peak.saturating_sub(small.peak)) / one.size as u64;
        println!("{:24} {each} bytes each", one.name);
        if each > one.most {
            large.push(format!(
                "{}: {each} bytes each, at most {}",
                one.name, one.most
            ));
        }
    }
    assert!(large.is_empty(), "{}", large.join("\n"));
}
