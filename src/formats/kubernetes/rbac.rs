//! Roles and whom they are given to: a workload whose account may use the cluster's API does use it.

use super::element::Element;
use super::{blockers, companion};
use crate::formats::Input;
use crate::model::{Declarations, Fact, FactName, Link, ObjectRef};
use crate::syntax::Node;

const GROUP: &str = "rbac.authorization.k8s.io";

/// Roles that every cluster has, beside `system:*`.
const BUILT_IN: &[&str] = &["admin", "cluster-admin", "edit", "view"];

/// How the names of roles begin that allow to pull images or to run under a security policy, and nothing at the API.
const NO_API: &[&str] = &[
    "system:image-puller",
    "system:image-builder",
    "system:openshift:scc:",
];

/// Resources and verbs that a sentence lists before it stops.
const LISTED: usize = 3;

/// Reads a RoleBinding or a ClusterRoleBinding.
pub(super) fn binding(input: &Input<'_>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let Some(name) = object.at(&["roleRef", "name"]) else {
        return;
    };
    let role = name.text().unwrap_or_default();
    if NO_API.iter().any(|prefix| role.starts_with(prefix)) {
        return;
    }
    let kind = input.object.str_at(&["roleRef", "kind"]);
    let role = role_ref(kind.unwrap_or("ClusterRole"), role);
    // What counts where the role itself is not among the files.
    let known = role.kind == "ClusterRole"
        && (BUILT_IN.contains(&&*role.name) || role.name.starts_with("system:"));
    let fact = if known {
        blockers::fact(&name, "cluster-api", &role.name)
    } else {
        name.unresolved(FactName::Blocker)
            .with_note("what the role allows is not among the files")
    };
    for subject in object.items("subjects") {
        let of = |key| subject.node.str_at(&[key]);
        let (Some("ServiceAccount"), Some(account)) = (of("kind"), of("name")) else {
            continue;
        };
        let link = Link::Binds {
            account: account.to_owned(),
            role: role.clone(),
        };
        let mut companion = companion::of(input, link, vec![fact.clone()]);
        let namespace = of("namespace").map(str::to_owned);
        companion.namespace = namespace.or(companion.namespace);
        out.companions.push(companion);
    }
    object.report_cut(out);
}

/// Reads a Role or a ClusterRole.
pub(super) fn role(input: &Input<'_>, out: &mut Declarations) {
    let object = Element::object(input.object);
    let rules = object.items("rules");
    let mut facts: Vec<Fact> = rules.iter().find_map(uses_api).into_iter().collect();
    facts.extend(rules.iter().find_map(leases));
    if let Some(at) = object.at(&["aggregationRule"]) {
        // Other roles, which the cluster adds up.
        facts.push(blockers::fact(&at, "cluster-api", "aggregated roles"));
    }
    object.report_cut(out);
    let kind = input.object.str_at(&["kind"]).unwrap_or_default();
    let role = role_ref(kind, companion::name(input.object));
    let link = Link::Grants(role);
    out.companions.push(companion::of(input, link, facts));
}

fn role_ref(kind: &str, name: &str) -> ObjectRef {
    ObjectRef {
        group: GROUP.to_owned(),
        kind: kind.to_owned(),
        name: name.to_owned(),
    }
}

/// The first rule that allows something at the API: to `use` a security policy is nothing one asks there, and paths such
/// as `/metrics` are no resources.
fn uses_api(rule: &Element<'_>) -> Option<Fact> {
    let resources = rule.items("resources");
    let at = resources.first()?;
    let verbs: Vec<&str> = texts(rule.node, "verbs");
    if verbs.iter().all(|verb| *verb == "use") {
        return None;
    }
    let resources: Vec<&str> = resources.iter().filter_map(Element::text).collect();
    let detail = format!("{} {}", listed(&verbs), listed(&resources));
    Some(blockers::fact(at, "cluster-api", &detail))
}

/// A lock that replicas agree on who leads with.
fn leases(rule: &Element<'_>) -> Option<Fact> {
    let writes = ["create", "update", "patch", "*"];
    let verbs = texts(rule.node, "verbs");
    if !verbs.iter().any(|verb| writes.contains(verb)) {
        return None;
    }
    let resources = rule.items("resources");
    let lease = resources.iter().find(|one| one.text() == Some("leases"))?;
    Some(blockers::fact(lease, "leader-election", "leases"))
}

fn texts<'t>(rule: Node<'t>, key: &str) -> Vec<&'t str> {
    let list = rule.get(key);
    let items = list.into_iter().flat_map(|list| list.items());
    items.filter_map(|item| item.as_str()).collect()
}

fn listed(words: &[&str]) -> String {
    let mut text = words.get(..LISTED).unwrap_or(words).join(", ");
    if words.len() > LISTED {
        text.push_str(" ...");
    }
    text
}
