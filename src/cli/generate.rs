//! `plimsoll completions` and `plimsoll man`: made of the definition that parses the arguments.

use super::output::write;
use super::{Failure, command};
use clap::Args;
use clap_complete::Shell;
use clap_mangen::Man;

/// Print a completion script.
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Print a man page.
#[derive(Debug, Args)]
pub(super) struct Page {
    /// The subcommand it is about; without one, the page of plimsoll itself
    command: Vec<String>,
}

pub(super) fn completions(arguments: &Completions) -> Result<u8, Failure> {
    write(None, |out| {
        let mut script = Vec::new();
        clap_complete::generate(arguments.shell, &mut command(), "plimsoll", &mut script);
        out.write_all(&script)
    })?;
    Ok(0)
}

pub(super) fn man(arguments: &Page) -> Result<u8, Failure> {
    let mut page = command();
    page.build();
    let mut title = "plimsoll".to_owned();
    for name in &arguments.command {
        let known: Vec<&str> = page.get_subcommands().map(|one| one.get_name()).collect();
        let unknown = format!("unknown command `{name}`; known are {}", known.join(", "));
        page = page
            .find_subcommand(name)
            .cloned()
            .ok_or_else(|| Failure::new(unknown))?;
        // So that it is found as `man plimsoll-check`.
        title = format!("{title}-{name}");
    }
    let page = page.display_name(title);
    write(None, |out| Man::new(page).render(out))?;
    Ok(0)
}
