//! Knative Serving, which runs on a Kubernetes cluster. A Service that shows neither Knative's marks nor Google's fits
//! Cloud Run as well, and stays ambiguous.

use super::{Format, Input, Marks, serving};
use crate::model::{Declarations, Placement, Platform};
use crate::syntax::Node;

pub(super) static FORMAT: Format = Format {
    name: "knative",
    title: "Knative",
    files: "`Service`, `Configuration` and `Revision` resources of `serving.knative.dev`",
    marks: Marks::OBJECT,
    hint: |raw| raw.contains("serving.knative.dev"),
    detect: |object| serving::is_serving(object) && !serving::is_google(object),
    read,
};

/// Whose annotations and labels only Knative's own tools write and read.
const MARKS: &[&str] = &[
    "client.knative.dev/",
    "serving.knative.dev/",
    "networking.knative.dev/",
    "features.knative.dev/",
];

/// Volumes that Cloud Run does not have.
const CLUSTER_VOLUMES: &[&str] = &[
    "persistentVolumeClaim",
    "hostPath",
    "configMap",
    "projected",
];

/// Parts of a pod that Cloud Run refuses: they speak of a cluster's nodes.
const CLUSTER_FIELDS: &[&str] = &["affinity", "tolerations", "imagePullSecrets"];

fn read(input: &Input<'_>, out: &mut Declarations) {
    let clear = is_knative(input.object);
    let placement = if clear {
        Placement::on(Platform::Knative, None)
    } else {
        Placement::one_of(&[Platform::Knative, Platform::CloudRunService])
    };
    let mut workload = serving::service(input, FORMAT.name, placement, out);
    if workload.placement.platform().is_none() {
        workload.notes.push(
            "fits Knative and Cloud Run, and nothing in it decides; `plimsoll/platform` says which"
                .to_owned(),
        );
    }
    out.workloads.push(workload);
}

/// What only a cluster can mean. Few things count: Cloud Run takes most of the resource.
fn is_knative(object: Node<'_>) -> bool {
    // Users write Services; Cloud Run makes the other two itself and marks them as its own.
    if object.str_at(&["kind"]) != Some("Service") {
        return true;
    }
    if serving::metadata(object).any(|key| MARKS.iter().any(|mark| key.starts_with(mark))) {
        return true;
    }
    let Some(spec) = object.at(serving::pod_path(object)) else {
        return false;
    };
    let volumes = spec.get("volumes").into_iter().flat_map(Node::items);
    let containers = spec.get("containers").into_iter().flat_map(Node::items);
    CLUSTER_FIELDS.iter().any(|key| spec.get(key).is_some())
        || volumes
            .into_iter()
            .any(|volume| CLUSTER_VOLUMES.iter().any(|key| volume.get(key).is_some()))
        || containers.into_iter().any(|container| {
            let env = container.get("env").into_iter().flat_map(Node::items);
            container.get("envFrom").is_some()
                || env
                    .into_iter()
                    .any(|variable| variable.at(&["valueFrom", "configMapKeyRef"]).is_some())
        })
}
