//! The matrix in a job's summary: few columns, the rest folded, and names that stay names.

use pulldown_cmark::{Event, Options, Parser, Tag};
use std::path::Path;
use std::process::Command;

fn page(fixture: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fit");
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .args(["fit", ".", "--format", "markdown"])
        .current_dir(folder.join(fixture))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_platforms_in_use_have_a_column_and_all_are_folded_below() {
    let page = page("shop");
    assert!(
        page.starts_with("## plimsoll fit: 10 workloads on 17 platforms\n"),
        "{page}"
    );
    let head = page
        .lines()
        .find(|line| line.starts_with("| workload"))
        .unwrap();
    for platform in ["AWS Lambda", "Cloud Run", "Kubernetes"] {
        assert!(head.contains(&format!(" {platform} |")), "{head}");
    }
    assert_eq!(head.matches('|').count(), 2 + 1 + 6 + 1);
    let row = |name: &str| {
        let start = format!("| `{name}` |");
        page.lines().find(|line| line.starts_with(&start)).unwrap()
    };
    assert!(row("orders-db").contains("| ✗ | ✗ | **✓** |"), "{page}");
    assert!(
        row("YearlyExport").contains("| split | **&#126;** |"),
        "{page}"
    );
    assert!(
        row("YearlyExport").ends_with("| timeout 1200 s of 900 s, 133 % |"),
        "{page}"
    );
    let details = page.find("<details>").unwrap();
    let reason = page
        .find("AWS Lambda: timeout 1200 s, at most 900 s")
        .unwrap();
    assert!(details < reason);
}

#[test]
fn a_hostile_name_is_text() {
    let page = page("hostile");
    let parser = Parser::new_ext(&page, Options::ENABLE_TABLES);
    for event in parser {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let known = ["details", "summary", "code", "span"];
                let name = html.trim_start_matches(['<', '/']);
                assert!(known.iter().any(|tag| name.starts_with(tag)), "{html}");
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("{page}"),
            _ => {}
        }
    }
}
