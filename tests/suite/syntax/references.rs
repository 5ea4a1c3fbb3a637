//! Aliases, `<<` and duplicate keys: what makes a YAML file more than a tree.

use super::support::{error, root, value, values, yaml};
use plimsoll::syntax::{Kind, from_node};
use std::collections::BTreeMap;

#[test]
fn aliases_are_edges_and_stand_where_they_are_written() {
    let tree = yaml("a: &x {b: 1}\nc: *x\n*x : d\n&k e: f\n*k : g\n");
    let map = root(&tree);
    let (first, second) = (map.get("a").unwrap(), map.get("c").unwrap());
    assert_eq!(first.id(), second.id());
    assert_eq!(second.span().text(), "*x");
    assert_eq!(second.content_span().text(), "{b: 1}");
    assert_eq!(map.str_at(&["c", "b"]), Some("1"));
    assert_eq!(map.str_at(&["e"]), Some("g"), "an alias may be a key");
    assert_eq!(tree.duplicates().len(), 1, "and be the same key again");
}

#[test]
fn an_anchor_counts_until_it_is_given_again_and_not_in_the_next_document() {
    let tree = yaml("a: &x 1\nb: *x\nc: &x 2\nd: *x\n---\ne: *x\n");
    assert_eq!(values(&tree)[0], r#"{"a":1,"b":1,"c":2,"d":2}"#);
    assert_eq!(error(&tree), "6:4 the alias `*x` names no anchor");
    let document = tree.broken_documents().next().unwrap();
    assert_eq!(document.root.get("e").unwrap().kind(), Kind::Broken);
    assert!(from_node::<BTreeMap<String, u8>>(document.root).is_err());
}

#[test]
fn merge_keys_are_resolved() {
    let bases = "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nl: &l [*x, *y]\n";
    let cases = [
        ("{<<: *x, b: 9}", r#"{"b":9,"a":1}"#),
        ("{b: 9, <<: *x}", r#"{"b":9,"a":1}"#),
        ("{<<: [*x, *y]}", r#"{"a":1,"b":1,"c":2}"#),
        ("{<<: *l}", r#"{"a":1,"b":1,"c":2}"#),
        ("{<<: *y, <<: *x}", r#"{"b":2,"c":2,"a":1}"#),
        ("{<<: {d: 4}}", r#"{"d":4}"#),
        ("{<<: {<<: *x, d: 4}}", r#"{"d":4,"a":1,"b":1}"#),
        ("{<<: {d: 4, d: 5}}", r#"{"d":5}"#),
        ("{<<: []}", "{}"),
        ("{'<<': 1}", r#"{"<<":1}"#),
    ];
    for (map, expected) in cases {
        let tree = yaml(&format!("{bases}z: {map}\n"));
        assert_eq!(error(&tree), "", "{map}");
        let z = root(&tree).get("z").unwrap();
        let value: serde_json::Value = from_node(z).unwrap();
        let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
        assert_eq!(value, expected, "{map}");
    }
    let tree = yaml(&format!("{bases}z: {{<<: *x}}\n"));
    let z = root(&tree).get("z").unwrap();
    assert_eq!(
        z.entry("a").unwrap().span().text(),
        "a: 1",
        "it stands where it is written"
    );
    assert_eq!(z.written_entries().next().unwrap().name(), "<<");
}

#[test]
fn of_a_duplicate_key_the_last_counts_and_both_are_known() {
    let tree = yaml("a: 1\nb: 2\n\"a\": 3\na: 4\nc: {d: 1, d: 2}\n");
    assert_eq!(value(&tree), r#"{"a":4,"b":2,"c":{"d":2}}"#);
    let mut places: Vec<(u32, u32)> = tree
        .duplicates()
        .iter()
        .map(|key| (key.first.first().line, key.second.first().line))
        .collect();
    places.sort_unstable();
    assert_eq!(places, [(1, 3), (3, 4), (5, 5)]);

    let many: String = (0..40)
        .map(|number| format!("k{}: {number}\n", number % 39))
        .collect();
    let tree = yaml(&many);
    assert_eq!(root(&tree).str_at(&["k0"]), Some("39"));
    assert_eq!(tree.duplicates().len(), 1, "large maps as well");
}
