//! The time series that a query is about: the unit its name tells, and the service its labels name.

use crate::model::ServiceRef;
use promql_parser::label::{MatchOp, Matcher};
use promql_parser::parser::VectorSelector;

/// Endings that Prometheus gives to the parts of one histogram.
const PARTS: &[&str] = &["_bucket", "_count", "_sum"];

/// Words in the name of a metric that measures how long a request takes.
const REQUESTS: &[&str] = &[
    "api",
    "call",
    "calls",
    "envoy",
    "grpc",
    "handler",
    "http",
    "istio",
    "latency",
    "nginx",
    "request",
    "requests",
    "response",
    "responses",
    "rest",
    "rpc",
    "server",
    "traefik",
];

/// Words that stand for work nobody waits for, or for a wait on somebody else.
const BACKGROUND: &[&str] = &[
    "age",
    "backup",
    "batch",
    "cache",
    "client",
    "compaction",
    "cron",
    "database",
    "db",
    "disk",
    "dns",
    "etl",
    "export",
    "freshness",
    "gc",
    "import",
    "job",
    "jobs",
    "lag",
    "memcached",
    "mongodb",
    "mysql",
    "pipeline",
    "postgres",
    "queue",
    "queued",
    "reconcile",
    "redis",
    "replication",
    "scrape",
    "sql",
    "sync",
    "workqueue",
];

/// Words that stand for a length of time.
const TIMES: &[&str] = &[
    "duration",
    "latency",
    "time",
    "seconds",
    "milliseconds",
    "ms",
];

/// Labels whose value may be the service's name, the surest first.
const NAMES: &[&str] = &[
    "service",
    "service_name",
    "destination_service_name",
    "destination_workload",
    "deployment",
    "function_name",
    "app",
    "job",
];

/// Labels that name its namespace.
const NAMESPACES: &[&str] = &[
    "namespace",
    "destination_service_namespace",
    "destination_workload_namespace",
    "service_namespace",
];

/// What the name of a metric says it is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::formats) enum Unit {
    Seconds,
    Millis,
}

/// A series, or several of one histogram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::formats) struct Series {
    /// The metric, without what tells the parts of a histogram apart.
    pub(in crate::formats) metric: String,
    /// Its unit, where the name says it.
    pub(in crate::formats) unit: Option<Unit>,
    labels: Vec<(String, String)>,
}

impl Series {
    pub(in crate::formats) fn of(selector: &VectorSelector) -> Option<Self> {
        let metric = base(selector.name.as_deref()?).to_owned();
        let unit = unit(&metric);
        let labels = equalities(selector)
            .map(|matcher| (matcher.name.clone(), matcher.value.clone()))
            .collect();
        Some(Self {
            metric,
            unit,
            labels,
        })
    }

    /// Whether it measures how long something takes that somebody waits for.
    pub(in crate::formats) fn is_waited_for(&self) -> bool {
        let time = self.unit.is_some() || self.has(TIMES);
        time && !self.has(BACKGROUND)
    }

    /// Whether its name speaks of requests.
    pub(in crate::formats) fn is_of_requests(&self) -> bool {
        self.has(REQUESTS)
    }

    fn has(&self, words: &[&str]) -> bool {
        self.metric
            .split(['_', ':', '.'])
            .any(|word| words.contains(&word))
    }

    /// The service that its labels name, after what is known of it already.
    pub(in crate::formats) fn service(&self, known: &[&str]) -> ServiceRef {
        let label = |name: &&str| {
            let mut labels = self.labels.iter();
            labels
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.as_str())
        };
        let mut namespace = NAMESPACES.iter().find_map(label);
        let mut names: Vec<&str> = known.to_vec();
        for value in NAMES.iter().filter_map(label) {
            // The operator and OpenTelemetry both write `namespace/name` into `job`.
            match value.split_once('/') {
                Some((place, name)) => {
                    namespace = namespace.or(Some(place));
                    names.push(name);
                }
                None => names.push(value),
            }
        }
        service(&names, namespace)
    }
}

/// A service by the names that are names: neither empty nor a placeholder.
pub(in crate::formats) fn service(names: &[&str], namespace: Option<&str>) -> ServiceRef {
    let is_name = |name: &&str| !name.is_empty() && !name.contains(['{', '$', '*', ' ']);
    let mut known: Vec<String> = Vec::new();
    for name in names.iter().copied().filter(is_name) {
        if !known.iter().any(|one| one == name) {
            known.push(name.to_owned());
        }
    }
    ServiceRef {
        names: known,
        namespace: namespace.filter(is_name).map(str::to_owned),
    }
}

/// The labels that a selector wants to be equal to something.
pub(in crate::formats) fn equalities(selector: &VectorSelector) -> impl Iterator<Item = &Matcher> {
    let matchers = selector.matchers.matchers.iter();
    matchers.filter(|matcher| matches!(matcher.op, MatchOp::Equal))
}

/// The metric of a histogram's part.
fn base(name: &str) -> &str {
    let part = PARTS.iter().find_map(|part| name.strip_suffix(part));
    part.unwrap_or(name)
}

fn unit(metric: &str) -> Option<Unit> {
    match metric.rsplit('_').next() {
        Some("seconds") => Some(Unit::Seconds),
        Some("milliseconds" | "ms") => Some(Unit::Millis),
        _ => None,
    }
}
