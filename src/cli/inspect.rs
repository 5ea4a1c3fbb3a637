//! `plimsoll inspect`.

use super::Failure;
use super::options::{ScanArgs, format_names, reporter};
use super::output::{messages, write};
use super::scan::Scan;
use crate::pipeline::Verdict;
use crate::report::inspect::INSPECT_REPORTERS;
use clap::Args as ClapArgs;

/// Show what plimsoll understood.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    scan: ScanArgs,

    /// The output format
    #[arg(short, long, value_parser = format_names(INSPECT_REPORTERS), default_value = "terminal", help_heading = "Output")]
    format: String,
}

pub(super) fn run(arguments: &Args) -> Result<u8, Failure> {
    let reporter = reporter(INSPECT_REPORTERS, &arguments.format)?;
    let mut scan = Scan::prepare(&arguments.scan)?;
    // Findings are no business of `inspect`: only what could not be read fails it.
    scan.settings.fail_on = None;
    let (outcome, settings) = scan.run(&arguments.scan)?;
    let output = &arguments.scan.output;
    let style = output.color.style(output.output.as_deref());
    write(output.output.as_deref(), |out| {
        (reporter.write)(&outcome, style, out)
    })?;
    messages(&outcome.coverage, output, reporter.name == "terminal");
    Ok(Verdict::of(&outcome, &settings).exit_code())
}
