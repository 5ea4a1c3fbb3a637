//! `check --format sarif`: SARIF 2.1.0 as code scanning consumes it. Exactly one run, all rules whether they fired or
//! not, one location of one line for each result. Suppressed findings are left out unless they are asked for: code
//! scanning shows them as open. With `--base` every result says whether it is new: code scanning compares whole reports
//! itself and takes what is not in one for fixed.

mod keys;
mod line_hash;
mod model;
mod notices;
mod place;

use super::place::{Files, write_json};
use super::text::count;
use super::{Outcome, Reporter, Style, one_line, safe};
use crate::base::Since;
use crate::finding::{Finding, Severity, Subject, Suppression};
use crate::model::DirectiveKind;
use crate::rule::{Family, Rule};
use model::{
    AutomationDetails, Before, Configuration, Driver, Excuse, Help, Invocation, Location, Log,
    LogicalLocation, Message, ResultProperties, RuleProperties, Run, RunProperties, SarifResult,
    SarifRule, Tool, UriBase,
};
use notices::{Kind, Notices};
use std::collections::BTreeMap;
use std::io;

/// The format.
pub static SARIF: Reporter = Reporter {
    name: "sarif",
    summary: "SARIF 2.1.0, for code scanning",
    write,
};

/// Code scanning rejects a file with more results in a run.
const MAX_RESULTS: usize = 25_000;
/// It shows at most this many locations of a result.
const MAX_RELATED: usize = 100;
/// The longest description it takes, in characters.
const MAX_DESCRIPTION: usize = 1_024;

fn write(outcome: &Outcome, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let rules = rules(&outcome.findings);
    let (findings, hidden, left_out) = reported(outcome, style);
    let mut notices = Notices::of(&outcome.coverage);
    notices.add(Kind::Coverage, plain(&one_line(outcome)), None);
    if hidden > 0 {
        let text = format!(
            "{} below {} left out: `--sarif-min-severity`",
            count(hidden, "finding"),
            style.alerts.name()
        );
        notices.add(Kind::BelowSeverity, text, None);
    }
    if left_out > 0 {
        let text = format!(
            "{left_out} findings of lower severity are left out: the format's consumers take {MAX_RESULTS}"
        );
        notices.add(Kind::TooMany, text, None);
    }
    let keys = keys::of(&findings);
    let results = findings
        .iter()
        .zip(keys)
        .map(|(finding, key)| result(finding, outcome.since.as_ref(), &rules, key));
    let run = Run {
        tool: Tool {
            driver: driver(&rules),
        },
        automation_details: style.category.map(automation),
        column_kind: "unicodeCodePoints",
        original_uri_base_ids: BTreeMap::from([(
            place::BASE,
            UriBase {
                description: message("The root of the repository.".to_owned()),
            },
        )]),
        invocations: [Invocation {
            // Consumers drop every result of a run that says otherwise; what failed is notified.
            execution_successful: true,
            tool_execution_notifications: notices.written(),
        }],
        results: results.collect(),
        properties: RunProperties {
            coverage: Files::of(&outcome.coverage),
            workloads: outcome.workloads.len(),
        },
    };
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [run],
    };
    write_json(&log, out)
}

/// The details of a category, which consumers read up to the last `/`.
fn automation(category: &str) -> AutomationDetails {
    AutomationDetails {
        id: format!("{category}/"),
    }
}

fn message(text: String) -> Message {
    Message { text }
}

/// Every rule by name: those of the registries, and any other that fired.
fn rules(findings: &[Finding]) -> Vec<&'static Rule> {
    let fired = findings.iter().map(|finding| finding.rule);
    let all: BTreeMap<&str, &'static Rule> = crate::judge::rules()
        .into_iter()
        .chain(fired)
        .map(|rule| (rule.name, rule))
        .collect();
    all.into_values().collect()
}

/// The findings that become results, how many are below what was asked for, and how many there is no room for.
fn reported(outcome: &Outcome, style: Style) -> (Vec<&Finding>, usize, usize) {
    let mut all = outcome.standing();
    if style.suppressed {
        let excused = |finding: &&Finding| finding.suppressed.is_some();
        all.extend(outcome.findings.iter().filter(excused));
        all.sort_by(|a, b| a.in_order(b));
    }
    let found = all.len();
    all.retain(|finding| finding.severity >= style.alerts);
    let hidden = found - all.len();
    let mut live: Vec<(usize, &Finding)> = all.into_iter().enumerate().collect();
    let left_out = live.len().saturating_sub(MAX_RESULTS);
    if left_out > 0 {
        live.sort_by_key(|(at, finding)| (std::cmp::Reverse(finding.severity), *at));
        live.truncate(MAX_RESULTS);
        live.sort_by_key(|(at, _)| *at);
    }
    (
        live.into_iter().map(|(_, finding)| finding).collect(),
        hidden,
        left_out,
    )
}

fn driver(rules: &[&'static Rule]) -> Driver {
    let repository = env!("CARGO_PKG_REPOSITORY");
    Driver {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: Some(repository).filter(|uri| uri.starts_with("https://")),
        rules: rules.iter().map(|rule| descriptor(rule)).collect(),
    }
}

fn descriptor(rule: &'static Rule) -> SarifRule {
    SarifRule {
        id: rule.name,
        name: pascal_case(rule.name),
        short_description: message(description(rule.summary)),
        full_description: message(description(rule.why)),
        help: Help {
            text: help(rule),
            markdown: crate::explain::markdown(rule),
        },
        default_configuration: Configuration {
            level: rule.severity.name(),
        },
        properties: RuleProperties {
            tags: [rule.family.name()],
            precision: match rule.family {
                Family::PlatformLimit | Family::Suppression => "very-high",
                Family::PreferKubernetes => "high",
                Family::PreferServerless => "medium",
            },
            problem_severity: match rule.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "recommendation",
            },
        },
    }
}

/// Generic per rule: consumers keep one text for all repositories.
fn help(rule: &Rule) -> String {
    let parts = [rule.why, rule.instead, rule.ignore_when].map(str::trim);
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n\n")
}

/// One sentence or paragraph, ended with a full stop and short enough.
fn description(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() >= MAX_DESCRIPTION {
        let cut: String = text.chars().take(MAX_DESCRIPTION - 1).collect();
        return format!("{cut}…");
    }
    if text.ends_with('.') {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

fn pascal_case(name: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    };
    name.split('-').map(word).collect()
}

fn result(
    finding: &Finding,
    since: Option<&Since>,
    rules: &[&'static Rule],
    key: Option<String>,
) -> SarifResult {
    let (related, more) = related(finding);
    let mut location = place::of_span(&finding.location);
    for subject in &finding.workloads {
        let logical = logical(subject);
        if !location.logical_locations.contains(&logical) {
            location.logical_locations.push(logical);
        }
    }
    let mut fingerprints = BTreeMap::from([("plimsoll/v1", finding.fingerprint.clone())]);
    if let Some(key) = key {
        fingerprints.insert("primaryLocationLineHash", key);
    }
    SarifResult {
        rule_id: finding.rule.name,
        rule_index: rules
            .iter()
            .position(|rule| rule.name == finding.rule.name)
            .unwrap_or_default(),
        level: finding.severity.name(),
        baseline_state: since.and_then(|since| state(finding, since)),
        message: message(sentences(finding, &related, more)),
        locations: [location],
        related_locations: related,
        partial_fingerprints: fingerprints,
        suppressions: finding.suppressed.iter().map(excuse).collect(),
        properties: ResultProperties {
            confidence: finding.confidence.name(),
            worse: finding.worse.as_ref().map(|worse| Before {
                before: worse.before.clone(),
                after: worse.after.clone(),
            }),
        },
    }
}

/// How a result stands to the base; what is suppressed is not compared.
fn state(finding: &Finding, since: &Since) -> Option<&'static str> {
    if finding.suppressed.is_some() {
        return None;
    }
    let is_known = since
        .known
        .as_ptr_range()
        .contains(&std::ptr::from_ref(finding));
    Some(if is_known {
        "unchanged"
    } else if finding.worse.is_some() {
        "updated"
    } else {
        "new"
    })
}

fn excuse(suppression: &Suppression) -> Excuse {
    let directive = &suppression.directive;
    let reason = directive.ignore.as_ref().map(|ignore| &*ignore.reason);
    Excuse {
        kind: match directive.kind {
            DirectiveKind::Comment | DirectiveKind::Annotation => "inSource",
            DirectiveKind::Config | DirectiveKind::Baseline => "external",
        },
        status: "accepted",
        justification: safe::inline(reason.unwrap_or_default()),
        location: place::of_span(&directive.at),
    }
}

/// The message, the help, and a link to each related location: only what the message links to is shown.
fn sentences(finding: &Finding, related: &[Location], more: usize) -> String {
    let mut sentences = vec![format!("{}.", plain(&finding.message))];
    if !finding.help.is_empty() {
        sentences.push(format!("Help: {}.", plain(&finding.help)));
    }
    let links: Vec<String> = related
        .iter()
        .filter_map(|location| {
            let text = &location.message.as_ref()?.text;
            Some(format!("[{}]({})", link_text(text), location.id?))
        })
        .collect();
    if !links.is_empty() {
        let more = match more {
            0 => String::new(),
            more => format!(", and {more} more places"),
        };
        sentences.push(format!("See also: {}{more}.", links.join(", ")));
    }
    sentences.join(" ")
}

/// The evidence that stands elsewhere, each place and reason once, and how many places there is no room for.
fn related(finding: &Finding) -> (Vec<Location>, usize) {
    let mut seen = Vec::new();
    let mut related: Vec<Location> = Vec::new();
    for evidence in &finding.evidence {
        let Some(at) = &evidence.at else { continue };
        if *at == finding.location || seen.contains(&(at, &evidence.text)) {
            continue;
        }
        seen.push((at, &evidence.text));
        let mut location = place::of_span(at);
        location.id = Some(related.len() + 1);
        location.message = Some(message(safe::prose(&evidence.text)));
        related.push(location);
    }
    let more = related.len().saturating_sub(MAX_RELATED);
    related.truncate(MAX_RELATED);
    (related, more)
}

fn logical(subject: &Subject) -> LogicalLocation {
    let id = &subject.id;
    let namespace = id
        .namespace
        .as_ref()
        .map(|namespace| format!("{namespace}/"));
    let qualified = format!("{}/{}{}", id.kind, namespace.unwrap_or_default(), id.name);
    LogicalLocation {
        name: safe::inline(&id.name),
        fully_qualified_name: safe::inline(&qualified),
    }
}

/// Text outside of links: nothing in it is read as one.
fn plain(text: &str) -> String {
    safe::prose(text).replace("](", "] (")
}

/// Text inside a link.
fn link_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in plain(text).chars() {
        if matches!(c, '[' | ']' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
