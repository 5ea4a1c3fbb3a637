//! Files of tools that plimsoll knows and does not analyse are called that, and nothing else is.

use plimsoll::config::Settings;
use plimsoll::coverage::Coverage;
use plimsoll::discover::{Filter, Inputs, discover};
use plimsoll::pipeline::{Run, run};
use plimsoll::platform::Limits;
use plimsoll::repository::Repository;
use std::fs;
use tempfile::TempDir;

fn coverage(path: &str, text: &str) -> Coverage {
    let folder = TempDir::new().unwrap();
    let root = folder.path().canonicalize().unwrap();
    let file = root.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
    let repository = Repository::new(&root);
    let today = jiff::civil::Date::constant(2026, 1, 1);
    let settings = Settings::new(Limits::builtin().unwrap(), today);
    let inputs = Inputs {
        directories: vec![root.clone()],
        ..Inputs::default()
    };
    let discovery = discover(&inputs, &root, &Filter::default());
    let outcome = run(Run {
        repository: &repository,
        discovery,
        stdin: None,
        missing: Vec::new(),
        settings: &settings,
    });
    outcome.coverage
}

/// What became of one file: the reason it was skipped, `read` or `failed`.
fn fate(path: &str, text: &str) -> String {
    let coverage = coverage(path, text);
    assert_eq!(coverage.seen(), 1, "{path}");
    match coverage.skipped.first() {
        Some(skipped) => skipped.reason.name().to_owned(),
        None if coverage.failed.is_empty() => "read".to_owned(),
        None => "failed".to_owned(),
    }
}

#[test]
fn programs_that_describe_infrastructure_are_code() {
    for (path, text) in [
        ("serverless.ts", ""),
        ("sst.config.ts", "export default $config({})"),
        (
            "infra/main.bicep",
            "resource app 'Microsoft.Web/sites@2023-12-01' = {}",
        ),
        ("cdk.json", r#"{"app": "npx ts-node bin/app.ts"}"#),
        ("Pulumi.yaml", "name: shop\nruntime: nodejs\n"),
        ("Pulumi.yaml", "name: shop\nruntime: {name: go}\n"),
    ] {
        assert_eq!(fate(path, text), "code", "{path}: {text}");
    }
}

#[test]
fn known_tools_are_named_by_their_content() {
    for (path, text) in [
        ("Pulumi.yaml", "name: shop\nruntime: yaml\nresources: {}\n"),
        ("firebase.json", r#"{"functions": {"source": "functions"}}"#),
        (
            "firebase.json",
            r#"{"hosting": {"rewrites": [{"source": "/api", "function": "api"}]}}"#,
        ),
        (
            "zappa_settings.json",
            r#"{"dev": {"app_function": "app.app", "timeout_seconds": 900}}"#,
        ),
        (
            "zappa_settings.toml",
            "[dev]\ndjango_settings = 'shop.settings'\n",
        ),
        (
            "api/.chalice/config.json",
            r#"{"version": "2.0", "app_name": "api"}"#,
        ),
        ("app.yaml", "runtime: python313\ninstance_class: F2\n"),
        (".do/app.yaml", "name: shop\nservices:\n  - name: web\n"),
        (
            "fly.toml",
            "app = 'shop'\n[http_service]\ninternal_port = 8080\n",
        ),
        ("s.yaml", "edition: 3.0.0\nname: shop\nresources: {}\n"),
        (
            "template.yml",
            "ROSTemplateFormatVersion: '2015-09-01'\nTransform: 'Aliyun::Serverless-2018-04-03'\n",
        ),
        (
            "serverless.yml",
            "component: scf\nname: api\ninputs: {src: .}\n",
        ),
        (
            "serverless.yml",
            "service: api\nprovider: {name: openwhisk}\nfunctions: {hello: {handler: a.b}}\n",
        ),
        (
            "serverless-compose.yml",
            "services:\n  api:\n    path: api\n",
        ),
        (
            "func.yaml",
            "schema_version: 20180708\nname: hello\nruntime: go\nentrypoint: ./func\n",
        ),
        (
            "project.yml",
            "packages:\n  - name: api\n    functions:\n      - name: hello\n",
        ),
        (
            "manifest.yaml",
            "packages:\n  api:\n    actions:\n      hello: {}\n",
        ),
    ] {
        assert_eq!(fate(path, text), "not-analysed", "{path}: {text}");
    }
}

#[test]
fn the_name_alone_proves_nothing() {
    for (path, text) in [
        ("cdk.json", r#"{"context": {}}"#),
        ("firebase.json", r#"{"hosting": {"public": "dist"}}"#),
        ("app.yaml", "name: shop\nport: 8080\n"),
        ("app.yaml", "runtime: {retries: 3}\nenv: prod\n"),
        ("fly.toml", "wings = 2\n"),
        ("s.yaml", "s: 1\n"),
        (
            "project.yml",
            "name: Shop\ntargets: {}\npackages: {Kit: {url: x}}\n",
        ),
        ("manifest.yml", "applications:\n  - name: web\n"),
        ("butterfly.toml", "app = 'x'\n[build]\n"),
    ] {
        assert_eq!(fate(path, text), "not-a-manifest", "{path}: {text}");
    }
}

#[test]
fn a_broken_file_of_theirs_is_not_plimsoll_s_to_report() {
    assert_eq!(fate("fly.toml", "app = \n[["), "not-a-manifest");
    assert_eq!(fate("app.yaml", "runtime: [\n"), "not-a-manifest");
}

#[test]
fn what_a_format_reads_is_read_whatever_it_is_called() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: a}]}\n";
    assert_eq!(fate("app.yaml", pod), "read");
    assert_eq!(fate(".do/app.yaml", pod), "read");
}
