//! One value in many spellings.

use super::support::{facts, findings, findings_with};

#[test]
fn memory_in_compose_is_in_dockers_units() {
    for (written, mib) in [
        ("deploy: {resources: {limits: {memory: 512M}}}", "512"),
        ("deploy: {resources: {limits: {memory: 1.5gb}}}", "1536"),
        ("deploy: {resources: {limits: {memory: '65536kb'}}}", "64"),
        ("mem_limit: 2g", "2048"),
        ("mem_limit: 268435456", "256"),
        ("mem_limit: 1048576b", "1"),
    ] {
        let file = format!("services:\n  web:\n    image: example.com/web:1\n    {written}\n");
        let found = facts(&[("compose.yaml", &file)], "memory");
        assert_eq!(found, [format!("web: {mib} MiB stated")], "{written}");
    }
}

#[test]
fn memory_of_an_ecs_task_is_in_mebibytes_or_with_its_unit() {
    for (written, mib) in [("2 GB", "2048"), ("0.5GB", "512"), ("4096", "4096")] {
        let template = format!(
            "Resources:
  Web:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Memory: '{written}'
      ContainerDefinitions: [{{Name: web, Image: 'example.com/web:1'}}]
"
        );
        let found = facts(&[("template.yaml", &template)], "memory");
        assert_eq!(found, [format!("Web: {mib} MiB stated")], "{written}");
        let module = format!(
            "resource \"aws_ecs_task_definition\" \"web\" {{
  family                = \"web\"
  memory                = \"{written}\"
  container_definitions = jsonencode([{{ name = \"web\", image = \"example.com/web:1\" }}])
}}
"
        );
        let found = facts(&[("main.tf", &module)], "memory");
        let line = format!("aws_ecs_task_definition.web: {mib} MiB stated");
        assert_eq!(found, [line], "{written}");
    }
}

#[test]
fn a_mapping_without_the_keys_has_the_default_that_stands_beside_them() {
    let template = |key: &str| {
        format!(
            "Transform: AWS::LanguageExtensions
Mappings: {{Stages: {{prod: {{timeout: 60}}}}}}
Resources:
  Report:
    Type: AWS::Lambda::Function
    Properties:
      Code: {{S3Bucket: b, S3Key: k}}
      Timeout: !FindInMap [Stages, {key}, timeout, DefaultValue: 1200]
"
        )
    };
    let timeout = |key| facts(&[("template.yaml", &template(key))], "timeout");
    assert_eq!(timeout("prod"), ["Report: 60 s stated"]);
    assert_eq!(timeout("dev"), ["Report: 1200 s stated"]);
}

#[test]
fn a_fallback_of_the_environment_is_what_one_deployment_gets() {
    for source in ["env:REPORT_TIMEOUT", "opt:timeout", "ssm:/report/timeout"] {
        let service = format!(
            "service: shop
provider: {{name: aws, runtime: nodejs22.x}}
functions:
  report:
    handler: a.b
    timeout: ${{{source}, '1000'}}
"
        );
        let file = [("serverless.yml", service.as_str())];
        let found = findings(&file);
        assert!(
            found
                .iter()
                .any(|line| line.contains("timeout-over-platform-limit"))
        );
        let sure = findings_with(&file, &["--min-confidence", "high"]);
        assert!(sure.is_empty(), "{source}: {sure:?}");
    }
}
