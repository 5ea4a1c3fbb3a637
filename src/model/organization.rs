//! What the organisation says of itself, because no manifest can: who runs platforms here, what is required everywhere,
//! what comes first.

use super::platform::Side;
use crate::source::Span;

/// Everything that `organization:` states.
#[derive(Debug, Clone, Default)]
pub struct Organization {
    /// The statements, in the order of the file.
    pub statements: Vec<Statement>,
}

/// One statement, and the line it stands on.
#[derive(Debug, Clone)]
pub struct Statement {
    /// What it says.
    pub says: Says,
    /// The word it is written with.
    pub word: String,
    /// The value in the configuration.
    pub at: Span,
    /// The field path of it: `organization.portability`.
    pub field: String,
}

/// What a statement says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// How well Kubernetes is known here.
    Expertise(Expertise),
    /// Whether a team runs platforms for the others.
    DevopsTeam(bool),
    /// Whether workloads must be able to move between clouds.
    Portability(bool),
    /// That a regulation asks for control over the machines; the word is its name.
    Compliance,
    /// What comes first; in order, the first the most important.
    Priority(Priority),
}

/// How well Kubernetes is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expertise {
    /// Nobody runs it.
    None,
    /// Some have used it.
    Some,
    /// It is run in production, and upgrades are routine.
    High,
}

/// What an organisation can put first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// Paying only for what is used.
    Cost,
    /// To be live soon, with little to operate.
    SpeedToMarket,
    /// To decide about machines, network and versions.
    Control,
    /// Answers that are always fast.
    Latency,
}

impl Priority {
    /// The side of the framework it speaks for.
    pub fn side(self) -> Side {
        match self {
            Self::Cost | Self::SpeedToMarket => Side::Serverless,
            Self::Control | Self::Latency => Side::Kubernetes,
        }
    }
}

impl Organization {
    /// What evidence of the organisation is owned by, where evidence of a workload names an object.
    pub const OWNER: &'static str = "organization";

    /// The statement that a priority counts, and not another side's before it: who puts cost before control would rather
    /// have less control.
    pub fn priority(&self, wanted: Priority) -> Option<&Statement> {
        let priorities = self
            .statements
            .iter()
            .filter_map(|statement| match statement.says {
                Says::Priority(priority) => Some((priority, statement)),
                _ => None,
            });
        let leading = priorities.take_while(|(priority, _)| priority.side() == wanted.side());
        let mut wanted = leading.filter(|(priority, _)| *priority == wanted);
        wanted.next().map(|(_, statement)| statement)
    }
}

#[cfg(test)]
mod tests {
    use super::Priority::{Control, Cost, Latency, SpeedToMarket};
    use super::*;
    use crate::source::Source;

    fn counted(priorities: &[Priority]) -> Vec<Priority> {
        let at = Source::new("plimsoll.yaml", "cost").span(0, 4);
        let statement = |priority: &Priority| Statement {
            says: Says::Priority(*priority),
            word: String::new(),
            at: at.clone(),
            field: String::new(),
        };
        let organization = Organization {
            statements: priorities.iter().map(statement).collect(),
        };
        let all = [Cost, SpeedToMarket, Control, Latency];
        all.into_iter()
            .filter(|priority| organization.priority(*priority).is_some())
            .collect()
    }

    #[test]
    fn the_side_of_the_first_priority_counts() {
        assert_eq!(counted(&[]), []);
        assert_eq!(counted(&[Cost, Control]), [Cost]);
        assert_eq!(
            counted(&[SpeedToMarket, Cost, Latency]),
            [Cost, SpeedToMarket]
        );
        assert_eq!(counted(&[Latency, Cost, Control]), [Latency]);
    }
}
