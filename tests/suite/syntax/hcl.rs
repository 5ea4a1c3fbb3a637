//! HCL in the same tree, laid out as its JSON form.

use super::support::{error, files_of, read, root, value};
use plimsoll::source::Source;
use plimsoll::syntax::{self, ENCODED, EXPRESSION, Kind, Style, Tree};

fn hcl(text: &str) -> Tree {
    syntax::parse(&Source::new("main.tf", text))
}

fn json(text: &str) -> serde_json::Value {
    let tree = hcl(text);
    assert_eq!(error(&tree), "");
    serde_json::from_str(&value(&tree)).unwrap()
}

#[test]
fn labels_are_keys_and_repeated_blocks_a_list() {
    let read = json(
        "resource \"aws_lambda_function\" \"report\" {\n  timeout = 900\n  vpc_config {\n    subnet_ids = []\n  }\n}\n\
         variable \"x\" {}\n\
         resource \"aws_lambda_function\" \"other\" {\n  tag {\n    a = 1\n  }\n  tag {\n    a = -2\n  }\n}\n\
         resource \"aws_s3_bucket\" \"b\" {}\n",
    );
    assert_eq!(
        read,
        serde_json::json!({
            "resource": {
                "aws_lambda_function": {
                    "report": {"timeout": 900, "vpc_config": {"subnet_ids": []}},
                    "other": {"tag": [{"a": 1}, {"a": -2}]},
                },
                "aws_s3_bucket": {"b": {}},
            },
            "variable": {"x": {}},
        })
    );
}

#[test]
fn literals_are_typed_and_everything_else_is_its_source() {
    let tree = hcl(
        "a = \"x\\ty\"\nb = true\nc = null\nd = var.x\ne = \"${var.x}-y\"\nf = [1, local.y]\n\
         g = { h = 1, \"i j\" = 2 }\nk = jsonencode([{ image = \"nginx\" }])\nl = <<EOT\ntext\nEOT\nm = 1 + 2\n",
    );
    assert_eq!(error(&tree), "");
    let root = root(&tree);
    let at = |path: &[&str]| root.at(path).unwrap();
    assert_eq!(at(&["a"]).as_str(), Some("x\ty"));
    assert_eq!(at(&["b"]).as_bool(), Some(true));
    assert!(root.get("c").is_none());
    for (key, text) in [("d", "var.x"), ("e", "\"${var.x}-y\""), ("m", "1 + 2")] {
        let node = at(&[key]);
        assert_eq!((node.tag(), node.as_str()), (Some(EXPRESSION), Some(text)));
        assert_eq!(node.span().text(), text);
    }
    let items: Vec<Option<&str>> = at(&["f"]).items().map(|item| item.tag()).collect();
    assert_eq!(items, [None, Some(EXPRESSION)]);
    assert_eq!(at(&["g", "i j"]).as_u64(), Some(2));
    assert_eq!(at(&["k"]).tag(), Some(ENCODED));
    let image = at(&["k"])
        .items()
        .next()
        .and_then(|item| item.str_at(&["image"]));
    assert_eq!(image, Some("nginx"));
    assert_eq!(at(&["l"]).as_str(), Some("text\n"));
}

#[test]
fn an_entry_reaches_from_its_label_to_its_brace() {
    let tree = hcl("resource \"a\" \"b\" {\n  c = 1\n}\n");
    let entry = root(&tree).entry_at(&["resource", "a", "b"]).unwrap();
    assert_eq!(entry.span().text(), "\"b\" {\n  c = 1\n}");
    assert_eq!(entry.value.span().text(), "{\n  c = 1\n}");
}

#[test]
fn a_broken_file_says_where() {
    let tree = hcl("a = 1\nresource \"x\" {\n  b = \n}\n");
    assert!(error(&tree).starts_with("3:"), "{}", error(&tree));
}

#[test]
fn depth_is_an_error_not_a_crash() {
    for open in ["a = [", "a {\n", "[", "{a=", "(", "\"${", "!", "f("] {
        let text = format!("a = {}", open.repeat(20_000));
        assert!(!hcl(&text).errors().is_empty(), "{open}");
    }
    let chain = format!("a = {}", "a ? b : ".repeat(20_000));
    assert!(!hcl(&chain).errors().is_empty());
}

#[test]
fn comments_stand_outside_texts_templates_and_heredocs() {
    let text = "a = \"# no ${f(\"# no\", {x = 1})} // no $${\" # one\n\
                b = <<-EOT\n  # no\n  EOT\n\
                // two\n/* three\n# of it */ c = { # four\n}\n# five";
    let tree = hcl(text);
    assert_eq!(error(&tree), "");
    let found = tree.comments().iter();
    let found: Vec<&str> = found
        .map(|one| &text[one.start as usize..one.end as usize])
        .collect();
    assert_eq!(
        found,
        [
            "# one",
            "// two",
            "/* three\n# of it */",
            "# four",
            "# five"
        ]
    );
}

/// Each as HashiCorp's parser has it (hcl v2, `hclsyntax.ParseConfig`).
#[test]
fn odd_spellings_that_terraform_takes_are_read() {
    for text in [
        "a = <<EOF\nsu -c \"sql <<EOF\nEOF\"\nEOF\n",
        "a = <<EOF\nEOFX\n EOF \n",
        "a = <<-E-F\n  x ${y}E-F\n  E-F\n",
        "a = <<EOF\n%{ for x in y ~}\n${x}\n%{ endfor ~}\nEOF\n",
        "a = f(<<E\nx\nE\n, 1)",
        "a = { \"b\" = 1, b = 2 }",
        "a = {\n for k, v in x : k => v\n if\n v != null\n}",
        "a = {for k, v in x : k\n => v ? 1\n : 2 if v}",
        "a = {for k, v in y : k => v...}",
        "a = {\n b : 1,\n\n c = 2 # x\n}",
        "a = { x ? y : z = 1 }",
        "a = (x ?\n y : z)",
        "a = provider::x::y(b...)",
        "a = x.*.y[0].1",
        "a = 1 /* b\n c */\nd = 2\r\n",
        "a = \"$${x} %%{y} $ % \\u00e9\"",
        "a b \"c\" { d = [1\n,2] }",
        "a { # b\n}",
    ] {
        assert_eq!(error(&hcl(text)), "", "{text}");
    }
}

/// And what it refuses is refused.
#[test]
fn what_terraform_refuses_is_refused_where_it_stands() {
    for (text, line) in [
        ("a = 1\na = 2", 2),
        ("a {\n  b = 1\n\n  b = 2\n}", 4),
        ("a {\n  b = {\n}\n", 4),
        ("a = <<EOF\nx\nEOF", 1),
        ("a = <<EOF \nx\nEOF\n", 1),
        ("a = \"x\ny\"", 1),
        ("a = \"%{ if x }y\"", 1),
        ("a = \"\\d\"", 1),
        ("a = [for x in y : x => 1]", 1),
        ("a = {for x in y : x}", 1),
        ("a = { b = 1 c = 2 }", 1),
        ("a {\n b = 1 }", 2),
        ("a { b {} }", 1),
        ("a = 1 b = 2", 1),
        ("\"a\" = 1", 1),
        ("a =\n 1", 1),
        ("a = x.0.1", 1),
        ("a = 'x'", 1),
    ] {
        let tree = hcl(text);
        let starts = format!("{line}:");
        assert!(
            error(&tree).starts_with(&starts),
            "{text}: {}",
            error(&tree)
        );
        assert_eq!(tree.documents().len(), 0, "{text}");
    }
}

/// Every scalar's span slices back to what it says, in every HCL file there is.
#[test]
fn every_span_slices_back() {
    for path in files_of(&["tf", "tofu", "tfvars"]) {
        let Some(source) = read(&path) else { continue };
        let tree = syntax::parse_hcl(&source);
        for node in tree.all_nodes() {
            let span = node.span();
            let written = span.text();
            match node.kind() {
                Kind::Scalar(Style::Plain) => assert_eq!(Some(written), node.as_str()),
                Kind::Scalar(Style::Quoted) => {
                    assert!(
                        written.starts_with('"') && written.ends_with('"'),
                        "{written}"
                    );
                }
                Kind::Scalar(Style::Block) => assert!(written.starts_with("<<"), "{written}"),
                Kind::Sequence | Kind::Mapping | Kind::Broken => {}
            }
        }
        let starts: Vec<u32> = tree.comments().iter().map(|one| one.start).collect();
        assert!(starts.is_sorted());
    }
}
