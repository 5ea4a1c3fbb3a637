//! `extends`: which file counts, and where a mistake is told.

use super::support::{Place, over_limit, service};

#[test]
fn a_configuration_starts_from_another_one_outside_or_inside_the_repository() {
    for (extends, policy) in [
        ("../company/plimsoll.yaml", "company/plimsoll.yaml"),
        ("policy/shared.yaml", "repo/policy/shared.yaml"),
        ("./policy/../policy/shared.conf", "repo/policy/shared.conf"),
    ] {
        let place = Place::of(&[
            ("repo/run.yaml", &service(1800, "")),
            ("repo/plimsoll.yaml", &format!("extends: {extends}\n")),
            (policy, "rules: {long-runtime: error}\n"),
        ]);
        assert_eq!(
            place.findings(&[]),
            ["run.yaml:9 error long-runtime"],
            "{extends}"
        );
    }
}

#[test]
fn a_path_is_relative_to_the_file_that_names_it() {
    let place = Place::of(&[
        ("repo/run.yaml", &service(1800, "")),
        ("repo/.github/plimsoll.yaml", "extends: ../policy/a.yaml\n"),
        ("repo/policy/a.yaml", "extends: deep/b.yaml\n"),
        ("repo/policy/deep/b.yaml", "rules: {long-runtime: off}\n"),
    ]);
    assert_eq!(place.findings(&[]), [""; 0]);
    let flag = place.repo().join(".github/plimsoll.yaml");
    let flag = flag.to_str().unwrap();
    assert_eq!(place.findings(&["--config", flag]), [""; 0]);
    assert_eq!(
        place.findings(&["--config", ".github/plimsoll.yaml"]),
        [""; 0]
    );
}

/// The nearer file wins: what is extended, in the order of the list, then the file itself, then flags.
#[test]
fn of_two_files_the_nearer_one_counts() {
    let place = Place::of(&[
        ("repo/run.yaml", &service(1800, "")),
        ("a.yaml", "rules: {long-runtime: error}\n"),
        ("b.yaml", "rules: {long-runtime: note}\n"),
    ]);
    let severity = |config: &str| {
        place.write("repo/plimsoll.yaml", config);
        let findings = place.findings(&[]);
        findings
            .first()
            .map(|finding| finding.replace("run.yaml:9 ", ""))
    };
    let said = |word: &str| Some(format!("{word} long-runtime"));
    assert_eq!(severity("extends: [../a.yaml, ../b.yaml]\n"), said("note"));
    assert_eq!(severity("extends: [../b.yaml, ../a.yaml]\n"), said("error"));
    let own = "rules: {long-runtime: warning}\nextends: ../a.yaml\n";
    assert_eq!(severity(own), said("warning"));
    // A key that only the farther file has stays, also of the same rule.
    let other = "extends: ../a.yaml\nrules: {long-runtime: {longest-run: 45m}}\n";
    assert_eq!(severity(other), None);
    place.write("b.yaml", "extends: a.yaml\n");
    place.write("a.yaml", "fail-on: note\nrules: {long-runtime: note}\n");
    place.write("repo/plimsoll.yaml", "extends: ../b.yaml\n");
    assert_eq!(place.report(&[]).1, 1);
    assert_eq!(place.report(&["--fail-on", "never"]).1, 0);
}

#[test]
fn lists_come_together_and_what_the_organisation_says_does_so_key_by_key() {
    let place = Place::of(&[
        ("repo/a/template.yaml", &over_limit("")),
        ("repo/b/template.yaml", &over_limit("")),
        ("repo/c/template.yaml", &over_limit("")),
        (
            "repo/plimsoll.yaml",
            "extends: ../company.yaml\nexclude: [a/**]\n",
        ),
        ("company.yaml", "exclude: [b/**]\n"),
    ]);
    assert_eq!(
        place.findings(&[]),
        ["c/template.yaml:7 error timeout-over-platform-limit"]
    );
}

#[test]
fn a_file_that_two_others_start_from_counts_once_and_first() {
    let place = Place::of(&[
        ("repo/run.yaml", &service(1800, "")),
        ("repo/plimsoll.yaml", "extends: [../a.yaml, ../b.yaml]\n"),
        (
            "a.yaml",
            "extends: base.yaml\nrules: {long-runtime: error}\n",
        ),
        ("b.yaml", "extends: base.yaml\n"),
        ("base.yaml", "rules: {long-runtime: note}\n"),
    ]);
    assert_eq!(place.findings(&[]), ["run.yaml:9 error long-runtime"]);
}

#[test]
fn what_leads_in_a_circle_is_told_where_the_circle_closes() {
    let place = Place::of(&[
        ("repo/plimsoll.yaml", "fail-on: note\nextends: ../a.yaml\n"),
        ("a.yaml", "extends:\n  - b.yaml\n"),
        ("b.yaml", "extends: repo/plimsoll.yaml\n"),
    ]);
    let circle = "../b.yaml:1:10: this leads back here: plimsoll.yaml extends ../a.yaml extends ../b.yaml extends plimsoll.yaml";
    let told = place.refuses(&[]);
    assert!(told.contains(circle), "{told}");
    place.write("repo/plimsoll.yaml", "extends: ./plimsoll.yaml\n");
    let told = place.refuses(&[]);
    let circle = "plimsoll.yaml:1:10: this leads back here: plimsoll.yaml extends plimsoll.yaml";
    assert!(told.contains(circle), "{told}");
}

#[test]
fn a_mistake_is_told_in_the_file_that_has_it() {
    let place = Place::of(&[("repo/plimsoll.yaml", "extends: [../a.yaml]\n")]);
    let told = |extended: Option<&str>, expected: &str| {
        if let Some(text) = extended {
            place.write("a.yaml", text);
        }
        let told = place.refuses(&[]);
        assert!(told.contains(expected), "{told}");
    };
    told(
        None,
        "plimsoll.yaml:1:11: `../a.yaml` cannot be read: there is no such file",
    );
    told(
        Some("fail-on: note\nrules: {long-runtme: off}\n"),
        "../a.yaml:2:9: unknown rule `long-runtme`; did you mean `long-runtime`?",
    );
    told(
        Some("extends: [b.yaml]\n"),
        "../a.yaml:1:11: `b.yaml` cannot be read",
    );
    told(Some("extends: []\n"), "../a.yaml:1:10: `extends` is empty");
    told(
        Some("extends: {file: b.yaml}\n"),
        "../a.yaml:1:10: `extends` wants one value",
    );
    told(
        Some("extends: https://example.com/plimsoll.yaml\n"),
        "../a.yaml:1:10: plimsoll fetches nothing",
    );
    told(
        Some("extends: ~/plimsoll.yaml\n"),
        "../a.yaml:1:10: a path is taken as it is written",
    );
    place.write("a.yaml", "extends: folder\n");
    place.write("folder/x", "");
    told(None, "../a.yaml:1:10: `folder` cannot be read");
}

#[test]
fn a_folder_s_own_configuration_extends_and_locks_nothing() {
    let place = Place::of(&[
        ("repo/web/plimsoll.yaml", "extends: a.yaml\n"),
        ("repo/web/a.yaml", ""),
    ]);
    let expected =
        "web/plimsoll.yaml:1:1: `extends` belongs into the repository's own plimsoll.yaml";
    let told = place.refuses(&[]);
    assert!(told.contains(expected), "{told}");
}

#[test]
fn a_chain_is_bounded() {
    let place = Place::of(&[("repo/plimsoll.yaml", "extends: ../0.yaml\n")]);
    for at in 0..40 {
        let next = format!("extends: {}.yaml\n", at + 1);
        place.write(&format!("{at}.yaml"), &next);
    }
    let told = place.refuses(&[]);
    let expected = "../30.yaml:1:10: a configuration is made of 32 files at most";
    assert!(told.contains(expected), "{told}");
}

/// What a shared policy ignores or declares for other repositories is no fault of this one.
#[test]
fn a_shared_policy_is_not_unused_here() {
    let policy = "ignore: [{rule: long-runtime, name: other, reason: why}]\nworkloads: [{name: other, max-runtime: 1m}]\n";
    let place = Place::of(&[
        ("repo/run.yaml", &service(1800, "")),
        ("repo/plimsoll.yaml", "extends: ../company.yaml\n"),
        ("company.yaml", policy),
    ]);
    let (report, _) = place.report(&[]);
    assert!(report["warnings"].is_null(), "{report}");
    assert_eq!(
        super::support::shown(&report),
        ["run.yaml:9 warning long-runtime"]
    );
    // The same in the repository is told.
    place.write("repo/plimsoll.yaml", policy);
    let (report, _) = place.report(&[]);
    assert!(!report["warnings"].is_null(), "{report}");
    assert_eq!(report["findings"][0]["rule"], "unused-ignore");
}

/// No report can point outside of the repository, so what has run out there is told beside the findings.
#[test]
fn an_expired_ignore_of_a_shared_policy_is_a_warning_of_the_run() {
    let policy = "ignore: [{rule: long-runtime, name: report, reason: why, until: 2026-01-31}]\n";
    let place = Place::of(&[
        ("repo/run.yaml", &service(1800, "")),
        ("repo/plimsoll.yaml", "extends: ../company.yaml\n"),
        ("company.yaml", policy),
    ]);
    let (report, _) = place.report(&[]);
    let warning = report["warnings"][0].as_str().unwrap();
    assert!(
        warning.starts_with("../company.yaml:1:10: this suppression ended"),
        "{warning}"
    );
}
