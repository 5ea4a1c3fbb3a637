//! Volumes that keep data beyond the pod. Everything that only brings files along (`configMap`, `secret`, `emptyDir`,
//! `ephemeral`, `image` ...) is no state.

use super::blockers;
use super::element::Element;
use crate::model::{Fact, FactName, State, StateKind, Value, Workload};
use k8s_openapi::api::core::v1::Volume;
use std::collections::BTreeMap;

/// Volume sources with data of their own, and the key that tells them best.
const SOURCES: &[(&str, StateKind, &str)] = &[
    ("awsElasticBlockStore", StateKind::Volume, "volumeID"),
    ("azureDisk", StateKind::Volume, "diskName"),
    ("azureFile", StateKind::SharedFileSystem, "shareName"),
    ("cephfs", StateKind::SharedFileSystem, "path"),
    ("cinder", StateKind::Volume, "volumeID"),
    ("fc", StateKind::Volume, "targetWWNs"),
    ("flexVolume", StateKind::Volume, "driver"),
    ("gcePersistentDisk", StateKind::Volume, "pdName"),
    ("glusterfs", StateKind::SharedFileSystem, "path"),
    ("iscsi", StateKind::Volume, "iqn"),
    ("nfs", StateKind::SharedFileSystem, "path"),
    ("persistentVolumeClaim", StateKind::Volume, "claimName"),
    ("photonPersistentDisk", StateKind::Volume, "pdID"),
    ("portworxVolume", StateKind::Volume, "volumeID"),
    ("quobyte", StateKind::SharedFileSystem, "volume"),
    ("rbd", StateKind::Volume, "image"),
    ("scaleIO", StateKind::Volume, "volumeName"),
    ("storageos", StateKind::Volume, "volumeName"),
    ("vsphereVolume", StateKind::Volume, "volumePath"),
];

/// Inline CSI drivers that hand out secrets, certificates and images.
const NO_DATA_DRIVERS: &[&str] = &[
    "secrets-store.csi.k8s.io",
    "csi.cert-manager.io",
    "spiffe.csi.cert-manager.io",
    "csi.spiffe.io",
    "csi-image.warm-metal.tech",
];

/// Parts of the names of CSI drivers whose volumes several pods share.
const SHARED_DRIVERS: &[&str] = &[
    "efs", "file", "nfs", "smb", "gcsfuse", "s3", "blob", "cephfs", "fsx",
];

/// Where the host keeps what belongs to it; mounting that ties a pod to its node, but no data of the pod lies there.
const HOST_FOLDERS: &[&str] = &[
    "/var/run",
    "/run",
    "/proc",
    "/sys",
    "/dev",
    "/etc/ssl",
    "/etc/localtime",
    "/lib/modules",
];

/// Reads the volumes of a pod spec.
pub(super) fn read(spec: &Element<'_>, workload: &mut Workload) {
    let read_only = read_only_mounts(spec);
    for volume in spec.items("volumes") {
        let decoded: Option<Volume> = volume.decode(FactName::State, &mut workload.facts);
        let Some(typed) = decoded else {
            continue;
        };
        let mounted_read_only = read_only.get(&*typed.name) == Some(&true);
        for (key, source) in volume.entries() {
            match key {
                "hostPath" => host_path(&source, mounted_read_only, &mut workload.facts),
                "csi" => inline_csi(&source, mounted_read_only, &mut workload.facts),
                "persistentVolumeClaim" => claim(&source, workload),
                _ => {}
            }
            if let Some((_, kind, telling)) = SOURCES.iter().find(|(name, ..)| *name == key) {
                let fact = state(&source, *kind, telling, mounted_read_only);
                workload.facts.push(fact);
            }
        }
    }
}

fn state(source: &Element<'_>, kind: StateKind, telling: &str, read_only: bool) -> Fact {
    // `persistentVolumeClaim: {}` is refused by Kubernetes, but it is no less a claim.
    let at = source.at(&[telling]).unwrap_or_else(|| source.clone());
    let state = State {
        kind,
        detail: at.text().unwrap_or_default().to_owned(),
        read_only: read_only || is_read_only(source),
    };
    at.stated(FactName::State, Value::State(state))
}

/// Whether the volume itself says that it is read-only.
fn is_read_only(source: &Element<'_>) -> bool {
    source.node.get("readOnly").and_then(|node| node.as_bool()) == Some(true)
}

fn claim(source: &Element<'_>, workload: &mut Workload) {
    let name = source.node.str_at(&["claimName"]);
    workload.claims.extend(name.map(str::to_owned));
}

fn inline_csi(source: &Element<'_>, read_only: bool, facts: &mut Vec<Fact>) {
    let driver = source.node.str_at(&["driver"]).unwrap_or_default();
    if NO_DATA_DRIVERS.contains(&driver) {
        return;
    }
    let shared = SHARED_DRIVERS.iter().any(|part| driver.contains(part));
    let kind = if shared {
        StateKind::SharedFileSystem
    } else {
        StateKind::Volume
    };
    // A bucket says more than the driver that mounts it.
    let bucket = source.at(&["volumeAttributes"]);
    let bucket = bucket.filter(|attributes| attributes.at(&["bucketName"]).is_some());
    facts.push(match bucket {
        Some(attributes) => state(
            &attributes,
            kind,
            "bucketName",
            read_only || is_read_only(source),
        ),
        None => state(source, kind, "driver", read_only),
    });
}

fn host_path(source: &Element<'_>, read_only: bool, facts: &mut Vec<Fact>) {
    let path = source.node.str_at(&["path"]).unwrap_or_default();
    let at = source.at(&["path"]).unwrap_or_else(|| source.clone());
    facts.push(blockers::fact(&at, "host-path", path));
    let of_the_host = HOST_FOLDERS.iter().any(|folder| {
        let below = path.strip_prefix(folder);
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    if at.node.is_placeholder() {
        // It may be one of the host's own folders.
        facts.push(at.unresolved(FactName::State));
        return;
    }
    let socket = matches!(
        source.node.str_at(&["type"]),
        Some("Socket" | "CharDevice" | "BlockDevice")
    );
    if !of_the_host && !socket {
        facts.push(state(source, StateKind::Volume, "path", read_only));
    }
}

/// Volumes that are mounted, and only to be read.
fn read_only_mounts<'t>(spec: &Element<'t>) -> BTreeMap<&'t str, bool> {
    let mut read_only = BTreeMap::new();
    let lists = ["initContainers", "containers"];
    for container in lists.iter().flat_map(|list| spec.items(list)) {
        for mount in container.items("volumeMounts") {
            let Some(name) = mount.node.str_at(&["name"]) else {
                continue;
            };
            let stated = mount.node.get("readOnly").and_then(|node| node.as_bool());
            *read_only.entry(name).or_insert(true) &= stated == Some(true);
        }
    }
    read_only
}
