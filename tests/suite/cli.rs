//! The program as its users run it: exit codes, streams, the same bytes everywhere.

use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const OVER_LIMIT: &str = "Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Handler: report.main
      Runtime: python3.13
      Timeout: 1200
";

const ADVICE: &str = "apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: report
  annotations:
    run.googleapis.com/ingress: all
spec:
  template:
    spec:
      timeoutSeconds: 3600
      containers:
        - image: example.com/report
";

const CLEAN: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: example.com/web
";

/// A git repository with these files.
fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    folder
}

/// plimsoll with an environment that says nothing.
fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.current_dir(folder).args(arguments).env_clear();
    command
}

fn plimsoll(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn piped(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = command(folder, arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let output = plimsoll(
        folder,
        &[&["check", "--format", "json"], arguments].concat(),
    );
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)))
}

#[test]
fn exit_codes_are_the_same_in_every_format() {
    let folder = repository(&[
        ("over/template.yaml", OVER_LIMIT),
        ("advice/run.yaml", ADVICE),
        ("clean/web.yaml", CLEAN),
        ("broken/two.yaml", &format!("{OVER_LIMIT}---\nkind: [\n")),
        ("nothing/notes.txt", ""),
    ]);
    let cases: &[(&[&str], i32)] = &[
        (&["over"], 1),
        (&["over", "--fail-on", "never"], 0),
        (&["advice"], 0),
        (&["advice", "--fail-on", "warning"], 1),
        (&["clean"], 0),
        (&["clean", "--fail-on", "note"], 0),
        (&["broken"], 2),
        (&["over", "nope.yaml"], 2),
        (&["nope/*.yaml"], 2),
        (&["nothing"], 0),
        (&["nothing", "--require-workloads"], 2),
        (&["clean", "--require-workloads"], 0),
    ];
    for format in ["terminal", "json", "sarif"] {
        for (arguments, expected) in cases {
            let output = plimsoll(
                folder.path(),
                &[&["check", "--format", format], *arguments].concat(),
            );
            assert_eq!(
                code(&output),
                *expected,
                "{format} {arguments:?}\n{}{}",
                stdout(&output),
                stderr(&output)
            );
            assert!(
                !output.stdout.is_empty(),
                "{format} {arguments:?}: the report is written whatever the code"
            );
        }
    }
}

#[test]
fn usage_and_configuration_errors_write_nothing_to_standard_output() {
    let folder = repository(&[("web.yaml", CLEAN), ("bad/plimsoll.yaml", "rulez: {}\n")]);
    for arguments in [
        &["check", "--nope"][..],
        &["check", ".", "--fail-on", "sometimes"],
        &["check", ".", "--config", "nope.yaml"],
        &["check", ".", "--config", "bad/plimsoll.yaml"],
        &["explain", "nope"],
        &["platforms", "nope"],
    ] {
        let output = plimsoll(folder.path(), arguments);
        assert_eq!(
            (code(&output), stdout(&output).as_str()),
            (2, ""),
            "{arguments:?}"
        );
        assert!(!output.stderr.is_empty());
    }
    let unknown_key = plimsoll(
        folder.path(),
        &["check", ".", "--config", "bad/plimsoll.yaml"],
    );
    assert!(
        stderr(&unknown_key).contains("bad/plimsoll.yaml:1:1"),
        "{}",
        stderr(&unknown_key)
    );
}

#[test]
fn bare_plimsoll_prints_help_and_exits_2_help_that_was_asked_for_exits_0() {
    let folder = repository(&[]);
    assert_eq!(code(&plimsoll(folder.path(), &[])), 2);
    for arguments in [
        &["--help"][..],
        &["check", "--help"],
        &["inspect", "-h"],
        &["--version"],
    ] {
        let output = plimsoll(folder.path(), arguments);
        assert_eq!(code(&output), 0, "{arguments:?}");
        assert!(stdout(&output).contains("plimsoll"), "{arguments:?}");
    }
}

#[test]
fn check_is_the_default_and_a_folder_may_be_named_like_a_subcommand() {
    let folder = repository(&[("rules/template.yaml", OVER_LIMIT)]);
    let spelled = plimsoll(folder.path(), &["check", "./rules"]);
    assert_eq!(plimsoll(folder.path(), &["./rules"]).stdout, spelled.stdout);
    assert!(stdout(&spelled).contains("timeout-over-platform-limit"));
    assert!(stdout(&plimsoll(folder.path(), &["rules"])).contains("long-runtime"));
}

#[test]
fn a_broken_document_does_not_hide_the_others() {
    let folder = repository(&[("two.yaml", &format!("kind: [\n---\n{OVER_LIMIT}"))]);
    let report = json(folder.path(), &["."]);
    assert_eq!(report["findings"][0]["rule"], "timeout-over-platform-limit");
    assert_eq!(report["files"]["failed"][0]["path"], "two.yaml");
    assert!(report["files"]["failed"][0]["line"].is_u64());
}

#[test]
fn the_finding_stands_on_the_line_to_change() {
    let folder = repository(&[("template.yaml", OVER_LIMIT), ("run.yaml", ADVICE)]);
    let report = json(folder.path(), &["."]);
    let places: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let location = &finding["location"];
            format!(
                "{} {}:{}:{}",
                finding["rule"], location["path"], location["line"], location["column"]
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            r#""long-runtime" "run.yaml":10:7"#,
            r#""timeout-over-platform-limit" "template.yaml":8:7"#
        ]
    );
}

#[test]
fn the_coverage_adds_up() {
    let folder = repository(&[
        ("web.yaml", CLEAN),
        ("values.yaml", "a: 1\n"),
        ("chart/Chart.yaml", "name: web\n"),
        (
            "chart/templates/d.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n",
        ),
        ("broken.yaml", "apiVersion: v1\nkind: [\n"),
        ("node_modules/x/y.yaml", CLEAN),
        ("README.md", ""),
    ]);
    let files = &json(folder.path(), &["."])["files"];
    let skipped: Vec<String> = files["skipped"]
        .as_array()
        .unwrap()
        .iter()
        .map(|skipped| {
            format!(
                "{} {}",
                skipped["path"].as_str().unwrap(),
                skipped["reason"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        skipped,
        [
            ".git pruned",
            "chart/Chart.yaml not-a-manifest",
            "chart/templates/d.yaml template",
            "node_modules pruned",
            "values.yaml not-a-manifest"
        ]
    );
    assert_eq!(
        (&files["read"], &files["other"]),
        (&Value::from(1), &Value::from(1))
    );
    assert_eq!(files["seen"], 1 + 5 + 1);
}

#[test]
fn only_templates_name_the_way_out() {
    let folder = repository(&[
        ("Chart.yaml", "name: web\n"),
        (
            "templates/d.yaml",
            "{{- if .Values.x }}\napiVersion: v1\nkind: Pod\n{{- end }}\n",
        ),
    ]);
    let output = plimsoll(folder.path(), &["."]);
    assert_eq!(code(&output), 0);
    assert!(
        stderr(&output).contains("helm template"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_run_that_checked_nothing_says_so() {
    let folder = repository(&[("notes.txt", "")]);
    let output = plimsoll(folder.path(), &["."]);
    assert_eq!(code(&output), 0);
    assert!(
        stderr(&output).contains("no workload recognised"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn standard_input_is_a_file_without_a_name() {
    let folder = repository(&[]);
    let output = piped(
        folder.path(),
        &["check", "--format", "json", "-"],
        OVER_LIMIT,
    );
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (code(&output), &report["findings"][0]["location"]["path"]),
        (1, &Value::from("-"))
    );
    let named = piped(
        folder.path(),
        &[
            "-",
            "--format",
            "json",
            "--stdin-filename",
            "app/template.yaml",
        ],
        OVER_LIMIT,
    );
    let report: Value = serde_json::from_slice(&named.stdout).unwrap();
    assert_eq!(
        report["findings"][0]["location"]["path"],
        "app/template.yaml"
    );
}

#[test]
fn a_name_for_standard_input_is_a_path_like_any_other() {
    let folder = repository(&[("app/readme.txt", "")]);
    let path = |from: &str, name: &str| {
        let arguments = ["-", "--format", "json", "--stdin-filename", name];
        let output = piped(&folder.path().join(from), &arguments, OVER_LIMIT);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        report["findings"][0]["location"]["path"].clone()
    };
    assert_eq!(path("app", "template.yaml"), "app/template.yaml");
    assert_eq!(path("app", "../new/template.yaml"), "new/template.yaml");
    let absolute = folder.path().join("app/./template.yaml");
    assert_eq!(path(".", absolute.to_str().unwrap()), "app/template.yaml");
}

#[test]
fn an_ambiguous_platform_is_null_and_lists_what_fits() {
    let both = ADVICE.replace("  annotations:\n    run.googleapis.com/ingress: all\n", "");
    let folder = repository(&[("run.yaml", &both), ("cloud/run.yaml", ADVICE)]);
    let report = json(folder.path(), &["."]);
    let workload = |index: usize| &report["findings"][index]["workloads"][0];
    assert_eq!(workload(0)["platform"], "cloud-run-service");
    assert_eq!(workload(0).get("platforms"), None);
    assert_eq!(workload(1)["platform"], Value::Null);
    assert_eq!(
        workload(1)["platforms"],
        serde_json::json!(["knative", "cloud-run-service"])
    );
}

#[test]
fn the_same_bytes_from_any_folder_with_any_threads_in_any_locale() {
    let files: Vec<(String, String)> = (0..40)
        .map(|n| {
            (
                format!("apps/a{n}/template.yaml"),
                OVER_LIMIT.replace("Report", &format!("Report{n}")),
            )
        })
        .collect();
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let folder = repository(&files);
    for format in ["terminal", "json", "sarif"] {
        let here = plimsoll(folder.path(), &["check", "--format", format, "apps"]);
        let there = plimsoll(
            &folder.path().join("apps/a1"),
            &["check", "--format", format, ".."],
        );
        let threads = plimsoll(
            folder.path(),
            &["check", "--format", format, "apps", "-j", "1"],
        );
        let many = plimsoll(
            folder.path(),
            &["check", "--format", format, "apps", "-j", "8"],
        );
        let mut plain = command(folder.path(), &["check", "--format", format, "apps"]);
        let plain = plain
            .env("LANG", "C")
            .env("TZ", "Pacific/Kiritimati")
            .output()
            .unwrap();
        for other in [there, threads, many, plain] {
            assert_eq!(stdout(&other), stdout(&here), "{format}");
        }
    }
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let folder = repository(&[("template.yaml", OVER_LIMIT)]);
    let escapes = |output: &Output| output.stdout.contains(&0x1b);
    assert!(!escapes(&plimsoll(folder.path(), &["."])));
    assert!(escapes(&plimsoll(
        folder.path(),
        &[".", "--color", "always"]
    )));
    let no_color = command(folder.path(), &["."])
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(!escapes(&no_color));
}

#[test]
fn the_report_goes_to_a_file_and_messages_to_standard_error() {
    let folder = repository(&[("template.yaml", OVER_LIMIT)]);
    let output = plimsoll(
        folder.path(),
        &["check", ".", "--format", "sarif", "--output", "out.sarif"],
    );
    assert_eq!((code(&output), stdout(&output).as_str()), (1, ""));
    let report: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("out.sarif")).unwrap())
            .unwrap();
    assert_eq!(report["version"], "2.1.0");
}

#[test]
fn what_the_report_does_not_show_goes_to_standard_error() {
    let folder = repository(&[("broken.yaml", "kind: Pod\napiVersion: v1\na: [1\n---\n")]);
    let failure = |arguments: &[&str]| {
        let output = plimsoll(folder.path(), &[&["check", "."], arguments].concat());
        assert_eq!(code(&output), 2);
        stderr(&output).contains("broken.yaml:")
    };
    assert!(!failure(&[]), "the report says it already");
    assert!(failure(&["--format", "json"]));
    assert!(failure(&["--list-ignores"]));
    assert!(failure(&["--output", "report.txt"]));
    assert!(!failure(&["--format", "json", "--quiet"]));
}

#[test]
fn configuration_is_found_at_the_root_and_a_flag_beats_it() {
    let folder = repository(&[
        ("run.yaml", ADVICE),
        ("plimsoll.yaml", "fail-on: warning\n"),
    ]);
    assert_eq!(code(&plimsoll(folder.path(), &["."])), 1);
    assert_eq!(
        code(&plimsoll(folder.path(), &[".", "--fail-on", "error"])),
        0
    );
    assert_eq!(code(&plimsoll(folder.path(), &[".", "--no-config"])), 0);
    let hidden = repository(&[
        ("run.yaml", ADVICE),
        (".github/plimsoll.yaml", "rules: {long-runtime: error}\n"),
    ]);
    assert_eq!(code(&plimsoll(hidden.path(), &["."])), 1);
}

#[test]
fn a_nested_configuration_speaks_for_its_own_folder() {
    let ignore = "ignore:\n  - rules: [long-runtime]\n    reason: nightly batch, watched\n";
    let folder = repository(&[
        ("a/run.yaml", ADVICE),
        ("a/plimsoll.yaml", ignore),
        ("b/run.yaml", ADVICE),
    ]);
    let report = json(folder.path(), &["."]);
    let suppressed: Vec<(&str, bool)> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            (
                finding["location"]["path"].as_str().unwrap(),
                !finding["suppressed"].is_null(),
            )
        })
        .collect();
    assert_eq!(suppressed, [("a/run.yaml", true), ("b/run.yaml", false)]);
    let wrong = repository(&[
        ("a/run.yaml", ADVICE),
        ("a/plimsoll.yaml", "fail-on: never\n"),
    ]);
    assert_eq!(code(&plimsoll(wrong.path(), &["."])), 2);
}

#[test]
fn suppressions_are_listed_and_can_be_overridden() {
    let ignored = ADVICE.replace(
        "timeoutSeconds: 3600",
        "timeoutSeconds: 3600 # plimsoll: ignore[long-runtime] batch, watched",
    );
    let folder = repository(&[("run.yaml", &ignored)]);
    assert_eq!(
        code(&plimsoll(folder.path(), &[".", "--fail-on", "note"])),
        0
    );
    assert_eq!(
        code(&plimsoll(
            folder.path(),
            &[".", "--fail-on", "note", "--no-ignores"]
        )),
        1
    );
    let listed = stdout(&plimsoll(folder.path(), &["check", ".", "--list-ignores"]));
    assert!(
        listed.contains("run.yaml:10") && listed.contains("batch, watched"),
        "{listed}"
    );
    let over = repository(&[("template.yaml", OVER_LIMIT)]);
    assert_eq!(
        code(&plimsoll(over.path(), &["check", ".", "--list-ignores"])),
        0,
        "a list shows no findings to fail on"
    );
    let until = ignored.replace("] batch", "] until=2026-06-30: batch");
    let dated = repository(&[("run.yaml", &until)]);
    assert_eq!(
        code(&plimsoll(
            dated.path(),
            &[".", "--fail-on", "note", "--today", "2026-06-30"]
        )),
        0
    );
    assert_eq!(
        code(&plimsoll(
            dated.path(),
            &[".", "--fail-on", "note", "--today", "2026-07-01"]
        )),
        1
    );
    let mut epoch = command(dated.path(), &[".", "--fail-on", "note"]);
    assert_eq!(
        code(
            &epoch
                .env("SOURCE_DATE_EPOCH", "1780000000")
                .output()
                .unwrap()
        ),
        0
    );
}

#[test]
fn every_subcommand_prints_what_it_promises() {
    let folder = repository(&[("run.yaml", ADVICE)]);
    let holds = |arguments: &[&str], text: &str| {
        let output = plimsoll(folder.path(), arguments);
        assert_eq!(code(&output), 0, "{arguments:?} {}", stderr(&output));
        assert!(
            stdout(&output).contains(text),
            "{arguments:?}\n{}",
            stdout(&output)
        );
    };
    holds(&["inspect", "."], "3600");
    holds(
        &["inspect", ".", "--format", "json"],
        "\"fact\": \"timeout\"",
    );
    holds(&["inspect", ".", "--format", "yaml"], "fact: timeout");
    holds(&["explain", "long-runtime"], "long-runtime");
    holds(&["rules"], "could-be-serverless");
    holds(&["platforms", "aws-lambda"], "15 min");
    holds(&["schema"], "$schema");
    holds(&["schema", "check"], "findings");
    holds(&["schema", "inspect"], "facts");
}

#[test]
fn messages_print_nothing_hostile() {
    let folder = repository(&[("plimsoll.yaml", "\"a\u{202e}b\\e[31m\": 1\n")]);
    let output = plimsoll(folder.path(), &["."]);
    assert_eq!(code(&output), 2);
    let text = stderr(&output);
    assert!(
        !text.contains('\u{202e}') && !text.contains('\u{1b}'),
        "{text:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure() {
    let folder = repository(&[("template.yaml", OVER_LIMIT)]);
    let mut child = command(folder.path(), &["."])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), stderr(&output).as_str()), (1, ""));
}

#[test]
fn fit_shows_the_matrix_one_workload_and_what_is_missing() {
    let folder = repository(&[("template.yaml", OVER_LIMIT), ("web.yaml", CLEAN)]);
    let out = |arguments: &[&str]| {
        let output = plimsoll(folder.path(), arguments);
        let text = String::from_utf8(output.stdout).unwrap();
        (
            output.status.code(),
            text,
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    // Findings are no business of `fit`.
    let (code, text, _) = out(&["fit"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("1=aws-lambda") && text.contains("Report"),
        "{text}"
    );
    assert!(text.contains("split (1): Report"), "{text}");
    let (code, text, _) = out(&["fit", "--workload", "Report", "--platform", "aws-lambda"]);
    assert_eq!(code, Some(0));
    assert!(
        text.contains("verdict: split") && text.contains("timeout 1200 s, at most 900 s"),
        "{text}"
    );
    let (code, text, message) = out(&["fit", "--workload", "Nobody"]);
    assert_eq!((code, text.as_str()), (Some(2), ""));
    assert!(
        message.contains("no workload is called `Nobody`"),
        "{message}"
    );
    let (_, text, _) = out(&["fit", "--format", "json"]);
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["workloads"][0]["fit"][0]["fits"], "fits-if");
    let (_, text, _) = out(&["fit", "--format", "csv", "--platform", "kubernetes"]);
    assert_eq!(text.lines().count(), 3, "{text}");
}
