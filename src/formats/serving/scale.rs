//! How far a service scales: annotations on two levels, in two spellings. The template's win over the service's.

use super::{ANNOTATIONS, annotation};
use crate::formats::values;
use crate::model::{FactName, Workload};
use crate::syntax::Node;

/// What each bound is called, the current name first.
const BOUNDS: &[(FactName, &[&str])] = &[
    (
        FactName::ReplicasMin,
        &[
            "autoscaling.knative.dev/min-scale",
            "autoscaling.knative.dev/minScale",
            "run.googleapis.com/minScale",
        ],
    ),
    (
        FactName::ReplicasMax,
        &[
            "autoscaling.knative.dev/max-scale",
            "autoscaling.knative.dev/maxScale",
            "run.googleapis.com/maxScale",
        ],
    ),
];

pub(super) fn read(object: Node<'_>, workload: &mut Workload) {
    for (name, keys) in BOUNDS {
        let places = ANNOTATIONS.iter().rev();
        let found = places
            .flat_map(|place| keys.iter().map(move |key| (*place, *key)))
            .find_map(|(place, key)| annotation(object, &[place], key));
        let Some((node, field)) = found else { continue };
        let bound = values::count(node, *name, field);
        // A maximum of 0 is no maximum.
        if *name == FactName::ReplicasMin || bound.count() != Some(0) {
            workload.facts.push(bound);
        }
    }
}
