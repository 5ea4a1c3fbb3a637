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
        deadlines(&job, &mut workload);
        if !is_queued(&object) {
            suspended(&job, &mut workload);
        }
    }
    pod::template(&object, template, &mut workload, out);
    namespaces::read(&object, &mut workload);
    object.report_cut(out);
    out.workloads.push(workload);
}

/// Reads when a Job's run is ended.
pub(super) fn deadlines(job: &Element<'_>, workload: &mut Workload) {
    // Of the many durations of a Job only this one ends its run: the whole Job's, or the same of one pod.
    for path in [
        ["activeDeadlineSeconds"].as_slice(),
        &["template", "spec", "activeDeadlineSeconds"],
    ] {
        let deadline = job.read_at(path, FactName::Timeout, values::seconds);
        workload.facts.extend(deadline);
    }
}

/// Reads the timetable of a CronJob or a CronWorkflow.
pub(super) fn timer(object: &Element<'_>, workload: &mut Workload) {
    let Some(spec) = object.at(&["spec"]) else {
        return;
    };
    suspended(&spec, workload);
    // A CronWorkflow may have several; nobody says how often they meet.
    let several = spec.items("schedules");
    let Some(at) = spec.at(&["schedule"]).or_else(|| several.first().cloned()) else {
        return;
    };
    let text = at.text().filter(|_| several.len() < 2);
    let gap = text.and_then(schedule::kubernetes);
    workload.facts.push(match gap {
        Some(gap) => at.stated(FactName::Schedule, Value::Duration(gap)),
        None => at.unresolved(FactName::Schedule),
    });
    let trigger = Trigger::event(TriggerKind::Schedule, &*workload.kind);
    let fact = at.stated(FactName::Trigger, Value::Trigger(trigger));
    workload.facts.push(fact);
}

fn suspended(spec: &Element<'_>, workload: &mut Workload) {
    if spec.node.get("suspend").and_then(|node| node.as_bool()) == Some(true) {
        workload.suspend();
    }
}

/// Whether Kueue resumes the Job when its turn comes: the label names the queue.
fn is_queued(object: &Element<'_>) -> bool {
    let labels = object.node.at(&["metadata", "labels"]);
    labels.is_some_and(|labels| labels.get("kueue.x-k8s.io/queue-name").is_some())
}
