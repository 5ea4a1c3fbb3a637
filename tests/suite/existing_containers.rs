//! Containers that exist already: the Lambda Web Adapter in every format that declares functions, and Compose files.

use plimsoll::formats;
use plimsoll::model::{Declarations, FactName};
use plimsoll::repository::Repository;
use plimsoll::source::Source;
use plimsoll::syntax;
use std::process::Command;
use tempfile::TempDir;

/// `workload: value @ "source text" field`, one line a fact.
fn existing(path: &str, text: &str) -> Vec<String> {
    let tree = syntax::parse(&Source::new(path, text));
    assert!(tree.errors().is_empty(), "{:?}", tree.errors());
    let mut out = Declarations::default();
    formats::read(&tree, "", &Repository::new("/nonexistent"), &mut out);
    assert!(!out.workloads.is_empty(), "no workload in {path}");
    let facts = out.workloads.iter().flat_map(|workload| {
        let facts = workload.facts(FactName::ExistingContainer);
        facts.map(move |fact| {
            let at = fact.at.as_ref().unwrap().text();
            let value = fact.text().unwrap();
            format!("{}: {value} @ {at:?} {}", workload.name, fact.field)
        })
    });
    facts.collect()
}

const ADAPTER: &str = "AWS Lambda Web Adapter";

#[test]
fn sam_has_the_layer_in_an_expression_or_in_globals() {
    let text = "Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Layers: [!Sub 'arn:aws:lambda:${AWS::Region}:753240598075:layer:LambdaAdapterLayerX86:26']
Resources:
  Shop:
    Type: AWS::Serverless::Function
    Properties: {Handler: run.sh, Runtime: nodejs22.x}
";
    assert_eq!(
        existing("template.yaml", text),
        [format!(
            "Shop: {ADAPTER} @ \"!Sub 'arn:aws:lambda:${{AWS::Region}}:753240598075:layer:LambdaAdapterLayerX86:26'\" Layers[0]"
        )]
    );
}

#[test]
fn cloudformation_has_it_in_a_default_or_in_the_environment_of_an_image() {
    let text = "Parameters:
  Adapter: {Type: String, Default: 'arn:aws:lambda:eu-west-1:753240598075:layer:LambdaAdapterLayerArm64:26'}
Resources:
  Zip:
    Type: AWS::Lambda::Function
    Properties: {Layers: [!Ref Adapter]}
  Image:
    Type: AWS::Lambda::Function
    Properties:
      PackageType: Image
      Environment: {Variables: {AWS_LWA_READINESS_CHECK_PATH: /a-secret-path}}
  Plain:
    Type: AWS::Lambda::Function
    Properties:
      Layers: ['arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension:38']
      Environment: {Variables: {AWS_LAMBDA_EXEC_WRAPPER: /opt/bootstrap, PORT: 8080}}
";
    assert_eq!(
        existing("template.yaml", text),
        [
            format!("Zip: {ADAPTER} @ \"!Ref Adapter\" Properties.Layers[0]"),
            format!(
                "Image: {ADAPTER} @ \"AWS_LWA_READINESS_CHECK_PATH\" \
                 Properties.Environment.Variables.AWS_LWA_READINESS_CHECK_PATH"
            ),
        ]
    );
}

#[test]
fn the_serverless_framework_has_it_with_the_function_or_the_provider() {
    let text = "service: shop
custom: {adapter: 'arn:aws:lambda:eu-west-1:753240598075:layer:LambdaAdapterLayerX86:26'}
provider: {name: aws, environment: {AWS_LWA_PORT: 7000}}
functions:
  zip: {handler: run.sh, layers: ['${self:custom.adapter}']}
  image: {image: shop}
";
    assert_eq!(
        existing("serverless.yml", text),
        [
            format!("zip: {ADAPTER} @ \"'${{self:custom.adapter}}'\" layers[0]"),
            format!("image: {ADAPTER} @ \"AWS_LWA_PORT\" environment"),
        ]
    );
}

#[test]
fn terraform_has_it_in_a_text_a_local_or_the_module_s_inputs() {
    let text = r#"
locals {
  adapter = "arn:aws:lambda:eu-west-1:753240598075:layer:LambdaAdapterLayerArm64:26"
}
resource "aws_lambda_function" "filled" {
  layers = ["arn:aws:lambda:${var.region}:753240598075:layer:LambdaAdapterLayerX86:26"]
}
resource "aws_lambda_function" "local" {
  layers = [local.adapter]
}
module "image" {
  source                = "terraform-aws-modules/lambda/aws"
  environment_variables = { AWS_LWA_PORT = "8080" }
}
resource "aws_lambda_function" "plain" {
  layers = [var.layer]
  environment {
    variables = { PORT = "8080" }
  }
}
"#;
    assert_eq!(
        existing("main.tf", text),
        [
            format!(
                "aws_lambda_function.filled: {ADAPTER} @ \
                 \"\\\"arn:aws:lambda:${{var.region}}:753240598075:layer:LambdaAdapterLayerX86:26\\\"\" layers"
            ),
            format!("aws_lambda_function.local: {ADAPTER} @ \"local.adapter\" layers"),
            format!("module.image: {ADAPTER} @ \"AWS_LWA_PORT\" environment_variables"),
        ]
    );
}

#[test]
fn an_image_built_from_a_dockerfile_has_it_there() {
    let folder = TempDir::new().unwrap();
    let root = folder.path().canonicalize().unwrap();
    std::fs::create_dir(root.join("app")).unwrap();
    let docker = "FROM node:22-slim
# COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/lambda-adapter
COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:1.0.0 /lambda-adapter /opt/extensions/lambda-adapter
CMD [\"node\", \"server.js\"]
";
    std::fs::write(root.join("app/Dockerfile"), docker).unwrap();
    std::fs::write(
        root.join("app/Dockerfile.plain"),
        "FROM node:22-slim\nCOPY . /app\n",
    )
    .unwrap();
    let text = "Transform: AWS::Serverless-2016-10-31
Resources:
  Shop:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image}
    Metadata: {Dockerfile: Dockerfile, DockerContext: ./app}
  Plain:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image}
    Metadata: {Dockerfile: Dockerfile.plain, DockerContext: ./app}
  Outside:
    Type: AWS::Serverless::Function
    Properties: {PackageType: Image}
    Metadata: {Dockerfile: Dockerfile, DockerContext: ../../..}
";
    let tree = syntax::parse(&Source::new("template.yaml", text));
    let mut out = Declarations::default();
    formats::read(&tree, "", &Repository::new(&root), &mut out);
    let found = out
        .workloads
        .iter()
        .flat_map(|workload| workload.facts(FactName::ExistingContainer));
    let found: Vec<String> = found
        .map(|fact| {
            format!(
                "{} via {}",
                fact.at.as_ref().unwrap().text(),
                fact.via[0].text()
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "Dockerfile via COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:1.0.0 /lambda-adapter /opt/extensions/lambda-adapter"
        ]
    );
}

const COMPOSE: &str = "services:
  shop:
    build: .
    volumes: ['.:/app', 'uploads:/uploads']
    deploy: {replicas: 20, resources: {limits: {memory: 64G}}}
  db:
    image: postgres:17
    volumes: ['data:/var/lib/postgresql/data']
volumes: {data: {}, uploads: {}}
";

#[test]
fn compose_services_exist() {
    assert_eq!(
        existing("docker-compose.yml", COMPOSE),
        [
            "shop: Compose service @ \"build\" build",
            "db: Compose service @ \"image\" image"
        ]
    );
}

#[test]
fn compose_services_are_listed_without_a_platform_and_nothing_fires_on_them() {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join(".git")).unwrap();
    std::fs::write(folder.path().join("docker-compose.yml"), COMPOSE).unwrap();
    let run = |command: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_plimsoll"))
            .current_dir(folder.path())
            .args([command, ".", "--format", "json"])
            .env_clear()
            .output()
            .unwrap();
        serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap()
    };
    let workloads = run("inspect")["workloads"].clone();
    for (index, name) in ["shop", "db"].iter().enumerate() {
        assert_eq!(workloads[index]["name"], **name);
        assert_eq!(workloads[index]["platform"], serde_json::Value::Null);
    }
    assert_eq!(run("check")["findings"], serde_json::json!([]));
}
