//! Over real files, where there are any: nothing is missed, and every fact stands where it says.

use plimsoll::formats;
use plimsoll::model::{Declarations, Fact, Link, Workload};
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use plimsoll::syntax::{self, Tree};
use std::path::{Path, PathBuf};

/// Kinds that are workloads, with the groups they are built in under.
const WORKLOADS: &[(&str, &[&str])] = &[
    ("Pod", &["v1"]),
    ("ReplicationController", &["v1"]),
    ("Deployment", &["apps/", "extensions/", "v1"]),
    ("ReplicaSet", &["apps/", "extensions/", "v1"]),
    ("StatefulSet", &["apps/", "v1"]),
    ("DaemonSet", &["apps/", "extensions/", "v1"]),
    ("Job", &["batch/", "v1"]),
    ("CronJob", &["batch/", "v1"]),
];

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = std::env::var_os("PLIMSOLL_CORPUS").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path
            .extension()
            .is_some_and(|ending| ["yaml", "yml", "json"].iter().any(|one| ending == *one))
        {
            found.push(path);
        }
    }
}

/// Counts by the eye of a reader: `apiVersion` and `kind` side by side, at any depth where an object can be.
fn naive(tree: &Tree) -> usize {
    let is_workload = |node: &syntax::Node<'_>| {
        let (Some(version), Some(kind)) = (node.str_at(&["apiVersion"]), node.str_at(&["kind"]))
        else {
            return false;
        };
        WORKLOADS.iter().any(|(known, groups)| {
            *known == kind
                && groups.iter().any(|group| {
                    version == *group || group.ends_with('/') && version.starts_with(group)
                })
        })
    };
    tree.documents()
        .map(|document| {
            let items = document.root.get("items");
            let listed = items.into_iter().flat_map(|items| items.items());
            listed
                .chain(document.root.items())
                .chain([document.root])
                .filter(is_workload)
                .count()
        })
        .sum()
}

#[test]
fn nothing_is_missed_and_every_fact_stands_where_it_says() {
    let Some(folder) = corpus() else { return };
    let mut found = Vec::new();
    files(&folder, &mut found);
    for path in found {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(source) = Source::decode(path.to_string_lossy(), bytes) else {
            continue;
        };
        let tree = syntax::parse(&source);
        let mut out = Declarations::default();
        formats::read(&tree, "", &Repository::new(&folder), &mut out);
        out.workloads
            .retain(|workload| workload.format == "kubernetes" && is_built_in(workload));
        out.companions
            .retain(|companion| !matches!(companion.link, Link::Resource(_)));
        assert_eq!(out.workloads.len(), naive(&tree), "{}", path.display());
        let of_workloads = out.workloads.iter().flat_map(|workload| &workload.facts);
        let linked = out.companions.iter().flat_map(|companion| &companion.facts);
        for fact in of_workloads.chain(linked) {
            stands(fact, source.text());
        }
    }
}

/// Kinds of operators are no fewer, but no reader could count them.
fn is_built_in(workload: &Workload) -> bool {
    let group = matches!(&*workload.group, "" | "apps" | "batch" | "extensions");
    group && WORKLOADS.iter().any(|(kind, _)| *kind == workload.kind)
}

/// The text of a fact starts at its line and column, and is on one line.
fn stands(fact: &Fact, text: &str) {
    let Some(at) = &fact.at else { return };
    let first = at.first();
    let line = text.split('\n').nth(first.line as usize - 1).unwrap();
    let from: String = line.chars().skip(first.column as usize - 1).collect();
    assert!(from.starts_with(at.text()), "{at:?}");
    assert!(!at.text().is_empty() || fact.value.is_none(), "{fact:?}");
}
