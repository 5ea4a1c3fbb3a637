//! Names of files: every character of a name is one, two files are never one, and none leads out of the root.

#![cfg(unix)]

use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn function(timeout: u32) -> String {
    format!(
        "resource \"aws_lambda_function\" \"report\" {{\n  function_name = \"report\"\n  timeout = {timeout}\n}}\n"
    )
}

const CLEAN: &str = "Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Timeout: 5}
";

/// A folder with `repo`, which is a repository, beside whatever else a test puts there.
fn place() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("repo/.git")).unwrap();
    folder
}

fn put(folder: &Path, path: impl AsRef<OsStr>, text: &str) {
    let file = folder.join(Path::new(path.as_ref()));
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

/// Runs in `repo` and expects an end within half a minute.
fn plimsoll(folder: &TempDir, arguments: &[&str]) -> Output {
    let begun = Instant::now();
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .current_dir(folder.path().join("repo"))
        .args(arguments)
        .env_clear()
        .stdin(Stdio::piped())
        .output()
        .unwrap();
    assert!(begun.elapsed() < Duration::from_secs(30), "{arguments:?}");
    output
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{:?}", told(output)))
}

/// The paths under which files count as read.
fn workload_paths(report: &Value) -> Vec<&str> {
    let workloads = report["workloads"].as_array().unwrap().iter();
    let mut paths: Vec<&str> = workloads.map(|one| one["path"].as_str().unwrap()).collect();
    paths.sort_unstable();
    paths
}

fn fifo(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}

#[test]
fn a_backslash_in_a_name_is_no_separator() {
    let folder = place();
    put(folder.path(), "outside/main.tf", &function(777));
    put(folder.path(), "outside/terraform.tfvars", "seconds = 777\n");
    let name = r"x\..\..\outside\main.tf";
    let asks = function(5).replace("timeout = 5", "timeout = var.seconds");
    let repo = folder.path().join("repo");
    put(&repo, name, &format!("variable \"seconds\" {{}}\n{asks}"));
    put(&repo, r"..\outside\main.tf", &function(6));
    for format in ["json", "terminal"] {
        let (code, out, errors) = told(&plimsoll(&folder, &["inspect", "--format", format]));
        assert_eq!(code, Some(0), "{errors}");
        assert!(!out.contains("777"), "{out}");
    }
    let report = json(&plimsoll(&folder, &["inspect", "--format", "json"]));
    assert_eq!(workload_paths(&report), [r"..\outside\main.tf", name]);
}

#[test]
fn names_that_are_no_text_stay_apart_in_every_report() {
    let folder = place();
    let repo = folder.path().join("repo");
    let names: [&[u8]; 4] = [b"a\xff.tf", b"a\xfe.tf", br"a\xFF.tf", b"d\xe9/main.tf"];
    for name in names {
        put(&repo, OsStr::from_bytes(name), &function(1200));
    }
    let shown = [r"a\x5CxFF.tf", r"a\xFE.tf", r"a\xFF.tf", r"d\xE9/main.tf"];
    let report = json(&plimsoll(&folder, &["inspect", "--format", "json"]));
    assert_eq!(workload_paths(&report), shown);
    let report = json(&plimsoll(&folder, &["check", "--format", "json"]));
    let findings = report["findings"].as_array().unwrap();
    let mut prints: Vec<&str> = findings
        .iter()
        .map(|one| one["fingerprint"].as_str().unwrap())
        .collect();
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), 4, "{report}");
    let (_, sarif, _) = told(&plimsoll(&folder, &["check", "--format", "sarif"]));
    for uri in [
        "\"a%FF.tf\"",
        "\"a%FE.tf\"",
        "\"a%5CxFF.tf\"",
        "\"d%E9/main.tf\"",
    ] {
        assert!(sarif.contains(uri), "{uri}");
    }
}

#[test]
fn what_a_manifest_names_is_not_read_outside_of_the_root() {
    let folder = place();
    let repo = folder.path().join("repo");
    put(folder.path(), "outside/secret.yml", "timeout: 777\n");
    put(folder.path(), "outside/main.tf", &function(777));
    put(folder.path(), "outside/terraform.tfvars", "seconds = 777\n");
    put(
        folder.path(),
        "outside/base/kustomization.yaml",
        "namePrefix: outside777-\n",
    );
    let out = folder.path().join("outside");
    symlink(&out, repo.join("linked")).unwrap();
    symlink(out.join("secret.yml"), repo.join("secret.yml")).unwrap();
    fs::create_dir_all(repo.join("tf")).unwrap();
    symlink(
        out.join("terraform.tfvars"),
        repo.join("tf/terraform.tfvars"),
    )
    .unwrap();
    let absolute = out.join("secret.yml").display().to_string();
    for (number, target) in [
        "../outside/secret.yml",
        "secret.yml",
        "linked/secret.yml",
        r"..\outside\secret.yml",
        r"\x2E\x2E/outside/secret.yml",
        absolute.as_str(),
    ]
    .iter()
    .enumerate()
    {
        let text = format!(
            "service: s{number}\nprovider: {{name: aws, runtime: nodejs22.x}}\nfunctions:\n  f:\n    handler: a.b\n    timeout: '${{file({target}):timeout}}'\n"
        );
        put(&repo, format!("s{number}/serverless.yml"), &text);
    }
    for source in ["../../outside", "../linked", r"..\..\outside"] {
        let source = source.replace('\\', r"\\");
        let text = format!("module \"m\" {{\n  source = \"{source}\"\n}}\n");
        put(&repo, format!("m{}/main.tf", source.len()), &text);
    }
    let asks = function(5).replace("timeout = 5", "timeout = var.seconds");
    put(
        &repo,
        "tf/main.tf",
        &format!("variable \"seconds\" {{}}\n{asks}"),
    );
    put(
        &repo,
        "k/kustomization.yaml",
        "resources: [../../outside/base, ../linked/base]\n",
    );
    let (_, out, errors) = told(&plimsoll(&folder, &["inspect", "--format", "json"]));
    assert!(!out.contains("777"), "{out} {errors}");
    let found = json(&plimsoll(&folder, &["inspect", "--format", "json"]));
    assert!(workload_paths(&found).len() >= 7, "{found}");
}

#[test]
fn pipes_devices_and_standard_input_are_no_files_wherever_one_is_named() {
    let folder = place();
    let repo = folder.path().join("repo");
    put(&repo, "template.yaml", CLEAN);
    fifo(&repo.join("pipe.yaml"));
    let refused = "not a plain file";
    for named in [
        "/dev/stdin",
        "/dev/zero",
        "/proc/self/fd/0",
        "pipe.yaml",
        "./pipe.yaml",
    ] {
        for key in ["extends", "baseline"] {
            put(&repo, "plimsoll.yaml", &format!("{key}: {named}\n"));
            let (code, _, errors) = told(&plimsoll(&folder, &["check"]));
            assert_eq!(code, Some(2), "{key}: {named}: {errors}");
            let why = errors.contains(refused) || errors.contains("outside of the repository");
            assert!(why, "{key}: {named}: {errors}");
        }
        fs::remove_file(repo.join("plimsoll.yaml")).unwrap();
    }
    for arguments in [
        &["check", "/dev/stdin"][..],
        &["check", "/dev/zero"],
        &["check", "pipe.yaml"],
        &["check", "pipe*.yaml"],
        &["check", "--baseline", "pipe.yaml"],
        &["check", "--baseline", "/dev/stdin"],
        &["check", "--config", "pipe.yaml"],
        &["check", "--config", "/dev/stdin"],
        &["check", "--image-source", "pipe.yaml"],
        &["merge", "pipe.yaml"],
    ] {
        let (code, _, errors) = told(&plimsoll(&folder, arguments));
        assert_eq!(code, Some(2), "{arguments:?}: {errors}");
    }
    // What the walk meets is no candidate.
    let report = json(&plimsoll(&folder, &["check", "--format", "json"]));
    assert_eq!(report["files"]["failed"], serde_json::json!([]));
    // In a saved image.
    put(
        &repo,
        "image/oci-layout",
        "{\"imageLayoutVersion\": \"1.0.0\"}",
    );
    fifo(&repo.join("image/index.json"));
    for arguments in [&["check"][..], &["check", "--image-source", "image"]] {
        let (_, out, errors) = told(&plimsoll(&folder, arguments));
        let all = format!("{out}{errors}").replace('\n', " ");
        assert!(all.contains(refused), "{arguments:?}: {all}");
    }
}

#[test]
fn a_pattern_that_meets_a_link_does_not_follow_it_out() {
    let folder = place();
    let repo = folder.path().join("repo");
    put(folder.path(), "outside/a.tf", &function(777));
    put(&repo, "in/b.tf", &function(5));
    put(&repo, "deploy/c.tf", &function(6));
    symlink("../../outside/a.tf", repo.join("deploy/a.tf")).unwrap();
    symlink("../in/b.tf", repo.join("deploy/b.tf")).unwrap();
    let output = plimsoll(&folder, &["inspect", "--format", "json", "deploy/*.tf"]);
    let (code, out, _) = told(&output);
    assert!(code == Some(2) && !out.contains("777"), "{out}");
    assert!(
        out.contains("deploy/a.tf") && out.contains("this link leads outside"),
        "{out}"
    );
    assert_eq!(workload_paths(&json(&output)), ["deploy/c.tf", "in/b.tf"]);
}

#[test]
fn a_folder_whose_name_looks_like_a_pattern_is_a_folder() {
    let folder = TempDir::new().unwrap();
    let repo = folder.path().join("a[b]*");
    fs::create_dir_all(repo.join(".git")).unwrap();
    put(&repo, "main.tf", &function(5));
    let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
        .current_dir(&repo)
        .args(["inspect", "--format", "json", "*.tf"])
        .output()
        .unwrap();
    assert_eq!(workload_paths(&json(&output)), ["main.tf"]);
}

/// A folder that is a link to the outside every other moment: what is opened lies inside.
#[test]
fn a_link_that_is_swapped_between_look_and_opening_leads_nowhere() {
    let folder = place();
    let repo = folder.path().join("repo").canonicalize().unwrap();
    put(folder.path(), "outside/a.yaml", "outside: 1\n");
    put(&repo, "inside/a.yaml", "inside: 1\n");
    put(&repo, "plain/a.yaml", "inside: 1\n");
    let ended = AtomicBool::new(false);
    let repository = plimsoll::repository::Repository::new(&repo);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (at, aside) = (repo.join("plain"), repo.join("aside"));
            while !ended.load(Ordering::Relaxed) {
                fs::rename(&at, &aside).unwrap();
                symlink(folder.path().join("outside"), &at).unwrap();
                std::thread::yield_now();
                fs::remove_file(&at).unwrap();
                fs::rename(&aside, &at).unwrap();
                let link = repo.join("link");
                symlink("inside", &link).unwrap();
                fs::remove_file(&link).unwrap();
                symlink(folder.path().join("outside"), &link).unwrap();
                fs::remove_file(&link).unwrap();
            }
        });
        let begun = Instant::now();
        let (mut read, mut outside) = (0, 0);
        while begun.elapsed() < Duration::from_secs(1) || read == 0 {
            for source in [
                repository.load("plain/a.yaml"),
                repository.load("link/a.yaml"),
                repository.include("x.yaml", "plain/a.yaml"),
                repository.include("x.yaml", "link/a.yaml"),
                repository.load_from(&repo.join("plain/a.yaml"), "plain/a.yaml"),
            ]
            .into_iter()
            .flatten()
            {
                read += 1;
                outside += usize::from(source.text() != "inside: 1\n");
            }
            if begun.elapsed() > Duration::from_secs(60) {
                break;
            }
        }
        ended.store(true, Ordering::Relaxed);
        assert!(read > 0 && outside == 0, "{outside} of {read}");
    });
}
