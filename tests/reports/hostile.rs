//! Manifests that try to speak to the terminal, the runner or the page instead of to plimsoll.

use crate::support::*;
use plimsoll::model::{Blocker, Fact, FactName, Placement, Platform, Value};
use plimsoll::report::{Outcome, Style};
use plimsoll::source::Source;

const NASTY: &str = "\u{1b}[2J\u{202e}evil\u{9b}31m ##[error]x ##vso[task.x]y [a](javascript:b) \\";

fn hostile() -> Outcome {
    let text = format!("name: \"{NASTY}\"\n::error::owned\nb: 2\n");
    let source = Source::new("a ##[b]\u{1b}/c.yaml", text);
    let mut workload = workload(
        &source,
        &format!("\n::error file=x::{NASTY}"),
        Placement::on(Platform::Kubernetes, None),
    );
    let blocker = Blocker {
        kind: "host-path".to_owned(),
        detail: format!("::warning::{NASTY}"),
    };
    let name = Value::Blocker(blocker);
    workload.facts =
        vec![Fact::stated(FactName::Blocker, name, span(&source, NASTY), "x").with_note(NASTY)];
    workload.notes = vec![format!("{} ::error::far", "x".repeat(94))];
    let mut finding = finding(&workload, span(&source, "::error::owned"));
    finding.help = format!("{} ::error::far", "x".repeat(85));
    finding
        .evidence
        .push(evidence(NASTY, Some(span(&source, NASTY))));
    Outcome {
        workloads: vec![workload],
        findings: vec![finding],
        ..outcome()
    }
}

fn assert_safe(report: &str) {
    for c in ['\u{1b}', '\u{9b}', '\u{202e}', '\r', '\t'] {
        assert!(!report.contains(c), "{c:?} in {report}");
    }
    for command in ["##[", "##vso["] {
        assert!(!report.contains(command), "{command} in {report}");
    }
    for line in report.lines() {
        assert!(!line.trim_start().starts_with("::"), "{line}");
    }
}

#[test]
fn every_report_is_safe_to_print() {
    for width in [40, 100] {
        for unicode in [true, false] {
            let style = Style {
                width,
                unicode,
                color: false,
            };
            for format in ["terminal", "json", "sarif"] {
                assert_safe(&check(&hostile(), format, style));
            }
            for format in ["terminal", "json", "yaml"] {
                assert_safe(&inspect(&hostile(), format, style));
            }
        }
    }
}

#[test]
fn colour_does_not_let_anything_through() {
    let style = Style {
        color: true,
        ..PLAIN
    };
    let report = check(&hostile(), "terminal", style);
    assert!(!report.contains("\u{1b}[2J") && !report.contains('\u{202e}'));
}

#[test]
fn json_keeps_the_true_value() {
    let report = parsed(&inspect(&hostile(), "json", PLAIN));
    assert_eq!(report["workloads"][0]["facts"][0]["text"], NASTY);
}

#[test]
fn a_message_in_sarif_makes_no_links_of_its_own() {
    let report = parsed(&check(&hostile(), "sarif", PLAIN));
    let text = report["runs"][0]["results"][0]["message"]["text"]
        .as_str()
        .unwrap();
    assert!(!text.contains("](javascript"), "{text}");
    assert!(
        text.contains("\\[a\\] (") && text.ends_with("](1)."),
        "{text}"
    );
}
