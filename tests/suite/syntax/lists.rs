//! Long lists of plain values of TOML are read without its parser. They read alike: the same list is written
//! short, for the parser, and with blanks before its end, for our own reader.

use plimsoll::source::Source;
use plimsoll::syntax::{Tree, parse};
use proptest::prelude::*;

/// More blanks than a list of the parser's may be long.
const LONG: usize = 5_000;

/// What a tree says, node by node; where it ends aside, because one text is longer.
fn said(tree: &Tree) -> Vec<String> {
    let errors = tree.errors().iter().map(|error| {
        let at = error.at.first();
        format!("{}:{} {}", at.line, at.column, error.message)
    });
    let nodes = tree.all_nodes().map(|node| {
        let text = node.as_str().unwrap_or_default().replace(' ', "");
        format!(
            "{:?} {:?} {} {text}",
            node.kind(),
            node.tag(),
            node.span().start
        )
    });
    nodes.chain(errors).collect()
}

fn read(list: &str, blanks: usize) -> Vec<String> {
    let blanks = " ".repeat(blanks);
    let list = list.strip_suffix(']').unwrap_or(list);
    let list = format!("{list}{blanks}]");
    let text = format!("a = 1\nb = {list}\n");
    said(&parse(&Source::new("x.toml", text)))
}

fn items() -> impl Strategy<Value = String> {
    let one = prop_oneof![
        "-?(0|[1-9][0-9]{0,5})(\\.[0-9]{1,3})?",
        Just("true".to_owned()),
        "\"[a-zé +*/#\\[\\],]{0,6}\"",
    ];
    let list = |items: Vec<String>| format!("[{}]", items.join(", "));
    one.prop_recursive(3, 20, 5, move |inner| {
        proptest::collection::vec(inner, 0..5).prop_map(list)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_long_list_reads_as_the_parser_reads_it(items in proptest::collection::vec(items(), 0..8), comma in any::<bool>()) {
        let comma = if comma && !items.is_empty() { "," } else { "" };
        let list = format!("[{}{comma}]", items.join(",\n"));
        prop_assert_eq!(read(&list, 0), read(&list, LONG));
    }
}

#[test]
fn what_is_no_plain_value_is_left_to_the_parser() {
    for list in [
        "[null]",
        "[1, \"${a.b}\"]",
        "['''a''']",
        "[\"a\\nb\", 2]",
        "[1, # one\n 2]",
        "[{x = 1}, 2]",
        "[01, 1e3]",
        "[1 2]",
        "[,]",
        "[1979-05-27]",
        "['a']",
    ] {
        assert_eq!(read(list, 0), read(list, LONG), "{list}");
    }
}
