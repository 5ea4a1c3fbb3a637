//! AWS SAM: CloudFormation with a transform, `Globals`, and functions that name their events themselves.

mod events;

use super::aws::package::Packages;
use super::aws::properties::Properties;
use super::aws::template::{self, Resource, Template};
use super::aws::{self, Ledger, Reading, lambda, nested, samconfig};
use super::{Format, Input, Marks, web_adapter};
use crate::model::{Declarations, Fact, FactName};

/// The format.
pub(super) static FORMAT: Format = Format {
    name: "aws-sam",
    title: "AWS SAM",
    files: "`template.yaml`, `template.yml`, any template with `Transform: AWS::Serverless-2016-10-31` or resources of type `AWS::Serverless::...`",
    marks: Marks {
        names: &[],
        keys: &[&["Resources"]],
    },
    hint: |raw| raw.contains("AWS::Serverless"),
    detect: template::is_sam,
    read,
};

/// The Web Adapter in the image that `sam build` makes of a Dockerfile.
fn built(input: &Input<'_>, resource: &Resource<'_>) -> Option<Fact> {
    let metadata = resource.entry.value.get("Metadata")?;
    let written = metadata.get("Dockerfile")?;
    let context = metadata.str_at(&["DockerContext"]).unwrap_or(".");
    let path = format!("{context}/{}", written.as_str()?);
    let line = web_adapter::in_dockerfile(input.repository, input.path, &path)?;
    let at = written.span().first_line();
    let value = web_adapter::value();
    let mut fact = Fact::stated(
        FactName::ExistingContainer,
        value,
        at,
        "Metadata.Dockerfile",
    );
    fact.via.push(line);
    Some(fact)
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    let parameters = samconfig::parameters(input, &mut out.included);
    let template = Template::new(input.object).deployed_with(&parameters);
    let packages = Packages::built(input);
    let reading = Reading {
        format: FORMAT.name,
        scope: input.scope.clone(),
        template: &template,
        packages: &packages,
    };
    nested::read(input, &template, out);
    let globals = input.object.at(&["Globals", "Function"]);
    let mut ledger = Ledger::default();
    for resource in template.resources() {
        if !ledger.has_room(resource, out) {
            return;
        }
        if resource.kind == "AWS::Serverless::Function" {
            let ignored = resource.entry.value.get("IgnoreGlobals");
            let properties =
                Properties::new(&template, resource.properties()).over(globals, ignored);
            let mut workload = lambda::workload(&reading, resource, &properties);
            workload.facts.extend(events::read(&template, resource));
            if !workload.has(FactName::ExistingContainer) {
                workload.facts.extend(built(input, resource));
            }
            ledger.count(workload.facts.len());
            lambda::finish(resource, workload, out);
        }
    }
    aws::read_resources(&reading, out);
}
