//! Writing: the report to standard output or a file, messages to standard error.

use super::Failure;
use super::options::{Color, ColorArgs, OutputArgs};
use crate::coverage::Coverage;
use crate::files::{Whole, name};
use crate::report::{Style, safe, warnings};
use anstream::ColorChoice;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::Path;

/// Columns when the output is no terminal: the same everywhere, so that the same input gives the same bytes.
const PLAIN_WIDTH: usize = 100;

impl ColorArgs {
    /// How to write to `output`: a file never gets colours unless they were asked for.
    pub(super) fn style(&self, output: Option<&Path>) -> Style {
        let stdout = io::stdout();
        let color = match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                output.is_none() && anstream::AutoStream::choice(&stdout) != ColorChoice::Never
            }
        };
        let terminal = output.is_none() && stdout.is_terminal();
        let width = terminal
            .then(|| terminal_size::terminal_size_of(&stdout))
            .flatten();
        let width = width.map_or(PLAIN_WIDTH, |(width, _)| usize::from(width.0));
        Style {
            color,
            width,
            unicode: true,
            suppressed: false,
            alerts: crate::finding::Severity::Note,
            category: None,
            junit: crate::report::Junit::Usual,
        }
    }
}

/// Bytes that are written at once.
const BUFFER: usize = 64 << 10;

/// Writes a whole report. A reader that has seen enough and closed the pipe is no failure.
pub(super) fn write(
    output: Option<&Path>,
    report: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> Result<(), Failure> {
    let written = match output {
        Some(path) => whole(path, report),
        None => buffered(&mut io::stdout(), report),
    };
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => {
            let place = output.map_or("standard output".to_owned(), name);
            Err(Failure::new(format!("cannot write to {place}: {error}")))
        }
        Ok(()) => Ok(()),
    }
}

/// A file is there whole or not at all: what was there before stays until then.
fn whole(
    path: &Path,
    report: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    let mut file = Whole::begin(path)?;
    buffered(&mut file, report)?;
    file.finish()
}

/// A report may be many megabytes: it is written as it is made.
fn buffered(
    to: &mut (impl Write + Send),
    report: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(BUFFER, to);
    report(&mut out)?;
    out.flush()
}

/// What must be visible on standard error too, whatever the format. What the reader's own screen shows already is not
/// repeated: `shown` says whether a report on standard output names warnings and failures for people.
pub(super) fn messages(coverage: &Coverage, output: &OutputArgs, shown: bool) {
    if output.quiet {
        return;
    }
    if !(shown && io::stdout().is_terminal()) {
        for warning in warnings::told(&coverage.warnings) {
            message("warning", &safe::prose(&warning));
        }
    }
    if !shown {
        for failed in &coverage.failed {
            let label = if failed.is_known() { "note" } else { "error" };
            message(label, &safe::prose(&failed.to_string()));
        }
    }
    if output.verbose {
        for built in &coverage.built {
            let built = safe::prose(built);
            message("note", &format!("read {built} (build output)"));
        }
        for skipped in &coverage.skipped {
            message(
                "note",
                &format!(
                    "skipped {} ({})",
                    safe::prose(&skipped.path),
                    skipped.reason.name()
                ),
            );
        }
    }
}

/// Prints clap's help to standard output, its errors to standard error. They repeat arguments, and in a job an argument
/// may be somebody else's text.
pub(super) fn usage(error: &clap::Error) {
    if !error.use_stderr() {
        let _ = error.print();
        return;
    }
    let text = error.render().ansi().to_string();
    let _ = write!(anstream::stderr(), "{}", safe::lines(&text));
}

/// Prints `label: text` to standard error, in colour where that stream takes it.
pub(super) fn message(label: &str, text: &str) {
    let color = match label {
        "error" => anstyle::AnsiColor::Red,
        "warning" => anstyle::AnsiColor::Yellow,
        _ => anstyle::AnsiColor::Blue,
    };
    let style = anstyle::Style::new().bold().fg_color(Some(color.into()));
    // What a manifest or a configuration says may be in it: nothing of that reaches the terminal raw.
    let shown = |c: char| {
        if c != '\n' && safe::is_hostile(c) {
            '\u{fffd}'
        } else {
            c
        }
    };
    let text: String = text.chars().map(shown).collect();
    // A job's runner reads commands from this stream too.
    let text = safe::lines(&text);
    let _ = writeln!(anstream::stderr(), "{style}{label}{style:#}: {text}");
}
