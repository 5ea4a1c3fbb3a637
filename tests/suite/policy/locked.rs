//! `locked`: what softens is refused and told; what makes it stricter, and what is not locked, is taken.

use super::support::{Place, over_limit, service};

const LOCKED: &str = "rules: {long-runtime: {severity: warning, longest-run: 20m, locked: true}}\n";

/// A service of half an hour under a policy, with the repository's own configuration.
fn under(policy: &str, own: &str) -> Place {
    Place::of(&[
        ("repo/run.yaml", &service(1800, "")),
        (
            "repo/plimsoll.yaml",
            &format!("extends: ../company.yaml\n{own}"),
        ),
        ("company.yaml", policy),
    ])
}

#[test]
fn a_locked_rule_cannot_be_switched_off_lowered_or_given_a_softer_threshold() {
    for (own, refused) in [
        (
            "rules: {long-runtime: off}\n",
            "plimsoll.yaml:2:23: `long-runtime: off` would soften what `../company.yaml` locks; `warning` stays in force",
        ),
        (
            "rules: {long-runtime: note}\n",
            "plimsoll.yaml:2:23: `long-runtime: note` would soften what `../company.yaml` locks; `warning` stays in force",
        ),
        (
            "rules:\n  long-runtime:\n    longest-run: 2h\n",
            "plimsoll.yaml:4:18: `longest-run: 2 h` would soften what `../company.yaml` locks; `20 min` stays in force",
        ),
    ] {
        let place = under(LOCKED, own);
        assert_eq!(place.softened(&[]), [refused]);
        let findings = place.findings(&[]);
        let kept = "run.yaml:9 warning long-runtime".to_owned();
        assert!(findings.contains(&kept), "{findings:?}");
    }
}

#[test]
fn stricter_is_taken_without_a_word_and_so_is_anything_of_a_rule_that_is_free() {
    for (own, findings) in [
        ("", vec!["run.yaml:9 warning long-runtime"]),
        (
            "rules: {long-runtime: error}\n",
            vec!["run.yaml:9 error long-runtime"],
        ),
        (
            "rules: {long-runtime: {longest-run: 10m}, large-image: off}\n",
            vec!["run.yaml:9 warning long-runtime"],
        ),
        (
            "fail-on: note\nmin-severity: note\n",
            vec!["run.yaml:9 warning long-runtime"],
        ),
    ] {
        let place = under(LOCKED, own);
        assert_eq!(place.findings(&[]), findings, "{own}");
    }
    // The same without a lock.
    let place = under(
        &LOCKED.replace(", locked: true", ""),
        "rules: {long-runtime: off}\n",
    );
    assert_eq!(place.findings(&[]), [""; 0]);
}

/// What is stricter goes the other way for a rule that fires below its number.
#[test]
fn each_threshold_has_its_own_strict_side() {
    let policy = "rules: {latency-slo: {tightest-objective: 100ms, locked: true}}\n";
    let own = |value: &str| format!("rules: {{latency-slo: {{tightest-objective: {value}}}}}\n");
    let place = under(policy, &own("80ms"));
    assert_eq!(
        place.softened(&[]),
        [
            "plimsoll.yaml:2:43: `tightest-objective: 80 ms` would soften what `../company.yaml` locks; `100 ms` stays in force"
        ]
    );
    assert_eq!(under(policy, &own("120ms")).softened(&[]), [""; 0]);
    let policy = "rules: {large-image: {basis: unpacked, locked: true}}\n";
    let own = |value: &str| format!("rules: {{large-image: {{basis: {value}}}}}\n");
    assert_eq!(under(policy, &own("compressed")).softened(&[]).len(), 1);
    assert_eq!(under(policy, &own("unpacked")).softened(&[]), [""; 0]);
}

#[test]
fn a_rule_that_is_locked_without_a_severity_keeps_its_own() {
    let policy = "rules: {timeout-over-platform-limit: {locked: true}}\n";
    let place = under(policy, "rules: {timeout-over-platform-limit: warning}\n");
    place.write("repo/template.yaml", &over_limit(""));
    assert_eq!(
        place.softened(&[]),
        [
            "plimsoll.yaml:2:38: `timeout-over-platform-limit: warning` would soften what `../company.yaml` locks; `error` stays in force"
        ]
    );
    assert_eq!(place.report(&[]).1, 1);
}

#[test]
fn no_comment_annotation_or_ignore_excuses_a_locked_rule() {
    let policy =
        "rules: {timeout-over-platform-limit: {locked: true}, long-runtime: {locked: true}}\n";
    let place = under(
        policy,
        "ignore: [{rule: timeout-over-platform-limit, path: '**', reason: why}]\n",
    );
    place.write(
        "repo/template.yaml",
        &over_limit(" # plimsoll: ignore[timeout-over-platform-limit] why"),
    );
    place.write(
        "repo/run.yaml",
        &service(1800, ", plimsoll/ignore: 'long-runtime: why'"),
    );
    place.write(
        "repo/deep/plimsoll.yaml",
        "ignore: [{rule: long-runtime, reason: why}]\n",
    );
    place.write("repo/deep/run.yaml", &service(1800, ""));
    assert_eq!(
        place.findings(&[]),
        [
            "deep/plimsoll.yaml:1 warning softened-policy",
            "deep/run.yaml:9 warning long-runtime",
            "plimsoll.yaml:2 warning softened-policy",
            "run.yaml:5 warning softened-policy",
            "run.yaml:9 warning long-runtime",
            "template.yaml:7 error timeout-over-platform-limit",
            "template.yaml:7 warning softened-policy",
        ]
    );
    let told = place.softened(&[]);
    let comment = "template.yaml:7:21: this suppression of `timeout-over-platform-limit` has no effect: `../company.yaml` locks it";
    assert!(told.contains(&comment.to_owned()), "{told:?}");
}

#[test]
fn a_suppression_of_a_locked_and_a_free_rule_holds_for_the_free_one() {
    let comment = " # plimsoll: ignore[timeout-over-platform-limit, long-runtime] why";
    let files = |policy: &str| {
        let place = under(policy, "");
        place.write("repo/run.yaml", "");
        place.write("repo/template.yaml", &over_limit(comment));
        place.findings(&[])
    };
    assert_eq!(
        files("rules: {long-runtime: {locked: true}}\n"),
        [
            "template.yaml:7 error timeout-over-platform-limit (comment)",
            "template.yaml:7 warning softened-policy",
        ]
    );
}

/// Whoever locks may make exceptions, in the file that locks; nobody else may.
#[test]
fn an_ignore_in_the_file_that_locks_counts() {
    let ignore = "ignore: [{rule: long-runtime, name: report, reason: agreed}]\n";
    let place = under(&format!("{LOCKED}{ignore}"), "");
    assert_eq!(
        place.findings(&[]),
        ["run.yaml:9 warning long-runtime (config)"]
    );
    let place = under(LOCKED, &format!("{LOCKED}{ignore}"));
    assert_eq!(
        place.findings(&[]),
        [
            "plimsoll.yaml:3 warning softened-policy",
            "run.yaml:9 warning long-runtime",
        ]
    );
}

#[test]
fn a_repository_s_own_lock_binds_what_is_deeper_in_it() {
    let place = Place::of(&[
        ("repo/plimsoll.yaml", LOCKED),
        ("repo/web/run.yaml", &service(1800, "")),
        (
            "repo/web/plimsoll.yaml",
            "ignore: [{rule: long-runtime, reason: why}]\n",
        ),
    ]);
    assert_eq!(
        place.softened(&[]),
        [
            "web/plimsoll.yaml:1:10: this suppression of `long-runtime` has no effect: `plimsoll.yaml` locks it"
        ]
    );
}

#[test]
fn a_baseline_knows_nothing_of_a_locked_rule() {
    let place = under("fail-on: error\n", "");
    place.write("repo/template.yaml", &over_limit(""));
    assert_eq!(place.run(&["baseline", "create"]).status.code(), Some(0));
    let known = ["--baseline", "plimsoll.baseline"];
    assert_eq!(
        place.findings(&known),
        [
            "run.yaml:9 warning long-runtime (baseline)",
            "template.yaml:7 error timeout-over-platform-limit (baseline)",
        ]
    );
    place.write(
        "company.yaml",
        "rules: {timeout-over-platform-limit: {locked: true}}\n",
    );
    assert_eq!(
        place.findings(&known),
        [
            "plimsoll.baseline:4 warning softened-policy",
            "run.yaml:9 warning long-runtime (baseline)",
            "template.yaml:7 error timeout-over-platform-limit",
        ]
    );
    // It is not written down in the first place.
    let output = place.run(&["baseline", "update"]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("1 of locked rules left out"), "{told}");
    assert!(told.contains("1 known, 0 added, 1 removed"), "{told}");
}

/// A locked rule whose findings were hidden or could not fail a run would be no lock.
#[test]
fn what_hides_findings_is_locked_with_the_first_rule() {
    let policy = "rules: {long-runtime: {severity: error, locked: true}}\n";
    let place = under(
        policy,
        "fail-on: never\nmin-severity: error\nmin-confidence: high\n",
    );
    let told = place.softened(&[]);
    assert_eq!(
        told,
        [
            "plimsoll.yaml:2:10: `fail-on: never` would soften what `../company.yaml` locks; `error` stays in force",
            "plimsoll.yaml:3:15: `min-severity: error` would soften what `../company.yaml` locks; `note` stays in force",
            "plimsoll.yaml:4:17: `min-confidence: high` would soften what `../company.yaml` locks; `low` stays in force",
        ]
    );
    assert_eq!(place.report(&[]).1, 1);
    // Without a locked rule they are the repository's own affair.
    let place = under("rules: {long-runtime: error}\n", "fail-on: never\n");
    assert_eq!(place.report(&[]).1, 0);
}

#[test]
fn a_locked_platform_limit_is_not_raised() {
    let own = "limits: [{platform: aws-lambda, setting: timeout, value: 2h, reason: quota}]\n";
    let place = under(
        "rules: {timeout-over-platform-limit: {locked: true}}\n",
        own,
    );
    place.write("repo/template.yaml", &over_limit(""));
    assert_eq!(
        place.softened(&[]),
        [
            "plimsoll.yaml:2:58: `timeout: 2 h` of aws-lambda would soften what `../company.yaml` locks; `15 min` stays in force"
        ]
    );
    // One value for every variant is softer than that of the strictest.
    let lower = own.replace("2h", "5m");
    let place = under(
        "rules: {timeout-over-platform-limit: {locked: true}}\n",
        &lower,
    );
    let told = place.softened(&[]);
    assert!(
        told[0].ends_with("`5 s` of variant `edge-viewer` stays in force"),
        "{told:?}"
    );
    let lower = own.replace("2h", "5m, variant: durable");
    let place = under(
        "rules: {timeout-over-platform-limit: {locked: true}}\n",
        &lower,
    );
    assert_eq!(place.softened(&[]), [""; 0]);
    let place = under("rules: {long-runtime: {locked: true}}\n", own);
    assert_eq!(place.softened(&[]), [""; 0]);
}

#[test]
fn any_key_can_be_locked() {
    let policy = "require-workloads: true\nlocked: [require-workloads, exclude, include, build-output, organization, workloads, ignore, baseline, image-sources, image-platform]\n";
    let own = "require-workloads: false
exclude: [run.yaml]
include: [none/**]
build-output: false
organization: {devops-team: false}
workloads: [{name: report, max-runtime: 1m}]
ignore: [{rule: long-runtime, name: report, reason: why}]
baseline: no-such-file
image-sources: [no-such-file]
image-platform: linux/arm64
";
    let place = under(policy, own);
    let told = place.softened(&[]);
    assert_eq!(told.len(), 10, "{told:?}");
    let lines: Vec<&str> = told.iter().map(|told| &told[..16]).collect();
    assert_eq!(lines[0], "plimsoll.yaml:2:");
    assert_eq!(
        told[1],
        "plimsoll.yaml:3:10: this `exclude` would soften what `../company.yaml` locks; nothing of it is taken"
    );
    let findings = place.findings(&[]);
    let kept = "run.yaml:9 warning long-runtime".to_owned();
    assert!(findings.contains(&kept), "{findings:?}");
    // Deeper in the tree too.
    let place = under(policy, "");
    place.write(
        "repo/web/plimsoll.yaml",
        "workloads: [{name: report, max-runtime: 1m}]\n",
    );
    assert_eq!(place.softened(&[]).len(), 1);
    // And every rule at once.
    let place = under(
        "locked: [rules]\n",
        "rules: {long-runtime: off}\nfail-on: never\n",
    );
    assert_eq!(place.softened(&[]).len(), 2);
}

/// Who runs plimsoll is not who wrote the pull request.
#[test]
fn flags_are_the_caller_s_and_bound_by_no_lock() {
    let place = under(
        "rules: {long-runtime: {severity: error, locked: true}}\n",
        "",
    );
    assert_eq!(place.report(&[]).1, 1);
    assert_eq!(place.report(&["--fail-on", "never"]).1, 0);
    assert_eq!(place.findings(&["--exclude", "run.yaml"]), [""; 0]);
    assert_eq!(place.report(&["--no-config"]).1, 0);
}

#[test]
fn an_attempt_fails_the_build_where_the_policy_says_so_and_cannot_be_hushed() {
    let hushed = "rules: {softened-policy: off, long-runtime: off}\n";
    let place = under(LOCKED, hushed);
    assert_eq!(place.softened(&[]).len(), 2);
    assert_eq!(place.report(&[]).1, 0);
    assert_eq!(place.report(&["--fail-on", "warning"]).1, 1);
    let strict = LOCKED.replace("rules: {", "rules: {softened-policy: error, ");
    assert_eq!(under(&strict, hushed).report(&[]).1, 1);
    // With nothing locked it is a rule like any other.
    assert_eq!(
        under("", "rules: {softened-policy: off}\n")
            .findings(&[])
            .len(),
        1
    );
}

#[test]
fn what_cannot_be_locked_is_an_error_where_it_stands() {
    for (policy, expected) in [
        ("locked: [format]\n", "1:10: `format` cannot be locked;"),
        ("locked: []\n", "1:9: `locked` is empty"),
        (
            "rules: {long-runtime: {locked: false}}\n",
            "1:32: `locked` can only be true",
        ),
        (
            "rules: {long-runtime: {severity: off, locked: true}}\n",
            "1:39: `locked` has no effect",
        ),
    ] {
        let told = under(policy, "").refuses(&[]);
        assert!(
            told.contains(&format!("../company.yaml:{expected}")),
            "{told}"
        );
    }
}
