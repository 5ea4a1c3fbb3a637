//! What a configuration states, key by key, as people read it: for comparing the policies of two commits. Ignores are
//! compared where the others of the files are.

use crate::source::Span;
use crate::syntax::{Entry, Kind, Node};

/// One thing that is stated.
#[derive(Debug, Clone)]
pub struct Stated {
    /// The key at the top.
    pub(super) top: String,
    /// What it is about: `fail-on`, `rules.long-runtime.longest-run`, `exclude`.
    pub key: String,
    /// Which of several: a selector, a platform and setting, an item of a list.
    pub of: String,
    /// What is stated; of an item of a list, that it stands there.
    pub value: String,
    /// Where, on one line.
    pub at: Span,
}

/// Keys that change how a run goes, not what is told.
const NO_POLICY: &[&str] = &["threads", "format", "ignore"];

/// Everything that a file states.
pub(super) fn read(root: Node<'_>, folder: Option<&str>) -> Vec<Stated> {
    let mut all = Vec::new();
    for entry in root.entries() {
        let top = entry.name();
        if NO_POLICY.contains(&top) {
            continue;
        }
        let mut put = |key: String, of: String, node: Node<'_>, value: String| {
            all.push(Stated {
                top: top.to_owned(),
                key,
                of,
                value,
                at: node.span().first_line(),
            });
        };
        match (top, entry.value.kind()) {
            ("rules" | "organization", _) => {
                for (key, node) in leaves(entry, top) {
                    put(key, String::new(), node, text(node));
                }
            }
            ("limits", _) => {
                for record in entry.value.items() {
                    let Some(value) = record.get("value") else {
                        continue;
                    };
                    let of = words(record, &["platform", "variant", "setting", "bound"]);
                    put(top.to_owned(), of, value, text(value));
                }
            }
            ("workloads", _) => {
                for record in entry.value.items() {
                    let selector = words(record, &["path", "kind", "name"]);
                    let within = folder.map(|folder| format!("in {folder}"));
                    let of = [Some(selector), within].into_iter().flatten();
                    let of: Vec<String> = of.filter(|part| !part.is_empty()).collect();
                    let of = of.join(" ");
                    let declared = record
                        .entries()
                        .filter(|entry| !["path", "kind", "name"].contains(&entry.name()));
                    for entry in declared {
                        let key = format!("{top}.{}", entry.name());
                        put(key, of.clone(), entry.value, text(entry.value));
                    }
                }
            }
            (_, Kind::Sequence) => {
                for item in entry.value.items() {
                    put(top.to_owned(), text(item), item, "listed".to_owned());
                }
            }
            _ if matches!(top, "extends") => {
                let of = text(entry.value);
                put(top.to_owned(), of, entry.value, "listed".to_owned());
            }
            _ => put(
                top.to_owned(),
                String::new(),
                entry.value,
                text(entry.value),
            ),
        }
    }
    all
}

/// The values of a map of values or of maps; `severity` is the rule's own word.
fn leaves<'t>(entry: Entry<'t>, above: &str) -> Vec<(String, Node<'t>)> {
    let mut leaves = Vec::new();
    for entry in entry.value.entries() {
        let key = format!("{above}.{}", entry.name());
        if entry.value.kind() != Kind::Mapping {
            leaves.push((key, entry.value));
            continue;
        }
        for inner in entry.value.entries() {
            let key = match inner.name() {
                "severity" => key.clone(),
                name => format!("{key}.{name}"),
            };
            leaves.push((key, inner.value));
        }
    }
    leaves
}

fn words(record: Node<'_>, keys: &[&str]) -> String {
    let words = keys.iter().filter_map(|key| record.str_at(&[key]));
    words.collect::<Vec<&str>>().join(" ")
}

/// A scalar, or those of a list.
fn text(node: Node<'_>) -> String {
    if let Some(text) = node.as_str() {
        return text.to_owned();
    }
    let items: Vec<&str> = node.items().filter_map(Node::as_str).collect();
    if items.is_empty() {
        node.span().first_line().text().to_owned()
    } else {
        items.join(", ")
    }
}
