use super::support::*;
use serde_json::Value;
use std::collections::BTreeSet;

fn entries(report: &str) -> Vec<Value> {
    serde_json::from_str(report).unwrap()
}

#[test]
fn the_report_as_a_whole() {
    insta::assert_snapshot!(check(&outcome(), "gitlab", PLAIN));
}

#[test]
fn every_entry_has_what_gitlab_asks_for() {
    let entries = entries(&check(&outcome(), "gitlab", PLAIN));
    let mut fingerprints = BTreeSet::new();
    for entry in &entries {
        for field in ["description", "check_name", "fingerprint"] {
            assert!(!entry[field].as_str().unwrap().is_empty(), "{entry}");
        }
        let severity = entry["severity"].as_str().unwrap();
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
        let path = entry["location"]["path"].as_str().unwrap();
        assert!(!path.starts_with(['.', '/']), "{path}");
        assert!(entry["location"]["lines"]["begin"].as_u64().unwrap() >= 1);
        assert!(fingerprints.insert(entry["fingerprint"].as_str().unwrap()));
    }
    // One finding, two files that failed; the suppressed one is left out.
    assert_eq!(entries.len(), 3);
}

#[test]
fn nothing_to_say_is_an_empty_list() {
    let mut outcome = outcome();
    outcome.findings.clear();
    outcome.coverage.failed.clear();
    assert_eq!(check(&outcome, "gitlab", PLAIN), "[]\n");
}
