use super::schema::assert_valid;
use super::support::*;
use plimsoll::coverage::Unread;
use plimsoll::finding::Severity;
use plimsoll::report::{Outcome, Style};
use plimsoll::source::Source;
use serde_json::Value;

pub(crate) fn report(outcome: &Outcome) -> Value {
    let report = parsed(&check(outcome, "sarif", PLAIN));
    assert_valid(&report);
    report
}

#[test]
fn the_document_as_a_whole() {
    let mut report = report(&outcome());
    // Which other rules there are is no matter of this format.
    let rules = report["runs"][0]["tool"]["driver"]["rules"]
        .as_array_mut()
        .unwrap();
    rules.retain(|rule| rule["id"] == "long-runtime");
    report["runs"][0]["results"][0]["ruleIndex"] = 0.into();
    insta::assert_snapshot!(serde_json::to_string_pretty(&report).unwrap());
}

#[test]
fn one_run_that_succeeded_with_every_rule() {
    let mut outcome = outcome();
    outcome.findings.clear();
    let report = report(&outcome);
    let [run] = report["runs"].as_array().unwrap().as_slice() else {
        panic!("one run");
    };
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    assert_eq!(run["results"], serde_json::json!([]));
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), plimsoll::judge::rules().len());
    for rule in rules {
        assert!(rule["properties"].get("security-severity").is_none());
        assert_ne!(rule["properties"]["tags"][0], "security");
        for text in ["shortDescription", "fullDescription", "help"] {
            let text = rule[text]["text"].as_str().unwrap();
            assert!(!text.is_empty());
        }
        for text in ["shortDescription", "fullDescription"] {
            assert!(rule[text]["text"].as_str().unwrap().chars().count() <= 1024);
        }
    }
}

#[test]
fn suppressed_findings_are_left_out() {
    let report = report(&outcome());
    assert_eq!(report["runs"][0]["results"].as_array().unwrap().len(), 1);
}

#[test]
fn suppressed_findings_are_shown_with_their_reason_when_asked_for() {
    let style = plimsoll::report::Style {
        suppressed: true,
        ..PLAIN
    };
    let report = parsed(&check(&outcome(), "sarif", style));
    assert_valid(&report);
    let results = report["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    let suppression = &results[0]["suppressions"][0];
    assert_eq!(suppression["kind"], "inSource");
    assert_eq!(suppression["status"], "accepted");
    assert_eq!(suppression["justification"], "moves in spring");
    assert!(results[1].get("suppressions").is_none());
}

#[test]
fn what_is_below_the_alerts_is_left_out_and_that_is_said() {
    let style = |alerts| plimsoll::report::Style { alerts, ..PLAIN };
    let [all, errors] = [Severity::Warning, Severity::Error].map(|alerts| {
        let report = parsed(&check(&outcome(), "sarif", style(alerts)));
        assert_valid(&report);
        report["runs"][0].clone()
    });
    assert_eq!(all["results"].as_array().unwrap().len(), 1);
    assert_eq!(errors["results"], serde_json::json!([]));
    let notes = errors["invocations"][0]["toolExecutionNotifications"].to_string();
    let said = "1 finding below error left out: `--sarif-min-severity`";
    assert!(notes.contains(said), "{notes}");
    assert!(!all["invocations"].to_string().contains("left out"));
}

#[test]
fn the_coverage_statement_is_a_notification() {
    let report = report(&outcome());
    let run = &report["runs"][0];
    let notes = run["invocations"][0]["toolExecutionNotifications"]
        .as_array()
        .unwrap();
    let last = notes.last().unwrap();
    assert_eq!(last["level"], "note");
    let text = last["message"]["text"].as_str().unwrap();
    assert!(text.contains("2 files read, 4 skipped"), "{text}");
}

#[test]
fn a_result_points_at_its_rule_and_links_what_is_related() {
    let report = report(&outcome());
    let run = &report["runs"][0];
    let result = &run["results"][0];
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(
        run["tool"]["driver"]["rules"][index]["id"],
        result["ruleId"]
    );
    assert_eq!(result["locations"].as_array().unwrap().len(), 1);
    assert!(result.get("kind").is_none());
    for related in result["relatedLocations"].as_array().unwrap() {
        let link = format!("]({})", related["id"]);
        assert!(result["message"]["text"].as_str().unwrap().contains(&link));
    }
}

#[test]
fn uris_are_encoded_and_regions_sit_on_one_line() {
    let mut outcome = outcome();
    let source = Source::new("k8s/a b/é#1%.yaml", "a:\n  b: 1\n  c: 2\n");
    let at = span(&source, "b: 1\n  c: 2");
    outcome.findings = vec![finding(&outcome.workloads[0], at)];
    let report = report(&outcome);
    let place = &report["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"],
        "k8s/a%20b/%C3%A9%231%25.yaml"
    );
    assert_eq!(
        place["region"],
        serde_json::json!({"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 7})
    );
}

#[test]
fn files_that_failed_are_notified() {
    let report = report(&outcome());
    let notes = report["runs"][0]["invocations"][0]["toolExecutionNotifications"]
        .as_array()
        .unwrap();
    assert_eq!(notes.len(), 3);
    assert_eq!(
        notes[1]["message"]["text"],
        "x.yaml: a value cannot stand here"
    );
    assert_eq!(
        notes[1]["locations"][0]["physicalLocation"]["region"]["startLine"],
        3
    );
}

/// A category in the report takes precedence over the one of the upload, so there is none unless it is asked for.
#[test]
fn the_category_is_the_caller_s() {
    let run = |category| {
        let style = Style { category, ..PLAIN };
        let report: Value = serde_json::from_str(&check(&outcome(), "sarif", style)).unwrap();
        report["runs"][0].clone()
    };
    assert!(run(None).get("automationDetails").is_none());
    assert_eq!(
        run(Some("shop/edge"))["automationDetails"]["id"],
        "shop/edge/"
    );
}

/// Consumers tell by its kind whether an argument matched nothing, whatever the texts are.
#[test]
fn an_argument_that_matches_nothing_is_no_file_that_cannot_be_read() {
    let mut outcome = outcome();
    let kinds = |outcome: &Outcome| {
        let report = report(outcome);
        let run = &report["runs"][0];
        let notices = run["invocations"][0]["toolExecutionNotifications"]
            .as_array()
            .unwrap()
            .iter();
        let kinds: Vec<&str> = notices
            .map(|notice| notice["descriptor"]["id"].as_str().unwrap())
            .collect();
        let count = |kind: &str| kinds.iter().filter(|other| **other == kind).count();
        (
            count("unmatched-argument"),
            count("unreadable-file"),
            count("coverage"),
        )
    };
    for failed in &mut outcome.coverage.failed {
        failed.what = Unread::File;
    }
    assert_eq!(kinds(&outcome), (0, 2, 1));
    outcome.coverage.failed[0].what = Unread::Argument;
    assert_eq!(kinds(&outcome), (1, 1, 1));
}
