//! What a tool adds for its own ends is not the author's to change.

use super::support::{findings, verdicts, words};

fn template(id: &str, path: &str) -> String {
    let metadata = match path {
        "" => String::new(),
        path => format!(", \"Metadata\": {{\"aws:cdk:path\": \"{path}\"}}"),
    };
    format!(
        "{{\"Resources\": {{\"{id}\": {{\"Type\": \"AWS::Lambda::Function\", \"Properties\": {{
  \"Timeout\": 1200,
  \"Code\": {{\"S3Bucket\": \"b\", \"S3Key\": \"k\"}}}}{metadata}}}}}}}"
    )
}

const PATH: &str = "cdk.out/Shop.template.json";

#[test]
fn a_finding_on_a_construct_of_the_cdk_is_a_note_that_says_whose_it_is() {
    for (id, path) in [
        (
            "Logs",
            "Shop/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a/Resource",
        ),
        (
            "Notify",
            "Shop/BucketNotificationsHandler050a0587b7544547bf325f094a3db834/Resource",
        ),
        ("Call", "Shop/AWS679f53fac002430cb0da5b7982bd2287/Resource"),
        (
            "Copy",
            "Shop/Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C/Resource",
        ),
        (
            "Empty",
            "Shop/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler",
        ),
        ("Event", "Shop/Seeds/Provider/framework-onEvent/Resource"),
        ("LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8aFD4BFC8A", ""),
        (
            "CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C81C01536",
            "",
        ),
    ] {
        let template = template(id, path);
        let files = [(PATH, template.as_str())];
        let line = format!("note timeout-over-platform-limit {PATH}:2");
        assert_eq!(findings(&files), [line], "{id} {path}");
        let said = words(&files, "timeout-over-platform-limit").join("\n");
        assert!(said.contains("the AWS CDK generates it"), "{said}");
    }
}

#[test]
fn a_construct_of_the_app_is_the_authors() {
    for (id, path) in [
        ("Report1A", "Shop/Report/Resource"),
        ("LogRetentionReport", "Shop/LogRetentionReport/Resource"),
        ("Report1A", ""),
    ] {
        let template = template(id, path);
        let line = format!("error timeout-over-platform-limit {PATH}:2");
        assert_eq!(
            findings(&[(PATH, template.as_str())]),
            [line],
            "{id} {path}"
        );
    }
}

#[test]
fn fit_leaves_a_construct_of_the_cdk_where_it_is_and_names_the_tool() {
    let path = "Shop/LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a/Resource";
    let template = template("Logs", path);
    let verdicts = verdicts(&[(PATH, template.as_str())]);
    let [verdict] = verdicts.as_slice() else {
        panic!("{verdicts:?}");
    };
    assert!(verdict.starts_with("Logs: stay, "), "{verdict}");
    assert!(verdict.contains("the AWS CDK generates it"), "{verdict}");
}

#[test]
fn fit_splits_the_same_function_of_the_app() {
    let template = self::template("Report1A", "Shop/Report/Resource");
    let verdicts = verdicts(&[(PATH, template.as_str())]);
    assert!(verdicts[0].starts_with("Report1A: split, "), "{verdicts:?}");
}
