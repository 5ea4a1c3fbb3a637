//! AWS Controllers for Kubernetes: manifests that make Lambda functions. They are judged as functions, never as pods.

use super::{Format, Input, Marks, lambda_object, object};
use crate::model::Declarations;

pub(super) static FORMAT: Format = Format {
    name: "ack",
    title: "AWS Controllers for Kubernetes",
    files: "`Function` and `EventSourceMapping` resources of `lambda.services.k8s.aws`",
    marks: Marks::OBJECT,
    hint: |raw| raw.contains(GROUP),
    detect: |object| {
        matches!(
            object::group_kind(object),
            Some((GROUP, "Function" | "EventSourceMapping"))
        )
    },
    read,
};

const GROUP: &str = "lambda.services.k8s.aws";

fn read(input: &Input<'_>, out: &mut Declarations) {
    if input.object.str_at(&["kind"]) == Some("Function") {
        lambda_object::function(input, FORMAT.name, &["spec"], out);
        return;
    }
    let names: [&[&str]; 2] = [&["functionRef", "from", "name"], &["functionName"]];
    lambda_object::source_mapping(input, &["spec"], &names, out);
}
