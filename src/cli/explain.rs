//! `plimsoll explain`.

use super::Failure;
use super::output::write;
use crate::criteria::CRITERIA;
use crate::{config, explain, judge};
use clap::Args as ClapArgs;

/// Explain a rule, or a criterion of the framework.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// The name of a rule (`plimsoll rules` lists them) or of a criterion, as evidence names it
    name: String,
}

pub(super) fn run(arguments: &Args) -> Result<u8, Failure> {
    let page = page(&arguments.name)?;
    write(None, |out| out.write_all(page.as_bytes()))?;
    Ok(0)
}

fn page(name: &str) -> Result<String, Failure> {
    let rules = judge::rules();
    if let Some(rule) = rules.iter().find(|rule| rule.name == name) {
        return Ok(explain::markdown(rule));
    }
    if let Some(criterion) = CRITERIA.iter().find(|criterion| criterion.name == name) {
        return Ok(explain::criterion(criterion));
    }
    let criteria: Vec<&str> = CRITERIA.iter().map(|criterion| criterion.name).collect();
    let names: Vec<&str> = rules.iter().map(|rule| rule.name).collect();
    let near = config::nearest(name, &[names, criteria.clone()].concat());
    let hint = near.map_or_else(String::new, |near| format!(" Did you mean `{near}`?"));
    let criteria = criteria.join(", ");
    Err(Failure::new(format!(
        "unknown rule `{name}`.{hint} `plimsoll rules` lists them all; criteria are {criteria}"
    )))
}
