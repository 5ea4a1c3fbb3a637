//! Typed lists: the items of a `CronJobList` need no kind of their own, because kubectl's decoder takes it from the list
//! (`k8s.io/apimachinery`, `unstructuredJSONScheme.decodeToList`).

use crate::syntax::{Entry, Lent, Node, Tree};

/// Gives each item that has neither kind nor version those of its list.
pub fn complete(tree: &mut Tree) {
    let lent: Vec<Lent> = tree
        .documents()
        .flat_map(|document| of_list(document.root))
        .collect();
    tree.lend(&lent);
}

fn of_list(root: Node<'_>) -> Vec<Lent> {
    let (Some(kind), Some(version)) = (root.entry("kind"), root.entry("apiVersion")) else {
        return Vec::new();
    };
    let of_item = kind
        .value
        .as_str()
        .and_then(|kind| kind.strip_suffix("List"));
    let Some(of_item) = of_item.filter(|kind| !kind.is_empty()) else {
        return Vec::new();
    };
    let is_bare = |item: &Node<'_>| item.get("kind").is_none() && item.get("apiVersion").is_none();
    let items = root.get("items").into_iter().flat_map(Node::items);
    let bare = items.filter(|item| item.is_mapping() && is_bare(item));
    bare.map(|item| lent(item, kind, version, of_item))
        .collect()
}

fn lent(item: Node<'_>, kind: Entry<'_>, version: Entry<'_>, of_item: &str) -> Lent {
    Lent {
        to: item.id(),
        as_they_are: vec![(version.key.id(), version.value.id())],
        key: kind.key.id(),
        value: kind.value.id(),
        text: of_item.to_owned(),
    }
}
