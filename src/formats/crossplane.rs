//! Crossplane: manifests that make Lambda functions, with the settings of a Terraform provider under `forProvider`.

use super::{Format, Input, lambda_object, object};
use crate::model::Declarations;
use crate::syntax::Node;

pub(super) static FORMAT: Format = Format {
    name: "crossplane",
    title: "Crossplane",
    files: "`Function` and `EventSourceMapping` resources of `lambda.aws.upbound.io` and its relatives",
    hint: |text| text.contains("lambda.aws."),
    detect,
    read,
};

/// `lambda.aws.upbound.io`, `lambda.aws.m.upbound.io`, `lambda.aws.crossplane.io`.
fn detect(object: Node<'_>) -> bool {
    object::group_kind(object).is_some_and(|(group, kind)| {
        group.starts_with("lambda.aws.")
            && matches!(kind, "Function" | "EventSourceMapping")
            && object.at(SETTINGS).is_some()
    })
}

const SETTINGS: &[&str] = &["spec", "forProvider"];

fn read(input: &Input<'_>, out: &mut Declarations) {
    if input.object.str_at(&["kind"]) == Some("Function") {
        lambda_object::function(input, FORMAT.name, SETTINGS, out);
        return;
    }
    let names: [&[&str]; 2] = [&["functionNameRef", "name"], &["functionName"]];
    lambda_object::source_mapping(input, SETTINGS, &names, out);
}
