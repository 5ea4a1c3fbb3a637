//! Ingresses and other routes, by the Services they lead to and the pods behind those; and what configures such a Service.

use super::index::{Found, Index, MOST, Spot, look};
use super::joins::{Joins, add};
use super::objects::Objects;
use super::{Find, Relation};
use crate::model::Link;

pub(super) static RELATION: Relation = Relation {
    name: "Ingress -> Service -> workload",
    speaks: |link| {
        matches!(
            link,
            Link::Routes(_) | Link::Configures(_) | Link::Uses { .. }
        )
    },
    find,
    settles: true,
    give: add,
};

fn find<'o>(objects: &'o Objects<'_>, speakers: &[usize]) -> Find<'o> {
    let mut configured = Index::new();
    for &position in speakers {
        if let Link::Uses { config, .. } = &objects.companions[position].link {
            configured.insert(objects.asks(position), config.as_str(), position);
        }
    }
    Box::new(
        move |position, joins| match &objects.companions[position].link {
            Link::Routes(names) => {
                for name in names {
                    leads_to(position, name, objects, joins);
                }
            }
            Link::Configures(name) => {
                let names = users(position, name, &configured, objects);
                if names.len() > MOST {
                    return joins.cut(&objects.companions[position], MOST);
                }
                for name in names {
                    leads_to(position, name, objects, joins);
                }
            }
            _ => {}
        },
    )
}

/// Joins a route to the workloads behind a Service.
fn leads_to<'a>(position: usize, service: &'a str, objects: &Objects<'a>, joins: &mut Joins) {
    let route = &objects.companions[position];
    let found = look(
        objects.asks(position),
        |spot| objects.services.few_at(spot, service),
        |found| objects.is_one(found),
    );
    let (service, copies) = match found {
        Found::Nothing => return,
        Found::Clear(found) => (found[0], Vec::new()),
        Found::Ambiguous(found) => (found[0], found),
    };
    match objects.behind(service) {
        Found::Clear(found) if !copies.is_empty() => {
            joins.through_copies(route, &copies, &found, objects.companions);
        }
        found => joins.take(position, found, objects),
    }
}

/// The names of the Services that an object configures.
fn users<'a>(
    position: usize,
    config: &'a str,
    configured: &Index<&'a str>,
    objects: &Objects<'a>,
) -> Vec<&'a str> {
    let mut places = objects.asks(position).nearest_first();
    let users = places.find_map(|place| {
        let users = configured.few_at(Spot::In(place), config);
        (!users.is_empty()).then_some(users)
    });
    let service = |one: usize| match &objects.companions[one].link {
        Link::Uses { service, .. } => Some(service.as_str()),
        _ => None,
    };
    users
        .unwrap_or_default()
        .into_iter()
        .filter_map(service)
        .collect()
}
