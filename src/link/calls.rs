//! What workloads call by name, held against the Services of the scan. A bare name is one of the caller's own namespace; a
//! name under `svc` is some cluster's wherever its Service is defined. A workload that names its own Service depends on no other.

use crate::model::{
    Blocker, Call, Callee, Companion, Confidence, DataHost, Dependency, Fact, FactName, Host,
    HostForm, Link, Named, Value, Workload,
};
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// Parts of the names of variables and Services to which traces, metrics and logs go.
const TELEMETRY: &[&str] = &[
    "otel",
    "otlp",
    "opentelemetry",
    "jaeger",
    "zipkin",
    "tempo",
    "statsd",
    "pushgateway",
    "telemetry",
    "sentry",
    "datadog",
    "newrelic",
    "fluentd",
    "fluentbit",
    "loki",
    "dogstatsd",
    "collector",
];

/// Variables that name a proxy.
const PROXIES: &[&str] = &["http_proxy", "https_proxy", "all_proxy", "ftp_proxy"];

/// Turns what workloads call into facts.
pub(super) fn tell(companions: &[Companion], workloads: &mut [Workload]) {
    if workloads.iter().all(|one| one.calls.is_empty()) {
        return;
    }
    let known = Known::of(companions);
    for workload in workloads {
        let calls = std::mem::take(&mut workload.calls);
        let mut platforms = workload.placement.platforms.iter();
        if platforms.any(|platform| platform.on_kubernetes()) {
            let mut facts = known.dependencies(&calls, workload);
            facts.extend(known.tools(&calls, workload));
            workload.facts.extend(facts);
        }
    }
}

/// Positions of companions by their name and where it means them.
#[derive(Default)]
struct Places<'a> {
    in_root: HashMap<(&'a str, &'a str), usize>,
    in_namespace: HashMap<(&'a str, &'a str), usize>,
}

impl<'a> Places<'a> {
    fn insert(&mut self, name: &'a str, companion: &'a Companion, position: usize) {
        // Copies of one name in one place are variants of it: the first stands for all.
        let root = (name, &*companion.scope.root);
        self.in_root.entry(root).or_insert(position);
        if let Some(namespace) = &companion.namespace {
            let namespace = (name, namespace.as_str());
            self.in_namespace.entry(namespace).or_insert(position);
        }
    }

    /// The one that a name means to a workload.
    fn near(&self, name: &str, workload: &Workload, companions: &[Companion]) -> Option<usize> {
        let own = workload.namespace.as_deref();
        let there = own.and_then(|own| self.in_namespace.get(&(name, own)));
        let here = || {
            let found = self.in_root.get(&(name, &*workload.scope.root));
            // One of them may leave its namespace to the deployment, not both name another.
            found.filter(|found| {
                let other = companions[**found].namespace.as_deref();
                own.is_none() || other.is_none() || own == other
            })
        };
        there.or_else(here).copied()
    }
}

/// The Services and ConfigMaps of the scan.
struct Known<'a> {
    companions: &'a [Companion],
    services: Places<'a>,
    data: Places<'a>,
    /// The names of Services of any place, and of those that leave their namespace to the deployment.
    names: HashSet<&'a str>,
    anywhere: HashSet<&'a str>,
}

/// What a host comes to.
enum Meant<'a> {
    /// A Service of the scan, with its namespace where the host names another than the caller's.
    Service(&'a Companion, Option<String>),
    /// A Service that is not in the scan.
    Unseen,
    /// A host without a domain.
    Bare,
    Api,
}

impl<'a> Known<'a> {
    fn of(companions: &'a [Companion]) -> Self {
        let mut known = Self {
            companions,
            services: Places::default(),
            data: Places::default(),
            names: HashSet::new(),
            anywhere: HashSet::new(),
        };
        for (position, companion) in companions.iter().enumerate() {
            match &companion.link {
                Link::Selects { name, .. } | Link::Stands { name, .. } => {
                    known.services.insert(name, companion, position);
                    known.names.insert(name);
                    if companion.namespace.is_none() {
                        known.anywhere.insert(name);
                    }
                }
                Link::Data { name, .. } => known.data.insert(name, companion, position),
                _ => {}
            }
        }
        known
    }

    /// What a workload calls, each once.
    fn dependencies(&self, calls: &[Call], workload: &Workload) -> Vec<Fact> {
        let mut facts: Vec<Fact> = Vec::new();
        let mut push = |call: &Call, host: &Host, by: Option<String>, via: Option<&Span>| {
            let Some(meant) = self.meant(host, workload) else {
                return;
            };
            // A file may list examples; what is no Service of the scan counts where the workload itself names it.
            if via.is_some() && call.variable.is_none() && matches!(meant, Meant::Bare) {
                return;
            }
            let dependency = dependency(&meant, host, call, by);
            let same = |fact: &Fact| {
                let known = fact.dependency();
                known.is_some_and(|known| {
                    known.callee == dependency.callee && known.by == dependency.by
                })
            };
            if facts.iter().any(same) {
                return;
            }
            let value = Value::Dependency(dependency);
            let mut fact = Fact::stated(
                FactName::Dependency,
                value,
                call.at.clone(),
                call.field.clone(),
            );
            if matches!(meant, Meant::Bare) {
                fact.confidence = Confidence::Medium;
            }
            fact.via.extend(via.cloned());
            facts.push(fact);
        };
        for call in calls {
            match &call.names {
                Named::Host(host) => push(call, host, call.variable.clone(), None),
                Named::Data(map, key) => {
                    for one in self.hosts(map, key.as_deref(), workload) {
                        let by = call
                            .variable
                            .clone()
                            .or_else(|| Some(format!("ConfigMap {map}")));
                        push(call, &one.host, by, Some(&one.at));
                    }
                }
            }
        }
        facts
    }

    /// The tools of the cluster that mounted scripts call.
    fn tools(&self, calls: &[Call], workload: &Workload) -> Vec<Fact> {
        let tool = |call: &Call| {
            // One key as a variable is no script.
            let Named::Data(map, None) = &call.names else {
                return None;
            };
            let found = self.data.near(map, workload, self.companions)?;
            let Link::Data { tool, .. } = &self.companions[found].link else {
                return None;
            };
            let (tool, key, at) = tool.as_ref()?;
            let blocker = Blocker {
                kind: "cluster-tool".to_owned(),
                detail: format!("{tool} in {key} of ConfigMap {map}"),
            };
            let value = Value::Blocker(blocker);
            let mut fact = Fact::stated(
                FactName::Blocker,
                value,
                call.at.clone(),
                call.field.clone(),
            );
            fact.via.push(at.clone());
            Some(fact)
        };
        calls.iter().filter_map(tool).collect()
    }

    fn hosts(&self, map: &str, key: Option<&str>, workload: &Workload) -> Vec<&'a DataHost> {
        let found = self.data.near(map, workload, self.companions);
        let link = found.map(|found| &self.companions[found].link);
        let Some(Link::Data { hosts, .. }) = link else {
            return Vec::new();
        };
        let wanted = |one: &&DataHost| key.is_none_or(|key| one.key == key);
        hosts.iter().filter(wanted).collect()
    }

    fn meant(&self, host: &Host, workload: &Workload) -> Option<Meant<'a>> {
        let labels: Vec<&str> = host.name.split('.').collect();
        if host.form == HostForm::Cluster {
            let svc = labels.iter().position(|label| *label == "svc")?;
            let (name, namespace) = (labels[svc.checked_sub(2)?], labels[svc - 1]);
            if (name, namespace) == ("kubernetes", "default") {
                return Some(Meant::Api);
            }
            return match self.in_namespace(name, namespace, workload) {
                Some(found) => self.service(found, namespace, workload),
                None => Some(Meant::Unseen),
            };
        }
        let near = |name: &str| self.services.near(name, workload, self.companions);
        match *labels.as_slice() {
            ["kubernetes"] | ["kubernetes", "default"]
                if !matches!(host.form, HostForm::Port(_)) =>
            {
                near("kubernetes").is_none().then_some(Meant::Api)
            }
            [name] => match near(name) {
                Some(found) => self.of_port(found, host.form, workload, None),
                // The Service of another namespace is not reached by its bare name.
                None if self.is_elsewhere(name, workload) => None,
                None => (host.form == HostForm::Address).then_some(Meant::Bare),
            },
            [name, place] => match self.services.in_namespace.get(&(name, place)) {
                Some(found) => self.of_port(*found, host.form, workload, Some(place)),
                // One pod of a StatefulSet, by the Service that gives it a name.
                None => self.of_port(near(place)?, host.form, workload, None),
            },
            [_, name, place] => {
                let found = self.services.in_namespace.get(&(name, place))?;
                self.of_port(*found, host.form, workload, Some(place))
            }
            _ => None,
        }
    }

    /// Whether Services of a name are all of other namespaces than the workload's.
    fn is_elsewhere(&self, name: &str, workload: &Workload) -> bool {
        workload.namespace.is_some() && self.names.contains(name) && !self.anywhere.contains(name)
    }

    /// The Service of a namespace; one that leaves its namespace to the deployment is the one of the caller's own root.
    fn in_namespace(&self, name: &str, namespace: &str, workload: &Workload) -> Option<usize> {
        let there = self.services.in_namespace.get(&(name, namespace));
        let here = || {
            let found = self.services.in_root.get(&(name, &*workload.scope.root))?;
            self.companions[*found].namespace.is_none().then_some(found)
        };
        there.or_else(here).copied()
    }

    /// The same Service, if it has the port that the host stands before.
    fn of_port(
        &self,
        found: usize,
        form: HostForm,
        workload: &Workload,
        namespace: Option<&str>,
    ) -> Option<Meant<'a>> {
        if let (HostForm::Port(wanted), Link::Selects { ports, .. }) =
            (form, &self.companions[found].link)
            && !ports.iter().any(|(port, _)| *port == wanted)
        {
            return None;
        }
        let own = workload.namespace.as_deref().unwrap_or_default();
        self.service(found, namespace.unwrap_or(own), workload)
    }

    /// A Service of the scan, unless it leads out of the cluster or to the workload itself.
    fn service(&self, found: usize, namespace: &str, workload: &Workload) -> Option<Meant<'a>> {
        let service = &self.companions[found];
        match &service.link {
            Link::Stands { leads_out, .. } if *leads_out => return None,
            Link::Selects { selector, .. } => {
                let labels = &workload.pod_labels;
                let mut asked = selector.iter();
                if asked.all(|(key, value)| labels.get(key) == Some(value)) {
                    return None;
                }
            }
            _ => {}
        }
        let own = workload.namespace.as_deref().unwrap_or_default();
        let other = (namespace != own).then(|| namespace.to_owned());
        Some(Meant::Service(service, other))
    }
}

fn dependency(meant: &Meant<'_>, host: &Host, call: &Call, by: Option<String>) -> Dependency {
    let hidden = by.is_some();
    let name = || (!hidden).then(|| host.name.clone());
    let callee = match meant {
        Meant::Api => Callee::Api,
        Meant::Unseen => Callee::Service(name()),
        Meant::Bare => Callee::Bare(name()),
        Meant::Service(service, namespace) => {
            let name = match &service.link {
                Link::Selects { name, .. } | Link::Stands { name, .. } => name.as_str(),
                _ => "",
            };
            let in_other = namespace.as_deref().filter(|one| !one.contains('*'));
            Callee::Service(Some(match in_other {
                Some(namespace) => format!("{name}.{namespace}"),
                None => name.to_owned(),
            }))
        }
    };
    let variable = call.variable.as_deref().unwrap_or_default().to_lowercase();
    let is_telemetry = |text: &str| {
        let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| TELEMETRY.contains(&word))
    };
    let aside =
        PROXIES.contains(&variable.as_str()) || is_telemetry(&variable) || is_telemetry(&host.name);
    Dependency { callee, by, aside }
}
