//! Which images are daemons, parts of monitoring or tools of a cluster, and which ports speak no HTTP: data, because the
//! list grows with other projects.

use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[allow(dead_code, reason = "for readers of the table")]
    checked: String,
    #[allow(dead_code, reason = "for readers of the table")]
    sources: Vec<String>,
    tools: Vec<String>,
    offline: Vec<String>,
    kind: Vec<DaemonKind>,
    exporter: Exporter,
    port: Vec<Protocol>,
}

/// A kind of image.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DaemonKind {
    /// What it is, as a blocker's kind: `daemon`, `build-cache`.
    pub name: String,
    /// Whether it also stands beside other containers, of which it says nothing.
    pub beside: bool,
    images: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Exporter {
    ends: Vec<String>,
    first: u16,
    last: u16,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Protocol {
    protocol: String,
    numbers: Vec<u16>,
}

static TABLE: LazyLock<Option<Table>> =
    LazyLock::new(|| toml::from_str(include_str!("daemons.toml")).ok());

/// The last part of the repository of an image, and the same with the part before it.
fn names(reference: &str) -> (&str, String) {
    let reference = reference.split('@').next().unwrap_or_default();
    let mut parts = reference.rsplit('/');
    let last = parts.next().unwrap_or_default();
    let name = last.split(':').next().unwrap_or_default();
    let owner = parts.next().unwrap_or("library");
    (name, format!("{owner}/{name}"))
}

/// The kind of an image and its name, without registry, tag and digest; `None` for an image that is no daemon.
pub fn daemon_image(reference: &str) -> Option<(&'static DaemonKind, &str)> {
    let table = TABLE.as_ref()?;
    let (name, with_owner) = names(reference);
    let listed = |kind: &&DaemonKind| {
        let mut images = kind.images.iter();
        images.any(|known| known == name || *known == with_owner)
    };
    let kind = table.kind.iter().find(listed)?;
    Some((kind, name))
}

/// The name of an image that exports metrics, by its end and a port of those that exporters are given.
pub fn exporter_image(reference: &str, ports: impl Iterator<Item = u16>) -> Option<&str> {
    let exporter = &TABLE.as_ref()?.exporter;
    let (name, _) = names(reference);
    let called = exporter.ends.iter().any(|end| name.ends_with(end.as_str()));
    let mut ports = ports;
    let listens = ports.any(|port| (exporter.first..=exporter.last).contains(&port));
    (called && listens).then_some(name)
}

/// The command line tool that a program is, if it talks to the API of a cluster.
pub fn cluster_tool(program: &str) -> Option<&'static str> {
    let name = program.rsplit('/').next().unwrap_or(program);
    let mut tools = TABLE.as_ref()?.tools.iter();
    tools.find(|tool| *tool == name).map(String::as_str)
}

/// Whether a subcommand of such a tool works on files and asks no cluster.
pub fn is_offline(subcommand: &str) -> bool {
    let known = |table: &Table| table.offline.iter().any(|known| known == subcommand);
    TABLE.as_ref().is_some_and(known)
}

/// What is spoken on a port that carries no HTTP.
pub fn protocol_of(port: u16) -> Option<&'static str> {
    let table = TABLE.as_ref()?;
    let found = table.port.iter().find(|one| one.numbers.contains(&port));
    found.map(|one| one.protocol.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_part_of_the_name_tells() {
        let kind = |image| daemon_image(image).map(|(kind, name)| (kind.name.as_str(), name));
        assert_eq!(
            kind("docker.io/clamav/clamav:1.4@sha256:abc"),
            Some(("daemon", "clamav"))
        );
        assert_eq!(
            kind("registry.example:5000/otel/opentelemetry-collector:0.1"),
            Some(("monitoring", "opentelemetry-collector"))
        );
        assert_eq!(kind("registry:2"), Some(("registry", "registry")));
        for image in [
            "example.com/registry/web:1",
            "clamav-rest-client",
            "nginx",
            "",
        ] {
            assert_eq!(kind(image), None, "{image}");
        }
    }

    #[test]
    fn an_exporter_has_its_name_and_a_port() {
        let found = |image, port| exporter_image(image, std::iter::once(port));
        assert_eq!(found("prom/node-exporter:1", 9100), Some("node-exporter"));
        assert_eq!(found("example.com/invoice-exporter:1", 8080), None);
        assert_eq!(found("example.com/web:1", 9100), None);
    }

    #[test]
    fn tools_and_ports() {
        assert_eq!(cluster_tool("/usr/local/bin/kubectl"), Some("kubectl"));
        assert_eq!(cluster_tool("kubectl-wrapper"), None);
        assert!(is_offline("template") && !is_offline("upgrade"));
        assert_eq!((protocol_of(22), protocol_of(8080)), (Some("SSH"), None));
    }
}
