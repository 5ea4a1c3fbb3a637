//! Suppressions as tests: a file with a comment, an annotation or a configuration, and what is suppressed by it.

use jiff::civil::Date;
use plimsoll::config::{self, Settings};
use plimsoll::discover::{Candidate, Discovery};
use plimsoll::finding::Finding;
use plimsoll::judge;
use plimsoll::model::{Directive, DirectiveKind, Ignore};
use plimsoll::pipeline::{self, Run};
use plimsoll::platform::Limits;
use plimsoll::report::Outcome;
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use plimsoll::suppress;

const TODAY: Date = Date::constant(2026, 11, 1);

/// Runs plimsoll on files, with a configuration.
fn run(files: &[(&str, &str)], configuration: &str, no_ignores: bool) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let mut candidates = Vec::new();
    for (path, text) in files {
        let file = root.join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, text).unwrap();
        candidates.push(Candidate {
            path: (*path).to_owned(),
            file,
            outright: false,
        });
    }
    let mut settings = Settings::new(Limits::builtin().unwrap(), TODAY);
    settings.no_ignores = no_ignores;
    let source = Source::new("plimsoll.yaml", configuration);
    config::parse(&source, &judge::rules())
        .unwrap_or_else(|errors| panic!("{errors:?}"))
        .apply(&mut settings);
    let outcome = pipeline::run(Run {
        repository: &Repository::new(&root),
        discovery: Discovery {
            candidates,
            ..Discovery::default()
        },
        stdin: None,
        missing: Vec::new(),
        settings: &settings,
    });
    assert!(outcome.coverage.failed.is_empty(), "{:?}", outcome.coverage);
    outcome
}

/// Every finding as `line rule`, with the directive's kind where it is suppressed.
fn shown(outcome: &Outcome) -> Vec<String> {
    let one = |finding: &Finding| {
        let line = finding.location.first().line;
        let by = finding.suppressed.as_ref();
        let by = by.map(|by| format!(" ({})", by.directive.kind.name()));
        format!("{line} {}{}", finding.rule.name, by.unwrap_or_default())
    };
    outcome.findings.iter().map(one).collect()
}

fn check(path: &str, text: &str) -> Vec<String> {
    shown(&run(&[(path, text)], "", false))
}

/// A SAM function over Lambda's limit, with something at the end of its timeout's line.
fn over_limit(comment: &str) -> String {
    format!(
        "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Handler: report.handler
      Timeout: 1200{comment}
"
    )
}

#[test]
fn without_a_comment_the_finding_is_live() {
    assert_eq!(
        check("template.yaml", &over_limit("")),
        ["7 timeout-over-platform-limit"]
    );
}

#[test]
fn a_trailing_comment_covers_its_line() {
    for comment in [
        " # plimsoll: ignore[timeout-over-platform-limit] not deployed",
        " # plimsoll: ignore[timeout-over-platform-limit] until=2026-11-01: its last day",
        "  #plimsoll:ignore[timeout-over-platform-limit]: with a colon",
    ] {
        assert_eq!(
            check("template.yaml", &over_limit(comment)),
            ["7 timeout-over-platform-limit (comment)"],
            "{comment}"
        );
    }
}

#[test]
fn a_comment_of_its_own_covers_the_next_entry() {
    let text = over_limit("").replace(
        "      Timeout",
        "      # plimsoll: ignore[timeout-over-platform-limit] not deployed\n\n      # What it is for.\n      Timeout",
    );
    assert_eq!(
        check("template.yaml", &text),
        ["10 timeout-over-platform-limit (comment)"]
    );
}

#[test]
fn above_a_key_it_covers_all_of_its_value() {
    let text = over_limit("").replace(
        "    Properties",
        "    # plimsoll: ignore[timeout-over-platform-limit] not deployed\n    Properties",
    );
    assert_eq!(
        check("template.yaml", &text),
        ["8 timeout-over-platform-limit (comment)"]
    );
}

#[test]
fn on_or_above_a_workload_s_first_line_it_covers_the_workload() {
    let comment = "# plimsoll: ignore[timeout-over-platform-limit] not deployed";
    let on = over_limit("").replace("  Report:", &format!("  Report: {comment}"));
    assert_eq!(
        check("template.yaml", &on),
        ["7 timeout-over-platform-limit (comment)"]
    );
    let above = over_limit("").replace("  Report:", &format!("  {comment}\n  Report:"));
    assert_eq!(
        check("template.yaml", &above),
        ["8 timeout-over-platform-limit (comment)"]
    );
}

#[test]
fn a_workload_is_covered_also_where_its_finding_stands_elsewhere() {
    let text = "\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 1200
Resources:
  # plimsoll: ignore[timeout-over-platform-limit] not deployed
  Covered:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b}
  Other:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b}
";
    let outcome = run(&[("template.yaml", text)], "", false);
    let mut by_name: Vec<(&str, bool)> = outcome
        .findings
        .iter()
        .map(|finding| {
            let name = finding.workloads[0].id.name.as_str();
            (name, finding.suppressed.is_some())
        })
        .collect();
    by_name.sort_unstable();
    assert_eq!(by_name, [("Covered", true), ("Other", false)]);
}

#[test]
fn a_comment_on_the_shared_line_covers_every_workload() {
    let text = "\
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Timeout: 1200 # plimsoll: ignore[timeout-over-platform-limit] not deployed
Resources:
  One:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b}
  Two:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b}
";
    assert_eq!(
        check("template.yaml", text),
        ["4 timeout-over-platform-limit (comment)"]
    );
}

const CLOUD_RUN: &str = "\
apiVersion: serving.knative.dev/v1
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
        - image: example.com/report:1
";

#[test]
fn above_a_document_it_covers_the_object() {
    let comment = "# plimsoll: ignore[long-runtime] a nightly export\n";
    for (text, line) in [
        (format!("{comment}{CLOUD_RUN}"), 11),
        (format!("{comment}---\n{CLOUD_RUN}"), 12),
        (format!("---\n{comment}{CLOUD_RUN}"), 12),
        (
            CLOUD_RUN.replacen("/v1", &format!("/v1 {}", comment.trim_end()), 1),
            10,
        ),
    ] {
        assert_eq!(
            check("run.yaml", &text),
            [format!("{line} long-runtime (comment)")],
            "{text}"
        );
    }
}

#[test]
fn below_the_last_line_of_a_document_it_covers_nothing() {
    let text = format!("kind: x\n# plimsoll: ignore[long-runtime] why\n---\n{CLOUD_RUN}");
    assert_eq!(
        check("run.yaml", &text),
        ["2 invalid-ignore", "13 long-runtime"]
    );
}

#[test]
fn comments_in_json_count_too() {
    let text = r#"{
  "Resources": {
    "Report": {
      "Type": "AWS::Lambda::Function",
      "Properties": {
        "Handler": "a.b",
        "Runtime": "python3.13",
        "Timeout": 1200 // plimsoll: ignore[timeout-over-platform-limit] not deployed
      }
    },
    /* plimsoll: ignore[timeout-over-platform-limit] not deployed either */
    "Other": {
      "Type": "AWS::Lambda::Function",
      "Properties": {"Handler": "a.b", "Runtime": "python3.13", "Timeout": 1300}
    }
  }
}
"#;
    assert_eq!(
        check("template.json", text),
        [
            "8 timeout-over-platform-limit (comment)",
            "14 timeout-over-platform-limit (comment)"
        ]
    );
}

#[test]
fn an_expired_one_is_told_and_what_it_covered_is_live() {
    let text = over_limit(" # plimsoll: ignore[timeout-over-platform-limit] until=2026-10-31: why");
    assert_eq!(
        check("template.yaml", &text),
        ["7 timeout-over-platform-limit", "7 expired-ignore"]
    );
}

#[test]
fn one_that_is_not_well_formed_is_told_and_suppresses_nothing() {
    for (comment, why) in [
        (
            "ignore[timeout-over-platform-limit]",
            "a reason is required",
        ),
        (
            "ignore[timeout-over-platform-limits] why",
            "there is no rule `timeout-over-platform-limits`, did you mean `timeout-over-platform-limit`?",
        ),
        (
            "ignore[timeout-over-platform-limit, nope-nope] why",
            "there is no rule `nope-nope`",
        ),
        (
            "ignore[timeout-over-platform-limit] until=soon: why",
            "`soon` is not a date such as 2027-01-31",
        ),
        (
            "ignore[unused-ignore] why",
            "`unused-ignore` is about suppressions and cannot be ignored, only switched off",
        ),
        (
            "disable=all",
            "a comment for plimsoll reads `plimsoll: ignore[rule-name] reason`",
        ),
    ] {
        let text = over_limit(&format!(" # plimsoll: {comment}"));
        let outcome = run(&[("template.yaml", &text)], "", false);
        assert_eq!(
            shown(&outcome),
            ["7 timeout-over-platform-limit", "7 invalid-ignore"],
            "{comment}"
        );
        assert_eq!(
            outcome.findings[1].message,
            format!("this suppresses nothing: {why}")
        );
    }
}

#[test]
fn one_that_covers_nothing_is_told_by_rule() {
    let text = over_limit(" # plimsoll: ignore[timeout-over-platform-limit, long-runtime] why");
    let outcome = run(&[("template.yaml", &text)], "", false);
    assert_eq!(
        shown(&outcome),
        ["7 timeout-over-platform-limit (comment)", "7 unused-ignore"]
    );
    let unused = &outcome.findings[1];
    assert_eq!(
        unused.message,
        "this suppression covers no finding of `long-runtime`"
    );
    assert!(unused.help.starts_with("remove `long-runtime` from it"));
    assert!(unused.workloads.is_empty());
}

#[test]
fn an_ignore_of_a_rule_that_is_off_is_not_unused() {
    let text = over_limit(" # plimsoll: ignore[timeout-over-platform-limit, long-runtime] why");
    let outcome = run(
        &[("template.yaml", &text)],
        "rules:\n  long-runtime: off\n",
        false,
    );
    assert_eq!(shown(&outcome), ["7 timeout-over-platform-limit (comment)"]);
}

#[test]
fn findings_about_suppressions_are_switched_like_any_other() {
    let text = over_limit(" # plimsoll: ignore[timeout-over-platform-limit]");
    let outcome = run(
        &[("template.yaml", &text)],
        "rules:\n  invalid-ignore: off\n",
        false,
    );
    assert_eq!(shown(&outcome), ["7 timeout-over-platform-limit"]);
}

#[test]
fn no_ignores_shows_everything_and_says_nothing_of_suppressions() {
    let text = over_limit(" # plimsoll: ignore[timeout-over-platform-limit, long-runtime] why");
    let text = text.replace("Handler: a", "Handler: a # plimsoll: ignore[nope]");
    let outcome = run(&[("template.yaml", &text)], "", true);
    assert_eq!(shown(&outcome), ["7 timeout-over-platform-limit"]);
}

#[test]
fn metadata_and_annotations_suppress_for_their_workload() {
    let text = over_limit("").replace(
        "    Properties",
        "    Metadata: {plimsoll: {ignore: 'timeout-over-platform-limit until=2027-01-31: why'}}\n    Properties",
    );
    assert_eq!(
        check("template.yaml", &text),
        ["8 timeout-over-platform-limit (annotation)"]
    );
    let text = CLOUD_RUN.replace(
        "  annotations:",
        "  annotations:\n    plimsoll/ignore: 'long-runtime: a nightly export'",
    );
    assert_eq!(check("run.yaml", &text), ["11 long-runtime (annotation)"]);
}

#[test]
fn the_configuration_suppresses_by_selector() {
    let ignore = |selector: &str| {
        let text = over_limit("");
        let configuration = format!(
            "ignore:\n  - {{rule: timeout-over-platform-limit, {selector}, reason: why}}\n"
        );
        shown(&run(
            &[("services/report/template.yaml", &text)],
            &configuration,
            false,
        ))
    };
    for selector in [
        "path: services/**",
        "path: services/*/template.yaml",
        "name: Report",
        "kind: 'AWS::Serverless::Function', name: Report",
    ] {
        assert_eq!(
            ignore(selector),
            ["7 timeout-over-platform-limit (config)"],
            "{selector}"
        );
    }
    for selector in [
        "path: services/*",
        "name: report",
        "kind: Deployment, name: Report",
    ] {
        assert_eq!(
            ignore(selector),
            ["2 unused-ignore", "7 timeout-over-platform-limit"],
            "{selector}"
        );
    }
}

#[test]
fn a_fingerprint_of_a_suppression_does_not_know_its_line() {
    let comment = " # plimsoll: ignore[timeout-over-platform-limit]";
    let text = over_limit(comment);
    let moved = format!("# A line more.\n{text}");
    let other = over_limit(&format!("{comment} until=soon"));
    let fingerprint = |text: &str| {
        let outcome = run(&[("template.yaml", text)], "", false);
        outcome.findings[1].fingerprint.clone()
    };
    assert_eq!(fingerprint(&text), fingerprint(&moved));
    assert_ne!(fingerprint(&text), fingerprint(&other));
}

#[test]
fn the_list_has_what_is_in_force_with_place_reason_and_expiry() {
    let text = over_limit(" # plimsoll: ignore[timeout-over-platform-limit] until=2027-01-31: why");
    let expired = Directive {
        ignore: Ok(Ignore {
            rules: vec!["long-runtime".to_owned()],
            reason: "why".to_owned(),
            until: Some(Date::constant(2026, 10, 31)),
        }),
        ..run(&[("template.yaml", &text)], "", false).directives[0].clone()
    };
    let mut outcome = run(
        &[("template.yaml", &text)],
        "ignore:\n  - {rules: [long-runtime, large-image], path: 'a/**', reason: because}\n",
        false,
    );
    assert_eq!(expired.kind, DirectiveKind::Comment);
    let unknown = Directive {
        ignore: Ok(Ignore {
            rules: vec!["no-such-rule".to_owned()],
            reason: "why".to_owned(),
            until: None,
        }),
        ..expired.clone()
    };
    outcome.directives.extend([expired, unknown]);
    let rows: Vec<String> = suppress::list(&outcome.directives, TODAY, &config::Locks::default())
        .iter()
        .map(|row| {
            format!(
                "{}:{} {} {} [{}] {:?} {}",
                row.at.path(),
                row.at.first().line,
                row.kind,
                row.covers,
                row.rules.join(", "),
                row.until.map(|until| until.to_string()),
                row.reason
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            "plimsoll.yaml:2 config path a/** [long-runtime, large-image] None because",
            "template.yaml:7 comment line 7 [timeout-over-platform-limit] Some(\"2027-01-31\") why",
        ]
    );
}

#[test]
fn the_examples_of_every_rule_s_page_are_true() {
    for rule in suppress::RULES {
        let fires = |example: &plimsoll::rule::Example| {
            // What the page says beside the file: the configuration it is read with.
            let first = example.text.lines().next().unwrap();
            let configuration = first.strip_prefix("# plimsoll.yaml: ").unwrap_or("");
            let findings = run(&[(example.path, example.text)], configuration, false).findings;
            findings
                .iter()
                .any(|finding| finding.rule.name == rule.name)
        };
        assert!(fires(&rule.bad), "{}: bad is silent", rule.name);
        assert!(!fires(&rule.good), "{}: good fires", rule.name);
    }
}

/// An alias says again for its object what the anchor says: one line, which is of use as long as one object needs it.
#[test]
fn an_annotation_that_an_alias_shares_is_one_suppression() {
    let text = |first: u32, second: u32| {
        format!(
            "\
apiVersion: v1
kind: List
items:
- apiVersion: serving.knative.dev/v1
  kind: Service
  metadata:
    name: a
    annotations: &notes
      run.googleapis.com/ingress: all
      plimsoll/ignore: 'long-runtime: known to be short'
  spec: {{template: {{spec: {{timeoutSeconds: {first}, containers: [{{image: a}}]}}}}}}
- apiVersion: serving.knative.dev/v1
  kind: Service
  metadata: {{name: b, annotations: *notes}}
  spec: {{template: {{spec: {{timeoutSeconds: {second}, containers: [{{image: b}}]}}}}}}
"
        )
    };
    let long = ["11 long-runtime (annotation)"];
    assert_eq!(check("run.yaml", &text(3600, 60)), long);
    let second = ["15 long-runtime (annotation)"];
    assert_eq!(check("run.yaml", &text(60, 3600)), second);
    let both = check("run.yaml", &text(3600, 3600));
    assert_eq!(both, [long[0], second[0]]);
    assert_eq!(check("run.yaml", &text(60, 60)), ["10 unused-ignore"]);
}

/// Wherever a comment stands, it covers whole characters of its own file and nothing panics.
#[test]
fn a_comment_may_stand_on_any_line() {
    let comment = "# plimsoll: ignore[long-runtime] é why";
    for text in [
        CLOUD_RUN,
        &over_limit(""),
        "a: [b, {c: d}]\n---\n- é\n- - f\n",
    ] {
        for line in 0..=text.lines().count() {
            let mut lines: Vec<&str> = text.lines().collect();
            lines.insert(line, comment);
            let source = Source::new("x.yaml", lines.join("\n"));
            let directives = suppress::comments(&plimsoll::syntax::parse(&source), &[]);
            assert_eq!(directives.len(), 1, "{lines:?}");
            assert_eq!(directives[0].at.text(), comment);
        }
    }
}
