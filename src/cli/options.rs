//! Options that several subcommands share.

use super::Failure;
use crate::config::FILE_SECONDS;
use crate::finding::Severity;
use crate::measure::ImagePlatform;
use crate::model::Confidence;
use crate::report::Reporter;
use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What to read and how to read it.
#[derive(Debug, Args)]
pub(super) struct ScanArgs {
    /// Files, folders or globs; `-` reads standard input. Without any: the current folder
    #[arg(value_name = "PATH|GLOB|-")]
    pub(super) paths: Vec<String>,

    /// The path that standard input is reported under
    #[arg(long, value_name = "PATH", help_heading = "Input")]
    pub(super) stdin_filename: Option<String>,

    /// Read only paths that match this glob, relative to the repository root (repeatable)
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub(super) include: Vec<String>,

    /// Leave out paths that match this glob, relative to the repository root (repeatable)
    #[arg(long, value_name = "GLOB", help_heading = "Input")]
    pub(super) exclude: Vec<String>,

    /// Read no build output (`.aws-sam/build`, `.serverless`, `cdk.out`) beside its source
    #[arg(long, help_heading = "Input")]
    pub(super) no_build_output: bool,

    /// The configuration to use instead of `.github/plimsoll.yaml` or `plimsoll.yaml`
    #[arg(
        long,
        value_name = "FILE",
        env = "PLIMSOLL_CONFIG",
        conflicts_with = "no_config",
        help_heading = "Configuration"
    )]
    pub(super) config: Option<PathBuf>,

    /// The stage or environment that is deployed: of serverless.yml, samconfig.toml, wrangler.toml, a Copilot manifest
    #[arg(long, value_name = "NAME", help_heading = "Values")]
    pub(super) stage: Option<String>,

    /// A parameter the deployment is given: of CloudFormation, `${param:..}`, a Terraform variable (repeatable)
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = parameter, help_heading = "Values")]
    pub(super) parameters: Vec<(String, String)>,

    /// Take image sizes from this OCI image layout, `docker save` archive, `kubectl get nodes -o json` or sizes file
    /// (repeatable); IMAGE= says which image it is where it does not
    #[arg(long, value_name = "[IMAGE=]PATH", help_heading = "Sizes")]
    pub(super) image_source: Vec<String>,

    /// Of an image for several platforms, measure this one [default: linux/amd64]
    #[arg(long, value_name = "OS/ARCHITECTURE", help_heading = "Sizes")]
    pub(super) image_platform: Option<ImagePlatform>,

    #[command(flatten)]
    pub(super) fetch: FetchArgs,

    /// Use no configuration file
    #[arg(long, help_heading = "Configuration")]
    pub(super) no_config: bool,

    /// Threads to read with; 0 is one per processor
    #[arg(short = 'j', long, value_name = "N", help_heading = "Configuration")]
    pub(super) threads: Option<usize>,

    /// Read files up to this size, 1 GiB at most [default: 32MiB]
    #[arg(long, value_name = "SIZE", help_heading = "Configuration", value_parser = max_file_size)]
    pub(super) max_file_size: Option<u64>,

    /// How long the run may take, in seconds: what is not read by then is failed, and the report is written [default: as
    /// long as it takes]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400), help_heading = "Configuration")]
    pub(super) timeout: Option<u64>,

    /// How long reading one file may take, in seconds; one that takes longer is failed
    #[arg(long, value_name = "SECONDS", default_value_t = FILE_SECONDS, value_parser = clap::value_parser!(u64).range(1..=86_400), help_heading = "Configuration")]
    pub(super) file_timeout: u64,

    /// The day on which `until=` is read, as YYYY-MM-DD; SOURCE_DATE_EPOCH sets it too
    #[arg(long, value_name = "DATE", help_heading = "Configuration")]
    pub(super) today: Option<jiff::civil::Date>,

    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// Whether and how registries are asked.
#[derive(Debug, Args)]
pub(super) struct FetchArgs {
    /// Ask the registries that images are named after for their sizes, with the credentials of Docker or Podman. Nothing is
    /// pulled, and without this flag nothing is asked; an image that cannot be measured is a warning
    #[arg(long, help_heading = "Sizes")]
    pub(super) fetch_image_sizes: bool,

    /// How long one image may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600), requires = "fetch_image_sizes", help_heading = "Sizes")]
    pub(super) fetch_timeout: u64,

    /// Where manifests and layer sizes are kept by their digest [default: the user's cache folder]
    #[arg(
        long,
        value_name = "DIR",
        env = "PLIMSOLL_FETCH_CACHE",
        help_heading = "Sizes"
    )]
    pub(super) fetch_cache: Option<PathBuf>,

    /// Keep nothing of what registries answer, and use nothing that was kept
    #[arg(long, requires = "fetch_image_sizes", help_heading = "Sizes")]
    pub(super) no_fetch_cache: bool,
}

/// How to write.
#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    #[command(flatten)]
    pub(super) color: ColorArgs,

    /// Print no messages besides the report
    #[arg(short, long, conflicts_with = "verbose", help_heading = "Output")]
    pub(super) quiet: bool,

    /// Say which configuration is used and why files were skipped
    #[arg(short, long, help_heading = "Output")]
    pub(super) verbose: bool,
}

/// When to write colours.
#[derive(Debug, Args)]
pub(super) struct ColorArgs {
    /// When to use colours; NO_COLOR is honoured
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Color::Auto, help_heading = "Output")]
    pub(super) color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// When the stream is a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    Note,
    Warning,
    Error,
    Never,
}

impl FailOn {
    pub(super) fn severity(self) -> Option<Severity> {
        match self {
            Self::Note => Some(Severity::Note),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
            Self::Never => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SeverityArg {
    Note,
    Warning,
    Error,
}

impl From<SeverityArg> for Severity {
    fn from(value: SeverityArg) -> Self {
        match value {
            SeverityArg::Note => Self::Note,
            SeverityArg::Warning => Self::Warning,
            SeverityArg::Error => Self::Error,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ConfidenceArg {
    Low,
    Medium,
    High,
}

impl From<ConfidenceArg> for Confidence {
    fn from(value: ConfidenceArg) -> Self {
        match value {
            ConfidenceArg::Low => Self::Low,
            ConfidenceArg::Medium => Self::Medium,
            ConfidenceArg::High => Self::High,
        }
    }
}

fn parameter(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("a parameter is written NAME=VALUE".to_owned()),
    }
}

/// The output of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// A table
    Text,
    /// JSON
    Json,
}

/// The names of a registry of output formats, as clap lists them.
pub(super) fn format_names(reporters: &'static [&'static Reporter]) -> PossibleValuesParser {
    let value = |reporter: &&Reporter| PossibleValue::new(reporter.name).help(reporter.summary);
    PossibleValuesParser::new(reporters.iter().map(value))
}

/// The output format of a name; the configuration may name one that is none.
pub(super) fn reporter(
    reporters: &[&'static Reporter],
    name: &str,
) -> Result<&'static Reporter, Failure> {
    let known: Vec<&str> = reporters.iter().map(|reporter| reporter.name).collect();
    let unknown = || {
        Failure::new(format!(
            "unknown format `{name}`; known are {}",
            known.join(", ")
        ))
    };
    reporters
        .iter()
        .find(|reporter| reporter.name == name)
        .copied()
        .ok_or_else(unknown)
}

/// A size that `max-file-size` takes.
fn max_file_size(text: &str) -> Result<u64, String> {
    crate::config::max_file_size(text)
}
