//! Files in a folder, plimsoll run on them, and what it tells.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A function over Lambda's limit, with something at the end of its timeout's line.
pub(crate) fn over_limit(comment: &str) -> String {
    format!(
        "Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Handler: report.handler
      Timeout: 1200{comment}
"
    )
}

/// A Cloud Run service that may run for so many seconds, with annotations.
pub(crate) fn service(seconds: u32, annotations: &str) -> String {
    format!(
        "apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: report
  annotations: {{run.googleapis.com/ingress: all{annotations}}}
spec:
  template:
    spec:
      timeoutSeconds: {seconds}
      containers: [{{image: registry.example/report}}]
"
    )
}

/// A repository `repo` and what lies beside it.
pub(crate) struct Place(TempDir);

impl Place {
    /// The paths are relative to the folder that the repository lies in.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let place = Self(TempDir::new().unwrap());
        fs::create_dir_all(place.repo().join(".git")).unwrap();
        for (path, text) in files {
            place.write(path, text);
        }
        place
    }

    pub(crate) fn repo(&self) -> PathBuf {
        self.0.path().join("repo")
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let file = self.0.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        run(env!("CARGO_BIN_EXE_plimsoll"), &self.repo(), arguments)
    }

    /// What a run that cannot begin says.
    pub(crate) fn refuses(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["check"], arguments].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    }

    /// The JSON report and the exit code.
    pub(crate) fn report(&self, arguments: &[&str]) -> (Value, i32) {
        let output = self.run(&[&["check", "--format", "json"], arguments].concat());
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        let report = serde_json::from_slice(&output.stdout);
        let report: Value = report.unwrap_or_else(|_| panic!("{errors}"));
        let schema = jsonschema::validator_for(&plimsoll::schema::check_output()).unwrap();
        assert!(schema.is_valid(&report), "{report}");
        (report, output.status.code().unwrap())
    }

    /// Every finding as `path:line severity rule`, the kind of suppression behind it.
    pub(crate) fn findings(&self, arguments: &[&str]) -> Vec<String> {
        shown(&self.report(arguments).0)
    }

    /// The message of each finding about the policy, with its place.
    pub(crate) fn softened(&self, arguments: &[&str]) -> Vec<String> {
        let (report, _) = self.report(arguments);
        let findings = report["findings"].as_array().unwrap().iter();
        let about = findings.filter(|finding| finding["rule"] == "softened-policy");
        about
            .map(|finding| {
                let at = &finding["location"];
                let path = at["path"].as_str().unwrap();
                let (line, column) = (&at["line"], &at["column"]);
                let message = finding["message"].as_str().unwrap();
                format!("{path}:{line}:{column}: {message}")
            })
            .collect()
    }
}

pub(crate) fn shown(report: &Value) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            let at = &finding["location"];
            let by = match &finding["suppressed"] {
                Value::Null => String::new(),
                by => format!(" ({})", text(&by["kind"])),
            };
            let (severity, rule) = (text(&finding["severity"]), text(&finding["rule"]));
            format!("{}:{} {severity} {rule}{by}", text(&at["path"]), at["line"])
        })
        .collect()
}

/// Runs a program that knows nothing of the machine's own settings.
pub(crate) fn run(program: &str, folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments).env_clear();
    for name in ["PATH", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    for name in ["GIT_AUTHOR", "GIT_COMMITTER"] {
        command.env(format!("{name}_NAME"), "test");
        command.env(format!("{name}_EMAIL"), "test@example.com");
    }
    command.env("HOME", folder).env("GIT_CONFIG_NOSYSTEM", "1");
    command.env("SOURCE_DATE_EPOCH", "1793491200"); // 2026-11-01
    command.output().unwrap()
}

/// A real history whose first commit is the branch `main`; what is written later is the change.
pub(crate) struct History(Place);

impl std::ops::Deref for History {
    type Target = Place;

    fn deref(&self) -> &Place {
        &self.0
    }
}

impl History {
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let place = Place(TempDir::new().unwrap());
        fs::create_dir_all(place.repo()).unwrap();
        let history = Self(place);
        history.git(&["init", "--quiet", "--initial-branch", "work"]);
        for (path, text) in files {
            history.write(path, text);
        }
        history.git(&["add", "--all", "--force"]);
        history.git(&["commit", "--quiet", "--allow-empty", "--message", "x"]);
        history.git(&["branch", "main"]);
        history
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        let output = run("git", &self.repo(), arguments);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {errors}");
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.0.0.path().join(path)).unwrap();
    }

    /// What is found that is new, judged by the base's policy.
    pub(crate) fn held(&self) -> Vec<String> {
        self.findings(&["--base", "main", "--config-from-base"])
    }

    /// What of the policy is another one, as `kind what: before -> after at path:line`.
    pub(crate) fn changes(&self, arguments: &[&str]) -> Vec<String> {
        let (report, _) = self.report(&[&["--base", "main"], arguments].concat());
        let changes = report["base"]["policy"].as_array().unwrap().iter();
        changes
            .map(|change| {
                let text = |key: &str| change[key].as_str().unwrap_or("-").to_owned();
                let at = &change["location"];
                let at = match at["path"].as_str() {
                    Some(path) => format!("{path}:{}", at["line"]),
                    None => "-".to_owned(),
                };
                let (kind, what) = (text("kind"), text("what"));
                format!(
                    "{kind} {what}: {} -> {} at {at}",
                    text("before"),
                    text("after")
                )
            })
            .collect()
    }
}
