//! What the cluster's API lets a workload do: its account, the bindings that name the account, and the roles they give.

use super::index::{Index, MOST, Spot, few};
use super::joins::add;
use super::objects::Objects;
use super::{Find, Relation};
use crate::model::{Link, ObjectRef};
use std::collections::HashMap;

pub(super) static RELATION: Relation = Relation {
    name: "Role, ClusterRole -> binding -> workload",
    speaks: |link| matches!(link, Link::Binds { .. } | Link::Grants(_)),
    find,
    settles: false,
    give: add,
};

fn find<'o>(objects: &'o Objects<'_>, speakers: &[usize]) -> Find<'o> {
    let roles = Roles::of(objects, speakers);
    let mut accounts = Index::new();
    for (position, workload) in objects.spoken_of() {
        if let Some(account) = &workload.service_account {
            accounts.insert(objects.stands(position), account.as_str(), position);
        }
    }
    Box::new(move |position, joins| {
        let companion = &objects.companions[position];
        let Link::Binds { account, role } = &companion.link else {
            return;
        };
        let places = objects.asks(position).nearest_first();
        let mut found = places.map(|place| accounts.at(Spot::In(place), account.as_str()));
        // Copies of a workload all have the account, so nothing is ambiguous.
        let Some(found) = found.find(|found| found.len() > 0) else {
            return;
        };
        let found = few(found);
        if found.len() > MOST {
            return joins.cut(companion, MOST);
        }
        let speaker = roles.find(&companion.scope.root, role).unwrap_or(position);
        joins.join(speaker, &found, objects);
    })
}

/// Roles by their names. Defined twice, nobody can say which definition holds: `None`.
type Known<'a> = HashMap<&'a ObjectRef, Option<usize>>;

fn note<'a>(known: &mut Known<'a>, role: &'a ObjectRef, position: usize) {
    let again = known.entry(role).and_modify(|known| *known = None);
    again.or_insert(Some(position));
}

/// The roles of the cluster: they are known wherever they are defined.
#[derive(Default)]
pub(super) struct ClusterRoles<'a>(Known<'a>);

impl<'a> ClusterRoles<'a> {
    /// Notes a role, if it is one of the cluster.
    pub(super) fn note(&mut self, role: &'a ObjectRef, position: usize) {
        if role.kind == "ClusterRole" {
            note(&mut self.0, role, position);
        }
    }
}

/// Roles by where they are defined, each source root for itself; those of the cluster also wherever they are.
struct Roles<'a> {
    within: HashMap<&'a str, Known<'a>>,
    of_cluster: &'a Known<'a>,
}

impl<'a> Roles<'a> {
    fn of(objects: &Objects<'a>, speakers: &[usize]) -> Self {
        let mut within: HashMap<&str, Known<'_>> = HashMap::new();
        for &position in speakers {
            let companion = &objects.companions[position];
            if let Link::Grants(role) = &companion.link {
                note(
                    within.entry(&companion.scope.root).or_default(),
                    role,
                    position,
                );
            }
        }
        Self {
            within,
            of_cluster: &objects.cluster_roles().0,
        }
    }

    /// A role means something in its namespace; only a cluster role may be anybody's.
    fn find(&self, root: &str, role: &ObjectRef) -> Option<usize> {
        let near = self.within.get(root).and_then(|known| known.get(role));
        near.or_else(|| self.of_cluster.get(role)).copied()?
    }
}
