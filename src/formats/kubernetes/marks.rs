//! Annotations and labels of workloads and pods that tools leave or read: service meshes, more network interfaces, the
//! converter of Compose files.

use super::blockers;
use super::element::Element;
use crate::model::{Fact, FactName, Network, Value};

/// A mark: the key, the value it must have (any, when there is none), and what it is.
struct Mark {
    key: &'static str,
    value: Option<&'static str>,
    says: Says,
}

enum Says {
    /// A proxy beside the container; alone it is rarely a need.
    Mesh,
    /// Interfaces beside the cluster's own.
    ExtraInterface,
    /// Made from a Compose file.
    FromCompose,
    /// A step of the tool that deploys.
    Hook,
}

const fn mark(key: &'static str, value: Option<&'static str>, says: Says) -> Mark {
    Mark { key, value, says }
}

const MARKS: &[Mark] = &[
    mark("sidecar.istio.io/inject", Some("true"), Says::Mesh),
    mark("linkerd.io/inject", Some("enabled"), Says::Mesh),
    mark("linkerd.io/inject", Some("ingress"), Says::Mesh),
    mark("kuma.io/sidecar-injection", Some("enabled"), Says::Mesh),
    mark(
        "consul.hashicorp.com/connect-inject",
        Some("true"),
        Says::Mesh,
    ),
    mark("k8s.v1.cni.cncf.io/networks", None, Says::ExtraInterface),
    mark("kompose.cmd", None, Says::FromCompose),
    mark("kompose.version", None, Says::FromCompose),
    mark("argocd.argoproj.io/hook", None, Says::Hook),
    mark("helm.sh/hook", None, Says::Hook),
];

/// Prefixes of keys that only one cloud's controllers read.
const CLOUDS: &[(&str, &str)] = &[
    ("alb.ingress.kubernetes.io/", "AWS"),
    ("eks.amazonaws.com/", "AWS"),
    ("karpenter.k8s.aws/", "AWS"),
    ("service.beta.kubernetes.io/aws-", "AWS"),
    ("cloud.google.com/", "Google Cloud"),
    ("iam.gke.io/", "Google Cloud"),
    ("networking.gke.io/", "Google Cloud"),
    ("appgw.ingress.kubernetes.io/", "Azure"),
    ("azure.workload.identity/", "Azure"),
    ("kubernetes.azure.com/", "Azure"),
    ("service.beta.kubernetes.io/azure-", "Azure"),
];

/// The clouds that the keys of a map are written for, each once.
pub(super) fn clouds(map: &Element<'_>) -> Vec<Fact> {
    let mut seen = Vec::new();
    let mut facts = Vec::new();
    for (key, value) in map.entries() {
        let found = CLOUDS.iter().find(|(prefix, _)| key.starts_with(prefix));
        if let Some((_, cloud)) = found
            && !seen.contains(cloud)
        {
            seen.push(*cloud);
            facts.push(value.stated(FactName::Cloud, Value::Text((*cloud).to_owned())));
        }
    }
    facts
}

/// Reads the marks among the annotations and labels of an object or a pod template.
pub(super) fn read(metadata: &Element<'_>, facts: &mut Vec<Fact>) {
    let mut from_compose = false;
    for map in ["annotations", "labels"] {
        let entries = metadata.at(&[map]);
        facts.extend(entries.iter().flat_map(clouds));
        for (key, value) in entries.iter().flat_map(Element::entries) {
            let text = value.text().unwrap_or_default();
            let found = MARKS
                .iter()
                .find(|mark| mark.key == key && mark.value.is_none_or(|wanted| wanted == text));
            let network = |kind: &str, strong| {
                let kind = kind.to_owned();
                Value::Network(Network { kind, strong })
            };
            match found.map(|mark| &mark.says) {
                Some(Says::Mesh) => {
                    facts.push(value.stated(FactName::Network, network("mesh-sidecar", false)));
                }
                Some(Says::ExtraInterface) if !value.node.is_placeholder() => {
                    let fact = value.stated(FactName::Network, network("extra-interface", true));
                    facts.push(fact);
                }
                Some(Says::Hook) => facts.push(blockers::fact(&value, "deployment-hook", text)),
                // One conversion leaves several marks.
                Some(Says::FromCompose) if !from_compose => {
                    from_compose = true;
                    let text = Value::Text("converted from a Compose file".to_owned());
                    facts.push(value.stated(FactName::ExistingContainer, text));
                }
                _ => {}
            }
        }
    }
}
