//! ARM templates in JSON: function apps with the plan that decides their limits, and Container Apps.

mod function_app;

use super::block::Block;
use super::{Format, Input, azure_container_apps};
use crate::model::{Confidence, Declarations, Placement, Platform, Workload};
use crate::syntax::{Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "arm",
    title: "Azure Resource Manager",
    files: "JSON deployment templates: function apps with their plans, Container Apps and their jobs",
    hint: |text| text.contains("eploymentTemplate.json"),
    detect,
    read,
};

/// Templates within templates that are looked into.
const MAX_DEPTH: usize = 4;

fn detect(object: Node<'_>) -> bool {
    object
        .str_at(&["$schema"])
        .is_some_and(|schema| schema.contains("eploymentTemplate.json"))
        && object.get("resources").is_some()
}

/// One resource of a template.
struct Resource<'t> {
    /// Its type, with those of the resources around it in front.
    kind: String,
    /// The name of the resource around it, as written; empty at the top.
    inside: &'t str,
    /// The symbolic name, else the name as far as the template settles it.
    name: String,
    block: Block<'t>,
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    let mut resources = Vec::new();
    collect(input.object, input.object, None, MAX_DEPTH, &mut resources);
    for resource in &resources {
        let placement = match resource.kind.as_str() {
            kind if azure_container_apps::is_app(kind) => {
                Placement::on(Platform::AzureContainerApps, None)
            }
            kind if azure_container_apps::is_job(kind) => {
                Placement::on(Platform::AzureContainerAppsJob, None)
            }
            _ if function_app::is_function_app(resource) => {
                let plan = function_app::plan(resource, &resources);
                Placement::on(Platform::AzureFunctions, plan)
            }
            _ => continue,
        };
        let mut workload = Workload::new(
            &resource.name,
            &resource.kind,
            FORMAT.name,
            placement,
            resource.block.node.span(),
            input.scope.clone(),
        );
        if workload.placement.platform() == Some(Platform::AzureFunctions) {
            function_app::read(resource, &resources, &mut workload);
        } else {
            azure_container_apps::container_app(&resource.block, &mut workload);
        }
        if resource.block.node.get("condition").is_some() {
            for fact in &mut workload.facts {
                fact.confidence = fact.confidence.min(Confidence::Medium);
            }
        }
        out.workloads.push(workload);
    }
}

/// The resources below a node: a list, or a map by symbolic name; those inside another resource, whose type theirs
/// continues; those of a template inside this one.
fn collect<'t>(
    holder: Node<'t>,
    template: Node<'t>,
    parent: Option<(&str, &'t str)>,
    depth: usize,
    found: &mut Vec<Resource<'t>>,
) {
    let (Some(below), Some(depth)) = (holder.get("resources"), depth.checked_sub(1)) else {
        return;
    };
    let listed = below.items().map(|node| (None, node));
    let named = below
        .entries()
        .map(|entry| (Some(entry.name()), entry.value));
    for (symbol, node) in listed.chain(named) {
        if node.kind() != Kind::Mapping
            || node.get("existing").and_then(Node::as_bool) == Some(true)
        {
            continue;
        }
        let Some(kind) = node.str_at(&["type"]) else {
            continue;
        };
        let block = Block::of_template(node, template);
        let name = block.at(&["name"]);
        let settled = name.as_ref().and_then(Block::text);
        let written = node.str_at(&["name"]).unwrap_or("(unnamed)");
        let name = symbol.or(settled).unwrap_or(written).to_owned();
        let (kind, inside) = match parent {
            Some((around, inside)) => (format!("{around}/{kind}"), inside),
            None => (kind.to_owned(), ""),
        };
        let around = Some((kind.as_str(), written));
        collect(node, template, around, depth, found);
        if let Some(inner) = node.at(&["properties", "template"]) {
            let scope = if inner.get("parameters").is_some() {
                inner
            } else {
                template
            };
            collect(inner, scope, None, depth, found);
        }
        found.push(Resource {
            kind,
            inside,
            name,
            block,
        });
    }
}
