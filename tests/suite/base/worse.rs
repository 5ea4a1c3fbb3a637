//! The same finding with a worse value is reported as worse, with before and after.

use super::{commit, git, history, plimsoll, report, told, write};
use serde_json::{Value, json};
use std::path::Path;

/// A function behind an API that waits 30 seconds for it.
fn behind_an_api(timeout: u32) -> String {
    format!(
        "Transform: AWS::Serverless-2016-10-31
Resources:
  Search:
    Type: AWS::Serverless::Function
    Properties:
      Handler: search.handler
      Timeout: {timeout}
      Events:
        Get: {{Type: HttpApi, Properties: {{Path: /search, Method: get}}}}
"
    )
}

fn code(folder: &Path, arguments: &[&str]) -> Option<i32> {
    let arguments = [&["check"], arguments].concat();
    plimsoll(folder, &arguments).status.code()
}

#[test]
fn a_timeout_that_grows_is_worse_and_fails_like_a_new_finding() {
    let folder = history();
    write(folder.path(), "search.yaml", &behind_an_api(300));
    commit(folder.path());
    write(folder.path(), "search.yaml", &behind_an_api(899));
    let now = report(folder.path(), &["--base", "HEAD"]);
    assert_eq!(told(&now), (vec!["timeout-exceeds-gateway"], 1, 0));
    let worse = json!({"before": "300 s", "after": "899 s"});
    assert_eq!(now["findings"][0]["worse"], worse);
    assert_eq!(now["base"]["worse"], 1);
    assert_eq!(code(folder.path(), &["--base", "HEAD"]), Some(0));
    assert_eq!(
        code(folder.path(), &["--base", "HEAD", "--fail-on", "warning"]),
        Some(1)
    );
    let written = |format: &str| {
        let arguments = ["check", "--base", "HEAD", "--format", format];
        String::from_utf8(plimsoll(folder.path(), &arguments).stdout).unwrap()
    };
    let text = written("terminal");
    assert!(text.contains("worse: 300 s -> 899 s"), "{text}");
    assert!(
        text.contains("since HEAD: 1 worse, 1 unchanged, 0 fixed"),
        "{text}"
    );
    assert!(written("markdown").contains("(worse: 300 s -&#62; 899 s)"));
    assert!(written("github").contains("worse: 300 s -> 899 s"));
    let sarif: Value = serde_json::from_str(&written("sarif")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let updated = results.iter().find(|one| one["baselineState"] == "updated");
    assert_eq!(updated.unwrap()["properties"]["worse"], worse);
}

#[test]
fn a_value_that_shrinks_or_stays_is_no_news() {
    let folder = history();
    write(folder.path(), "search.yaml", &behind_an_api(300));
    commit(folder.path());
    for timeout in [299, 300] {
        write(folder.path(), "search.yaml", &behind_an_api(timeout));
        let now = report(folder.path(), &["--base", "HEAD"]);
        assert_eq!(told(&now), (vec![], 2, 0), "{timeout}");
    }
    write(folder.path(), "search.yaml", &behind_an_api(20));
    assert_eq!(
        told(&report(folder.path(), &["--base", "HEAD"])),
        (vec![], 1, 1)
    );
}

#[test]
fn what_is_worse_when_it_is_smaller_is_worse_when_it_shrinks() {
    let folder = history();
    let price = |objective: &str| {
        format!(
            "Transform: AWS::Serverless-2016-10-31
Resources:
  Price:
    Type: AWS::Serverless::Function
    Metadata: {{plimsoll: {{p99-latency: {objective}}}}}
    Properties: {{Handler: price.handler}}
"
        )
    };
    write(folder.path(), "price.yaml", &price("40ms"));
    commit(folder.path());
    write(folder.path(), "price.yaml", &price("45ms"));
    assert_eq!(
        told(&report(folder.path(), &["--base", "HEAD"])),
        (vec![], 2, 0)
    );
    write(folder.path(), "price.yaml", &price("10ms"));
    let now = report(folder.path(), &["--base", "HEAD"]);
    assert_eq!(told(&now), (vec!["latency-slo"], 1, 0));
    assert_eq!(
        now["findings"][0]["worse"],
        json!({"before": "40 ms", "after": "10 ms"})
    );
}

/// A manifest with a value in it, the value before and after, and how both are reported.
type Case<'a> = (&'a dyn Fn(&str) -> String, [&'a str; 2], [&'a str; 2]);

#[test]
fn limits_images_and_advice_grow_too() {
    let sized = |size: &str| {
        format!(
            "Transform: AWS::Serverless-2016-10-31
Resources:
  Thumbnails:
    Type: AWS::Serverless::Function
    Metadata: {{plimsoll: {{image-size: {size}}}}}
    Properties: {{PackageType: Image, ImageUri: example.com/thumbnails:1}}
"
        )
    };
    let service = |seconds: &str| {
        format!(
            "apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: report
  annotations: {{run.googleapis.com/ingress: all}}
spec:
  template:
    spec:
      timeoutSeconds: {seconds}
      containers: [{{image: example.com/report:1}}]
"
        )
    };
    let cases: [Case<'_>; 2] = [
        (&sized, ["310MB", "900MB"], ["310 MB", "900 MB"]),
        (&service, ["1200", "3600"], ["1200 s", "3600 s"]),
    ];
    for (text, [was, is], [before, after]) in cases {
        let folder = history();
        write(folder.path(), "one.yaml", &text(was));
        commit(folder.path());
        write(folder.path(), "one.yaml", &text(is));
        let now = report(folder.path(), &["--base", "HEAD"]);
        let worse = &now["findings"][0]["worse"];
        assert_eq!(*worse, json!({"before": before, "after": after}), "{now}");
    }
}

#[test]
fn what_the_base_suppresses_is_reported_when_it_gets_worse_without_its_excuse() {
    let folder = history();
    let excused = behind_an_api(300).replace(
        "Timeout: 300",
        "Timeout: 300 # plimsoll: ignore[timeout-exceeds-gateway] a queue soon",
    );
    write(folder.path(), "search.yaml", &excused);
    commit(folder.path());
    git(folder.path(), &["branch", "excused"]);
    // The excuse still covers it.
    write(
        folder.path(),
        "search.yaml",
        &excused.replace("300 #", "899 #"),
    );
    assert_eq!(
        told(&report(folder.path(), &["--base", "excused"])),
        (vec![], 1, 0)
    );
    write(folder.path(), "search.yaml", &behind_an_api(899));
    let now = report(folder.path(), &["--base", "excused"]);
    assert_eq!(told(&now).0, vec!["timeout-exceeds-gateway"]);
}
