//! Which reports a run writes, and where: `--format` and `--output` in pairs, so that one scan serves annotations,
//! code scanning and a summary at once.

use super::options::format_names;
use crate::report::REPORTERS;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches, value_parser};
use std::path::PathBuf;

/// One report; without a format the configured one, without an output standard output.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) format: Option<String>,
    pub(super) output: Option<PathBuf>,
}

/// The reports of a run, in the order of the arguments; at least one.
#[derive(Debug, Clone)]
pub(super) struct Reports(pub(super) Vec<Pair>);

/// Written by hand because what counts is which flag stands next to which, which no derived field can tell.
impl Args for Reports {
    fn augment_args(command: Command) -> Command {
        command
            .arg(
                Arg::new("format")
                    .short('f')
                    .long("format")
                    .value_name("FORMAT")
                    .env("PLIMSOLL_FORMAT")
                    .value_parser(format_names(REPORTERS))
                    .action(ArgAction::Append)
                    .help_heading("Output")
                    .help("The output format; repeatable, each with its own --output behind it"),
            )
            .arg(
                Arg::new("output")
                    .short('o')
                    .long("output")
                    .value_name("FILE")
                    .value_parser(value_parser!(PathBuf))
                    .action(ArgAction::Append)
                    .help_heading("Output")
                    .help("Write the report to this file instead of standard output (`-`)"),
            )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Reports {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let formats = positioned::<String>(matches, "format");
        let outputs = positioned::<PathBuf>(matches, "output");
        let formats = formats.map(|(at, format)| (at, Flag::Format(format.clone())));
        let outputs = outputs.map(|(at, output)| (at, Flag::Output(output.clone())));
        let mut flags: Vec<(usize, Flag)> = formats.chain(outputs).collect();
        flags.sort_by_key(|(at, _)| *at);
        pairs(flags.into_iter().map(|(_, flag)| flag))
            .map(Self)
            .map_err(|why| Error::raw(ErrorKind::ArgumentConflict, format!("{why}\n")))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn positioned<'a, T: Clone + Send + Sync + 'static>(
    matches: &'a ArgMatches,
    id: &str,
) -> impl Iterator<Item = (usize, &'a T)> {
    let places = matches.indices_of(id).into_iter().flatten();
    places.zip(matches.get_many::<T>(id).into_iter().flatten())
}

#[derive(Debug, Clone)]
enum Flag {
    Format(String),
    Output(PathBuf),
}

/// An output belongs to the format before it; the first one may also stand in front of its format.
fn pairs(flags: impl Iterator<Item = Flag>) -> Result<Vec<Pair>, &'static str> {
    let mut pairs: Vec<Pair> = Vec::new();
    for flag in flags {
        match (flag, pairs.last_mut()) {
            (Flag::Format(format), Some(last)) if last.format.is_none() => {
                last.format = Some(format);
            }
            (Flag::Output(output), Some(last)) if last.output.is_none() => {
                last.output = Some(output);
            }
            (Flag::Format(format), _) => pairs.push(Pair {
                format: Some(format),
                output: None,
            }),
            (Flag::Output(output), _) => pairs.push(Pair {
                format: None,
                output: Some(output),
            }),
        }
    }
    if pairs.is_empty() {
        pairs.push(Pair::default());
    }
    if pairs.len() > 1 && pairs.iter().any(|pair| pair.format.is_none()) {
        return Err("each `--output` needs its own `--format` in front of it");
    }
    for pair in &mut pairs {
        pair.output.take_if(|output| output.as_os_str() == "-");
    }
    for (at, pair) in pairs.iter().enumerate() {
        let again = pairs[..at].iter().any(|other| other.output == pair.output);
        if again && pair.output.is_none() {
            return Err(
                "one report can go to standard output; give the others an `--output` behind their `--format`",
            );
        }
        if again {
            return Err("two reports cannot go to the same file");
        }
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words with a dot are outputs, the others formats.
    fn paired(words: &str) -> Result<String, &'static str> {
        let flag = |word: &str| {
            if word.contains('.') || word == "-" {
                Flag::Output(PathBuf::from(word))
            } else {
                Flag::Format(word.to_owned())
            }
        };
        let shown = |pair: &Pair| {
            let output = pair.output.as_ref().map(|path| crate::files::name(path));
            let output = output.unwrap_or_else(|| "stdout".to_owned());
            format!("{}>{output}", pair.format.as_deref().unwrap_or("default"))
        };
        let pairs = pairs(words.split_whitespace().map(flag))?;
        Ok(pairs.iter().map(shown).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn an_output_belongs_to_the_format_next_to_it() {
        for (words, expected) in [
            ("", "default>stdout"),
            ("sarif", "sarif>stdout"),
            ("a.txt", "default>a.txt"),
            ("sarif a.sarif", "sarif>a.sarif"),
            ("a.sarif sarif", "sarif>a.sarif"),
            ("github sarif a.sarif", "github>stdout sarif>a.sarif"),
            ("sarif a.sarif github", "sarif>a.sarif github>stdout"),
            (
                "sarif a.sarif junit b.xml github -",
                "sarif>a.sarif junit>b.xml github>stdout",
            ),
            ("a.sarif sarif b.xml junit", "sarif>a.sarif junit>b.xml"),
        ] {
            assert_eq!(paired(words).as_deref(), Ok(expected), "{words}");
        }
    }

    #[test]
    fn what_nobody_can_mean_is_refused() {
        for words in [
            "json sarif",
            "json - sarif",
            "json a.b c.d",
            "json a.b sarif a.b",
        ] {
            assert!(paired(words).is_err(), "{words}");
        }
    }
}
