//! `check --format junit`: one suite a file, so that the test view of a CI server is the coverage statement. A finding
//! is a failure where it fails the run (`--fail-on`); advice is a passed case that says what it found. What could not
//! be read is an error. Files that were not read are no tests: they are in the coverage statement.

use super::plain::{self, cut};
use super::text::names;
use super::{Junit, Outcome, Reporter, Style, one_line, safe, warnings};
use crate::coverage::Failed;
use crate::finding::Finding;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::io;

/// The format.
pub static JUNIT: Reporter = Reporter {
    name: "junit",
    summary: "JUnit XML: a suite for each file, for test views",
    write,
};

/// A name is one line of a list.
const MAX_NAME: usize = 300;

/// The cases of one file.
#[derive(Default)]
struct Suite {
    cases: Vec<Case>,
}

struct Case {
    name: String,
    place: Option<(u32, u32)>,
    result: Ended,
}

enum Ended {
    Passed,
    Advice(String),
    Failure {
        rule: &'static str,
        message: String,
        text: String,
    },
    Error(String),
    Skipped(String),
}

fn write(outcome: &Outcome, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut suites: Vec<(String, Suite)> = suites(outcome, style).into_iter().collect();
    suites.push(("plimsoll".to_owned(), whole(outcome)));
    let cases = suites.iter().flat_map(|(_, suite)| &suite.cases);
    let counts = Counts::of(cases);
    // The strict schema counts what was skipped for each suite, and not for all of them.
    let strict = style.junit == Junit::Strict;
    let all = if strict {
        counts.ran()
    } else {
        counts.to_string()
    };
    let mut report = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let _ = writeln!(report, "<testsuites name=\"plimsoll\" {all}>");
    for (path, suite) in &suites {
        suite.write(path, strict, &mut report);
    }
    report.push_str("</testsuites>\n");
    out.write_all(safe::lines(&report).as_bytes())
}

/// What there is to say of the whole run: warnings, and the coverage statement.
fn whole(outcome: &Outcome) -> Suite {
    let told = warnings::told(&outcome.coverage.warnings);
    let mut lines: Vec<String> = told.into_iter().map(Cow::into_owned).collect();
    lines.push(one_line(outcome));
    Suite {
        cases: vec![Case {
            name: "coverage".to_owned(),
            place: None,
            result: Ended::Advice(lines.join("\n")),
        }],
    }
}

fn suites(outcome: &Outcome, style: Style) -> BTreeMap<String, Suite> {
    let mut suites: BTreeMap<String, Suite> = BTreeMap::new();
    let mut add = |path: &str, case| suites.entry(path.to_owned()).or_default().cases.push(case);
    for finding in &outcome.findings {
        if finding.suppressed.is_none() || style.suppressed {
            add(finding.location.path(), of_finding(finding, outcome));
        }
    }
    for failed in &outcome.coverage.failed {
        add(&failed.path, of_failed(failed));
    }
    for path in &outcome.coverage.read {
        let suite = suites.entry(path.clone()).or_default();
        if suite.cases.is_empty() {
            suite.cases.push(Case {
                name: "no findings".to_owned(),
                place: None,
                result: Ended::Passed,
            });
        }
    }
    suites
}

fn of_finding(finding: &Finding, outcome: &Outcome) -> Case {
    let first = finding.location.first();
    let result = if let Some(suppression) = &finding.suppressed {
        let (kind, reason) = plain::excuse(suppression);
        Ended::Skipped(format!("suppressed by {kind}: {reason}"))
    } else if outcome.fails(finding) {
        Ended::Failure {
            rule: finding.rule.name,
            message: safe::prose(&finding.message),
            text: plain::lines(finding).join("\n"),
        }
    } else {
        let advice = format!(
            "{}: {}",
            finding.severity.name(),
            plain::lines(finding).join("\n")
        );
        Ended::Advice(advice)
    };
    let workloads = finding.workloads.iter();
    let workloads: Vec<String> = workloads.map(|subject| subject.id.name.clone()).collect();
    let name = if workloads.is_empty() {
        finding.rule.name.to_owned()
    } else {
        format!("{}: {}", finding.rule.name, names(&workloads, 3))
    };
    Case {
        name,
        place: Some((first.line, first.column)),
        result,
    }
}

fn of_failed(failed: &Failed) -> Case {
    Case {
        name: "could not be checked".to_owned(),
        place: failed.line.zip(failed.column),
        result: if failed.is_known() {
            Ended::Advice(failed.reason())
        } else {
            Ended::Error(failed.reason())
        },
    }
}

/// How the cases of a suite ended.
#[derive(Default)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Counts {
    fn of<'a>(cases: impl Iterator<Item = &'a Case>) -> Self {
        let mut counts = Self::default();
        for case in cases {
            counts.tests += 1;
            match case.result {
                Ended::Failure { .. } => counts.failures += 1,
                Ended::Error(_) => counts.errors += 1,
                Ended::Skipped(_) => counts.skipped += 1,
                Ended::Passed | Ended::Advice(_) => {}
            }
        }
        counts
    }

    /// Without those that were skipped.
    fn ran(&self) -> String {
        let Self {
            tests,
            failures,
            errors,
            ..
        } = self;
        format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"")
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} skipped=\"{}\"", self.ran(), self.skipped)
    }
}

impl Suite {
    fn write(&self, path: &str, strict: bool, out: &mut String) {
        let (name, counts) = (attribute(path), Counts::of(self.cases.iter()));
        let _ = writeln!(out, "  <testsuite name=\"{name}\" {counts}>");
        for case in &self.cases {
            case.write(&name, strict, out);
        }
        out.push_str("  </testsuite>\n");
    }
}

impl Case {
    fn write(&self, file: &str, strict: bool, out: &mut String) {
        let name = attribute(&cut(&self.name, MAX_NAME));
        let _ = write!(out, "    <testcase name=\"{name}\" classname=\"{file}\"");
        if !strict {
            let _ = write!(out, " file=\"{file}\"");
            if let Some((line, column)) = self.place {
                let _ = write!(out, " line=\"{line}\" column=\"{column}\"");
            }
        }
        // Without its attributes the text says where.
        let place = self.place.filter(|_| strict);
        let place = place.map(|(line, column)| format!("line {line}, column {column}: "));
        let place = place.unwrap_or_default();
        let inner = match &self.result {
            Ended::Passed => {
                out.push_str("/>\n");
                return;
            }
            Ended::Advice(advice) => {
                format!("<system-out>{place}{}</system-out>", text(advice))
            }
            Ended::Failure {
                rule,
                message,
                text: body,
            } => format!(
                "<failure message=\"{}\" type=\"{rule}\">{place}{}</failure>",
                attribute(message),
                text(body)
            ),
            Ended::Error(message) => {
                format!("<error message=\"{place}{}\"/>", attribute(message))
            }
            Ended::Skipped(message) => format!("<skipped message=\"{}\"/>", attribute(message)),
        };
        let _ = writeln!(out, ">\n      {inner}\n    </testcase>");
    }
}

/// The value of an attribute.
fn attribute(value: &str) -> String {
    escaped(&safe::inline(value))
}

/// The text of an element, line by line.
fn text(value: &str) -> String {
    let lines: Vec<String> = value.lines().map(attribute).collect();
    lines.join("\n")
}

fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            // No characters of XML 1.0, not even as references.
            '\u{fffe}' | '\u{ffff}' => escaped.push('?'),
            c => escaped.push(c),
        }
    }
    escaped
}
