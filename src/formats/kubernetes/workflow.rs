//! Argo's Workflows: steps in containers, started once, by a schedule or from a template.

use super::element::Element;
use super::{blockers, container, job, namespaces, pod, volumes};
use crate::formats::{Input, values};
use crate::model::{Declarations, FactName};

/// Where the steps' containers stand in a template.
const CONTAINERS: &[&str] = &["container", "script"];

/// Reads a Workflow, a CronWorkflow or a WorkflowTemplate.
pub(super) fn read(input: &Input<'_>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let mut workload = pod::workload(input, out);
    let mut path: &[&str] = &["spec"];
    if workload.kind == "CronWorkflow" {
        job::timer(&object, &mut workload);
        path = &["spec", "workflowSpec"];
    }
    if let Some(spec) = object.at(path) {
        let deadline = spec.read_at(
            &["activeDeadlineSeconds"],
            FactName::Timeout,
            values::seconds,
        );
        workload.facts.extend(deadline);
        // Claims made for one run are scratch; claims that were there before are not.
        volumes::read(&spec, &mut workload);
        for template in spec.items("templates") {
            let alone = CONTAINERS.iter().filter_map(|key| template.at(&[key]));
            let mut all: Vec<Element<'_>> = alone.collect();
            let set = template.at(&["containerSet"]);
            all.extend(set.iter().flat_map(|set| set.items("containers")));
            all.extend(template.items("sidecars"));
            for one in all {
                container::read(&one, &mut workload.facts);
            }
        }
        workload.service_account = spec.node.str_at(&["serviceAccountName"]).map(str::to_owned);
    }
    if let Some(at) = object.at(&["kind"]) {
        let fact = blockers::fact(&at, "operator", &workload.kind);
        workload.facts.push(fact);
    }
    namespaces::read(&object, &mut workload);
    object.report_cut(out);
    out.workloads.push(workload);
}
