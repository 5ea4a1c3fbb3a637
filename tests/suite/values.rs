//! Values that a deployment is given: flags and `samconfig.toml`, and what they come to in each format. A fact stands
//! where its expression stands; `via` says where the value was found.

use plimsoll::formats;
use plimsoll::model::{Declarations, FactName};
use plimsoll::repository::{Given, Repository};
use plimsoll::syntax;
use std::fs;

/// The facts of one name in one file of a repository: `900 s @ !Ref Timeout via --param 900`.
fn facts(files: &[(&str, &str)], name: FactName, flags: &str) -> Vec<String> {
    let out = declarations(files, flags);
    let facts = out
        .workloads
        .iter()
        .flat_map(|workload| workload.facts(name));
    let line = facts.map(|fact| {
        let value = fact
            .value
            .as_ref()
            .map_or("?".to_owned(), ToString::to_string);
        let via = fact
            .via
            .iter()
            .map(|via| format!(" via {} {}", via.path(), via.text()));
        let sure = if fact.confidence.name() == "high" {
            ""
        } else {
            " medium"
        };
        let at = fact.at.as_ref().map_or("", |at| at.text());
        format!("{value} @ {at}{}{sure}", via.collect::<String>())
    });
    line.collect()
}

/// Reads the first file; `flags` are `stage:NAME` and `NAME=VALUE`, separated by blanks.
fn declarations(files: &[(&str, &str)], flags: &str) -> Declarations {
    let folder = tempfile::TempDir::new().unwrap();
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let words = || flags.split_whitespace();
    let stage = words().find_map(|word| word.strip_prefix("stage:"));
    let parameters = words().filter_map(|word| word.split_once('='));
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let given = Given::new(stage.map(str::to_owned), parameters.map(owned));
    let repository = Repository::new(folder.path().canonicalize().unwrap()).deployed_with(given);
    let source = repository.load(files[0].0).unwrap();
    let tree = syntax::parse(&source);
    assert!(tree.errors().is_empty(), "{:?}", tree.errors());
    let mut out = Declarations::default();
    formats::read(&tree, "", &repository, &mut out);
    out
}

const TEMPLATE: &str = "Transform: AWS::Serverless-2016-10-31
Parameters:
  Timeout: {Type: Number, Default: 30}
  Secret: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties: {Timeout: !Ref Timeout}
";

#[test]
fn a_template_takes_flags_then_samconfig_then_its_own_default() {
    let config = "version = 0.1
[default.deploy.parameters]
parameter_overrides = \"Timeout=600 Secret=x\"
[prod.global.parameters]
parameter_overrides = [\"Timeout=700\"]
[prod.deploy.parameters]
parameter_overrides = [\"ParameterKey=Timeout,ParameterValue=800\"]
[test.deploy.parameters]
stack_name = \"test\"
";
    let with = [
        ("app/template.yaml", TEMPLATE),
        ("app/samconfig.toml", config),
    ];
    let timeout = |flags| facts(&with, FactName::Timeout, flags);
    let default = "via app/samconfig.toml \"Timeout=600 Secret=x\"";
    assert_eq!(timeout(""), [format!("10 min @ !Ref Timeout {default}")]);
    // The command's own options win over those of all commands.
    let prod = "via app/samconfig.toml \"ParameterKey=Timeout,ParameterValue=800\"";
    assert_eq!(
        timeout("stage:prod"),
        [format!("800 s @ !Ref Timeout {prod}")]
    );
    // An environment that says nothing of it, and one that is not there.
    for stage in ["stage:test", "stage:none"] {
        assert_eq!(
            timeout(stage),
            ["30 s @ !Ref Timeout via app/template.yaml 30"]
        );
    }
    let flag = "15 min @ !Ref Timeout via --param 900";
    assert_eq!(timeout("Timeout=900"), [flag]);
    assert_eq!(timeout("Timeout=900 stage:prod"), [flag]);
}

#[test]
fn samconfig_counts_as_read_where_it_gave_something() {
    let config = "[default.deploy.parameters]\nparameter_overrides = \"Timeout=600\"\n";
    let with = [("template.yaml", TEMPLATE), ("samconfig.toml", config)];
    assert_eq!(declarations(&with, "").included, ["samconfig.toml"]);
    let yaml =
        "default:\n  deploy:\n    parameters:\n      parameter_overrides:\n        - Timeout=600\n";
    let with = [("template.yaml", TEMPLATE), ("samconfig.yaml", yaml)];
    assert_eq!(declarations(&with, "").included, ["samconfig.yaml"]);
    assert!(declarations(&with, "stage:none").included.is_empty());
}

#[test]
fn samconfig_of_another_template_says_nothing() {
    let config = |file: &str| {
        format!(
            "[default.deploy.parameters]\ntemplate_file = \"{file}\"\nparameter_overrides = \"Timeout=600\"\n"
        )
    };
    let timeout = |file: &str| {
        let config = config(file);
        let with = [("template.yaml", TEMPLATE), ("samconfig.toml", &config)];
        facts(&with, FactName::Timeout, "")
    };
    assert_eq!(
        timeout("other.yaml"),
        ["30 s @ !Ref Timeout via template.yaml 30"]
    );
    for own in [
        "template.yaml",
        "./template.yaml",
        ".aws-sam/build/template.yaml",
    ] {
        let given = "via samconfig.toml \"Timeout=600\"";
        assert_eq!(
            timeout(own),
            [format!("10 min @ !Ref Timeout {given}")],
            "{own}"
        );
    }
}

#[test]
fn a_broken_samconfig_does_not_stand_in_the_way() {
    let with = [
        ("template.yaml", TEMPLATE),
        ("samconfig.toml", "[default\n= 3"),
    ];
    assert_eq!(
        facts(&with, FactName::Timeout, ""),
        ["30 s @ !Ref Timeout via template.yaml 30"]
    );
}

#[test]
fn a_mapping_is_certain_once_its_key_is_given() {
    let template = "Transform: AWS::Serverless-2016-10-31
Parameters:
  Stage: {Type: String, Default: dev}
Mappings:
  Sizes: {dev: {Memory: 256}, prod: {Memory: 1024}}
Resources:
  Worker:
    Type: AWS::Serverless::Function
    Properties: {MemorySize: !FindInMap [Sizes, !Ref Stage, Memory]}
";
    let memory = |flags| facts(&[("template.yaml", template)], FactName::Memory, flags);
    let at = "@ !FindInMap [Sizes, !Ref Stage, Memory]";
    assert_eq!(
        memory(""),
        [format!(
            "256 MiB {at} via template.yaml dev via template.yaml 256 medium"
        )]
    );
    assert_eq!(
        memory("Stage=prod"),
        [format!(
            "1 GiB {at} via --param prod via template.yaml 1024"
        )]
    );
}

#[test]
fn a_condition_on_a_given_parameter_leaves_one_branch() {
    let template = "Parameters:
  Stage: {Type: String, Default: dev}
  Slow: {Type: String, Default: 'false'}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsSlow: !Equals ['true', !Ref Slow]
  Neither: !And [!Not [!Condition IsProd], !Not [{Condition: IsSlow}]]
  Loop: !Not [!Condition Loop]
Resources:
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      Timeout: !If [CONDITION, 900, 60]
";
    let timeout = |condition: &str, flags| {
        let template = template.replace("CONDITION", condition);
        facts(&[("template.yaml", &template)], FactName::Timeout, flags)
    };
    let (yes, no) = (["15 min @ 900"], ["60 s @ 60"]);
    assert_eq!(timeout("IsProd", "Stage=prod"), yes);
    assert_eq!(timeout("IsProd", "Stage=test"), no);
    assert_eq!(timeout("Neither", "Stage=test Slow=false"), yes);
    // One that is false settles it, whatever the other is.
    assert_eq!(timeout("Neither", "Slow=true"), no);
    // What nobody gave may be anything: a default is what one deployment gets.
    let both = ["15 min @ 900 medium", "60 s @ 60 medium"];
    for (condition, flags) in [
        ("IsProd", ""),
        ("Neither", "Stage=test"),
        ("Loop", ""),
        ("None", ""),
    ] {
        assert_eq!(timeout(condition, flags), both, "{condition} {flags}");
    }
}

#[test]
fn a_service_takes_its_stage_and_parameters() {
    let service = "service: x
provider: {name: aws, stage: \"${opt:stage, 'dev'}\"}
params:
  default: {memory: 128}
  prod: {memory: 2048}
custom:
  timeout: {dev: 30, prod: 900}
functions:
  worker:
    handler: x.y
    timeout: ${self:custom.timeout.${sls:stage}}
    memorySize: ${param:memory}
";
    let files = [("serverless.yml", service)];
    let timeout = |flags| facts(&files, FactName::Timeout, flags);
    let at = "@ ${self:custom.timeout.${sls:stage}} via serverless.yml";
    assert_eq!(timeout(""), [format!("30 s {at} 30 medium")]);
    assert_eq!(timeout("stage:prod"), [format!("15 min {at} 900")]);
    let memory = |flags| facts(&files, FactName::Memory, flags);
    let at = "@ ${param:memory} via";
    assert_eq!(memory(""), [format!("128 MiB {at} serverless.yml 128")]);
    assert_eq!(
        memory("stage:prod"),
        [format!("2 GiB {at} serverless.yml 2048")]
    );
    assert_eq!(memory("memory=512"), [format!("512 MiB {at} --param 512")]);
}

#[test]
fn a_terraform_variable_is_given_before_any_file() {
    let main = "variable \"timeout\" { default = 30 }
resource \"aws_lambda_function\" \"worker\" {
  function_name = \"worker\"
  timeout       = var.timeout
}
";
    let files = [("main.tf", main), ("terraform.tfvars", "timeout = 60\n")];
    let timeout = |flags| facts(&files, FactName::Timeout, flags);
    assert_eq!(timeout(""), ["60 s @ var.timeout via terraform.tfvars 60"]);
    assert_eq!(
        timeout("timeout=900"),
        ["15 min @ var.timeout via --param 900"]
    );
}

#[test]
fn a_worker_is_what_its_environment_says() {
    let config = "name = \"worker\"
[triggers]
crons = [\"0 3 * * *\"]
[[queues.consumers]]
queue = \"jobs\"
[env.prod]
name = \"worker-prod\"
[env.busy.triggers]
crons = [\"* * * * *\"]
";
    let files = [("wrangler.toml", config)];
    let schedule = |flags| facts(&files, FactName::Schedule, flags);
    let triggers = |flags| facts(&files, FactName::Trigger, flags).len();
    assert_eq!(schedule(""), ["24 h @ \"0 3 * * *\""]);
    assert_eq!(triggers(""), 2);
    // Triggers are inherited, bindings are not.
    assert_eq!(schedule("stage:prod"), ["24 h @ \"0 3 * * *\""]);
    assert_eq!(triggers("stage:prod"), 1);
    assert_eq!(schedule("stage:busy"), ["60 s @ \"* * * * *\""]);
}

#[test]
fn a_copilot_environment_overrides_what_it_names() {
    let manifest = "name: import
type: Scheduled Job
on: {schedule: '@daily'}
timeout: 30m
memory: 512
environments:
  prod: {timeout: 2h, on: {schedule: '@hourly'}}
";
    let files = [("copilot/import/manifest.yml", manifest)];
    let said = |name, flags| facts(&files, name, flags);
    assert_eq!(said(FactName::Timeout, ""), ["30 min @ 30m"]);
    assert_eq!(said(FactName::Timeout, "stage:prod"), ["2 h @ 2h"]);
    assert_eq!(
        said(FactName::Schedule, "stage:prod"),
        ["60 min @ '@hourly'"]
    );
    assert_eq!(said(FactName::Memory, "stage:prod"), ["512 MiB @ 512"]);
}
