//! `plimsoll inspect`.

use super::Failure;
use super::options::{ScanArgs, format_names, reporter};
use super::output::{messages, write};
use super::scan::{Ran, Scan};
use crate::pipeline::Verdict;
use crate::report::inspect::INSPECT_REPORTERS;
use clap::Args as ClapArgs;
use std::path::PathBuf;

/// Show what plimsoll understood.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    scan: ScanArgs,

    /// The output format
    #[arg(short, long, value_parser = format_names(INSPECT_REPORTERS), default_value = "terminal", help_heading = "Output")]
    format: String,

    /// Write the report to this file instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

pub(super) fn run(arguments: &Args) -> Result<u8, Failure> {
    let reporter = reporter(INSPECT_REPORTERS, &arguments.format)?;
    let mut scan = Scan::prepare(&arguments.scan)?;
    // Findings are no business of `inspect`: only what could not be read fails it.
    scan.settings.fail_on = None;
    let Ran {
        outcome, settings, ..
    } = scan.run(&arguments.scan)?;
    let options = &arguments.scan.output;
    let output = arguments.output.as_deref();
    let style = options.color.style(output);
    write(output, |out| (reporter.write)(&outcome, style, out))?;
    let shown = reporter.name == "terminal" && output.is_none();
    messages(&outcome.coverage, options, shown);
    Ok(Verdict::of(&outcome, &settings).exit_code())
}
