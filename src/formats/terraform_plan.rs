//! A Terraform plan as JSON (`terraform show -json`): the same resources with their values settled. What is known only
//! after the apply is absent, and what is sensitive is never read.

use super::terraform::{Module, Owner, Resource, read_resource, reads};
use super::{Format, Input, Marks};
use crate::model::Declarations;
use crate::syntax::Node;

pub(super) static FORMAT: Format = Format {
    name: "terraform-plan",
    title: "Terraform plan",
    files: "JSON written by `terraform show -json`",
    marks: Marks {
        names: &[],
        keys: &[&["format_version", "planned_values"]],
    },
    hint: |raw| raw.contains("planned_values"),
    detect: |object| {
        object.get("format_version").is_some()
            && object.at(&["planned_values", "root_module"]).is_some()
    },
    read,
};

/// Child modules below the root that are followed: more than the reader of JSON lets a document nest.
const MAX_DEPTH: usize = 128;

fn read(input: &Input<'_>, out: &mut Declarations) {
    let module = Module::planned(input.object);
    let owner = Owner {
        format: FORMAT.name,
        module: &module,
        scope: input.scope.clone(),
    };
    let root = input.object.at(&["planned_values", "root_module"]);
    let mut level: Vec<Node<'_>> = root.into_iter().collect();
    for _ in 0..MAX_DEPTH {
        for resource in level.iter().flat_map(|module| resources(*module)) {
            let (Some(kind), Some(address), Some(values)) = (
                resource.str_at(&["type"]),
                resource.get("address"),
                resource.get("values"),
            ) else {
                continue;
            };
            if resource.str_at(&["mode"]) != Some("data") && reads(kind) {
                let resource = Resource::planned(&owner, kind, address, resource, values);
                read_resource(&resource, out);
            }
        }
        let children = level
            .iter()
            .filter_map(|module| module.get("child_modules"));
        level = children.flat_map(Node::items).collect();
    }
}

fn resources(module: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    module.get("resources").into_iter().flat_map(Node::items)
}
