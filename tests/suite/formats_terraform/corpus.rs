//! Real files, where they are there.

use plimsoll::formats;
use plimsoll::model::Declarations;
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use plimsoll::syntax;
use std::path::{Path, PathBuf};

/// Every resource of the corpus whose type runs something is a workload.
#[test]
fn every_workload_of_the_corpus_is_read() {
    let corpus = std::env::var_os("PLIMSOLL_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"),
        PathBuf::from,
    );
    let walk = ignore::WalkBuilder::new(corpus.join("terraform"))
        .standard_filters(false)
        .build();
    for entry in walk.filter_map(Result::ok) {
        let path = entry.path();
        if path.extension().is_none_or(|ending| ending != "tf") {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        let kinds = [
            "aws_lambda_function",
            "kubernetes_deployment",
            "kubernetes_pod",
            "google_cloud_run_v2_service",
        ];
        let expected = text
            .lines()
            .filter(|line| {
                kinds
                    .iter()
                    .any(|kind| line.starts_with(&format!("resource \"{kind}\"")))
            })
            .count();
        let repository = Repository::new(path.parent().unwrap());
        let name = path.file_name().unwrap().to_string_lossy();
        let tree = syntax::parse(&Source::new(name, text));
        let mut out = Declarations::default();
        formats::read(&tree, "", &repository, &mut out);
        assert!(tree.errors().is_empty(), "{}", path.display());
        assert!(out.workloads.len() >= expected, "{}", path.display());
    }
}
