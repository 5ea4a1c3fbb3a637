//! Fission functions, which run on Kubernetes.

use super::{Format, Input, Marks, object, values};
use crate::model::{Connection, Declarations, Fact, FactName, Placement, Platform, Value};

pub(super) static FORMAT: Format = Format {
    name: "fission",
    title: "Fission",
    files: "`Function` resources of `fission.io`",
    marks: Marks::OBJECT,
    hint: |raw| raw.contains("fission.io"),
    detect: |object| object::group_kind(object) == Some(("fission.io", "Function")),
    read,
};

fn read(input: &Input<'_>, out: &mut Declarations) {
    let mut workload = object::workload(input, FORMAT.name, Placement::on(Platform::Fission, None));
    object::annotations(input, &["metadata", "annotations"], &mut workload, out);
    let Some(spec) = input.object.get("spec") else {
        out.workloads.push(workload);
        return;
    };
    let strategy = |key| ["InvokeStrategy", "ExecutionStrategy", key];
    // `idletimeout` is how long a pod waits for its next request; it bounds no run.
    let facts = [
        values::at(
            spec,
            &["functionTimeout"],
            FactName::Timeout,
            values::seconds,
        ),
        values::at(
            spec,
            &["resources", "limits", "memory"],
            FactName::Memory,
            values::size,
        ),
        values::at(
            spec,
            &strategy("MinScale"),
            FactName::ReplicasMin,
            values::count,
        ),
        values::at(
            spec,
            &strategy("MaxScale"),
            FactName::ReplicasMax,
            values::count,
        )
        .filter(|fact| fact.count() != Some(0)),
        values::at(
            spec,
            &["requestsPerPod"],
            FactName::Concurrency,
            values::count,
        ),
        values::at(
            spec,
            &["provisionedConcurrency"],
            FactName::ProvisionedConcurrency,
            values::count,
        ),
    ];
    workload.facts.extend(facts.into_iter().flatten());
    if let Some(protocol) = spec.at(&["streaming", "protocol"]) {
        let websocket = protocol.as_str() == Some("websocket");
        if let Some(name) = protocol.as_str().filter(|name| *name != "auto") {
            let connection = Connection {
                protocol: name.to_owned(),
                certain: websocket,
            };
            workload.facts.push(Fact::stated(
                FactName::Connection,
                Value::Connection(connection),
                protocol.span().first_line(),
                "spec.streaming.protocol",
            ));
        }
    }
    out.workloads.push(workload);
}
