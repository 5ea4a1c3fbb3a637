use super::support::*;
use plimsoll::model::{Placement, Platform};
use plimsoll::report::Outcome;
use plimsoll::source::Source;

#[test]
fn the_document_as_a_whole() {
    insta::assert_snapshot!(check(&outcome(), "json", PLAIN));
}

#[test]
fn suppressed_findings_are_listed_with_their_reason() {
    let report = parsed(&check(&outcome(), "json", PLAIN));
    let suppressed = &report["findings"][0]["suppressed"];
    assert_eq!(suppressed["kind"], "comment");
    assert_eq!(suppressed["reason"], "moves in spring");
    assert_eq!(suppressed["until"], "2027-01-31");
    assert_eq!(suppressed["location"]["line"], 2);
    assert!(report["findings"][1]["suppressed"].is_null());
}

#[test]
fn a_run_without_workloads_says_so() {
    let mut outcome = outcome();
    outcome.workloads.clear();
    outcome.findings.clear();
    outcome.coverage.warnings = vec!["no workload recognised".to_owned()];
    let report = parsed(&check(&outcome, "json", PLAIN));
    assert_eq!(report["workloads"], 0);
    assert_eq!(report["warnings"][0], "no workload recognised");
}

/// Lines end at LF and CRLF, a tab and an astral character are one column each, a byte order mark is none.
#[test]
fn positions_are_code_points_and_slice_back() {
    let text = "\u{feff}a: \u{1f600}é 1\r\n\tb: \u{1f600}\t2\nc: 3\n";
    for (needle, line, column) in [("1", 1, 7), ("2", 2, 7), ("3", 3, 4), ("a", 1, 1)] {
        let source = Source::new("x.yaml", text);
        let workload = workload(&source, "x", Placement::on(Platform::Kubernetes, None));
        let finding = finding(&workload, span(&source, needle));
        let outcome = Outcome {
            findings: vec![finding],
            ..outcome()
        };
        let report = parsed(&check(&outcome, "json", PLAIN));
        let location = &report["findings"][0]["location"];
        assert_eq!(
            (&location["line"], &location["column"]),
            (&line.into(), &column.into())
        );
        assert_eq!(location["end_line"], line);
        assert_eq!(location["end_column"], column + 1);
        let text = text.trim_start_matches('\u{feff}');
        let found = text.lines().nth(line - 1).unwrap().chars().nth(column - 1);
        assert_eq!(found, needle.chars().next());
    }
}
