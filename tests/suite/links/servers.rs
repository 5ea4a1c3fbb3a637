//! Databases, queues and caches behind an image of the house, and what only looks like one.

use super::support::read;
use plimsoll::model::FactName;

/// A workload of a kind with an image and ports, and a Service with a port in front of it.
fn state(kind: &str, name: &str, image: &str, port: &str, service: &str) -> String {
    let template = format!(
        "template: {{metadata: {{labels: {{app: {name}}}}}, spec: {{containers: [{{name: main, image: 'example.com/shop/{image}', ports: [{port}]}}]}}}}"
    );
    let version = if kind == "Job" { "batch/v1" } else { "apps/v1" };
    let text = format!(
        "
apiVersion: {version}
kind: {kind}
metadata: {{name: {name}}}
spec: {{{template}}}
---
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec: {{selector: {{app: {name}}}, ports: [{service}]}}
"
    );
    let workloads = read(&[("k8s/all.yaml", &text)]);
    let facts = workloads[0].facts(FactName::State);
    let said = facts.map(|fact| {
        let at = fact.at.as_ref().map_or("", |at| at.text());
        format!(
            "{} @ {at} {}",
            fact.value.as_ref().unwrap(),
            fact.origin.name()
        )
    });
    said.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_name_and_a_port_make_a_server() {
    for (name, image, port, expected) in [
        (
            "mongodb",
            "sh-mongodb:1",
            27017,
            "database mongodb on port 27017",
        ),
        ("redis", "session-store:7", 6379, "cache redis on port 6379"),
        (
            "catalogue-db",
            "catalogue-db:2",
            3306,
            "database db on port 3306",
        ),
        (
            "events",
            "house_kafka.v2@sha256:abc",
            9092,
            "queue kafka on port 9092",
        ),
    ] {
        let port = format!("{{containerPort: {port}}}");
        let number = port.trim_matches(['{', '}']).rsplit(' ').next().unwrap();
        assert_eq!(
            state("Deployment", name, image, &port, ""),
            format!("{expected} @ {number} stated")
        );
    }
}

#[test]
fn the_port_of_the_service_counts_where_the_pod_names_none() {
    assert_eq!(
        state("Deployment", "mongodb", "sh-mongodb:1", "", "{port: 27017}"),
        "database mongodb on port 27017 @ 27017 linked"
    );
    assert_eq!(
        state(
            "Deployment",
            "ledger",
            "ledger-postgres:1",
            "",
            "{port: 80, targetPort: 5432}"
        ),
        "database postgres on port 5432 @ 5432 linked"
    );
}

#[test]
fn what_only_stands_beside_a_server_keeps_nothing() {
    for (kind, name, image, port) in [
        ("Deployment", "web", "web:2", 5432),
        ("Deployment", "mongo-express", "mongo-express:1", 27017),
        ("Deployment", "redis-exporter", "redis-exporter:1", 6379),
        ("Deployment", "orders-db-proxy", "cloud-sql-proxy:2", 5432),
        ("Deployment", "orders-db", "pgbouncer:1", 5432),
        ("Deployment", "kafka-consumer", "kafka-consumer:1", 9092),
        ("Deployment", "redis", "session-store:7", 8080),
        ("Job", "mysql-client", "our-mysql:8", 3306),
        ("Job", "postgres-backup", "postgres-backup:8", 5432),
    ] {
        let port = format!("{{containerPort: {port}}}");
        assert_eq!(state(kind, name, image, &port, ""), "", "{name}");
    }
}

#[test]
fn an_image_that_says_nothing_else_needs_no_port() {
    assert_eq!(
        state(
            "Deployment",
            "postgres",
            "custom-postgres:16",
            "",
            "{port: 80}"
        ),
        "database postgres @ 'example.com/shop/custom-postgres:16' stated"
    );
    assert_eq!(
        state(
            "Deployment",
            "orders",
            "custom-postgres:16",
            "",
            "{port: 80}"
        ),
        ""
    );
}
