//! `plimsoll explain`.

use super::Failure;
use super::output::write;
use crate::{config, explain, judge};
use clap::Args as ClapArgs;

/// Explain a rule.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The rule's name, as `plimsoll rules` lists it
    rule: String,
}

pub(super) fn run(arguments: &Args) -> Result<u8, Failure> {
    let rules = judge::rules();
    let Some(rule) = rules.iter().find(|rule| rule.name == arguments.rule) else {
        let names: Vec<&str> = rules.iter().map(|rule| rule.name).collect();
        let near = config::nearest(&arguments.rule, &names);
        let hint = near.map_or_else(String::new, |near| format!(" Did you mean `{near}`?"));
        let name = &arguments.rule;
        return Err(Failure::new(format!(
            "unknown rule `{name}`.{hint} `plimsoll rules` lists them all"
        )));
    };
    write(None, |out| {
        out.write_all(explain::markdown(rule).as_bytes())
    })?;
    Ok(0)
}
