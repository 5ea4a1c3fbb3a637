//! Which container images are servers that keep state: data, because the list is somebody else's and grows.

use crate::model::StateKind;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[allow(dead_code, reason = "for readers of the table")]
    checked: String,
    #[allow(dead_code, reason = "for readers of the table")]
    sources: Vec<String>,
    database: Vec<String>,
    queue: Vec<String>,
    cache: Vec<String>,
    clients: Vec<String>,
}

static TABLE: LazyLock<Option<Table>> =
    LazyLock::new(|| toml::from_str(include_str!("images.toml")).ok());

/// What kind of state the server in an image keeps; `None` for any image that is not known to be one. Registry, tag and
/// digest do not count.
pub fn server_image(reference: &str) -> Option<StateKind> {
    let table = TABLE.as_ref()?;
    let (reference, _) = reference.split_once('@').unwrap_or((reference, ""));
    let mut parts = reference.rsplit('/');
    let last = parts.next()?;
    let name = last.split_once(':').map_or(last, |(name, _)| name);
    let with_owner = parts.next().map(|owner| format!("{owner}/{name}"));
    let listed = |names: &[String]| {
        names
            .iter()
            .any(|known| known == name || Some(known) == with_owner.as_ref())
    };
    [
        (&table.database, StateKind::Database),
        (&table.queue, StateKind::Queue),
        (&table.cache, StateKind::Cache),
    ]
    .into_iter()
    .find_map(|(names, kind)| listed(names).then_some(kind))
}

/// Whether a command is a program of such an image that is not its server.
pub fn client_command(command: &str) -> bool {
    let program = command.rsplit('/').next().unwrap_or(command);
    TABLE
        .as_ref()
        .is_some_and(|table| table.clients.iter().any(|known| known == program))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registry_tag_and_digest_do_not_count() {
        for (image, kind) in [
            ("postgres", Some(StateKind::Database)),
            (
                "docker.io/library/postgres:16.2-alpine",
                Some(StateKind::Database),
            ),
            (
                "registry.example:5000/bitnami/postgresql-ha@sha256:abc",
                Some(StateKind::Database),
            ),
            (
                "mcr.microsoft.com/mssql/server:2022-latest",
                Some(StateKind::Database),
            ),
            ("rabbitmq:3-management", Some(StateKind::Queue)),
            ("redis", Some(StateKind::Cache)),
            ("confluentinc/cp-kafka:7.6.0", Some(StateKind::Queue)),
            ("pgvector/pgvector:pg17", Some(StateKind::Database)),
            // Interfaces, clients, exporters, sentinels, operators and backups keep nothing.
            ("adminer", None),
            ("dpage/pgadmin4", None),
            ("minio/mc", None),
            ("minio/operator", None),
            ("bitnami/redis-sentinel", None),
            ("hashicorp/vault-k8s", None),
            ("strimzi/operator", None),
            ("temporalio/server", None),
            ("provectuslabs/kafka-ui", None),
            ("phpmyadmin", None),
            ("mongo-express", None),
            ("prom/redis-exporter", None),
            ("example/server", None),
            ("example/postgres-backup", None),
            ("", None),
        ] {
            assert_eq!(server_image(image), kind, "{image}");
        }
    }
}
