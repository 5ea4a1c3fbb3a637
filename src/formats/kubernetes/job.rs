//! Work that ends: Jobs, and the CronJobs that start them.

use super::element::Element;
use super::{namespaces, pod};
use crate::formats::{Input, object, schedule, values};
use crate::model::{Declarations, FactName, Trigger, TriggerKind, Value, Workload};

pub(super) fn read(input: &Input<'_>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let mut workload = pod::workload(input, out);
    let template: &[&str] = if workload.kind == "CronJob" {
        timer(&object, &mut workload);
        let annotations = ["spec", "jobTemplate", "metadata", "annotations"];
        object::annotations(input, &annotations, &mut workload, out);
        &["spec", "jobTemplate", "spec", "template"]
    } else {
        &["spec", "template"]
    };
    let spec = template.split_last().map_or(template, |(_, spec)| spec);
    if let Some(job) = object.at(spec) {
        // Of the many durations of a Job only this one ends its run: the whole Job's, or the same of one pod.
        for path in [
            ["activeDeadlineSeconds"].as_slice(),
            &["template", "spec", "activeDeadlineSeconds"],
        ] {
            let deadline = job.read_at(path, FactName::Timeout, values::seconds);
            workload.facts.extend(deadline);
        }
        suspended(&job, &mut workload);
    }
    pod::template(&object, template, &mut workload, out);
    namespaces::read(&object, &mut workload);
    object.report_cut(out);
    out.workloads.push(workload);
}

fn timer(object: &Element<'_>, workload: &mut Workload) {
    if let Some(spec) = object.at(&["spec"]) {
        suspended(&spec, workload);
    }
    let Some(at) = object.at(&["spec", "schedule"]) else {
        return;
    };
    let gap = at.text().and_then(schedule::kubernetes);
    workload.facts.push(match gap {
        Some(gap) => at.stated(FactName::Schedule, Value::Duration(gap)),
        None => at.unresolved(FactName::Schedule),
    });
    let trigger = Trigger::event(TriggerKind::Schedule, "CronJob");
    let fact = at.stated(FactName::Trigger, Value::Trigger(trigger));
    workload.facts.push(fact);
}

fn suspended(spec: &Element<'_>, workload: &mut Workload) {
    if spec.node.get("suspend").and_then(|node| node.as_bool()) == Some(true) {
        workload.notes.push("suspended: it does not run".to_owned());
    }
}
