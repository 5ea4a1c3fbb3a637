//! `check --format github`: workflow commands, which GitHub Actions turns into annotations on the changed lines. The
//! runner keeps only the first few of a step and drops the others silently, so the worst come first and the cut is told.

use super::plain::{self, cut};
use super::{Outcome, Reporter, Style, one_line, safe, since};
use crate::coverage::Failed;
use crate::finding::{Finding, Severity};
use std::io;

/// The format.
pub static GITHUB: Reporter = Reporter {
    name: "github",
    summary: "annotations of GitHub Actions, the worst first",
    write,
};

/// The runner keeps this many errors of a step, as many warnings and as many notices (actions/runner,
/// `ExecutionContext`).
const MAX_OF_A_KIND: usize = 10;
/// It cuts a message after this many characters; the three written for one of ours that are escaped count once.
const MAX_MESSAGE: usize = 4_096;

/// One annotation.
struct Annotation {
    severity: Severity,
    /// Empty for the run as a whole.
    path: String,
    /// Line, column and end column, all on one line: columns across lines are invalid.
    region: Option<(u32, u32, Option<u32>)>,
    title: String,
    lines: Vec<String>,
}

fn write(outcome: &Outcome, _style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let all = annotations(outcome);
    let kinds = [Severity::Error, Severity::Warning, Severity::Note].map(|severity| {
        let of_kind = all.iter().filter(|one| one.severity == severity);
        of_kind.collect::<Vec<_>>()
    });
    let is_cut = kinds.iter().any(|kind| kind.len() > MAX_OF_A_KIND);
    let mut rest = Vec::new();
    for (at, mut kind) in kinds.into_iter().enumerate() {
        // The last notice is for telling the cut.
        let room = MAX_OF_A_KIND - usize::from(is_cut && at == 2);
        rest.extend(kind.split_off(room.min(kind.len())));
        for annotation in kind {
            writeln!(out, "{}", command(annotation))?;
        }
    }
    if is_cut {
        let more = format!(
            "{} more than GitHub shows: it keeps {MAX_OF_A_KIND} annotations of a kind in a step; the log lists them",
            rest.len()
        );
        writeln!(out, "::notice title=plimsoll::{}", data(&more))?;
    }
    let log: String = rest.into_iter().map(logged).collect();
    let since = outcome.since.iter();
    let moved = since.clone().flat_map(|since| &since.moved);
    let moved: String = moved
        .map(|moved| format!("{}: {}\n", since::label(moved), since::line(moved)))
        .collect();
    let policy: String = since
        .flat_map(|since| &since.policy)
        .map(|change| format!("policy: {}\n", since::policy_line(change)))
        .collect();
    let last = format!("{log}{moved}{policy}plimsoll: {}\n", one_line(outcome));
    out.write_all(safe::lines(&last).as_bytes())
}

/// What could not be read comes first: it makes the result incomplete.
fn annotations(outcome: &Outcome) -> Vec<Annotation> {
    let failed = outcome.coverage.failed.iter().map(of_failed);
    let warnings = outcome.coverage.warnings.iter().map(|warning| Annotation {
        severity: Severity::Warning,
        path: String::new(),
        region: None,
        title: "plimsoll".to_owned(),
        lines: vec![safe::inline(warning)],
    });
    failed
        .chain(warnings)
        .chain(outcome.live().map(of_finding))
        .collect()
}

fn of_finding(finding: &Finding) -> Annotation {
    let at = finding.location.first_line();
    let (first, last) = (at.first(), at.last());
    let end = (last.line == first.line).then_some(last.column);
    Annotation {
        severity: finding.severity,
        path: path(at.path()),
        region: Some((first.line, first.column, end)),
        title: finding.rule.name.to_owned(),
        lines: plain::lines(finding),
    }
}

fn of_failed(failed: &Failed) -> Annotation {
    let region = failed.line.zip(failed.column);
    Annotation {
        severity: if failed.is_known() {
            Severity::Note
        } else {
            Severity::Error
        },
        path: path(&failed.path),
        region: region.map(|(line, column)| (line, column, None)),
        title: "could not be checked".to_owned(),
        lines: vec![format!(
            "{}: {}",
            safe::inline(&failed.path),
            safe::prose(&failed.reason())
        )],
    }
}

/// Standard input is no file to annotate.
fn path(path: &str) -> String {
    if path == "-" {
        String::new()
    } else {
        safe::inline(path)
    }
}

fn command(annotation: &Annotation) -> String {
    let name = match annotation.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = Vec::new();
    if !annotation.path.is_empty() {
        properties.push(format!("file={}", property(&annotation.path)));
        if let Some((line, column, end)) = annotation.region {
            properties.push(format!("line={line},col={column}"));
            properties.extend(end.map(|end| format!("endColumn={end}")));
        }
    }
    properties.push(format!("title={}", property(&annotation.title)));
    let message = cut(&annotation.lines.join("\n"), MAX_MESSAGE);
    format!("::{name} {}::{}", properties.join(","), data(&message))
}

/// For the log, where everything is.
fn logged(annotation: &Annotation) -> String {
    let place = match annotation.region {
        Some((line, column, _)) => format!("{}:{line}:{column}: ", annotation.path),
        None => String::new(),
    };
    let (severity, title) = (annotation.severity.name(), &annotation.title);
    let sentence = annotation.lines.first().map_or("", String::as_str);
    format!("{place}{severity}[{title}]: {sentence}\n")
}

/// The escapes the runner undoes in a message.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// The escapes the runner undoes in a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
