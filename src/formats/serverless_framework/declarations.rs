//! What people declare under `custom: plimsoll:`.

use super::service::Service;
use crate::formats::declared;
use crate::model::{Covers, Declarations, Directive, DirectiveKind, Ignore, Problem, Workload};
use crate::syntax::{Kind, Node};
use std::collections::BTreeMap;

/// Reads `custom.plimsoll.functions.<name>` for each of the workloads, and `custom.plimsoll.ignore` for the file.
pub(super) fn read(service: &Service<'_>, workloads: &mut [Workload], out: &mut Declarations) {
    let declared = service.root.at(&["custom", "plimsoll"], &service.variables);
    let Some(declared) = declared.and_then(|declared| declared.map()) else {
        return;
    };
    let functions = service.root.get("functions", &service.variables);
    let is_open = functions.is_some_and(|functions| functions.why_unknown().is_some());
    let mut by_name: BTreeMap<String, &mut Workload> = workloads
        .iter_mut()
        .map(|workload| (workload.name.clone(), workload))
        .collect();
    for entry in declared.entries() {
        match entry.name() {
            "functions" => {
                for function in entry.value.entries() {
                    let name = function.name();
                    match by_name.get_mut(name) {
                        Some(workload) => {
                            let field = format!("custom.plimsoll.functions.{name}");
                            declared::metadata(function.value, &field, workload, out);
                        }
                        // Functions that only the deployment knows may have any name.
                        None if is_open => {}
                        None => out.problems.push(Problem {
                            at: function.key.span(),
                            message: format!("the service has no function `{name}`"),
                        }),
                    }
                }
            }
            "ignore" => ignores(service, entry.value, out),
            key => out.problems.push(Problem {
                at: entry.key.span(),
                message: format!(
                    "`{key}` is nothing plimsoll knows; it knows functions and ignore"
                ),
            }),
        }
    }
}

/// One ignore, or a list of them, for everything in the service's file.
fn ignores(service: &Service<'_>, value: Node<'_>, out: &mut Declarations) {
    let Some(root) = service.root.node() else {
        return;
    };
    let items: Vec<Node<'_>> = match value.kind() {
        Kind::Sequence => value.items().collect(),
        _ => vec![value],
    };
    for item in items {
        out.directives.push(Directive {
            kind: DirectiveKind::Annotation,
            at: item.span().first_line(),
            covers: Covers::Span(root.span()),
            ignore: match item.as_str() {
                Some(text) => Ignore::from_annotation(text),
                None => Err("an ignore is one line: `rule-name: reason`".to_owned()),
            },
        });
    }
}
