//! Terraform and OpenTofu: the resources of one file, with the variables and locals of its folder, which is what
//! Terraform calls a module. A plan is the same resources with every value settled.

mod argument;
mod azure;
mod callers;
mod cloud_functions;
mod cloud_run;
mod device;
mod ecs;
mod evaluate;
mod events;
mod gateway;
mod kubernetes;
mod lambda;
mod module;
mod objective;
mod package;
mod plan;
mod readers;
mod reference;
mod resolve;
mod resource;
mod setting;
mod siblings;
mod waiting;

pub(super) use lambda::is_module as is_read_module;
pub(super) use module::Module;
pub(super) use readers::{read as read_resource, reads};
pub(super) use resource::{Owner, Resource, first as first_block};

use super::given::Parameters;
use super::{Format, Input, Marks, Raw};
use crate::model::{Cut, Declarations, Scope};
use crate::repository::{MAX_SIBLINGS, MOST_ENTRIES};
use crate::syntax::Node;
use siblings::Siblings;

pub(super) static FORMAT: Format = Format {
    name: "terraform",
    title: "Terraform and OpenTofu",
    files: "`*.tf`, `*.tofu`, `*.tf.json`: functions, containers and Kubernetes workloads of AWS, Google Cloud and Azure",
    marks: Marks {
        names: &["*.tf", "*.tofu", "*.tf.json"],
        keys: &[],
    },
    hint,
    detect,
    read,
};

/// What every type that is read begins with, and the module that is read.
const NAMES: &[&str] = &[
    "aws_",
    "google_cloud",
    "google_monitoring_slo",
    "azurerm_",
    "kubernetes_",
    "terraform-aws-",
];

/// A block of a resource or a module, in either notation, and a name that is read somewhere.
fn hint(raw: &Raw<'_>) -> bool {
    let text = raw.text;
    let opens = |line: &str| {
        let rest = ["resource", "module"]
            .iter()
            .find_map(|word| line.trim_start().strip_prefix(word));
        rest.is_some_and(|rest| rest.starts_with([' ', '\t', '"']))
    };
    NAMES.iter().any(|name| text.contains(name))
        && (text.contains("\"resource\"") || text.contains("\"module\"") || text.lines().any(opens))
}

/// Blocks with a type and a name, whose type or source plimsoll reads.
fn detect(object: Node<'_>) -> bool {
    let resources = object.get("resource").into_iter().flat_map(Node::entries);
    let modules = object.get("module").into_iter().flat_map(Node::entries);
    resources
        .flat_map(|kind| kind.value.entries().map(move |name| (kind, name)))
        .any(|(kind, name)| reads(kind.name()) && resource::first(name.value).is_some())
        || modules
            .filter_map(|module| resource::first(module.value))
            .any(|module| lambda::is_module(module))
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    let siblings = Siblings::new(input.path, input.repository);
    if siblings.is_replaced() {
        return;
    }
    let before = out.workloads.len();
    let given = Parameters::new(input.repository);
    let module = Module::new(input.object, &siblings, Some(&given));
    let owner = Owner {
        format: FORMAT.name,
        module: &module,
        scope: Scope {
            root: input.scope.root.clone(),
            stack: format!("terraform:{}", siblings.folder()).into(),
        },
    };
    for kind in input
        .object
        .get("resource")
        .into_iter()
        .flat_map(Node::entries)
    {
        for name in kind.value.entries() {
            let Some(body) = resource::first(name.value) else {
                continue;
            };
            if module.is_changed_only(kind.name(), name.name()) {
                continue;
            }
            let address = format!("{}.{}", kind.name(), name.name());
            let resource = Resource::new(&owner, kind.name(), address, name, body);
            readers::read(&resource, out);
        }
    }
    for name in input
        .object
        .get("module")
        .into_iter()
        .flat_map(Node::entries)
    {
        let Some(body) = resource::first(name.value) else {
            continue;
        };
        if lambda::is_module(body) {
            let address = format!("module.{}", name.name());
            let resource = Resource::new(&owner, "module", address, name, body);
            if resource.is_deployed() {
                lambda::read_module(&resource, out);
            }
        }
    }
    let cut = |note: String, out: &mut Declarations| {
        for workload in &mut out.workloads[before..] {
            workload.cut = true;
            workload.notes.push(note.clone());
        }
        out.cuts.push(Cut {
            at: input.object.span().first_line(),
            message: note,
        });
    };
    if siblings.is_cut() {
        let note = format!(
            "the folder has more than the {MAX_SIBLINGS} files of which plimsoll reads variables and locals"
        );
        cut(note, out);
    }
    if siblings.is_search_cut() {
        let note = format!(
            "the repository has more than the {MOST_ENTRIES} files and folders that plimsoll searches for calls of this module"
        );
        cut(note, out);
    }
    out.included.extend(siblings.used());
}
