//! One file or folder per format: is this object mine, and what does it say. Knows syntax and model, no rule.

mod ack;
mod arm;
mod aws;
mod azure_container_apps;
mod azure_functions;
mod block;
mod cloud_run;
mod cloudformation;
mod compose;
mod config_connector;
mod copilot;
mod crossplane;
mod datadog_slo;
pub mod declared;
mod fission;
mod flagger;
mod gcloud;
mod given;
mod glued;
mod hosts;
mod knative;
mod knative_eventing;
mod knative_func;
mod kubernetes;
mod kustomize;
mod lambda_object;
mod netlify;
mod nobl9;
pub mod not_rendered;
mod nuclio;
mod object;
mod openfaas;
mod openshift_template;
mod openslo;
mod prometheus_rules;
mod pyrra;
mod recognise;
mod sam;
mod schedule;
mod serverless_framework;
mod serving;
mod slo;
mod slo_generator;
mod sloth;
mod step_functions;
mod terraform;
mod terraform_plan;
pub mod typed_list;
mod values;
mod vercel;
mod web_adapter;
mod wrangler;

use crate::model::{Declarations, Problem, Scope};
use crate::repository::Repository;
use crate::syntax::{Kind, Node, Tree};
use std::sync::Arc;

pub use recognise::{Marks, Raw, hinted, is_in_part, is_recognisable};

/// A format.
pub struct Format {
    /// The name in machine output: `aws-sam`.
    pub name: &'static str,
    /// The name in a sentence.
    pub title: &'static str,
    /// Which files it is found in, for the documentation.
    pub files: &'static str,
    /// What shows it in a file that cannot be parsed.
    pub marks: Marks,
    /// The cheap look, before anything is parsed: could a document of this format be in this file? Must not say no
    /// to one that is; may say yes too often.
    pub hint: fn(&Raw<'_>) -> bool,
    /// Whether an object is of this format. At most one format says yes.
    pub detect: fn(Node<'_>) -> bool,
    /// Reads an object.
    pub read: fn(&Input<'_>, &mut Declarations),
}

/// One object to read, and what it may look at.
pub struct Input<'a> {
    /// The object: a document's root, an item of a `List`, an item of a list of objects.
    pub object: Node<'a>,
    /// Where its names mean something; `stack` is unique to the object.
    pub scope: Scope,
    /// The file it stands in.
    pub path: &'a str,
    /// For files it names.
    pub repository: &'a Repository,
}

/// Every format, in the order of the documentation.
pub static FORMATS: &[&Format] = &[
    &kubernetes::FORMAT,
    &kustomize::FORMAT,
    &cloudformation::FORMAT,
    &sam::FORMAT,
    &serverless_framework::FORMAT,
    &knative::FORMAT,
    &knative_eventing::FORMAT,
    &knative_func::FORMAT,
    &cloud_run::FORMAT,
    &openfaas::FORMAT,
    &fission::FORMAT,
    &nuclio::FORMAT,
    &vercel::FORMAT,
    &netlify::FORMAT,
    &wrangler::FORMAT,
    &azure_functions::FORMAT,
    &azure_container_apps::FORMAT,
    &arm::FORMAT,
    &ack::FORMAT,
    &crossplane::FORMAT,
    &config_connector::FORMAT,
    &copilot::FORMAT,
    &step_functions::FORMAT,
    &gcloud::FORMAT,
    &compose::FORMAT,
    &openslo::FORMAT,
    &sloth::FORMAT,
    &pyrra::FORMAT,
    &flagger::FORMAT,
    &prometheus_rules::FORMAT,
    &slo_generator::FORMAT,
    &nobl9::FORMAT,
    &datadog_slo::FORMAT,
    &terraform::FORMAT,
    &terraform_plan::FORMAT,
];

/// Objects read of one document that has aliases. Without them a list is as long as its text; with them a few bytes name
/// one large object a million times.
const MOST_ALIASED_OBJECTS: usize = 100;

/// What a file turned out to hold.
#[derive(Debug, Clone, Copy, Default)]
pub struct Held {
    /// Objects that some format claimed.
    pub claimed: usize,
    /// Objects in a notation that is read which no format claimed: they run nothing that is known.
    pub others: usize,
}

/// Reads every object of a file.
pub fn read(tree: &Tree, root: &str, repository: &Repository, out: &mut Declarations) -> Held {
    let processed = openshift_template::Processed::of(tree);
    let tree = processed.as_ref().map_or(tree, |processed| &processed.tree);
    let path = tree.source().path();
    let root: Arc<str> = root.into();
    let mut held = Held::default();
    let is_stream = is_stream(tree);
    if object::is_in(tree) {
        glued::separators(tree, out);
    }
    for document in tree.documents() {
        let (objects, left_out) = objects(document.root);
        if let Some(left_out) = left_out {
            let message = format!(
                "aliases make over {MOST_ALIASED_OBJECTS} objects of this list; the rest is not read"
            );
            out.problems.push(Problem {
                at: left_out.span().first_line(),
                message,
            });
        }
        for (index, object) in objects.into_iter().enumerate() {
            let input = Input {
                object,
                scope: Scope {
                    root: root.clone(),
                    stack: format!("{path}#{}.{index}", document.index).into(),
                },
                path,
                repository,
            };
            let format = FORMATS.iter().find(|format| (format.detect)(object));
            not_rendered::note(&input, format.is_some(), out);
            match format {
                Some(format) if is_stream && object::group_kind(object).is_none() => {
                    let is_second = format.marks.name(path) && document.index == 1;
                    out.problems.extend(is_second.then(|| Problem {
                        at: object.span().first_line(),
                        message: "a second value stands here; this file holds one".to_owned(),
                    }));
                }
                Some(format) => {
                    held.claimed += 1;
                    glued::duplicates(object, out);
                    let before = (out.workloads.len(), out.companions.len());
                    (format.read)(&input, out);
                    if let Some(processed) = &processed {
                        processed.trace(out, before);
                    }
                }
                None if not_rendered::is_object(&input) => held.others += 1,
                None => {}
            }
        }
    }
    held
}

/// Whether a file is a stream of JSON: kubectl alone reads one.
fn is_stream(tree: &Tree) -> bool {
    let is_json = matches!(recognise::ending(tree.source().path()), "json" | "jsonc");
    let values = tree.documents().len() + tree.broken_documents().len();
    is_json && (values > 1 || !tree.errors().is_empty())
}

/// The objects of a document: itself, the items of a `List`, of a Template or of a list; and the first one left out, when
/// aliases make more of them than are read.
fn objects(root: Node<'_>) -> (Vec<Node<'_>>, Option<Node<'_>>) {
    let most = if root.tree().has_aliases() {
        MOST_ALIASED_OBJECTS
    } else {
        usize::MAX
    };
    let (mut objects, mut waiting, mut left_out) = (Vec::new(), vec![root], None);
    while let Some(node) = waiting.pop() {
        let is_list = node
            .str_at(&["kind"])
            .is_some_and(|kind| kind.ends_with("List"));
        let items = node
            .get("items")
            .filter(|_| is_list && node.get("apiVersion").is_some());
        let list = if node.kind() == Kind::Sequence {
            Some(node)
        } else {
            items.or_else(|| openshift_template::objects(node))
        };
        let Some(list) = list else {
            objects.push(node);
            continue;
        };
        let before = waiting.len();
        let room = most.saturating_sub(objects.len() + before);
        waiting.extend(list.items().take(room));
        left_out = left_out.or_else(|| list.items().nth(room));
        // The stack hands them out last first.
        waiting[before..].reverse();
    }
    (objects, left_out)
}
