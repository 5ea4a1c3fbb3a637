//! Deployment commands, by the platform and the name they deploy to. A pipeline stands anywhere in the repository, so
//! the name must mean one workload of all of it.

use super::index::Found;
use super::joins::add;
use super::objects::Objects;
use super::{Find, Relation};
use crate::model::{Link, Platform};
use std::collections::HashMap;

pub(super) static RELATION: Relation = Relation {
    name: "deployment command -> service",
    speaks: |link| matches!(link, Link::Deploys { .. }),
    find,
    settles: false,
    give: add,
};

fn find<'o>(objects: &'o Objects<'_>, _commands: &[usize]) -> Find<'o> {
    let mut index: HashMap<(Platform, &str), Vec<usize>> = HashMap::new();
    for (position, workload) in objects.spoken_of() {
        for platform in &workload.placement.platforms {
            let named = index.entry((*platform, &workload.name)).or_default();
            named.push(position);
        }
    }
    Box::new(move |position, joins| {
        if let Link::Deploys { platform, name } = &objects.companions[position].link {
            let found = Found::only(index.get(&(*platform, name.as_str())));
            joins.take(position, found, objects);
        }
    })
}
