//! Real services, where the corpus is at hand: no function is missing and every fact stands where it says.

use super::support::declarations;
use plimsoll::source::Source;
use plimsoll::syntax;
use std::path::{Path, PathBuf};

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let root = std::env::var_os("PLIMSOLL_CORPUS").map_or(beside, PathBuf::from);
    root.join("serverless-framework").canonicalize().ok()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "yml") {
            found.push(path);
        }
    }
}

#[test]
fn every_function_of_the_corpus_is_read() {
    let Some(root) = corpus() else {
        return;
    };
    let mut paths = Vec::new();
    files(&root, &mut paths);
    let mut count = 0;
    for path in paths {
        let relative = path.strip_prefix(&root).unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let tree = syntax::parse(&Source::new(relative, text.as_str()));
        let object = tree.documents().next().unwrap().root;
        let provider = object.str_at(&["provider", "name"]);
        if provider.or(object.str_at(&["provider"])) != Some("aws") {
            continue;
        }
        let out = declarations(root.to_str().unwrap(), relative, &text);
        for function in object
            .get("functions")
            .into_iter()
            .flat_map(|map| map.entries())
        {
            let name = function.name();
            let workload = out.workloads.iter().find(|one| one.name == name);
            assert!(workload.is_some(), "{relative} has `{name}`");
            count += 1;
        }
        for fact in out.workloads.iter().flat_map(|workload| &workload.facts) {
            let Some(at) = &fact.at else { continue };
            let from_start = &at.source().text()[at.start as usize..];
            assert!(!at.text().is_empty(), "{relative}: {fact:?}");
            assert!(from_start.starts_with(at.text()), "{relative}: {fact:?}");
            assert!(!at.text().contains('\n'), "{relative}: {fact:?}");
        }
    }
    assert!(count > 30, "{count} functions");
}
