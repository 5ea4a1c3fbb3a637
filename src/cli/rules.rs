//! `plimsoll rules`.

use super::Failure;
use super::options::{ColorArgs, ListFormat};
use super::output::write;
use crate::judge;
use crate::report::tables;
use clap::Args as ClapArgs;

/// List all rules.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The output format
    #[arg(short, long, value_enum, default_value_t = ListFormat::Text)]
    format: ListFormat,

    #[command(flatten)]
    color: ColorArgs,
}

pub(super) fn run(arguments: &Args) -> Result<u8, Failure> {
    let rules = judge::rules();
    write(None, |out| match arguments.format {
        ListFormat::Text => tables::rules(&rules, arguments.color.style(None), out),
        ListFormat::Json => tables::rules_json(&rules, out),
    })?;
    Ok(0)
}
