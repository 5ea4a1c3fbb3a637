//! `organization:`: what no manifest can say, once for the whole repository.

use super::options::Options;
use super::reader::{Reader, Words};
use crate::model::{Expertise, Organization, Priority, Says, Statement};
use crate::syntax::{Entry, Node};

/// One key of `organization`.
pub(crate) struct Key {
    /// The key.
    pub(crate) name: &'static str,
    /// What it says, for the schema and whoever fills it in.
    pub(crate) summary: &'static str,
    /// What may stand there.
    pub(crate) wanted: Wanted,
}

/// What may stand at a key.
pub(crate) enum Wanted {
    /// `true` or `false`.
    Switch(fn(bool) -> Says),
    /// One of these words.
    Word(Words<Says>),
    /// Some of these words, the most important first.
    Words(Words<Says>),
    /// Names, as many as there are.
    Names(Says),
}

/// Every key, in the order of the documentation.
pub(crate) static STATEMENTS: &[Key] = &[
    Key {
        name: "kubernetes-expertise",
        summary: "How well Kubernetes is known here: `high` where it runs in production and upgrades are routine",
        wanted: Wanted::Word(&[
            ("none", Says::Expertise(Expertise::None)),
            ("some", Says::Expertise(Expertise::Some)),
            ("high", Says::Expertise(Expertise::High)),
        ]),
    },
    Key {
        name: "devops-team",
        summary: "Whether somebody's job is to run platforms for the other teams",
        wanted: Wanted::Switch(Says::DevopsTeam),
    },
    Key {
        name: "portability",
        summary: "`required` where workloads must be able to move to another cloud, by contract or by law",
        wanted: Wanted::Word(&[
            ("required", Says::Portability(true)),
            ("optional", Says::Portability(false)),
        ]),
    },
    Key {
        name: "compliance",
        summary: "Regulations that, as your auditors read them, ask for control over the machines",
        wanted: Wanted::Names(Says::Compliance),
    },
    Key {
        name: "priorities",
        summary: "What comes first, the most important first",
        wanted: Wanted::Words(&[
            ("cost", Says::Priority(Priority::Cost)),
            ("speed-to-market", Says::Priority(Priority::SpeedToMarket)),
            ("control", Says::Priority(Priority::Control)),
            ("latency", Says::Priority(Priority::Latency)),
        ]),
    },
];

pub(super) fn read(reader: &mut Reader<'_>, entry: Entry<'_>, options: &mut Options) {
    let mut organization = Organization::default();
    for entry in reader.map(entry) {
        let Some(key) = STATEMENTS.iter().find(|key| key.name == entry.name()) else {
            let known: Vec<&str> = STATEMENTS.iter().map(|key| key.name).collect();
            reader.unknown_key(entry.key, &known);
            continue;
        };
        let field = format!("{}.{}", Organization::OWNER, key.name);
        let mut state = |says: Says, node: Node<'_>| {
            organization.statements.push(Statement {
                says,
                word: node.as_str().unwrap_or_default().to_owned(),
                at: node.span().first_line(),
                field: field.clone(),
            });
        };
        match &key.wanted {
            Wanted::Switch(says) => {
                if let Some(on) = reader.switch(entry) {
                    state(says(on), entry.value);
                }
            }
            Wanted::Word(words) => {
                if let Some(says) = reader.word(entry, words) {
                    state(says, entry.value);
                }
            }
            Wanted::Words(words) => {
                for (item, says) in reader.words(entry, words) {
                    state(says, item);
                }
            }
            Wanted::Names(says) => {
                for item in reader.texts(entry) {
                    state(*says, item);
                }
            }
        }
    }
    options.organization = Some(organization);
}
