//! `plimsoll check`.

use super::Failure;
use super::options::{ConfidenceArg, FailOn, ScanArgs, SeverityArg, format_names, reporter};
use super::output::{message, messages, write};
use super::scan::Scan;
use crate::pipeline::Verdict;
use crate::report::{REPORTERS, tables};
use crate::suppress;
use clap::Args as ClapArgs;

/// Lint files, folders, globs or standard input.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    scan: ScanArgs,

    /// The output format
    #[arg(short, long, env = "PLIMSOLL_FORMAT", value_parser = format_names(REPORTERS), help_heading = "Output")]
    format: Option<String>,

    /// Fail (exit code 1) on findings of this severity or above [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = "Findings")]
    fail_on: Option<FailOn>,

    /// Hide findings below this severity
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = "Findings")]
    min_severity: Option<SeverityArg>,

    /// Hide findings below this confidence
    #[arg(long, value_enum, value_name = "CONFIDENCE", help_heading = "Findings")]
    min_confidence: Option<ConfidenceArg>,

    /// Fail (exit code 2) when no workload is recognised
    #[arg(long, help_heading = "Findings")]
    require_workloads: bool,

    /// Show everything: no suppression applies
    #[arg(long, help_heading = "Findings")]
    no_ignores: bool,

    /// Print every suppression in force with place, reason and expiry instead of linting
    #[arg(long, help_heading = "Findings")]
    list_ignores: bool,
}

pub(super) fn run(arguments: &Args) -> Result<u8, Failure> {
    let mut scan = Scan::prepare(&arguments.scan)?;
    let settings = &mut scan.settings;
    if let Some(fail_on) = arguments.fail_on {
        settings.fail_on = fail_on.severity();
    }
    if let Some(severity) = arguments.min_severity {
        settings.min_severity = severity.into();
    }
    if let Some(confidence) = arguments.min_confidence {
        settings.min_confidence = confidence.into();
    }
    settings.require_workloads |= arguments.require_workloads;
    settings.no_ignores |= arguments.no_ignores;
    if arguments.list_ignores {
        // A list shows no findings, so none can fail it.
        settings.fail_on = None;
    }
    let format = arguments
        .format
        .as_deref()
        .or(scan.format.as_deref())
        .unwrap_or("terminal");
    let reporter = reporter(REPORTERS, format)?;
    let (outcome, settings) = scan.run(&arguments.scan)?;
    let output = &arguments.scan.output;
    let style = output.color.style(output.output.as_deref());
    write(output.output.as_deref(), |out| {
        if arguments.list_ignores {
            let listed = suppress::list(&outcome.directives, settings.today);
            return tables::ignores(&listed, style, out);
        }
        (reporter.write)(&outcome, style, out)
    })?;
    let shown = reporter.name == "terminal" && !arguments.list_ignores;
    messages(&outcome.coverage, output, shown);
    if settings.require_workloads && outcome.workloads.is_empty() {
        message("error", "--require-workloads: no workload was recognised");
    }
    Ok(Verdict::of(&outcome, &settings).exit_code())
}
