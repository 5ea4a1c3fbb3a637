//! Nodes of a certain kind: what a pod asks of the machine below it.

use super::blockers;
use super::element::Element;
use crate::model::{Fact, FactName};
use k8s_openapi::api::core::v1::NodeAffinity;

/// Words in the label keys that tell hardware. Zones, pools, `kubernetes.io/os: linux` and architectures are on offer
/// everywhere.
const HARDWARE: &[&str] = &[
    "instance-type",
    "instance-family",
    "instance-gpu",
    "instance-local-nvme",
    "accelerator",
    "gpu",
    "tpu",
    "nvidia",
    "local-ssd",
    "disktype",
    "hardware",
    "feature.node.kubernetes.io/",
    "kubernetes.io/hostname",
    "node-role.kubernetes.io/",
];

/// Reads `os`, `nodeSelector` and the affinity that must be met.
pub(super) fn read(spec: &Element<'_>, facts: &mut Vec<Fact>) {
    let os = spec.at(&["os", "name"]);
    if let Some(os) = os.filter(|os| os.text() == Some("windows")) {
        facts.push(blockers::fact(&os, "node-selection", "windows"));
    }
    for (key, value) in spec.at(&["nodeSelector"]).iter().flat_map(Element::entries) {
        let windows = is_os(key) && value.text() == Some("windows");
        if windows || is_hardware(key) {
            facts.push(blockers::fact(&value, "node-selection", key));
        }
    }
    let Some(affinity) = spec.at(&["affinity", "nodeAffinity"]) else {
        return;
    };
    let decoded = affinity.decode::<NodeAffinity>(FactName::Blocker, facts);
    let required = affinity.at(&["requiredDuringSchedulingIgnoredDuringExecution"]);
    let (Some(_), Some(required)) = (decoded, required) else {
        return;
    };
    // Terms are alternatives: only what all of them ask for is asked for.
    let terms: Vec<Vec<Element<'_>>> = required
        .items("nodeSelectorTerms")
        .iter()
        .map(hardware_keys)
        .collect();
    if terms.iter().all(|keys| !keys.is_empty()) {
        for key in terms.first().into_iter().flatten() {
            let detail = key.text().unwrap_or_default();
            facts.push(blockers::fact(key, "node-selection", detail));
        }
    }
}

/// The keys of the expressions that ask for hardware, not those that avoid it.
fn hardware_keys<'t>(term: &Element<'t>) -> Vec<Element<'t>> {
    let asks = |expression: &Element<'t>| {
        let operator = expression.node.str_at(&["operator"])?;
        let key = expression.at(&["key"])?;
        let asked = !matches!(operator, "NotIn" | "DoesNotExist");
        let values = expression.items("values");
        let windows = is_os(key.text()?)
            && operator == "In"
            && !values.is_empty()
            && values.iter().all(|value| value.text() == Some("windows"));
        (windows || asked && is_hardware(key.text()?)).then_some(key)
    };
    term.items("matchExpressions")
        .iter()
        .filter_map(asks)
        .collect()
}

fn is_os(key: &str) -> bool {
    matches!(key, "kubernetes.io/os" | "beta.kubernetes.io/os")
}

fn is_hardware(key: &str) -> bool {
    HARDWARE.iter().any(|word| key.contains(word))
}
