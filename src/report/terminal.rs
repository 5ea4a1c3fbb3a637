//! The report for people, in rustc's manner: severity, rule and one sentence, the line with its label, evidence from
//! elsewhere, help, and the summary. Nothing twice; suppressed findings are only counted unless they are asked for.

use super::summary::{failure, summary};
use super::text::{bold, hanging, names, of_severity};
use super::{Outcome, Reporter, Style, plain, safe, since, snippet, warnings};
use crate::finding::{Evidence, Finding, Severity};
use std::io;

/// The format.
pub static TERMINAL: Reporter = Reporter {
    name: "terminal",
    summary: "for people: source lines, reasons and a summary",
    write,
};

fn write(outcome: &Outcome, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut put = |text: &str| out.write_all(safe::lines(text).as_bytes());
    for finding in &outcome.findings {
        if finding.suppressed.is_none() || style.suppressed {
            put(&format!("{}\n", block(finding, style)))?;
        }
    }
    if let Some(since) = &outcome.since {
        for moved in &since.moved {
            let head = format!("{}: ", since::label(moved));
            put(&hanging(style, bold(), &head, 2, &since::line(moved)))?;
        }
        for change in &since.policy {
            let line = since::policy_line(change);
            put(&hanging(style, bold(), "policy: ", 2, &line))?;
        }
        if !since.moved.is_empty() || !since.policy.is_empty() {
            put("\n")?;
        }
    }
    for warning in warnings::told(&outcome.coverage.warnings) {
        put(&headed(Severity::Warning, "warning: ", &warning, style))?;
    }
    for failed in &outcome.coverage.failed {
        put(&failure(failed, style))?;
    }
    if !outcome.coverage.warnings.is_empty() || !outcome.coverage.failed.is_empty() {
        put("\n")?;
    }
    put(&summary(outcome, style))
}

/// One finding; ends with a newline.
fn block(finding: &Finding, style: Style) -> String {
    let head = format!("{}[{}]: ", finding.severity.name(), finding.rule.name);
    let mut block = headed(finding.severity, &head, &finding.message, style);
    let here = |evidence: &Evidence| evidence.at.as_ref() == Some(&finding.location);
    let label = finding.evidence.iter().find(|evidence| here(evidence));
    let label = label.map(|evidence| evidence.text.as_str());
    let drawn = snippet::draw(&finding.location, label, finding.severity, style);
    block.push_str(&drawn.text);
    let label = label.filter(|_| drawn.labelled);
    if finding.workloads.len() > 1 {
        let all: Vec<String> = finding
            .workloads
            .iter()
            .map(|subject| safe::inline(&subject.id.name))
            .collect();
        block.push_str(&noted("workloads: ", &names(&all, 3), style));
    }
    if let Some(worse) = &finding.worse {
        block.push_str(&noted("worse: ", &plain::worse(worse), style));
    }
    block.push_str(&elsewhere(finding, label, style));
    if let Some(suppression) = &finding.suppressed {
        let (kind, reason) = plain::excuse(suppression);
        let excuse = format!("{kind}: {}", safe::inline(reason));
        block.push_str(&noted("suppressed: ", &excuse, style));
        return block;
    }
    if !finding.help.is_empty() {
        block.push_str(&noted("help: ", &safe::inline(&finding.help), style));
    }
    block
}

/// The evidence that is not the label.
fn elsewhere(finding: &Finding, label: Option<&str>, style: Style) -> String {
    let (reasons, more) = plain::listed(finding, label);
    let listed = reasons.iter().map(|(head, text)| noted(head, text, style));
    let more = more.iter().map(|more| noted("", more, style));
    listed.chain(more).collect()
}

/// A sentence behind its severity.
fn headed(severity: Severity, head: &str, text: &str, style: Style) -> String {
    hanging(style, of_severity(severity), head, 2, &safe::prose(text))
}

/// An indented line under a snippet.
fn noted(head: &str, text: &str, style: Style) -> String {
    let indent = if head.len() > 12 { 4 } else { head.len() + 2 };
    hanging(style, bold(), &format!("  {head}"), indent, text)
}
