//! What there is to join, and what several relations ask of it: worked out once, before any of them looks.

use super::index::{Found, Index};
use super::place::{Home, Places};
use super::service::Pods;
use crate::model::{Companion, Link, Workload};

/// Everything that may be joined, each by its position.
pub(super) struct Objects<'a> {
    /// Those who speak.
    pub(super) companions: &'a [Companion],
    /// Those who are spoken of.
    pub(super) workloads: &'a [Workload],
    /// The workloads by the labels of their pods.
    pub(super) pods: Pods<'a>,
    /// What the Services say, by the name of the Service.
    pub(super) services: Index<&'a str>,
    /// Where each companion looks names up.
    asks: Vec<Home>,
    /// Where the name of each workload is looked up.
    stands: Vec<Home>,
}

impl<'a> Objects<'a> {
    pub(super) fn of(companions: &'a [Companion], workloads: &'a [Workload]) -> Self {
        let mut places = Places::default();
        let asks: Vec<_> = companions.iter().map(|one| places.companion(one)).collect();
        let stands: Vec<_> = workloads.iter().map(|one| places.workload(one)).collect();
        let asks = asks.into_iter().map(|at| places.home(at)).collect();
        let stands = stands.into_iter().map(|at| places.home(at)).collect();
        let mut objects = Self {
            companions,
            workloads,
            pods: Pods::new(workloads),
            services: Index::new(),
            asks,
            stands,
        };
        for (position, home) in objects.stands.iter().enumerate() {
            objects.pods.insert(position, *home);
        }
        for (position, companion) in companions.iter().enumerate() {
            if let Link::Selects { name, .. } = &companion.link {
                let home = objects.asks[position];
                objects.services.insert(home, name.as_str(), position);
            }
        }
        objects
    }

    /// Where a companion looks names up.
    pub(super) fn asks(&self, companion: usize) -> Home {
        self.asks[companion]
    }

    /// Where the name of a workload is looked up.
    pub(super) fn stands(&self, workload: usize) -> Home {
        self.stands[workload]
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
