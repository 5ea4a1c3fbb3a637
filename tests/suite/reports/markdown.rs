use super::support::*;
use plimsoll::report::Style;
use pulldown_cmark::{Event, Options, Parser, Tag};
use std::collections::BTreeMap;

#[test]
fn the_report_as_a_whole() {
    insta::assert_snapshot!(check(&outcome(), "markdown", PLAIN));
}

/// What a page makes of the report: the tags that Markdown or HTML open, by name.
pub(crate) fn tags(report: &str) -> BTreeMap<String, usize> {
    let mut tags = BTreeMap::new();
    for event in Parser::new_ext(
        report,
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH,
    ) {
        let name = match event {
            Event::Start(Tag::HtmlBlock) => continue,
            Event::Start(tag) => format!("{tag:?}")
                .split([' ', '(', '{'])
                .next()
                .unwrap()
                .to_owned(),
            Event::Html(html) | Event::InlineHtml(html) => html.trim().to_owned(),
            _ => continue,
        };
        *tags.entry(name).or_default() += 1;
    }
    tags
}

#[test]
fn counts_come_first_and_details_are_folded() {
    let report = check(&outcome(), "markdown", PLAIN);
    assert!(
        report.starts_with("## plimsoll: 1 warning, 1 suppressed\n"),
        "{report}"
    );
    let place = |text: &str| {
        report
            .find(text)
            .unwrap_or_else(|| panic!("{text} in {report}"))
    };
    assert!(place("2 files read") < place("| warning | `long-runtime` | `run.yaml:9` |"));
    assert!(place("| warning |") < place("<details>"));
    assert!(place("<details>") < place("help: make it a Cloud Run job"));
    assert_eq!(
        report.matches("<details>").count(),
        report.matches("</details>").count()
    );
    let tables = tags(&report)["Table"];
    assert_eq!(tables, 3, "the findings, the placements and the matrix");
}

/// Few findings, yet something to read: where each workload could run.
#[test]
fn a_healthy_repository_reads_its_matrix() {
    let mut healthy = outcome();
    healthy.findings.clear();
    let report = check(&healthy, "markdown", PLAIN);
    let matrix = report
        .split("### Where each workload could run")
        .nth(1)
        .unwrap();
    assert!(
        matrix.contains("**stay** (2): `nightly`, `web`"),
        "{report}"
    );
    let row = |name: &str| {
        let start = format!("| `{name}` |");
        matrix
            .lines()
            .find(|line| line.starts_with(&start))
            .unwrap()
    };
    // Its answers are those of `check`: 3600 s is what Cloud Run allows, and too long for a request all the same.
    assert!(row("report").starts_with("| `report` | move |"), "{report}");
    assert!(
        row("report").ends_with("| timeout 3600 s of 3600 s, 100 % |"),
        "{report}"
    );
    assert!(row("nightly").contains("| **✓** |"), "{report}");
    // What somebody has excused is no news.
    let report = check(&outcome(), "markdown", PLAIN);
    assert!(
        report.contains("| `nightly` | stay, suppressed |"),
        "{report}"
    );
    assert!(!matrix.contains("<details><summary>The matrix"));
}

#[test]
fn a_long_matrix_is_folded_and_cut_and_says_so() {
    let mut many = outcome();
    let web = many.workloads[1].clone();
    let named = |at: usize| {
        let mut workload = web.clone();
        workload.name = format!("web-{at}");
        workload
    };
    many.workloads.splice(1..2, (0..998).map(named));
    let report = check(&many, "markdown", PLAIN);
    assert!(report.contains("<details><summary>The matrix: 1000 workloads</summary>"));
    assert!(report.contains("700 other workloads not shown: `plimsoll fit` has all."));
    let rows = report.lines().filter(|line| line.starts_with("| `web-"));
    // What should move comes first, wherever it stands.
    assert!(report.contains("| `report` | move |"), "{report}");
    assert_eq!(rows.count(), 298);
    let (open, close) = ("<details>", "</details>");
    assert_eq!(report.matches(open).count(), report.matches(close).count());
}

#[test]
fn without_workloads_there_is_no_matrix() {
    let mut empty = outcome();
    empty.workloads.clear();
    assert!(!check(&empty, "markdown", PLAIN).contains("could run"));
}

#[test]
fn every_workload_is_in_the_placement_matrix_once() {
    let report = check(&outcome(), "markdown", PLAIN);
    let matrix = report
        .split("| workloads on |")
        .nth(1)
        .unwrap()
        .split("\n\n")
        .next()
        .unwrap();
    let rows: Vec<&str> = matrix.lines().skip(2).collect();
    assert_eq!(
        rows,
        [
            "| aws-lambda | 1 | 0 | 0 | 0 | 1 |",
            "| cloud-run-service | 1 | 0 | 1 | 0 | 0 |",
            "| knative or cloud-run-service | 1 | 0 | 0 | 0 | 1 |",
        ]
    );
}

#[test]
fn suppressed_findings_are_listed_when_asked_for() {
    let style = Style {
        suppressed: true,
        ..PLAIN
    };
    assert!(!check(&outcome(), "markdown", PLAIN).contains("moves in spring"));
    let report = check(&outcome(), "markdown", style);
    assert!(
        report.contains("moves in spring (comment, until 2027-01-31)"),
        "{report}"
    );
}

/// GitHub drops a summary over 1 MiB whole.
#[test]
fn a_page_that_would_be_too_long_is_cut_and_says_so() {
    let mut outcome = outcome();
    let live = outcome.findings[1].clone();
    outcome.findings = vec![live; 10_000];
    let report = check(&outcome, "markdown", PLAIN);
    assert!(report.len() < 1 << 20, "{}", report.len());
    assert!(report.contains(" items left out: this page is cut at 512 KiB"));
}
