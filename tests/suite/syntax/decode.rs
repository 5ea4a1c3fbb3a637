//! Nodes into types, with refusals that point into the file.

use super::support::{root, yaml};
use plimsoll::syntax::{Schema, from_node, from_node_as};
use serde::Deserialize;

#[derive(Debug, Deserialize, PartialEq)]
struct Probe {
    path: String,
    port: u16,
    mode: Option<Mode>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Fast,
    Slow,
}

#[test]
fn types_decode_where_they_sit_and_refusals_point_at_the_value() {
    let tree = yaml("path: 8080\nport: 80\nmode: slow\nother: [{y: 1}]\n");
    let probe = Probe {
        path: "8080".to_owned(),
        port: 80,
        mode: Some(Mode::Slow),
    };
    assert_eq!(
        from_node::<Probe>(root(&tree)).unwrap(),
        probe,
        "what is not asked for may be anything"
    );

    let refused = [
        ("path: x\nport: many\n", "2:7 many"),
        ("path: x\nport: 70000\n", "2:7 70000"),
        ("path: [x]\nport: 1\n", "1:7 [x]"),
        ("path: x\nport: 1\nmode: odd\n", "3:7 odd"),
        ("path: x\n", "1:1 path: x"),
    ];
    for (text, expected) in refused {
        let tree = yaml(text);
        let at = from_node::<Probe>(root(&tree)).unwrap_err().at.unwrap();
        let shown = format!("{}:{} {}", at.first().line, at.first().column, at.text());
        assert_eq!(shown, expected);
    }
    let last: Probe = from_node(root(&yaml("path: a\nport: 1\nport: 2\n"))).unwrap();
    assert_eq!(last.port, 2, "the last of two keys");
}

#[test]
fn the_core_schema_is_at_hand_for_files_that_are_read_so() {
    let tree = yaml("a: yes\nb: 0644\nc: 1_0\n");
    let core: serde_json::Value = from_node_as(root(&tree), Schema::Core).unwrap();
    assert_eq!(core.to_string(), r#"{"a":"yes","b":644,"c":"1_0"}"#);
}
