//! `plimsoll platforms`.

use super::Failure;
use super::options::{ColorArgs, ListFormat};
use super::output::write;
use crate::model::{Platform, UnknownPlatform};
use crate::platform::{Limits, Prices};
use crate::report::tables;
use clap::Args as ClapArgs;

/// List the platforms plimsoll knows and their limits.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Only this platform
    name: Option<String>,

    /// The output format
    #[arg(short, long, value_enum, default_value_t = ListFormat::Text)]
    format: ListFormat,

    #[command(flatten)]
    color: ColorArgs,
}

pub(super) fn run(arguments: &Args) -> Result<u8, Failure> {
    let limits = Limits::builtin().map_err(|error| Failure::new(error.to_string()))?;
    let prices = Prices::builtin().map_err(|error| Failure::new(error.to_string()))?;
    let platform: Option<Platform> = match &arguments.name {
        Some(name) => Some(
            name.parse()
                .map_err(|error: UnknownPlatform| Failure::new(error.to_string()))?,
        ),
        None => None,
    };
    write(None, |out| match arguments.format {
        ListFormat::Text => {
            tables::platforms(&limits, &prices, platform, arguments.color.style(None), out)
        }
        ListFormat::Json => tables::platforms_json(&limits, &prices, platform, out),
    })?;
    Ok(0)
}
