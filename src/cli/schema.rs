//! `plimsoll schema`.

use super::Failure;
use super::output::write;
use crate::schema;
use clap::{Args as ClapArgs, ValueEnum};

/// Print a JSON Schema.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Of what
    #[arg(value_enum, default_value_t = Of::Config)]
    of: Of,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Of {
    /// plimsoll.yaml
    Config,
    /// The output of `plimsoll check --format json`
    Check,
    /// The output of `plimsoll inspect --format json`
    Inspect,
    /// The output of `plimsoll fit --format json`
    Fit,
}

pub(super) fn run(arguments: &Args) -> Result<u8, Failure> {
    let schema = match arguments.of {
        Of::Config => schema::config(),
        Of::Check => schema::check_output(),
        Of::Inspect => schema::inspect_output(),
        Of::Fit => schema::fit_output(),
    };
    write(None, |out| {
        serde_json::to_writer_pretty(&mut *out, &schema)?;
        out.write_all(b"\n")
    })?;
    Ok(0)
}
