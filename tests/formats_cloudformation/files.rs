//! Whole files: the fixtures against what they must say, and every function of the corpus when it is there.

use crate::support::{declarations, dump};
use plimsoll::source::Source;
use plimsoll::syntax::{self, Node};
use std::path::{Path, PathBuf};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = ignore::WalkBuilder::new(folder)
        .standard_filters(false)
        .build()
        .filter_map(Result::ok)
        .map(ignore::DirEntry::into_path)
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    files
}

#[test]
fn every_fixture_says_what_stands_beside_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats");
    let mut seen = 0;
    for format in ["cloudformation", "aws-sam"] {
        for path in files(&folder.join(format)) {
            if path.extension().is_some_and(|ending| ending == "facts") {
                continue;
            }
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let expected = std::fs::read_to_string(path.with_file_name(format!("{name}.facts")));
            let read = dump(&declarations(
                &name,
                &std::fs::read_to_string(&path).unwrap(),
            ));
            assert_eq!(
                read.trim(),
                expected.unwrap_or_default().trim(),
                "{name}\n{read}"
            );
            seen += 1;
        }
    }
    assert!(seen >= 4, "{seen}");
}

/// The ids of a template's functions, as a reader without any understanding finds them.
fn functions(root: Node<'_>) -> Vec<String> {
    let resources = root.get("Resources").into_iter().flat_map(Node::entries);
    let is_function = |kind| matches!(kind, "AWS::Lambda::Function" | "AWS::Serverless::Function");
    resources
        .filter(|entry| entry.value.str_at(&["Type"]).is_some_and(is_function))
        .map(|entry| entry.name().to_owned())
        .collect()
}

#[test]
fn no_function_of_the_corpus_is_missing() {
    let corpus = std::env::var_os("PLIMSOLL_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus"),
        PathBuf::from,
    );
    for folder in ["sam", "cloudformation"] {
        for path in files(&corpus.join(folder)) {
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let tree = syntax::parse(&Source::new(name.as_str(), text.as_str()));
            let mut expected: Vec<String> = tree
                .documents()
                .flat_map(|document| functions(document.root))
                .collect();
            let out = declarations(&name, &text);
            let mut found: Vec<String> = out
                .workloads
                .iter()
                .filter(|workload| workload.kind.ends_with("::Function"))
                .map(|workload| workload.name.clone())
                .collect();
            expected.sort();
            found.sort();
            assert_eq!(found, expected, "{}", path.display());
        }
    }
}
