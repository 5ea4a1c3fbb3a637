//! `--config-from-base`: what the change itself says of policy counts once it is merged. On real git histories.

use super::support::{History, over_limit, service};

const OVER: &str = "template.yaml:7 error timeout-over-platform-limit";
const IGNORE: &str = " # plimsoll: ignore[timeout-over-platform-limit] why";

#[test]
fn it_needs_a_base() {
    let history = History::of(&[]);
    let told = history.refuses(&["--config-from-base"]);
    assert!(told.contains("--base <REV>"), "{told}");
}

#[test]
fn the_configuration_is_the_base_s_whatever_the_change_makes_of_it() {
    let history = History::of(&[("repo/plimsoll.yaml", "fail-on: warning\n")]);
    history.write("repo/run.yaml", &service(1800, ""));
    for weaker in [
        "fail-on: never\n",
        "rules: {long-runtime: off}\n",
        "rules: {long-runtime: {longest-run: 2h}}\n",
        "exclude: ['**']\n",
        "include: [none/**]\n",
        "min-severity: error\n",
        "ignore: [{rule: long-runtime, name: report, reason: why}]\n",
        "workloads: [{name: report, max-runtime: 1m}]\n",
        "",
    ] {
        history.write("repo/plimsoll.yaml", weaker);
        assert_eq!(
            history.held(),
            ["run.yaml:9 warning long-runtime"],
            "{weaker}"
        );
        let base = ["--base", "main", "--config-from-base"];
        assert_eq!(history.report(&base).1, 1, "{weaker}");
    }
    // Without it the change's own configuration counts.
    history.write("repo/plimsoll.yaml", "rules: {long-runtime: off}\n");
    assert_eq!(history.findings(&["--base", "main"]), [""; 0]);
    // Flags are the caller's.
    let base = ["--base", "main", "--config-from-base", "--fail-on", "never"];
    assert_eq!(history.report(&base).1, 0);
}

#[test]
fn a_stricter_one_counts_once_it_is_merged_too() {
    let history = History::of(&[("repo/plimsoll.yaml", "rules: {long-runtime: off}\n")]);
    history.write("repo/run.yaml", &service(1800, ""));
    history.write("repo/plimsoll.yaml", "rules: {long-runtime: error}\n");
    assert_eq!(history.held(), [""; 0]);
}

#[test]
fn no_new_configuration_takes_the_place_of_the_base_s() {
    let history = History::of(&[("repo/plimsoll.yaml", "fail-on: warning\n")]);
    history.write("repo/web/run.yaml", &service(1800, ""));
    let off = "rules: {long-runtime: off}\n";
    history.write("repo/.github/plimsoll.yaml", off);
    let kept = ["web/run.yaml:9 warning long-runtime"];
    assert_eq!(history.held(), kept);
    let flag = ["--config", ".github/plimsoll.yaml"];
    let base = ["--base", "main", "--config-from-base"];
    let told = history.refuses(&[&base, &flag[..]].concat());
    let missing = ".github/plimsoll.yaml: the base `main` has no such file";
    assert!(told.contains(missing), "{told}");
    history.remove("repo/plimsoll.yaml");
    assert_eq!(history.held(), kept);
    let ignore = "ignore: [{rule: long-runtime, reason: why}]\n";
    history.write("repo/web/plimsoll.yaml", ignore);
    assert_eq!(history.held(), kept);
}

#[test]
fn what_it_extends_inside_the_repository_is_the_base_s_and_outside_the_caller_s() {
    for (shared, inside) in [
        ("repo/policy/shared.yaml", true),
        ("repo/policy/shared.conf", true),
        ("company.yaml", false),
    ] {
        let name = shared.strip_prefix("repo/").unwrap_or("../company.yaml");
        let history = History::of(&[
            ("repo/plimsoll.yaml", &format!("extends: {name}\n")),
            (shared, "rules: {long-runtime: error}\n"),
        ]);
        history.write("repo/run.yaml", &service(1800, ""));
        history.write(shared, "rules: {long-runtime: off}\n");
        let expected: &[&str] = if inside {
            &["run.yaml:9 error long-runtime"]
        } else {
            &[]
        };
        assert_eq!(history.held(), expected, "{shared}");
    }
}

/// A policy of the caller's own that starts from the repository's takes that from the base.
#[test]
fn a_policy_outside_may_start_from_the_repository_s() {
    let history = History::of(&[
        ("repo/plimsoll.yaml", "rules: {long-runtime: error}\n"),
        ("ci.yaml", "extends: repo/plimsoll.yaml\nfail-on: note\n"),
    ]);
    history.write("repo/run.yaml", &service(1800, ""));
    history.write("repo/plimsoll.yaml", "rules: {long-runtime: off}\n");
    let base = [
        "--base",
        "main",
        "--config-from-base",
        "--config",
        "../ci.yaml",
    ];
    assert_eq!(history.findings(&base), ["run.yaml:9 error long-runtime"]);
}

#[test]
fn a_suppression_that_the_change_brings_hides_nothing_and_is_told() {
    let history = History::of(&[("repo/other.yaml", "a: b\n")]);
    history.write("repo/template.yaml", &over_limit(IGNORE));
    let annotation = ", plimsoll/ignore: 'long-runtime: why'";
    history.write("repo/run.yaml", &service(1800, annotation));
    assert_eq!(
        history.held(),
        [
            "run.yaml:5 warning softened-policy",
            "run.yaml:9 warning long-runtime",
            OVER,
            "template.yaml:7 warning softened-policy",
        ]
    );
    let told = history.softened(&["--base", "main", "--config-from-base"]);
    let expected = "template.yaml:7:21: this suppression has no effect: policy is read from the base `main`, which does not have it";
    assert_eq!(told[1], expected);
    // Without it the suppression counts.
    assert_eq!(
        history.findings(&["--base", "main"]),
        [
            "run.yaml:9 warning long-runtime (annotation)",
            "template.yaml:7 error timeout-over-platform-limit (comment)",
        ]
    );
}

#[test]
fn a_suppression_that_the_base_has_counts_wherever_its_line_is_now() {
    let history = History::of(&[("repo/template.yaml", &over_limit(IGNORE))]);
    let excused = [format!("{OVER} (comment)").replace(":7 ", ":9 ")];
    let moved = format!(
        "# moved\n\n{}",
        over_limit(IGNORE).replace("why", "another reason")
    );
    history.write("repo/template.yaml", &moved.replace("1200", "1300"));
    assert_eq!(history.held(), excused);
    // With its file under another name too.
    history.remove("repo/template.yaml");
    history.write("repo/renamed.yaml", &moved);
    assert_eq!(history.held(), [excused[0].replace("template", "renamed")]);
}

/// The nearest trick: an old comment that stands over another function now.
#[test]
fn a_suppression_that_is_moved_to_another_workload_is_a_new_one() {
    let two = |first: &str, second: &str| {
        let again = over_limit(second).replace("Report:", "Export:");
        let again = again.split_once("Resources:\n").unwrap().1.to_owned();
        format!("{}{again}", over_limit(first))
    };
    let history = History::of(&[(
        "repo/template.yaml",
        &two(IGNORE, "").replacen("Export", "Gone", 0),
    )]);
    history.write("repo/template.yaml", &two("", IGNORE));
    // `Export` was live in the base and `Report` was excused there: both are known, and nothing is hidden.
    assert_eq!(history.held(), ["template.yaml:12 warning softened-policy"]);
    let history = History::of(&[("repo/template.yaml", &over_limit(IGNORE))]);
    history.write(
        "repo/template.yaml",
        &two("", IGNORE).replace("Timeout: 1200\n", "Timeout: 60\n"),
    );
    assert_eq!(
        history.held(),
        [
            "template.yaml:12 error timeout-over-platform-limit",
            "template.yaml:12 warning softened-policy",
        ]
    );
}

/// A workload that is excused as a whole stays so, with what is new in it.
#[test]
fn a_whole_workload_that_the_base_excuses_stays_excused_for_the_same_rule_only() {
    let annotation = ", plimsoll/ignore: 'long-runtime: why'";
    let history = History::of(&[("repo/run.yaml", &service(60, annotation))]);
    history.write("repo/run.yaml", &service(1800, annotation));
    assert_eq!(
        history.held(),
        ["run.yaml:9 warning long-runtime (annotation)"]
    );
    let other = ", plimsoll/ignore: 'large-image: why'";
    let history = History::of(&[("repo/run.yaml", &service(60, other))]);
    history.write("repo/run.yaml", &service(1800, annotation));
    assert!(
        history
            .held()
            .contains(&"run.yaml:9 warning long-runtime".to_owned()),
        "{:?}",
        history.held()
    );
}

#[test]
fn the_baseline_is_the_base_s() {
    let history = History::of(&[
        ("repo/plimsoll.yaml", "baseline: plimsoll.baseline\n"),
        ("repo/plimsoll.baseline", ""),
    ]);
    history.write("repo/template.yaml", &over_limit(""));
    assert_eq!(history.run(&["baseline", "update"]).status.code(), Some(0));
    assert_eq!(history.held(), [OVER]);
    let flag = [
        "--base",
        "main",
        "--config-from-base",
        "--baseline",
        "plimsoll.baseline",
    ];
    assert_eq!(history.findings(&flag), [OVER]);
    assert_eq!(
        history.findings(&["--base", "main"]),
        [format!("{OVER} (baseline)")]
    );
    // The base's lines count.
    history.git(&["add", "plimsoll.baseline"]);
    history.git(&["commit", "--quiet", "--message", "y"]);
    let base = ["--base", "HEAD", "--config-from-base"];
    assert_eq!(history.findings(&base), [format!("{OVER} (baseline)")]);
}

#[test]
fn a_base_without_the_baseline_knows_nothing_and_says_so() {
    let history = History::of(&[]);
    history.write("repo/template.yaml", &over_limit(""));
    assert_eq!(history.run(&["baseline", "create"]).status.code(), Some(0));
    let flag = [
        "--base",
        "main",
        "--config-from-base",
        "--baseline",
        "plimsoll.baseline",
    ];
    assert_eq!(history.findings(&flag), [OVER]);
    let output = history.run(&[&["check"], &flag[..]].concat());
    let told = String::from_utf8(output.stderr).unwrap();
    let expected = "plimsoll.baseline: the base `main` has no such baseline";
    assert!(told.contains(expected), "{told}");
}

#[test]
fn ignore_files_are_the_base_s() {
    let history = History::of(&[("repo/.gitignore", "known.yaml\n")]);
    history.write("repo/template.yaml", &over_limit(""));
    history.write("repo/known.yaml", &over_limit(""));
    history.write("repo/.gitignore", "*.yaml\n");
    history.write("repo/.ignore", "*.yaml\n");
    assert_eq!(history.held(), [OVER]);
    assert_eq!(history.findings(&["--base", "main"]), [""; 0]);
}

/// What would break every run after the merge is told today.
#[test]
fn a_configuration_that_the_change_breaks_is_told_and_the_report_written() {
    let history = History::of(&[]);
    history.write("repo/template.yaml", &over_limit(""));
    history.write("repo/plimsoll.yaml", "fail-on: fatal\n");
    let (report, code) = history.report(&["--base", "main", "--config-from-base"]);
    assert_eq!(code, 2);
    assert_eq!(report["files"]["failed"][0]["path"], "plimsoll.yaml");
    assert_eq!(report["files"]["failed"][0]["line"], 1);
    assert_eq!(super::support::shown(&report), [OVER]);
}

#[test]
fn a_base_whose_configuration_is_broken_stops_only_those_who_go_by_it() {
    let history = History::of(&[("repo/plimsoll.yaml", "fail-on: fatal\n")]);
    history.write("repo/plimsoll.yaml", "fail-on: error\n");
    let told = history.refuses(&["--base", "main", "--config-from-base"]);
    assert!(
        told.contains("plimsoll.yaml:1:10: `fail-on` is one of"),
        "{told}"
    );
    let (report, code) = history.report(&["--base", "main"]);
    assert_eq!(code, 0);
    let warnings = report["warnings"].to_string();
    let told = "in the base `main`: plimsoll.yaml:1:10: `fail-on` is one of";
    assert!(warnings.contains(told), "{warnings}");
}

#[test]
fn an_attempt_against_a_lock_is_the_change_s_own_news() {
    let history = History::of(&[
        ("repo/plimsoll.yaml", "extends: company.yaml\n"),
        (
            "repo/company.yaml",
            "rules: {long-runtime: {locked: true}}\n",
        ),
    ]);
    let off = "extends: company.yaml\nrules: {long-runtime: off}\n";
    history.write("repo/plimsoll.yaml", off);
    let told = ["plimsoll.yaml:2 warning softened-policy"];
    assert_eq!(history.findings(&["--base", "main"]), told);
    history.git(&["commit", "--quiet", "--all", "--message", "y"]);
    assert_eq!(history.findings(&["--base", "HEAD"]), [""; 0]);
}
