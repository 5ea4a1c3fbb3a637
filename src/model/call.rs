//! What a workload calls by name: as it is written, and as it is once its cluster's Services are known.

use super::fact::{Fact, Value};
use crate::source::Span;
use std::fmt;
use std::sync::Arc;

/// A host that a text names, without user, port and path: lower case, dots and all.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Host {
    /// `orders`, `orders.shop`, `orders.shop.svc.cluster.local`.
    pub name: String,
    /// How it is written.
    pub form: HostForm,
}

/// How a host is written, which tells how sure it is that it is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HostForm {
    /// Under `svc`: a name that only a cluster resolves.
    Cluster,
    /// In an address with a scheme: `http://orders:8080`.
    Address,
    /// As the value of something that is called a host: `DB_HOST=db`, `--host db`. One if there is a Service of that name.
    Setting,
    /// Before a port: `orders:8080`, `nc -z orders 8080`. One if there is a Service of that name with that port.
    Port(u16),
}

/// A host that a workload names, or where to look for some.
#[derive(Debug, Clone)]
pub struct Call {
    /// What it names.
    pub names: Named,
    /// Where: the host itself in a command, the name of a variable in an environment, whose value is nobody's to show.
    pub at: Span,
    /// The path of keys that leads there.
    pub field: Arc<str>,
    /// The environment variable.
    pub variable: Option<String>,
}

/// What a [`Call`] names.
#[derive(Debug, Clone)]
pub enum Named {
    /// A host.
    Host(Host),
    /// A ConfigMap that may hold hosts, and the one key of it that is used; without a key all of them are.
    Data(String, Option<String>),
}

/// A host in the data of a ConfigMap.
#[derive(Debug, Clone)]
pub struct DataHost {
    /// The key whose value names it.
    pub key: String,
    /// Where the key stands.
    pub at: Span,
    /// The host.
    pub host: Host,
}

/// A port that a pod listens on.
#[derive(Debug, Clone)]
pub struct Port {
    /// Its number.
    pub number: u16,
    /// Where it stands.
    pub at: Span,
    /// The path of keys that leads there.
    pub field: Arc<str>,
    /// The Service that offers it, where the pod itself does not say.
    pub owner: Option<Arc<str>>,
}

/// What a workload calls in the cluster that it runs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// What is called.
    pub callee: Callee,
    /// The environment variable or the ConfigMap that names it; its value is not shown.
    pub by: Option<String>,
    /// Whether it stands beside the work: where traces and metrics go, a proxy.
    pub aside: bool,
}

/// What is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callee {
    /// The cluster's API.
    Api,
    /// A Service: its name, with its namespace where that is another one. `None` where only the value of a variable names it.
    Service(Option<String>),
    /// A host without a domain, which only the cluster's resolver can know: its name, where that may be shown.
    Bare(Option<String>),
}

impl fmt::Display for Dependency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.callee {
            Callee::Api => formatter.write_str("the Kubernetes API")?,
            Callee::Service(Some(name)) => write!(formatter, "Service {name}")?,
            Callee::Service(None) => formatter.write_str("a Service")?,
            Callee::Bare(Some(name)) => write!(formatter, "{name}, a host without a domain")?,
            Callee::Bare(None) => formatter.write_str("a host without a domain")?,
        }
        match &self.by {
            Some(by) => write!(formatter, " (by {by})"),
            None => Ok(()),
        }
    }
}

impl Fact {
    /// The value as what is called in the cluster.
    pub fn dependency(&self) -> Option<&Dependency> {
        match &self.value {
            Some(Value::Dependency(value)) => Some(value),
            _ => None,
        }
    }
}
