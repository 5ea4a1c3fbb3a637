//! Raw CloudFormation under `resources`: a map, a list of maps, or files that hold them.

use super::FORMAT;
use super::functions::Function;
use super::service::Service;
use super::setting::Setting;
use crate::formats::aws::package::Packages;
use crate::formats::aws::template::Template;
use crate::formats::aws::{self, Reading, queue};
use crate::model::Declarations;
use crate::syntax::Node;

/// Reads the resources; what they say of the service's functions is joined by logical id.
pub(super) fn read<'t>(service: &Service<'t>, functions: &[Function<'t>], out: &mut Declarations) {
    let variables = &service.variables;
    let Some(resources) = service.root.get("resources", variables) else {
        return;
    };
    let mut sections: Vec<Setting<'_>> = vec![resources.clone()];
    sections.extend(resources.items(variables));
    sections.retain(|section| section.map().is_some());
    // A section's own `Resources` may be a variable too.
    let maps: Vec<Node<'_>> = sections
        .iter()
        .filter_map(|section| section.get("Resources", variables)?.map())
        .collect();
    if maps.is_empty() {
        return;
    }
    let sections: Vec<Node<'_>> = sections.iter().filter_map(Setting::map).collect();
    let reading = Reading {
        format: FORMAT.name,
        scope: service.scope.clone(),
        template: &Template::partial(&sections, &maps),
        packages: &Packages::new(service.path),
    };
    aws::read_resources(&reading, out);
    for function in functions {
        queues(&reading, function, service, out);
    }
}

/// What the queues say that a function's own events name.
fn queues<'t>(
    reading: &Reading<'_, 't>,
    function: &Function<'t>,
    service: &Service<'t>,
    out: &mut Declarations,
) {
    let (id, arns) = function.queues(service);
    for arn in arns {
        if let Some(queue) = queue::named(reading.template, arn) {
            let facts = queue::visibility(reading.template, queue);
            out.companions.push(reading.companion(queue, &id, facts));
        }
    }
}
