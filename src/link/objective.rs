//! Latency objectives, by what they call the service: a workload's own name or the one it is deployed under, a
//! Service's, a label's. People who measure keep their files apart, so that an only bearer of the name is found in
//! another folder, too; then less surely.

use super::Relation;
use super::index::{Found, Index, MOST, find};
use super::joins::Joins;
use super::place::{Home, Places};
use super::service::Pods;
use crate::model::{Companion, Link, Platform, ServiceRef, Workload};
use std::collections::HashMap;

pub(super) static RELATION: Relation = Relation {
    name: "latency objective -> workload",
    join,
};

/// Labels whose value is a service's name.
const LABELS: &[&str] = &[
    "app.kubernetes.io/name",
    "app.kubernetes.io/part-of",
    "app",
    "k8s-app",
    "tags.datadoghq.com/service",
];

fn join(companions: &[Companion], workloads: &mut [Workload]) {
    let joins = joins(companions, workloads);
    joins.apply(companions, workloads);
}

fn joins(companions: &[Companion], workloads: &[Workload]) -> Joins {
    let mut joins = Joins::default();
    let is_objective = |one: &Companion| matches!(one.link, Link::Service(_));
    if !companions.iter().any(is_objective) {
        return joins;
    }
    let places = Places::of(companions, workloads);
    let services = Services::of(&places, companions, workloads);
    for (position, companion) in companions.iter().enumerate() {
        let Link::Service(service) = &companion.link else {
            continue;
        };
        let home = services.home(companion, service);
        let mut names = service.names.iter();
        let found = names.find_map(|name| services.find(&home, name));
        match found {
            Some((found, Reach::Near)) => joins.take(position, found, companions, workloads),
            Some((found, Reach::Far)) => joins.take_far(position, found, companions, workloads),
            None => {}
        }
    }
    joins.settle(companions, workloads);
    joins
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
    home: Home<'a>,
    root: &'a str,
    /// Whether its query names the namespace: then no other is meant.
    within: bool,
}

/// Everything that has a service's name.
struct Services<'a> {
    places: &'a Places<'a>,
    companions: &'a [Companion],
    workloads: &'a [Workload],
    pods: Pods<'a>,
    names: Names<'a>,
    services: Names<'a>,
    labels: Names<'a>,
}

impl<'a> Services<'a> {
    fn of(places: &'a Places<'a>, companions: &'a [Companion], workloads: &'a [Workload]) -> Self {
        let (mut names, mut labels) = (Names::new(), Names::new());
        for (position, workload) in workloads.iter().enumerate().filter(|one| answers(one.1)) {
            let (home, root) = (places.of_workload(workload), &workload.scope.root);
            let own = workload.aliases.iter().chain([&workload.name]);
            names.insert(home, root, own, position);
            let told = LABELS
                .iter()
                .filter_map(|key| workload.pod_labels.get(*key));
            labels.insert(home, root, told, position);
        }
        let mut services = Names::new();
        for (position, companion) in companions.iter().enumerate() {
            if let Link::Selects { name, .. } = &companion.link {
                let (home, root) = (places.of_companion(companion), &companion.scope.root);
                services.insert(home, root, [name].into_iter(), position);
            }
        }
        Self {
            places,
            companions,
            workloads,
            pods: Pods::of(places, workloads),
            names,
            services,
            labels,
        }
    }

    fn home(&self, companion: &'a Companion, service: &'a ServiceRef) -> Asked<'a> {
        let root = &companion.scope.root;
        let namespace = service.namespace.as_ref().or(companion.namespace.as_ref());
        Asked {
            home: self
                .places
                .home(&companion.at, root, namespace.map(String::as_str)),
            root,
            within: service.namespace.is_some(),
        }
    }

    /// What a name means; `None` when nothing has it.
    fn find(&self, asked: &Asked<'a>, name: &'a str) -> Option<(Found, Reach)> {
        let one = |found: &[usize]| found.len() == 1;
        // One object may say two things, in two companions.
        let same = |found: &[usize]| {
            let mut places = found.iter().map(|&one| &self.companions[one].at);
            let first = places.next();
            places.all(|at| Some(at) == first)
        };
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

    /// The workloads behind a Service.
    fn behind(&self, service: usize) -> Found {
        let service = &self.companions[service];
        let Link::Selects { selector, .. } = &service.link else {
            return Found::Nothing;
        };
        match self.pods.behind(self.places, service, selector) {
            Found::Clear(found) => {
                let answering = found.into_iter();
                let answering: Vec<usize> = answering
                    .filter(|&one| answers(&self.workloads[one]))
                    .collect();
                if answering.is_empty() {
                    Found::Nothing
                } else {
                    Found::Clear(answering)
                }
            }
            found => found,
        }
    }
}

/// Positions by a name: near, in a source root, anywhere.
struct Names<'a> {
    near: Index<'a, &'a str>,
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
        home: Home<'a>,
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
        let few =
            |found: &[usize]| -> Vec<usize> { found.iter().copied().take(MOST + 1).collect() };
        match find(asked.home, |place| few(self.near.at(place, name)), &clear) {
            Found::Nothing if asked.within => return None,
            Found::Nothing => {}
            found => return Some((found, Reach::Near)),
        }
        // Nothing said which namespace, so the only bearer of the name in any is meant.
        let root = self.root.get(&(asked.root, name));
        let wide = [(root, Reach::Near), (self.anywhere.get(name), Reach::Far)];
        let (found, reach) = wide
            .into_iter()
            .find_map(|(found, reach)| Some((few(found?), reach)))?;
        let found = if clear(&found) {
            Found::Clear(found)
        } else {
            Found::Ambiguous(found)
        };
        Some((found, reach))
    }
}
