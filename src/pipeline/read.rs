//! One file: from bytes to declarations, or to the reason there are none.

use super::large;
use super::recognised;
use super::template::{has_actions, is_template};
use crate::coverage::{Coverage, Failed, SkipReason, Skipped, Unread};
use crate::discover::Candidate;
use crate::formats::{self, Raw};
use crate::model::{Declarations, Size};
use crate::repository::{LoadError, Repository};
use crate::source::Source;
use crate::suppress;
use crate::syntax::{self, Tree};
use std::sync::Arc;

/// What became of a file.
pub(super) enum Status {
    Read,
    Skipped {
        reason: SkipReason,
        chart: Option<String>,
    },
    Failed(Failed),
}

/// A file and what it says.
pub(super) struct FileResult {
    pub(super) path: String,
    pub(super) status: Status,
    pub(super) declarations: Declarations,
}

impl Status {
    /// Whether something can have been built from it: a manifest, or a program that is one.
    pub(super) fn is_source(&self) -> bool {
        match self {
            Self::Read => true,
            Self::Skipped { reason, .. } => *reason == SkipReason::Code,
            Self::Failed(_) => false,
        }
    }

    pub(super) fn record(self, path: String, coverage: &mut Coverage) {
        match self {
            Self::Read => coverage.read.push(path),
            Self::Skipped { reason, chart } => coverage.skipped.push(Skipped {
                path,
                reason,
                chart,
            }),
            Self::Failed(failed) => coverage.failed.push(failed),
        }
    }
}

impl FileResult {
    pub(super) fn failed(failed: Failed) -> Self {
        Self {
            path: failed.path.clone(),
            status: Status::Failed(failed),
            declarations: Declarations::default(),
        }
    }

    pub(super) fn skipped(path: &str, reason: SkipReason, chart: Option<String>) -> Self {
        let status = Status::Skipped { reason, chart };
        Self {
            path: path.to_owned(),
            status,
            declarations: Declarations::default(),
        }
    }
}

/// Reads a candidate.
pub(super) fn file(repository: &Repository, candidate: &Candidate) -> FileResult {
    let path = candidate.path.clone();
    match repository.load_given(&candidate.file, &path) {
        Ok(loaded) => source(repository, &loaded, candidate.outright),
        Err(LoadError::TooLarge(most)) => too_large(candidate, most),
        Err(LoadError::Decode(error)) => {
            let (line, column) = (Some(error.line), Some(error.column));
            // Bytes that are no text are a failure only where a manifest was expected for sure.
            if candidate.outright {
                FileResult::failed(Failed {
                    path,
                    line,
                    column,
                    message: error.message,
                    more: 0,
                    what: Unread::File,
                })
            } else {
                FileResult::skipped(&path, SkipReason::NotAManifest, None)
            }
        }
        Err(error) => FileResult::failed(Failed::whole(path, error.to_string(), Unread::File)),
    }
}

/// A file over the size that is read: a failure if it was named or holds what looks like a workload, which then is not
/// checked.
fn too_large(candidate: &Candidate, most: u64) -> FileResult {
    let path = candidate.path.as_str();
    if !candidate.outright && !large::may_hold_a_workload(&candidate.file, path) {
        return FileResult::skipped(path, SkipReason::TooLarge, None);
    }
    FileResult::failed(Failed {
        path: path.to_owned(),
        line: None,
        column: None,
        message: format!(
            "it is larger than {} and is not read; `max-file-size` raises that",
            Size::from_bytes(most)
        ),
        more: 0,
        what: Unread::File,
    })
}

/// Reads a decoded source. One that was named outright is parsed whatever it looks like.
pub(super) fn source(repository: &Repository, source: &Arc<Source>, outright: bool) -> FileResult {
    let path = source.path();
    let text = source.text();
    let chart = chart_of(repository, path);
    if has_actions(text)
        && chart
            .as_ref()
            .is_some_and(|chart| in_templates(path, chart))
    {
        return FileResult::skipped(path, SkipReason::Template, chart);
    }
    let raw = Raw { path, text };
    let hinted = formats::hinted(&raw) || outright;
    let named = recognised::is_named(path) || formats::not_rendered::is_named(path);
    if !hinted && !named {
        let reason = if formats::not_rendered::is_of_a_format(path, repository) {
            SkipReason::NoWorkload
        } else {
            SkipReason::NotAManifest
        };
        return FileResult::skipped(path, reason, None);
    }
    let mut tree = syntax::parse(source);
    formats::typed_list::complete(&mut tree);
    if is_template(&tree) {
        return FileResult::skipped(path, SkipReason::Template, chart);
    }
    let mut declarations = Declarations::default();
    let root = source_root(repository, path);
    let held = formats::read(&tree, &root, repository, &mut declarations);
    if held.claimed == 0
        && let Some(reason) = recognised::reason(&tree)
    {
        return FileResult::skipped(path, reason, None);
    }
    // What no parser takes and no format would own is some other file. Standard input is said to be manifests.
    let is_other = || path != "-" && !formats::is_recognisable(&raw);
    let clean = tree.errors().is_empty() && declarations.problems.is_empty();
    if held.claimed == 0 && (clean || !hinted || is_other()) {
        let reason = if !declarations.not_rendered.is_empty() {
            SkipReason::NotRendered
        } else if held.others > 0 {
            SkipReason::NoWorkload
        } else {
            SkipReason::NotAManifest
        };
        let skipped = FileResult::skipped(path, reason, None);
        return FileResult {
            declarations,
            ..skipped
        };
    }
    declarations
        .directives
        .extend(suppress::comments(&tree, &declarations.workloads));
    // They stay while every other file is read, and most files say one thing.
    declarations.workloads.shrink_to_fit();
    declarations.companions.shrink_to_fit();
    for workload in &mut declarations.workloads {
        workload.facts.shrink_to_fit();
    }
    let status = match failure(&tree, &declarations) {
        Some(failed) => Status::Failed(failed),
        None => Status::Read,
    };
    FileResult {
        path: path.to_owned(),
        status,
        declarations,
    }
}

/// One entry per file: its first error, and how many more there are.
fn failure(tree: &Tree, declarations: &Declarations) -> Option<Failed> {
    let syntax = tree
        .errors()
        .iter()
        .map(|error| (&error.at, error.message.as_str()));
    let problems = declarations
        .problems
        .iter()
        .map(|problem| (&problem.at, problem.message.as_str()));
    let mut all: Vec<_> = syntax.chain(problems).collect();
    all.sort_by_key(|(at, _)| (*at).clone());
    let (at, message) = all.first()?;
    let first = at.first();
    Some(Failed {
        path: at.path().to_owned(),
        line: Some(first.line),
        column: Some(first.column),
        message: (*message).to_owned(),
        more: all.len() - 1,
        what: Unread::File,
    })
}

/// The folder of the nearest chart above a file.
fn chart_of(repository: &Repository, path: &str) -> Option<String> {
    folders_above(path)
        .find(|folder| repository.holds(folder, "Chart.yaml"))
        .map(str::to_owned)
}

fn in_templates(path: &str, chart: &str) -> bool {
    let inside = path
        .strip_prefix(chart)
        .unwrap_or(path)
        .trim_start_matches('/');
    inside.starts_with("templates/")
}

/// Where names mean one thing: the nearest folder with a kustomization or a chart, else the file's own.
fn source_root(repository: &Repository, path: &str) -> String {
    let marks = ["kustomization.yaml", "kustomization.yml", "Chart.yaml"];
    let marked =
        folders_above(path).find(|folder| marks.iter().any(|mark| repository.holds(folder, mark)));
    marked
        .or_else(|| folders_above(path).next())
        .unwrap_or("")
        .to_owned()
}

/// The folders of a root-relative path, nearest first; the root is the empty text.
fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    let parent = |path: &str| path.rfind('/').unwrap_or(0);
    std::iter::successors(Some(&path[..parent(path)]), move |folder| {
        (!folder.is_empty()).then(|| &folder[..parent(folder)])
    })
}
