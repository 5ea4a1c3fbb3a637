//! JSON and JSONC: the grammar of RFC 8259 to the letter, and errors at the byte.

use super::support::{error, json, jsonc, value};
use plimsoll::syntax::{Kind, Scalar, Schema, Style};

#[test]
fn values_are_read_as_written() {
    let cases = [
        ("{}", "{}"),
        ("[]", "[]"),
        (" \t\r\n[ 1 , 2 ] \n", "[1,2]"),
        (
            r#"{"a": {"b": [true, false, null]}}"#,
            r#"{"a":{"b":[true,false,null]}}"#,
        ),
        ("\"text\"", r#""text""#),
        ("12", "12"),
        (r#"{"": ""}"#, r#"{"":""}"#),
        // The words of YAML mean nothing in JSON text.
        (
            r#"["yes", "0644", "null", "<<"]"#,
            r#"["yes","0644","null","<<"]"#,
        ),
        (r#"{"<<": {"a": 1}}"#, r#"{"<<":{"a":1}}"#),
    ];
    for (text, expected) in cases {
        let tree = json(text);
        assert_eq!(error(&tree), "", "{text}");
        assert_eq!(value(&tree), expected, "{text}");
    }
}

#[test]
fn escapes_are_decoded_and_plain_text_is_not_copied() {
    let cases = [
        (r#""a\"b\\c\/d""#, "a\"b\\c/d"),
        (r#""\b\f\n\r\t""#, "\u{8}\u{c}\n\r\t"),
        (r#""\u00e9\u20AC\ud83d\ude00.""#, "é€😀."),
        (r#""\u0000""#, "\0"),
        ("\"é😀\u{7f}\"", "é😀\u{7f}"),
    ];
    for (text, expected) in cases {
        let tree = json(text);
        let root = tree.documents().next().unwrap().root;
        assert_eq!(root.as_str(), Some(expected), "{text}");
        assert_eq!(root.span().text(), text, "the span keeps the quotes");
    }
}

#[test]
fn numbers_mean_the_same_in_the_reading_of_yaml() {
    let cases = [
        ("0", Scalar::Integer(0)),
        ("-0", Scalar::Integer(0)),
        ("-12", Scalar::Integer(-12)),
        ("0.5", Scalar::Float(0.5)),
        ("-0.0", Scalar::Float(0.0)),
        ("0e1", Scalar::Float(0.0)),
        ("1e3", Scalar::Float(1000.0)),
        ("1E5", Scalar::Float(100_000.0)),
        ("1E+2", Scalar::Float(100.0)),
        ("25e-1", Scalar::Float(2.5)),
        (
            "18446744073709551615",
            Scalar::Integer(18_446_744_073_709_551_615),
        ),
        (
            "18446744073709551616",
            Scalar::Float(18_446_744_073_709_551_616.0),
        ),
        (
            "-9223372036854775809",
            Scalar::Float(-9_223_372_036_854_775_808.0),
        ),
    ];
    for (text, expected) in cases {
        let tree = json(text);
        let root = tree.documents().next().unwrap().root;
        assert_eq!(root.scalar(Schema::Yaml11), Some(expected), "{text}");
        assert_eq!(root.scalar(Schema::Core), Some(expected), "{text}");
    }
}

#[test]
fn what_is_not_json_is_refused_where_it_stands() {
    let cases = [
        ("", "1:1 the file ends here, but a value was expected"),
        (
            "[1,\n 2",
            "2:3 the file ends here, but the `[` at line 1, column 1 is not closed",
        ),
        (
            "{\"a\"",
            "1:5 the file ends here, but the `{` at line 1, column 1 is not closed",
        ),
        (
            "{} {}",
            "1:4 the file's one value ends before this; nothing may follow it",
        ),
        ("[1 2]", "1:4 expected `,` or `]`, found '2'"),
        ("[1}", "1:3 expected `,` or `]`, found '}'"),
        ("{\"a\" 1}", "1:6 expected `:` after the key, found '1'"),
        ("{a: 1}", "1:2 expected a key in double quotes, found 'a'"),
        (
            "{'a': 1}",
            "1:2 expected a key in double quotes, found '\\''; JSON text stands in double quotes",
        ),
        (
            "[1,]",
            "1:4 expected a value, found ']'; JSON allows no trailing comma",
        ),
        (
            "{\"a\":1,}",
            "1:8 expected a key in double quotes, found '}'; JSON allows no trailing comma",
        ),
        ("[,]", "1:2 expected a value, found ','"),
        (
            "// no\n1",
            "1:1 expected a value, found '/'; JSON has no such comments",
        ),
        ("é", "1:1 expected a value, found 'é'"),
        ("01", "1:1 a JSON number must not begin with a zero"),
        ("-", "1:2 a digit is missing in this number"),
        ("[1.]", "1:4 a digit is missing in this number"),
        ("1e", "1:3 a digit is missing in this number"),
        ("+1", "1:1 expected a value, found '+'"),
        (".5", "1:1 expected a value, found '.'"),
        (
            "0x1",
            "1:2 the file's one value ends before this; nothing may follow it",
        ),
        ("nul", "1:1 expected a value, found 'n'"),
        (
            "nulll",
            "1:5 the file's one value ends before this; nothing may follow it",
        ),
        ("NaN", "1:1 expected a value, found 'N'"),
        ("\"a", "1:1 this text has no closing quote"),
        ("\"a\nb\"", "1:3 the line ends inside this text"),
        (
            "\"a\tb\"",
            "1:3 the control character U+0009 must be written as \\u0009 in JSON text",
        ),
        (
            "\"a\0\"",
            "1:3 the control character U+0000 must be written as \\u0000 in JSON text",
        ),
        (r#""\x""#, "1:2 JSON has no such escape"),
        (r#""\u12g4""#, "1:2 `\\u` takes four hexadecimal digits"),
        (
            r#""\ud83d""#,
            "1:2 this is half of a surrogate pair; the other half is missing",
        ),
        (
            r#""\ud83d\u0041""#,
            "1:2 this is half of a surrogate pair; the other half is missing",
        ),
        (
            r#""\ude00""#,
            "1:2 this is half of a surrogate pair; the other half is missing",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(error(&json(text)), expected, "{text:?}");
    }
}

#[test]
fn of_half_a_document_only_what_it_was_meant_to_be_is_kept() {
    let tree = json(r#"{"a": 1, "b": {"c": [1, 2], "d": x}}"#);
    assert_eq!(tree.documents().len(), 0);
    let root = tree.broken_documents().next().unwrap().root;
    assert_eq!(root.get("a").and_then(|node| node.as_u64()), Some(1));
    assert_eq!(error(&tree), "1:34 expected a value, found 'x'");
    assert_eq!(json("?").documents().count(), 0, "nothing was read");
}

#[test]
fn jsonc_takes_comments_and_trailing_commas() {
    let text = "// first\n{ /* in */ \"a\": [1, 2,], // last\r\n \"b\": \"// text\",}\n/**/";
    let tree = jsonc(text);
    assert_eq!(error(&tree), "");
    assert_eq!(value(&tree), r#"{"a":[1,2],"b":"// text"}"#);
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
        [
            ("// first", true),
            ("/* in */", false),
            ("// last", false),
            ("/**/", true)
        ]
    );
    let refused = [
        ("[1,,]", "1:4 expected a value, found ','"),
        ("[,]", "1:2 expected a value, found ','"),
        ("/* [1]", "1:1 this comment is not closed"),
        ("/*/", "1:1 this comment is not closed"),
        (
            "[1] / 2",
            "1:5 a comment begins with `//` or `/*`; nothing else begins with `/`",
        ),
    ];
    for (text, expected) in refused {
        assert_eq!(error(&jsonc(text)), expected, "{text:?}");
    }
}

#[test]
fn nesting_is_refused_at_the_bracket_that_is_too_deep() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(error(&json(&nested(255))), "");
    let tree = json(&nested(100_000));
    assert_eq!(
        error(&tree),
        "1:256 lists and maps nest deeper than 255 levels here"
    );
    assert_eq!(
        (tree.documents().len(), tree.broken_documents().len()),
        (0, 1)
    );
}

#[test]
fn spans_end_at_the_closing_bracket_and_duplicates_are_noted() {
    let tree = json("{\"a\": [1, 2 ] , \"a\": {\"b\": \"\\n\" }}");
    let root = tree.documents().next().unwrap().root;
    let spans: Vec<String> = root
        .entries()
        .map(|entry| entry.span().text().to_owned())
        .collect();
    assert_eq!(spans, ["\"a\": [1, 2 ]", "\"a\": {\"b\": \"\\n\" }"]);
    assert_eq!(
        root.at(&["a", "b"]).and_then(|node| node.as_str()),
        Some("\n")
    );
    assert_eq!(tree.duplicates().len(), 1);
    assert_eq!(tree.duplicates()[0].second.first().column, 17);
    assert!(
        tree.all_nodes()
            .all(|node| { node.kind() != Kind::Scalar(Style::Block) })
    );
}
