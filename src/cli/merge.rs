//! `plimsoll merge`.

use super::Failure;
use super::output::write;
use crate::files::{self, given};
use crate::merge::Repository;
use crate::report::merge::MERGE_REPORTERS;
use crate::report::safe;
use clap::Args as ClapArgs;
use clap::builder::{PossibleValue, PossibleValuesParser};
use std::io::Read;
use std::path::{Path, PathBuf};

/// A report of a larger size is refused: none of a real repository comes near.
const MAX_BYTES: u64 = 1 << 30;

/// Roll the JSON reports of many repositories up into one table.
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Reports of `plimsoll check --format json`; a repository is called like its file unless NAME says otherwise
    #[arg(required = true, value_name = "FILE|NAME=FILE")]
    reports: Vec<String>,

    /// The output format
    #[arg(short, long, value_parser = formats(), default_value = "markdown", help_heading = "Output")]
    format: String,

    /// Write the table to this file instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

fn formats() -> PossibleValuesParser {
    let value = |reporter: &&crate::report::merge::MergeReporter| {
        PossibleValue::new(reporter.name).help(reporter.summary)
    };
    PossibleValuesParser::new(MERGE_REPORTERS.iter().map(value))
}

pub(super) fn run(arguments: &Args) -> Result<u8, Failure> {
    let named = |name: &str| {
        MERGE_REPORTERS
            .iter()
            .find(|reporter| reporter.name == name)
    };
    let reporter = named(&arguments.format)
        .ok_or_else(|| Failure::new(format!("unknown format `{}`", arguments.format)))?;
    let mut repositories = Vec::new();
    let mut wrong = Vec::new();
    for report in &arguments.reports {
        let (name, file) = place(report);
        match read(&file).and_then(|text| {
            let read = Repository::read(&name, &text);
            read.map_err(|error| format!("{}:{error}", files::name(&file)))
        }) {
            Ok(repository) => repositories.push(repository),
            Err(error) => wrong.push(safe::inline(&error)),
        }
    }
    repositories.sort_by(|a, b| a.name.cmp(&b.name));
    for pair in repositories.windows(2) {
        if pair[0].name == pair[1].name {
            let name = &pair[0].name;
            wrong.push(format!(
                "two reports are called `{name}`: name them with NAME=FILE"
            ));
        }
    }
    if !wrong.is_empty() {
        // Every wrong one at once; sorted, since the order of the arguments means nothing.
        wrong.sort();
        wrong.dedup();
        return Err(Failure::new(safe::lines(&wrong.join("\n"))));
    }
    write(arguments.output.as_deref(), |out| {
        (reporter.write)(&repositories, out)
    })?;
    Ok(0)
}

/// The name of a repository and the file of its report.
fn place(report: &str) -> (String, PathBuf) {
    match report.split_once('=') {
        Some((name, file)) if !name.is_empty() && !Path::new(report).exists() => {
            (name.to_owned(), file.into())
        }
        _ => {
            let file = PathBuf::from(report);
            let stem = file.file_stem().unwrap_or(file.as_os_str());
            (stem.to_string_lossy().into_owned(), file)
        }
    }
}

fn read(file: &Path) -> Result<String, String> {
    let shown = files::name(file);
    let mut bytes = Vec::new();
    let opened = given(file).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes));
    opened.map_err(|error| format!("{shown}: cannot be read: {error}"))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("{shown}: is larger than {} MiB", MAX_BYTES >> 20));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = memchr::memchr_iter(b'\n', good).count() + 1;
        let column = good.len() - memchr::memrchr(b'\n', good).map_or(0, |at| at + 1) + 1;
        format!("{shown}:{line}:{column}: is not UTF-8")
    })
}
