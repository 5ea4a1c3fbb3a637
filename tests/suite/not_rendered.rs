//! Deployments that the files only name are counted by kind, with the command that renders them, in every format; and
//! "not a manifest" is said of what is none.

use serde_json::Value;
use std::fs;
use std::process::Command;
use tempfile::TempDir;

/// What `plimsoll check . --format FORMAT` writes of some files.
fn report(files: &[(&str, &str)], format: &str) -> String {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    for (path, text) in files {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll"));
    command.current_dir(folder.path()).env("COLUMNS", "1000");
    let out = command.args(["check", ".", "--format", format]).output();
    let out = out.unwrap();
    assert_eq!(out.status.code(), Some(0), "{out:?}");
    String::from_utf8(out.stdout).unwrap()
}

fn files(files: &[(&str, &str)]) -> Value {
    let report: Value = serde_json::from_str(&report(files, "json")).unwrap();
    report["files"].clone()
}

/// `2 HelmRelease`, one line a kind.
fn counted(all: &[(&str, &str)]) -> Vec<String> {
    let files = files(all);
    let kinds = files["not_rendered"].as_array().cloned();
    let line = |one: Value| format!("{} {}", one["count"], one["kind"].as_str().unwrap());
    kinds.unwrap_or_default().into_iter().map(line).collect()
}

/// Why a file was skipped, or that it was read.
fn fate(path: &str, text: &str) -> String {
    let files = files(&[(path, text)]);
    let skipped = files["skipped"].as_array().unwrap();
    match skipped.iter().find(|skipped| skipped["path"] == path) {
        Some(skipped) => skipped["reason"].as_str().unwrap().to_owned(),
        None => format!("{} read", files["read"]),
    }
}

fn object(version: &str, kind: &str, spec: &str) -> String {
    format!("apiVersion: {version}\nkind: {kind}\nmetadata: {{name: shop}}\nspec: {spec}\n")
}

const RELEASE: &str = "apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: cache}
spec: {chart: {spec: {chart: redis, sourceRef: {kind: HelmRepository, name: charts}}}}
";

const DEPLOYMENT: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: web, image: example.com/web:1}]}}}
";

#[test]
fn objects_of_gitops_controllers_are_deployments_elsewhere() {
    for (version, kind, spec, counted_as) in [
        (
            "helm.toolkit.fluxcd.io/v2beta1",
            "HelmRelease",
            "{}",
            "HelmRelease",
        ),
        ("helm.fluxcd.io/v1", "HelmRelease", "{}", "HelmRelease"),
        (
            "kustomize.toolkit.fluxcd.io/v1",
            "Kustomization",
            "{path: ./}",
            "Flux Kustomization",
        ),
        (
            "argoproj.io/v1alpha1",
            "Application",
            "{source: {chart: redis}}",
            "Application",
        ),
        (
            "argoproj.io/v1alpha1",
            "ApplicationSet",
            "{generators: []}",
            "ApplicationSet",
        ),
        (
            "helm.cattle.io/v1",
            "HelmChart",
            "{chart: redis}",
            "HelmChart",
        ),
        ("configsync.gke.io/v1beta1", "RootSync", "{}", "RootSync"),
    ] {
        let text = object(version, kind, spec);
        assert_eq!(fate("a.yaml", &text), "not-rendered", "{text}");
        assert_eq!(counted(&[("a.yaml", &text)]), [format!("1 {counted_as}")]);
    }
    // Kinds of the same names that deploy nothing.
    for (version, kind) in [
        ("app.k8s.io/v1beta1", "Application"),
        ("source.toolkit.fluxcd.io/v1", "HelmChart"),
        ("source.toolkit.fluxcd.io/v1", "GitRepository"),
    ] {
        let text = object(version, kind, "{}");
        assert_eq!(fate("a.yaml", &text), "no-workload", "{text}");
    }
}

#[test]
fn objects_are_counted_not_files() {
    let many = format!("{RELEASE}---\n{RELEASE}---\n{DEPLOYMENT}");
    let list = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: helm.toolkit.fluxcd.io/v2\n  kind: HelmRelease\n  metadata: {name: a}\n";
    let files = files(&[("apps/all.yaml", &many), ("b.yaml", list)]);
    assert_eq!(files["read"], 1, "a workload stands beside them");
    let releases = &files["not_rendered"][0];
    assert_eq!(releases["count"], 3);
    assert_eq!(
        releases["command"],
        "helm template CHART --values VALUES | plimsoll -"
    );
    let places = releases["places"].as_array().unwrap();
    let places = places
        .iter()
        .map(|one| format!("{}:{} {}", one["path"], one["line"], one["name"]));
    assert_eq!(
        places.collect::<Vec<_>>(),
        [
            "\"apps/all.yaml\":1 \"cache\"",
            "\"apps/all.yaml\":6 \"cache\"",
            "\"b.yaml\":4 \"a\""
        ]
    );
}

#[test]
fn places_are_bounded_and_the_number_is_not() {
    let many = vec![RELEASE; 130].join("---\n");
    let files = files(&[("all.yaml", &many)]);
    assert_eq!(files["not_rendered"][0]["count"], 130);
    assert_eq!(
        files["not_rendered"][0]["places"].as_array().unwrap().len(),
        100
    );
}

#[test]
fn a_folder_of_this_repository_that_was_read_is_looked_into() {
    let flux = |path: &str| {
        object(
            "kustomize.toolkit.fluxcd.io/v1",
            "Kustomization",
            &format!("{{path: {path}}}"),
        )
    };
    let argo = |path: &str| {
        object(
            "argoproj.io/v1alpha1",
            "Application",
            &format!("{{source: {{path: {path}}}}}"),
        )
    };
    let web = ("apps/web/deployment.yaml", DEPLOYMENT);
    for text in [flux("./apps/web"), flux("apps"), argo("apps/web/")] {
        assert_eq!(counted(&[("k.yaml", &text), web]), [""; 0], "{text}");
    }
    for (text, kind) in [
        (flux("./apps/other"), "1 Flux Kustomization"),
        (flux("./app"), "1 Flux Kustomization"),
        (argo("'{{path}}'"), "1 Application"),
    ] {
        assert_eq!(counted(&[("k.yaml", &text), web]), [kind], "{text}");
    }
}

#[test]
fn modules_and_charts_of_terraform_are_named_by_their_source() {
    for (source, is_unseen) in [
        ("example/vpc/aws", true),
        ("app.terraform.io/example/vpc/aws", true),
        ("git::https://example.com/vpc.git?ref=v1", true),
        ("github.com/example/vpc", true),
        ("s3::https://s3.amazonaws.com/example/vpc.zip", true),
        ("./modules/vpc", false),
        ("../modules/vpc", true),
        ("./modules/lost", true),
        // Read by its name.
        ("terraform-aws-modules/lambda/aws", false),
    ] {
        let call = format!("module \"net\" {{\n  source = \"{source}\"\n}}\n");
        let local = ("modules/vpc/main.tf", "resource \"aws_vpc\" \"main\" {}\n");
        let found = counted(&[("main.tf", &call), local]);
        assert_eq!(
            found == ["1 Terraform module"],
            is_unseen,
            "{source}: {found:?}"
        );
        let call = format!("{{\"module\": {{\"net\": {{\"source\": \"{source}\"}}}}}}");
        let found = counted(&[("main.tf.json", &call), local]);
        assert_eq!(
            found == ["1 Terraform module"],
            is_unseen,
            "{source}: {found:?}"
        );
    }
    let off = "module \"net\" {\n  source = \"example/vpc/aws\"\n  count = 0\n}\n";
    assert_eq!(counted(&[("main.tf", off)]), [""; 0]);
    let helm = "resource \"helm_release\" \"cache\" {\n  chart = \"redis\"\n}\n";
    assert_eq!(
        counted(&[("main.tf", helm)]),
        ["1 helm_release of Terraform"]
    );
    let beside = format!("{helm}resource \"aws_lambda_function\" \"f\" {{\n  timeout = 3\n}}\n");
    assert_eq!(fate("main.tf", &beside), "1 read");
    assert_eq!(
        counted(&[("main.tf", &beside)]),
        ["1 helm_release of Terraform"]
    );
}

#[test]
fn a_chart_is_counted_once_and_its_parts_with_it() {
    let chart = "apiVersion: v2\nname: web\nversion: 1.0.0\n";
    let library = "apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n";
    let all = [
        ("web/Chart.yaml", chart),
        ("web/charts/cache/Chart.yaml", chart),
        ("lib/Chart.yaml", library),
        ("charts/api/Chart.yaml", chart),
    ];
    assert_eq!(counted(&all), ["2 Helm chart"]);
    // Its templates name it already in the summary.
    let template = (
        "web/templates/d.yaml",
        "kind: Deployment\nname: {{ .Values.name }}\n",
    );
    let told = report(&[("web/Chart.yaml", chart), template], "terminal");
    assert!(
        told.contains("1 template of chart `web`: pipe `helm template` in"),
        "{told}"
    );
    assert!(!told.contains("Helm chart"), "{told}");
}

#[test]
fn what_kustomize_fetches_and_helmfile_lists_is_counted() {
    let kustomization = "resources:\n- web.yaml\n- https://example.com/install.yaml\n- github.com/example/base?ref=v1\nhelmCharts:\n- name: redis\n";
    assert_eq!(
        counted(&[("kustomization.yaml", kustomization)]),
        ["1 Kustomize chart", "2 remote Kustomize resource"]
    );
    let helmfile = "releases:\n- {name: cache, chart: bitnami/redis}\n- {name: db, chart: bitnami/postgresql}\n";
    assert_eq!(
        counted(&[("helmfile.yaml", helmfile)]),
        ["2 helmfile release"]
    );
}

#[test]
fn not_a_manifest_is_said_of_what_is_none() {
    for (path, text, expected) in [
        (
            "a.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
            "no-workload",
        ),
        (
            "a.yaml",
            "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n",
            "no-workload",
        ),
        (
            "a.json",
            "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\"}",
            "no-workload",
        ),
        ("variables.tf", "variable \"size\" {}\n", "no-workload"),
        (
            "network.tf",
            "resource \"aws_vpc\" \"main\" {}\n",
            "no-workload",
        ),
        (
            "settings.yaml",
            "name: shop\nkind: retail\n",
            "not-a-manifest",
        ),
        ("package.json", "{\"name\": \"shop\"}", "not-a-manifest"),
        ("mkdocs.yml", "site_name: shop\n", "not-a-manifest"),
    ] {
        assert_eq!(fate(path, text), expected, "{path}: {text}");
    }
    let one = report(
        &[("a.yaml", "apiVersion: v1\nkind: ConfigMap\n")],
        "terminal",
    );
    assert!(one.contains("1 holds no workload"), "{one}");
    assert!(!one.contains("not a manifest"), "{one}");
}

#[test]
fn every_format_counts_them_with_the_command() {
    let module = "module \"net\" {\n  source = \"example/vpc/aws\"\n}\n";
    let all = [
        ("a.yaml", RELEASE),
        ("b.yaml", RELEASE),
        ("main.tf", module),
    ];
    for format in [
        "terminal", "json", "sarif", "markdown", "junit", "gitlab", "github",
    ] {
        let said = report(&all, format);
        let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
        let words = words.replace('\\', "").replace("&#124;", "|");
        for wanted in [
            "HelmRelease",
            "helm template CHART --values VALUES | plimsoll -",
            "example/vpc/aws",
        ] {
            assert!(words.contains(wanted), "{format} lacks {wanted}: {words}");
        }
        if format != "json" {
            assert!(words.contains("2 HelmReleases"), "{format}: {words}");
        }
    }
}

#[test]
fn values_of_a_chart_belong_to_it() {
    let chart = (
        "web/Chart.yaml",
        "apiVersion: v2\nname: web\nversion: 1.0.0\n",
    );
    let values = ("web/values-prod.yaml", "replicas: 2\n");
    let all = files(&[chart, values, ("values.yaml", "replicas: 2\n")]);
    let skipped = all["skipped"].as_array().unwrap();
    let reason = |path: &str| {
        let one = skipped.iter().find(|one| one["path"] == path).unwrap();
        one["reason"].clone()
    };
    assert_eq!(reason("web/values-prod.yaml"), "no-workload");
    assert_eq!(reason("values.yaml"), "not-a-manifest");
}

/// A file that calls a module and gives a function its timeout is read for the value.
#[test]
fn a_file_whose_values_are_used_is_read_all_the_same() {
    let settings =
        "module \"net\" {\n  source = \"example/vpc/aws\"\n}\nlocals {\n  seconds = 60\n}\n";
    let function = "resource \"aws_lambda_function\" \"f\" {\n  timeout = local.seconds\n}\n";
    let all = [("settings.tf", settings), ("f.tf", function)];
    assert_eq!(files(&all)["read"], 2);
    assert_eq!(counted(&all), ["1 Terraform module"]);
}

#[test]
fn a_run_that_saw_only_those_says_so() {
    let said = report(&[("a.yaml", RELEASE)], "json");
    let report: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(
        report["warnings"][0],
        "no workload recognised: 1 deployment is not looked into; render and pipe in, as in `helm template CHART --values VALUES | plimsoll -`"
    );
}

#[test]
fn nested_templates_that_are_no_files_are_counted() {
    let stack = |url: &str| {
        format!(
            "Resources:\n  Child: {{Type: 'AWS::CloudFormation::Stack', Properties: {{TemplateURL: {url}}}}}\n"
        )
    };
    for (url, expected) in [
        (
            "https://s3.amazonaws.com/example/child.yaml",
            "1 nested stack",
        ),
        ("'s3://example/child.yaml'", "1 nested stack in S3"),
        (
            "!Sub 'https://${Bucket}.s3.amazonaws.com/child.yaml'",
            "1 nested stack",
        ),
        ("!Ref ChildUrl", "1 nested stack"),
        (
            "{'Fn::Join': ['', ['https://', !Ref B, '/a.yaml']]}",
            "1 nested stack",
        ),
    ] {
        assert_eq!(
            counted(&[("template.yaml", &stack(url))]),
            [expected],
            "{url}"
        );
    }
    let application = "Transform: AWS::Serverless-2016-10-31
Resources:
  App:
    Type: AWS::Serverless::Application
    Properties:
      Location:
        ApplicationId: arn:aws:serverlessrepo:us-east-1:077246666028:applications/hello-world
        SemanticVersion: 1.0.4
";
    let all = [("template.yaml", application)];
    assert_eq!(counted(&all), ["1 serverless application"]);
    let said = report(&all, "terminal");
    assert!(said.contains("create-cloud-formation-template"), "{said}");
}

#[test]
fn nested_templates_of_the_repository_are_read_and_not_counted() {
    let child = (
        "child.yaml",
        "Resources: {F: {Type: 'AWS::Lambda::Function'}}\n",
    );
    for parent in [
        "Resources: {Child: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: ./child.yaml}}}\n",
        "Resources: {Child: {Type: 'AWS::Serverless::Application', Properties: {Location: child.yaml}}}\n",
        "Resources: {Child: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: {'Fn::Sub': 'https://${AWS::AccountId}/x'}}, Metadata: {'aws:asset:path': child.yaml}}}\n",
    ] {
        assert!(
            counted(&[child, ("template.yaml", parent)]).is_empty(),
            "{parent}"
        );
    }
}
