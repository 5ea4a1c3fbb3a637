//! Templates that a template deploys as parts of itself: nested stacks, nested applications of SAM.

use super::template::{Resource, Template};
use crate::formats::Input;
use crate::model::{Declarations, Nested};

/// The types of nested templates, and the property that names the file.
const TYPES: &[(&str, &str)] = &[
    ("AWS::CloudFormation::Stack", "TemplateURL"),
    ("AWS::Serverless::Application", "Location"),
];

/// Notes the nested templates that are files of the repository.
pub(crate) fn read(input: &Input<'_>, template: &Template<'_>, out: &mut Declarations) {
    for resource in template.resources() {
        let Some(written) = path(resource) else {
            continue;
        };
        if let Ok((_, child)) = input.repository.locate(input.path, written) {
            out.nested.push(Nested {
                parent: input.path.to_owned(),
                id: resource.id.to_owned(),
                child,
            });
        }
    }
}

/// The path that a resource names, as written: no address of something uploaded.
fn path<'t>(resource: &Resource<'t>) -> Option<&'t str> {
    let (_, key) = TYPES.iter().find(|(kind, _)| *kind == resource.kind)?;
    let path = resource.property(&[key])?.as_str()?;
    let is_address = path.contains("://") || path.contains("${") || path.starts_with("arn:");
    (!path.is_empty() && !is_address).then_some(path)
}
