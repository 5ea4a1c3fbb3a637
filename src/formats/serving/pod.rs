//! The pod of a serving resource or a task: images, sizes, ports, volumes.

use crate::formats::values;
use crate::model::{Blocker, Connection, Fact, FactName, State, StateKind, Value, Workload};
use crate::syntax::Node;

/// Volumes with data of their own, and the key that tells them best. Secrets, configuration and scratch space are none.
const VOLUMES: &[(&str, StateKind, &str)] = &[
    ("nfs", StateKind::SharedFileSystem, "path"),
    ("persistentVolumeClaim", StateKind::Volume, "claimName"),
    ("hostPath", StateKind::Volume, "path"),
];

/// The driver that mounts a bucket on Cloud Run.
const BUCKET_DRIVER: &str = "gcsfuse.run.googleapis.com";

/// Inline drivers that hand out secrets and certificates.
const SECRET_DRIVERS: &[&str] = &["secrets-store.csi.k8s.io", "csi.cert-manager.io"];

/// Reads a pod spec that stands at a key path.
pub(crate) fn pod(spec: Node<'_>, field: &str, workload: &mut Workload) {
    for list in ["initContainers", "containers"] {
        for (container, field) in items(spec, list, field) {
            let image = container
                .get("image")
                .map(|node| values::text(node, FactName::Image, format!("{field}.image")));
            workload.facts.extend(image);
            if list == "containers" {
                resources(container, &field, workload);
                ports(container, &field, workload);
            }
        }
    }
    for (volume, field) in items(spec, "volumes", field) {
        let fact = state(spec, volume, &field);
        if let Some(claim) = volume.str_at(&["persistentVolumeClaim", "claimName"]) {
            workload.claims.push(claim.to_owned());
        }
        workload.facts.extend(fact);
    }
}

/// The items of a list, each with a key path that calls it by its name.
fn items<'t>(parent: Node<'t>, key: &str, field: &str) -> impl Iterator<Item = (Node<'t>, String)> {
    let list = format!("{field}.{key}");
    let items = parent.get(key).into_iter().flat_map(Node::items);
    items.enumerate().map(move |(index, item)| {
        let field = match item.str_at(&["name"]) {
            Some(name) => format!("{list}[name={name}]"),
            None => format!("{list}[{index}]"),
        };
        (item, field)
    })
}

fn resources(container: Node<'_>, field: &str, workload: &mut Workload) {
    for (key, name) in [
        ("memory", FactName::Memory),
        ("ephemeral-storage", FactName::EphemeralStorage),
    ] {
        let bound = ["limits", "requests"].into_iter().find_map(|bound| {
            let node = container.at(&["resources", bound, key])?;
            Some(values::size(
                node,
                name,
                format!("{field}.resources.{bound}.{key}"),
            ))
        });
        workload.facts.extend(bound);
    }
    let limits = container.at(&["resources", "limits"]);
    let devices = limits.into_iter().flat_map(Node::entries);
    for entry in devices.filter(|entry| entry.name().ends_with("/gpu")) {
        if entry.value.as_u64() == Some(0) {
            continue;
        }
        let device = Blocker {
            kind: "device".to_owned(),
            detail: entry.name().to_owned(),
        };
        workload.facts.push(Fact::stated(
            FactName::Blocker,
            Value::Blocker(device),
            entry.value.span().first_line(),
            format!("{field}.resources.limits.{}", entry.name()),
        ));
    }
}

/// A port named `h2c` takes HTTP/2 from end to end: gRPC, whose streams may stay open.
fn ports(container: Node<'_>, field: &str, workload: &mut Workload) {
    for port in container.get("ports").into_iter().flat_map(Node::items) {
        let Some(name) = port.get("name").filter(|name| name.as_str() == Some("h2c")) else {
            continue;
        };
        let connection = Connection {
            protocol: "h2c".to_owned(),
            certain: false,
        };
        workload.facts.push(Fact::stated(
            FactName::Connection,
            Value::Connection(connection),
            name.span().first_line(),
            format!("{field}.ports[name=h2c].name"),
        ));
    }
}

fn state(spec: Node<'_>, volume: Node<'_>, field: &str) -> Option<Fact> {
    let (source, kind, telling) = source(volume)?;
    let (at, field) = match telling {
        Some((node, path)) => (node, format!("{field}.{path}")),
        None => (volume.get("name").unwrap_or(volume), field.to_owned()),
    };
    let Some(detail) = at.as_str().filter(|_| !at.is_placeholder()) else {
        let fact = Fact::unresolved(FactName::State, at.span().first_line(), field);
        return Some(fact.with_note("a volume whose source another tool fills in"));
    };
    let said = source.get("readOnly").and_then(Node::as_bool);
    let state = State {
        kind,
        detail: detail.to_owned(),
        read_only: said == Some(true) || mounted_read_only(spec, volume),
    };
    let at = at.span().first_line();
    Some(Fact::stated(
        FactName::State,
        Value::State(state),
        at,
        field,
    ))
}

type Telling<'t> = Option<(Node<'t>, String)>;

/// The source of a volume, its kind, and the value that tells most of it.
fn source(volume: Node<'_>) -> Option<(Node<'_>, StateKind, Telling<'_>)> {
    for (key, kind, word) in VOLUMES {
        if let Some(source) = volume.get(key) {
            let telling = source.get(word);
            let telling = telling.map(|node| (node, format!("{key}.{word}")));
            return Some((source, *kind, telling));
        }
    }
    let csi = volume.get("csi")?;
    let driver = csi.get("driver")?;
    let name = driver.as_str().unwrap_or_default();
    if SECRET_DRIVERS.contains(&name) {
        return None;
    }
    let bucket = csi.at(&["volumeAttributes", "bucketName"]);
    let kind = if name == BUCKET_DRIVER {
        StateKind::SharedFileSystem
    } else {
        StateKind::Volume
    };
    let telling = match bucket {
        Some(bucket) => (bucket, "csi.volumeAttributes.bucketName".to_owned()),
        None => (driver, "csi.driver".to_owned()),
    };
    Some((csi, kind, Some(telling)))
}

fn mounted_read_only(spec: Node<'_>, volume: Node<'_>) -> bool {
    let name = volume.str_at(&["name"]);
    let containers = spec.get("containers").into_iter().flat_map(Node::items);
    let mut mounts = containers
        .flat_map(|container| {
            container
                .get("volumeMounts")
                .into_iter()
                .flat_map(Node::items)
        })
        .filter(|mount| name.is_some() && mount.str_at(&["name"]) == name)
        .peekable();
    mounts.peek().is_some()
        && mounts.all(|mount| mount.get("readOnly").and_then(Node::as_bool) == Some(true))
}
