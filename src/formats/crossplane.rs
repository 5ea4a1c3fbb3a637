//! Crossplane: manifests that make functions and containers of a cloud, with the settings of a Terraform provider under
//! `forProvider`.

mod upjet;

use super::{Format, Input, Marks, lambda_object, object};
use crate::model::Declarations;
use crate::syntax::Node;

pub(super) static FORMAT: Format = Format {
    name: "crossplane",
    title: "Crossplane",
    files: "functions of `lambda.aws.upbound.io`, `cloudfunctions.gcp.upbound.io`, `web.azure.upbound.io`, Cloud Run of `cloudrun.gcp.upbound.io`, and their relatives",
    marks: Marks::OBJECT,
    hint: |raw| GROUPS.iter().any(|group| raw.contains(group)),
    detect: |object| is_lambda(object) || upjet::is_read(object),
    read,
};

/// `lambda.aws.upbound.io`, `lambda.aws.m.upbound.io`, `lambda.aws.crossplane.io`.
fn is_lambda(object: Node<'_>) -> bool {
    object::group_kind(object).is_some_and(|(group, kind)| {
        group.starts_with("lambda.aws.")
            && matches!(kind, "Function" | "EventSourceMapping")
            && object.at(SETTINGS).is_some()
    })
}

/// Parts of the API groups that are read.
const GROUPS: [&str; 4] = [
    "lambda.aws.",
    "cloudrun.gcp.",
    "cloudfunctions",
    "web.azure.",
];

const SETTINGS: &[&str] = &["spec", "forProvider"];

fn read(input: &Input<'_>, out: &mut Declarations) {
    if !is_lambda(input.object) {
        return upjet::read(input, out);
    }
    if input.object.str_at(&["kind"]) == Some("Function") {
        lambda_object::function(input, FORMAT.name, SETTINGS, out);
        return;
    }
    let names: [&[&str]; 2] = [&["functionNameRef", "name"], &["functionName"]];
    lambda_object::source_mapping(input, SETTINGS, &names, out);
}
