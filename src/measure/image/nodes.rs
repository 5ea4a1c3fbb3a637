//! What the nodes of a cluster report: `kubectl get nodes -o json`. The runtime decides which measure it is: containerd
//! reports compressed sizes, CRI-O and Docker unpacked ones (kubernetes/kubernetes#120698 leaves it open).

use super::{Certainty, Image, ImagePlatform, Reference, Total};
use crate::model::{Basis, Size};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    items: Vec<Node>,
    #[serde(default)]
    status: Option<Status>,
}

#[derive(Deserialize)]
struct Node {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    status: Option<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    #[serde(default)]
    images: Vec<Reported>,
    #[serde(default)]
    node_info: Info,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Info {
    container_runtime_version: String,
    operating_system: String,
    architecture: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reported {
    #[serde(default)]
    names: Option<Vec<String>>,
    #[serde(default)]
    size_bytes: Option<u64>,
}

/// The images of all nodes of a platform; `None` where the text is no list of nodes. Of one name that has several sizes,
/// the largest counts.
pub(super) fn read(text: &str, platform: &ImagePlatform) -> Option<Vec<Image>> {
    let answer: Answer = serde_json::from_str(text).ok()?;
    let mut nodes: Vec<Status> = Vec::new();
    match answer.kind.as_str() {
        "Node" => nodes.extend(answer.status),
        "List" | "NodeList" => {
            let items = answer.items.into_iter();
            let is_node = |node: &Node| matches!(node.kind.as_str(), "Node" | "");
            nodes.extend(items.filter(is_node).filter_map(|node| node.status));
        }
        _ => return None,
    }
    if nodes.is_empty() {
        return None;
    }
    let mut images: BTreeMap<(Reference, bool), u64> = BTreeMap::new();
    for node in nodes {
        let info = &node.node_info;
        let of = ImagePlatform {
            os: info.operating_system.clone(),
            architecture: info.architecture.clone(),
            variant: platform.variant.clone(),
        };
        let Some(basis) = basis(&info.container_runtime_version) else {
            continue;
        };
        if !platform.admits(&of) {
            continue;
        }
        for image in node.images {
            let names = image.names.unwrap_or_default();
            let (Some(size), names) = (image.size_bytes, names.iter()) else {
                continue;
            };
            for name in names.filter_map(|name| Reference::parse(name)) {
                let known = images.entry((name, basis == Basis::Unpacked)).or_default();
                *known = size.max(*known);
            }
        }
    }
    let images = images.into_iter().map(|((name, unpacked), size)| {
        let total = Total {
            size: Size::from_bytes(size),
            biggest: Vec::new(),
            certainty: Certainty::Counted,
        };
        let (compressed, unpacked) = if unpacked {
            (None, Some(total))
        } else {
            (Some(total), None)
        };
        Image {
            digests: name.digest.iter().cloned().collect(),
            names: vec![name],
            compressed,
            unpacked,
        }
    });
    Some(images.collect())
}

fn basis(runtime: &str) -> Option<Basis> {
    match runtime.split_once("://")?.0 {
        "containerd" => Some(Basis::Compressed),
        "cri-o" | "docker" => Some(Basis::Unpacked),
        _ => None,
    }
}
