//! Ingresses and other routes, by the Services they lead to and the pods behind those; and what configures such a Service.

use super::Relation;
use super::index::{Found, Index, MOST, find};
use super::joins::{Joins, add};
use super::objects::Objects;
use crate::model::Link;

pub(super) static RELATION: Relation = Relation {
    name: "Ingress -> Service -> workload",
    find: joins,
    give: add,
};

fn joins(objects: &Objects<'_>) -> Joins {
    let (mut services, mut configured) = (Index::new(), Index::new());
    for (position, companion) in objects.companions.iter().enumerate() {
        match &companion.link {
            Link::Selects { name, .. } => {
                services.insert(objects.asks(position), name.as_str(), position);
            }
            Link::Uses { config, .. } => {
                configured.insert(objects.asks(position), config.as_str(), position);
            }
            _ => {}
        }
    }
    let mut joins = Joins::default();
    for (position, route) in objects.companions.iter().enumerate() {
        let names = match &route.link {
            Link::Routes(names) => names.iter().map(String::as_str).collect(),
            Link::Configures(name) => users(position, name, &configured, objects),
            _ => continue,
        };
        let habit = matches!(route.link, Link::Configures(_)) && names.len() > MOST;
        for name in names {
            let found = find(
                objects.asks(position),
                |place| services.few_at(place, name),
                |found| objects.is_one(found),
            );
            let (service, copies) = match found {
                Found::Nothing => continue,
                Found::Clear(found) => (found[0], Vec::new()),
                Found::Ambiguous(found) => (found[0], found),
            };
            match objects.behind(service) {
                // What so many Services use sets none of them apart.
                Found::Clear(found) if habit => {
                    let title = &route.title;
                    let text = format!(
                        "{title} is for over {MOST} Services, so it is joined to none of them"
                    );
                    joins.note(found[0], text);
                    break;
                }
                Found::Clear(found) if !copies.is_empty() => {
                    joins.through_copies(route, &copies, &found, objects.companions);
                }
                found => joins.take(position, found, objects),
            }
        }
    }
    joins.settle(objects);
    joins
}

/// The names of the Services that an object configures.
fn users<'a>(
    position: usize,
    config: &str,
    configured: &Index<&str>,
    objects: &Objects<'a>,
) -> Vec<&'a str> {
    let mut places = objects.asks(position).nearest_first();
    let users = places.find_map(|place| {
        let users = configured.few_at(place, config);
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
