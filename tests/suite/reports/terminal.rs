use super::support::*;
use plimsoll::finding::Subject;
use plimsoll::report::Style;

#[test]
fn the_report_as_a_whole() {
    insta::assert_snapshot!(check(&outcome(), "terminal", PLAIN));
}

#[test]
fn in_ascii() {
    let style = Style {
        unicode: false,
        ..PLAIN
    };
    let report = check(&outcome(), "terminal", style);
    assert!(report.is_ascii(), "{report}");
    insta::assert_snapshot!(report);
}

#[test]
fn colour_only_where_it_is_allowed() {
    let color = Style {
        color: true,
        ..PLAIN
    };
    assert!(!check(&outcome(), "terminal", PLAIN).contains('\u{1b}'));
    assert!(check(&outcome(), "terminal", color).contains("\u{1b}["));
    assert!(
        !check(&outcome(), "terminal", color).contains("\u{1b}]8"),
        "no hyperlinks"
    );
}

#[test]
fn a_narrow_terminal_is_respected() {
    let report = check(&outcome(), "terminal", Style { width: 40, ..PLAIN });
    for line in report.lines() {
        assert!(line.chars().count() <= 48, "{line}");
    }
}

#[test]
fn merged_findings_name_three_workloads_and_count_the_rest() {
    let mut outcome = outcome();
    let subject = outcome.findings[1].workloads[0].clone();
    outcome.findings[1].workloads = (1..=20)
        .map(|number| {
            let mut subject: Subject = subject.clone();
            subject.id.name = format!("f{number:02}");
            subject
        })
        .collect();
    let report = check(&outcome, "terminal", PLAIN);
    assert!(
        report.contains("  workloads: f01, f02, f03 and 17 more\n"),
        "{report}"
    );
}

#[test]
fn suppressed_findings_are_counted_not_shown() {
    let report = check(&outcome(), "terminal", PLAIN);
    assert!(!report.contains("nightly"), "{report}");
    assert!(report.contains("1 warning, 1 suppressed"), "{report}");
}

#[test]
fn suppressed_findings_are_shown_with_their_reason_when_asked_for() {
    let style = Style {
        suppressed: true,
        ..PLAIN
    };
    let report = check(&outcome(), "terminal", style);
    assert!(
        report.contains("  suppressed: comment, until 2027-01-31: moves in spring\n"),
        "{report}"
    );
}

#[test]
fn without_findings_it_says_so_and_what_was_looked_at() {
    let mut outcome = outcome();
    outcome.findings.clear();
    outcome.coverage.failed.clear();
    let report = check(&outcome, "terminal", PLAIN);
    assert!(
        report.starts_with("no findings · 3 workloads: "),
        "{report}"
    );
    assert!(report.contains("2 files read"), "{report}");
}
