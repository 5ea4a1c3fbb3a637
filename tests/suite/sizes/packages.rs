//! Built packages, in each place where a tool leaves them.

use super::support::{MIB, Repository, zip};

const SAM: &str = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Handler: report.main
      Runtime: python3.13
      CodeUri: report/
";

const BUILT: &str = "\
Transform: AWS::Serverless-2016-10-31
Resources:
  Report:
    Type: AWS::Serverless::Function
    Properties:
      Handler: report.main
      Runtime: python3.13
      CodeUri: Report
";

/// What `sam build` leaves, ignored by git as SAM's own template does it.
fn built(parts: &[(&str, u64)]) -> Repository {
    let repository = Repository::new(&[
        ("template.yaml", SAM),
        (".gitignore", ".aws-sam\n"),
        (".aws-sam/build/template.yaml", BUILT),
    ]);
    for (path, mib) in parts {
        repository.sparse(&format!(".aws-sam/build/Report/{path}"), mib * MIB);
    }
    repository
}

#[test]
fn a_function_of_300_mb_breaks_the_limit_and_its_biggest_folders_are_named() {
    let repository = built(&[
        ("torch/lib/libtorch.so", 150),
        ("numpy/core.so", 80),
        ("pandas/all.so", 40),
        ("models/m.bin", 29),
        ("report.py", 1),
    ]);
    assert_eq!(
        repository.findings(&[]),
        [
            "template.yaml:8 package-over-platform-limit: `Report` may be refused for a package that unzips to 300 MiB; AWS Lambda takes at most 250 MiB"
        ]
    );
    assert_eq!(
        repository.evidence()[..2],
        [
            "300 MiB, limit 250 MiB",
            "measured from `.aws-sam/build/Report`; biggest: torch 150 MiB, numpy 80 MiB, pandas 40 MiB"
        ]
    );
}

#[test]
fn a_function_of_240_mb_does_not() {
    let repository = built(&[("torch/lib/libtorch.so", 150), ("numpy/core.so", 90)]);
    assert_eq!(repository.findings(&[]), [""; 0]);
    assert_eq!(
        repository.sizes(&[]),
        [
            "Report package-size 251658240: unpacked, measured from `.aws-sam/build/Report`; biggest: torch 150 MiB, numpy 90 MiB"
        ]
    );
}

#[test]
fn exactly_the_limit_is_within_it() {
    assert_eq!(built(&[("a", 250)]).findings(&[]), [""; 0]);
    let over = built(&[("a", 250)]);
    over.write(".aws-sam/build/Report/b", b"x");
    assert_eq!(over.findings(&[]).len(), 1);
}

#[cfg(unix)]
#[test]
fn links_are_neither_counted_twice_nor_followed_outside() {
    use std::os::unix::fs::symlink;
    let repository = built(&[("lib/big.so", 200)]);
    let package = repository.path(".aws-sam/build/Report");
    symlink("big.so", package.join("lib/big.so.1")).unwrap();
    symlink("lib", package.join("lib64")).unwrap();
    symlink(".", package.join("lib/loop")).unwrap();
    assert_eq!(
        repository.sizes(&[]),
        [
            "Report package-size 209715200: unpacked, measured from `.aws-sam/build/Report`; biggest: lib/big.so 200 MiB"
        ]
    );
    repository.sparse("elsewhere/huge.bin", 900 * MIB);
    symlink("../../../elsewhere", package.join("data")).unwrap();
    assert_eq!(
        repository.sizes(&[]),
        [
            "Report package-size 209715200: at least this; unpacked, measured from `.aws-sam/build/Report`; biggest: lib/big.so 200 MiB"
        ]
    );
    let messages = repository.messages(&[]);
    assert!(
        messages.contains("`data` is a link out of the folder"),
        "{messages}"
    );
}

#[test]
fn a_whole_package_tells_how_near_it_is() {
    let repository = built(&[("model.bin", 200)]);
    assert_eq!(
        repository.fit_on_lambda("package-size"),
        ("fits".to_owned(), Some(80))
    );
}

#[test]
fn a_source_folder_is_a_lower_bound() {
    let repository = Repository::new(&[("template.yaml", SAM)]);
    repository.sparse("report/model.bin", 100 * MIB);
    repository.sparse("report/node_modules/dev/tool", 300 * MIB);
    assert_eq!(
        repository.sizes(&[]),
        [
            "Report package-size 104857600: at least this; unpacked, measured from `report`; biggest: model.bin 100 MiB"
        ]
    );
    // How near it comes to the limit, nobody knows.
    assert_eq!(
        repository.fit_on_lambda("package-size"),
        ("fits".to_owned(), None)
    );
    // It can break the limit all the same.
    repository.sparse("report/model.bin", 260 * MIB);
    assert_eq!(
        repository.findings(&[]),
        [
            "template.yaml:8 package-over-platform-limit: `Report` may be refused for a package that unzips to at least 260 MiB; AWS Lambda takes at most 250 MiB"
        ]
    );
    assert_eq!(repository.fit_on_lambda("package-size").1, Some(104));
}

#[test]
fn the_source_of_a_compiled_language_says_nothing() {
    for runtime in ["java21", "provided.al2023", "dotnet8"] {
        let template = SAM.replace("python3.13", runtime);
        let repository = Repository::new(&[("template.yaml", &template)]);
        repository.sparse("report/model.bin", 300 * MIB);
        assert_eq!(repository.sizes(&[]), [""; 0], "{runtime}");
    }
    let bundled = SAM.replace("python3.13", "nodejs22.x").replace(
        "    Properties:\n      Handler",
        "    Metadata:\n      BuildMethod: esbuild\n    Properties:\n      Handler",
    );
    let repository = Repository::new(&[("template.yaml", &bundled)]);
    repository.sparse("report/model.bin", 300 * MIB);
    assert_eq!(repository.sizes(&[]), [""; 0]);
}

#[test]
fn layers_count_too_and_a_foreign_one_makes_it_a_lower_bound() {
    let with_layer = format!(
        "{SAM}      Layers:
        - !Ref Libraries
  Libraries:
    Type: AWS::Serverless::LayerVersion
    Properties:
      ContentUri: layer/
"
    );
    let repository = Repository::new(&[("template.yaml", &with_layer)]);
    repository.write("report.zip", &zip(&[("a.py", 200 * MIB)]));
    repository.sparse(
        "layer/python/lib/python3.13/site-packages/numpy/core.so",
        90 * MIB,
    );
    let zipped = with_layer.replace("CodeUri: report/", "CodeUri: report.zip");
    repository.write("template.yaml", zipped.as_bytes());
    assert_eq!(
        repository.sizes(&[]),
        [
            "Report package-size 304087040: unpacked, measured from `report.zip` and layer `layer`; biggest: a.py 200 MiB, layer/python/lib/python3.13/site-packages/numpy/core.so 90 MiB"
        ]
    );
    let foreign = zipped.replace("!Ref Libraries", "arn:aws:lambda:eu-west-1:1:layer:x:1");
    repository.write("template.yaml", foreign.as_bytes());
    assert_eq!(
        repository.sizes(&[]),
        [
            "Report package-size 209715200: at least this; unpacked, measured from `report.zip`; biggest: a.py 200 MiB"
        ]
    );
}

#[test]
fn the_serverless_framework_s_one_zip_is_one_finding_of_all_functions() {
    let service = "\
service: shop
provider:
  name: aws
  runtime: nodejs22.x
functions:
  order:
    handler: order.handler
  pay:
    handler: pay.handler
";
    let repository = Repository::new(&[("serverless.yml", service)]);
    let entries = [
        ("node_modules/puppeteer/chrome", 170 * MIB),
        ("node_modules/aws-sdk/all.js", 90 * MIB),
        ("order.js", 1024),
    ];
    repository.write(".serverless/shop.zip", &zip(&entries));
    assert_eq!(
        repository.findings(&[]),
        [
            "serverless.yml:1 package-over-platform-limit: 2 functions, among them `order`, may be refused for a package that unzips to 272.6 MB; AWS Lambda takes at most 250 MiB"
        ]
    );
    // Packaged one by one, each has its own.
    let alone = format!("{service}package:\n  individually: true\n");
    repository.write("serverless.yml", alone.as_bytes());
    repository.write(".serverless/pay.zip", &zip(&entries));
    assert_eq!(
        repository.findings(&[]),
        [
            "serverless.yml:8 package-over-platform-limit: `pay` may be refused for a package that unzips to 272.6 MB; AWS Lambda takes at most 250 MiB"
        ]
    );
    // An artifact that is named.
    let named = format!("{service}    package:\n      artifact: build/pay.zip\n");
    repository.write("serverless.yml", named.as_bytes());
    repository.write("build/pay.zip", &zip(&entries));
    assert!(repository.findings(&[]).iter().any(|finding| {
        finding.starts_with("serverless.yml:11 package-over-platform-limit: `pay` may be refused")
    }));
}

#[test]
fn cdk_s_assets_lie_beside_its_template() {
    let template = r#"{"Resources": {"Fn": {"Type": "AWS::Lambda::Function",
  "Properties": {"Code": {"S3Bucket": "b", "S3Key": "k.zip"}, "Handler": "x.y", "Runtime": "python3.13"},
  "Metadata": {
    "aws:asset:path": "asset.0123",
    "aws:asset:property": "Code"}}}}"#;
    let repository = Repository::new(&[("cdk.out/app.template.json", template)]);
    repository.sparse("cdk.out/asset.0123/big/x.bin", 251 * MIB);
    assert_eq!(
        repository.findings(&[]),
        [
            "cdk.out/app.template.json:4 package-over-platform-limit: `Fn` may be refused for a package that unzips to 251 MiB; AWS Lambda takes at most 250 MiB"
        ]
    );
}

#[test]
fn terraform_names_its_zip_or_makes_it() {
    let function = |filename: &str| {
        format!(
            "resource \"aws_lambda_function\" \"f\" {{\n  function_name = \"f\"\n  runtime = \"python3.13\"\n  filename = {filename}\n}}\n\
             data \"archive_file\" \"zip\" {{\n  type = \"zip\"\n  source_dir = \"${{path.module}}/src\"\n  output_path = \"${{path.module}}/out/f.zip\"\n}}\n"
        )
    };
    let finding = [
        "infra/main.tf:4 package-over-platform-limit: `aws_lambda_function.f` may be refused for a package that unzips to 260 MiB; AWS Lambda takes at most 250 MiB",
    ];
    let archive = zip(&[("a/b.so", 260 * MIB)]);
    for (filename, path) in [
        ("\"f.zip\"", "infra/f.zip"),
        ("\"../dist/f.zip\"", "dist/f.zip"),
        ("\"${path.module}/f.zip\"", "infra/f.zip"),
        ("data.archive_file.zip.output_path", "infra/out/f.zip"),
    ] {
        let repository = Repository::new(&[("infra/main.tf", &function(filename))]);
        assert_eq!(
            repository.findings(&[]),
            [""; 0],
            "{filename}: not built yet"
        );
        repository.write(path, &archive);
        assert_eq!(repository.findings(&[]), finding, "{filename}");
    }
    let source = function("data.archive_file.zip.output_path");
    let repository = Repository::new(&[("infra/main.tf", &source)]);
    repository.sparse("infra/src/b.so", 260 * MIB);
    assert_eq!(repository.findings(&[]), finding, "zipped by Terraform");
}

#[test]
fn what_is_declared_is_not_measured() {
    let declared = SAM.replace(
        "    Properties:\n      Handler",
        "    Metadata:\n      plimsoll:\n        package-size: 10MB\n    Properties:\n      Handler",
    );
    let repository = Repository::new(&[("template.yaml", &declared)]);
    repository.sparse("report/model.bin", 300 * MIB);
    assert_eq!(repository.sizes(&[]), ["Report package-size 10000000: -"]);
}
