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
    decoration: Vec<String>,
    helper: Vec<String>,
    generic: Generic,
    server: Vec<Server>,
}

/// Words that are as good as a server's name where something listens on its port.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Generic {
    database: Vec<String>,
    queue: Vec<String>,
    cache: Vec<String>,
}

/// A kind of server: what it is called, and the ports that only it listens on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Server {
    names: Vec<String>,
    ports: Vec<u16>,
    kind: Kind,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Database,
    Queue,
    Cache,
}

impl Kind {
    fn state(self) -> StateKind {
        match self {
            Self::Database => StateKind::Database,
            Self::Queue => StateKind::Queue,
            Self::Cache => StateKind::Cache,
        }
    }
}

impl Generic {
    fn of(&self, kind: Kind) -> &[String] {
        match kind {
            Kind::Database => &self.database,
            Kind::Queue => &self.queue,
            Kind::Cache => &self.cache,
        }
    }
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

/// The server behind names that are the house's own: what it keeps, and what it is called. With the port that it listens on
/// one word of one name tells; without a port every name must say that and nothing else. A name with a word of what only
/// stands beside a server (an exporter, a proxy, a backup) is none.
pub fn server_behind(names: &[&str], port: Option<u16>) -> Option<(StateKind, String)> {
    let table = TABLE.as_ref()?;
    let names: Vec<Vec<String>> = names.iter().map(|name| words(name)).collect();
    let listed = |list: &[String], word: &str| list.iter().any(|known| known == word);
    if names
        .iter()
        .flatten()
        .any(|word| listed(&table.helper, word))
    {
        return None;
    }
    table.server.iter().find_map(|server| {
        let called = |word: &&String| listed(&server.names, word);
        let word = match port {
            Some(port) if server.ports.contains(&port) => {
                let own = names.iter().flatten().find(called);
                let generic = table.generic.of(server.kind);
                own.or_else(|| names.iter().flatten().find(|word| listed(generic, word)))?
            }
            Some(_) => return None,
            None => {
                let says_only_that = |name: &Vec<String>| {
                    let known = |word: &String| {
                        called(&word) || listed(&table.decoration, word) || is_number(word)
                    };
                    name.iter().any(|word| called(&word)) && name.iter().all(known)
                };
                names
                    .iter()
                    .all(says_only_that)
                    .then(|| names[0].iter().find(called))??
            }
        };
        Some((server.kind.state(), word.clone()))
    })
}

/// The words of a name.
fn words(name: &str) -> Vec<String> {
    let words = name.split(['-', '_', '.', '/', ':']);
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

fn is_number(word: &str) -> bool {
    word.trim_start_matches('v')
        .chars()
        .all(|c| c.is_ascii_digit())
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
    fn a_name_of_the_house_tells_with_its_port() {
        for (names, port, kind) in [
            (
                &["sh-mongodb", "store"][..],
                27017,
                Some(StateKind::Database),
            ),
            (&["session-store", "redis"], 6379, Some(StateKind::Cache)),
            (
                &["catalogue-db", "catalogue-db"],
                3306,
                Some(StateKind::Database),
            ),
            (
                &["house_postgres.v2", "ledger"],
                5432,
                Some(StateKind::Database),
            ),
            (&["events", "shop-kafka"], 9092, Some(StateKind::Queue)),
            // Another port, another name, and what only stands beside a server.
            (&["sh-mongodb", "store"], 8080, None),
            (&["orders", "orders"], 5432, None),
            (&["redis-exporter", "redis"], 6379, None),
            (&["mongo-express", "mongo-express"], 27017, None),
            (&["cloud-sql-proxy", "orders-db"], 5432, None),
            (&["postgres-backup", "postgres"], 5432, None),
            (&["pgbouncer", "orders-db"], 5432, None),
        ] {
            let found = server_behind(names, Some(port)).map(|(kind, _)| kind);
            assert_eq!(found, kind, "{names:?} {port}");
        }
    }

    #[test]
    fn without_a_port_every_name_must_say_that_and_nothing_else() {
        let found = |image, name| server_behind(&[image, name], None).map(|(kind, _)| kind);
        assert_eq!(
            found("custom-postgres", "postgres"),
            Some(StateKind::Database)
        );
        assert_eq!(found("mongodb_4.4", "mongodb"), Some(StateKind::Database));
        assert_eq!(found("sh-mongodb", "mongodb"), None, "`sh` may be anything");
        assert_eq!(found("custom-postgres", "orders"), None);
        assert_eq!(found("kafka-orders", "orders-kafka"), None);
        assert_eq!(found("postgres-client", "postgres"), None);
        assert_eq!(found("custom", "base"), None);
    }

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
