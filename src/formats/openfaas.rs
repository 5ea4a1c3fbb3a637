//! OpenFaaS: stack files and the `Function` resource. It runs on Kubernetes, so its functions never "move" there.

use super::{Format, Input, Marks, object, schedule, values};
use crate::model::{
    Declarations, Fact, FactName, Placement, Platform, Trigger, TriggerKind, Value, Workload,
};
use crate::syntax::{Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "openfaas",
    title: "OpenFaaS",
    files: "`stack.yaml`, `Function` resources of `openfaas.com`",
    marks: Marks {
        names: &[],
        keys: &[&["apiVersion", "kind"], &["provider", "functions"]],
    },
    hint: |raw| raw.contains("openfaas"),
    detect: |object| {
        is_stack(object) || object::group_kind(object) == Some(("openfaas.com", "Function"))
    },
    read,
};

fn is_stack(object: Node<'_>) -> bool {
    object.str_at(&["provider", "name"]) == Some("openfaas") && object.get("functions").is_some()
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    if is_stack(input.object) {
        let functions = input
            .object
            .get("functions")
            .into_iter()
            .flat_map(Node::entries);
        for entry in functions.filter(|entry| entry.value.kind() == Kind::Mapping) {
            let placement = Placement::on(Platform::OpenFaas, None);
            let mut workload = Workload::new(
                entry.name(),
                "function",
                FORMAT.name,
                placement,
                entry.span(),
                input.scope.clone(),
            );
            function(entry.value, &mut workload);
            out.workloads.push(workload);
        }
        return;
    }
    let mut workload =
        object::workload(input, FORMAT.name, Placement::on(Platform::OpenFaas, None));
    object::annotations(input, &["metadata", "annotations"], &mut workload, out);
    if let Some(spec) = input.object.get("spec") {
        function(spec, &mut workload);
    }
    out.workloads.push(workload);
}

/// A function reads alike in a stack and in a resource. `exec_timeout` is the bound of one run; `read_timeout` and
/// `write_timeout` are the HTTP server's and bound nothing that runs asynchronously.
fn function(function: Node<'_>, workload: &mut Workload) {
    let facts = [
        values::at(
            function,
            &["environment", "exec_timeout"],
            FactName::Timeout,
            values::duration,
        ),
        values::at(function, &["image"], FactName::Image, values::text),
        values::at(
            function,
            &["limits", "memory"],
            FactName::Memory,
            values::size,
        ),
        values::at(
            function,
            &["labels", "com.openfaas.scale.min"],
            FactName::ReplicasMin,
            values::count,
        ),
        values::at(
            function,
            &["labels", "com.openfaas.scale.max"],
            FactName::ReplicasMax,
            values::count,
        ),
    ];
    workload.facts.extend(facts.into_iter().flatten());
    if let Some(node) = function.at(&["annotations", "schedule"]) {
        workload.facts.extend(values::schedule(
            node,
            "schedule",
            "annotations.schedule",
            schedule::kubernetes,
        ));
    }
    if let Some(node) = function.at(&["annotations", "topic"]) {
        let trigger = Value::Trigger(Trigger::event(TriggerKind::Topic, "topic"));
        let at = node.span().first_line();
        workload.facts.push(Fact::stated(
            FactName::Trigger,
            trigger,
            at,
            "annotations.topic",
        ));
    }
}
