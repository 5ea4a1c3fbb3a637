//! `plimsoll baseline`.

use super::Failure;
use super::options::ScanArgs;
use super::output::{message, messages};
use super::scan::{Ran, Scan};
use crate::files;
use crate::finding::{Finding, Severity};
use crate::model::Confidence;
use crate::pipeline::Verdict;
use crate::suppress::{Baseline, BaselineChange, BaselineEntry, Seen, baseline_text, changed};
use clap::{Args as ClapArgs, Subcommand};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Record the findings there are, so that only new ones are reported.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Write a new baseline with every finding there is
    Create(Options),
    /// Add what is new to the baseline and remove what is fixed
    Update(Options),
    /// Remove what is fixed from the baseline; what is new stays reported
    Prune(Options),
}

#[derive(Debug, ClapArgs)]
struct Options {
    #[command(flatten)]
    scan: ScanArgs,

    /// The baseline, instead of the configured one or `plimsoll.baseline` at the root
    #[arg(long, value_name = "FILE", help_heading = "Configuration")]
    baseline: Option<PathBuf>,
}

pub(super) fn run(arguments: &Args) -> Result<u8, Failure> {
    let (options, change) = match &arguments.action {
        Action::Create(options) => (options, None),
        Action::Update(options) => (options, Some(BaselineChange::Update)),
        Action::Prune(options) => (options, Some(BaselineChange::Prune)),
    };
    let mut scan = Scan::prepare(&options.scan)?;
    let file = scan.baseline_file(options.baseline.as_deref());
    let shown = scan.shown(&file);
    let old = match change {
        None if file.exists() => {
            let message = format!("{shown} exists; `plimsoll baseline update` changes it");
            return Err(Failure::new(message));
        }
        None => Baseline::default(),
        Some(_) => scan.read_baseline(&file)?,
    };
    // What is hidden today must not appear tomorrow because somebody looks closer.
    scan.settings.min_severity = Severity::Note;
    scan.settings.min_confidence = Confidence::Low;
    scan.settings.fail_on = None;
    let Ran {
        outcome, settings, ..
    } = scan.run(&options.scan)?;
    let is_locked = |finding: &&Finding| settings.locks.rule(finding.rule.name).is_some();
    let (locked, free): (Vec<&Finding>, Vec<&Finding>) =
        outcome.findings.iter().partition(is_locked);
    let found: BTreeSet<BaselineEntry> = free.into_iter().filter_map(BaselineEntry::of).collect();
    let locked = locked.into_iter().filter_map(BaselineEntry::of).count();
    let change = change.unwrap_or(BaselineChange::Update);
    let entries = changed(
        &old,
        &found,
        change,
        &Seen::of(&outcome.coverage, &outcome.workloads, settings.partial),
    );
    let before: BTreeSet<BaselineEntry> = old.entries().cloned().collect();
    files::replace(&file, baseline_text(&entries).as_bytes())
        .map_err(|error| Failure::new(format!("cannot write to {shown}: {error}")))?;
    messages(&outcome.coverage, &options.scan.output, false);
    if !options.scan.output.quiet {
        let (added, removed) = (
            entries.difference(&before).count(),
            before.difference(&entries).count(),
        );
        let all = entries.len();
        if locked > 0 {
            let message_text =
                format!("{locked} of locked rules left out: a baseline does not excuse them");
            message("note", &message_text);
        }
        message(
            "note",
            &format!(
                "{shown}: {all} known, {added} added, {removed} removed; `baseline: {shown}` in plimsoll.yaml or `--baseline {shown}` uses it"
            ),
        );
    }
    Ok(Verdict::of(&outcome, &settings).exit_code())
}
