//! What people declare beside a workload: `plimsoll/...` annotations, `Metadata: plimsoll:`, `custom: plimsoll:`. One
//! reading for all of them.

use crate::model::{
    Covers, Declaration, Declarations, Declared, Directive, DirectiveKind, Fact, Ignore, Origin,
    Problem, Workload,
};
use crate::syntax::{Entry, Kind, Node};

/// The annotations' prefix.
const PREFIX: &str = "plimsoll/";

/// Reads `plimsoll/...` annotations of a workload. Call it for the object's own first, then for its pod template's:
/// the later one wins.
pub fn annotations(
    annotations: Node<'_>,
    field: &str,
    workload: &mut Workload,
    out: &mut Declarations,
) {
    for entry in annotations.entries() {
        if let Some(key) = entry.name().strip_prefix(PREFIX) {
            read(
                key,
                entry,
                &format!("{field}.{}", entry.name()),
                workload,
                out,
            );
        }
    }
}

/// Reads a `plimsoll:` map: the same keys without the prefix.
pub fn metadata(map: Node<'_>, field: &str, workload: &mut Workload, out: &mut Declarations) {
    for entry in map.entries() {
        read(
            entry.name(),
            entry,
            &format!("{field}.{}", entry.name()),
            workload,
            out,
        );
    }
}

fn read(key: &str, entry: Entry<'_>, field: &str, workload: &mut Workload, out: &mut Declarations) {
    if key == "ignore" {
        ignores(entry.value, workload, out);
        return;
    }
    let mut problem = |message: String| {
        out.problems.push(Problem {
            at: entry.span().first_line(),
            message,
        });
    };
    let Some(declaration) = Declaration::of(key) else {
        let known: Vec<&str> = crate::model::DECLARATIONS
            .iter()
            .map(|declaration| declaration.key)
            .collect();
        return problem(format!(
            "`{key}` is nothing plimsoll knows; it knows {} and ignore",
            known.join(", ")
        ));
    };
    let Some(text) = entry.value.as_str() else {
        return problem(format!(
            "`{key}` wants one value, such as `{}`",
            declaration.example
        ));
    };
    match (declaration.read)(text) {
        Err(message) => problem(format!("`{key}`: {message}")),
        Ok(Declared::Platform(platform, plan)) => {
            let before = (entry.value.span().first_line(), workload.placement.clone());
            workload.undeclared.get_or_insert(before);
            workload.declare(platform, plan);
        }
        Ok(Declared::Fact(name, value)) => {
            workload
                .facts
                .retain(|fact| fact.name != name || fact.origin != Origin::Declared);
            let mut fact = Fact::stated(name, value, entry.value.span(), field);
            fact.origin = Origin::Declared;
            workload.facts.push(fact);
        }
    }
}

/// One ignore in the annotation's notation, or a list of them.
fn ignores(value: Node<'_>, workload: &Workload, out: &mut Declarations) {
    let items: Vec<Node<'_>> = if value.kind() == Kind::Sequence {
        value.items().collect()
    } else {
        vec![value]
    };
    for item in items {
        out.directives.push(Directive {
            kind: DirectiveKind::Annotation,
            at: item.span().first_line(),
            covers: Covers::Workload(workload.id()),
            ignore: match item.as_str() {
                Some(text) => Ignore::from_annotation(text),
                None => Err("an ignore is one line: `rule-name: reason`".to_owned()),
            },
        });
    }
}
