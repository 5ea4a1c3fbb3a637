//! What the AWS formats share: a template's resources to workloads, and what its other resources say of them.

#![allow(dead_code, reason = "the readers of companions follow")]
pub(crate) mod lambda;
pub(crate) mod properties;
mod reference;
pub(crate) mod setting;
pub(crate) mod template;

use crate::model::{Declarations, Scope};
use properties::Properties;
use template::Template;

/// One template that is being read.
pub(crate) struct Reading<'a, 't> {
    /// The format's name.
    pub(crate) format: &'static str,
    /// Where its logical ids mean something.
    pub(crate) scope: Scope,
    /// The template.
    pub(crate) template: &'a Template<'t>,
}

/// Reads the resources of plain CloudFormation: of a template, or of the `resources:` of another document.
pub(crate) fn read_resources(reading: &Reading<'_, '_>, out: &mut Declarations) {
    for resource in reading.template.resources() {
        if resource.kind == "AWS::Lambda::Function" {
            let properties = Properties::new(reading.template, resource.properties());
            let workload = lambda::workload(reading, resource, &properties);
            lambda::finish(resource, workload, out);
        }
    }
}
