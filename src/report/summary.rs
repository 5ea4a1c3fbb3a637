//! The last lines of the terminal report: findings by severity, workloads by platform, what was looked at, what to type
//! next.

use super::plain::cut;
use super::text::{bold, count, dimmed, hanging, names, of_severity};
use super::{Outcome, Style, safe, since};
use crate::coverage::{Coverage, Failed, SkipReason};
use crate::finding::{Finding, Severity};
use crate::model::{HELM_CHART, NotRendered, Workload};
use std::collections::{BTreeMap, BTreeSet};

/// The summary.
pub(crate) fn summary(outcome: &Outcome, style: Style) -> String {
    let dot = if style.unicode { " · " } else { " - " };
    let (look, findings) = findings(&outcome.findings);
    let workloads = workloads(&outcome.workloads);
    let since = outcome.since.as_ref();
    let since = since.map(|since| since::clause(outcome, since));
    let since = since.map(|clause| hanging(style, bold(), "", 2, &clause));
    let first = hanging(style, look, &format!("{findings}{dot}"), 2, &workloads);
    let mut last = coverage(&outcome.coverage);
    if let Some(next) = next(outcome) {
        last = format!("{last}{dot}next: {next}");
    }
    let last = hanging(style, dimmed(), "", 2, &last);
    format!("{first}{}{last}", since.unwrap_or_default())
}

/// The same without what to type, for a log: `1 warning · 14 workloads: ... · 23 files read, ...`.
pub(crate) fn one_line(outcome: &Outcome) -> String {
    let (_, findings) = findings(&outcome.findings);
    let workloads = workloads(&outcome.workloads);
    let since = outcome.since.as_ref();
    let since = since.map_or_else(String::new, |since| {
        format!("{} · ", since::clause(outcome, since))
    });
    let coverage = coverage(&outcome.coverage);
    format!("{findings} · {since}{workloads} · {coverage}")
}

/// The numbers, in the colour of the worst.
pub(crate) fn findings(findings: &[Finding]) -> (anstyle::Style, String) {
    let number = |severity| {
        findings
            .iter()
            .filter(|finding| finding.suppressed.is_none() && finding.severity == severity)
            .count()
    };
    let live: Vec<(Severity, usize)> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (severity, number(severity)))
        .filter(|(_, number)| *number > 0)
        .collect();
    let mut parts: Vec<String> = live
        .iter()
        .map(|(severity, number)| count(*number, severity.name()))
        .collect();
    if parts.is_empty() {
        parts.push("no findings".to_owned());
    }
    let suppressed = findings
        .iter()
        .filter(|finding| finding.suppressed.is_some())
        .count();
    if suppressed > 0 {
        parts.push(format!("{suppressed} suppressed"));
    }
    let look = live
        .first()
        .map_or_else(bold, |(severity, _)| of_severity(*severity));
    (look, parts.join(", "))
}

/// A file that could not be read, and where.
pub(crate) fn failure(failed: &Failed, style: Style) -> String {
    let path = safe::inline(&failed.path);
    let (word, severity) = if failed.is_known() {
        ("note", Severity::Note)
    } else {
        ("failed", Severity::Error)
    };
    let head = match (failed.line, failed.column) {
        (Some(line), Some(column)) => format!("{word}: {path}:{line}:{column}: "),
        _ => format!("{word}: {path}: "),
    };
    let message = safe::prose(&failed.reason());
    hanging(style, of_severity(severity), &head, 2, &message)
}

/// The number of workloads on each platform, by name.
pub(crate) fn by_platform(workloads: &[Workload]) -> BTreeMap<String, usize> {
    let mut by_platform: BTreeMap<String, usize> = BTreeMap::new();
    for workload in workloads {
        *by_platform.entry(workload.placement.names()).or_default() += 1;
    }
    by_platform
}

/// `14 workloads: 9 aws-lambda, 4 kubernetes, 1 cloud-run-service`, the largest number first.
pub(crate) fn workloads(workloads: &[Workload]) -> String {
    let mut rows: Vec<(String, usize)> = by_platform(workloads).into_iter().collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let total = count(workloads.len(), "workload");
    let list: Vec<String> = rows
        .iter()
        .map(|(platform, number)| {
            if platform.starts_with("no ") {
                format!("{number} with {platform}")
            } else {
                format!("{number} {platform}")
            }
        })
        .collect();
    if list.is_empty() {
        total
    } else {
        format!("{total}: {}", list.join(", "))
    }
}

/// `23 files read, 4 skipped (templates of chart `web`: pipe `helm template` in), 0 failed`.
pub(crate) fn coverage(coverage: &Coverage) -> String {
    let skipped = match reasons(coverage) {
        reasons if reasons.is_empty() => String::new(),
        reasons => format!(" ({})", reasons.join("; ")),
    };
    let built = match coverage.built.len() {
        0 => String::new(),
        built => format!(" ({built} of them build output)"),
    };
    let other = match coverage.other {
        0 => String::new(),
        other => format!(", {other} other"),
    };
    let unseen = match unseen(coverage) {
        kinds if kinds.is_empty() => String::new(),
        kinds => format!("; not looked into: {}", kinds.join(", ")),
    };
    let known = coverage.failed.iter().filter(|failed| failed.is_known());
    let known = match known.count() {
        0 => String::new(),
        known => format!(" ({known} of them in the base too)"),
    };
    format!(
        "{} read{built}, {} skipped{skipped}, {} failed{known}{other}{unseen}",
        count(coverage.read.len(), "file"),
        coverage.skipped.len(),
        coverage.failed.len()
    )
}

/// `601 HelmReleases (render and pipe in: helm template ... | plimsoll -)`, one a kind.
fn unseen(coverage: &Coverage) -> Vec<String> {
    // A chart whose templates are named above is not named twice.
    let templates = coverage.skipped.iter();
    let charts: BTreeSet<&str> = templates.filter_map(|one| one.chart.as_deref()).collect();
    let told = |one: &NotRendered| {
        let folder = if one.name == "." {
            ""
        } else {
            one.name.as_str()
        };
        one.kind == HELM_CHART && charts.contains(folder)
    };
    let kinds = coverage.unseen().into_iter();
    kinds
        .filter_map(|(kind, mut all)| {
            all.retain(|one| !told(one));
            Some(unseen_clause(kind, &all, all.first()?.command))
        })
        .collect()
}

/// One kind; a module or a base from elsewhere is named, because its name alone says what is deployed.
pub(crate) fn unseen_clause(kind: &str, all: &[&NotRendered], command: &str) -> String {
    let mut sources: Vec<String> = Vec::new();
    for one in all.iter().filter(|one| one.is_telling) {
        let source = format!("`{}`", safe::inline(&cut(&one.name, MAX_SOURCE)));
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    let sources = match sources.as_slice() {
        [] => String::new(),
        sources => format!(" {}", names(sources, 3)),
    };
    let counted = match kind.split_once(" of ") {
        Some((noun, of)) => format!("{} of {of}", count(all.len(), noun)),
        None => count(all.len(), kind),
    };
    format!("{counted}{sources} (render and pipe in: `{command}`)")
}

/// Characters of a source: it is an address at most.
const MAX_SOURCE: usize = 120;

fn reasons(coverage: &Coverage) -> Vec<String> {
    let number = |reason| {
        coverage
            .skipped
            .iter()
            .filter(|skipped| skipped.reason == reason)
            .count()
    };
    let mut reasons = templates(coverage);
    for reason in SkipReason::ALL {
        if reason == SkipReason::Template {
            continue;
        }
        match number(reason) {
            0 => {}
            number => reasons.push(clause(reason, number)),
        }
    }
    reasons
}

fn clause(reason: SkipReason, number: usize) -> String {
    match reason {
        SkipReason::Template => format!("{}: render first", count(number, "template")),
        SkipReason::NotRendered => format!("{number} not rendered"),
        SkipReason::NotAManifest => format!("{number} not a manifest"),
        SkipReason::NoWorkload if number == 1 => "1 holds no workload".to_owned(),
        SkipReason::NoWorkload => format!("{number} hold no workload"),
        SkipReason::Ignored => format!("{number} ignored"),
        SkipReason::Pruned => format!("{} never entered", count(number, "folder")),
        SkipReason::TooLarge => format!("{number} too large (`max-file-size`)"),
        SkipReason::Code => format!("{number} written as code, which plimsoll does not run"),
        SkipReason::NotAnalysed => {
            format!("{number} of tools that plimsoll recognises and does not analyse")
        }
        SkipReason::BuildOutput => format!("{} of build output", count(number, "folder")),
    }
}

/// One clause for all charts, one for templates outside of any, by folder.
fn templates(coverage: &Coverage) -> Vec<String> {
    let mut charts: Vec<String> = Vec::new();
    let mut folders: Vec<String> = Vec::new();
    let (mut inside, mut outside) = (0, 0);
    let templates = coverage
        .skipped
        .iter()
        .filter(|skipped| skipped.reason == SkipReason::Template);
    for template in templates {
        let Some(chart) = &template.chart else {
            outside += 1;
            let folder = template
                .path
                .rsplit_once('/')
                .map_or(".", |(folder, _)| folder);
            let folder = format!("`{}`", safe::inline(folder));
            if !folders.contains(&folder) {
                folders.push(folder);
            }
            continue;
        };
        inside += 1;
        let name = if chart.is_empty() { "." } else { chart };
        let name = format!("`{}`", safe::inline(name));
        if !charts.contains(&name) {
            charts.push(name);
        }
    }
    let mut clauses = Vec::new();
    if inside > 0 {
        let noun = if charts.len() == 1 { "chart" } else { "charts" };
        clauses.push(format!(
            "{} of {noun} {}: pipe `helm template` in",
            count(inside, "template"),
            names(&charts, 3)
        ));
    }
    if outside > 0 {
        clauses.push(format!(
            "{} in {}: render first",
            count(outside, "template"),
            names(&folders, 3)
        ));
    }
    clauses
}

/// The command worth typing; nothing twice, so not the page that a help line above already names.
fn next(outcome: &Outcome) -> Option<String> {
    let mut live = outcome
        .findings
        .iter()
        .filter(|finding| finding.suppressed.is_none());
    let named = |finding: &Finding| finding.help.contains("plimsoll explain");
    match live.find(|finding| !named(finding)) {
        Some(finding) => Some(format!("plimsoll explain {}", finding.rule.name)),
        None if outcome.workloads.is_empty() => None,
        None => Some("plimsoll fit".to_owned()),
    }
}
