//! The README's snippets for other systems: their shell steps run as they stand there, against a plimsoll that is real
//! and builds that are played.

use super::readme::block;
use super::support::{cargo, command, file, function, git, program, text, url, write};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

/// A clone of depth 1 whose remote has a `main` with one finding and a branch that adds one; and a folder of programs.
struct Played {
    clone: TempDir,
    origin: TempDir,
    programs: TempDir,
}

fn played() -> Played {
    played_with(&["--depth=1"])
}

fn played_with(clone_flags: &[&str]) -> Played {
    let origin = TempDir::new().unwrap();
    let at = origin.path();
    git(at, &["init", "--quiet", "--initial-branch", "main"]);
    write(at, "template.yaml", &function("Old", 1200));
    git(at, &["add", "--all"]);
    git(at, &["commit", "--quiet", "--message", "old"]);
    git(at, &["switch", "--quiet", "--create", "change"]);
    write(at, "new.yaml", &function("New", 1200));
    git(at, &["add", "--all"]);
    git(at, &["commit", "--quiet", "--message", "new"]);
    let (clone, programs) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let url = url(at);
    let arguments = [
        &["clone", "--quiet", "--branch=change"],
        clone_flags,
        &[&url, "."],
    ];
    git(clone.path(), &arguments.concat());
    program(programs.path(), "cargo", &cargo());
    Played {
        clone,
        origin,
        programs,
    }
}

impl Played {
    fn run(&self, shell: &[&str], script: &str, env: &[(&str, &str)]) -> Output {
        let mut command = command(shell[0], self.clone.path(), self.programs.path());
        command
            .args(&shell[1..])
            .arg(script)
            .envs(env.iter().copied());
        command.output().unwrap()
    }

    /// What SARIF says of its results.
    fn states(&self, path: &str) -> Vec<Option<String>> {
        let text = fs::read_to_string(self.clone.path().join(path)).unwrap();
        let sarif: Value = serde_json::from_str(&text).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap().iter();
        results
            .map(|result| result["baselineState"].as_str().map(str::to_owned))
            .collect()
    }
}

fn is_compared(states: &[Option<String>]) -> bool {
    states == [Some("new".to_owned()), Some("unchanged".to_owned())]
}

/// The shell steps of the pipeline.
fn azure_scripts() -> Vec<String> {
    let pipeline: Value = serde_yaml::from_str(&block("# azure-pipelines.yml")).unwrap();
    let steps = pipeline["steps"].as_array().unwrap().iter();
    let checkout = steps
        .clone()
        .find(|step| step["checkout"] == "self")
        .unwrap();
    assert_eq!(checkout["persistCredentials"], true, "the fetch needs them");
    let scripts = steps.filter_map(|step| step["bash"].as_str().map(str::to_owned));
    scripts.collect()
}

/// A pull request into `target`, or a push.
fn azure(played: &Played, target: Option<&str>) -> Vec<i32> {
    let staging = played.programs.path().display().to_string();
    let root = format!("{staging}/kept");
    let mut env = vec![
        ("BUILD_ARTIFACTSTAGINGDIRECTORY", staging.as_str()),
        ("PLIMSOLL", root.as_str()),
    ];
    env.extend(target.map(|target| ("SYSTEM_PULLREQUEST_TARGETBRANCH", target)));
    let bash = ["bash", "--noprofile", "--norc", "-c"];
    let code = |script: &String| played.run(&bash, script, &env).status.code().unwrap();
    azure_scripts().iter().map(code).collect()
}

#[test]
fn azure_pipelines() {
    for (target, compared) in [(Some("refs/heads/main"), true), (None, false)] {
        let played = played();
        let expected = [0, 1];
        assert_eq!(
            azure(&played, target),
            expected,
            "the new function is over the limit"
        );
        let sarif = played.programs.path().join("plimsoll.sarif");
        assert_eq!(
            is_compared(&played.states(sarif.to_str().unwrap())),
            compared
        );
        let junit = fs::read_to_string(played.clone.path().join("plimsoll.xml")).unwrap();
        assert_eq!(
            junit.matches("<failure").count(),
            if compared { 1 } else { 2 },
            "{junit}"
        );
        // What the cache brings is not built again.
        program(played.programs.path(), "cargo", "exit 9");
        assert_eq!(azure(&played, target), expected);
    }
}

/// The shell steps of the stage: one that installs, one that checks.
fn jenkins_scripts() -> [String; 2] {
    let file = block("// Jenkinsfile");
    let parts: Vec<&str> = file.split("'''").collect();
    let [_, install, credentials, check, tail] = parts.as_slice() else {
        panic!("{file}");
    };
    assert!(
        tail.contains("sarif(pattern: 'plimsoll.sarif')") && tail.contains("junit 'plimsoll.xml'")
    );
    assert!(credentials.contains("scm.userRemoteConfigs[0].credentialsId"));
    // A placeholder of a document is no redirection.
    [install, check].map(|script| script.replace("<commit>", "1234abcd"))
}

#[test]
fn jenkins() {
    let [install, script] = jenkins_scripts();
    for (target, compared) in [
        (Some("main"), true),
        (Some("$(touch pwned)"), false),
        (None, false),
    ] {
        let played = played();
        let env: Vec<(&str, &str)> = target
            .iter()
            .map(|target| ("CHANGE_TARGET", *target))
            .collect();
        // Jenkins runs `sh -xe`.
        assert!(played.run(&["sh", "-xec"], &install, &env).status.success());
        program(played.programs.path(), "cargo", "exit 9");
        assert!(
            played.run(&["sh", "-xec"], &install, &env).status.success(),
            "it is kept"
        );
        let output = played.run(&["sh", "-xec"], &script, &env);
        assert!(!played.clone.path().join("pwned").exists());
        if target == Some("$(touch pwned)") {
            assert_ne!(output.status.code(), Some(1), "there is no such branch");
            continue;
        }
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        assert_eq!(is_compared(&played.states("plimsoll.sarif")), compared);
        assert!(played.clone.path().join("plimsoll.xml").is_file());
    }
}

/// The job of the component with the README's inputs and others on top, and its script.
fn gitlab_job(inputs: &[(&str, &str)]) -> (Value, String) {
    let file = file(".github/gitlab-ci.yml");
    let (spec, job) = file.split_once("\n---\n").unwrap();
    let spec: Value = serde_yaml::from_str(spec).unwrap();
    let include: Value = serde_yaml::from_str(&block("# .gitlab-ci.yml")).unwrap();
    let include = &include["include"][0];
    assert_eq!(include["file"], "/.github/gitlab-ci.yml");
    let given = include["inputs"].as_object().unwrap();
    let mut filled = job.to_owned();
    for (name, input) in spec["spec"]["inputs"].as_object().unwrap() {
        let own = inputs.iter().find(|(own, _)| own == name);
        let own = own.map(|(_, value)| *value);
        let default = input["default"].as_str();
        let value = own.or_else(|| given.get(name)?.as_str()).or(default);
        let options = input["options"].as_array();
        let allowed =
            options.is_none_or(|options| options.iter().any(|option| option.as_str() == value));
        assert!(allowed, "{name}: {value:?}");
        filled = filled.replace(&format!("$[[ inputs.{name} ]]"), value.unwrap());
    }
    assert!(
        given
            .keys()
            .all(|name| spec["spec"]["inputs"].get(name).is_some())
    );
    assert!(!filled.contains("$[["), "{filled}");
    let job: Value = serde_yaml::from_str(&filled).unwrap();
    let job = job["plimsoll"].clone();
    let lines = job["script"].as_array().unwrap().iter();
    let lines: Vec<&str> = lines.map(|line| line.as_str().unwrap()).collect();
    let script = lines.join("\n");
    (job, script)
}

/// Runs the component's job on a merge request from `base`, or on the default branch. A runner stops at the first line
/// that fails.
fn gitlab_run(played: &Played, inputs: &[(&str, &str)], base: Option<&str>) -> Output {
    let (job, script) = gitlab_job(inputs);
    let variables = job["variables"].as_object().unwrap().iter();
    let mut env: Vec<(&str, &str)> = variables
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        .collect();
    env.extend(base.map(|base| ("CI_MERGE_REQUEST_DIFF_BASE_SHA", base)));
    played.run(&["sh", "-ec"], &script, &env)
}

#[test]
fn gitlab() {
    let (job, _) = gitlab_job(&[]);
    let quality = job["artifacts"]["reports"]["codequality"].as_str().unwrap();
    for compared in [true, false] {
        let played = played();
        let base = git(played.origin.path(), &["rev-parse", "main"]);
        for _ in 0..2 {
            let output = gitlab_run(&played, &[], Some(&*base).filter(|_| compared));
            assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        }
        assert_eq!(is_compared(&played.states("plimsoll.sarif")), compared);
        let quality = fs::read_to_string(played.clone.path().join(quality)).unwrap();
        // The widget compares by itself.
        let quality: Value = serde_json::from_str(&quality).unwrap();
        assert_eq!(quality.as_array().unwrap().len(), 2);
    }
}

/// The configuration decides what fails, unless the input does.
#[test]
fn gitlab_passes_fail_on_only_when_it_is_set() {
    let played = played();
    write(played.clone.path(), "plimsoll.yaml", "fail-on: never\n");
    for (inputs, code) in [
        (&[][..], 0),
        (&[("fail-on", "error")], 1),
        (&[("fail-on", "")], 0),
    ] {
        let output = gitlab_run(&played, inputs, None);
        assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
    }
}

/// The target has moved on since the clone was made, so that its commit is missing. A depth in a full clone would cut off
/// the history, and `git merge-base` and `git rebase` would fail from then on.
#[test]
fn a_full_clone_stays_full_and_a_shallow_one_shallow() {
    for (flags, is_shallow) in [
        (&[][..], "false"),
        (&["--single-branch"], "false"),
        (&["--depth=1"], "true"),
    ] {
        for system in ["azure", "jenkins", "gitlab"] {
            let played = played_with(flags);
            let at = played.clone.path();
            git(played.origin.path(), &["switch", "--quiet", "main"]);
            let base = git(played.origin.path(), &["rev-parse", "HEAD"]);
            write(played.origin.path(), "later.yaml", &function("Later", 10));
            let later = super::support::commit(played.origin.path());
            let count = git(at, &["rev-list", "--count", "HEAD"]);
            let code = match system {
                "azure" => azure(&played, Some("main")).pop(),
                "jenkins" => {
                    let env = [("CHANGE_TARGET", "main")];
                    let [install, script] = jenkins_scripts();
                    assert!(played.run(&["sh", "-xec"], &install, &env).status.success());
                    played.run(&["sh", "-xec"], &script, &env).status.code()
                }
                _ => gitlab_run(&played, &[], Some(&later)).status.code(),
            };
            assert_eq!(code, Some(1), "{system} {flags:?}");
            let shallow = git(at, &["rev-parse", "--is-shallow-repository"]);
            assert_eq!(shallow, is_shallow, "{system} {flags:?}");
            assert_eq!(git(at, &["rev-list", "--count", "HEAD"]), count);
            if is_shallow == "false" {
                assert_eq!(git(at, &["merge-base", "HEAD", &later]), base);
            }
        }
    }
}

/// Programs that build as much as is read of them.
fn builders(programs: &Path) {
    let lambda = r#"{"Resources": {"Built": {"Type": "AWS::Lambda::Function", "Properties": {"Timeout": 1200}}}}"#;
    program(
        programs,
        "sam",
        &format!("mkdir -p .aws-sam/build && echo '{lambda}' > .aws-sam/build/template.yaml"),
    );
    program(
        programs,
        "cdk",
        &format!("mkdir -p cdk.out && echo '{lambda}' > cdk.out/Shop.template.json"),
    );
    program(
        programs,
        "serverless",
        &format!(
            "mkdir -p .serverless && echo '{lambda}' > .serverless/cloudformation-template-update-stack.json"
        ),
    );
    let plan = r#"{"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {"root_module": {"resources": [
        {"address": "aws_lambda_function.built", "mode": "managed", "type": "aws_lambda_function", "name": "built",
         "values": {"function_name": "built", "timeout": 1200}}]}}}"#;
    program(
        programs,
        "terraform",
        &format!("case $1 in plan) touch tfplan ;; show) test -f tfplan && echo '{plan}' ;; esac"),
    );
    let service = "echo 'apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: built, annotations: {run.googleapis.com/ingress: all}}
spec: {template: {spec: {timeoutSeconds: 7200, containers: [{image: registry.example/built}]}}}'";
    program(programs, "helm", service);
    program(programs, "kustomize", service);
}

#[test]
fn before_a_deployment() {
    let recipes = block("# before a deployment");
    let recipes: Vec<&str> = recipes.lines().skip(1).collect();
    assert_eq!(recipes.len(), 6);
    for recipe in recipes {
        let played = played();
        builders(played.programs.path());
        let empty = TempDir::new().unwrap();
        write(empty.path(), "serverless.ts", "export default {}");
        fs::create_dir(empty.path().join(".git")).unwrap();
        let mut bash = command("bash", empty.path(), played.programs.path());
        let output = bash.args(["-c", recipe]).output().unwrap();
        let said = text(&output.stdout);
        assert_eq!(
            output.status.code(),
            Some(1),
            "{recipe}\n{said}{}",
            text(&output.stderr)
        );
        assert!(
            said.contains("timeout-over-platform-limit") && said.to_lowercase().contains("built"),
            "{said}"
        );
        // The builder fails: nothing goes on as if all were well.
        let builder = recipe.split_whitespace().next().unwrap();
        program(played.programs.path(), builder, "exit 5");
        let mut bash = command("bash", empty.path(), played.programs.path());
        let output = bash.args(["-c", recipe]).output().unwrap();
        assert!(
            matches!(output.status.code(), Some(2 | 5)),
            "{recipe}: {}",
            text(&output.stderr)
        );
    }
}
