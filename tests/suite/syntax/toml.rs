//! TOML in the same tree.

use super::support::{error, files_of, read, root, value};
use plimsoll::source::Source;
use plimsoll::syntax::{self, Kind, Style, Tree};

fn toml(text: &str) -> Tree {
    syntax::parse(&Source::new("x.toml", text))
}

#[test]
fn tables_dotted_keys_and_inline_tables_are_maps() {
    let tree = toml(
        "name = 'api'\n\
         [limits]\ncpu_ms = 30_000\n\
         [env.production.limits]\ncpu_ms = 50\n\
         [durable_objects]\nbindings = [{ name = \"ROOM\", class_name = \"Room\" }]\n\
         [[queues.consumers]]\nqueue = \"a\"\n\
         [[queues.consumers]]\nqueue = \"b\"\nretry.max = 3\n",
    );
    assert_eq!(error(&tree), "");
    let json: serde_json::Value = serde_json::from_str(&value(&tree)).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "name": "api",
            "limits": {"cpu_ms": 30000},
            "env": {"production": {"limits": {"cpu_ms": 50}}},
            "durable_objects": {"bindings": [{"name": "ROOM", "class_name": "Room"}]},
            "queues": {"consumers": [{"queue": "a"}, {"queue": "b", "retry": {"max": 3}}]},
        })
    );
}

#[test]
fn keys_stand_in_the_order_of_the_file() {
    let tree = toml("z = 1\n[m]\nb = 1\na = 2\n[c]\n");
    let keys: Vec<&str> = root(&tree).entries().map(|entry| entry.name()).collect();
    assert_eq!(keys, ["z", "m", "c"]);
}

#[test]
fn a_table_reaches_from_its_header_to_its_last_value() {
    let tree = toml("[a]\nb = 1\n[e.p.limits]\nc = 2\nd = [\n 1\n]\n[f]\n");
    let spans: Vec<String> = root(&tree)
        .entries()
        .map(|entry| entry.span().text().to_owned())
        .collect();
    assert_eq!(
        spans,
        ["a]\nb = 1", "e.p.limits]\nc = 2\nd = [\n 1\n]", "f]"]
    );
}

#[test]
fn texts_are_decoded_and_their_spans_keep_the_quotes() {
    let tree = toml(
        "a = \"x\\ty\"\nb = 'c:\\d'\nc = \"\"\"\nlong\"\"\"\n\"e f\" = '''raw'''\ng = \"plain\"\n",
    );
    let seen: Vec<(String, String, String)> = root(&tree)
        .entries()
        .map(|entry| {
            let text = |node: syntax::Node<'_>| node.as_str().unwrap().to_owned();
            (
                text(entry.key),
                text(entry.value),
                entry.value.span().text().to_owned(),
            )
        })
        .collect();
    let expected = [
        ("a", "x\ty", "\"x\\ty\""),
        ("b", "c:\\d", "'c:\\d'"),
        ("c", "long", "\"\"\"\nlong\"\"\""),
        ("e f", "raw", "'''raw'''"),
        ("g", "plain", "\"plain\""),
    ]
    .map(|(key, value, span)| (key.to_owned(), value.to_owned(), span.to_owned()));
    assert_eq!(seen, expected);
}

#[test]
fn comments_are_kept_and_a_hash_in_a_text_is_none() {
    let tree = toml("# above\na = \"# text\" # beside\n");
    let comments: Vec<(&str, bool)> = tree
        .comments()
        .iter()
        .map(|comment| {
            let range = comment.start as usize..comment.end as usize;
            (&tree.source().text()[range], comment.own_line)
        })
        .collect();
    assert_eq!(comments, [("# above", true), ("# beside", false)]);
}

#[test]
fn a_broken_line_is_an_error_and_its_file_is_no_document() {
    let tree = toml("a = 1\nb = \nc = 3\n");
    assert!(error(&tree).starts_with("2:"), "{}", error(&tree));
    assert_eq!(tree.documents().len(), 0);
    let root = tree.broken_documents().next().unwrap().root;
    assert_eq!(root.get("c").and_then(|node| node.as_u64()), Some(3));
}

#[test]
fn an_empty_file_is_no_document_and_no_error() {
    for text in ["", "# nothing\n"] {
        let tree = toml(text);
        assert_eq!((tree.documents().count(), tree.errors().len()), (0, 0));
    }
}

#[test]
fn depth_is_an_error_not_a_crash() {
    for text in [
        format!("a = {}", "[".repeat(100_000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
        "a = {a=".repeat(50_000),
    ] {
        assert!(!toml(&text).errors().is_empty());
    }
}

/// Every scalar's span slices back to what it says, in every TOML file there is.
#[test]
fn every_span_slices_back() {
    for path in files_of(&["toml"]) {
        let Some(source) = read(&path) else { continue };
        let tree = syntax::parse_toml(&source);
        for node in tree.all_nodes() {
            let written = node.span().text().to_owned();
            match node.kind() {
                Kind::Scalar(Style::Plain) => assert_eq!(Some(&*written), node.as_str()),
                Kind::Scalar(_) => assert!(written.starts_with(['"', '\'']), "{written}"),
                Kind::Sequence | Kind::Mapping | Kind::Broken => {}
            }
        }
    }
}
