//! Ingresses and other routes, by the Services they lead to and the pods behind those; and what configures such a Service.

use super::Relation;
use super::index::{Found, Index, MOST, find};
use super::joins::Joins;
use super::place::Places;
use super::service::Pods;
use crate::model::{Companion, Link, Workload};

pub(super) static RELATION: Relation = Relation {
    name: "Ingress -> Service -> workload",
    join,
};

fn join(companions: &[Companion], workloads: &mut [Workload]) {
    let joins = joins(companions, workloads);
    joins.apply(companions, workloads);
}

fn joins(companions: &[Companion], workloads: &[Workload]) -> Joins {
    let places = Places::of(companions, workloads);
    let pods = Pods::of(&places, workloads);
    let mut services = Index::new();
    for (position, companion) in companions.iter().enumerate() {
        if let Link::Selects { name, .. } = &companion.link {
            services.insert(places.of_companion(companion), name.as_str(), position);
        }
    }
    let mut configured = Index::new();
    for (position, companion) in companions.iter().enumerate() {
        if let Link::Uses { config, .. } = &companion.link {
            configured.insert(places.of_companion(companion), config.as_str(), position);
        }
    }
    let mut joins = Joins::default();
    for (position, ingress) in companions.iter().enumerate() {
        let names: Vec<&str> = match &ingress.link {
            Link::Routes(names) => names.iter().map(String::as_str).collect(),
            Link::Configures(name) => {
                let home = places.of_companion(ingress);
                let mut places = [Some(home.root), home.namespace].into_iter().flatten();
                let users = places.find_map(|place| {
                    let users = configured.at(place, name.as_str());
                    (!users.is_empty()).then_some(users)
                });
                users
                    .unwrap_or_default()
                    .iter()
                    .take(MOST + 1)
                    .filter_map(|one| match &companions[*one].link {
                        Link::Uses { service, .. } => Some(service.as_str()),
                        _ => None,
                    })
                    .collect()
            }
            _ => continue,
        };
        let habit = matches!(ingress.link, Link::Configures(_)) && names.len() > MOST;
        for name in names {
            let found = find(
                places.of_companion(ingress),
                |place| {
                    let found = services.at(place, name).iter().copied();
                    found.take(MOST + 1).collect()
                },
                // One object may say two things, in two companions.
                |found| {
                    found
                        .iter()
                        .all(|&one| companions[one].at == companions[found[0]].at)
                },
            );
            let (service, copies) = match found {
                Found::Nothing => continue,
                Found::Clear(found) => (found[0], Vec::new()),
                Found::Ambiguous(found) => (found[0], found),
            };
            let Link::Selects { selector, .. } = &companions[service].link else {
                continue;
            };
            let found = pods.behind(&places, &companions[service], selector);
            match found {
                // What so many Services use sets none of them apart.
                Found::Clear(found) if habit => {
                    let title = &ingress.title;
                    let text = format!(
                        "{title} is for over {MOST} Services, so it is joined to none of them"
                    );
                    joins.note(found[0], text);
                    break;
                }
                Found::Clear(found) if !copies.is_empty() => {
                    joins.through_copies(ingress, &copies, &found, companions);
                }
                found => joins.take(position, found, companions, workloads),
            }
        }
    }
    joins.settle(companions, workloads);
    joins
}
