//! OpenShift's Template: objects with parameters in them, which `oc process` makes the objects that are applied. A parameter
//! is its default; without one, or where it is generated, its expression stays and what holds it is unresolved.

use super::object;
use crate::model::{Companion, Declarations, Fact, Workload};
use crate::source::Span;
use crate::syntax::{Kind, Node, Tree};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The list of the objects in a Template; `None` for what is none.
pub(super) fn objects(node: Node<'_>) -> Option<Node<'_>> {
    let (group, kind) = object::group_kind(node)?;
    let is_one = kind == "Template" && matches!(group, "" | "template.openshift.io");
    let list = node.get("objects").filter(|_| is_one)?;
    (list.kind() == Kind::Sequence).then_some(list)
}

/// A file with the parameters of its Templates put in.
pub(super) struct Processed {
    pub(super) tree: Tree,
    /// Where the value of each parameter stands; `None` where two Templates of the file have one of that name.
    places: HashMap<String, Option<Span>>,
}

impl Processed {
    /// `None` for a file without a Template.
    pub(super) fn of(tree: &Tree) -> Option<Self> {
        let roots = tree.documents().map(|document| document.root);
        let templates: Vec<Node<'_>> = roots.flat_map(templates).collect();
        if templates.is_empty() {
            return None;
        }
        let mut texts = Vec::new();
        let mut places: HashMap<String, Option<Span>> = HashMap::new();
        for template in templates {
            let parameters = parameters(template);
            for (name, value) in &parameters {
                let place = Some(value.span().first_line());
                let known = places
                    .entry((*name).to_owned())
                    .or_insert_with(|| place.clone());
                if *known != place {
                    *known = None;
                }
            }
            put_in(template, &parameters, &mut texts);
        }
        Some(Self {
            tree: tree.with_texts(texts),
            places,
        })
    }

    /// Says of what was read where the parameters in it have their values.
    pub(super) fn trace(&self, out: &mut Declarations, (workloads, companions): (usize, usize)) {
        let new = out.workloads.iter_mut().skip(workloads);
        let facts = new.flat_map(|one: &mut Workload| &mut one.facts);
        let new = out.companions.iter_mut().skip(companions);
        let linked = new.flat_map(|one: &mut Companion| &mut one.facts);
        for fact in facts.chain(linked) {
            self.trace_fact(fact);
        }
    }

    fn trace_fact(&self, fact: &mut Fact) {
        let Some(at) = fact.at.as_ref().filter(|_| fact.value.is_some()) else {
            return;
        };
        let names = expressions(at.text()).map(|(_, name)| name);
        let places = names.filter_map(|name| self.places.get(name)?.clone());
        fact.via.extend(places);
    }
}

/// The Templates of a document: itself, or those in its list.
fn templates(root: Node<'_>) -> Vec<Node<'_>> {
    let is_list = root.str_at(&["kind"]).is_some_and(|kind| kind == "List");
    let items = root.get("items").filter(|_| is_list);
    let list = items.or_else(|| (root.kind() == Kind::Sequence).then_some(root));
    match list {
        Some(list) => list.items().filter(|one| objects(*one).is_some()).collect(),
        None => objects(root).map(|_| root).into_iter().collect(),
    }
}

/// The parameters that have a value.
fn parameters(template: Node<'_>) -> BTreeMap<&str, Node<'_>> {
    let list = template.get("parameters");
    let all = list.into_iter().flat_map(Node::items);
    all.filter_map(|one| Some((one.str_at(&["name"])?, one.get("value")?)))
        .collect()
}

/// The scalars of a Template's objects whose parameters are known, with the text that they come to.
fn put_in(
    template: Node<'_>,
    parameters: &BTreeMap<&str, Node<'_>>,
    texts: &mut Vec<(u32, String, bool)>,
) {
    let mut waiting: Vec<Node<'_>> = objects(template).into_iter().collect();
    let mut seen = HashSet::new();
    while let Some(node) = waiting.pop() {
        if !seen.insert(node.id()) {
            continue;
        }
        waiting.extend(node.items());
        waiting.extend(node.entries().map(|entry| entry.value));
        let text = node.as_str().filter(|text| text.contains("${"));
        if let Some((text, is_plain)) = text.and_then(|text| resolved(text, parameters)) {
            texts.push((node.id(), text, is_plain));
        }
    }
}

/// What a text comes to, and whether it is a value of any type: `${{REPLICAS}}` is what its parameter looks like,
/// `${NAME}` is text. `None` where nothing is known.
fn resolved(text: &str, parameters: &BTreeMap<&str, Node<'_>>) -> Option<(String, bool)> {
    let value = |name: &str| parameters.get(name)?.as_str();
    let whole = text
        .strip_prefix("${{")
        .and_then(|rest| rest.strip_suffix("}}"));
    if let Some(name) = whole {
        return Some((value(name)?.to_owned(), true));
    }
    let mut found = String::new();
    let (mut end, mut known) = (0, false);
    for (at, name) in expressions(text) {
        let Some(value) = value(name) else { continue };
        found.push_str(&text[end..at]);
        found.push_str(value);
        end = at + "${}".len() + name.len();
        known = true;
    }
    found.push_str(&text[end..]);
    known.then_some((found, false))
}

/// The `${NAME}` and `${{NAME}}` of a text: where each begins, and its name.
fn expressions(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices("${").filter_map(|(at, _)| {
        let rest = text[at + 2..].trim_start_matches('{');
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let length = rest.find(|c| !is_name(c))?;
        let closed = rest[length..].starts_with('}');
        (closed && length > 0).then(|| (at, &rest[..length]))
    })
}
