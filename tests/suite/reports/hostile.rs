//! Manifests that try to speak to the terminal, the runner or the page instead of to plimsoll.

use super::support::*;
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
                ..PLAIN
            };
            for format in ["terminal", "json", "sarif", "gitlab", "junit", "markdown"] {
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
fn a_notification_in_sarif_makes_no_links_either() {
    let mut outcome = hostile();
    for skipped in &mut outcome.coverage.skipped {
        skipped.chart = Some("[a](javascript:b)".to_owned());
    }
    let report = parsed(&check(&outcome, "sarif", PLAIN));
    let notes = &report["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    assert!(notes.to_string().contains("[a] (javascript:b)"), "{notes}");
    assert!(!notes.to_string().contains("](javascript"), "{notes}");
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

/// A name that would end an element, an attribute, a table's cell or a list of properties, and mention somebody.
const PAGE: &str = "</failure></testsuite><!--]]>&amp;\" onx='y' <img src=x> `|` **b** @team #99 \
                    http://evil.example www.evil.example ,title=x::y%0A::error::z";

fn paged() -> Outcome {
    let mut outcome = hostile();
    outcome.findings[0].message = format!("`{PAGE}` is {PAGE}");
    PAGE.clone_into(&mut outcome.findings[0].help);
    outcome.coverage.warnings = vec![PAGE.to_owned()];
    for failed in &mut outcome.coverage.failed {
        PAGE.clone_into(&mut failed.message);
        failed.path = format!("{}\n::error::{PAGE}", failed.path);
    }
    for skipped in &mut outcome.coverage.skipped {
        skipped.path = format!("{}\n::error::{PAGE}", skipped.path);
    }
    PAGE.clone_into(&mut outcome.workloads[0].name);
    outcome.fail_on = Some(plimsoll::finding::Severity::Note);
    outcome
}

#[test]
fn annotations_are_only_ours_and_say_what_was_said() {
    let report = check(&paged(), "github", PLAIN);
    let commands = super::github::commands(&report);
    let in_lines = report
        .lines()
        .filter(|line| line.contains("::error") || line.contains("::warn"));
    assert_eq!(commands.len(), 4, "{report}");
    assert_eq!(in_lines.count(), 4, "{report}");
    for command in &commands {
        assert!(["error", "warning"].contains(&&*command.name));
        let keys: Vec<&str> = command.properties.iter().map(|(key, _)| &**key).collect();
        let known = ["file", "line", "col", "endColumn", "title"];
        assert!(keys.iter().all(|key| known.contains(key)), "{keys:?}");
        assert!(!command.message.contains(['\r', '\u{1b}', '\u{202e}']));
    }
    assert!(
        commands[3].message.contains(&PAGE.replace('\n', " ")),
        "{}",
        commands[3].message
    );
    for legacy in ["##[", "##vso["] {
        assert!(!report.contains(legacy), "{report}");
    }
}

#[test]
fn xml_stays_what_it_was() {
    for outcome in [paged(), hostile()] {
        let report = check(&outcome, "junit", PLAIN);
        assert_safe(&report);
        let document = roxmltree::Document::parse(&report).unwrap();
        super::junit::assert_counts(&document);
        let failures = document
            .descendants()
            .filter(|node| node.has_tag_name("failure"));
        assert_eq!(
            failures.count(),
            usize::from(outcome.fail_on == Some(plimsoll::finding::Severity::Note))
        );
    }
    let mut outcome = paged();
    outcome.findings[0].message = "\u{0}\u{b}\u{fffe}\u{ffff}\u{85}".to_owned();
    let report = check(&outcome, "junit", PLAIN);
    assert!(roxmltree::Document::parse(&report).is_ok(), "{report}");
}

#[test]
fn a_page_shows_the_text_and_nothing_of_its_own() {
    let mut tame = paged();
    let words = |text: &mut String| *text = "words".to_owned();
    words(&mut tame.findings[0].message);
    words(&mut tame.findings[0].help);
    words(&mut tame.workloads[0].name);
    tame.coverage.warnings.iter_mut().for_each(words);
    for failed in &mut tame.coverage.failed {
        words(&mut failed.message);
        words(&mut failed.path);
    }
    let hostile = check(&paged(), "markdown", PLAIN);
    assert_safe(&hostile);
    let structure = |report: &str| {
        let mut tags = super::markdown::tags(report);
        // What we write around text to keep it text.
        for ours in ["<span>", "</span>", "<code>", "</code>"] {
            tags.remove(ours);
        }
        tags
    };
    assert_eq!(
        structure(&hostile),
        structure(&check(&tame, "markdown", PLAIN)),
        "{hostile}"
    );
    for link in ["http://", "www.evil", "@team", "#99"] {
        // Inside of code nothing is linked.
        let outside = hostile
            .split(['`'])
            .step_by(2)
            .map(|part| {
                part.split("<code>")
                    .map(|part| part.rsplit("</code>").next().unwrap_or_default().to_owned())
                    .collect::<String>()
            })
            .collect::<String>();
        assert!(!outside.contains(link), "{link} in {outside}");
    }
}

#[test]
fn gitlab_keeps_the_true_path_and_shows_safe_text() {
    let report = check(&paged(), "gitlab", PLAIN);
    assert_safe(&report);
    let entries: Vec<serde_json::Value> = serde_json::from_str(&report).unwrap();
    assert_eq!(
        entries.last().unwrap()["location"]["path"],
        "a ##[b]\u{1b}/c.yaml"
    );
}
