//! What a run tells besides its results: what could not be read, what was looked at, what was left out. Each kind has a
//! name, so that a program can tell an argument that matches nothing from a file that cannot be read.

use super::model::{DescriptorReference, Location, Notification};
use super::{message, place, plain};
use crate::coverage::{Coverage, Unread};

/// A kind of notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    UnmatchedArgument,
    UnreadableFile,
    KnownUnreadableFile,
    Warning,
    Coverage,
    BelowSeverity,
    TooMany,
}

impl Kind {
    /// Its name in the report.
    fn id(self) -> &'static str {
        match self {
            Self::UnmatchedArgument => "unmatched-argument",
            Self::UnreadableFile => "unreadable-file",
            Self::KnownUnreadableFile => "known-unreadable-file",
            Self::Warning => "warning",
            Self::Coverage => "coverage",
            Self::BelowSeverity => "below-severity",
            Self::TooMany => "too-many-results",
        }
    }

    fn level(self) -> &'static str {
        match self {
            Self::UnmatchedArgument | Self::UnreadableFile => "error",
            Self::Warning | Self::TooMany => "warning",
            Self::KnownUnreadableFile | Self::Coverage | Self::BelowSeverity => "note",
        }
    }
}

/// The notifications of a run, in order.
pub(super) struct Notices(Vec<(Kind, String, Option<Location>)>);

impl Notices {
    /// Warnings, and what could not be read.
    pub(super) fn of(coverage: &Coverage) -> Self {
        let mut notices = Self(Vec::new());
        for warning in &coverage.warnings {
            notices.add(Kind::Warning, plain(warning), None);
        }
        for failed in &coverage.failed {
            let kind = match failed.what {
                Unread::Argument => Kind::UnmatchedArgument,
                Unread::Known => Kind::KnownUnreadableFile,
                Unread::File | Unread::Configuration => Kind::UnreadableFile,
            };
            let text = format!("{}: {}", plain(&failed.path), plain(&failed.reason()));
            let at = place::of_failed(failed).filter(|_| kind != Kind::UnmatchedArgument);
            notices.add(kind, text, at);
        }
        notices
    }

    /// One more.
    pub(super) fn add(&mut self, kind: Kind, text: String, at: Option<Location>) {
        self.0.push((kind, text, at));
    }

    /// The notifications as they are written. The driver does not describe their kinds: code scanning's rules ask of each
    /// descriptor what a rule has.
    pub(super) fn written(self) -> Vec<Notification> {
        let written = self.0.into_iter().map(|(kind, text, at)| Notification {
            descriptor: DescriptorReference { id: kind.id() },
            level: kind.level(),
            message: message(text),
            locations: at.into_iter().collect(),
        });
        written.collect()
    }
}
