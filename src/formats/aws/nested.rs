//! Templates that a template deploys as parts of itself: nested stacks, nested applications of SAM.

use super::template::{Resource, Template};
use crate::formats::Input;
use crate::model::{Declarations, Nested, NotRendered};
use crate::syntax::Node;

/// The types of nested templates, and the property that names the file.
const TYPES: &[(&str, &str)] = &[
    ("AWS::CloudFormation::Stack", "TemplateURL"),
    ("AWS::Serverless::Application", "Location"),
];

/// What an application of the AWS Serverless Application Repository is counted as, and what shows its template.
const APPLICATION: (&str, &str) = (
    "serverless application",
    "curl \"$(aws serverlessrepo create-cloud-formation-template --application-id ID --query TemplateUrl --output text)\" | plimsoll -",
);
/// The same of a template at an address.
const STACK: (&str, &str) = ("nested stack", "curl URL | plimsoll -");
const STACK_IN_S3: (&str, &str) = ("nested stack in S3", "aws s3 cp URL - | plimsoll -");

/// Notes the nested templates: files of the repository are read, the others are deployments that are not looked into.
pub(crate) fn read(input: &Input<'_>, template: &Template<'_>, out: &mut Declarations) {
    for resource in template.resources() {
        let Some(located) = location(resource) else {
            continue;
        };
        let file = path(resource).or_else(|| asset(resource));
        let file = file.and_then(|path| input.repository.locate(input.path, path).ok());
        match file {
            Some((_, child)) => out.nested.push(Nested {
                parent: input.path.to_owned(),
                id: resource.id.to_owned(),
                child,
            }),
            None => out.not_rendered.push(unseen(located)),
        }
    }
}

/// The property that says where the template is.
fn location<'t>(resource: &Resource<'t>) -> Option<Node<'t>> {
    let (_, key) = TYPES.iter().find(|(kind, _)| *kind == resource.kind)?;
    resource.property(&[key])
}

/// The file that the CDK uploads for a nested stack.
fn asset<'t>(resource: &Resource<'t>) -> Option<&'t str> {
    let block = resource.entry.value;
    block.str_at(&["Metadata", "aws:asset:path"])
}

fn unseen(located: Node<'_>) -> NotRendered {
    let application = located.get("ApplicationId");
    let written = application.unwrap_or(located);
    let name = written.as_str().unwrap_or_default();
    let (kind, command) = if application.is_some() {
        APPLICATION
    } else if name.starts_with("s3://") {
        STACK_IN_S3
    } else {
        STACK
    };
    let at = written.span();
    NotRendered {
        kind,
        path: at.path().to_owned(),
        line: at.first().line,
        name: name.to_owned(),
        is_telling: !name.is_empty(),
        command,
        folder: None,
    }
}

/// The path that a resource names, as written: no address of something uploaded.
fn path<'t>(resource: &Resource<'t>) -> Option<&'t str> {
    let path = location(resource)?.as_str()?;
    let is_address = path.contains("://") || path.contains("${") || path.starts_with("arn:");
    (!path.is_empty() && !is_address).then_some(path)
}
