//! The ways in which a pull request could weaken what it is judged by, one a test: what holds with `--config-from-base`, and
//! that the summary tells of it in any case. Each begins with a service that may run for half an hour, which the policy of
//! the base calls `long-runtime`.

use super::support::{History, over_limit, service};

const LIVE: &str = "run.yaml:9 warning long-runtime";

/// A base with files and no service.
fn base(files: &[(&str, &str)]) -> History {
    History::of(files)
}

/// The finding is live by the base's policy, and these are the changes that the summary tells.
fn holds(history: &History, changes: &[&str]) {
    let held = history.held();
    assert!(held.contains(&LIVE.to_owned()), "{held:?}");
    for arguments in [&["--config-from-base"][..], &[]] {
        assert_eq!(history.changes(arguments), changes, "{arguments:?}");
    }
}

#[test]
fn a_new_configuration_for_a_folder() {
    let history = base(&[]);
    history.write("repo/web/run.yaml", &service(1800, ""));
    let nested = "ignore: [{rule: long-runtime, reason: why}]\nworkloads: [{name: report, max-runtime: 1m}]\n";
    history.write("repo/web/plimsoll.yaml", nested);
    assert_eq!(history.held(), [format!("web/{LIVE}")]);
    for arguments in [&["--config-from-base"][..], &[]] {
        assert_eq!(
            history.changes(arguments),
            [
                "config path web/**/*: - -> ignore[long-runtime]: why at web/plimsoll.yaml:1",
                "setting workloads.max-runtime: report in web: - -> 1m at web/plimsoll.yaml:2",
            ]
        );
    }
}

#[test]
fn a_configuration_at_the_place_that_is_looked_at_first() {
    let history = base(&[("repo/plimsoll.yaml", "fail-on: warning\n")]);
    history.write("repo/run.yaml", &service(1800, ""));
    history.write("repo/.github/plimsoll.yaml", "rules: {long-runtime: off}\n");
    holds(
        &history,
        &[
            "setting rules.long-runtime: warning (default) -> off at .github/plimsoll.yaml:1",
            "setting fail-on: warning -> error (default) at -",
        ],
    );
}

#[test]
fn leaving_out_what_locks() {
    let history = base(&[
        ("repo/plimsoll.yaml", "extends: policy.yaml\n"),
        (
            "repo/policy.yaml",
            "rules: {long-runtime: {locked: true}}\n",
        ),
    ]);
    history.write("repo/run.yaml", &service(1800, ""));
    history.write("repo/plimsoll.yaml", "rules: {long-runtime: off}\n");
    holds(
        &history,
        &[
            "setting extends: policy.yaml: listed -> - at -",
            "setting rules.long-runtime: warning (default) -> off at plimsoll.yaml:1",
            "setting rules.long-runtime.locked: true -> - at -",
        ],
    );
}

#[test]
fn leaving_files_out() {
    let history = base(&[("repo/old.yaml", &over_limit(""))]);
    history.write("repo/run.yaml", &service(1800, ""));
    history.write("repo/plimsoll.yaml", "exclude: ['*.yaml']\n");
    assert!(history.held().contains(&LIVE.to_owned()));
    assert_eq!(
        history.changes(&[]),
        ["setting exclude: *.yaml: - -> listed at plimsoll.yaml:1",]
    );
    history.remove("repo/plimsoll.yaml");
    history.write("repo/.gitignore", "*.yaml\n");
    assert!(history.held().contains(&LIVE.to_owned()));
    assert_eq!(
        history.changes(&[]),
        [
            "file old.yaml: read -> skipped: ignored at -",
            "file .gitignore: - -> ignored now: run.yaml at -",
        ]
    );
    assert_eq!(history.changes(&["--config-from-base"]), [""; 0]);
}

#[test]
fn declaring_something_else_of_the_workload() {
    let history = base(&[]);
    let declared = ", plimsoll/max-runtime: 1m, plimsoll/platform: kubernetes";
    history.write("repo/run.yaml", &service(1800, declared));
    holds(
        &history,
        &[
            "declaration timeout of Service report: - -> 1m at run.yaml:5",
            "declaration platform of Service report: - -> kubernetes at run.yaml:5",
        ],
    );
    assert_eq!(
        history.softened(&["--base", "main", "--config-from-base"]),
        [
            "run.yaml:5:72: this declaration of `report` has no effect: policy is read from the base `main`, which says nothing of it",
            "run.yaml:5:95: this declaration of `report` has no effect: policy is read from the base `main`, which says nothing of it",
        ]
    );
    assert_eq!(history.findings(&["--base", "main"]), [""; 0]);
}

#[test]
fn declaring_another_number_than_the_base() {
    let declared = |runtime: &str| format!(", plimsoll/max-runtime: {runtime}");
    let history = base(&[("repo/run.yaml", &service(60, &declared("40m")))]);
    history.write("repo/run.yaml", &service(1800, &declared("1m")));
    let change = "declaration timeout of Service report: 40m -> 1m at run.yaml:5";
    assert_eq!(history.changes(&[]), [change]);
    // With the base's number the finding is the one that was there; with the new one it would be gone.
    let gone = |arguments: &[&str]| history.report(arguments).0["base"]["gone"].clone();
    assert_eq!(gone(&["--base", "main", "--config-from-base"]), 0);
    assert_eq!(gone(&["--base", "main"]), 1);
    let told = history.softened(&["--base", "main", "--config-from-base"]);
    assert!(told[0].ends_with("which says `40 min`"), "{told:?}");
    // The same declaration counts, also under another file name.
    let history = base(&[("repo/old.yaml", &service(1800, &declared("1m")))]);
    history.remove("repo/old.yaml");
    history.write("repo/run.yaml", &service(1801, &declared("1m")));
    assert_eq!(history.held(), [""; 0]);
}

#[test]
fn a_lock_on_workloads_binds_what_they_declare_of_themselves() {
    let locked = "locked: [workloads]\nworkloads: [{name: other, max-runtime: 1m}]\n";
    let history = base(&[("repo/plimsoll.yaml", locked)]);
    history.write(
        "repo/run.yaml",
        &service(1800, ", plimsoll/max-runtime: 1m"),
    );
    let other = service(1800, "").replace("name: report", "name: other");
    history.write("repo/other.yaml", &other);
    assert_eq!(
        history.findings(&[]),
        ["run.yaml:5 warning softened-policy", LIVE]
    );
    let told = history.softened(&[]);
    assert!(
        told[0].ends_with("has no effect: `plimsoll.yaml` locks `workloads`"),
        "{told:?}"
    );
}

#[test]
fn saying_something_else_of_the_organisation() {
    let history = base(&[(
        "repo/plimsoll.yaml",
        "organization: {kubernetes-expertise: high}\n",
    )]);
    history.write("repo/run.yaml", &service(1800, ""));
    // Where nobody knows Kubernetes, advice to move there is a note.
    history.write(
        "repo/plimsoll.yaml",
        "organization: {kubernetes-expertise: none}\n",
    );
    assert_eq!(
        history.findings(&["--base", "main"]),
        ["run.yaml:9 note long-runtime"]
    );
    holds(
        &history,
        &["setting organization.kubernetes-expertise: high -> none at plimsoll.yaml:1"],
    );
}

#[test]
fn one_more_rule_or_a_longer_time_for_an_ignore_that_is_there() {
    let ignore = |rules: &str| format!(", plimsoll/ignore: '{rules}: why'");
    let history = base(&[("repo/run.yaml", &service(60, &ignore("large-image")))]);
    history.write(
        "repo/run.yaml",
        &service(1800, &ignore("large-image, long-runtime until=2030-01-31")),
    );
    holds(
        &history,
        &[
            "annotation Service report: ignore[large-image]: why -> ignore[large-image, long-runtime] until=2030-01-31: why at run.yaml:5",
        ],
    );
}

#[test]
fn making_a_file_look_like_something_else() {
    let history = base(&[("repo/run.yaml", &service(1800, ""))]);
    // A template, a link, a file that cannot be read: each is told, and the last is exit code 2.
    history.write(
        "repo/run.yaml",
        &format!("{}{{{{ if x }}}}\n", service(1800, "")),
    );
    let template = "file run.yaml: read -> skipped: template at -";
    assert_eq!(history.changes(&["--config-from-base"]), [template]);
    #[cfg(unix)]
    {
        history.remove("repo/run.yaml");
        history.write("repo/run.txt", &service(1800, ""));
        std::os::unix::fs::symlink("run.txt", history.repo().join("run.yaml")).unwrap();
        let link = "file run.yaml: read -> not read at -";
        assert_eq!(history.changes(&["--config-from-base"]), [link]);
        history.remove("repo/run.yaml");
    }
    history.write("repo/run.yaml", &format!("{}a: [\n", service(1800, "")));
    assert_eq!(history.report(&["--base", "main"]).1, 2);
}

/// What cannot be told from the outside: a file that is moved to where nothing is read has gone.
#[test]
fn a_file_that_is_moved_out_of_sight_is_gone() {
    let history = base(&[("repo/run.yaml", &service(1800, ""))]);
    history.remove("repo/run.yaml");
    history.write("repo/vendor/run.yaml", &service(1800, ""));
    let (report, _) = history.report(&["--base", "main", "--config-from-base"]);
    assert_eq!(report["base"]["gone"], 1);
    assert_eq!(report["base"]["policy"], serde_json::json!([]));
}

/// A tag may have a branch's name; a commit is one commit.
#[test]
fn the_base_is_the_commit_that_the_caller_names() {
    let history = base(&[("repo/plimsoll.yaml", "fail-on: warning\n")]);
    history.write("repo/run.yaml", &service(1800, ""));
    history.write("repo/plimsoll.yaml", "fail-on: never\n");
    history.git(&["add", "--all"]);
    history.git(&["commit", "--quiet", "--message", "y"]);
    let arguments = ["--base", "HEAD~1", "--config-from-base"];
    assert_eq!(history.report(&arguments).1, 1);
    let arguments = ["--base", "HEAD", "--config-from-base"];
    assert_eq!(history.report(&arguments).1, 0);
}
