//! From files to findings, through every stage that decides something.

use jiff::civil::Date;
use plimsoll::config::{self, Settings};
use plimsoll::finding::{Evidence, Finding};
use plimsoll::model::{Declarations, Workload};
use plimsoll::platform::{Limits, fill_defaults};
use plimsoll::repository::Repository;
use plimsoll::rule::Context;
use plimsoll::source::Source;
use plimsoll::{formats, judge, link, syntax};
use std::path::Path;

/// A file by its name and text.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Judges files of one folder together.
pub(crate) fn judge_files(files: &[File], root: &Path) -> Vec<Finding> {
    judge_changed(files, root, "", |_| ())
}

/// The same under a `plimsoll.yaml`, after a change to each workload.
fn judge_changed(
    files: &[File],
    root: &Path,
    config: &str,
    change: impl FnMut(&mut Workload),
) -> Vec<Finding> {
    let mut settings = Settings::new(Limits::builtin().unwrap(), Date::constant(2026, 11, 1));
    let options = config::parse(&Source::new("plimsoll.yaml", config), &judge::rules());
    options
        .unwrap_or_else(|errors| panic!("{errors:?}"))
        .apply(&mut settings);
    let repository = Repository::new(root);
    let mut all = Declarations::default();
    for file in files {
        let tree = syntax::parse(&Source::new(file.path.as_str(), file.text.as_str()));
        assert!(
            tree.errors().is_empty(),
            "{}: {:?}",
            file.path,
            tree.errors()
        );
        formats::read(&tree, "", &repository, &mut all);
        assert!(all.problems.is_empty(), "{}: {:?}", file.path, all.problems);
    }
    let mut workloads = all.workloads;
    link::link(&all.companions, &mut workloads);
    config::declare(&settings, &mut workloads);
    for workload in &mut workloads {
        fill_defaults(workload, &settings.limits);
    }
    workloads.iter_mut().for_each(change);
    let context = Context {
        thresholds: &settings.thresholds,
        limits: &settings.limits,
        organization: &settings.organization,
    };
    judge::mark_habits(&mut workloads, &context);
    let findings = workloads
        .iter()
        .flat_map(|workload| judge::judge(workload, &context));
    judge::merge(findings.collect())
}

/// Judges one text.
pub(crate) fn judge_text(path: &str, text: &str) -> Vec<Finding> {
    let file = File {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    judge_files(&[file], Path::new("/nowhere"))
}

/// Judges one text under a `plimsoll.yaml`.
pub(crate) fn judge_under(config: &str, path: &str, text: &str) -> Vec<Finding> {
    judge_as(config, path, text, |_| ())
}

/// The same after a change to each workload.
pub(crate) fn judge_as(
    config: &str,
    path: &str,
    text: &str,
    change: impl FnMut(&mut Workload),
) -> Vec<Finding> {
    let file = File {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    judge_changed(&[file], Path::new("/nowhere"), config, change)
}

/// All that findings tell, a line each: `rule severity confidence line: message`, then the evidence in its order, with
/// its place, then the help.
pub(crate) fn told(findings: &[Finding]) -> Vec<String> {
    let mut lines = Vec::new();
    for finding in findings {
        lines.push(format!(
            "{} {} {} {}: {}",
            finding.rule.name,
            finding.severity.name(),
            finding.confidence.name(),
            finding.location.first().line,
            finding.message
        ));
        lines.extend(finding.evidence.iter().map(reason));
        let help = finding.help.split("; see `plimsoll explain").next();
        lines.push(format!("  help: {}", help.unwrap()));
    }
    lines
}

fn reason(one: &Evidence) -> String {
    if !one.is_reason() {
        return format!("  {}: {}", one.criterion, one.text);
    }
    let (stance, weight) = (one.stance.name(), one.weight.name());
    let place = one.at.as_ref().map_or_else(String::new, |at| {
        format!(" ({}:{})", at.path(), at.first().line)
    });
    format!("  {} {stance} {weight}: {}{place}", one.criterion, one.text)
}
