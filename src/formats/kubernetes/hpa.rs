//! The HorizontalPodAutoscaler: how far Kubernetes may scale a workload.

use super::companion;
use super::element::Element;
use crate::formats::{Input, values};
use crate::model::{Declarations, FactName, Link};

pub(super) fn read(input: &Input<'_>, out: &mut Declarations) {
    let reference = input.object.at(&["spec", "scaleTargetRef"]);
    let Some(target) = reference.and_then(companion::scale_target) else {
        return;
    };
    let object = Element::object(input.object);
    // The default of minReplicas is no statement, so it gives no fact.
    let facts = [
        ("minReplicas", FactName::ReplicasMin),
        ("maxReplicas", FactName::ReplicasMax),
    ];
    let facts = facts
        .iter()
        .filter_map(|(key, name)| object.read_at(&["spec", key], *name, values::count))
        .collect();
    out.companions
        .push(companion::of(input, Link::Scales(target), facts));
}
