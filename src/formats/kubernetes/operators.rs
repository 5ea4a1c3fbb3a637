//! Objects from which an operator makes a database, a queue or a cache: the state is theirs, and so is the tie to the
//! cluster. Topics, users, backups, poolers and consoles keep none and are not among them.

use super::element::Element;
use super::{blockers, namespaces, pod};
use crate::formats::Input;
use crate::model::{Declarations, FactName, State, StateKind, Value};

/// Group, kind, and what its servers keep.
const SERVERS: &[(&str, &str, StateKind)] = &[
    ("acid.zalan.do", "postgresql", StateKind::Database),
    ("apps.kubeblocks.io", "Cluster", StateKind::Database),
    (
        "cassandra.datastax.com",
        "CassandraDatacenter",
        StateKind::Database,
    ),
    ("ceph.rook.io", "CephCluster", StateKind::Database),
    (
        "clickhouse-keeper.altinity.com",
        "ClickHouseKeeperInstallation",
        StateKind::Database,
    ),
    (
        "clickhouse.altinity.com",
        "ClickHouseInstallation",
        StateKind::Database,
    ),
    ("core.pingcap.com", "PDGroup", StateKind::Database),
    ("core.pingcap.com", "TiFlashGroup", StateKind::Database),
    ("core.pingcap.com", "TiKVGroup", StateKind::Database),
    ("crdb.cockroachlabs.com", "CrdbCluster", StateKind::Database),
    ("databases.spotahome.com", "RedisFailover", StateKind::Cache),
    ("dragonflydb.io", "Dragonfly", StateKind::Cache),
    (
        "elasticsearch.k8s.elastic.co",
        "Elasticsearch",
        StateKind::Database,
    ),
    ("k8s.mariadb.com", "MariaDB", StateKind::Database),
    ("k8ssandra.io", "K8ssandraCluster", StateKind::Database),
    ("kafka.strimzi.io", "Kafka", StateKind::Queue),
    ("kafka.strimzi.io", "KafkaNodePool", StateKind::Queue),
    ("minio.min.io", "Tenant", StateKind::Database),
    ("mongodb.com", "MongoDB", StateKind::Database),
    ("mongodb.com", "MongoDBMultiCluster", StateKind::Database),
    (
        "mongodbcommunity.mongodb.com",
        "MongoDBCommunity",
        StateKind::Database,
    ),
    ("mysql.oracle.com", "InnoDBCluster", StateKind::Database),
    (
        "opensearch.opster.io",
        "OpenSearchCluster",
        StateKind::Database,
    ),
    ("opensearch.org", "OpenSearchCluster", StateKind::Database),
    ("pgv2.percona.com", "PerconaPGCluster", StateKind::Database),
    ("pingcap.com", "TidbCluster", StateKind::Database),
    (
        "postgres-operator.crunchydata.com",
        "PostgresCluster",
        StateKind::Database,
    ),
    ("postgresql.cnpg.io", "Cluster", StateKind::Database),
    ("ps.percona.com", "PerconaServerMySQL", StateKind::Database),
    (
        "psmdb.percona.com",
        "PerconaServerMongoDB",
        StateKind::Database,
    ),
    (
        "pxc.percona.com",
        "PerconaXtraDBCluster",
        StateKind::Database,
    ),
    ("rabbitmq.com", "RabbitmqCluster", StateKind::Queue),
    ("redis.redis.opstreelabs.in", "Redis", StateKind::Cache),
    (
        "redis.redis.opstreelabs.in",
        "RedisCluster",
        StateKind::Cache,
    ),
    (
        "redis.redis.opstreelabs.in",
        "RedisReplication",
        StateKind::Cache,
    ),
    ("scylla.scylladb.com", "ScyllaCluster", StateKind::Database),
    (
        "scylla.scylladb.com",
        "ScyllaDBCluster",
        StateKind::Database,
    ),
    (
        "zookeeper.pravega.io",
        "ZookeeperCluster",
        StateKind::Database,
    ),
];

/// What the servers of a kind keep; `None` for every other kind.
pub(super) fn server(group: &str, kind: &str) -> Option<StateKind> {
    let found = SERVERS
        .iter()
        .find(|(known, name, _)| (*known, *name) == (group, kind));
    found.map(|(.., keeps)| *keeps)
}

/// Reads one of them.
pub(super) fn read(input: &Input<'_>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let mut workload = pod::workload(input, out);
    if let Some(at) = object.at(&["kind"])
        && let Some(kind) = server(&workload.group, &workload.kind)
    {
        let state = State {
            kind,
            detail: workload.kind.clone(),
            read_only: false,
        };
        let state = at.stated(FactName::State, Value::State(state));
        let operator = blockers::fact(&at, "operator", &workload.kind);
        workload.facts.extend([state, operator]);
    }
    namespaces::read(&object, &mut workload);
    object.report_cut(out);
    out.workloads.push(workload);
}
