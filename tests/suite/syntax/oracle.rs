//! The same values as the parsers everybody uses: yaml_serde (under its YAML 1.2 reading) and serde_json.

use super::support::{error, files, json, read, root};
use plimsoll::source::Source;
use plimsoll::syntax::{self, Dialect, Kind, Node, Scalar, Schema, Tree};
use proptest::prelude::*;
use serde::Deserialize;
use serde_yaml::Value;
use std::sync::Arc;

#[test]
fn yaml_files_hold_the_values_that_yaml_serde_reads() {
    let mut compared = 0;
    for path in files() {
        let Some(source) = read(&path) else { continue };
        if path.extension().is_none_or(|ending| ending != "json") {
            compared += usize::from(compare_yaml(&source));
        }
    }
    assert!(compared > 0, "no file was compared");
}

/// False where the two are not comparable: yaml_serde refuses the file, or the file has duplicate keys.
fn compare_yaml(source: &Arc<Source>) -> bool {
    let tree = syntax::parse_yaml(source);
    let theirs: Result<Vec<Value>, _> = serde_yaml::Deserializer::from_str(source.text())
        .map(Value::deserialize)
        .collect();
    // It refuses duplicate keys, some real continuation lines, and byte order marks in the middle.
    let Ok(theirs) = theirs else { return false };
    assert!(
        tree.errors().is_empty(),
        "{}: {:?}",
        source.path(),
        tree.errors()
    );
    if !tree.duplicates().is_empty() {
        return false;
    }
    // It counts empty documents.
    let theirs: Vec<&Value> = theirs.iter().filter(|value| !value.is_null()).collect();
    let ours: Vec<Node<'_>> = tree
        .documents()
        .map(|document| document.root)
        .filter(|root| !root.is_null())
        .collect();
    assert_eq!(ours.len(), theirs.len(), "documents of {}", source.path());
    for (ours, theirs) in ours.iter().zip(theirs) {
        same(*ours, theirs);
    }
    true
}

fn same(ours: Node<'_>, theirs: &Value) {
    match (ours.kind(), theirs) {
        // `!Ref x` is a tagged value there, a node with a tag here.
        (_, Value::Tagged(tagged)) => {
            assert_eq!(
                ours.tag(),
                Some(tagged.tag.to_string().as_str()),
                "{ours:?}"
            );
            if ours.kind() == (Kind::Scalar(syntax::Style::Plain)) {
                // A tagged text is a text here; there it keeps its type.
                return;
            }
            same(ours, &tagged.value);
        }
        (Kind::Sequence, Value::Sequence(theirs)) => {
            assert_eq!(ours.items().count(), theirs.len(), "{ours:?}");
            for (ours, theirs) in ours.items().zip(theirs) {
                same(ours, theirs);
            }
        }
        (Kind::Mapping, Value::Mapping(theirs)) => {
            // It keeps `<<` as it is.
            assert_eq!(ours.written_entries().count(), theirs.len(), "{ours:?}");
            for (entry, (key, value)) in ours.written_entries().zip(theirs) {
                same(entry.key, key);
                same(entry.value, value);
            }
        }
        (Kind::Scalar(_), _) => same_scalar(ours, theirs),
        _ => panic!("{ours:?} is {theirs:?} there"),
    }
}

fn same_scalar(ours: Node<'_>, theirs: &Value) {
    let same = match (ours.scalar(Schema::Core), theirs) {
        (Some(Scalar::Null), Value::Null) => true,
        (Some(Scalar::Bool(ours)), Value::Bool(theirs)) => ours == *theirs,
        (Some(Scalar::Integer(ours)), Value::Number(theirs)) => {
            theirs
                .as_i64()
                .map(i128::from)
                .or(theirs.as_u64().map(i128::from))
                == Some(ours)
        }
        (Some(Scalar::Float(ours)), Value::Number(theirs)) => theirs
            .as_f64()
            .is_some_and(|theirs| ours.total_cmp(&theirs).is_eq()),
        // `0644` is 644 in the core schema, text there.
        (
            Some(Scalar::String(_) | Scalar::Integer(_) | Scalar::Float(_)),
            Value::String(theirs),
        ) => ours.as_str() == Some(theirs),
        _ => false,
    };
    assert!(same, "{ours:?} is {theirs:?} there");
}

#[test]
fn json_files_hold_the_values_that_serde_json_reads() {
    for path in files() {
        let Some(source) = read(&path) else { continue };
        if path.extension().is_some_and(|ending| ending == "json") {
            compare_json(&source);
        }
    }
}

fn compare_json(source: &Arc<Source>) {
    let tree: Tree = syntax::parse_json(source, Dialect::Json);
    let theirs = serde_json::from_str::<serde_json::Value>(source.text());
    assert_eq!(
        tree.errors().is_empty(),
        theirs.is_ok(),
        "{}",
        source.path()
    );
    if let (Some(document), Ok(theirs)) = (tree.documents().next(), theirs) {
        let ours: serde_json::Value = syntax::from_node(document.root).unwrap();
        assert_eq!(ours, theirs, "{}", source.path());
    }
}

/// Any JSON value, as serde_json has it.
fn any_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        (-1e9..1e9_f64).prop_map(Into::into),
        "[ -~é😀\\n\\t\"\\\\]{0,8}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::vec(("[a-c\\u{1}é]{0,3}", inner), 0..6)
                .prop_map(|entries| serde_json::Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// Equal but for `-0`, which serde_json keeps as a float, and the last digit of long fractions.
fn same_json(ours: &serde_json::Value, theirs: &serde_json::Value) -> bool {
    use serde_json::Value::{Array, Number, Object};
    match (ours, theirs) {
        (Array(ours), Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| same_json(a, b))
        }
        (Object(ours), Object(theirs)) => {
            ours.len() == theirs.len()
                && ours
                    .iter()
                    .all(|(key, a)| theirs.get(key).is_some_and(|b| same_json(a, b)))
        }
        (Number(ours), Number(theirs)) => {
            ours == theirs
                || ours
                    .as_f64()
                    .zip(theirs.as_f64())
                    .is_some_and(|(a, b)| (a - b).abs() <= a.abs() * f64::EPSILON)
        }
        _ => ours == theirs,
    }
}

/// Both accept `text` with the same value, or both refuse it.
fn agrees_with_serde_json(text: &str) {
    let tree = json(text);
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(theirs) => {
            assert_eq!(error(&tree), "", "{text}");
            let ours: serde_json::Value = syntax::from_node(root(&tree)).unwrap();
            assert!(same_json(&ours, &theirs), "{text}: {ours} is not {theirs}");
        }
        // The grammar allows a number that no float holds; serde_json does not.
        Err(refused) if refused.to_string().starts_with("number out of range") => {}
        Err(refused) => {
            assert_eq!(tree.errors().len(), 1, "{text:?}: {refused}");
            assert_eq!(tree.documents().len(), 0);
        }
    }
}

proptest! {
    #[test]
    fn printed_json_reads_as_serde_json_does(value in any_value(), pretty in any::<bool>()) {
        let text = if pretty {
            serde_json::to_string_pretty(&value).unwrap()
        } else {
            value.to_string()
        };
        agrees_with_serde_json(&text);
    }

    #[test]
    fn mutated_json_is_refused_exactly_when_serde_json_refuses(
        value in any_value(),
        at in any::<prop::sample::Index>(),
        cut in 0..3_usize,
        patch in r#"[\[\]{}",:0-9eE.+\\/u ntrfals'#-]{0,3}"#,
    ) {
        let mut characters: Vec<char> = value.to_string().chars().collect();
        let at = at.index(characters.len());
        let end = (at + cut).min(characters.len());
        characters.splice(at..end, patch.chars());
        agrees_with_serde_json(&characters.into_iter().collect::<String>());
    }

    #[test]
    fn json_soup_is_refused_exactly_when_serde_json_refuses(
        text in r#"([\[\]{}:, ]|"a"|"\\u12aF"|"\\ud83d|\\ude00"|-|0|1|12|\.5|e[+-]?|true|null|\n){0,12}"#,
    ) {
        agrees_with_serde_json(&text);
    }

    #[test]
    fn printed_yaml_reads_as_yaml_serde_does(value in any_value()) {
        let text = serde_yaml::to_string(&value).unwrap();
        prop_assert!(value.is_null() || compare_yaml(&Source::new("x.yaml", text)));
    }
}
