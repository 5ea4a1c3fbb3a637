use super::support::*;
use plimsoll::finding::Severity;
use plimsoll::report::Style;
use roxmltree::{Document, Node};

#[test]
fn the_report_as_a_whole() {
    insta::assert_snapshot!(check(&outcome(), "junit", PLAIN));
}

/// Every suite's counts are those of its cases, and the whole's those of its suites.
pub(crate) fn assert_counts(document: &Document<'_>) {
    let count = |node: &Node<'_, '_>, tag: &str| {
        node.descendants()
            .filter(|child| child.has_tag_name(tag))
            .count()
            .to_string()
    };
    let root = document.root_element();
    for node in root.children().filter(Node::is_element).chain([root]) {
        for (attribute, tag) in [
            ("tests", "testcase"),
            ("failures", "failure"),
            ("errors", "error"),
            ("skipped", "skipped"),
        ] {
            assert_eq!(
                node.attribute(attribute),
                Some(&*count(&node, tag)),
                "{attribute}"
            );
        }
    }
}

#[test]
fn the_suites_are_the_coverage_statement() {
    let report = check(&outcome(), "junit", PLAIN);
    let document = Document::parse(&report).unwrap();
    assert_counts(&document);
    let root = document.root_element();
    let seen = outcome().coverage.seen();
    assert_eq!(root.children().filter(Node::is_element).count(), seen + 1);
    assert_eq!(root.attribute("errors"), Some("2"));
    assert_eq!(root.attribute("skipped"), Some("4"));
    assert!(report.contains("2 files read, 4 skipped"), "{report}");
}

#[test]
fn a_finding_is_a_failure_where_it_fails_the_run() {
    for (fail_on, failures) in [
        (Some(Severity::Error), "0"),
        (Some(Severity::Warning), "1"),
        (None, "0"),
    ] {
        let mut outcome = outcome();
        outcome.fail_on = fail_on;
        let report = check(&outcome, "junit", PLAIN);
        let document = Document::parse(&report).unwrap();
        assert_eq!(
            document.root_element().attribute("failures"),
            Some(failures)
        );
        // Advice is told all the same.
        assert!(report.contains("`report` may run"), "{report}");
    }
}

#[test]
fn suppressed_findings_are_skipped_cases_when_asked_for() {
    let style = Style {
        suppressed: true,
        ..PLAIN
    };
    assert!(!check(&outcome(), "junit", PLAIN).contains("moves in spring"));
    let report = check(&outcome(), "junit", style);
    assert!(
        report.contains(
            "<skipped message=\"suppressed by comment, until 2027-01-31: moves in spring\"/>"
        ),
        "{report}"
    );
    assert_counts(&Document::parse(&report).unwrap());
}
