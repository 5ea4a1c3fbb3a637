//! What a change does to the policy, with before and after and the place, in every report that people or programs read.

use super::support::{History, over_limit, service};

const IGNORE: &str = " # plimsoll: ignore[timeout-over-platform-limit] why";

#[test]
fn settings_are_compared_with_their_defaults_in_view() {
    let history = History::of(&[(
        "repo/plimsoll.yaml",
        "fail-on: warning\nrules: {large-image: note}\nexclude: [a/**]\n",
    )]);
    assert_eq!(history.changes(&[]), [""; 0]);
    history.write(
        "repo/plimsoll.yaml",
        "# Only words.\nfail-on: warning\nexclude: [a/**]\nrules:\n  large-image: note\n",
    );
    assert_eq!(history.changes(&[]), [""; 0]);
    history.write(
        "repo/plimsoll.yaml",
        "fail-on: never
rules:
  long-runtime: {severity: off}
  large-image: {severity: note, largest-image: 400MB}
exclude: [a/**, b/**]
limits: [{platform: aws-lambda, setting: timeout, value: 20m, reason: quota}]
organization: {compliance: [x, y]}
workloads: [{name: report, max-runtime: 1m}]
min-severity: warning
",
    );
    assert_eq!(
        history.changes(&[]),
        [
            "setting fail-on: warning -> never at plimsoll.yaml:1",
            "setting rules.long-runtime: warning (default) -> off at plimsoll.yaml:3",
            "setting rules.large-image.largest-image: 250 MiB (default) -> 400MB at plimsoll.yaml:4",
            "setting exclude: b/**: - -> listed at plimsoll.yaml:5",
            "setting limits: aws-lambda timeout: - -> 20m at plimsoll.yaml:6",
            "setting organization.compliance: - -> x, y at plimsoll.yaml:7",
            "setting workloads.max-runtime: report: - -> 1m at plimsoll.yaml:8",
            "setting min-severity: note (default) -> warning at plimsoll.yaml:9",
        ]
    );
    history.remove("repo/plimsoll.yaml");
    assert_eq!(
        history.changes(&[]),
        [
            "setting fail-on: warning -> error (default) at -",
            "setting rules.large-image: note -> warning (default) at -",
            "setting exclude: a/**: listed -> - at -",
        ]
    );
}

#[test]
fn what_an_extended_file_changes_is_told_there_and_what_is_refused_is_no_change() {
    let history = History::of(&[
        ("repo/plimsoll.yaml", "extends: policy.yaml\n"),
        (
            "repo/policy.yaml",
            "rules: {long-runtime: {severity: warning, locked: true}}\n",
        ),
    ]);
    history.write(
        "repo/plimsoll.yaml",
        "extends: policy.yaml\nrules: {long-runtime: off}\nfail-on: never\n",
    );
    assert_eq!(history.changes(&[]), [""; 0]);
    history.write("repo/policy.yaml", "rules: {long-runtime: warning}\n");
    history.write("repo/plimsoll.yaml", "extends: policy.yaml\n");
    assert_eq!(
        history.changes(&[]),
        ["setting rules.long-runtime.locked: true -> - at -"]
    );
    history.write("repo/plimsoll.yaml", "");
    assert_eq!(
        history.changes(&[]),
        [
            "setting extends: policy.yaml: listed -> - at -",
            "setting rules.long-runtime: warning -> warning (default) at -",
            "setting rules.long-runtime.locked: true -> - at -",
        ]
    );
}

#[test]
fn suppressions_of_every_kind_are_told() {
    let nested = "ignore: [{rule: large-image, name: web, reason: why}]\n";
    let history = History::of(&[
        ("repo/template.yaml", &over_limit("")),
        ("repo/run.yaml", &service(1800, "")),
        ("repo/web/plimsoll.yaml", nested),
        ("repo/plimsoll.yaml", "baseline: known\n"),
        ("repo/known", ""),
    ]);
    history.write("repo/template.yaml", &over_limit(IGNORE));
    history.write(
        "repo/run.yaml",
        &service(
            1800,
            ", plimsoll/ignore: 'long-runtime: why', plimsoll/max-runtime: 8m",
        ),
    );
    history.write(
        "repo/web/plimsoll.yaml",
        &nested.replace("why", "else, until: 2027-01-31"),
    );
    history.write(
        "repo/plimsoll.yaml",
        "baseline: known\nignore: [{rule: long-runtime, path: batch/**, reason: night}]\n",
    );
    history.write(
        "repo/known",
        "template.yaml\ttimeout-over-platform-limit\tAWS::Serverless::Function/Report\t0123\n",
    );
    assert_eq!(
        history.changes(&[]),
        [
            "baseline timeout-over-platform-limit of AWS::Serverless::Function/Report in template.yaml: - -> known at known:1",
            "config path batch/**: - -> ignore[long-runtime]: night at plimsoll.yaml:2",
            "annotation Service report: - -> ignore[long-runtime]: why at run.yaml:5",
            "declaration timeout of Service report: - -> 8m at run.yaml:5",
            "comment AWS::Serverless::Function Report Resources.Report.Properties.Timeout: - -> ignore[timeout-over-platform-limit]: why at template.yaml:7",
            "config path web/**/*, name web: ignore[large-image]: why -> ignore[large-image] until=2027-01-31: else at web/plimsoll.yaml:1",
        ]
    );
}

#[test]
fn a_suppression_that_only_moves_down_is_no_change_and_one_to_another_place_is() {
    let history = History::of(&[("repo/template.yaml", &over_limit(IGNORE))]);
    let text = format!("# one\n# two\n{}", over_limit(IGNORE));
    history.write("repo/template.yaml", &text);
    assert_eq!(history.changes(&[]), [""; 0]);
    let moved = over_limit("").replace("handler\n", &format!("handler{IGNORE}\n"));
    history.write("repo/template.yaml", &moved);
    assert_eq!(history.changes(&[]).len(), 2);
}

#[test]
fn files_that_are_there_and_no_longer_read_are_told() {
    let history = History::of(&[
        ("repo/a.yaml", &over_limit("")),
        ("repo/deep/b.yaml", &over_limit("")),
        ("repo/c.yaml", &over_limit("")),
        ("repo/d.yaml", &over_limit("")),
    ]);
    history.write("repo/.gitignore", "/a.yaml\n/deep/\n");
    history.write(
        "repo/c.yaml",
        &format!("{}{{{{ if x }}}}\n", over_limit("")),
    );
    history.remove("repo/d.yaml");
    assert_eq!(
        history.changes(&[]),
        [
            "file a.yaml: read -> skipped: ignored at -",
            "file c.yaml: read -> skipped: template at -",
            "file deep/b.yaml: read -> skipped: ignored at -",
        ]
    );
}

#[test]
fn people_read_it_in_the_summary_the_terminal_and_the_log() {
    let history = History::of(&[("repo/template.yaml", &over_limit(""))]);
    history.write("repo/plimsoll.yaml", "rules:\n  long-runtime: off\n");
    history.write("repo/template.yaml", &over_limit(IGNORE));
    let page = |arguments: &[&str]| {
        let output = history.run(&[&["check", "--base", "main"], arguments].concat());
        String::from_utf8(output.stdout).unwrap()
    };
    let markdown = page(&["--format", "markdown"]);
    for expected in [
        "**Changes of the policy**, which this run is judged by already",
        "| policy | where | before | now |\n| --- | --- | --- | --- |\n| setting rules.long-runtime | `plimsoll.yaml:2` | warning (default) | off |\n",
        "| `template.yaml:7` | nothing | ignore&#91;timeout-over-platform-limit&#93;: why |",
        "2 changes of policy",
    ] {
        assert!(markdown.contains(expected), "{expected} in {markdown}");
    }
    let markdown = page(&["--format", "markdown", "--config-from-base"]);
    let held = "which count once they are merged: this run is judged by `main`";
    assert!(markdown.contains(held), "{markdown}");
    let line = "plimsoll.yaml:2: setting rules.long-runtime: warning (default) -> off";
    for format in ["terminal", "github"] {
        let text = page(&["--format", format]);
        assert!(text.contains(&format!("policy: {line}")), "{text}");
    }
    let text = page(&["--config-from-base"]);
    assert!(text.contains("judged by its"), "{text}");
    // Without a change of policy not a word of it.
    history.remove("repo/plimsoll.yaml");
    history.write("repo/template.yaml", &over_limit(""));
    assert!(!page(&["--format", "markdown"]).contains("olicy"));
}

#[test]
fn what_a_change_writes_cannot_break_out_of_a_report() {
    let history = History::of(&[]);
    let evil = "</td><img src=x> | `x` [a](b) @me \u{202e} ##[error]x ::error::x";
    let text = format!(
        "ignore:\n  - {{rule: long-runtime, name: {0}, reason: {0}}}\n",
        serde_json::Value::from(format!("{evil}\u{1b}[2J\n::error::y"))
    );
    history.write("repo/plimsoll.yaml", &text);
    history.write("repo/|<b>.yaml", &over_limit(&format!("{IGNORE} {evil}")));
    for format in ["markdown", "terminal", "github", "json"] {
        let output = history.run(&["check", "--base", "main", "--format", format]);
        let text = String::from_utf8(output.stdout).unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains("long-runtime"), "{format}: {text} {errors}");
        for bad in ["\u{202e}", "\u{1b}", "##[error]"] {
            assert!(!text.contains(bad), "{format}: {bad:?} in {text}");
        }
        let commands = text
            .lines()
            .filter(|line| line.trim_start().starts_with("::"));
        let own = commands.filter(|line| line.contains("::error::")).count();
        assert_eq!(own, 0, "{format}: {text}");
        if format == "markdown" {
            let rows: Vec<&str> = text.lines().filter(|line| line.contains("img")).collect();
            assert!(!rows.is_empty(), "{text}");
            for row in rows {
                assert!(!row.contains("<img") && !row.contains("</td>"), "{row}");
                assert!(!row.contains(" [a](b)"), "{row}");
            }
            let table = text.lines().filter(|line| line.starts_with("| "));
            let cells = |row: &str| row.replace("\\|", "").matches('|').count();
            let policy: Vec<&str> = table.filter(|row| row.contains("config")).collect();
            assert!(policy.iter().all(|row| cells(row) == 5), "{policy:?}");
        }
    }
}

/// Standard error is a log as well, and an error quotes what is wrong.
#[test]
fn an_error_in_a_configuration_is_no_command_of_a_runner() {
    let history = History::of(&[]);
    let evil = serde_json::Value::from("[b-a]\n::error::x\n ##[error]x \u{1b}[2J\u{202e}");
    history.write("repo/plimsoll.yaml", &format!("exclude: [{evil}]\n"));
    let told = history.refuses(&[]);
    assert!(told.contains("is not a glob"), "{told}");
    let is_command = |line: &str| line.trim_start().starts_with("::") || line.contains("##[");
    assert!(!told.lines().any(is_command), "{told}");
    assert!(!told.contains(['\u{1b}', '\u{202e}']), "{told}");
}

/// An ignore file hides what is new in the same change, which nothing of the base knows. One that hides nothing is no policy.
#[test]
fn an_ignore_file_that_hides_something_new_is_told() {
    let history = History::of(&[("repo/README.md", "# Shop\n")]);
    history.write("repo/.gitignore", "*.log\n");
    assert_eq!(history.changes(&[]), [""; 0]);
    history.write("repo/k8s/.gitignore", "secret/\n");
    history.write("repo/k8s/secret/a.yaml", &over_limit(""));
    assert_eq!(
        history.changes(&[]),
        ["file k8s/.gitignore: - -> ignored now: k8s/secret at -"]
    );
    history.write("repo/.gitignore", "*.log\nk8s/\n");
    assert_eq!(
        history.changes(&[]),
        ["file .gitignore: - -> ignored now: k8s at -"]
    );
    // The base's ignore files count, so they hide nothing.
    assert_eq!(history.changes(&["--config-from-base"]), [""; 0]);
}
