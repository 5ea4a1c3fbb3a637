//! Switching plimsoll on: the configuration that `init` writes is one, also with everything in it switched on; the
//! completions and the man pages know every flag.

use plimsoll::config;
use plimsoll::judge;
use plimsoll::source::Source;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const SERVICE: &str = "apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: report
  annotations: {run.googleapis.com/ingress: all}
spec:
  template:
    spec:
      timeoutSeconds: 3600
      containers: [{image: registry.example/report}]
";

/// Nothing decides between Knative and Cloud Run.
const AMBIGUOUS: &str = "apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: either}
spec: {template: {spec: {containers: [{image: registry.example/report}]}}}
";

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

fn plimsoll(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.current_dir(folder).env_clear().args(arguments);
    command.output().unwrap()
}

fn stdout(output: Output) -> String {
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout).unwrap()
}

fn errors(text: &str) -> Vec<String> {
    match config::parse(&Source::new("plimsoll.yaml", text), &judge::rules()) {
        Ok(_) => Vec::new(),
        Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

/// The file with every key switched on: prose stands behind `# `.
fn switched_on(text: &str) -> String {
    let on = |line: &str| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with("  ") || !rest.starts_with(' ') => format!("{rest}\n"),
        _ => format!("{line}\n"),
    };
    text.lines().map(on).collect()
}

#[test]
fn the_configuration_fits_what_is_found_and_is_one() {
    let hostile = AMBIGUOUS.replace("either", "\"a\\\"b: [c] #\"");
    let folder = repository(&[
        ("run.yaml", SERVICE),
        ("odd [1] *.yaml", AMBIGUOUS),
        ("odder.yaml", &hostile),
    ]);
    assert_eq!(plimsoll(folder.path(), &["init"]).status.code(), Some(0));
    let text = fs::read_to_string(folder.path().join("plimsoll.yaml")).unwrap();
    assert_eq!(errors(&text), Vec::<String>::new());
    assert_eq!(
        errors(&switched_on(&text)),
        Vec::<String>::new(),
        "{}",
        switched_on(&text)
    );
    for part in [
        "3 workloads: 2 knative or cloud-run-service, 1 cloud-run-service",
        "\nrequire-workloads: true\n",
        "#  long-runtime: warning # found once\n",
        "#  - {path: \"odd [[]1[]] [*].yaml\", name: \"either\", platform: knative}\n",
        "#  - {path: \"run.yaml\", name: \"report\", max-runtime: 8m}\n",
        "#  - {rules: [long-runtime], path: \"run.yaml\", reason: \"why it stays\"}\n",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    // What it writes changes no result, and is not written over.
    assert_eq!(plimsoll(folder.path(), &["."]).status.code(), Some(0));
    let again = plimsoll(folder.path(), &["init"]);
    assert_eq!(again.status.code(), Some(2));
    let message = String::from_utf8(again.stderr).unwrap();
    assert!(message.contains("plimsoll.yaml exists"), "{message}");
}

#[test]
fn an_empty_repository_gets_one_that_is_valid_too() {
    let folder = repository(&[]);
    assert_eq!(plimsoll(folder.path(), &["init"]).status.code(), Some(0));
    let text = fs::read_to_string(folder.path().join("plimsoll.yaml")).unwrap();
    assert!(text.contains("\n#require-workloads: true\n"), "{text}");
    assert_eq!(errors(&text), Vec::<String>::new());
    assert_eq!(errors(&switched_on(&text)), Vec::<String>::new());
}

#[test]
fn the_workflow_is_the_readme_s() {
    let folder = repository(&[("run.yaml", SERVICE)]);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    assert_eq!(
        plimsoll(folder.path(), &["init", "--workflow"])
            .status
            .code(),
        Some(0)
    );
    let workflow = folder.path().join(".github/workflows/plimsoll.yml");
    let workflow = fs::read_to_string(workflow).unwrap().replace("\r\n", "\n");
    let readme = fs::read_to_string(root.join("README.md"))
        .unwrap()
        .replace("\r\n", "\n");
    assert!(
        readme.contains(&format!("```yaml\n{workflow}```")),
        "{workflow}"
    );
    // A configuration that is there already is left alone, and is no obstacle.
    fs::remove_file(folder.path().join(".github/workflows/plimsoll.yml")).unwrap();
    fs::write(folder.path().join("plimsoll.yaml"), "fail-on: never\n").unwrap();
    let again = plimsoll(folder.path(), &["init", "--workflow"]);
    assert_eq!(again.status.code(), Some(0));
    let kept = fs::read_to_string(folder.path().join("plimsoll.yaml")).unwrap();
    assert_eq!(kept, "fail-on: never\n");
    let twice = plimsoll(folder.path(), &["init", "--workflow"]);
    assert_eq!(twice.status.code(), Some(2));
    // Its name is plimsoll's, and it is no configuration.
    let checked = plimsoll(folder.path(), &["."]);
    let errors = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert_eq!(checked.status.code(), Some(0), "{errors}");
}

/// Every long flag and subcommand of the definition.
fn names() -> Vec<String> {
    let command = plimsoll::cli::command();
    let mut names = Vec::new();
    for command in command.get_subcommands() {
        names.push(command.get_name().to_owned());
        let flags = command.get_arguments().filter_map(|flag| flag.get_long());
        names.extend(flags.map(str::to_owned));
    }
    names
}

#[test]
fn completions_know_every_command_and_flag() {
    let folder = repository(&[]);
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stdout(plimsoll(folder.path(), &["completions", shell]));
        for name in names() {
            assert!(script.contains(&name), "{shell}: {name}");
        }
    }
}

#[test]
fn the_man_pages_know_every_command_and_flag() {
    let folder = repository(&[]);
    let mut pages = stdout(plimsoll(folder.path(), &["man"]));
    assert!(pages.contains(".TH plimsoll 1"), "{pages}");
    for command in plimsoll::cli::command().get_subcommands() {
        let page = stdout(plimsoll(folder.path(), &["man", command.get_name()]));
        pages.push_str(&page);
    }
    let pages = pages.replace("\\-", "-");
    for name in names() {
        assert!(pages.contains(&name), "{name}");
    }
    let nested = stdout(plimsoll(folder.path(), &["man", "baseline", "prune"]));
    assert!(nested.contains(".TH plimsoll-baseline-prune 1"), "{nested}");
    let unknown = plimsoll(folder.path(), &["man", "nothing"]);
    assert_eq!(unknown.status.code(), Some(2));
}
