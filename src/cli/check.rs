//! `plimsoll check`.

use super::Failure;
use super::compare::{self, Comparison};
use super::options::{ConfidenceArg, FailOn, ScanArgs, SeverityArg, reporter};
use super::output::{message, messages, write};
use super::reports::{Pair, Reports};
use super::scan::{Ran, Scan};
use super::watch::Watch;
use crate::config::Settings;
use crate::finding::Severity;
use crate::pipeline::{Verdict, on_threads};
use crate::report::{Junit, Outcome, REPORTERS, Reporter, Style, one_line, tables};
use crate::suppress;
use clap::Args as ClapArgs;
use std::path::{Path, PathBuf};

/// Lint files, folders, globs or standard input.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    scan: ScanArgs,

    #[command(flatten)]
    reports: Reports,

    /// Fail (exit code 1) on findings of this severity or above [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = "Findings")]
    fail_on: Option<FailOn>,

    /// Hide findings below this severity
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = "Findings")]
    min_severity: Option<SeverityArg>,

    /// Leave findings below this severity out of SARIF only: what code scanning keeps as alerts
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = "Findings")]
    sarif_min_severity: Option<SeverityArg>,

    /// The category of the SARIF report, which tells apart several reports on one commit. Without it the report has
    /// none, and the category that is given to the upload counts
    #[arg(long, value_name = "NAME", value_parser = category, help_heading = "Output")]
    sarif_category: Option<&'static str>,

    /// Keep JUnit to the schema of Jenkins' xUnit plugin, which has no place for file, line and column
    #[arg(long, help_heading = "Output")]
    junit_strict: bool,

    /// Hide findings below this confidence
    #[arg(long, value_enum, value_name = "CONFIDENCE", help_heading = "Findings")]
    min_confidence: Option<ConfidenceArg>,

    /// Fail (exit code 2) when no workload is recognised
    #[arg(long, help_heading = "Findings")]
    require_workloads: bool,

    #[command(flatten)]
    known: Known,
}

/// What to compare with.
#[derive(Debug, ClapArgs)]
struct Compared {
    /// Report only what is new or worse since the merge base with this commit (as `git diff REV...`), and the workloads
    /// whose verdict changes
    #[arg(long, value_name = "REV", help_heading = "Findings")]
    base: Option<String>,

    /// Compare with the commit of `--base` itself instead of the merge base
    #[arg(long, requires = "base", help_heading = "Findings")]
    base_exact: bool,

    /// Read what is staged instead of the tree, as a pre-commit hook does: the next commit as it would be
    #[arg(long, help_heading = "Input")]
    staged: bool,

    /// Judge by the policy of `--base`, not by that of the tree: its configurations, ignore files and baseline; suppressions
    /// that it does not have hide nothing. Implies `--base-exact`, so that no branch starts from an older policy
    #[arg(long, requires = "base", help_heading = "Findings")]
    config_from_base: bool,
}

/// What is known and excused.
#[derive(Debug, ClapArgs)]
struct Known {
    #[command(flatten)]
    compared: Compared,

    /// Known findings, which are not reported: a file written by `plimsoll baseline create`
    #[arg(long, value_name = "FILE", help_heading = "Findings")]
    baseline: Option<PathBuf>,

    /// Show everything: no suppression applies
    #[arg(long, help_heading = "Findings")]
    no_ignores: bool,

    /// Print every suppression in force with place, reason and expiry instead of linting
    #[arg(long, help_heading = "Findings")]
    list_ignores: bool,

    /// Show suppressed findings too, with their reasons (terminal, sarif, junit, markdown; json always does)
    #[arg(long, help_heading = "Findings")]
    show_suppressed: bool,
}

pub(super) fn run(arguments: &Args) -> Result<u8, Failure> {
    let known = &arguments.known;
    let scan = Scan::locate(&arguments.scan)?;
    // Who may choose the commit that a branch leaves from would choose the policy that it is judged by.
    let exact = known.compared.base_exact || known.compared.config_from_base;
    let base = known
        .compared
        .base
        .as_deref()
        .map(|revision| scan.base(revision, exact));
    let base = base.transpose()?;
    let staged = known.compared.staged.then(|| scan.staged()).transpose()?;
    let ruler = base.as_ref().filter(|_| known.compared.config_from_base);
    let ruler = ruler.or(staged.as_ref());
    let plain = scan.settings.clone();
    let mut scan = scan.configure(&arguments.scan, ruler)?;
    scan.use_baseline(known.baseline.as_deref(), ruler)?;
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
    settings.no_ignores |= arguments.known.no_ignores;
    settings.forgives_unread = settings.fail_on.is_none();
    if arguments.known.list_ignores {
        // A list shows no findings, so none can fail it.
        settings.fail_on = None;
    }
    let reports = reports(arguments, scan.format.as_deref())?;
    // A commit seldom holds what was built of it, so neither side of the comparison reads any.
    settings.build_output &= base.is_none() && staged.is_none();
    let watch = watched(&mut scan.settings, &reports, arguments);
    let ran = match &base {
        Some(base) => {
            let comparison = Comparison {
                base,
                held: known.compared.config_from_base,
                staged: staged.as_ref(),
                baseline: known.baseline.as_deref(),
                plain,
            };
            compare::run(scan, &comparison, &arguments.scan)
        }
        None => match &staged {
            Some(staged) => scan.on_staged(staged).run(&arguments.scan),
            None => scan.run(&arguments.scan),
        },
    };
    let Ran {
        outcome, settings, ..
    } = ran?;
    watch.stop();
    let mut written = Ok(());
    for (reporter, file) in &reports {
        let style = style(arguments, *file);
        // One that cannot be written is no reason to lose the others.
        written = written.and(write(*file, |out| {
            if arguments.known.list_ignores {
                let listed = suppress::list(&outcome.directives, settings.today, &settings.locks);
                return tables::ignores(&listed, style, out);
            }
            on_threads(settings.threads, || (reporter.write)(&outcome, style, out))
        }));
    }
    written?;
    told(&outcome, &reports, arguments);
    if settings.require_workloads && outcome.workloads.is_empty() {
        message("error", "--require-workloads: no workload was recognised");
    }
    Ok(Verdict::of(&outcome, &settings).exit_code())
}

fn style(arguments: &Args, file: Option<&Path>) -> Style {
    Style {
        suppressed: arguments.known.show_suppressed,
        alerts: arguments
            .sarif_min_severity
            .map_or(Severity::Note, Severity::from),
        category: arguments.sarif_category,
        junit: if arguments.junit_strict {
            Junit::Strict
        } else {
            Junit::Usual
        },
        ..arguments.scan.output.color.style(file)
    }
}

/// Watches the run: where its time is over, the reports say what was read until then.
fn watched(
    settings: &mut Settings,
    reports: &[(&'static Reporter, Option<&Path>)],
    arguments: &Args,
) -> Watch {
    let page = |(reporter, file): &(&'static Reporter, Option<&Path>)| {
        (*reporter, file.map(Path::to_owned), style(arguments, *file))
    };
    let pages: Vec<(&Reporter, Option<PathBuf>, Style)> = reports.iter().map(page).collect();
    let (grounds, fail_on) = (settings.grounds(), settings.fail_on);
    Watch::start(settings, move |coverage| {
        let outcome = Outcome {
            coverage,
            workloads: Vec::new(),
            findings: Vec::new(),
            directives: Vec::new(),
            declared: Vec::new(),
            fail_on,
            since: None,
            grounds,
        };
        for (reporter, file, style) in pages {
            let written = write(file.as_deref(), |out| {
                (reporter.write)(&outcome, style, out)
            });
            if let Err(Failure(why)) = written {
                message("error", &why);
            }
        }
    })
}

/// A category is given once and counts to the end of the process, so it is never freed: what is copied with it, such as
/// the style of a report, needs no owner.
fn category(text: &str) -> Result<&'static str, String> {
    match text {
        "" => Err("a category has a name; without the flag there is none".to_owned()),
        text => Ok(text.to_owned().leak()),
    }
}

/// The formats and where each goes.
fn reports<'a>(
    arguments: &'a Args,
    configured: Option<&str>,
) -> Result<Vec<(&'static Reporter, Option<&'a Path>)>, Failure> {
    let pair = |pair: &'a Pair| {
        let format = pair.format.as_deref().or(configured);
        let reporter = reporter(REPORTERS, format.unwrap_or("terminal"))?;
        Ok((reporter, pair.output.as_deref()))
    };
    arguments.reports.0.iter().map(pair).collect()
}

/// What standard error has to say besides the reports.
fn told(outcome: &Outcome, reports: &[(&Reporter, Option<&Path>)], arguments: &Args) {
    let on_stdout = reports.iter().find(|(_, file)| file.is_none());
    let reads = |(reporter, _): &(&Reporter, _)| ["terminal", "github"].contains(&reporter.name);
    let shown = on_stdout.is_some_and(reads) && !arguments.known.list_ignores;
    messages(&outcome.coverage, &arguments.scan.output, shown);
    // A job whose reports all went into files should not look as if nothing had run.
    if on_stdout.is_none() && !arguments.scan.output.quiet && !arguments.known.list_ignores {
        message("note", &one_line(outcome));
    }
}
