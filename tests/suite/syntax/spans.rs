//! Every span slices back to what it claims, on any input; no input makes the parser panic.

use super::support::{files, json, jsonc, read, yaml};
use plimsoll::source::Source;
use plimsoll::syntax::{self, Kind, Node, Style, Tree};
use proptest::prelude::*;

/// What must hold of every tree.
fn check(tree: &Tree) {
    let text = tree.source().text();
    for node in tree.all_nodes() {
        check_node(text, node);
    }
    for comment in tree.comments() {
        let slice = &text[comment.start as usize..comment.end as usize];
        assert!(slice.starts_with(['#', '/']), "{slice:?}");
    }
    for error in tree.errors() {
        assert!(
            text.get(error.at.start as usize..error.at.end as usize)
                .is_some()
        );
    }
    for key in tree.duplicates() {
        assert!(key.first < key.second, "{key:?}");
    }
    if tree.errors().is_empty() {
        assert_eq!(tree.broken_documents().len(), 0);
    }
}

fn check_node(text: &str, node: Node<'_>) {
    let span = node.span();
    let slice = text
        .get(span.start as usize..span.end as usize)
        .expect("a span lies in the text, between characters");
    let content = node.content_span();
    match node.kind() {
        Kind::Scalar(Style::Plain) => {
            let decoded = node.as_str().expect("a scalar has a text");
            // A comment ends a plain scalar, except for the parser one on a line that tabs indent.
            let is_comment = |line: &&str| line.trim_start().starts_with('#');
            let written = content.text().lines().filter(|line| !is_comment(line));
            assert!(
                same_words(content.text(), decoded)
                    || same_words(&written.collect::<Vec<_>>().join("\n"), decoded),
                "{slice:?} is {decoded:?}"
            );
        }
        Kind::Scalar(Style::Quoted) => {
            let slice = content.text();
            assert!(
                slice.len() >= 2 && slice.starts_with(['"', '\'']),
                "{slice:?}"
            );
            assert_eq!(slice.chars().next(), slice.chars().last());
            assert!(node.as_str().is_some());
        }
        Kind::Scalar(Style::Block) => {
            assert!(
                same_words(content.text(), node.as_str().unwrap()) || node.as_str() == Some("")
            );
        }
        Kind::Sequence => {
            for item in node.items() {
                assert!(content.contains(&item.span()), "{item:?} in {node:?}");
            }
        }
        Kind::Mapping => {
            for entry in node.written_entries() {
                assert!(
                    content.contains(&entry.key.span()),
                    "{:?} in {node:?}",
                    entry.key
                );
                assert!(
                    content.contains(&entry.value.span()),
                    "{:?} in {node:?}",
                    entry.value
                );
                assert!(entry.key.span().start <= entry.value.span().start);
            }
            assert!(node.entries().count() < 10_000_000);
        }
        Kind::Broken => {}
    }
}

/// Line ends and indentation are what decoding a text without quotes changes, nothing else.
fn same_words(left: &str, right: &str) -> bool {
    let blank = |character: &char| !character.is_whitespace() && *character != '\u{feff}';
    left.chars().filter(blank).eq(right.chars().filter(blank))
}

fn check_all(text: &str) {
    check(&yaml(text));
    check(&json(text));
    check(&jsonc(text));
}

#[test]
fn the_spans_of_every_known_file_slice_back() {
    for path in files() {
        if let Some(source) = read(&path) {
            check(&syntax::parse(&source));
        }
    }
}

/// Pieces that YAML and JSON are made of; a heap of them finds more than random letters do.
const PIECES: &str = r#"([ \n]|\n  |\n    |- |: |, |\? |\[|\]|\{|\}|"|'|a|b|é|😀|1|~|#c| # c|&x |\*x|<<: |<<|!t |!!str |\||>|\n---\n|\n\.\.\.\n|\t|\r\n|\\|\\u00e9|%|@|`|a: |"k": |//|/\*|\*/|\u{feff}|\u{0}|\u{85}|\u{2028}){0,40}"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn heaps_of_pieces_keep_their_spans(text in PIECES) {
        check_all(&text);
    }

    #[test]
    fn any_bytes_are_refused_or_keep_their_spans(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(source) = Source::decode("x.yaml", bytes) {
            check(&syntax::parse(&source));
        }
    }

    #[test]
    fn changed_files_keep_their_spans(
        file in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        cut in 0..20_usize,
        patch in PIECES,
    ) {
        let files = small_files();
        if !files.is_empty() {
            let mut characters: Vec<char> = file.get(files).chars().collect();
            let at = at.index(characters.len() + 1);
            let end = (at + cut).min(characters.len());
            characters.splice(at..end, patch.chars());
            check_all(&characters.into_iter().collect::<String>());
        }
    }
}

/// The texts that are changed; long ones would only slow the test.
fn small_files() -> &'static [String] {
    static FILES: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    FILES.get_or_init(|| {
        files()
            .iter()
            .filter_map(|path| read(path))
            .map(|source| source.text().to_owned())
            .filter(|text| text.len() < 4_000)
            .collect()
    })
}
