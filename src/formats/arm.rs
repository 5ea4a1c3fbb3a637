//! ARM templates in JSON: function apps with the plan that decides their limits, and Container Apps.

mod function_app;

use super::block::Block;
use super::{Format, Input, Marks, azure_container_apps};
use crate::model::{Confidence, Declarations, Placement, Platform, Problem, Workload};
use crate::syntax::{Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "arm",
    title: "Azure Resource Manager",
    files: "JSON deployment templates: function apps with their plans, Container Apps and their jobs",
    marks: Marks {
        names: &[],
        keys: &[&["$schema", "resources"]],
    },
    hint: |raw| raw.contains("eploymentTemplate.json"),
    detect,
    read,
};

/// Templates within templates that are looked into.
const MAX_DEPTH: usize = 32;

/// Resources looked at in one template, with those of the templates inside it; far more than Azure deploys of one.
const MOST_RESOURCES: usize = 4_000;

/// The same where there are aliases, of which a few bytes name millions of resources.
const MOST_ALIASED_RESOURCES: usize = 400;

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

/// What a template holds, as far as it is looked at.
struct Found<'t> {
    resources: Vec<Resource<'t>>,
    /// How many more are looked at.
    left: usize,
    /// The first node that was not looked at.
    left_out: Option<Node<'t>>,
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    let most = if input.object.tree().has_aliases() {
        MOST_ALIASED_RESOURCES
    } else {
        MOST_RESOURCES
    };
    let mut found = Found {
        resources: Vec::new(),
        left: most,
        left_out: None,
    };
    collect(input.object, input.object, None, MAX_DEPTH, &mut found);
    if let Some(left_out) = found.left_out {
        out.problems.push(Problem {
            at: left_out.span().first_line(),
            message: format!(
                "over {most} resources, or nested over {MAX_DEPTH} deep; the rest is not read"
            ),
        });
    }
    let resources = found.resources;
    for resource in &resources {
        let placement = match resource.kind.as_str() {
            kind if azure_container_apps::is_app(kind) => {
                let profile = azure_container_apps::profile(&resource.block);
                Placement::on(Platform::AzureContainerApps, profile)
            }
            kind if azure_container_apps::is_job(kind) => {
                let profile = azure_container_apps::profile(&resource.block);
                Placement::on(Platform::AzureContainerAppsJob, profile)
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
    found: &mut Found<'t>,
) {
    let Some(below) = holder.get("resources") else {
        return;
    };
    let Some(depth) = depth.checked_sub(1) else {
        found.left_out = found.left_out.or(Some(below));
        return;
    };
    let listed = below.items().map(|node| (None, node));
    let named = below
        .entries()
        .map(|entry| (Some(entry.name()), entry.value));
    for (symbol, node) in listed.chain(named) {
        let Some(left) = found.left.checked_sub(1) else {
            found.left_out = found.left_out.or(Some(node));
            return;
        };
        found.left = left;
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
        found.resources.push(Resource {
            kind: kind.clone(),
            inside,
            name,
            block,
        });
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
    }
}
