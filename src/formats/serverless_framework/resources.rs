//! Raw CloudFormation under `resources`: a map, a list of maps, or files that hold them.

use super::FORMAT;
use super::service::Service;
use crate::formats::aws::template::Template;
use crate::formats::aws::{self, Reading};
use crate::model::Declarations;
use crate::syntax::{Kind, Node};

/// Reads the resources; what they say of the service's functions is joined by logical id.
pub(super) fn read(service: &Service<'_>, out: &mut Declarations) {
    let variables = &service.variables;
    let Some(resources) = service.root.get("resources", variables) else {
        return;
    };
    let mut sections: Vec<Node<'_>> = resources.map().into_iter().collect();
    let items = resources.items(variables);
    sections.extend(items.iter().filter_map(super::setting::Setting::map));
    sections.retain(|section| section.kind() == Kind::Mapping);
    if sections.is_empty() {
        return;
    }
    let reading = Reading {
        format: FORMAT.name,
        scope: service.scope.clone(),
        template: &Template::partial(&sections),
    };
    aws::read_resources(&reading, out);
}
