//! Latency objectives, by what they call the service: a workload's own name or the one it is deployed under, a
//! Service's, a label's. People who measure keep their files apart, so that an only bearer of the name is found in
//! another folder, too; then less surely.

use super::index::{Found, Index, few, look};
use super::joins::add;
use super::objects::Objects;
use super::place::Home;
use super::{Find, Relation};
use crate::model::{Link, Platform, Workload};
use std::collections::HashMap;

pub(super) static RELATION: Relation = Relation {
    name: "latency objective -> workload",
    speaks: |link| matches!(link, Link::Service(_)),
    find,
    settles: true,
    give: add,
};

/// Labels whose value is a service's name.
const LABELS: &[&str] = &[
    "app.kubernetes.io/name",
    "app.kubernetes.io/part-of",
    "app",
    "k8s-app",
    "tags.datadoghq.com/service",
];

fn find<'o>(objects: &'o Objects<'_>, _objectives: &[usize]) -> Find<'o> {
    let services = Services::of(objects);
    Box::new(move |position, joins| {
        let companion = &objects.companions[position];
        let Link::Service(service) = &companion.link else {
            return;
        };
        let asked = Asked {
            home: objects.asks(position),
            root: &companion.scope.root,
            within: service.namespace.is_some(),
        };
        let mut names = service.names.iter();
        let found = names.find_map(|name| services.find(&asked, name));
        match found {
            Some((found, Reach::Near)) => joins.take(position, found, objects),
            Some((found, Reach::Far)) => joins.take_far(position, found, objects),
            None => {}
        }
    })
}

/// Whether anybody waits for its answers, somewhere it is deployed to.
fn answers(workload: &Workload) -> bool {
    let kind = workload.kind.as_str();
    let platforms = &workload.placement.platforms;
    let other = [Platform::CloudRunJob, Platform::AwsApiGateway];
    !matches!(kind, "Job" | "CronJob")
        && !platforms.is_empty()
        && !platforms.iter().any(|platform| other.contains(platform))
}

/// How far a name was looked for.
#[derive(Clone, Copy, PartialEq)]
enum Reach {
    /// Where names of its kind are looked up.
    Near,
    /// In the whole repository.
    Far,
}

/// Where an objective looks.
struct Asked<'a> {
    home: Home,
    root: &'a str,
    /// Whether its query names the namespace: then no other is meant.
    within: bool,
}

/// Everything that has a service's name.
struct Services<'o, 'a> {
    objects: &'o Objects<'a>,
    names: Names<'a>,
    services: Names<'a>,
    labels: Names<'a>,
}

impl<'o, 'a> Services<'o, 'a> {
    fn of(objects: &'o Objects<'a>) -> Self {
        let (mut names, mut labels) = (Names::new(), Names::new());
        let workloads = objects.spoken_of();
        for (position, workload) in workloads.filter(|one| answers(one.1)) {
            let (home, root) = (objects.stands(position), &workload.scope.root);
            let own = workload.aliases.iter().chain([&workload.name]);
            names.insert(home, root, own, position);
            let told = LABELS
                .iter()
                .filter_map(|key| workload.pod_labels.get(*key));
            labels.insert(home, root, told, position);
        }
        let mut services = Names::new();
        for (position, companion) in objects.speakers() {
            if let Link::Selects { name, .. } = &companion.link {
                let (home, root) = (objects.asks(position), &companion.scope.root);
                services.insert(home, root, [name].into_iter(), position);
            }
        }
        Self {
            objects,
            names,
            services,
            labels,
        }
    }

    /// What a name means; `None` when nothing has it.
    fn find(&self, asked: &Asked<'a>, name: &'a str) -> Option<(Found, Reach)> {
        let one = |found: &[usize]| found.len() == 1;
        let same = |found: &[usize]| self.objects.is_one(found);
        self.names
            .find(asked, name, one)
            .or_else(|| {
                let (found, reach) = self.services.find(asked, name, same)?;
                let behind = match found {
                    Found::Clear(found) => self.behind(*found.first()?),
                    Found::Ambiguous(_) | Found::Nothing => Found::Nothing,
                };
                (!matches!(behind, Found::Nothing)).then_some((behind, reach))
            })
            .or_else(|| self.labels.find(asked, name, one))
    }

    /// The workloads behind a Service that somebody waits for.
    fn behind(&self, service: usize) -> Found {
        match self.objects.behind(service) {
            Found::Clear(mut found) => {
                found.retain(|&one| answers(&self.objects.workloads[one]));
                if found.is_empty() {
                    Found::Nothing
                } else {
                    Found::Clear(found)
                }
            }
            found => found,
        }
    }
}

/// Positions by a name: near, in a source root, anywhere.
struct Names<'a> {
    near: Index<&'a str>,
    root: HashMap<(&'a str, &'a str), Vec<usize>>,
    anywhere: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Names<'a> {
    fn new() -> Self {
        Self {
            near: Index::new(),
            root: HashMap::new(),
            anywhere: HashMap::new(),
        }
    }

    fn insert(
        &mut self,
        home: Home,
        root: &'a str,
        names: impl Iterator<Item = &'a String>,
        position: usize,
    ) {
        let mut names: Vec<&str> = names.map(String::as_str).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            self.near.insert(home, name, position);
            self.root.entry((root, name)).or_default().push(position);
            self.anywhere.entry(name).or_default().push(position);
        }
    }

    fn find(
        &self,
        asked: &Asked<'a>,
        name: &'a str,
        clear: impl Fn(&[usize]) -> bool,
    ) -> Option<(Found, Reach)> {
        match look(asked.home, |spot| self.near.few_at(spot, name), &clear) {
            Found::Nothing if asked.within => return None,
            Found::Nothing => {}
            found => return Some((found, Reach::Near)),
        }
        // Nothing said which namespace, so the only bearer of the name in any is meant.
        let root = self.root.get(&(asked.root, name));
        let wide = [(root, Reach::Near), (self.anywhere.get(name), Reach::Far)];
        let (found, reach) = wide
            .into_iter()
            .find_map(|(found, reach)| Some((few(found?.iter().copied()), reach)))?;
        let found = if clear(&found) {
            Found::Clear(found)
        } else {
            Found::Ambiguous(found)
        };
        Some((found, reach))
    }
}
