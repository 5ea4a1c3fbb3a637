//! What the cluster's API lets a workload do: its account, the bindings that name the account, and the roles they give.

use super::Relation;
use super::index::{Index, MOST};
use super::joins::{Joins, add};
use super::objects::Objects;
use crate::model::{Companion, Link, ObjectRef};
use std::collections::HashMap;

pub(super) static RELATION: Relation = Relation {
    name: "Role, ClusterRole -> binding -> workload",
    find: joins,
    give: add,
};

fn joins(objects: &Objects<'_>) -> Joins {
    let roles = Roles::of(objects.companions);
    let mut accounts = Index::new();
    for (position, workload) in objects.workloads.iter().enumerate() {
        if let Some(account) = &workload.service_account {
            accounts.insert(objects.stands(position), account.as_str(), position);
        }
    }
    let mut joins = Joins::default();
    for (position, companion) in objects.companions.iter().enumerate() {
        let Link::Binds { account, role } = &companion.link else {
            continue;
        };
        let places = objects.asks(position).nearest_first();
        let mut found = places.map(|place| accounts.at(place, account.as_str()));
        // Copies of a workload all have the account, so nothing is ambiguous. One account of very many workloads is the
        // habit of a namespace and sets none of them apart.
        let Some(found) = found.find(|found| !found.is_empty()) else {
            continue;
        };
        if found.len() > MOST {
            let (title, count) = (&companion.title, found.len());
            let text = format!(
                "{title} is for `{account}`, the account of {count} workloads, so it is joined to none of them"
            );
            joins.note(found[0], text);
            continue;
        }
        let speaker = roles.find(&companion.scope.root, role).unwrap_or(position);
        joins.join(speaker, found);
    }
    joins
}

/// Roles by where they are defined, and wherever they are.
struct Roles<'a> {
    within: HashMap<(&'a str, &'a ObjectRef), Option<usize>>,
    anywhere: HashMap<&'a ObjectRef, Option<usize>>,
}

impl<'a> Roles<'a> {
    fn of(companions: &'a [Companion]) -> Self {
        let (mut within, mut anywhere) = (HashMap::new(), HashMap::new());
        for (position, companion) in companions.iter().enumerate() {
            let Link::Grants(role) = &companion.link else {
                continue;
            };
            // Defined twice, nobody can say which definition holds.
            let root = companion.scope.root.as_str();
            within
                .entry((root, role))
                .and_modify(|known| *known = None)
                .or_insert(Some(position));
            anywhere
                .entry(role)
                .and_modify(|known| *known = None)
                .or_insert(Some(position));
        }
        Self { within, anywhere }
    }

    /// A role means something in its namespace; only a cluster role may be anybody's.
    fn find(&self, root: &'a str, role: &'a ObjectRef) -> Option<usize> {
        let near = self.within.get(&(root, role)).copied();
        let far = || {
            let far = self.anywhere.get(role).copied();
            far.filter(|_| role.kind == "ClusterRole")
        };
        near.or_else(far).flatten()
    }
}
