//! Which facts are known of a workload, without their values.

use super::fact::Fact;
use super::fact_name::FactName;

/// What is known of a workload, as a set of names: most workloads know little, and are asked about a lot.
#[derive(Debug, Clone, Copy)]
pub struct Known(u64);

impl Known {
    /// What these facts are about.
    pub fn of(facts: &[Fact]) -> Self {
        let about = facts.iter().map(|fact| Self::bit(fact.name));
        Self(about.fold(0, |all, one| all | one))
    }

    /// Whether one of them is about that, unresolved or not.
    pub fn has(self, name: FactName) -> bool {
        self.0 & Self::bit(name) != 0
    }

    fn bit(name: FactName) -> u64 {
        1 << name as u64
    }
}

const _: () = assert!(FactName::ALL.len() <= 64, "a bit for every name");
