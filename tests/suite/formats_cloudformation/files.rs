//! Whole files: the fixtures against what they must say, and every function of the corpus when it is there.

use super::support::{declarations, dump};
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

#[test]
fn a_small_file_cannot_say_more_than_memory_holds() {
    let mut text = String::from("Transform: AWS::Serverless-2016-10-31\nEvents: &e\n");
    for event in 0..2_000 {
        text += &format!("  e{event}: {{Type: SQS}}\n");
    }
    text += "Resources:\n  F0: &f {Type: AWS::Serverless::Function, Properties: {Events: *e}}\n";
    for function in 1..2_000 {
        text += &format!("  F{function}: *f\n");
    }
    let out = declarations("template.yaml", &text);
    let facts: usize = out.workloads.iter().map(|one| one.facts.len()).sum();
    assert!(facts < 300_000, "{facts}");
    let problems: Vec<&str> = out
        .problems
        .iter()
        .map(|one| one.message.as_str())
        .collect();
    assert_eq!(
        problems,
        ["the template says more than 200000 facts; the rest is not read"]
    );
}

#[test]
fn a_large_template_is_read_in_time_that_grows_with_it() {
    let mut text = String::from("Resources:\n");
    for n in 0..5_000 {
        text += &format!(
            "  F{n}: {{Type: AWS::Lambda::Function, Properties: {{Timeout: 5}}}}\n  \
             P{n}: {{Type: AWS::Lambda::Permission, Properties: {{FunctionName: !Ref F{n}, Principal: s3.amazonaws.com}}}}\n"
        );
    }
    let out = declarations("template.yaml", &text);
    assert_eq!((out.workloads.len(), out.companions.len()), (5_000, 5_000));
}
