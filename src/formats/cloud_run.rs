//! Cloud Run services, jobs and worker pools. A service is written in Knative's own resource; only Google's annotations and labels
//! tell the two apart.

use super::{Format, Input, Marks, kubernetes, object, serving, values};
use crate::model::{Declarations, Duration, Fact, FactName, Placement, Platform, Value, Workload};
use crate::syntax::Node;

pub(super) static FORMAT: Format = Format {
    name: "cloud-run",
    title: "Cloud Run",
    files: "`Service` resources of `serving.knative.dev` with `run.googleapis.com/` annotations, `Job` and `WorkerPool` resources of `run.googleapis.com`",
    marks: Marks::OBJECT,
    hint: |raw| raw.contains("run.googleapis.com") || raw.contains("cloud.googleapis.com"),
    detect: |object| {
        is_job(object)
            || is_pool(object)
            || (serving::is_serving(object) && serving::is_google(object))
    },
    read,
};

/// The pod of a job stands one level deeper: the outer template is an execution, the inner one a task.
const TASK: &[&str] = &["spec", "template", "spec", "template", "spec"];

fn is_job(object: Node<'_>) -> bool {
    object::group_kind(object) == Some(("run.googleapis.com", "Job"))
}

fn is_pool(object: Node<'_>) -> bool {
    object::group_kind(object) == Some(("run.googleapis.com", "WorkerPool"))
}

/// A worker pool's instances are there all the time, as many as an annotation says.
fn pool(input: &Input<'_>, out: &mut Declarations) {
    let placement = Placement::on(Platform::CloudRunWorkerPool, None);
    let mut workload = object::workload(input, FORMAT.name, placement);
    let annotations: [&[&str]; 2] = [
        &["metadata", "annotations"],
        &["spec", "template", "metadata", "annotations"],
    ];
    for path in annotations {
        object::annotations(input, path, &mut workload, out);
    }
    let count = "run.googleapis.com/manualInstanceCount";
    if let Some(node) = input.object.at(&["metadata", "annotations", count]) {
        let field = format!("metadata.annotations.{count}");
        let bounds = [FactName::ReplicasMin, FactName::ReplicasMax];
        let facts = bounds.map(|name| values::count(node, name, field.clone()));
        workload.facts.extend(facts);
    }
    kubernetes::pod(
        input.object,
        &["spec", "template", "spec"],
        &mut workload,
        out,
    );
    serving::vpc(input.object, &annotations, &mut workload);
    out.workloads.push(workload);
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    if is_pool(input.object) {
        return pool(input, out);
    }
    if !is_job(input.object) {
        let placement = Placement::on(Platform::CloudRunService, None);
        let workload = serving::service(input, FORMAT.name, placement, out);
        out.workloads.push(workload);
        return;
    }
    let placement = Placement::on(Platform::CloudRunJob, None);
    let mut workload = object::workload(input, FORMAT.name, placement);
    let annotations: [&[&str]; 3] = [
        &["metadata", "annotations"],
        &["spec", "template", "metadata", "annotations"],
        &[
            "spec",
            "template",
            "spec",
            "template",
            "metadata",
            "annotations",
        ],
    ];
    for path in annotations {
        object::annotations(input, path, &mut workload, out);
    }
    if let Some(spec) = input.object.at(TASK) {
        task_timeout(spec, &TASK.join("."), &mut workload);
    }
    kubernetes::pod(input.object, TASK, &mut workload, out);
    serving::cpu_limits(input.object, TASK, &mut workload);
    serving::vpc(input.object, &annotations, &mut workload);
    out.workloads.push(workload);
}

/// The timeout of a task is typed as text: `"3600"`, and `3600s` is taken as well.
fn task_timeout(spec: Node<'_>, field: &str, workload: &mut Workload) {
    let Some(node) = spec.get("timeoutSeconds") else {
        return;
    };
    let field = format!("{field}.timeoutSeconds");
    let with_unit = node.as_str().filter(|_| node.as_u64().is_none());
    workload.facts.push(match with_unit.map(Duration::parse) {
        Some(Ok(timeout)) => Fact::stated(
            FactName::Timeout,
            Value::Duration(timeout),
            node.span().first_line(),
            field,
        ),
        _ => values::seconds(node, FactName::Timeout, field),
    });
}
