//! What Knative and Cloud Run share: one resource, written the same way for both.

mod scale;

use super::block::{Block, Row};
use super::{Input, kubernetes, object, values};
use crate::model::{Connection, Declarations, Fact, FactName, Network, Placement, Value, Workload};
use crate::syntax::Node;

/// Where annotations stand, least specific first.
const ANNOTATIONS: [&[&str]; 2] = [
    &["metadata", "annotations"],
    &["spec", "template", "metadata", "annotations"],
];

/// What it is called that an instance has its CPU outside requests too.
pub(crate) const CPU_ALWAYS: &str = "CPU is allocated outside requests too";

const LABELS: [&[&str]; 2] = [
    &["metadata", "labels"],
    &["spec", "template", "metadata", "labels"],
];

/// Whether an object is a serving resource, Knative's or Google's.
pub(crate) fn is_serving(object: Node<'_>) -> bool {
    matches!(
        object::group_kind(object),
        Some((
            "serving.knative.dev",
            "Service" | "Configuration" | "Revision"
        ))
    )
}

/// Whether an object shows Google's marks.
pub(crate) fn is_google(object: Node<'_>) -> bool {
    metadata(object)
        .any(|key| key.starts_with("run.googleapis.com/") || key == "cloud.googleapis.com/location")
}

/// The keys of all annotations and labels.
pub(crate) fn metadata(object: Node<'_>) -> impl Iterator<Item = &str> {
    ANNOTATIONS
        .into_iter()
        .chain(LABELS)
        .filter_map(move |path| object.at(path))
        .flat_map(|map| map.entries().map(|entry| entry.name()))
}

/// Where the pod of a resource stands; a Revision has no template.
pub(crate) fn pod_path(object: Node<'_>) -> &'static [&'static str] {
    const TEMPLATE: &[&str] = &["spec", "template", "spec"];
    if object.at(TEMPLATE).is_some() {
        TEMPLATE
    } else {
        &["spec"]
    }
}

/// Reads a serving resource.
pub(crate) fn service(
    input: &Input<'_>,
    format: &'static str,
    placement: Placement,
    out: &mut Declarations,
) -> Workload {
    let mut workload = object::workload(input, format, placement);
    for path in ANNOTATIONS {
        object::annotations(input, path, &mut workload, out);
    }
    let path = pod_path(input.object);
    if let Some(spec) = input.object.at(path) {
        let own = |key: &str| format!("{}.{key}", path.join("."));
        if let Some(node) = spec.get("timeoutSeconds") {
            let timeout = values::seconds(node, FactName::Timeout, own("timeoutSeconds"));
            workload.facts.push(timeout);
        }
        if let Some(node) = spec.get("containerConcurrency") {
            // 0 leaves it to the platform.
            let field = own("containerConcurrency");
            let concurrency = values::count(node, FactName::Concurrency, field);
            let stated = concurrency.count() != Some(0);
            workload.facts.extend(stated.then_some(concurrency));
        }
    }
    kubernetes::pod(input.object, path, &mut workload, out);
    cpu_limits(input.object, path, &mut workload);
    scale::read(input.object, &mut workload);
    affinity(input.object, &mut workload);
    cpu(input.object, &mut workload);
    vpc(input.object, &ANNOTATIONS, &mut workload);
    workload
}

/// Sticky sessions, which only Cloud Run has.
fn affinity(object: Node<'_>, workload: &mut Workload) {
    let key = "run.googleapis.com/sessionAffinity";
    let Some((node, field)) = annotation(object, &ANNOTATIONS, key) else {
        return;
    };
    if node.as_bool() == Some(true) {
        let connection = Connection {
            protocol: "session-affinity".to_owned(),
            certain: false,
        };
        let at = node.span().first_line();
        let value = Value::Connection(connection);
        let fact = Fact::stated(FactName::Connection, value, at, field);
        workload.facts.push(fact);
    }
}

/// The CPU limit of each container, which Cloud Run bounds.
pub(crate) fn cpu_limits(object: Node<'_>, path: &[&str], workload: &mut Workload) {
    const LIMIT: &[Row] = &[(&["resources", "limits", "cpu"], FactName::Cpu, values::cpu)];
    let pod = Block::new(object).at(path);
    let containers = pod
        .map(|pod| pod.items(&["containers"]))
        .unwrap_or_default();
    for container in containers {
        workload.facts.extend(container.facts(LIMIT));
    }
}

/// CPU for the whole life of an instance, which only Cloud Run can turn off.
fn cpu(object: Node<'_>, workload: &mut Workload) {
    let key = "run.googleapis.com/cpu-throttling";
    let Some((node, field)) = annotation(object, &ANNOTATIONS, key) else {
        return;
    };
    if node.as_bool() == Some(false) {
        let value = Value::Text(CPU_ALWAYS.to_owned());
        let at = node.span().first_line();
        let fact = Fact::stated(FactName::AlwaysOn, value, at, field);
        workload.facts.push(fact);
    }
}

/// The ways of Cloud Run into a private network; each alone says only that something is reached there.
pub(crate) fn vpc(object: Node<'_>, annotations: &[&[&str]], workload: &mut Workload) {
    for key in [
        "run.googleapis.com/vpc-access-connector",
        "run.googleapis.com/network-interfaces",
    ] {
        let Some((node, field)) = annotation(object, annotations, key) else {
            continue;
        };
        let network = Network {
            kind: "vpc".to_owned(),
            strong: false,
        };
        let at = node.span().first_line();
        let fact = Fact::stated(FactName::Network, Value::Network(network), at, field);
        workload.facts.push(fact);
    }
}

/// An annotation and its key path, the most specific place first.
fn annotation<'t>(object: Node<'t>, places: &[&[&str]], key: &str) -> Option<(Node<'t>, String)> {
    places.iter().rev().find_map(|place| {
        let node = object.at(place)?.get(key)?;
        Some((node, format!("{}.{key}", place.join("."))))
    })
}
