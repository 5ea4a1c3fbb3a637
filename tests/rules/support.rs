//! From files to findings, through every stage that decides something.

use plimsoll::finding::Finding;
use plimsoll::model::{Declarations, Organization};
use plimsoll::platform::{Limits, fill_defaults};
use plimsoll::repository::Repository;
use plimsoll::rule::{Context, Thresholds};
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
    let limits = Limits::builtin().unwrap();
    let thresholds = Thresholds::default();
    let context = Context {
        thresholds: &thresholds,
        limits: &limits,
        organization: &Organization::default(),
    };
    for workload in &mut workloads {
        fill_defaults(workload, &limits);
    }
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
