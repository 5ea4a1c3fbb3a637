//! The shapes in which real repositories go over a limit or over the framework's thresholds, one platform a test, and the
//! near-misses that look like them.

use serde_json::Value;
use std::fs;
use std::process::Command;
use tempfile::TempDir;

/// The report on a folder.
fn report(files: &[(&str, &str)]) -> Value {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .current_dir(folder.path())
        .args(["check", ".", "--format", "json", "--require-workloads"])
        .env_clear()
        .output()
        .unwrap();
    assert_ne!(
        output.status.code(),
        Some(2),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The findings of a folder, sorted: `severity rule workload`.
fn findings(files: &[(&str, &str)]) -> Vec<String> {
    let report = report(files);
    let line = |finding: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        format!(
            "{} {} {}",
            text(&finding["severity"]),
            text(&finding["rule"]),
            text(&finding["workloads"][0]["name"]),
        )
    };
    let found = report["findings"].as_array().unwrap();
    let mut lines: Vec<String> = found.iter().map(line).collect();
    lines.sort();
    lines
}

/// The configuration that declares where everything stands.
fn placed(platform: &str) -> String {
    format!("workloads:\n  - path: '**'\n    platform: {platform}\n")
}

const OVER: &str = "error timeout-over-platform-limit";
const LONG: &str = "warning long-runtime";

#[test]
fn cloud_run_s_longest_request_is_advice_and_no_broken_limit() {
    let yaml = "apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: report, annotations: {run.googleapis.com/ingress: all}}
spec: {template: {spec: {timeoutSeconds: 3600, containers: [{image: a}]}}}
";
    assert_eq!(findings(&[("run.yaml", yaml)]), [format!("{LONG} report")]);
    let terraform = "resource \"google_cloud_run_v2_service\" \"report\" {
  template {
    timeout = \"3600s\"
    containers {
      image = \"a\"
    }
  }
}
";
    assert_eq!(
        findings(&[("main.tf", terraform)]),
        [format!("{LONG} google_cloud_run_v2_service.report")]
    );
}

#[test]
fn vercel_is_judged_by_its_plan() {
    let json = r#"{"functions": {"api/report.ts": {"maxDuration": 1200}}}"#;
    let on =
        |platform: &str| findings(&[("vercel.json", json), ("plimsoll.yaml", &placed(platform))]);
    assert_eq!(on("vercel/hobby"), [format!("{OVER} api/report.ts")]);
    // Above 800 s it is a beta that some runtimes have.
    for plan in ["vercel/pro", "vercel/enterprise"] {
        assert_eq!(
            on(plan),
            ["warning timeout-over-platform-limit api/report.ts"],
            "{plan}"
        );
    }
    // Without the plan it is advice: there is one that allows it.
    assert_eq!(on("vercel/extended"), [format!("{LONG} api/report.ts")]);
    assert_eq!(on("vercel"), [format!("{LONG} api/report.ts")]);
    assert_eq!(
        findings(&[("vercel.json", json)]),
        [format!("{LONG} api/report.ts")]
    );
    // What no plan allows is over the limit of all.
    let longer = json.replace("1200", "2000");
    assert_eq!(
        findings(&[("vercel.json", &longer)]),
        [format!("{OVER} api/report.ts")]
    );
}

#[test]
fn azure_is_judged_by_its_plan() {
    for timeout in ["00:30:00", "-1"] {
        let host = format!(r#"{{"version": "2.0", "functionTimeout": "{timeout}"}}"#);
        let on = |platform: &str| {
            findings(&[
                ("app/host.json", &host),
                ("plimsoll.yaml", &placed(platform)),
            ])
        };
        assert_eq!(
            on("azure-functions/consumption"),
            [format!("{OVER} app")],
            "{timeout}"
        );
        for plan in ["premium", "flex-consumption", "dedicated"] {
            let found = on(&format!("azure-functions/{plan}"));
            assert!(
                found.iter().all(|found| found.contains("long-runtime")),
                "{plan} {found:?}"
            );
        }
        let unknown = findings(&[("app/host.json", &host)]);
        assert!(
            !unknown.iter().any(|found| found.contains("platform-limit")),
            "{unknown:?}"
        );
    }
}

#[test]
fn a_plan_that_the_platform_does_not_have_is_an_error_of_the_configuration() {
    let folder = TempDir::new().unwrap();
    for (platform, message) in [
        (
            "vercel/gold",
            "`gold` is not one of hobby, pro, enterprise, extended",
        ),
        ("aws-lambda/pro", "`aws-lambda` has no plans"),
    ] {
        fs::write(folder.path().join("plimsoll.yaml"), placed(platform)).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
            .current_dir(folder.path())
            .args(["check", "."])
            .env_clear()
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(stderr.contains(message), "{stderr}");
    }
}

#[test]
fn functions_on_a_cluster_have_no_fixed_limit_and_are_advised() {
    let fission = "apiVersion: fission.io/v1
kind: Function
metadata: {name: train}
spec: {functionTimeout: 9000, environment: {name: python}}
";
    assert_eq!(
        findings(&[("function.yaml", fission)]),
        [format!("{LONG} train")]
    );
    let openfaas = "provider: {name: openfaas}
functions:
  train: {image: a, environment: {exec_timeout: 30m}}
";
    assert_eq!(
        findings(&[("stack.yml", openfaas)]),
        [format!("{LONG} train")]
    );
}

#[test]
fn netlify_ends_a_background_function_after_15_minutes() {
    let toml = |seconds: u32| {
        format!(
            "[build]\ncommand = \"x\"\n[functions.\"report-background\"]\ntimeout = {seconds}\n"
        )
    };
    assert_eq!(
        findings(&[("netlify.toml", &toml(900))]),
        ["note timeout-at-platform-limit report-background"]
    );
    assert_eq!(
        findings(&[("netlify.toml", &toml(1200))]),
        [format!("{OVER} report-background")]
    );
}

#[test]
fn lambda_runs_20_minutes_on_managed_instances_alone() {
    let template = |more: &str| {
        format!(
            "Resources:
  Report:
    Type: AWS::Lambda::Function
    Properties:
      Timeout: 1200
{more}"
        )
    };
    assert_eq!(
        findings(&[("template.yaml", &template(""))]),
        [format!("{OVER} Report")]
    );
    let managed = "      CapacityProviderConfig:
        LambdaManagedInstancesCapacityProviderConfig: {CapacityProviderArn: arn}
";
    assert_eq!(
        findings(&[("template.yaml", &template(managed))]),
        [format!("{LONG} Report")]
    );
}

#[test]
fn what_looks_like_a_long_run_and_is_none_stays_silent() {
    let openfaas = "provider: {name: openfaas}
functions:
  upload: {image: a, environment: {read_timeout: 60m, write_timeout: 60m}}
";
    let fission = "apiVersion: fission.io/v1
kind: Function
metadata: {name: warm}
spec: {idletimeout: 9000, environment: {name: python}}
";
    let worker = r#"{"name": "chat", "main": "a.ts", "limits": {"cpu_ms": 300000},
        "durable_objects": {"bindings": [{"name": "ROOM", "class_name": "Room"}]},
        "migrations": [{"tag": "v1", "new_sqlite_classes": ["Room"]}]}"#;
    for (path, text) in [
        ("stack.yml", openfaas),
        ("function.yaml", fission),
        ("wrangler.jsonc", worker),
    ] {
        assert_eq!(findings(&[(path, text)]), [""; 0], "{path}");
    }
}

#[test]
fn the_value_that_is_too_long_is_pointed_at_where_calls_differ() {
    let module = "variable \"timeout\" {}
resource \"aws_lambda_function\" \"f\" {
  timeout = var.timeout
}
";
    let call = |name: &str, seconds: u32| {
        format!("module \"{name}\" {{\n  source  = \"./fn\"\n  timeout = {seconds}\n}}\n")
    };
    let main = format!("{}{}", call("short", 60), call("long", 1200));
    let report = report(&[("main.tf", &main), ("fn/main.tf", module)]);
    let finding = &report["findings"][0];
    assert_eq!(finding["rule"], "timeout-over-platform-limit");
    assert_eq!(finding["confidence"], "medium");
    let evidence = finding["evidence"].as_array().unwrap();
    let set = evidence
        .iter()
        .find(|one| one["text"] == "the value is set here")
        .unwrap();
    assert_eq!(set["location"]["path"], "main.tf");
    assert_eq!(set["location"]["line"], 7);
}

#[test]
fn a_module_that_is_called_twice_with_too_much_is_one_finding_with_both_values() {
    let module = "resource \"aws_lambda_function\" \"f\" {\n  timeout = var.timeout\n}\nvariable \"timeout\" {}\n";
    let main = "module \"long\" {
  source  = \"./fn\"
  timeout = 1200
}
module \"longer\" {
  source  = \"./fn\"
  timeout = 1800
}
";
    let report = report(&[("main.tf", main), ("fn/main.tf", module)]);
    assert_eq!(report["findings"].as_array().unwrap().len(), 1, "{report}");
    let finding = &report["findings"][0];
    assert_eq!(
        finding["message"],
        "`aws_lambda_function.f` may run for 20 min; AWS Lambda ends a run at 15 min"
    );
    let said = finding["evidence"].as_array().unwrap().iter().map(|one| {
        let line = &one["location"]["line"];
        format!("{} {line}", one["text"].as_str().unwrap())
    });
    let page = "docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, checked 2026-10";
    assert_eq!(
        said.collect::<Vec<_>>(),
        [
            "allowed 1200 s, limit 900 s 2",
            "the value is set here 3",
            "allowed 1800 s, limit 900 s 2",
            "the value is set here 7",
            "`long-runtime` as well: allowed 1200 s, threshold 900 s 2",
            "`long-runtime` as well: allowed 1800 s, threshold 900 s 2",
            &format!("AWS Lambda allows at most 900 s ({page}) null"),
        ]
    );
}

#[test]
fn an_http_trigger_on_azure_answers_within_230_seconds() {
    let app = |timeout: &str, more: &str| {
        let host = format!("{{\"version\": \"2.0\", \"functionTimeout\": \"{timeout}\"}}");
        let function = format!(
            "{{\"bindings\": [{{\"type\": \"httpTrigger\", \"direction\": \"in\", \"name\": \"req\"}}{more}]}}"
        );
        findings(&[("host.json", &host), ("Report/function.json", &function)])
    };
    let over = ["note timeout-exceeds-caller Report"];
    assert_eq!(app("00:03:50", ""), [""; 0]);
    assert_eq!(app("00:03:51", ""), over);
    // It starts an orchestration and answers at once.
    let client = ", {\"type\": \"durableClient\", \"direction\": \"in\", \"name\": \"starter\"}";
    assert_eq!(app("00:09:00", client), [""; 0]);
}
