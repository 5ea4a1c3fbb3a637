//! The command line: clap in, exit code out. One file per subcommand; nothing else knows clap.

mod baseline;
mod check;
mod compare;
mod explain;
mod fetch;
mod fit;
mod generate;
mod init;
mod inspect;
mod merge;
mod options;
mod output;
mod platforms;
mod policy;
mod reports;
mod rules;
mod scan;
mod schema;
mod sizes;
mod watch;

use clap::{CommandFactory, Parser, Subcommand};
use std::ffi::OsString;
use std::process::ExitCode;

/// Exit code for what could not be checked: usage, configuration, unreadable input.
const CANNOT_CHECK: u8 = 2;

/// Flags workloads that stand on the wrong platform: Kubernetes or serverless.
#[derive(Debug, Parser)]
#[command(
    name = "plimsoll",
    version,
    about,
    long_about = "Reads Kubernetes manifests and serverless configurations and flags workloads that stand on the wrong \
                  platform. `plimsoll PATH` is `plimsoll check PATH`.",
    args_conflicts_with_subcommands = true,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 could not check.",
    max_term_width = 100
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: check::Args,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lint files, folders, globs or standard input (the default)
    Check(check::Args),
    /// Show what plimsoll understood: every workload and every fact, where it stands and where it came from
    Inspect(inspect::Args),
    /// Show where each workload could run, and what stands in the way
    Fit(fit::Args),
    /// Record the findings there are, so that only new ones are reported
    Baseline(baseline::Args),
    /// Write down the sizes of the images that were measured, to be committed as `plimsoll-sizes.yaml`
    Sizes(sizes::Args),
    /// Roll the JSON reports of many repositories up into one table
    Merge(merge::Args),
    /// Explain a rule: why, its threshold and source, when to ignore it, a bad and a good example
    Explain(explain::Args),
    /// List all rules
    Rules(rules::Args),
    /// List the platforms plimsoll knows and their limits
    Platforms(platforms::Args),
    /// Write a commented plimsoll.yaml that fits what is found
    Init(init::Args),
    /// Print a completion script for a shell
    Completions(generate::Completions),
    /// Print a man page
    Man(generate::Page),
    /// Print the JSON Schema of plimsoll.yaml or of a JSON output
    Schema(schema::Args),
}

/// Runs the command line and returns the process's exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help that was asked for is a success; the bare command asked for nothing.
            output::usage(&error);
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(CANNOT_CHECK));
        }
    };
    let result = match cli.command.unwrap_or(Command::Check(cli.check)) {
        Command::Check(arguments) => check::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Baseline(arguments) => baseline::run(&arguments),
        Command::Fit(arguments) => fit::run(&arguments),
        Command::Sizes(arguments) => sizes::run(&arguments),
        Command::Merge(arguments) => merge::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Rules(arguments) => rules::run(&arguments),
        Command::Platforms(arguments) => platforms::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Completions(arguments) => generate::completions(&arguments),
        Command::Man(arguments) => generate::man(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            output::message("error", &failure.0);
            ExitCode::from(CANNOT_CHECK)
        }
    }
}

/// Why a command could not do its work at all; nothing was written to standard output.
struct Failure(String);

impl Failure {
    fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

/// The command's definition, for completions, the man page and tests.
pub fn command() -> clap::Command {
    Cli::command()
}
