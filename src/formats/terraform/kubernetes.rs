//! Kubernetes workloads that the Terraform provider creates: the same objects in snake case.

use super::argument::Argument;
use super::device;
use super::resource::Resource;
use super::setting::Setting;
use crate::formats::{declared, schedule};
use crate::model::{
    Blocker, Declarations, FactName, Network, Placement, Platform, State, StateKind, Trigger,
    TriggerKind, Value, Workload,
};
use crate::syntax::Node;

pub(super) fn read(resource: &Resource<'_, '_>, out: &mut Declarations) {
    let mut workload = resource.workload(Placement::on(Platform::Kubernetes, None));
    workload.namespace = resource.text(&["metadata", "namespace"]).map(str::to_owned);
    let base = resource
        .kind
        .strip_prefix("kubernetes_")
        .unwrap_or_default();
    let base = base.strip_suffix("_v1").unwrap_or(base);
    for name in [FactName::ReplicasMin, FactName::ReplicasMax] {
        let count = Argument::count(name);
        workload
            .facts
            .extend(resource.facts(&["spec", "replicas"], &count));
    }
    let job: &[&str] = match base {
        "cron_job" => &["spec", "job_template", "spec"],
        _ => &["spec"],
    };
    if matches!(base, "job" | "cron_job") {
        let deadline = [job, &["active_deadline_seconds"]].concat();
        let seconds = Argument::seconds(FactName::Timeout);
        workload.facts.extend(resource.facts(&deadline, &seconds));
    }
    if let Some(cron) = resource
        .get(&["spec", "schedule"])
        .filter(|_| base == "cron_job")
    {
        let gap = cron.fact(FactName::Schedule, "a schedule", |node| {
            schedule::kubernetes(node.as_str()?).map(Value::Duration)
        });
        let trigger = Trigger::event(TriggerKind::Schedule, "schedule");
        let trigger = cron.shows(FactName::Trigger, Value::Trigger(trigger));
        workload.facts.extend([gap, trigger]);
    }
    if base == "cron_job"
        && resource
            .get(&["spec", "suspend"])
            .as_ref()
            .is_some_and(is_true)
    {
        workload.suspend();
    }
    let pod = match base {
        "pod" => vec!["spec"],
        _ => [job, &["template", "spec"]].concat(),
    };
    match base {
        "stateful_set" => controller(resource, "stateful-set", &mut workload),
        "daemonset" | "daemon_set" => controller(resource, "daemon-set", &mut workload),
        _ => {}
    }
    claims(resource, &mut workload);
    containers(resource, &pod, &mut workload);
    host(resource, &pod, &mut workload);
    volumes(resource, &pod, &mut workload);
    let template = match base {
        "pod" => None,
        _ => Some([job, &["template", "metadata", "annotations"]].concat()),
    };
    for path in [Some(vec!["metadata", "annotations"]), template]
        .into_iter()
        .flatten()
    {
        if let Some(annotations) = resource.get(&path).and_then(|one| one.node) {
            declared::annotations(annotations, &path.join("."), &mut workload, out);
        }
    }
    out.workloads.push(workload);
}

/// The controller itself ties it to a cluster; the object's name is what there is to point at.
fn controller(resource: &Resource<'_, '_>, kind: &str, workload: &mut Workload) {
    let detail = resource.address.clone();
    if let Some(name) = resource.get(&["metadata", "name"]) {
        let fact = name.shows(FactName::Blocker, blocker(kind, detail));
        workload.facts.push(fact);
    }
}

fn blocker(kind: &str, detail: String) -> Value {
    Value::Blocker(Blocker {
        kind: kind.to_owned(),
        detail,
    })
}

fn claims(resource: &Resource<'_, '_>, workload: &mut Workload) {
    for claim in resource.blocks(&["spec", "volume_claim_template"]) {
        let prefix = "spec.volume_claim_template";
        let Some(name) = resource.get_in(claim, prefix, &["metadata", "name"]) else {
            continue;
        };
        push_state(&name, StateKind::ClaimTemplate, workload);
    }
}

fn push_state(told: &Setting<'_>, kind: StateKind, workload: &mut Workload) {
    let state = State {
        kind,
        detail: told.text().unwrap_or("a claim").to_owned(),
        read_only: false,
    };
    let fact = told.shows(FactName::State, Value::State(state));
    workload.facts.push(fact);
}

fn containers(resource: &Resource<'_, '_>, pod: &[&str], workload: &mut Workload) {
    for key in ["init_container", "container"] {
        let path = [pod, &[key]].concat();
        for (index, container) in resource.blocks(&path).into_iter().enumerate() {
            // Paths of init containers read as those of manifests do.
            let list = if key == "container" {
                "container"
            } else {
                "initContainers"
            };
            let parent = pod.join(".");
            let prefix = match container.str_at(&["name"]) {
                Some(name) => format!("{parent}.{list}[name={name}]"),
                None => format!("{parent}.{list}[{index}]"),
            };
            let read =
                |path: &[&str], argument| resource.facts_in(container, &prefix, path, &argument);
            let image = read(&["image"], Argument::word(FactName::Image));
            workload.facts.extend(image);
            let memory = |of| {
                read(
                    &["resources", of, "memory"],
                    Argument::size(FactName::Memory),
                )
            };
            if key == "container" {
                let limits = memory("limits");
                let is_limited = !limits.is_empty();
                workload.facts.extend(limits);
                if !is_limited {
                    workload.facts.extend(memory("requests"));
                }
            }
            let devices = device::facts(resource, container, &prefix);
            workload.facts.extend(devices);
            let privileged = ["security_context", "privileged"];
            if let Some(setting) = resource.get_in(container, &prefix, &privileged)
                && is_true(&setting)
            {
                let value = blocker("privileged", "true".to_owned());
                workload.facts.push(setting.shows(FactName::Blocker, value));
            }
        }
    }
}

fn is_true(setting: &Setting<'_>) -> bool {
    setting.node.and_then(Node::as_bool) == Some(true)
}

fn host(resource: &Resource<'_, '_>, pod: &[&str], workload: &mut Workload) {
    for (key, kind) in [
        ("host_network", "host-network"),
        ("host_pid", "host-pid"),
        ("host_ipc", "host-ipc"),
    ] {
        let Some(setting) = resource.get(&[pod, &[key]].concat()).filter(is_true) else {
            continue;
        };
        let fact = setting.shows(FactName::Blocker, blocker(kind, "true".to_owned()));
        workload.facts.push(fact);
        if kind == "host-network" {
            let network = Network {
                kind: kind.to_owned(),
                strong: true,
            };
            let fact = setting.shows(FactName::Network, Value::Network(network));
            workload.facts.push(fact);
        }
    }
}

fn volumes(resource: &Resource<'_, '_>, pod: &[&str], workload: &mut Workload) {
    for volume in resource.blocks(&[pod, &["volume"]].concat()) {
        let prefix = format!("{}.volume", pod.join("."));
        let at = |path: &[&str]| resource.get_in(volume, &prefix, path);
        if let Some(claim) = at(&["persistent_volume_claim", "claim_name"]) {
            push_state(&claim, StateKind::Volume, workload);
        }
        if let Some(server) = at(&["nfs", "server"]) {
            push_state(&server, StateKind::SharedFileSystem, workload);
        }
        if let Some(path) = at(&["host_path", "path"]) {
            let detail = path.text().unwrap_or("a path").to_owned();
            let fact = path.shows(FactName::Blocker, blocker("host-path", detail));
            workload.facts.push(fact);
        }
    }
}
