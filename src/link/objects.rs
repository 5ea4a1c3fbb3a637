//! What there is to join in one part of the repository, and what several relations ask of it: worked out once, before
//! any of them looks.

use super::index::{Found, Index};
use super::parts::{Part, Parts};
use super::place::Home;
use super::role::ClusterRoles;
use super::service::Pods;
use crate::model::{Companion, Link, Workload};

/// What may be joined, each by its position in the whole repository.
pub(super) struct Objects<'a> {
    /// Those who speak, of every part.
    pub(super) companions: &'a [Companion],
    /// Those who are spoken of, of every part.
    pub(super) workloads: &'a [Workload],
    part: &'a Part,
    parts: &'a Parts<'a>,
    /// The workloads by the labels of their pods.
    pub(super) pods: Pods<'a>,
    /// What the Services say, by the name of the Service.
    pub(super) services: Index<&'a str>,
}

impl<'a> Objects<'a> {
    pub(super) fn of(
        part: &'a Part,
        parts: &'a Parts<'a>,
        (companions, workloads): (&'a [Companion], &'a [Workload]),
    ) -> Self {
        let mut objects = Self {
            companions,
            workloads,
            part,
            parts,
            pods: Pods::new(workloads),
            services: Index::new(),
        };
        for &position in &part.workloads {
            objects.pods.insert(position, objects.stands(position));
        }
        for &position in &part.companions {
            if let Link::Selects { name, .. } = &companions[position].link {
                let home = objects.asks(position);
                objects.services.insert(home, name.as_str(), position);
            }
        }
        objects
    }

    /// The companions of this part.
    pub(super) fn speakers(&self) -> impl Iterator<Item = (usize, &'a Companion)> {
        let (part, all) = (self.part, self.companions);
        part.companions.iter().map(|&one| (one, &all[one]))
    }

    /// The workloads of this part.
    pub(super) fn spoken_of(&self) -> impl Iterator<Item = (usize, &'a Workload)> {
        let (part, all) = (self.part, self.workloads);
        part.workloads.iter().map(|&one| (one, &all[one]))
    }

    /// The roles that mean the same wherever they are, of every part.
    pub(super) fn cluster_roles(&self) -> &'a ClusterRoles<'a> {
        &self.parts.cluster_roles
    }

    /// Where a companion looks names up.
    pub(super) fn asks(&self, companion: usize) -> Home {
        self.parts.asks[companion]
    }

    /// Where the name of a workload is looked up.
    pub(super) fn stands(&self, workload: usize) -> Home {
        self.parts.stands[workload]
    }

    /// The workloads behind a Service.
    pub(super) fn behind(&self, service: usize) -> Found {
        match &self.companions[service].link {
            Link::Selects { selector, .. } => self.pods.behind(self.asks(service), selector),
            _ => Found::Nothing,
        }
    }

    /// Whether companions are one object: it may say two things, in two of them.
    pub(super) fn is_one(&self, companions: &[usize]) -> bool {
        let mut places = companions.iter().map(|&one| &self.companions[one].at);
        let first = places.next();
        places.all(|at| Some(at) == first)
    }
}
