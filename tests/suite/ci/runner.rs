//! Plays a runner: the steps of the action in order, with their conditions, environment and outputs. Scripts run for
//! real; an action that is used succeeds or fails as the test says.

use super::expression::{filled, holds, value};
use super::support::{binary, cargo, command, file, program, root, text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A job.
pub(crate) struct Job<'a> {
    /// The checkout.
    pub(crate) workspace: &'a Path,
    /// `github.event_name`.
    pub(crate) event_name: &'a str,
    /// `github.event`.
    pub(crate) event: Value,
    /// `with:`.
    pub(crate) inputs: &'a [(&'a str, &'a str)],
    /// `github.actor`.
    pub(crate) actor: &'a str,
    /// Whether code scanning takes what is uploaded.
    pub(crate) takes_uploads: bool,
}

/// What became of it.
#[derive(Debug, Default)]
pub(crate) struct Ran {
    /// 0 for green, else the code of the step that failed.
    pub(crate) code: i32,
    /// Everything that was written to the log.
    pub(crate) log: String,
    /// The summary.
    pub(crate) summary: String,
    /// The outputs of the action.
    pub(crate) outputs: BTreeMap<String, String>,
    /// The report, where there is one.
    pub(crate) sarif: Option<Value>,
    /// What was given to the upload, where it was tried.
    pub(crate) uploaded: Option<BTreeMap<String, String>>,
}

impl<'a> Job<'a> {
    /// A job on `event_name` with the binary that is tested.
    pub(crate) fn new(workspace: &'a Path, event_name: &'a str, event: Value) -> Self {
        Self {
            workspace,
            event_name,
            event,
            inputs: &[],
            actor: "someone",
            takes_uploads: true,
        }
    }

    /// Runs the action's steps.
    pub(crate) fn run(&self) -> Ran {
        let action: Value = serde_yaml::from_str(&file(".github/action/action.yml")).unwrap();
        let temporary = TempDir::new().unwrap();
        program(temporary.path(), "cargo", &cargo());
        let mut known = self.known(&action);
        let mut ran = Ran::default();
        for (at, step) in action["runs"]["steps"]
            .as_array()
            .unwrap()
            .iter()
            .enumerate()
        {
            let lookup = |name: &str| known.get(name).cloned().unwrap_or_default();
            if step["if"]
                .as_str()
                .is_some_and(|condition| !holds(&value(condition, &lookup)))
            {
                continue;
            }
            let env = texts(&step["env"], &lookup);
            let with = texts(&step["with"], &lookup);
            let output = temporary.path().join(format!("output{at}"));
            let summary = temporary.path().join("summary");
            fs::write(&output, "").unwrap();
            let code = if let Some(used) = step["uses"].as_str() {
                self.used(used, with, &mut ran)
            } else {
                assert_eq!(step["shell"], "bash");
                let script = step["run"].as_str().unwrap();
                let mut bash = command("bash", self.workspace, temporary.path());
                bash.args([
                    "--noprofile",
                    "--norc",
                    "-e",
                    "-o",
                    "pipefail",
                    "-c",
                    script,
                ])
                .env("GITHUB_ACTION_PATH", root().join(".github/action"))
                .env("GITHUB_ACTOR", self.actor)
                .env("GITHUB_EVENT_NAME", self.event_name)
                .env("GITHUB_OUTPUT", &output)
                .env("GITHUB_REPOSITORY", "example/shop")
                .env(
                    "GITHUB_SHA",
                    self.event["after"].as_str().unwrap_or_default(),
                )
                .env("GITHUB_STEP_SUMMARY", &summary)
                .env("RUNNER_TEMP", temporary.path())
                .envs(env);
                let result = bash.output().unwrap();
                ran.log += &text(&result.stdout);
                ran.log += &text(&result.stderr);
                result.status.code().unwrap()
            };
            let id = step["id"].as_str().unwrap_or_default();
            for line in fs::read_to_string(&output).unwrap().lines() {
                let (name, value) = line.split_once('=').unwrap();
                known.insert(format!("steps.{id}.outputs.{name}"), value.to_owned());
            }
            let outcome = if code == 0 { "success" } else { "failure" };
            known.insert(format!("steps.{id}.outcome"), outcome.to_owned());
            ran.summary = fs::read_to_string(&summary).unwrap_or_default();
            if code != 0 && step["continue-on-error"] != true {
                ran.code = code;
                break;
            }
        }
        let lookup = |name: &str| known.get(name).cloned().unwrap_or_default();
        for (name, output) in action["outputs"].as_object().unwrap() {
            let value = filled(output["value"].as_str().unwrap(), &lookup);
            ran.outputs.insert(name.clone(), value);
        }
        let sarif = fs::read(&ran.outputs["sarif"]).ok();
        ran.sarif = sarif.map(|bytes| serde_json::from_slice(&bytes).unwrap());
        ran
    }

    /// Inputs with their defaults, and the event.
    fn known(&self, action: &Value) -> BTreeMap<String, String> {
        let mut known = BTreeMap::from([("github.token".to_owned(), "s3cret".to_owned())]);
        flatten("github.event", &self.event, &mut known);
        let token = |name: &str| known.get(name).cloned().unwrap_or_default();
        let mut inputs = BTreeMap::new();
        for (name, input) in action["inputs"].as_object().unwrap() {
            let default = filled(input["default"].as_str().unwrap(), &token);
            inputs.insert(format!("inputs.{name}"), default);
        }
        inputs.insert("inputs.binary".to_owned(), binary().display().to_string());
        for (name, value) in self.inputs {
            let old = inputs.insert(format!("inputs.{name}"), (*value).to_owned());
            assert!(old.is_some(), "there is no input {name}");
        }
        known.extend(inputs);
        known
    }

    fn used(&self, action: &str, with: BTreeMap<String, String>, ran: &mut Ran) -> i32 {
        let (name, version) = action.split_once('@').unwrap();
        let is_pinned = version.len() == 40 && version.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(is_pinned, "{action} is not pinned by its commit");
        match name {
            // Nothing is found in it, and what is kept is there.
            "actions/cache/restore" => 0,
            "actions/cache/save" => {
                assert!(Path::new(&with["path"]).join("bin/plimsoll").is_file());
                assert!(with["key"].starts_with("plimsoll-"), "{with:?}");
                ran.log += "saved\n";
                0
            }
            "github/codeql-action/upload-sarif" => {
                assert!(Path::new(&with["sarif_file"]).is_file());
                ran.uploaded = Some(with);
                i32::from(!self.takes_uploads)
            }
            _ => panic!("an action that the test does not know: {action}"),
        }
    }
}

fn texts(map: &Value, lookup: &dyn Fn(&str) -> String) -> BTreeMap<String, String> {
    let entries = map.as_object().into_iter().flatten();
    entries
        .map(|(name, value)| (name.clone(), filled(value.as_str().unwrap(), lookup)))
        .collect()
}

fn flatten(prefix: &str, value: &Value, known: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                flatten(&format!("{prefix}.{name}"), value, known);
            }
        }
        Value::String(text) => {
            known.insert(prefix.to_owned(), text.clone());
        }
        _ => {}
    }
}
