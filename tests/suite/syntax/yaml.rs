//! YAML as it is written in the field, quirk by quirk: the text, then what the tree must say.

use super::support::{error, root, value, values, yaml};
use plimsoll::source::Source;
use plimsoll::syntax::{self, Kind, Scalar, Schema, Style};

#[test]
fn documents_read_as_kubernetes_reads_them() {
    let cases = [
        (
            "a: yes\nb: 'yes'\nc: off\n",
            r#"{"a":true,"b":"yes","c":false}"#,
        ),
        (
            "mode: 0644\nhex: 0x1F\nbig: 1_000\n",
            r#"{"mode":420,"hex":31,"big":1000}"#,
        ),
        (
            "a: 190:20:30\nb: 2024-01-02\nc: 1e3\n",
            r#"{"a":"190:20:30","b":"2024-01-02","c":1000.0}"#,
        ),
        (
            "a:\nb: ~\nc: null\nd: ''\n",
            r#"{"a":null,"b":null,"c":null,"d":""}"#,
        ),
        // Keys are text whatever they look like.
        ("no: 1\n80: 2\n", r#"{"no":1,"80":2}"#),
        (
            "a: |\n  one\n   two\n\nb: >-\n  x\n  y\n",
            r#"{"a":"one\n two\n","b":"x y"}"#,
        ),
        (
            "a: |+\n  x\n\nb: |2\n    y\nc: |\n",
            r#"{"a":"x\n\n","b":"  y\n","c":""}"#,
        ),
        (
            "a: |\n  no newline at the end",
            r#"{"a":"no newline at the end"}"#,
        ),
        (
            "a: 'it''s'\nb: \"\\u00e9\\n\"\nc: 'two\n  lines'\n",
            r#"{"a":"it's","b":"é\n","c":"two lines"}"#,
        ),
        ("[a: b, {c, d: }]", r#"[{"a":"b"},{"c":null,"d":null}]"#),
        ("? a\n: b\n? c\n", r#"{"a":"b","c":null}"#),
        ("a: \tb\n", r#"{"a":"b"}"#),
        (
            "a: b\r\nc: |\r\n  d\r\n  e\r\n",
            r#"{"a":"b","c":"d\ne\n"}"#,
        ),
        ("a: 1\rb: 2\r", r#"{"a":1,"b":2}"#),
        // Under-indented continuations stand in real CloudFormation files.
        ("a:\n  b: \"x\n y\"\n", r#"{"a":{"b":"x y"}}"#),
    ];
    for (text, expected) in cases {
        let tree = yaml(text);
        assert_eq!(error(&tree), "", "{text}");
        let expected: serde_json::Value = serde_json::from_str(expected).unwrap();
        assert_eq!(value(&tree), expected.to_string(), "{text}");
    }
}

#[test]
fn tags_decide_the_type_and_stay_readable() {
    let text = "a: !Ref 5\nb: !!str 5\nc: !!int '5'\nd: !<tag:yaml.org,2002:str> 5\ne: !!binary MTIz\nf: !Ref\ng: !!null ''\nh: ! 5\n";
    let tree = yaml(text);
    let expected = [
        ("a", Some("!Ref"), Scalar::String("5"), "!Ref 5"),
        ("b", Some("!!str"), Scalar::String("5"), "!!str 5"),
        ("c", Some("!!int"), Scalar::Integer(5), "!!int '5'"),
        (
            "d",
            Some("!<tag:yaml.org,2002:str>"),
            Scalar::String("5"),
            "!<tag:yaml.org,2002:str> 5",
        ),
        (
            "e",
            Some("!!binary"),
            Scalar::String("MTIz"),
            "!!binary MTIz",
        ),
        ("f", Some("!Ref"), Scalar::String(""), "!Ref"),
        ("g", Some("!!null"), Scalar::Null, "!!null ''"),
        ("h", Some("!"), Scalar::String("5"), "! 5"),
    ];
    for (key, tag, scalar, span) in expected {
        let node = root(&tree).entry(key).unwrap().value;
        assert_eq!(node.tag(), tag, "{key}");
        assert_eq!(node.scalar(Schema::Yaml11), Some(scalar), "{key}");
        assert_eq!(node.span().text(), span, "{key}");
        assert_eq!(
            node.is_null(),
            key == "g",
            "a tagged empty value is not null, {key}"
        );
    }
    let tree = yaml("a: !GetAtt\n  - b\n  - c\n");
    let node = root(&tree).get("a").unwrap();
    assert_eq!((node.tag(), node.items().count()), (Some("!GetAtt"), 2));
    assert_eq!(node.content_span().text(), "- b\n  - c");
}

#[test]
fn numbers_and_booleans_are_coerced_as_platforms_do() {
    let tree =
        yaml("- 900\n- '900'\n- 9e2\n- 900.5\n- -1\n- 900s\n- true\n- 'true'\n- yes\n- 'yes'\n");
    let items: Vec<(Option<u64>, Option<bool>)> = root(&tree)
        .items()
        .map(|item| (item.as_u64(), item.as_bool()))
        .collect();
    let expected = [
        (Some(900), None),
        (Some(900), None),
        (Some(900), None),
        (None, None),
        (None, None),
        (None, None),
        (None, Some(true)),
        (None, Some(true)),
        (None, Some(true)),
        (None, None),
    ];
    assert_eq!(items, expected);
}

#[test]
fn spans_hold_what_was_written_and_nothing_behind_it() {
    let text =
        "a:   # why\n\nb: |\n  one\n  two\n\n\nc: 'q'  # c\nd:\n  - é\n  - {x: 1}   \n\n# end\n";
    let tree = yaml(text);
    // An absent value stands right behind its key.
    let spans: Vec<String> = root(&tree)
        .entries()
        .map(|entry| entry.span().text().to_owned())
        .collect();
    assert_eq!(
        spans,
        ["a", "b: |\n  one\n  two", "c: 'q'", "d:\n  - é\n  - {x: 1}"]
    );
    let comments: Vec<(&str, bool)> = tree
        .comments()
        .iter()
        .map(|comment| {
            (
                &text[comment.start as usize..comment.end as usize],
                comment.own_line,
            )
        })
        .collect();
    assert_eq!(
        comments,
        [("# why", false), ("# c", false), ("# end", true)]
    );
}

#[test]
fn a_block_begins_at_its_text_so_that_offsets_into_it_add_up() {
    let tree = yaml("a: |\n  ${b} c\nd: |\n\n  e\n");
    let a = root(&tree).get("a").unwrap();
    assert_eq!(a.kind(), Kind::Scalar(Style::Block));
    assert_eq!((a.as_str(), a.span().text()), (Some("${b} c\n"), "${b} c"));
}

#[test]
fn a_broken_document_does_not_hide_the_others() {
    let tree = yaml("a: 1\n---\nb: [1, 2\n---\nc: 3\n---\nd: {x\n---\ne: 5\n");
    let documents: Vec<(usize, bool)> = tree
        .documents()
        .map(|document| (document.index, true))
        .chain(
            tree.broken_documents()
                .map(|document| (document.index, false)),
        )
        .collect();
    assert_eq!(
        documents,
        [(0, true), (2, true), (4, true), (1, false), (3, false)]
    );
    assert_eq!(values(&tree)[2], r#"{"e":5}"#);
    assert_eq!(
        error(&tree),
        "3:4 unclosed bracket `[` | 7:4 unclosed bracket `{`"
    );
}

#[test]
fn errors_stand_where_the_author_would_look() {
    let cases = [
        (
            "a: b: c\n",
            "1:5 mapping values are not allowed in this context",
        ),
        ("a: \"x\nb: 1\n", "1:4 unclosed quote"),
        ("a: b\n\tc: d\n", "2:1 a tab may not indent this line"),
        ("a: b\0c\n", "1:5 unexpected character: `\\u{0}`"),
        ("a: @x\n", "1:4 unexpected character: `@`"),
        (
            "a: {{- include }}\n",
            "1:6 \"-\" is only valid inside a block",
        ),
        ("a: *x\n", "1:4 the alias `*x` names no anchor"),
        (
            "a: &a [*a]\n",
            "1:8 the alias `*a` stands inside the value it names",
        ),
        ("<<: 5\n", "1:5 `<<` takes a map or a list of maps"),
    ];
    for (text, expected) in cases {
        assert_eq!(error(&yaml(text)), expected, "{text:?}");
    }
}

#[test]
fn of_half_a_document_only_what_it_was_meant_to_be_is_kept() {
    let tree = yaml("a:\n  b: 1\n  c: [1, {d: 2}, \"x\n");
    assert_eq!(tree.documents().len(), 0);
    let root = tree.broken_documents().next().unwrap().root;
    assert_eq!(root.at(&["a", "b"]).and_then(|node| node.as_u64()), Some(1));
}

#[test]
fn empty_documents_are_left_out() {
    for text in [
        "",
        "# only a comment\n",
        "---\n",
        "---\n---\n...\n",
        "\u{feff}",
    ] {
        assert_eq!(yaml(text).documents().count(), 0, "{text:?}");
    }
    let tree = yaml("---\n---\na: 1\n---\n# nothing\n---\nb: 2\n---\n");
    assert_eq!(values(&tree), [r#"{"a":1}"#, r#"{"b":2}"#]);
    assert_eq!(
        yaml("--- ''\n").documents().count(),
        1,
        "an empty text is something"
    );
}

#[test]
fn byte_order_marks_are_taken_at_the_start_and_refused_in_the_middle() {
    assert_eq!(values(&yaml("\u{feff}a: 1\nb: 2\n")), [r#"{"a":1,"b":2}"#]);
    let tree = yaml("a: 1\n---\n\u{feff}b: 2\n---\nc: 3\n");
    assert_eq!(values(&tree), [r#"{"a":1}"#, r#"{"c":3}"#]);
    assert_eq!(error(&tree), "3:1 a BOM must not appear inside a document");
}

#[test]
fn template_residue_is_told() {
    let residue = |text: &str| {
        yaml(text)
            .documents()
            .next()
            .map(|document| document.template_residue)
    };
    assert_eq!(residue("a: {{ .Values.x }}\n"), Some(true));
    assert_eq!(residue("{{ x }}: 1\n"), Some(true));
    assert_eq!(residue("a: {b: {c: 1}}\n"), Some(false));
    assert_eq!(residue("a: '{{ x }}'\n"), Some(false));
}

#[test]
fn json_is_known_by_its_name_or_its_first_character() {
    let parse = |path: &str, text: &str| syntax::parse(&Source::new(path, text));
    assert_eq!(error(&parse("a.json", "{\"a\": 1, // why\n}")), "");
    assert_eq!(
        error(&parse("a.json", "x")),
        "1:1 expected a value, found 'x'"
    );
    assert_eq!(value(&parse("a.json", "# why\na: 1")), r#"{"a":1}"#);
    assert_eq!(value(&parse("a.template", "{\"a\": 1e0}")), r#"{"a":1.0}"#);
    assert_eq!(
        value(&parse("a.yaml", "{a: 1}")),
        r#"{"a":1}"#,
        "flow YAML is no JSON"
    );
    assert_eq!(values(&parse("a.yaml", "{\"a\": 1}\n---\nb: 2")).len(), 2);
}

#[test]
fn the_parsers_own_events_can_be_counted() {
    // Stream, document, map, two scalars and three ends.
    assert_eq!(syntax::drain_events(&Source::new("x.yaml", "a: 1")), 8);
}
