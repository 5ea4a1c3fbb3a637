//! Input that was made to hurt: it must end soon, in little memory, with an error where something was cut.
//!
//! Nothing is timed; a quadratic step would make these tests take minutes.

use super::support::{error, root, value, yaml};
use plimsoll::syntax::{Tree, from_node};
use std::fmt::Write;

fn first_error(tree: &Tree) -> &str {
    tree.errors()
        .first()
        .map_or("", |error| error.message.as_str())
}

#[test]
fn deep_nesting_is_refused() {
    for opener in ["[", "{a: ", "- ", "? ", "[{a: ", "- - ? "] {
        let tree = yaml(&opener.repeat(100_000));
        assert_eq!(
            first_error(&tree),
            "lists and maps nest too deep here",
            "{opener}"
        );
        assert_eq!(tree.documents().len(), 0);
    }
}

#[test]
fn as_deep_as_the_parser_goes_the_decoder_follows() {
    let text = format!("{}{}{}", "- ".repeat(250), "[".repeat(250), "]".repeat(250));
    let tree = yaml(&text);
    assert_eq!(error(&tree), "");
    assert_eq!(value(&tree).len(), 1000);
}

#[test]
fn billion_laughs_by_alias_stop_at_a_budget() {
    let mut text = String::from("a0: &a0 [x, x]\n");
    for level in 1..60 {
        let below = level - 1;
        writeln!(text, "a{level}: &a{level} [*a{below}, *a{below}]").unwrap();
    }
    let tree = yaml(&text);
    assert_eq!(error(&tree), "");
    let refused = from_node::<serde_json::Value>(root(&tree)).unwrap_err();
    assert_eq!(refused.message, "aliases expand too far");
    assert!(refused.at.is_some());
}

#[test]
fn a_chain_of_aliases_is_no_way_around_the_depth_limit() {
    let mut text = String::from("a0: &a0 [x]\n");
    for level in 1..5_000 {
        writeln!(text, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
    }
    let tree = yaml(&text);
    let last = root(&tree).get("a4999").unwrap();
    let refused = from_node::<serde_json::Value>(last).unwrap_err();
    assert_eq!(refused.message, "this is nested too deep");
}

#[test]
fn billion_laughs_by_merge_stop_at_a_budget() {
    let cut = "merge keys (`<<`) expand too far; from here on they are not followed";
    // Names repeat, so nothing is added, yet every step counts.
    let mut deep = String::from("a0: &a0 {x: 1}\n");
    for level in 1..60 {
        let below = level - 1;
        writeln!(
            deep,
            "a{level}: &a{level} {{y{level}: 1, <<: [*a{below}, *a{below}]}}"
        )
        .unwrap();
    }
    assert_eq!(error(&yaml(&deep)), "");

    let keys: String = (0..2_000).map(|key| format!("  k{key}: 1\n")).collect();
    let wide = format!("a: &a\n{keys}{}", "b: {<<: *a}\n".repeat(20_000));
    assert_eq!(first_error(&yaml(&wide)), cut);

    // Sources without an entry count as well.
    let sources = "*e, ".repeat(20_000);
    let empty = format!(
        "e: &e {{}}\nl: &l [{sources}]\n{}",
        "b: {<<: *l}\n".repeat(20_000)
    );
    assert_eq!(first_error(&yaml(&empty)), cut);
}

#[test]
fn long_files_take_one_pass() {
    let cases = [
        ("flow maps", format!("[{}]", "{a: 1}, ".repeat(100_000))),
        (
            "keys",
            (0..100_000).map(|key| format!("k{key}: 1\n")).collect(),
        ),
        ("documents", "a: 1\n---\n".repeat(50_000)),
        ("comments", "# c\n".repeat(300_000)),
        ("plain text", "x ".repeat(1_000_000)),
        (
            "block text",
            format!("a: |\n{}", "  xxxxxxxx\n".repeat(300_000)),
        ),
        ("escapes", format!("\"{}\"", "\\n".repeat(1_000_000))),
        ("tags", "- !Ref x\n".repeat(100_000)),
    ];
    for (name, text) in cases {
        assert_eq!(error(&yaml(&text)), "", "{name}");
    }
    let line = "/**/".repeat(300_000);
    assert_eq!(error(&super::support::jsonc(&format!("{line}1"))), "");
}

#[test]
fn a_long_key_is_a_key() {
    let key = "k".repeat(2_000);
    let tree = yaml(&format!("{key}: 1\n"));
    assert_eq!(root(&tree).str_at(&[&key]), Some("1"));
}

#[test]
fn a_file_of_errors_lists_a_hundred_and_counts_the_rest() {
    for text in ["- *a\n".repeat(100_000), "a: [\n---\n".repeat(20_000)] {
        let tree = yaml(&text);
        assert_eq!(tree.errors().len(), 101);
        let last = &tree.errors()[100].message;
        assert!(last.ends_with("more errors are not listed"), "{last}");
    }
}
