//! Which outputs are read: beside a source, despite ignore files, and nothing of them twice.

use super::support::{IGNORED, facts, fixture, read, read_with, repository, skipped, workloads};
use std::fs;

const SAM: &str = "Transform: AWS::Serverless-2016-10-31
Parameters: {T: {Type: Number}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Timeout: !Ref T}
";

const BUILT: &str = "Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {Timeout: 77}
";

const OUTPUT: &str = ".aws-sam/build/template.yaml";

fn project(ignored: &str) -> tempfile::TempDir {
    repository(&[
        (".gitignore", ignored),
        ("api/template.yaml", SAM),
        ("api/.aws-sam/build/template.yaml", BUILT),
        // What the tool copied of a function's folder.
        (
            "api/.aws-sam/build/F/deploy.yaml",
            "apiVersion: v1\nkind: Pod\nspec: {containers: []}\n",
        ),
    ])
}

#[test]
fn output_is_read_ignored_or_not_and_its_copies_are_not() {
    for ignored in [IGNORED, "", "*\n!api\n!api/template.yaml\n"] {
        let outcome = read(&project(ignored), &["."]);
        assert_eq!(
            workloads(&outcome),
            ["F api/template.yaml:4"],
            "{ignored:?}"
        );
        assert!(facts(&outcome, "F").starts_with("timeout 77 s stated template.yaml:6"));
        assert_eq!(outcome.coverage.built, ["api/.aws-sam/build/template.yaml"]);
        assert!(skipped(&outcome).contains(&"api/.aws-sam build-output".to_owned()));
        let coverage = &outcome.coverage;
        assert_eq!(
            coverage.read,
            ["api/.aws-sam/build/template.yaml", "api/template.yaml"]
        );
    }
}

#[test]
fn no_build_output_means_none() {
    for ignored in [IGNORED, ""] {
        let outcome = read_with(&project(ignored), &["."], false);
        assert_eq!(workloads(&outcome), ["F api/template.yaml:4"]);
        assert_eq!(facts(&outcome, "F"), "timeout ? unresolved template.yaml:6");
        assert!(outcome.coverage.built.is_empty());
        assert_eq!(outcome.coverage.read, ["api/template.yaml"]);
        assert!(skipped(&outcome).contains(&"api/.aws-sam build-output".to_owned()));
    }
    for name in ["serverless-framework", "cdk"] {
        let outcome = read_with(&fixture(name), &["."], false);
        assert!(outcome.coverage.built.is_empty());
        let built = |one: &String| one.contains("cdk.out") || one.contains(".serverless");
        assert!(!workloads(&outcome).iter().any(built));
    }
}

#[test]
fn named_outright_it_is_read_and_still_no_double() {
    let folder = project(IGNORED);
    let output = "api/.aws-sam/build/template.yaml";
    for arguments in [
        vec!["api/template.yaml"],
        vec!["api/template.yaml", output],
        vec![".", output],
        vec![".", "api/.aws-sam"],
    ] {
        let outcome = read(&folder, &arguments);
        let named: Vec<String> = workloads(&outcome);
        let functions: Vec<&String> = named.iter().filter(|one| one.starts_with("F ")).collect();
        assert_eq!(functions, ["F api/template.yaml:4"], "{arguments:?}");
        assert!(
            facts(&outcome, "F").starts_with("timeout 77 s"),
            "{arguments:?}"
        );
    }
    // Without the flag's leave it is read because it is named, and fills nothing.
    let outcome = read_with(&folder, &[".", output], false);
    assert_eq!(workloads(&outcome), ["F api/template.yaml:4"]);
    assert_eq!(facts(&outcome, "F"), "timeout ? unresolved template.yaml:6");
    // Alone it is a template like any other.
    assert_eq!(
        workloads(&read(&folder, &[output])),
        [format!("F {output}:3")]
    );
}

#[test]
fn output_without_a_source_is_found_only_where_nothing_ignores_it() {
    let output = fixture("cdk");
    fs::remove_file(output.path().join("cdk.json")).unwrap();
    assert!(workloads(&read(&output, &["."])).is_empty());
    fs::remove_file(output.path().join(".gitignore")).unwrap();
    let outcome = read(&output, &["."]);
    let report = "ReportD9A8F1C2 cdk.out/ShopStack.template.json:23".to_owned();
    assert!(workloads(&outcome).contains(&report));
}

#[test]
fn a_file_that_only_has_a_sources_name_is_none() {
    for (source, text, output) in [
        ("cdk.json", "{\"context\": {}}", "cdk.out/S.template.json"),
        ("template.yaml", "hello: world\n", OUTPUT),
        (
            "template.yaml",
            "Transform: 'Aliyun::Serverless-2018-04-03'\n",
            OUTPUT,
        ),
    ] {
        let built = match source {
            "cdk.json" => "{\"Resources\": {\n\n\"F\": {\"Type\": \"AWS::Lambda::Function\"}}}",
            _ => BUILT,
        };
        let folder = repository(&[(".gitignore", IGNORED), (source, text), (output, built)]);
        let outcome = read(&folder, &["."]);
        assert!(workloads(&outcome).is_empty(), "{source}: {text}");
        // What is ignored has no other way in; what is not is a template like any other.
        fs::remove_file(folder.path().join(".gitignore")).unwrap();
        assert_eq!(workloads(&read(&folder, &["."])), [format!("F {output}:3")]);
    }
}

#[test]
fn an_ignored_source_has_no_output() {
    let folder = project("api/template.yaml\n.aws-sam\n");
    assert!(workloads(&read(&folder, &["."])).is_empty());
}

#[test]
fn the_source_that_the_tool_builds_is_the_one_it_looks_for_first() {
    let folder = repository(&[
        ("template.yaml", SAM),
        ("template.yml", SAM),
        ("old.yaml", SAM),
        (OUTPUT, BUILT),
    ]);
    let outcome = read(&folder, &["."]);
    assert_eq!(
        workloads(&outcome),
        ["F old.yaml:4", "F template.yaml:4", "F template.yml:4"]
    );
    let known: Vec<&str> = outcome
        .workloads
        .iter()
        .filter(|one| one.facts.iter().any(|fact| !fact.via.is_empty()))
        .map(|one| one.at.path())
        .collect();
    assert_eq!(known, ["template.yaml"]);
}

#[test]
fn a_source_of_any_name_has_the_output_in_its_folder() {
    let folder = repository(&[("sam.yaml", SAM), (OUTPUT, BUILT)]);
    let outcome = read(&folder, &["."]);
    assert_eq!(workloads(&outcome), ["F sam.yaml:4"]);
    assert!(facts(&outcome, "F").starts_with("timeout 77 s"));
}

#[cfg(unix)]
#[test]
fn symbolic_links_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let elsewhere = repository(&[("build/template.yaml", BUILT), ("template.yaml", BUILT)]);
    for link in [".aws-sam", ".aws-sam/build", OUTPUT] {
        let folder = repository(&[("template.yaml", SAM)]);
        let from = folder.path().join(link);
        fs::create_dir_all(from.parent().unwrap()).unwrap();
        let to = match link {
            ".aws-sam" => elsewhere.path().to_path_buf(),
            ".aws-sam/build" => elsewhere.path().join("build"),
            _ => elsewhere.path().join("template.yaml"),
        };
        symlink(to, from).unwrap();
        for argument in [".", "template.yaml"] {
            let outcome = read(&folder, &[argument]);
            assert_eq!(facts(&outcome, "F"), "timeout ? unresolved template.yaml:6");
            assert!(outcome.coverage.built.is_empty(), "{link}");
        }
    }
}

#[test]
fn an_output_that_is_too_large_or_no_text_says_so() {
    let folder = project(IGNORED);
    let output = folder.path().join("api/.aws-sam/build/template.yaml");
    fs::write(&output, [0xff, 0x00, 0x12]).unwrap();
    let said = |reason: &str| format!("api/.aws-sam/build/template.yaml {reason}");
    assert!(skipped(&read(&folder, &["."])).contains(&said("not-a-manifest")));
    let large = usize::try_from(plimsoll::source::MAX_FILE_BYTES).unwrap() + 1;
    fs::write(&output, " ".repeat(large)).unwrap();
    let outcome = read(&folder, &["."]);
    assert!(skipped(&outcome).contains(&said("too-large")));
    assert!(outcome.coverage.built.is_empty());
}
