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
    let coverage = outcome().coverage;
    let files = coverage.read.len() + coverage.failed.len();
    assert_eq!(root.children().filter(Node::is_element).count(), files + 1);
    assert_eq!(root.attribute("errors"), Some("2"));
    // A file that is not read is no test; how many there are is in the coverage statement.
    assert_eq!(root.attribute("skipped"), Some("0"));
    assert!(!report.contains("<skipped"), "{report}");
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

/// What the schema of Jenkins' xUnit plugin (`junit-10.xsd`) and pytest's `xunit2` allow: attributes by element.
const STRICT: &[(&str, &[&str])] = &[
    ("testsuites", &["name", "tests", "failures", "errors"]),
    (
        "testsuite",
        &["name", "tests", "failures", "errors", "skipped"],
    ),
    ("testcase", &["name", "classname"]),
    ("failure", &["message", "type"]),
    ("error", &["message", "type"]),
    ("skipped", &["message", "type"]),
    ("system-out", &[]),
];

#[test]
fn the_strict_form_has_no_attribute_that_the_schema_does_not_know() {
    let style = Style {
        suppressed: true,
        junit: plimsoll::report::Junit::Strict,
        ..PLAIN
    };
    let report = check(&outcome(), "junit", style);
    let document = Document::parse(&report).unwrap();
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        let (_, allowed) = STRICT
            .iter()
            .find(|(element, _)| *element == name)
            .unwrap_or_else(|| panic!("{name}"));
        for attribute in node.attributes() {
            assert!(
                allowed.contains(&attribute.name()),
                "{name} {}",
                attribute.name()
            );
        }
    }
    // The places are in the texts instead.
    assert!(
        report.contains("<system-out>line 9, column 23: warning: "),
        "{report}"
    );
    assert!(!check(&outcome(), "junit", PLAIN).contains("line 9, column 23"));
}
