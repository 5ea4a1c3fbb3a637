//! Sloth: objectives in percent over queries that count errors, as a Kubernetes object or as a file for its command line.

use super::block::Block;
use super::slo::{self, Counts};
use super::{Format, Input, Marks, object};
use crate::model::{Declarations, Percentile};
use crate::syntax::{Kind, Node};

pub(super) static FORMAT: Format = Format {
    name: "sloth",
    title: "Sloth",
    files: "`kind: PrometheusServiceLevel`, and files with `version: prometheus/v1`",
    marks: Marks {
        names: &[],
        keys: &[&["apiVersion", "kind"], &["version", "slos"]],
    },
    hint: |raw| raw.contains("sloth.slok.dev") || raw.contains("prometheus/v1"),
    detect: |object| is_object(object) || is_file(object),
    read,
};

/// Where the object and the file keep the query that counts errors, and the one that gives their share.
const QUERIES: &[&[&str]] = &[
    &["sli", "events", "errorQuery"],
    &["sli", "events", "error_query"],
    &["sli", "raw", "errorRatioQuery"],
    &["sli", "raw", "error_ratio_query"],
];

fn is_object(object: Node<'_>) -> bool {
    object::group_kind(object) == Some(("sloth.slok.dev", "PrometheusServiceLevel"))
}

fn is_file(object: Node<'_>) -> bool {
    let version = object.str_at(&["version"]).unwrap_or("");
    let slos = object.get("slos");
    version.starts_with("prometheus/v1") && slos.is_some_and(|slos| slos.kind() == Kind::Sequence)
}

fn read(input: &Input<'_>, out: &mut Declarations) {
    slo::long_queries(input.object, out);
    let root = Block::new(input.object);
    let Some(spec) = root.at(&["spec"]).or(Some(root)) else {
        return;
    };
    let service: Vec<&str> = spec.text_at(&["service"]).into_iter().collect();
    for slo in spec.items(&["slos"]) {
        let percent = slo.text_at(&["objective"]);
        let Some(percentile) = percent.and_then(Percentile::of_percent) else {
            continue;
        };
        for query in QUERIES.iter().filter_map(|path| slo.at(path)) {
            let under = query
                .node
                .as_str()
                .and_then(|text| slo::under(text, Counts::Bad));
            let Some(under) = under else { continue };
            let facts = slo::inside(&query, &under, percentile)
                .into_iter()
                .collect();
            let name = slo.text_at(&["name"]).unwrap_or("(unnamed)");
            let title = format!("SLO/{}-{name}", service.first().unwrap_or(&"(unnamed)"));
            let service = under.series.service(&service);
            out.companions
                .extend(slo::companion(input, title, service, facts));
        }
    }
}
