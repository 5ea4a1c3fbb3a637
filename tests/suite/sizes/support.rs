//! Throw-away repositories with artefacts in them, and what plimsoll makes of those.

use serde_json::Value;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

pub(crate) const MIB: u64 = 1 << 20;

/// A git repository that is built up.
pub(crate) struct Repository(TempDir);

impl Repository {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let repository = Self(TempDir::new().unwrap());
        fs::create_dir(repository.path(".git")).unwrap();
        for (path, text) in files {
            repository.write(path, text.as_bytes());
        }
        repository
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let file = self.path(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }

    /// A file of zeros that takes no room: its length is in its metadata.
    pub(crate) fn sparse(&self, path: &str, bytes: u64) {
        self.write(path, b"");
        let file = File::options().write(true).open(self.path(path)).unwrap();
        file.set_len(bytes).unwrap();
    }

    /// A run in here that knows nothing of this machine.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
        command.current_dir(self.root()).args(arguments);
        command.env_clear().stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{error}"))
    }

    /// Every finding as `path:line rule: message`.
    pub(crate) fn findings(&self, arguments: &[&str]) -> Vec<String> {
        let report = self.json(&[&["check", ".", "--format", "json"], arguments].concat());
        let findings = report["findings"].as_array().unwrap().iter();
        let shown = findings.map(|finding| {
            let location = &finding["location"];
            format!(
                "{}:{} {}: {}",
                location["path"].as_str().unwrap(),
                location["line"],
                finding["rule"].as_str().unwrap(),
                finding["message"].as_str().unwrap()
            )
        });
        shown.collect()
    }

    /// The texts of the evidence of the first finding.
    pub(crate) fn evidence(&self) -> Vec<String> {
        let report = self.json(&["check", ".", "--format", "json"]);
        let evidence = report["findings"][0]["evidence"].as_array().unwrap();
        let texts = evidence.iter().map(|one| one["text"].as_str().unwrap());
        texts.map(str::to_owned).collect()
    }

    /// Every size of every workload as `workload fact value: note`.
    pub(crate) fn sizes(&self, arguments: &[&str]) -> Vec<String> {
        sizes_in(&self.json(&[&["inspect", ".", "--format", "json"], arguments].concat()))
    }

    /// The answer for AWS Lambda, and how near a size is to its limit there, in percent.
    pub(crate) fn fit_on_lambda(&self, size: &str) -> (String, Option<u64>) {
        let arguments = ["fit", ".", "--format", "json", "--platform", "aws-lambda"];
        let cell = &self.json(&arguments)["workloads"][0]["fit"][0];
        let mut distances = cell["distances"].as_array().unwrap().iter();
        let near = distances.find(|one| one["setting"] == size);
        let percent = near.map(|one| one["percent"].as_u64().unwrap());
        (cell["fits"].as_str().unwrap().to_owned(), percent)
    }

    /// What standard error says.
    pub(crate) fn messages(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["check", ".", "--format", "json"], arguments].concat());
        String::from_utf8(output.stderr).unwrap()
    }
}

/// Every size in what `inspect` says, as `workload fact value: note`.
pub(crate) fn sizes_in(report: &Value) -> Vec<String> {
    let mut sizes = Vec::new();
    for workload in report["workloads"].as_array().unwrap() {
        for fact in workload["facts"].as_array().unwrap() {
            let name = fact["fact"].as_str().unwrap();
            if name.ends_with("-size") {
                let workload = workload["name"].as_str().unwrap();
                let note = fact["note"].as_str().unwrap_or("-");
                sizes.push(format!("{workload} {name} {}: {note}", fact["value"]));
            }
        }
    }
    sizes
}

/// A zip archive whose directory has these names and unzipped sizes; there is nothing in it.
pub(crate) fn zip(entries: &[(&str, u64)]) -> Vec<u8> {
    let mut directory = Vec::new();
    for (name, size) in entries {
        let big = u32::try_from(*size).is_err();
        let stored = u32::try_from(*size).unwrap_or(u32::MAX);
        let mut extra = Vec::new();
        if big {
            extra.extend([1, 0, 8, 0]);
            extra.extend(size.to_le_bytes());
        }
        directory.extend(b"PK\x01\x02");
        directory.extend([0; 20]);
        directory.extend(stored.to_le_bytes());
        directory.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        directory.extend(u16::try_from(extra.len()).unwrap().to_le_bytes());
        directory.extend([0; 14]);
        directory.extend(name.as_bytes());
        directory.extend(extra);
    }
    let mut bytes = directory.clone();
    bytes.extend(b"PK\x05\x06");
    bytes.extend([0; 4]);
    let count = u16::try_from(entries.len()).unwrap().to_le_bytes();
    bytes.extend(count);
    bytes.extend(count);
    bytes.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    bytes.extend([0; 6]);
    bytes
}
