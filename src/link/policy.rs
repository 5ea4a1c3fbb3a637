//! Policies, by the labels of the pods they are for. They say the same of all pods they select: copies are no
//! contradiction. What fits nearly every workload of a folder is a habit, which the judge tells.

use super::index::{Found, MOST};
use super::joins::add;
use super::objects::Objects;
use super::{Find, Relation};
use crate::model::Link;

pub(super) static RELATION: Relation = Relation {
    name: "NetworkPolicy, mesh policy -> workload",
    speaks: |link| matches!(link, Link::Pods(_)),
    find,
    settles: false,
    give: add,
};

fn find<'o>(objects: &'o Objects<'_>, _policies: &[usize]) -> Find<'o> {
    Box::new(move |position, joins| {
        let companion = &objects.companions[position];
        let Link::Pods(labels) = &companion.link else {
            return;
        };
        match objects.pods.behind(objects.asks(position), labels) {
            Found::Clear(found) | Found::Ambiguous(found) if found.len() <= MOST => {
                joins.join(position, &found, objects);
            }
            Found::Clear(_) | Found::Ambiguous(_) => joins.cut(companion, MOST),
            Found::Nothing => {}
        }
    })
}
