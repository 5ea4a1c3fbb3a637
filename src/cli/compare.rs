//! `--base`: the same run on another commit, what differs, and by whose policy.

use super::Failure;
use super::options::ScanArgs;
use super::policy::Files;
use super::scan::{Ran, Scan, baseline_of};
use crate::base::{self, Base, Policy};
use crate::config::{ConfigError, Settings};
use crate::coverage::{Failed, Unread};
use crate::files::{name, path_of};
use crate::suppress::{Accepted, Baseline, Before};
use std::path::Path;

/// How to compare.
pub(super) struct Comparison<'a> {
    /// The commit.
    pub(super) base: &'a Base,
    /// Whether policy is read from it; then the scan's configuration is that already.
    pub(super) held: bool,
    /// What is staged, where that is compared instead of the tree.
    pub(super) staged: Option<&'a Base>,
    /// The baseline that a flag names.
    pub(super) baseline: Option<&'a Path>,
    /// Settings before any configuration.
    pub(super) plain: Settings,
}

/// What one commit's files say of policy.
struct Written {
    settings: Settings,
    baseline: Option<Baseline>,
}

/// Runs on both commits and keeps what differs.
pub(super) fn run(
    mut scan: Scan,
    comparison: &Comparison<'_>,
    arguments: &ScanArgs,
) -> Result<Ran, Failure> {
    let Comparison {
        base, held, staged, ..
    } = *comparison;
    let revision = base.revision();
    let root = scan.root().to_owned();
    let (here, there) = (
        Files {
            root: &root,
            base: staged,
        },
        Files {
            root: &root,
            base: Some(base),
        },
    );
    let own_root = staged.map_or(root.as_path(), Base::root).to_owned();
    let mut on_base = scan.on_base(base);
    let mut written = comparison.plain.clone();
    let read = there.root_config(arguments, &mut written);
    if !held {
        // An attempt to soften is the change's own, unless the base makes it too.
        on_base.settings.refused.clone_from(&written.refused);
    }
    let before = on_base.run(arguments);
    let before =
        before.map_err(|Failure(why)| Failure::new(format!("in the base `{revision}`: {why}")))?;
    if held {
        scan.settings = before.settings.clone();
        scan.rule_by(base);
        let is_gone = |path: &str| !own_root.join(path_of(path)).exists();
        let outcome = &before.outcome;
        let known = Before {
            revision,
            coverage: &outcome.coverage,
            workloads: &outcome.workloads,
            findings: &outcome.findings,
            directives: &outcome.directives,
        };
        scan.settings.accepted = Some(Accepted::of(&known, &is_gone));
    }
    let mut after = match staged {
        Some(staged) => scan.on_staged(staged).run(arguments)?,
        None => scan.run(arguments)?,
    };
    let base_written = read
        .and_then(|_| nested(there, &before.nested, arguments, written))
        .and_then(|settings| comparison.written(there, settings));
    let mut own = comparison.plain.clone();
    let own_written = here
        .root_config(arguments, &mut own)
        .and_then(|_| nested(here, &after.nested, arguments, own))
        .and_then(|settings| comparison.written(here, settings));
    base::compare(base, &before.outcome, &mut after.outcome);
    let changes = match (&base_written, &own_written) {
        (Ok(was), Ok(is)) => base::changes(
            &was.policy(&before.outcome),
            &is.policy(&after.outcome),
            &|path| own_root.join(path_of(path)).exists(),
        ),
        _ => Vec::new(),
    };
    let mut changes = changes;
    if !held {
        let text = |files: Files<'_>, path: &str| {
            let file = files.root.join(path_of(path));
            files
                .load(&file, path)
                .ok()
                .map(|file| file.text().to_owned())
        };
        changes.extend(base::hiding(
            &before.outcome.coverage,
            &after.outcome.coverage,
            &|path| (text(there, path), text(here, path)),
        ));
    }
    let coverage = &mut after.outcome.coverage;
    if let Err(errors) = base_written {
        let errors = errors.iter().map(ToString::to_string);
        coverage.warnings.extend(errors.map(|error| {
            format!(
                "in the base `{revision}`: {error}; what this change does to the policy is not told"
            )
        }));
    }
    if let Err(errors) = own_written {
        // It steers nothing today and breaks every run once it is merged.
        coverage.failed.extend(errors.into_iter().map(failed));
        coverage.failed.sort();
    }
    if let Some(since) = &mut after.outcome.since {
        since.policy = changes;
        since.held = held;
    }
    Ok(after)
}

impl Comparison<'_> {
    fn written(&self, files: Files<'_>, settings: Settings) -> Result<Written, Vec<ConfigError>> {
        let configured = settings.baseline_file.as_ref();
        let file = self.baseline.map(Path::to_owned);
        let file = file.or_else(|| Some(files.root.join(configured?)));
        let Some(file) = file else {
            return Ok(Written {
                settings,
                baseline: None,
            });
        };
        let shown = file.strip_prefix(files.root).unwrap_or(&file);
        let shown = name(shown);
        let baseline = baseline_of(files.root, files.base, &file, &shown);
        match baseline {
            Ok(baseline) => Ok(Written { settings, baseline }),
            Err(Failure(message)) => {
                let message = message
                    .strip_prefix(&format!("{shown}:"))
                    .unwrap_or(&message);
                Err(vec![ConfigError {
                    at: None,
                    message: message.trim_start().to_owned(),
                    path: shown,
                }])
            }
        }
    }
}

impl Written {
    fn policy<'a>(&'a self, outcome: &'a crate::report::Outcome) -> Policy<'a> {
        Policy {
            settings: &self.settings,
            baseline: self.baseline.as_ref(),
            outcome,
        }
    }
}

/// The configurations deeper in the tree on top.
fn nested(
    files: Files<'_>,
    paths: &[String],
    arguments: &ScanArgs,
    mut settings: Settings,
) -> Result<Settings, Vec<ConfigError>> {
    if !arguments.no_config {
        files.nested_configs(paths, &mut settings)?;
    }
    Ok(settings)
}

fn failed(error: ConfigError) -> Failed {
    let at = error.at.as_ref().map(crate::source::Span::first);
    Failed {
        path: error.path,
        line: at.map(|at| at.line),
        column: at.map(|at| at.column),
        message: error.message,
        more: 0,
        what: Unread::Configuration,
    }
}
