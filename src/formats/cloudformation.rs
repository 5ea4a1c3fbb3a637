//! CloudFormation templates, YAML and JSON, as people and the CDK write them.

use super::aws::package::Packages;
use super::aws::template::{self, Template};
use super::aws::{self, Reading, nested, samconfig};
use super::{Format, Input, Marks};
use crate::model::Declarations;

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "cloudformation",
    title: "CloudFormation",
    files: "any `.yaml`, `.yml`, `.json` or `.template` with `Resources` of type `AWS::...`; CDK output too",
    marks: Marks {
        names: &[],
        keys: &[&["Resources"]],
    },
    hint: |raw| {
        raw.contains("Resources")
            && ["AWS::", "Alexa::", "Custom::"]
                .iter()
                .any(|prefix| raw.contains(prefix))
    },
    detect: |object| template::has_resources(object) && !template::is_sam(object),
    read,
};

fn read(input: &Input<'_>, out: &mut Declarations) {
    let parameters = samconfig::parameters(input, &mut out.included);
    let template = Template::new(input.object).deployed_with(&parameters);
    let packages = Packages::new(input.path);
    let reading = Reading {
        format: FORMAT.name,
        scope: input.scope.clone(),
        template: &template,
        packages: &packages,
    };
    nested::read(input, &template, out);
    aws::read_resources(&reading, out);
}
