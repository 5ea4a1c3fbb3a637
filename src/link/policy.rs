//! Policies, by the labels of the pods they are for. They say the same of all pods they select: copies are no
//! contradiction, and what fits very many is the habit of a namespace and sets none of them apart.

use super::Relation;
use super::index::{Found, MOST};
use super::joins::{Joins, add};
use super::objects::Objects;
use crate::model::Link;

pub(super) static RELATION: Relation = Relation {
    name: "NetworkPolicy, mesh policy -> workload",
    find: joins,
    give: add,
};

fn joins(objects: &Objects<'_>) -> Joins {
    let mut joins = Joins::default();
    for (position, companion) in objects.companions.iter().enumerate() {
        let Link::Pods(labels) = &companion.link else {
            continue;
        };
        match objects.pods.behind(objects.asks(position), labels) {
            Found::Clear(found) | Found::Ambiguous(found) if found.len() <= MOST => {
                joins.join(position, &found);
            }
            Found::Clear(found) | Found::Ambiguous(found) => {
                let title = &companion.title;
                let text = format!(
                    "{title} is for over {MOST} workloads, so it is joined to none of them"
                );
                joins.note(found[0], text);
            }
            Found::Nothing => {}
        }
    }
    joins
}
