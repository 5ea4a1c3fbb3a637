//! Every criterion's word on one workload, for and against, or that nothing is known.

use crate::criteria::CRITERIA;
use crate::finding::{Evidence, Stance};
use crate::judge::Said;
use crate::model::Side;

/// What a criterion says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    /// For Kubernetes.
    ForKubernetes,
    /// For serverless.
    ForServerless,
    /// Nothing is known.
    Unknown,
}

impl Speaks {
    /// The word in machine output.
    pub fn name(self) -> &'static str {
        match self {
            Self::ForKubernetes => "kubernetes",
            Self::ForServerless => "serverless",
            Self::Unknown => "unknown",
        }
    }
}

/// One criterion.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its name.
    pub criterion: &'static str,
    /// The framework's sentence.
    pub title: &'static str,
    /// The side whose criterion it is.
    pub side: Side,
    /// What it says.
    pub speaks: Speaks,
    /// Why, the weightiest first.
    pub evidence: Vec<Evidence>,
}

/// All of them.
#[derive(Debug, Clone)]
pub struct Scorecard {
    /// In the order of the framework.
    pub lines: Vec<Line>,
}

impl Scorecard {
    /// Every criterion's name, the framework's sentence, and the side whose criterion it is.
    pub fn criteria() -> impl Iterator<Item = (&'static str, &'static str, Side)> {
        let all = CRITERIA.iter();
        all.map(|criterion| (criterion.name, criterion.title, criterion.side))
    }

    pub(super) fn of(said: Said) -> Self {
        let lines = said.into_lines().map(|(criterion, mut evidence)| {
            evidence.retain(Evidence::is_reason);
            evidence.sort_by_key(|one| std::cmp::Reverse(one.weight));
            let own = match criterion.side {
                Side::Kubernetes => Speaks::ForKubernetes,
                _ => Speaks::ForServerless,
            };
            let other = match criterion.side {
                Side::Kubernetes => Speaks::ForServerless,
                _ => Speaks::ForKubernetes,
            };
            let speaks = match evidence.first().map(|first| first.stance) {
                Some(Stance::For) => own,
                Some(Stance::Against) => other,
                None => Speaks::Unknown,
            };
            Line {
                criterion: criterion.name,
                title: criterion.title,
                side: criterion.side,
                speaks,
                evidence,
            }
        });
        Self {
            lines: lines.collect(),
        }
    }
}
