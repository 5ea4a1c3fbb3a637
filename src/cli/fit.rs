//! `plimsoll fit`.

use super::Failure;
use super::options::ScanArgs;
use super::output::{messages, write};
use super::scan::{Ran, Scan};
use crate::fit::{Fit, homes};
use crate::model::Platform;
use crate::pipeline::{self, Verdict};
use crate::report::fit::{FIT_REPORTERS, FitReport};
use clap::Args as ClapArgs;
use clap::builder::{PossibleValue, PossibleValuesParser};
use std::path::PathBuf;

/// Show where each workload could run.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    scan: ScanArgs,

    /// The output format
    #[arg(short, long, value_parser = formats(), default_value = "terminal", help_heading = "Output")]
    format: String,

    /// Ask about this platform only (repeatable); `plimsoll platforms` lists them
    #[arg(long = "platform", value_name = "NAME", value_parser = platforms(), help_heading = "Matrix")]
    platforms: Vec<String>,

    /// Show everything about one workload: each criterion, each platform, what would change the verdict
    #[arg(long, value_name = "NAME", help_heading = "Matrix")]
    workload: Option<String>,

    /// Write the report to this file instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

fn formats() -> PossibleValuesParser {
    let value = |reporter: &&crate::report::fit::FitReporter| {
        PossibleValue::new(reporter.name).help(reporter.summary)
    };
    PossibleValuesParser::new(FIT_REPORTERS.iter().map(value))
}

fn platforms() -> PossibleValuesParser {
    let value = |platform: Platform| PossibleValue::new(platform.name()).help(platform.title());
    PossibleValuesParser::new(homes().map(value))
}

pub(super) fn run(arguments: &Args) -> Result<u8, Failure> {
    let named = |name: &str| FIT_REPORTERS.iter().find(|reporter| reporter.name == name);
    let reporter = named(&arguments.format)
        .ok_or_else(|| Failure::new(format!("unknown format `{}`", arguments.format)))?;
    let mut scan = Scan::prepare(&arguments.scan)?;
    // What is wrong is the business of `check`: only what could not be read fails it.
    scan.settings.judges = false;
    let Ran {
        outcome, settings, ..
    } = scan.run(&arguments.scan)?;
    let wanted = |platform: &Platform| {
        let mut names = arguments.platforms.iter();
        arguments.platforms.is_empty() || names.any(|name| name == platform.name())
    };
    let platforms: Vec<Platform> = homes().filter(wanted).collect();
    let fit = Fit::of(&outcome.workloads, &platforms, &outcome.grounds);
    let workload = arguments.workload.as_deref();
    if let Some(name) = workload.filter(|name| !fit.names(name)) {
        return Err(Failure::new(format!(
            "no workload is called `{name}`; `plimsoll inspect` lists them"
        )));
    }
    let report = FitReport {
        outcome: &outcome,
        fit: &fit,
        today: settings.today,
        workload,
    };
    let options = &arguments.scan.output;
    let output = arguments.output.as_deref();
    let style = options.color.style(output);
    write(output, |out| {
        pipeline::on_threads(settings.threads, || (reporter.write)(&report, style, out))
    })?;
    let shown = reporter.name == "terminal" && output.is_none();
    messages(&outcome.coverage, options, shown);
    Ok(Verdict::of(&outcome, &settings).exit_code())
}
