//! Services, by the labels their selector asks of a pod. A Service may stand before several workloads, such as the
//! two halves of a canary.

use super::index::{Found, Index, Spot, distinct, few, look};
use super::joins::add;
use super::objects::Objects;
use super::place::Home;
use super::{Find, Relation};
use crate::model::{Companion, Link, Port, Workload};
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) static RELATION: Relation = Relation {
    name: "Service -> workload",
    speaks: |link| matches!(link, Link::Selects { .. }),
    find,
    settles: true,
    give,
};

/// What a Service says of a workload, and the ports that it offers of it.
fn give(service: &Companion, workload: &mut Workload, is_far: bool) {
    add(service, workload, is_far);
    if let Link::Selects { ports, .. } = &service.link {
        let port = |(number, at): &(u16, Span)| Port {
            number: *number,
            at: at.clone(),
            field: "spec.ports".into(),
            owner: Some(service.title.clone()),
        };
        workload.ports.extend(ports.iter().map(port));
    }
}

fn find<'o>(objects: &'o Objects<'_>, _services: &[usize]) -> Find<'o> {
    Box::new(move |service, joins| joins.take(service, objects.behind(service), objects))
}

/// Workloads by each label of their pods.
pub(super) struct Pods<'a> {
    workloads: &'a [Workload],
    labels: Index<(&'a str, &'a str)>,
}

impl<'a> Pods<'a> {
    pub(super) fn new(workloads: &'a [Workload]) -> Self {
        let labels = Index::new();
        Self { workloads, labels }
    }

    pub(super) fn insert(&mut self, position: usize, home: Home) {
        for (key, value) in &self.workloads[position].pod_labels {
            self.labels
                .insert(home, (key.as_str(), value.as_str()), position);
        }
    }

    /// The workloads whose pods a selector asks for.
    pub(super) fn behind(&self, home: Home, selector: &'a BTreeMap<String, String>) -> Found {
        look(
            home,
            |spot| self.selected(spot, selector),
            |found| distinct(self.workloads, found),
        )
    }

    /// Looks at the pods with the rarest of the labels only; a release label is on every pod of a folder.
    fn selected(&self, spot: Spot, selector: &'a BTreeMap<String, String>) -> Vec<usize> {
        let with_each = selector
            .iter()
            .map(|(key, value)| self.labels.at(spot, (key.as_str(), value.as_str())));
        let rarest = with_each.min_by_key(|found| found.len());
        let fits = |position: &usize| {
            let labels = &self.workloads[*position].pod_labels;
            selector
                .iter()
                .all(|(key, value)| labels.get(key) == Some(value))
        };
        few(rarest.into_iter().flatten().filter(fits))
    }
}
